"""From an article's text to sentences: lines are classed, and every offset kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from backchannel.extractors.rules.glued import Repaired
from backchannel.extractors.rules.pack import Pack

SENTENCE_END = re.compile(r"([.!?…]+[\"”’')\]]*)(\s+)(?=[\"“‘'(\[]*[A-ZÀ-Þ0-9])|([.!?]+[\"”])(\s+)(?=[a-z])")
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
        if (len(stripped) < LONG_LINE and pack.furniture.match(stripped)) or (
            len(stripped) < 400
            and pack.captions.match(stripped)
            and body_seen is not None
            and _is_caption(stripped, pack)
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
            if b - a > 2 and not pack.furniture.match(text, a, b):
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
    m = pack.dateline.match(text[start : start + 120])
    return start + m.end() if m and m.end() < 110 else start


def _is_caption(line: str, pack: Pack) -> bool:
    return not line.rstrip().endswith((".", "”", '"')) or len(line) < 220


def _is_headline(line: str) -> bool:
    """A first line without a full stop, not too long, that is no dateline."""
    return (
        len(line) < 180
        and not line.rstrip("\"”' ").endswith((".", ":", ","))
        and " - " not in line[:60]
        and "--" not in line[:60]
    )


def _split(text: str, start: int, end: int, pack: Pack) -> list[tuple[int, int, bool]]:
    """Sentences of one line as (start, end, begins inside a quotation)."""
    out: list[tuple[int, int, bool]] = []
    at, depth = start, False
    for m in SENTENCE_END.finditer(text, start, end):
        stop = m.end(1) if m.group(1) else m.end(3)
        last = re.search(r"([^\W_]+(?:\.[^\W_]+)*)\.\Z", text[max(start, stop - 12) : stop])
        if (
            last
            and m.group(1)
            and (last.group(1).lower() in pack.abbreviations or re.fullmatch(r"[A-Z](?:\.[A-Z])+", last.group(1)))
        ):
            continue
        quotes = len(QUOTES.findall(text, at, stop))
        if stop - at > 2:
            out.append((at, stop, depth))
        if quotes % 2:
            depth = not depth
        at = m.end()
    if end - at > 2:
        out.append((at, end, depth))
    return out
