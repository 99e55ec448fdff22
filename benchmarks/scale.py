"""How a build grows with the number of articles and of workers: time per stage, rate, memory, size on disk.

    python -m benchmarks.scale --counts 1000,10000,100000 --workers 1,2

Each line is a run in processes of its own over made-up articles (`tests/extractors/corpus.py`): eight sentences, two of
them contacts. The first table is what the engine does: reading, extracting and finding copies, whose memory must not
grow with the count. The second adds merging and writing the workspace.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parent.parent
T = TypeVar("T")
EXTRACTION = ("articles", "workers", "extract s", "articles/s", "copies s", "read back s", "CPU ms/article",
              "parent MB", "worker MB", "parts MB")  # fmt: skip
BUILD = (
    "articles",
    "workers",
    "extract s",
    "merge s",
    "write s",
    "articles/s",
    "parent MB",
    "workspace MB",
    "store MB",
)


def main() -> None:
    """Run every combination and print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--counts", default="1000,10000")
    arguments.add_argument("--workers", default="1,2")
    arguments.add_argument("--build", default="", help="counts for whole builds")
    arguments.add_argument("--one", help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.one:
        print(json.dumps(measure(json.loads(asked.one))))
        return
    with tempfile.TemporaryDirectory(prefix="backchannel-scale-") as folder:
        workers = [int(n) for n in asked.workers.split(",")]
        counts = [int(n) for n in asked.counts.split(",") if n]
        show(EXTRACTION, (run(folder, count, number, False) for count in counts for number in workers))
        builds = [int(n) for n in asked.build.split(",") if n]
        if builds:
            show(BUILD, (run(folder, count, max(workers), True) for count in builds))


def show(columns: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> None:
    """A Markdown table, line by line as it comes."""
    print("| " + " | ".join(columns) + " |\n|" + " ---: |" * len(columns), flush=True)
    for row in rows:
        print("| " + " | ".join(f"{row[name]:,}" for name in columns) + " |", flush=True)
    print()


def run(folder: str, count: int, workers: int, build: bool) -> dict[str, Any]:
    """One measurement in a new process."""
    corpus = Path(folder) / f"{count}.jsonl"
    if not corpus.exists():
        from tests.extractors.corpus import write_corpus

        write_corpus(corpus, count)
    job = json.dumps(
        {"corpus": str(corpus), "out": f"{folder}/out-{count}-{workers}", "workers": workers, "build": build}
    )
    command = [sys.executable, "-m", "benchmarks.scale", "--one", job]
    return dict(json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout))


def measure(job: dict[str, Any]) -> dict[str, Any]:
    """Run the stages one after the other and take their times."""
    from backchannel.extractors.engine.local import LocalEngine
    from backchannel.extractors.engine.run import run_extraction
    from backchannel.extractors.engine.stages import settings_of
    from backchannel.extractors.reading import ReadOptions

    engine, out = LocalEngine(job["workers"]), Path(job["out"])
    settings = settings_of(ReadOptions(), "benchmark")
    extract, found = timed(lambda: run_extraction(engine, [job["corpus"]], out / "parts", settings))
    copying, copies = timed(lambda: found.copies(engine))
    engine.close()
    row: dict[str, Any] = {"articles": found.kept, "workers": job["workers"], "extract s": round(extract, 1)}
    if job["build"]:
        row |= _build(found, copies, out)
        total = extract + copying + row["merge s"] + row["write s"]
    else:
        reading, _ = timed(lambda: [sum(1 for _ in found.articles()), sum(1 for _ in found.reports())])
        row |= {"copies s": round(copying, 1), "read back s": round(reading, 1)}
        total = extract + copying + reading
        row["parts MB"] = megabytes(out / "parts")
    row["articles/s"] = round(found.kept / total)
    row["CPU ms/article"] = round(1000 * processor_seconds() / found.kept, 2)
    row["parent MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    row["worker MB"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    found.remove()
    return row


def _build(found: Any, copies: dict[str, str], out: Path) -> dict[str, Any]:
    from backchannel.graph.merge import merge
    from backchannel.graph.workspace import Workspace
    from backchannel.pipeline import write_page

    merging, graph = timed(lambda: merge(found.citations(copies), found.reports()))
    folder = out / "workspace"
    writing, _ = timed(lambda: Workspace.replace(folder, graph, found.articles(), page=write_page, in_order=True))
    return {
        "merge s": round(merging, 1),
        "write s": round(writing, 1),
        "workspace MB": megabytes(folder),
        "store MB": megabytes(folder / "store"),
    }


def processor_seconds() -> float:
    """What this process and its workers have used: it says more than the clock where others use the machine too."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """(seconds, result)."""
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def megabytes(folder: Path) -> int:
    """Size of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 1024**2


if __name__ == "__main__":
    main()
