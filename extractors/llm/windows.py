"""A long article in windows of whole paragraphs that overlap, so that a pronoun's owner is in the same window."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

SIZE = 12_000  # characters; about 3,500 tokens, which leaves room for the answer in the smallest usual context (8,192)
SMALLEST = 500
OVERLAP = 8  # a window repeats at most one eighth of its size from the one before
_PARAGRAPH = re.compile(r"[^\n]+(?:\n|\Z)|\n+")
_SENTENCE = re.compile(r"[.!?…][\"”’')\]]*\s+")


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of an article's text."""

    start: int
    end: int
    number: int  # from 1
    count: int


def windows(text: str, size: int = SIZE) -> tuple[Window, ...]:
    """The windows of a text: every character is in one, none is longer than `size`."""
    spans: list[tuple[int, int]] = []
    pieces = list(_pieces(text, size))
    first = 0
    while first < len(pieces):
        last = first
        while last + 1 < len(pieces) and pieces[last + 1][1] - pieces[first][0] <= size:
            last += 1
        spans.append((pieces[first][0], pieces[last][1]))
        first = _next(pieces, first, last, size) if last + 1 < len(pieces) else len(pieces)
    return tuple(Window(a, b, n, len(spans)) for n, (a, b) in enumerate(spans or [(0, len(text))], 1))


def _next(pieces: list[tuple[int, int]], first: int, last: int, size: int) -> int:
    """Where the next window begins: some paragraphs back, as many as the overlap holds and the next one leaves room."""
    begin, limit = last + 1, pieces[last + 1][1]
    while (
        begin - 1 > first
        and pieces[last][1] - pieces[begin - 1][0] <= size // OVERLAP
        and limit - pieces[begin - 1][0] <= size
    ):
        begin -= 1
    return begin


def _pieces(text: str, size: int) -> Iterator[tuple[int, int]]:
    """Paragraphs, and the sentences of one that is longer than an overlap, and pieces of a sentence that never ends."""
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        if end - start <= size // OVERLAP:
            yield start, end
            continue
        stops = [m.end() for m in _SENTENCE.finditer(text, start, end)]
        for stop in [*stops, end]:
            while stop - start > size:
                yield start, start + size
                start += size
            if stop > start:
                yield start, stop
                start = stop
