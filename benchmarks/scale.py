"""How a build grows with the number of articles and of workers: time per step, rate, memory, size on disk.

    python -m benchmarks.scale --counts 1000,10000,100000 --workers 1,2

Each line is a whole build in processes of its own over made-up news (`tests/extractors/newsroom.py`): one article in
ten tells of a contact, one in twenty-five repeats another one. Processor time is that of all processes together; it
says more than the clock where others use the machine too. Needs /proc, so Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
STEPS = ("reading", "copies", "names", "actors", "reports", "components", "contacts", "files", "page")
BUILD = (
    "articles", "workers", "seconds", "articles/s", "CPU ms/article", "parent MB", "worker MB", "workspace MB",
    "store MB",
)  # fmt: skip


def main() -> None:
    """Run every combination and print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--counts", default="1000,10000")
    arguments.add_argument("--workers", default="1,2")
    arguments.add_argument("--corpus", help="a corpus that is there already, instead of made-up news")
    arguments.add_argument("--out", help="where to build it; what an earlier run left is taken up")
    arguments.add_argument("--one", help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.one:
        print(json.dumps(measure(**json.loads(asked.one))))
        return
    workers = [int(n) for n in asked.workers.split(",")]
    if asked.corpus:
        show([run(asked.corpus, asked.out, workers[-1])])
        return
    with tempfile.TemporaryDirectory(prefix="backchannel-scale-") as folder:
        counts = [int(n) for n in asked.counts.split(",")]
        show([run(corpus(folder, count), f"{folder}/{count}-{n}", n) for count in counts for n in workers])


def corpus(folder: str, count: int) -> str:
    """Made-up news."""
    from tests.extractors.newsroom import write_news

    path = Path(folder) / f"{count}.jsonl"
    return str(path if path.exists() else write_news(path, count))


def show(rows: list[dict[str, Any]]) -> None:
    """The figures of whole builds, then the processor seconds and the memory of each step."""
    table(BUILD, ([row[name] for name in BUILD] for row in rows))
    for what in ("seconds", "CPU s", "parent MB"):
        head = ("articles", "workers", *(f"{step}, {what}" for step in STEPS))
        table(head, ([row["articles"], row["workers"], *(row["steps"][s][what] for s in STEPS)] for row in rows))


def table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """A Markdown table."""
    names = list(head)
    print("| " + " | ".join(names) + " |\n|" + " ---: |" * len(names))
    for row in rows:
        print("| " + " | ".join(f"{value:,}" for value in row) + " |")
    print(flush=True)


def run(path: str, out: str, workers: int) -> dict[str, Any]:
    """One measurement in a new process."""
    job = json.dumps({"path": path, "out": out, "workers": workers})
    command = [sys.executable, "-m", "benchmarks.scale", "--one", job]
    row = dict(json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout))
    print(json.dumps(row), file=sys.stderr, flush=True)
    return row


@dataclass(slots=True)
class Clock:
    """Takes the time, the processor time and the peak of memory of one step after the other."""

    steps: dict[str, dict[str, float]] = field(default_factory=dict)
    _name: str = ""
    _started: tuple[float, float] = (0.0, 0.0)

    def begins(self, name: str) -> None:
        """A step begins, and with it ends the one before."""
        now = time.perf_counter(), processor_seconds()
        if self._name:
            self.steps[self._name] = {
                "seconds": round(now[0] - self._started[0], 1),
                "CPU s": round(now[1] - self._started[1], 1),
                "parent MB": _peak(os.getpid()),
            }
        Path("/proc/self/clear_refs").write_text("5")  # the peak of memory is counted anew
        self._name, self._started = name, now


def measure(path: str, out: str, workers: int) -> dict[str, Any]:
    """Build and take the figures."""
    from backchannel import __version__
    from backchannel.extractors.engine.local import LocalEngine
    from backchannel.extractors.engine.run import run_extraction
    from backchannel.extractors.engine.stages import settings_of
    from backchannel.extractors.reading import ReadOptions
    from backchannel.graph.iris import DEFAULT_BASE
    from backchannel.sharded import merged_workspace, parts_folder

    engine, clock, started = LocalEngine(workers), Clock(), time.perf_counter()
    clock.begins("reading")
    found = run_extraction(engine, [path], parts_folder(out), settings_of(ReadOptions(), __version__))
    built = merged_workspace(found, engine, out, lambda _: None, DEFAULT_BASE, (), clock.begins)
    clock.begins("")
    seconds, cpu = time.perf_counter() - started, processor_seconds()
    engine.close()
    found.remove()
    return {
        "articles": built.articles,
        "reports": built.reports,
        "contacts": built.contacts,
        "workers": workers,
        "seconds": round(seconds, 1),
        "articles/s": round(built.articles / seconds),
        "CPU ms/article": round(1000 * cpu / built.articles, 2),
        "parent MB": max(step["parent MB"] for step in clock.steps.values()),
        "worker MB": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        "workspace MB": megabytes(Path(out)),
        "store MB": megabytes(Path(out) / "store"),
        "steps": clock.steps,
    }


def processor_seconds() -> float:
    """What this process and its workers, also those that run still, have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    running = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return sum(one.ru_utime + one.ru_stime for one in used) + sum(map(_used, running))


def _used(pid: str) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return float(int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(pid: int) -> int:
    """The most memory that a process held, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def megabytes(folder: Path) -> int:
    """Size of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 1024**2


if __name__ == "__main__":
    main()
