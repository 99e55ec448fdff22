"""Engines run stages over shards: `local` on this machine's cores, `spark` on a cluster.

An engine has two verbs. `each` runs a stage for every shard of a plan; `grouped` brings the rows of one key together,
from all parts of an earlier stage, and runs a stage for every bucket of keys. A stage is a plain function that is
imported by name in the worker; what it writes is published as one part. Both engines run the same stages and leave the
same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from backchannel.extractors.engine.parts import Counts, Parts
from backchannel.extractors.engine.shards import Shard
from backchannel.schema.errors import BackchannelError
from backchannel.schema.model import fingerprint

Stage = Callable[[Shard, Path, dict[str, Any]], Counts]  # shard, new folder to write into, settings
GroupStage = Callable[[Iterator[tuple[Any, list[tuple[Any, ...]]]], Path], Counts]  # (key, its rows) in order of keys
Progress = Callable[[Shard, Counts], None]

ENGINES = ("local", "spark")
BUCKETS = 16  # of keys; fixed, so that parts do not depend on the workers


@dataclass(frozen=True, slots=True)
class Task:
    """One run of a stage, as it travels to a worker."""

    stage: Stage
    shard: Shard
    parts: Parts
    settings: dict[str, Any]

    @property
    def name(self) -> str:
        """What it works on, for a message."""
        first, *more = self.shard.inputs
        return first.path + (f" or one of {len(more)} inputs after it" if more else "")

    def run(self) -> Counts:
        """Run the stage and publish what it wrote, unless that is there already."""
        return self.parts.publish(
            self.shard.index, self.digest, lambda folder: self.stage(self.shard, folder, self.settings)
        )

    @property
    def digest(self) -> str:
        """Names what the part is made of: a part of other inputs or settings is made anew."""
        return fingerprint(self.shard.digest, self.settings)


class Engine(Protocol):
    """Runs stages."""

    def each(self, tasks: Iterable[Task], progress: Progress) -> None:
        """Run every task to its end; the parts are published when this returns."""

    def grouped(self, stage: GroupStage, files: list[str], columns: tuple[str, ...], out: Parts) -> list[Path]:
        """Run `stage` over the rows of Parquet files with the columns `bucket`, `columns[0]` (the key) and others."""

    def close(self) -> None:
        """End the workers."""


class WorkerDiedError(BackchannelError):
    """A task killed its worker again and again."""


def engine_named(name: str, workers: int, master: str | None) -> Engine:
    """The engine of one name."""
    if name == "local":
        from backchannel.extractors.engine.local import LocalEngine

        return LocalEngine(workers)
    from backchannel.extractors.engine.spark import SparkEngine

    return SparkEngine(workers, master)
