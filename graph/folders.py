"""Replacing a folder in one step: the new one is complete before the old one goes, a killed run leaves the old one."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from backchannel.schema.errors import StoreError

_RANDOM = re.compile(r"[a-z0-9_]{8}")  # what `tempfile` adds to a name
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def replacing(path: Path, own: Collection[str], marker: str) -> Iterator[Path]:
    """A new empty folder that takes the place of `path` when the block ends well, and vanishes when it does not.

    An older folder is replaced only if it holds `marker` or nothing; what it holds besides the files named in `own`
    moves to the new one.
    """
    path = Path(os.path.abspath(path))
    _refuse_strangers(path, marker)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path, own)
        new = path.parent / f".{path.name}.{os.getpid()}.new"
        new.mkdir()
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror or error}") from None
    try:
        yield new
        _swap(new, path)
    except OSError as error:
        shutil.rmtree(new, ignore_errors=True)
        raise StoreError(f"{path}: cannot be written, nothing was changed: {error.strerror or error}") from error
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    if new.exists():
        _carry(new, path, own)
        shutil.rmtree(new, ignore_errors=True)


def _refuse_strangers(path: Path, marker: str) -> None:
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise StoreError(f"{path}: is not a folder")
    if path.is_dir() and not (path / marker).exists() and any(path.iterdir()):
        raise StoreError(f"{path}: holds other files and no workspace; choose an empty or a new folder")


def _swap(new: Path, path: Path) -> None:
    """Put `new` at `path`; afterwards `new` names the old folder if there was one."""
    if not path.exists():
        os.rename(new, path)
        return
    if not _exchange(new, path):
        old = new.with_suffix(".old")
        os.rename(path, old)
        os.rename(new, path)
        os.rename(old, new)


def _carry(old: Path, path: Path, own: Collection[str]) -> None:
    for entry in sorted(old.iterdir()):
        if entry.name not in own and not _unfinished(entry.name, own) and not (path / entry.name).exists():
            os.rename(entry, path / entry.name)


def _unfinished(name: str, own: Collection[str]) -> bool:
    """Whether the file is one of its own in the making, which a killed run left."""
    return any(name.startswith(f".{one}.") and _RANDOM.fullmatch(name, len(one) + 2) for one in own)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step; False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    done: int = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return done == 0


def _sweep(path: Path, own: Collection[str]) -> None:
    """Clear away what killed runs left beside `path`, bringing back what is only there."""
    for left in sorted(path.parent.glob(f".{path.name}.*.*")):
        pid = left.name.split(".")[-2]
        if left.suffix not in (".new", ".old") or not pid.isdigit() or _alive(int(pid)):
            continue
        if left.suffix == ".old" and not path.exists():
            os.rename(left, path)
            continue
        if path.exists():
            _carry(left, path, own)
        shutil.rmtree(left)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid != os.getpid()
