"""What a reader is given: a named stream of bytes, and the limits it must keep."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from backchannel.schema.errors import ArticleError

MAX_ARTICLE_BYTES = 16 * 1024 * 1024  # far above any news article: what is longer is not one
CHUNK_BYTES = 1024 * 1024
GUESSABLE_BYTES = 200  # a guess of the encoding of less is mostly wrong

_MARKS = (  # longest first: the UTF-16 LE mark begins the UTF-32 LE one
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TEXT_CONTROLS = frozenset("\t\n\r\f\v\b\x1a\x1b\x85")  # terminals and old editors leave these in real text


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How articles are to be read; the defaults guess."""

    encoding: str | None = None  # None: what the file declares, else UTF-8; "detect": guess where it is neither
    fields: tuple[tuple[str, str], ...] = ()  # (field of Article, name of the column or key that holds it)
    language: str | None = None  # for articles that do not say theirs
    max_article_bytes: int = MAX_ARTICLE_BYTES


@dataclass(slots=True)
class Source:
    """One stream of bytes with the name to call it by in messages."""

    name: str  # path as the user gave it; `archive!member` inside an archive
    stem: str  # file name without suffix
    suffix: str  # lower case, with its dot
    stream: BinaryIO
    options: ReadOptions = field(default_factory=ReadOptions)
    packed_bytes: int | None = None  # size of the file the bytes come from, where known: what a bomb is measured by
    first_line: int = 1  # the number of the first line, where the bytes are a later piece of a file

    def error(self, reason: str, where: str = "") -> ArticleError:
        """The error to yield for this source, or for one place in it."""
        return ArticleError(f"{self.name}{where}", reason)

    def read_all(self) -> bytes:
        """All bytes of a source that is one article; ArticleError when it is longer than an article may be."""
        limit = self.options.max_article_bytes
        data = self.stream.read(limit + 1)
        if len(data) > limit:
            raise self.error(f"longer than {size_text(limit)}, which no article is")
        return data

    def lines(self) -> Iterator[tuple[int, bytes | None]]:
        """Numbered lines with their line ends; None in place of a line longer than an article may be."""
        limit = self.options.max_article_bytes
        number = self.first_line - 1
        while line := self.stream.readline(limit + 1):
            number += 1
            if len(line) <= limit:
                yield number, line
                continue
            while line and not line.endswith(b"\n"):
                line = self.stream.readline(CHUNK_BYTES)
            yield number, None


def size_text(count: int) -> str:
    """A number of bytes for a message."""
    for unit, size in (("GB", 1024**3), ("MB", 1024**2), ("KB", 1024)):
        if count >= size:
            return f"{count / size:g} {unit}"
    return f"{count} bytes"


def decode(data: bytes, source: Source, declared: str | None = None, where: str = "") -> str:
    """The text `data` stands for, newlines untouched, without a byte order mark.

    A mark wins, then the user's word, then what the file declares, then UTF-8. Nothing is replaced or dropped:
    ArticleError where the bytes do not fit, with a guess of the encoding as advice.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    asked = source.options.encoding
    guessing = asked == "detect"
    if encoding is None and asked and not guessing:
        encoding = asked
    if encoding is None:
        encoding = declared or "utf-8"
    try:
        return codecs.decode(data, encoding)
    except LookupError:
        raise source.error(f"unknown encoding {encoding!r}", where) from None
    except UnicodeError as problem:
        guess = detected_encoding(data)
        if guessing and guess:
            return data.decode(guess)
        raise source.error(_wrong_encoding(data, encoding, problem, guess), where) from None


def _wrong_encoding(data: bytes, encoding: str, problem: UnicodeError, guess: str | None) -> str:
    """One line saying that the bytes do not fit the encoding, and what they may be instead."""
    if is_binary(data):
        return "binary file, not text"
    at = f" (byte {problem.start})" if isinstance(problem, UnicodeDecodeError) else ""
    name = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8"}.get(encoding.lower(), encoding)
    advice = f"; it may be {guess}: try --encoding {guess}" if guess else ""
    return f"not {name}{at}{advice}"


def is_binary(data: bytes) -> bool:
    """Whether the beginning of `data` looks like no text in any encoding with single bytes or in UTF-8."""
    head = data[:4096]
    return b"\0" in head or has_controls(head.decode("latin-1"))


def has_controls(text: str) -> bool:
    """Whether more than one character in a hundred is a control character that text does not use."""
    head = text[:4096]
    odd = sum(1 for c in head if (c < " " or c == "\x7f") and c not in _TEXT_CONTROLS)
    return odd * 100 > len(head)


def detected_encoding(data: bytes) -> str | None:
    """The encoding `data` probably has, or None; needs charset-normalizer, without which nothing is guessed."""
    if len(data) < GUESSABLE_BYTES:
        return None
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return None
    best = from_bytes(data[: 256 * 1024]).best()
    return best.encoding if best else None


def checked_text(data: bytes, source: Source, declared: str | None = None, where: str = "") -> str:
    """`decode`, and an error for what is empty or is no text."""
    if not data.strip():
        raise source.error("empty", where)
    text = decode(data, source, declared, where)
    if "\0" in text or has_controls(text):
        raise source.error("binary file, not text", where)
    if not text.strip():
        raise source.error("empty", where)
    return text
