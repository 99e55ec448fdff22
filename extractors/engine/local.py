"""The engine on this machine: processes, of which any may die, and DuckDB to bring rows together."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from backchannel.extractors.engine import BUCKETS, GroupStage, Progress, Task, WorkerDiedError
from backchannel.extractors.engine.parts import Counts, Parts
from backchannel.extractors.extras import needed

MAX_DEATHS = 3  # of workers while they ran one task
GROUP_MEMORY = "512MB"  # for DuckDB, which goes to disk beyond it


class LocalEngine:
    """Processes on this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def each(self, tasks: Iterable[Task], progress: Progress) -> None:
        """Run every task; one whose worker died is run again, a few times, by itself."""
        waiting = iter(tasks)
        running: dict[Future[Counts], Task] = {}
        while True:
            for task in itertools.islice(waiting, self.workers * 2 - len(running)):
                running[self._started().submit(_run, task)] = task
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            died = []
            for future in done:
                task = running.pop(future)
                try:
                    progress(task.shard, future.result())
                except BrokenProcessPool:
                    died.append(task)
            if died:
                died += running.values()
                running = {}
                self.close()
                for task in sorted(died, key=lambda task: task.shard.index):
                    progress(task.shard, self._alone(task))

    def _alone(self, task: Task) -> Counts:
        """Run one task while no other runs, so that a death is its own."""
        for _ in range(MAX_DEATHS):
            try:
                return self._started().submit(_run, task).result()
            except BrokenProcessPool:
                self.close()
        inputs = task.shard.inputs
        raise WorkerDiedError(
            f"the worker died {MAX_DEATHS} times while it read {inputs[0].path}"
            + (f" or one of {len(inputs) - 1} after it" if len(inputs) > 1 else "")
        )

    def grouped(self, stage: GroupStage, files: list[str], columns: tuple[str, ...], out: Parts) -> list[Path]:
        """Each bucket is read by one worker; DuckDB sorts it, on disk where it is large."""
        out.path.mkdir(parents=True, exist_ok=True)
        with ProcessPoolExecutor(self.workers, multiprocessing.get_context("spawn"), _ignore_interrupts) as pool:
            asked = [pool.submit(group_bucket, stage, files, columns, bucket, out) for bucket in range(BUCKETS)]
            return [future.result() for future in asked]

    def close(self) -> None:
        """End the workers at once."""
        if self._pool is not None:
            for process in list((self._pool._processes or {}).values()):
                process.terminate()
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self.workers, multiprocessing.get_context("spawn"), _ignore_interrupts)
        return self._pool


def _run(task: Task) -> Counts:
    return task.run()


def _ignore_interrupts() -> None:
    """Ctrl-C is for the parent, which ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent()


def _end_with_parent() -> None:
    """Where the system can, end this process when its parent is killed, so that no worker is left behind."""
    import ctypes
    import sys

    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() == 1:
            os._exit(1)


def sorted_rows(query: str, parameters: list[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of a DuckDB query in bounded memory."""
    duckdb = needed("duckdb", "corpora")
    with tempfile.TemporaryDirectory(prefix="backchannel-") as folder:
        settings = {
            "memory_limit": GROUP_MEMORY,
            "temp_directory": folder,
            "threads": 1,
            "preserve_insertion_order": False,
        }
        with duckdb.connect(":memory:", config=settings) as connection:
            found = connection.execute(query, parameters)
            while rows := found.fetchmany(10_000):
                yield from rows


def group_bucket(stage: GroupStage, files: list[str], columns: tuple[str, ...], bucket: int, out: Parts) -> Path:
    """Run a stage over the groups of one bucket and publish its part."""
    names = ", ".join(columns)
    query = f"SELECT DISTINCT {names} FROM read_parquet(?) WHERE bucket = ? ORDER BY {names}"

    def write(folder: Path) -> Counts:
        rows = sorted_rows(query, [files, bucket])
        groups = ((key, list(group)) for key, group in itertools.groupby(rows, key=lambda row: row[0]))
        return stage(groups, folder)

    out.publish(bucket, "bucket", write)
    return out.part(bucket)
