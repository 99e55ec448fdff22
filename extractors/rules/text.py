"""From an article's text to sentences: lines are classed, and every offset kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from backchannel.extractors.rules.glued import Repaired
from backchannel.extractors.rules.pack import Pack

SENTENCE_END = re.compile(
    r"([.!?…](?<![.!?…].)[.!?…]*+[\"”’')\]]*+)\s+"
)  # if a capital follows, or a small letter a quotation
CAPITAL_NEXT = re.compile(r"[\"“‘'(\[]*[A-ZÀ-Þ0-9]")
SMALL_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
LAST_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*\Z")
INITIALS = re.compile(r"[A-Z](?:\.[A-Z])+")
DATELINE = 120  # characters in which a dateline ends
QUOTES = re.compile(r"[\"“”„]")
LONG_LINE = 400  # characters; a longer line is running text, whatever it begins with
MAX_SENTENCE = 1500  # characters; a longer sentence is read in pieces, so that cost stays linear


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of the repaired text that is one sentence of news."""

    start: int
    end: int
    kind: str  # "headline", "body"
    line: int
    quoted: bool  # it begins inside a quotation


def sentences(repaired: Repaired, pack: Pack) -> list[Sentence]:
    """The news sentences of a text, headline and body; furniture, captions and datelines are left out."""
    text = repaired.text
    out: list[Sentence] = []
    position, number, body_seen = 0, 0, False
    for line in text.split("\n"):
        start, position = position, position + len(line) + 1
        stripped = line.strip()
        if len(stripped) < 3:
            continue
        start += len(line) - len(line.lstrip())
        if len(stripped) < LONG_LINE and (
            pack.furniture.opens(stripped, 0, len(stripped))
            or (_may_be_caption(stripped) and pack.captions.match(stripped))
        ):
            continue
        number += 1
        headline = not body_seen and _is_headline(stripped)
        if not headline:
            body_seen = True
            start = _after_dateline(text, start, pack)
        found = _split(text, start, start + len(text[start:position].rstrip()), pack)
        for n, (a, b, quoted) in enumerate(piece for sentence in found for piece in _pieces(text, *sentence)):
            if not headline and n < 6 and number < 4:
                a = _after_dateline(text, a, pack)
            if b - a > 2 and not pack.furniture.opens(text, a, b):
                out.append(Sentence(a, b, "headline" if headline else "body", number, quoted))
    return out


def _pieces(text: str, start: int, end: int, quoted: bool) -> Iterator[tuple[int, int, bool]]:
    """A sentence, in pieces between words where it is longer than anybody writes."""
    while end - start > MAX_SENTENCE:
        cut = text.rfind(" ", start + 1, start + MAX_SENTENCE)
        cut = start + MAX_SENTENCE if cut < 0 else cut
        yield start, cut, quoted
        start = cut + 1 if text[cut] == " " else cut
    yield start, end, quoted


def _after_dateline(text: str, start: int, pack: Pack) -> int:
    if not pack.dateline_end.search(text, start, start + DATELINE):
        return start
    m = pack.dateline.match(text[start : start + DATELINE])
    return start + m.end() if m and m.end() < DATELINE - 10 else start


def _may_be_caption(line: str) -> bool:
    return len(line) < 220 or not line.endswith((".", "”", '"'))


def _is_headline(line: str) -> bool:
    """A first line without a full stop, not too long, that is no dateline."""
    return (
        len(line) < 180
        and not line.rstrip("\"”' ").endswith((".", ":", ","))
        and " - " not in line[:60]
        and "--" not in line[:60]
    )


def _is_abbreviation(text: str, start: int, stop: int, pack: Pack) -> bool:
    """The word before a full stop is an abbreviation of the language, or initials."""
    word = text[start:stop].rpartition(" ")[2]
    if not word.isalnum():
        last = LAST_WORD.search(text, start, stop)
        word = last.group() if last else ""
    return word.lower() in pack.abbreviations or bool(INITIALS.fullmatch(word))


def _split(text: str, start: int, end: int, pack: Pack) -> list[tuple[int, int, bool]]:
    """Sentences of one line as (start, end, begins inside a quotation)."""
    out: list[tuple[int, int, bool]] = []
    at, depth = start, False
    for m in SENTENCE_END.finditer(text, start, end):
        stop, after = m.end(1), m.end()
        if CAPITAL_NEXT.match(text, after, end):
            if text[stop - 1] == "." and _is_abbreviation(text, max(start, stop - 12), stop - 1, pack):
                continue
        elif text[stop - 1] not in '"”' or text[stop - 2] not in ".!?" or text[after] not in SMALL_LETTERS:
            continue
        marks = QUOTES.findall(text, at, stop)
        if stop - at > 2:
            out.append((at, stop, depth))
        for mark in marks:
            depth = mark in "“„" or (mark == '"' and not depth)
        at = m.end()
    if end - at > 2:
        out.append((at, end, depth))
    return out
