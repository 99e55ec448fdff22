"""Reading costs in proportion to the text: counted in lines of the engine's code run, and in CPU time.

Lines run are the same on every machine, but say nothing of what one line does (a pattern, a search in a list); CPU time
does, so it stands beside them with a bound that is far from both: four times the text costs four times as much, and
sixteen times where the cost is its square.
"""

from __future__ import annotations

import gc
import sys
import time
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


SYLLABLES = ("ba", "de", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu")


def name(number: int) -> str:
    """A name nobody has, another for each number up to ten thousand."""
    return "".join(SYLLABLES[int(digit)] for digit in f"{number % 10_000:04d}").capitalize()


HOSTILE: dict[str, Callable[[int], str]] = {
    "many names": lambda n: " ".join(f"Hadir pula {name(i)} {name(7 * i + 3)}." for i in range(n)),
    "many contacts": lambda n: " ".join(
        f"Menlu Mesir {name(i)} {name(7 * i)} bertemu Menlu Turki {name(3 * i)} {name(9 * i)}." for i in range(n // 3)
    ),
    "many days": lambda n: " ".join(
        f"Presiden Prancis bertemu Perdana Menteri Jepang pada {i % 28 + 1}/{i % 12 + 1}/{1950 + i % 70}."
        for i in range(n // 3)
    ),
    "pronouns": lambda n: " ".join(["Keduanya bertemu dia."] * n),
    "verbs of contact": lambda n: "bertemu " * (10 * n),
    "brackets": lambda n: "(Rusia) " * (5 * n),
    "full stops": lambda n: "." * (40 * n),
    "no full stop": lambda n: "kata " * (10 * n),
    "one word": lambda n: "kata" * (10 * n),
    "other letters": lambda n: "Şişli Ağrı İzmir " * (3 * n),
    "spaces": lambda n: " " * (40 * n) + "x",
    "quotations": lambda n: "“Ya.” " * (5 * n),
    "capitals": lambda n: "A." * (20 * n),
}


def cpu_seconds(text: str) -> float:
    """The least CPU time of two readings of a text that begins with a contact."""
    article = Article("a", f"{CALL} {text}", language="id", published="2024-05-16")
    spent = []
    for _ in range(2):
        gc.collect()
        gc.freeze()  # what other tests hold is no cost of reading
        started = time.process_time()
        read_contacts(article)
        spent.append(time.process_time() - started)
        gc.unfreeze()
    return min(spent)


@pytest.mark.parametrize("shape", HOSTILE, ids=str)
def test_four_times_the_text_costs_far_less_than_sixteen_times(shape: str) -> None:
    """No shape of text makes reading cost the square of its length, in CPU time, whatever one line of code does."""
    make = HOSTILE[shape]
    small, large = cpu_seconds(make(400)), cpu_seconds(make(1600))

    assert large < 9 * small + 0.02
