"""Sentences in an article that give orders to a reading machine: they are withheld from it."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_SENTENCE = re.compile(r"(?:[^.!?…\n]|[.!?…](?!\s|\Z))+[.!?…]*")
WITHHELD = "[…]"


@cache
def _orders() -> re.Pattern[str]:
    table = tomllib.loads((files("backchannel.extractors.llm") / "orders.toml").read_text("utf-8"))
    return re.compile("|".join(f"(?:{row['pattern']})" for row in table["order"]), re.IGNORECASE | re.MULTILINE)


def orders_in(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of the sentences that hold an order."""
    if not _orders().search(text):
        return ()
    return tuple(m.span() for m in _SENTENCE.finditer(text) if _orders().search(m.group()))


def withheld(text: str, start: int, end: int, spans: tuple[tuple[int, int], ...]) -> str:
    """text[start:end] with those sentences taken out."""
    out, at = [], start
    for first, last in spans:
        if last <= start or first >= end:
            continue
        out += [text[at : max(at, first)], WITHHELD]
        at = max(at, last)
    return "".join([*out, text[at:end]])
