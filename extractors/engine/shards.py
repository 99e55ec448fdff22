"""The plan of a long run: its inputs cut into shards of about the same size, the same for the same inputs.

The plan does not depend on the engine or the number of workers, so neither does what they write.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from backchannel.extractors.places import files_under, is_remote, open_bytes
from backchannel.extractors.readers import READERS, known_suffix
from backchannel.extractors.readers.source import CHUNK_BYTES
from backchannel.schema.errors import ArticleError, BackchannelError
from backchannel.schema.model import fingerprint

SHARD_BYTES = 2 * 1024 * 1024  # of plain text: ten seconds of extraction, which is what a killed worker loses at most
SHARD_FILES = 1000
PAGE_SHARE = 16  # one byte in so many of a web page is the article's
_PAGES = (".html", ".htm", ".xhtml", ".warc", ".eml", ".mbox")
_SPLIT = (".jsonl", ".ndjson")  # formats that can be cut at line ends


@dataclass(frozen=True, slots=True)
class Input:
    """A file, or the lines of it from one byte on."""

    path: str
    size: int = 0  # bytes to read; what a whole file has
    start: int = 0
    first_line: int = 1
    whole: bool = True
    problem: str | None = None  # why it cannot be read, where that is known already
    stamp: int = 0  # when it was last changed


@dataclass(frozen=True, slots=True)
class Shard:
    """Inputs that one task reads."""

    index: int
    inputs: tuple[Input, ...]

    @property
    def size(self) -> int:
        """Bytes to read."""
        return sum(item.size for item in self.inputs)

    @property
    def digest(self) -> str:
        """Names the shard's content: a part made from another version of the inputs has another."""
        return fingerprint([asdict(item) for item in self.inputs])

    def as_json(self) -> dict[str, Any]:
        return {"index": self.index, "inputs": [asdict(item) for item in self.inputs]}

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Self:
        return cls(row["index"], tuple(Input(**item) for item in row["inputs"]))


def plan_shards(paths: Iterable[str | Path]) -> Iterator[Shard]:
    """The shards of files and folders, in the order in which `read_articles` reads them."""
    index, held, size = 0, list[Input](), 0
    for item in _inputs(paths):
        text = item.size // PAGE_SHARE if item.path.lower().endswith(_PAGES) else item.size
        if held and (size + text > SHARD_BYTES or len(held) >= SHARD_FILES):
            yield Shard(index, tuple(held))
            index, held, size = index + 1, [], 0
        held.append(item)
        size += text
    if held:
        yield Shard(index, tuple(held))


def _inputs(paths: Iterable[str | Path]) -> Iterator[Input]:
    for path in map(str, paths):
        if path == "-":
            raise BackchannelError("standard input cannot be cut into shards: save it to a file, or leave out --engine")
        try:
            files = files_under(path)
        except ArticleError as problem:
            yield Input(problem.source, problem=problem.reason)
            continue
        if files is None:
            yield from _file(path)
            continue
        found = False
        for name, _ in files:
            if known_suffix(name):
                found = True
                yield from _file(name)
        if not found:
            reason = f"no articles in this folder (suffixes known: {' '.join(sorted(READERS))})"
            yield Input(path, problem=reason)


def _file(path: str) -> Iterator[Input]:
    """One file, in pieces where it is long and its format allows."""
    try:
        size, stamp = _size_and_stamp(path)
    except (OSError, ArticleError):
        yield Input(path)  # its reader will say what is wrong
        return
    if size <= SHARD_BYTES or not path.lower().endswith(_SPLIT) or _has_wide_mark(path):
        yield Input(path, size, stamp=stamp)
        return
    for start, length, line in _pieces(path):
        yield Input(path, length, start, line, whole=False, stamp=stamp)


def _size_and_stamp(path: str) -> tuple[int, int]:
    if is_remote(path):
        stream, size = open_bytes(path)
        stream.close()
        return size or 0, 0
    status = os.stat(path)
    return status.st_size, status.st_mtime_ns


def _has_wide_mark(path: str) -> bool:
    """Whether it is UTF-16 or -32, where a line's end is more than one byte."""
    stream, _ = open_bytes(path)
    with stream:
        return stream.read(2) in (b"\xff\xfe", b"\xfe\xff")


def _pieces(path: str) -> Iterator[tuple[int, int, int]]:
    """(start, length, number of the first line) of pieces that end at line ends."""
    stream, _ = open_bytes(path)
    with stream:
        start, length, line, next_line = 0, 0, 1, 1
        while data := stream.read(CHUNK_BYTES):
            length += len(data)
            next_line += data.count(b"\n")
            if length < SHARD_BYTES:
                continue
            while data and not data.endswith(b"\n"):
                data = stream.readline(CHUNK_BYTES)
                length += len(data)
                next_line += data.endswith(b"\n")
            yield start, length, line
            start, length, line = start + length, 0, next_line
        if length:
            yield start, length, line


def write_plan(shards: Iterable[Shard], path: Path) -> tuple[int, int, str]:
    """Write the plan, one shard a line; (number of shards, bytes to read, digest of the plan)."""
    count, size, digest = 0, 0, ""
    new = path.with_name(f".{path.name}.{socket.gethostname()}.{os.getpid()}.new")
    with new.open("w", encoding="utf-8") as out:
        for shard in shards:
            out.write(json.dumps(shard.as_json()) + "\n")
            count, size, digest = count + 1, size + shard.size, fingerprint(digest, shard.digest, length=32)
    os.replace(new, path)
    return count, size, digest


def read_plan(path: Path) -> Iterator[Shard]:
    """The shards of a written plan, one after the other."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield Shard.from_json(json.loads(line))
