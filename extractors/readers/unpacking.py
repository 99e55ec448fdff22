"""Compressed streams, read with a bound so that a bomb ends itself and not the machine."""

from __future__ import annotations

import gzip
import io
import shutil
import tempfile
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from backchannel.extractors.extras import needed
from backchannel.extractors.readers.source import CHUNK_BYTES, size_text
from backchannel.schema.errors import ArticleError

# News text packs 3 to 10 times smaller, a crawl with its repeated page furniture up to about 40 times.
MAX_RATIO = 200
FREE_BYTES = 64 * 1024 * 1024  # small files may pack better than any ratio says
MAX_SPOOLED_BYTES = 2 * 1024**3  # formats that must be read from their end are first unpacked to a temporary file

MAGIC = {b"\x1f\x8b": ".gz", b"\x28\xb5\x2f\xfd": ".zst"}


def unpacked_limit(packed_bytes: int | None) -> int:
    """How many bytes may come out of a packed stream of a known or unknown size."""
    return MAX_SPOOLED_BYTES if packed_bytes is None else max(FREE_BYTES, packed_bytes * MAX_RATIO)


def unpack(stream: BinaryIO, kind: str, name: str, packed_bytes: int | None) -> BinaryIO:
    """The stream inside a .gz or .zst stream."""
    opened = _UNPACKERS[kind](stream)
    return cast(BinaryIO, io.BufferedReader(Bounded(opened, name, unpacked_limit(packed_bytes)), CHUNK_BYTES))


def _gunzip(stream: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, gzip.GzipFile(fileobj=stream, mode="rb"))


def _unzstd(stream: BinaryIO) -> BinaryIO:
    zstandard = needed("zstandard", "corpora")
    # a frame may ask for a window of gigabytes; 128 MB is what the tools themselves take without being told
    reader: Any = zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(stream, read_across_frames=True)
    return cast(BinaryIO, reader)


_UNPACKERS: dict[str, Callable[[BinaryIO], BinaryIO]] = {".gz": _gunzip, ".zst": _unzstd}


class Bounded(io.RawIOBase):
    """A stream that ends with an ArticleError past its limit, and turns damage into one too."""

    def __init__(self, inner: BinaryIO, name: str, limit: int) -> None:
        self._inner = inner
        self._name = name
        self._limit = limit
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._inner.read(len(buffer))
        except EOFError:
            raise ArticleError(self._name, "ends in the middle of its packed data (truncated)") from None
        except (OSError, zlib.error) as problem:
            raise ArticleError(self._name, f"damaged packed data: {_line(problem)}") from None
        except Exception as problem:  # zstandard's own error type is known only where the package is installed
            if type(problem).__name__ != "ZstdError":
                raise
            raise ArticleError(self._name, f"damaged packed data: {_line(problem)}") from None
        self._count += len(data)
        if self._count > self._limit:
            raise ArticleError(self._name, f"unpacks to more than {size_text(self._limit)} (a bomb?)")
        buffer[: len(data)] = data
        return len(data)


def seekable(stream: BinaryIO, name: str) -> BinaryIO:
    """The same bytes in a stream that can be read from its end; a pipe goes through a temporary file."""
    try:
        if stream.seekable():
            return stream
    except AttributeError:
        pass
    spooled = tempfile.TemporaryFile()  # noqa: SIM115 - it is what is returned
    shutil.copyfileobj(Bounded(stream, name, MAX_SPOOLED_BYTES), spooled, CHUNK_BYTES)
    spooled.seek(0)
    return cast(BinaryIO, spooled)


def _line(problem: BaseException) -> str:
    return " ".join(str(problem).split()) or type(problem).__name__


class Prefixed(io.RawIOBase):
    """A stream with the bytes that were read from it to look at put back in front."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    @classmethod
    def over(cls, head: bytes, rest: BinaryIO) -> BinaryIO:
        """The whole stream again, as it was before `head` was taken from it."""
        try:
            if rest.seekable():
                rest.seek(-len(head), io.SEEK_CUR)
                return rest
        except (AttributeError, OSError):
            pass
        return cast(BinaryIO, io.BufferedReader(cls(head, rest), CHUNK_BYTES))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._head:
            data, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            data = self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class Piece(io.RawIOBase):
    """The next so many bytes of a stream."""

    def __init__(self, inner: BinaryIO, size: int) -> None:
        self._inner = inner
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._inner.read(min(len(buffer), self._left))
        self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)
