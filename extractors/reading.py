"""Files and folders in, articles out: the one door through which text enters.

Whatever cannot be read is yielded as an ArticleError in its place; nothing stops the rest.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from backchannel.extractors.publication import published_in_url
from backchannel.extractors.readers import READERS
from backchannel.extractors.readers.source import ReadOptions, Source
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article

__all__ = ["ReadOptions", "read_articles"]

STDIN = "-"


def read_articles(
    paths: Iterable[str | Path], options: ReadOptions | None = None
) -> Iterator[Article | ArticleError]:
    """Every article of the files and folders, in the order of the paths and, in a folder, of the file names.

    In a folder, files that begin with `_` or `.` or have a suffix that no reader knows are passed over. The second of
    two articles with one id is an error.
    """
    seen = _SeenIds()
    try:
        for path in paths:
            yield from seen.checked(_read_path(str(path), options or ReadOptions()))
    finally:
        seen.close()


def _read_path(path: str, options: ReadOptions) -> Iterator[tuple[str, Article | ArticleError]]:
    """(source, article or error) for everything under one path."""
    if path == STDIN:
        yield from _read_stream(STDIN, sys.stdin.buffer, options)
    elif os.path.isdir(path):
        found = False
        for name in files_in(path):
            found = True
            yield from _read_file(name, options)
        if not found:
            yield path, ArticleError(path, f"no articles in this folder (known: {' '.join(sorted(READERS))})")
    elif os.path.exists(path):
        yield from _read_file(path, options)
    else:
        yield path, ArticleError(path, "no such file or folder")


def files_in(folder: str) -> Iterator[str]:
    """The readable files under a folder, in an order that is the same on every machine."""
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        for name in sorted(names):
            path = os.path.join(where, name)
            if not name.startswith((".", "_")) and suffix_of(name) in READERS and os.path.isfile(path):
                yield path


def suffix_of(name: str) -> str:
    """The suffix that chooses the reader, in lower case."""
    return os.path.splitext(name)[1].lower()


def _read_file(path: str, options: ReadOptions) -> Iterator[tuple[str, Article | ArticleError]]:
    try:
        with open(path, "rb") as stream:
            yield from _read_stream(path, stream, options)
    except OSError as problem:
        yield path, ArticleError(path, (problem.strerror or "cannot be read").lower())


def _read_stream(name: str, stream: BinaryIO, options: ReadOptions) -> Iterator[tuple[str, Article | ArticleError]]:
    """Everything one stream holds."""
    base = os.path.basename(name)
    source = Source(name, os.path.splitext(base)[0], suffix_of(base), stream, options, path=name)
    reader = READERS.get(source.suffix)
    if reader is None:
        yield name, source.error(f"no reader for {source.suffix or 'files without suffix'}")
        return
    try:
        for item in reader(source):
            yield (item.source, item) if isinstance(item, ArticleError) else (name, with_publication(item))
    except ArticleError as problem:
        yield problem.source, problem


def with_publication(article: Article) -> Article:
    """The article with its publication date looked for in its address where its metadata gave none."""
    if article.published:
        return article
    if day := published_in_url(article.url):
        return replace(article, published=day, published_from="url")
    return article


class _SeenIds:
    """The ids read so far, in a temporary database that moves to disk by itself: memory does not grow with them."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("CREATE TABLE seen (id TEXT PRIMARY KEY, source TEXT) WITHOUT ROWID")
        self._database.execute("BEGIN")

    def checked(self, items: Iterable[tuple[str, Article | ArticleError]]) -> Iterator[Article | ArticleError]:
        """The items, with an error in the place of an article whose id was already used."""
        for source, item in items:
            if isinstance(item, Article):
                try:
                    self._database.execute("INSERT INTO seen VALUES (?, ?)", (item.id, source))
                except sqlite3.IntegrityError:
                    yield ArticleError(source, f"its id {item.id!r} is already taken by {self._first(item.id)}")
                    continue
            yield item

    def _first(self, id_: str) -> str:
        return str(self._database.execute("SELECT source FROM seen WHERE id = ?", (id_,)).fetchone()[0])

    def close(self) -> None:
        self._database.close()
