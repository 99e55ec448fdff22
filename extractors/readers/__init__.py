"""Readers: a stream of bytes in, articles out; one module per format, all in one table.

A reader takes a `Source` and yields each article, or an ArticleError for each that cannot be read. It may also raise an
ArticleError, which ends this source and no other. The suffix chooses the reader; where it says nothing, or the
bytes are packed, the first bytes do.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace

from backchannel.extractors.extras import MissingExtraError
from backchannel.extractors.readers.archives import read_zip
from backchannel.extractors.readers.feed import read_feed
from backchannel.extractors.readers.html import read_html
from backchannel.extractors.readers.jsonfile import read_json
from backchannel.extractors.readers.jsonlines import read_json_lines
from backchannel.extractors.readers.mail import read_mailbox, read_message
from backchannel.extractors.readers.markdown import read_markdown
from backchannel.extractors.readers.plain import read_plain
from backchannel.extractors.readers.source import Source
from backchannel.extractors.readers.tables import read_delimited, read_parquet, read_workbook
from backchannel.extractors.readers.unpacking import MAGIC, Prefixed, unpack
from backchannel.extractors.readers.warc import read_warc
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article

Items = Iterator[Article | ArticleError]
Reader = Callable[[Source], Items]

MAX_PACKINGS = 2  # `a.warc.gz` has one, `pages.zip` with `b.html.gz` in it has two
_HEAD_BYTES = 4096


def _read_archive(source: Source) -> Items:
    return read_zip(source, lambda member: read_source(member, packings=1))


READERS: dict[str, Reader] = {
    ".txt": read_plain,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".json": read_json,
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".xlsx": read_workbook,
    ".parquet": read_parquet,
    ".rss": read_feed,
    ".atom": read_feed,
    ".xml": read_feed,
    ".eml": read_message,
    ".mbox": read_mailbox,
    ".warc": read_warc,
    ".zip": _read_archive,
}
PACKINGS = (".gz", ".zst")


# Markdown files that tell of the folder they are in
ABOUT = frozenset(("authors", "changelog", "contributing", "licence", "license", "notice", "readme", "sources"))


def known_suffix(name: str) -> bool:
    """Whether a file of this name in a folder is taken for articles."""
    stem, suffix = os.path.splitext(name.lower())
    if suffix in (".md", ".markdown") and os.path.basename(stem) in ABOUT:
        return False
    if suffix in PACKINGS:
        suffix = os.path.splitext(stem)[1]
    return suffix in READERS


def read_source(source: Source, packings: int = MAX_PACKINGS) -> Items:
    """The articles of one source, by the reader that its suffix or its first bytes choose."""
    head = source.stream.read(_HEAD_BYTES)
    source.stream = Prefixed.over(head, source.stream)
    packing = next((kind for magic, kind in MAGIC.items() if head.startswith(magic)), None)
    if packing or source.suffix in PACKINGS:
        if packings == 0:
            raise source.error("packed too many times")
        if packing is None:
            raise source.error("empty" if not head else f"not {source.suffix[1:]} data")
        yield from read_source(_unpacked(source, packing), packings - 1)
        return
    reader = READERS.get(source.suffix) or _by_content(head)
    if source.suffix == ".txt" and _is_page(head):
        reader = read_html
    if reader is _read_archive and "!" in source.name:
        raise source.error("an archive inside an archive is not read")
    if reader is None:
        raise source.error("empty" if not head else f"no reader for {source.suffix or 'what this holds'}")
    try:
        yield from reader(source)
    except MissingExtraError as problem:
        raise source.error(str(problem)) from None


def _unpacked(source: Source, packing: str) -> Source:
    """The source inside a packed one; its suffix is the one before `.gz`."""
    stem, suffix = source.stem, source.suffix
    if suffix in PACKINGS:
        stem, suffix = os.path.splitext(source.stem)
    stream = unpack(source.stream, packing, source.name, source.packed_bytes)
    return replace(source, stem=stem, suffix=suffix.lower(), stream=stream)


def _is_page(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].lower().startswith((b"<!doctype html", b"<html"))


def _by_content(head: bytes) -> Reader | None:
    """The reader for bytes whose name says nothing, such as what comes through a pipe."""
    for magic, reader in ((b"PK\x03\x04", _read_archive), (b"PAR1", read_parquet), (b"WARC/", read_warc)):
        if head.startswith(magic):
            return _read_workbook_or_archive(head) if magic == b"PK\x03\x04" else reader
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"{", b"[")):
        return read_json
    if _is_page(head):
        return read_html
    if start.startswith(b"<?xml") or start.startswith((b"<rss", b"<feed", b"<rdf:RDF")):
        return read_html if b"<html" in start[:1000].lower() else read_feed
    if start.startswith(b"From "):
        return read_mailbox
    return read_plain if start and b"\0" not in head else None


def _read_workbook_or_archive(head: bytes) -> Reader:
    first = head[30:60]  # where the name of the first member stands
    return read_workbook if first.startswith((b"[Content_Types].xml", b"xl/", b"docProps/")) else _read_archive
