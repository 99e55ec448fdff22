"""RSS and Atom files: one article an entry, read as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from backchannel.extractors.readers.fragment import text_of_fragment
from backchannel.extractors.readers.records import article_from_record
from backchannel.extractors.readers.source import CHUNK_BYTES, Source, size_text
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article

_MAX_DEPTH = 100
_ENTRY = {"item", "entry"}
_ROOT = {"rss", "feed", "RDF"}
# element of an entry -> field, the best last: a later one replaces an earlier one
_FIELDS = {
    "summary": ("text", 1), "description": ("text", 2), "content": ("text", 3), "encoded": ("text", 4),
    "title": ("title", 1), "updated": ("published", 1), "date": ("published", 2), "pubDate": ("published", 3),
    "published": ("published", 4), "guid": ("id", 1), "id": ("id", 2), "link": ("url", 1), "language": ("language", 1),
    "author": ("author", 1), "creator": ("author", 2),
}  # fmt: skip


def read_feed(source: Source) -> Iterator[Article | ArticleError]:
    """Every entry's article; a document type with entities is refused before it can grow."""
    parser = _FeedParser(source)
    position, started = 0, False
    while True:
        data = source.stream.read(CHUNK_BYTES // 4)
        started = started or bool(data.strip())
        if not data and not started:
            raise source.error("empty")
        problem: ArticleError | None = None
        try:
            parser.feed(data)
        except ArticleError as met:
            problem = met  # what was read before it still counts
        for row in parser.taken():
            position += 1
            try:
                yield article_from_record(row, source, position, f" entry {position}")
            except ArticleError as met:
                yield met
        if problem:
            raise problem
        if not data:
            break
    if not position:
        yield source.error("a feed without entries")


class _FeedParser:
    """Collects entries from the events of an XML parser."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._entries: list[dict[str, Any]] = []
        self._entry: dict[str, Any] | None = None
        self._ranks: dict[str, int] = {}
        self._path: list[str] = []
        self._text: list[str] = []
        self._length = 0
        self._channel: dict[str, str] = {}
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        self._parser.EntityDeclHandler = self._entity

    def feed(self, data: bytes) -> None:
        """Parse the next bytes; b"" ends the document."""
        try:
            self._parser.Parse(data, not data)
        except expat.ExpatError as problem:
            raise self._source.error(f"broken XML: {problem}") from None
        except (LookupError, ValueError) as problem:  # an encoding that Python does not know
            raise self._source.error(f"broken XML: {problem}") from None

    def taken(self) -> list[dict[str, Any]]:
        """The entries that were finished since the last call."""
        entries, self._entries = self._entries, []
        return entries

    def _entity(self, *_: object) -> None:
        raise self._source.error("refused: it declares entities")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if not self._path and local not in _ROOT:
            raise self._source.error(f"XML, but no RSS or Atom (its root is <{local[:40]}>)")
        self._path.append(local)
        if len(self._path) > _MAX_DEPTH:
            raise self._source.error(f"XML nested more than {_MAX_DEPTH} deep")
        self._text, self._length = [], 0
        if local in _ENTRY and self._entry is None:
            self._entry, self._ranks = {}, {}
        elif local == "link" and self._entry is not None and attributes.get("rel", "alternate") == "alternate":
            self._set("url", 1, attributes.get("href", ""))

    def _data(self, text: str) -> None:
        self._length += len(text)
        if self._length > self._source.options.max_article_bytes:
            raise self._source.error(f"an entry longer than {size_text(self._source.options.max_article_bytes)}")
        self._text.append(text)

    def _end(self, name: str) -> None:
        local = self._path.pop()
        text = "".join(self._text).strip()
        if self._entry is None:
            if local in ("title", "language") and len(self._path) <= 2 and text:
                self._channel.setdefault("outlet" if local == "title" else local, text)
        elif local in _ENTRY:
            self._entries.append({**self._channel, **self._entry})
            self._entry = None
        elif local in _FIELDS and text and (self._path[-1] in _ENTRY or local == "name"):
            self._set(*_FIELDS[local], text)
        self._text = []

    def _set(self, field: str, rank: int, text: str) -> None:
        """Keep the value unless a better element gave one already."""
        assert self._entry is not None
        if text and rank >= self._ranks.get(field, 0):
            self._ranks[field] = rank
            self._entry[field] = text_of_fragment(text) if field in ("text", "title") else text
