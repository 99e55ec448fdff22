"""Reading costs in proportion to the text: counted in lines of the engine's code run, not in seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from backchannel.extractors.rules import read_contacts
from backchannel.schema.model import Article

CALL = "Presiden Prancis Bram Castell menelepon Perdana Menteri Jepang Nadia Soka, Rabu (15/5/2024)."


def lines_run(text: str) -> int:
    """How many lines of the rule engine run while a text is read."""
    count = 0

    def inside(frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return inside

    def entered(frame: FrameType, _event: str, _arg: Any) -> Any:
        return inside if frame.f_globals.get("__name__", "").startswith("backchannel.extractors.rules") else None

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        read_contacts(Article("a", text, language="id", published="2024-05-16"))
    finally:
        sys.settrace(before)
    return count


SHAPES: dict[str, Callable[[int], str]] = {
    "many lines": lambda n: "\n".join([CALL] * n),
    "one line": lambda n: " ".join([CALL] * n),
    "one sentence": lambda n: " dan ".join([CALL[:-1]] * n),
    "no sentence": lambda n: f"{CALL} " + "kata, yang " * (6 * n),
    "quotation marks": lambda n: f"{CALL} " + '"' * (12 * n),
    "brackets": lambda n: f"{CALL} " + "(" * (12 * n),
    "numbers": lambda n: f"{CALL} " + "14 2 2022 / " * (4 * n),
    "states named": lambda n: f"{CALL} " + "Rusia, Cina, " * (4 * n),
    "glued words": lambda n: f"{CALL} " + "KataPresidenPrancisuntuk" * (3 * n),
}


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_twice_the_text_costs_about_twice(shape: str) -> None:
    """Doubling a text, of whatever shape, does not make reading it cost more than some two and a half times as much."""
    make = SHAPES[shape]
    lines_run(make(2))  # packs are loaded once
    small, large = lines_run(make(50)), lines_run(make(100))

    assert small > 500
    assert large < 2.5 * small


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_long_text_is_still_read(shape: str) -> None:
    """What stands at the head of a long odd text is found all the same."""
    found = read_contacts(Article("a", SHAPES[shape](200), language="id", published="2024-05-16"))

    assert shape == "one sentence" or [r.date for r in found] == ["2024-05-15"]
