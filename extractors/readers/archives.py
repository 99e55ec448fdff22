"""Zip archives: many inputs in one file."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO, cast

from backchannel.extractors.readers.source import Source, size_text
from backchannel.extractors.readers.unpacking import Bounded, seekable, unpacked_limit
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article

MAX_DIRECTORY_BYTES = 64 * 1024 * 1024  # the list of members is held in memory
_END, _END_SIZE = b"PK\x05\x06", 22


def read_zip(
    source: Source, open_member: Callable[[Source], Iterator[Article | ArticleError]]
) -> Iterator[Article | ArticleError]:
    """The readable members in the order of their names; `open_member` reads one."""
    stream = seekable(source.stream, source.name)
    size = stream.seek(0, os.SEEK_END)
    _check_directory(stream, size, source)
    left = unpacked_limit(size)
    try:
        packed = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as problem:
        raise source.error(f"not a zip archive: {problem}") from None
    with packed:
        for item in sorted(packed.infolist(), key=lambda item: item.filename):
            base = item.filename.rpartition("/")[2]
            if item.is_dir() or base.startswith((".", "_")) or "__MACOSX/" in item.filename:
                continue
            name = f"{source.name}!{item.filename}"
            if left < item.file_size:
                raise source.error(f"unpacks to more than {size_text(unpacked_limit(size))} (a bomb?)")
            left -= item.file_size
            stem, suffix = os.path.splitext(base)
            member = replace(source, name=name, stem=stem, suffix=suffix.lower(), packed_bytes=item.file_size)
            yield from _read_member(packed, item, member, open_member)


def _read_member(packed: zipfile.ZipFile, item: zipfile.ZipInfo, member: Source, open_member: Any) -> Iterator[Any]:
    try:
        with packed.open(item) as inner:
            bounded = Bounded(cast(BinaryIO, inner), member.name, item.file_size)
            member.stream = cast(BinaryIO, io.BufferedReader(bounded))
            yield from open_member(member)
    except ArticleError as problem:
        yield problem
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as problem:
        yield member.error(f"cannot be unpacked: {' '.join(str(problem).split())}")


def _check_directory(stream: BinaryIO, size: int, source: Source) -> None:
    """ArticleError for an archive whose list of members is too long to hold."""
    stream.seek(max(0, size - 65536 - _END_SIZE))
    tail = stream.read(65536 + _END_SIZE)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise source.error("empty" if not size else "not a zip archive, or truncated")
    length = struct.unpack_from("<L", tail, at + 12)[0]
    if length == 0xFFFFFFFF or length > MAX_DIRECTORY_BYTES:
        raise source.error(f"its list of members is longer than {size_text(MAX_DIRECTORY_BYTES)}")
    stream.seek(0)
