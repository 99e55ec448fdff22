"""Where inputs are: local files and folders, and object stores by an address such as s3://bucket/folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from backchannel.extractors.extras import needed
from backchannel.schema.errors import ArticleError

_SCHEMES = ("s3://", "gs://", "gcs://", "hdfs://", "abfs://", "abfss://", "file://", "mock://")


def is_remote(path: str) -> bool:
    """Whether the path is an address that pyarrow's file systems open."""
    return path.startswith(_SCHEMES)


def files_under(path: str) -> Iterator[tuple[str, int]] | None:
    """(file, size) for all in a folder, in an order that is the same everywhere; None where the path is one file.

    Files and folders whose names begin with `_` or `.` are passed over. ArticleError where there is nothing.
    """
    if is_remote(path):
        return _remote_files(path)
    if os.path.isdir(path):
        return _local_files(path)
    if not os.path.exists(path):
        raise ArticleError(path, "no such file or folder")
    return None


def _local_files(folder: str) -> Iterator[tuple[str, int]]:
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        for name in sorted(names):
            path = os.path.join(where, name)
            try:
                status = os.stat(path)
            except OSError:
                status = os.lstat(path)  # a link to nowhere: say so when it is opened
            if not name.startswith((".", "_")) and (stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode)):
                yield path, status.st_size


def _file_system(path: str) -> tuple[Any, str]:
    fs = needed("pyarrow.fs", "corpora")
    try:
        system, inner = fs.FileSystem.from_uri(path)
    except (ValueError, OSError, NotImplementedError) as problem:
        raise ArticleError(path, " ".join(str(problem).split())) from None
    return system, inner


def _remote_files(path: str) -> Iterator[tuple[str, int]] | None:
    fs = needed("pyarrow.fs", "corpora")
    system, inner = _file_system(path)
    try:
        info = system.get_file_info(inner)
        if info.type == fs.FileType.NotFound:
            raise ArticleError(path, "no such file or folder")
        if info.type == fs.FileType.File:
            return None
        found = system.get_file_info(fs.FileSelector(inner, recursive=True))
    except OSError as problem:
        raise ArticleError(path, " ".join(str(problem).split())) from None
    base = path.removesuffix("/")
    inside = [(item.path[len(inner.rstrip("/")) :], item.size) for item in found if item.type == fs.FileType.File]
    visible = [(name, size) for name, size in inside if not any(p[:1] in ("_", ".") for p in name.split("/") if p)]
    return iter(sorted((base + name, size or 0) for name, size in visible))


def open_bytes(path: str) -> tuple[BinaryIO, int | None]:
    """(stream, size) of one file; OSError where it cannot be opened."""
    if not is_remote(path):
        stream = open(path, "rb")  # noqa: SIM115 - the caller closes it
        status = os.fstat(stream.fileno())
        return stream, status.st_size if stat.S_ISREG(status.st_mode) else None
    system, inner = _file_system(path)
    return cast(BinaryIO, system.open_input_file(inner)), system.get_file_info(inner).size
