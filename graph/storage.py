"""The engine's own files: filled from a TriG file, or taken over from an older store with the quads that differ."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

_FINAL = ".sst"  # the engine never changes such a file, so an old and a new store can share it
_NOT_DATA = ("LOCK", "LOG")


def fill(folder: Path, trig: Path) -> None:
    """A new store with the quads of a TriG file, which the engine reads faster than Python hands it quads."""
    store = ox.Store(str(folder))
    store.bulk_load(path=str(trig), format=ox.RdfFormat.TRIG)
    store.optimize()  # halves the time of most queries
    store.flush()


def take_over(old: Path, folder: Path, gone: Iterable[ox.Quad], come: Iterable[ox.Quad]) -> None:
    """A new store with the quads of the old one, which stays as it is, less those gone and with those come."""
    _share(old, folder)
    store = ox.Store(str(folder))
    for quad in gone:
        store.remove(quad)
    store.extend(come)
    store.flush()


def _share(old: Path, folder: Path) -> None:
    """A copy of a closed store, whose large files are the old ones by another name where the disk can do so."""
    folder.mkdir()
    for entry in sorted(old.iterdir()):
        if entry.name.startswith(_NOT_DATA):
            continue
        if entry.suffix == _FINAL and _linked(entry, folder / entry.name):
            continue
        shutil.copyfile(entry, folder / entry.name)


def _linked(entry: Path, other: Path) -> bool:
    try:
        os.link(entry, other)
    except OSError:
        return False
    return True
