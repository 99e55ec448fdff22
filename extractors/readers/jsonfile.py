"""A .json file: one object, an array of objects, an object that holds such an array, or lines of JSON after all."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Mapping
from typing import Any

from backchannel.extractors.readers.jsonlines import read_json_lines
from backchannel.extractors.readers.records import GUESSES, article_from_record
from backchannel.extractors.readers.source import Source, size_text
from backchannel.extractors.readers.unpacking import Prefixed
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article

_STEP = 64 * 1024
_DECODER = json.JSONDecoder()


def read_json(source: Source) -> Iterator[Article | ArticleError]:
    """The articles of an array one after the other, never all at once in memory."""
    head = source.stream.read(_STEP)
    source.stream = Prefixed.over(head, source.stream)
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if not start:
        raise source.error("empty")
    if start[:1] == b"[":
        yield from _numbered(_array(_Window(source)), source)
    elif _is_lines(start):
        yield from read_json_lines(source)
    else:
        yield from _numbered(_inside(_whole(source)), source)


def _is_lines(start: bytes) -> bool:
    """Whether the first line is a whole JSON object and another follows it."""
    first, newline, rest = start.partition(b"\n")
    if not newline or not rest.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _whole(source: Source) -> Any:
    data = source.read_all()
    try:
        return json.loads(data)
    except UnicodeDecodeError as problem:
        raise source.error(f"not UTF-8 (byte {problem.start})") from None
    except ValueError as problem:
        raise source.error(f"not JSON: {problem}") from None
    except RecursionError:
        raise source.error("not an article: JSON nested too deep") from None


def _inside(value: Any) -> Iterator[Any]:
    """The object itself if it has a text, else the objects of the first list in it."""
    if isinstance(value, Mapping) and not {str(k).lower() for k in value} & set(GUESSES["text"]):
        held = next((v for v in value.values() if isinstance(v, list) and v and isinstance(v[0], Mapping)), None)
        if held is not None:
            yield from held
            return
    yield value


def _numbered(rows: Iterator[Any], source: Source) -> Iterator[Article | ArticleError]:
    """The rows as articles; a bad row is an error of its own."""
    position = 0
    for position, row in enumerate(rows, 1):
        where = f"[{position}]"
        if not isinstance(row, Mapping):
            yield source.error("not a JSON object", where)
            continue
        try:
            yield article_from_record(row, source, position, where)
        except ArticleError as problem:
            yield problem
    if not position:
        yield source.error("empty")


def _array(window: _Window) -> Iterator[Any]:
    """The members of the array that the window stands before."""
    window.skip("[")
    first = True
    while not window.skip("]"):
        if not first and not window.skip(","):
            raise window.source.error(f"not JSON: no comma after member {window.count}")
        first = False
        yield window.value()
    if window.peek():
        raise window.source.error("not JSON: something follows the array")


class _Window:
    """The part of a long JSON text that is being looked at."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.count = 0
        self._text = ""
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._ended = False

    def _more(self) -> bool:
        """Append the next piece; False at the end."""
        if self._ended:
            return False
        data = self.source.stream.read(max(_STEP, len(self._text)))
        self._ended = not data
        try:
            self._text += self._decoder.decode(data, final=not data)
        except UnicodeDecodeError:
            raise self.source.error(f"not UTF-8 (after member {self.count})") from None
        return not self._ended

    def peek(self) -> str:
        """The next character that is no space, "" at the end."""
        self._text = self._text.lstrip(" \t\r\n")
        while not self._text and self._more():
            self._text = self._text.lstrip(" \t\r\n")
        return self._text[:1]

    def skip(self, wanted: str) -> bool:
        """Step over the character if it comes next."""
        if self.peek() != wanted:
            return False
        self._text = self._text[1:]
        return True

    def value(self) -> Any:
        """The next whole value; the window grows until it is whole or longer than an article may be."""
        limit = self.source.options.max_article_bytes
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text)
            except RecursionError:
                raise self.source.error("not an article: JSON nested too deep", f"[{self.count + 1}]") from None
            except ValueError as problem:
                if len(self._text) > limit:
                    raise self.source.error(
                        f"not JSON, or longer than {size_text(limit)}", f"[{self.count + 1}]"
                    ) from None
                if not self._more():
                    raise self.source.error(f"not JSON: {problem}", f"[{self.count + 1}]") from None
                continue
            if end == len(self._text) and self._more():  # a number may go on
                continue
            self._text = self._text[end:]
            self.count += 1
            return value
