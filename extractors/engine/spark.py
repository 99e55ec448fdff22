"""The engine on a cluster: Apache Spark brings the same tasks to its executors.

Spark only decides where and when a task runs. What a task writes is published by the task itself, as on one machine, so
that a task which is run twice, because an executor died or was slow, loses and doubles nothing. The folder of the parts
must be one that all executors see.
"""

from __future__ import annotations

import itertools
import os
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from backchannel.extractors.engine import BUCKETS, GroupStage, Progress, Task
from backchannel.extractors.engine.parts import Counts, Parts
from backchannel.extractors.extras import needed
from backchannel.schema.errors import BackchannelError

MAX_FAILURES = 8  # of one task, before the run is given up
_POLL_SECONDS = 1.0


class SparkEngine:
    """A Spark session: `local[n]` without a master, else the cluster whose address is given."""

    def __init__(self, workers: int, master: str | None = None) -> None:
        sql = needed("pyspark.sql", "spark")
        # executors on this machine run in the environment that has this package
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = (
            sql.SparkSession.builder.appName("backchannel")
            .master(master or f"local[{workers}]")
            .config("spark.task.maxFailures", MAX_FAILURES)
            .config("spark.log.level", "ERROR")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.shuffle.partitions", BUCKETS)
        )
        if master:
            builder = builder.config("spark.cores.max", workers).config("spark.executor.cores", 1)
        try:
            self._session: Any = builder.getOrCreate()
        except Exception as problem:  # py4j passes on whatever the Java side threw
            raise BackchannelError(f"no Spark session on {master or 'this machine'}: {_first_line(problem)}") from None
        self._context = self._session.sparkContext
        self._context.setLogLevel("ERROR")

    def each(self, tasks: Iterable[Task], progress: Progress) -> None:
        """Run every task once or more; each publishes its part itself."""
        todo = list(tasks)
        if not todo:
            return
        with _Watch(todo, progress):
            try:
                self._context.parallelize(todo, len(todo)).foreach(_run)
            except Exception as problem:
                raise BackchannelError(f"Spark gave up: {_cause(problem)}") from None

    def grouped(self, stage: GroupStage, files: list[str], columns: tuple[str, ...], out: Parts) -> list[Path]:
        """A shuffle by bucket; each bucket is sorted and written by one task."""
        out.path.mkdir(parents=True, exist_ok=True)
        rows = self._session.read.parquet(*[Path(file).as_uri() for file in files])
        rows = rows.select("bucket", *columns).distinct().repartition(BUCKETS, "bucket")
        rows = rows.sortWithinPartitions("bucket", *columns)

        def write(partition: Iterator[Any]) -> None:
            for bucket, members in itertools.groupby(partition, key=lambda row: row[0]):
                plain = (tuple(row)[1:] for row in members)
                out.publish(bucket, "bucket", lambda folder, plain=plain: _write_groups(stage, plain, folder))  # type: ignore[misc]

        try:
            rows.foreachPartition(write)
        except Exception as problem:
            raise BackchannelError(f"Spark gave up: {_cause(problem)}") from None
        for bucket in range(BUCKETS):  # one that no row fell into has a part too
            out.publish(bucket, "bucket", lambda folder: stage(iter(()), folder))
        return [out.part(bucket) for bucket in range(BUCKETS)]

    def close(self) -> None:
        """End the session and its executors."""
        self._session.stop()


def _run(task: Task) -> None:
    task.run()


def _write_groups(stage: GroupStage, rows: Iterator[tuple[Any, ...]], folder: Path) -> Counts:
    return stage(((key, list(group)) for key, group in itertools.groupby(rows, key=lambda row: row[0])), folder)


class _Watch:
    """Tells of parts as they appear, while Spark's driver waits for the whole job."""

    def __init__(self, tasks: list[Task], progress: Progress) -> None:
        self._left = dict(enumerate(tasks))
        self._progress = progress
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._over.wait(_POLL_SECONDS):
            self._look()

    def _look(self) -> None:
        for number, task in list(self._left.items()):
            counts = task.parts.counts(task.shard.index, task.digest)
            if counts is not None:
                del self._left[number]
                self._progress(task.shard, counts)


def _first_line(problem: BaseException) -> str:
    return str(problem).strip().splitlines()[0][:300] if str(problem).strip() else type(problem).__name__


def _cause(problem: BaseException) -> str:
    """The line of Python's own error in what the Java side says, else its first line."""
    lines = [line.strip() for line in str(problem).splitlines()]
    told = [line for line in lines if line.startswith(("backchannel.", "pyspark.errors.", "OSError", "MemoryError"))]
    return (told or [_first_line(problem)])[-1][:300]
