"""Senses and what makes them as text, so that they travel between steps."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from backchannel.graph.senses import Ident, Sense, Span


def ident_text(ident: Ident) -> str:
    """An ident as text; two idents never share one."""
    return json.dumps(ident, ensure_ascii=False)


def ident_of(text: str) -> Ident:
    """The ident that a text stands for."""
    kind, key, marks, of, apart = json.loads(text)
    return kind, tuple(key), tuple(marks), of, apart


def sense_text(sense: Sense) -> str:
    """What a sense gathered, without its mentions."""
    offices = [
        [office, of, wordings, seen.first, seen.last] for (office, of), (wordings, seen) in sense.offices.items()
    ]
    row = [
        sense.names, sense.languages, sense.aliases, [sense.seen.first, sense.seen.last], offices, sense.bare,
    ]  # fmt: skip
    return json.dumps(row, ensure_ascii=False)


def absorb(sense: Sense | None, ident: Ident, text: str) -> Sense:
    """The sense with what another shard gathered under the same ident."""
    names, languages, aliases, seen, offices, bare = json.loads(text)
    if sense is None:
        sense = Sense(ident, bare=bare)
    sense.names.update(names)
    sense.aliases.update(aliases)
    for language, found in languages.items():
        sense.languages.setdefault(language, Counter()).update(found)
    _see(sense.seen, seen)
    for office, of, wordings, first, last in offices:
        mine, span = sense.offices.setdefault((office, of), (Counter(), Span()))
        mine.update(wordings)
        _see(span, (first, last))
    return sense


def _see(span: Span, days: Any) -> None:
    for day in days:
        span.see(day)
