"""The engine on this machine: processes, of which any may die, and DuckDB to bring rows together."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from backchannel.extractors.engine import BUCKETS, GroupStage, Progress, Task, WorkerDiedError
from backchannel.extractors.engine.parts import Counts, Parts
from backchannel.extractors.extras import needed

MAX_DEATHS = 3  # of workers while they ran one task
GROUP_MEMORY = "512MB"  # for DuckDB, which goes to disk beyond it
FETCHED = 1_000  # rows handed over at once: they may hold a text each


class Job(Protocol):
    """What a worker runs."""

    @property
    def name(self) -> str:
        """What it works on, for a message."""

    def run(self) -> Counts:
        """Do it; doing it again changes nothing."""


J = TypeVar("J", bound=Job)


class LocalEngine:
    """Processes on this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def each(self, tasks: Iterable[Task], progress: Progress) -> None:
        """Run every task; the parts are published when this returns."""
        self._finish(tasks, lambda task, counts: progress(task.shard, counts))

    def grouped(self, stage: GroupStage, files: list[str], columns: tuple[str, ...], out: Parts) -> list[Path]:
        """Each bucket is read by one worker; DuckDB sorts it, on disk where it is large."""
        out.path.mkdir(parents=True, exist_ok=True)
        tasks = [GroupTask(stage, tuple(files), columns, bucket, out) for bucket in range(BUCKETS)]
        self._finish(tasks, lambda _, __: None)
        return [out.part(bucket) for bucket in range(BUCKETS)]

    def _finish(self, jobs: Iterable[J], told: Callable[[J, Counts], None]) -> None:
        """Run every job, a few at a time; those whose worker died are run again, each by itself."""
        waiting = iter(jobs)
        running: dict[Future[Counts], J] = {}
        while True:
            for job in itertools.islice(waiting, self.workers * 2 - len(running)):
                running[self._started().submit(_run, job)] = job
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            died = []
            for future in done:
                job = running.pop(future)
                try:
                    told(job, future.result())
                except BrokenProcessPool:
                    died.append(job)
            if died:
                died += running.values()
                running = {}
                self.close()
                for job in died:
                    told(job, self._alone(job))

    def _alone(self, job: J) -> Counts:
        """Run one job while no other runs, so that a death is its own."""
        for _ in range(MAX_DEATHS):
            try:
                return self._started().submit(_run, job).result()
            except BrokenProcessPool:
                self.close()
        raise WorkerDiedError(f"the worker died {MAX_DEATHS} times while it worked on {job.name}")

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


def _run(job: Job) -> Counts:
    return job.run()


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


def sorted_rows(query: str, parameters: list[Any] | dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of a DuckDB query in bounded memory."""
    with connected() as connection:
        found = connection.execute(query, parameters)
        while rows := found.fetchmany(FETCHED):
            yield from rows


@contextmanager
def connected() -> Iterator[Any]:
    """A DuckDB that goes to disk beyond `GROUP_MEMORY`."""
    duckdb = needed("duckdb", "corpora")
    with tempfile.TemporaryDirectory(prefix="backchannel-") as folder:
        settings = {
            "memory_limit": GROUP_MEMORY,
            "temp_directory": folder,
            "threads": 1,
            "preserve_insertion_order": False,
        }
        with duckdb.connect(":memory:", config=settings) as connection:
            yield connection


@dataclass(frozen=True, slots=True)
class GroupTask:
    """A stage over the groups of one bucket."""

    stage: GroupStage
    files: tuple[str, ...]
    columns: tuple[str, ...]
    bucket: int
    out: Parts

    @property
    def name(self) -> str:
        return f"bucket {self.bucket} of {self.out.path}"

    def run(self) -> Counts:
        """Sort the bucket, run the stage and publish its part."""
        names = ", ".join(self.columns)
        query = f"SELECT DISTINCT {names} FROM read_parquet(?) WHERE bucket = ? ORDER BY {names}"

        def write(folder: Path) -> Counts:
            rows = sorted_rows(query, [list(self.files), self.bucket])
            groups = ((key, list(group)) for key, group in itertools.groupby(rows, key=lambda row: row[0]))
            return self.stage(groups, folder)

        return self.out.publish(self.bucket, "bucket", write)
