"""What an article's own words tell of each other: which are written small, which are names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LETTERS = re.compile(r"[^\W\d_]+")
CAPITAL = re.compile(r"[^\W\d_a-z](?<![^\W\d_].)[^\W\d_]*")
INSIDE = re.compile(r"[^\W\d_a-z](?<![^\W\d_].)(?<![\"“(].)[^\W\d_]*")  # no quotation or bracket opens with it
PAIR = re.compile(r"([^\W\d_]+) ([^\W\d_]+)")
OPENED = re.compile(r"[\"“(]([^\W\d_]+) ([^\W\d_]+)")

LAST = re.compile(r"[^\W\d_]+\Z")
REACH = 80  # characters looked back for a word


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of an article by how it writes them."""

    small: frozenset[str]
    names: frozenset[str]  # capitalised where no sentence begins


def vocabulary(text: str, spans: Iterable[tuple[int, int]]) -> Vocabulary:
    """The words that are written small in some sentence, and those written with a capital inside one."""
    spans = list(spans)
    words, inside = set(), set()
    for start, end in spans:
        words.update(LETTERS.findall(text, start, end))
        inside.update(INSIDE.findall(text, start + 1, end))
    small = {word for word in words if word[0].islower()}
    names = {word for word in inside if not word[0].islower()}
    return Vocabulary(frozenset(small), frozenset(names | _first_names(text, spans, small)))


def _first_names(text: str, spans: Sequence[tuple[int, int]], small: set[str]) -> set[str]:
    """What opens a sentence or quotation before a capitalised word that nothing else ever stands before."""
    pairs: list[tuple[str, str]] = []
    for start, end in spans:
        if first := PAIR.match(text, start, end):
            pairs.append((first[1], first[2]))
        pairs += OPENED.findall(text, start, end)
    pairs = [(a, b) for a, b in pairs if a.istitle() and b.istitle() and a.lower() not in small]
    before: dict[str, set[str]] = {b: set() for _, b in pairs}
    for start, end in spans if pairs else ():
        for m in CAPITAL.finditer(text, start, end):
            if m.group() in before:
                before[m.group()].add(_beside(text, start, m.start()))
    return {a for a, b in pairs if before[b] == {a}}


def _beside(text: str, start: int, at: int) -> str:
    """The word that stands right before a position, with nothing but a space between."""
    if at - 1 <= start or text[at - 1] != " ":
        return ""
    last = LAST.search(text, max(start, at - REACH), at - 1)
    return last.group() if last else ""
