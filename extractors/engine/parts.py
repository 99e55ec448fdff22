"""What a run leaves on disk: one folder a shard, published in one step, and the manifest that readers follow.

A worker writes a part under a name that only it uses and renames it when it is complete, so a part is there whole or
not at all, however often its task is run, by however many workers. Two runs of a task write the same bytes: whose part
is kept does not matter.

    plan.jsonl           the shards
    manifest.json        what the run is, and the parts that belong to it (written when all are there)
    part-000000/         what the stage wrote, with done.json: counts and the digest of its shard
"""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backchannel.schema.errors import StoreError

DONE = "done.json"
MANIFEST = "manifest.json"
PLAN = "plan.jsonl"
Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Parts:
    """The folder of one run's parts."""

    path: Path

    def part(self, index: int) -> Path:
        """Where the part of a shard is published."""
        return self.path / f"part-{index:06d}"

    def counts(self, index: int, digest: str) -> Counts | None:
        """What is in the published part of a shard; None while there is none for this content of the shard."""
        try:
            done = json.loads((self.part(index) / DONE).read_text("utf-8"))
        except FileNotFoundError:
            return None
        except ValueError:
            raise StoreError(f"{self.part(index)}: damaged: delete it and run again") from None
        return dict(done["counts"]) if done["digest"] == digest else None

    def publish(self, index: int, digest: str, write: Callable[[Path], Counts]) -> Counts:
        """Let `write` fill a new folder and make it the shard's part; a part that is already there is kept."""
        if (there := self.counts(index, digest)) is not None:
            return there
        final = self.part(index)
        new = self.path / f".part-{index:06d}.{socket.gethostname()}.{os.getpid()}.tmp"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        try:
            counts = write(new)
            row = json.dumps({"counts": counts, "digest": digest}, sort_keys=True)
            (new / DONE).write_text(row + "\n", "utf-8")
            _to_disk(new)
            self._put(new, final, index, digest)
        finally:
            shutil.rmtree(new, ignore_errors=True)
        return counts

    def _put(self, new: Path, final: Path, index: int, digest: str) -> None:
        """Rename; where another worker was quicker with the same part, theirs stays."""
        for _ in range(3):
            try:
                os.rename(new, final)
                return
            except OSError:
                if self.counts(index, digest) is not None:
                    return
                stale = self.path / f".stale-{index:06d}.{socket.gethostname()}.{os.getpid()}.tmp"
                with suppress(FileNotFoundError):  # left by a run with other inputs
                    os.rename(final, stale)
                shutil.rmtree(stale, ignore_errors=True)
        raise StoreError(f"{final}: cannot be written")

    def sweep(self) -> None:
        """Remove what killed workers left half written; only while no worker runs."""
        for left in self.path.glob(".*.tmp"):
            shutil.rmtree(left, ignore_errors=True)

    def write_manifest(self, row: dict[str, Any]) -> None:
        """Publish the manifest: the run is complete."""
        new = self.path / f".{MANIFEST}.new"
        new.write_text(json.dumps(row, sort_keys=True, indent=1) + "\n", "utf-8")
        os.replace(new, self.path / MANIFEST)

    def manifest(self) -> dict[str, Any]:
        """What the complete run wrote; StoreError while it is not complete."""
        try:
            found: dict[str, Any] = json.loads((self.path / MANIFEST).read_text("utf-8"))
        except FileNotFoundError:
            raise StoreError(f"{self.path}: not complete: run the same command again to go on") from None
        return found

    def files(self, name: str) -> list[str]:
        """The files of one name in all parts of the manifest, in the order of the shards."""
        return [str(self.part(index) / name) for index in range(self.manifest()["parts"])]

    def rows(self, name: str) -> Iterator[dict[str, Any]]:
        """The JSON lines of one name in all parts."""
        for file in self.files(name):
            with open(file, encoding="utf-8", errors="surrogatepass") as lines:
                for line in lines:
                    yield json.loads(line)


def _to_disk(folder: Path) -> None:
    """Wait until the files are on disk, so that a name never stands for content that a crash lost."""
    for entry in sorted(folder.iterdir()):
        with entry.open("rb") as file:
            os.fsync(file.fileno())
