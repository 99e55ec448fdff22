"""How sure a report is: the share of contacts with the same marks that a careful reader finds too."""

from __future__ import annotations

import functools
import math
import tomllib
from importlib import resources

from backchannel.extractors.rules.distinct import Candidate

LEAST, MOST = 0.05, 0.99


def marks(contact: Candidate) -> frozenset[str]:
    """What tells a sure contact from a doubtful one."""
    told = {
        "headline": contact.headline and not contact.more,
        "unnamed": any(not e.named for e in contact.central),
        "repeated": bool(contact.more),
        "dated": contact.date is not None,
        "placed": contact.place is not None,
        "directed": any(role == "initiator" for _, role in contact.sides),
    }
    return frozenset(mark for mark, holds in told.items() if holds)


def confidence(contact: Candidate) -> float:
    """The probability, by the table, that the contact is one."""
    return round(min(MOST, max(LEAST, probability(marks(contact), _table()))), 2)


def probability(held: frozenset[str], table: dict[str, float]) -> float:
    """The logistic function of the base and the points of the marks held."""
    return 1 / (1 + math.exp(-table["base"] - sum(table[mark] for mark in sorted(held))))


@functools.cache
def _table() -> dict[str, float]:
    text = resources.files("backchannel.extractors.rules").joinpath("confidence.toml").read_text("utf-8")
    return {name: float(points) for name, points in tomllib.loads(text).items()}
