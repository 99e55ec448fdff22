"""What adding articles to a workspace costs beside building it from scratch, in processor time.

    python -m benchmarks.adding 2000 20000       # workspaces of so many reports, made up as in benchmarks/merge.py
    python -m benchmarks.adding 2000 --check     # also see that the bytes are those of a build from scratch

Reading articles is left out on both sides: reports are given. Each size runs in a process of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from backchannel.extractors.duplicates import sketch
from backchannel.graph.iris import DEFAULT_BASE
from backchannel.graph.workspace import Workspace
from backchannel.pipeline import Told, merged, page_writer
from backchannel.revision import add
from backchannel.schema.model import Article, Report
from benchmarks.merge import news

STEPS = (1, 10)  # articles that are added at once
WORDS = 150  # of an article


def made(count: int) -> tuple[list[Article], list[Report]]:
    """Articles with a report each."""
    citations, reports = news(count, None, False)
    chance = random.Random(count)
    vocabulary = [f"kata{n}" for n in range(3000)]
    articles = [
        Article(
            c.id, " ".join(chance.choices(vocabulary, k=WORDS)), None, c.published, c.outlet, None, "id", "metadata"
        )
        for c in citations
    ]
    return articles, reports


def seconds(work: Callable[[], object]) -> float:
    """Processor time."""
    start = time.process_time()
    work()
    return time.process_time() - start


def build(folder: Path, articles: Sequence[Article], reports: Sequence[Report]) -> None:
    """A workspace of articles whose reports are known."""
    ordered = sorted(articles, key=lambda a: a.id)
    sketches = [sketch(a) for a in ordered]
    graph = merged(ordered, reports, sketches=sketches)
    Workspace.replace(folder, graph, ordered, page=page_writer(DEFAULT_BASE), sketches=sketches)


def digest(folder: Path) -> dict[str, str]:
    """Hash of every file, and of the sorted quads of the store."""
    found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir() if p.is_file()}
    quads = sorted(str(q) for q in Workspace.open(folder).store)
    return {**found, "store": hashlib.sha256("\n".join(quads).encode()).hexdigest()}


def measure(count: int, check: bool) -> None:
    """Build once, then add, and print a line."""
    articles, reports = made(count + sum(STEPS))
    told = {r.article: (r,) for r in reports}
    random.Random(1).shuffle(articles)

    def reader(some: Iterable[Article], _: Told) -> Iterator[tuple[Article, tuple[Report, ...]]]:
        return ((a, told[a.id]) for a in some)

    with tempfile.TemporaryDirectory() as name:
        folder, held = Path(name), articles[:count]
        took = seconds(lambda: build(folder / "w", held, [r for a in held for r in told[a.id]]))
        line = f"{count:>9,} reports  from scratch {took:7.1f} s"
        rest = articles[count:]
        for step in STEPS:
            file = folder / f"{step}.jsonl"
            file.write_text("".join(json.dumps(a.as_json()) + "\n" for a in rest[:step]), "utf-8")
            rest = rest[step:]
            took = seconds(lambda file=file: add(folder / "w", [file], print, reader=reader))  # type: ignore[misc]
            line += f"  {step:>2} added {took:6.2f} s"
        if check:
            build(folder / "anew", articles, reports)
            line += "  the same bytes" if digest(folder / "w") == digest(folder / "anew") else "  OTHER BYTES"
        print(line, flush=True)


def main() -> None:
    """Measure each size in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="+", type=int)
    parser.add_argument("--check", action="store_true", help="compare the bytes with those of a build from scratch")
    parser.add_argument("--here", action="store_true", help="measure in this very process")
    asked = parser.parse_args()
    if asked.here:
        measure(asked.sizes[0], asked.check)
        return
    for size in asked.sizes:
        more = ["--check"] if asked.check else []
        subprocess.run([sys.executable, "-m", "benchmarks.adding", "--here", str(size), *more], check=True)


if __name__ == "__main__":
    main()
