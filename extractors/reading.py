"""Files and folders in, articles out: the one door through which text enters.

Whatever cannot be read is yielded as an ArticleError in its place; nothing stops the rest.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from backchannel.extractors.places import files_under, open_bytes
from backchannel.extractors.readers import READERS, known_suffix, read_source
from backchannel.extractors.readers.source import ReadOptions, Source
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article

__all__ = ["ReadOptions", "read_articles"]

STDIN = "-"


def read_articles(paths: Iterable[str | Path], options: ReadOptions | None = None) -> Iterator[Article | ArticleError]:
    """Every article of the files and folders, in the order of the paths and, in a folder, of the file names.

    In a folder, files that begin with `_` or `.` or have a suffix that no reader knows are passed over. The second of
    two articles with one id is an error.
    """
    seen = SeenIds()
    try:
        for path in paths:
            yield from seen.checked(_read_path(str(path), options or ReadOptions()))
    finally:
        seen.close()


def _read_path(path: str, options: ReadOptions) -> Iterator[tuple[str, Article | ArticleError]]:
    """(source, article or error) for everything under one path."""
    if path == STDIN:
        yield from read_stream(STDIN, sys.stdin.buffer, None, options)
        return
    try:
        files = files_under(path)
    except ArticleError as problem:
        yield path, problem
        return
    if files is None:
        yield from read_file(path, options)
        return
    found = False
    for name, _ in files:
        if known_suffix(name):
            found = True
            yield from read_file(name, options)
    if not found:
        yield path, ArticleError(path, f"no articles in this folder (suffixes known: {' '.join(sorted(READERS))})")


def read_file(path: str, options: ReadOptions) -> Iterator[tuple[str, Article | ArticleError]]:
    """(source, article or error) for everything in one file."""
    try:
        stream, size = open_bytes(path)
        with stream:
            yield from read_stream(path, stream, size, options)
    except ArticleError as problem:
        yield path, problem
    except OSError as problem:
        yield path, ArticleError(path, (problem.strerror or str(problem) or "cannot be read").lower())


def read_stream(
    name: str, stream: BinaryIO, size: int | None, options: ReadOptions, first_line: int = 1
) -> Iterator[tuple[str, Article | ArticleError]]:
    """(source, article or error) for everything one stream holds."""
    name = name.encode("utf-8", "backslashreplace").decode()  # a file name may be no text; messages and ids must be
    base = "stdin" if name == STDIN else os.path.basename(name)
    stem, suffix = os.path.splitext(base)
    source = Source(name, stem, suffix.lower(), stream, options, size, first_line)
    try:
        for item in read_source(source):
            if isinstance(item, Article) and not _can_be_written(item):
                item = ArticleError(name, f"article {item.id!a} holds half a character (a lone surrogate)")
            yield (item.source, item) if isinstance(item, ArticleError) else (name, item)
    except ArticleError as problem:
        yield problem.source, problem


def _can_be_written(article: Article) -> bool:
    """Whether every text of it can be written as UTF-8."""
    texts = (article.id, article.text, article.title, article.outlet, article.url, article.author, article.language)
    try:
        "".join(text for text in texts if text).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


class SeenIds:
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
