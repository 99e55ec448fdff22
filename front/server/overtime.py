"""Contacts over time, counted by month or year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from backchannel.graph.direct import HELD
from backchannel.schema.model import Contact

MOST_SLOTS = 60


@dataclass(frozen=True, slots=True)
class Slot:
    """A month or year with its contacts, those held and the others."""

    name: str
    held: int
    other: int


def over_time(contacts: Iterable[Contact]) -> list[Slot]:
    """A slot a month, or a year where that would be too many; none without two dated contacts."""
    dated = [c for c in contacts if c.earliest and c.latest and c.earliest[:4] == c.latest[:4]]
    monthly = [c for c in dated if c.earliest and c.latest and c.earliest[:7] == c.latest[:7]]
    months = sorted({(c.earliest or "")[:7] for c in monthly})
    if len(monthly) == len(dated) and len(months) > 1 and _months_between(months[0], months[-1]) < MOST_SLOTS:
        names = list(_month_names(months[0], months[-1]))
        counted, size = monthly, 7
    else:
        years = sorted({int((c.earliest or "")[:4]) for c in dated})
        if len(years) < 2 or years[-1] - years[0] >= MOST_SLOTS:
            return []
        names = [f"{year:04d}" for year in range(years[0], years[-1] + 1)]
        counted, size = dated, 4
    held = Counter((c.earliest or "")[:size] for c in counted if c.status in HELD)
    other = Counter((c.earliest or "")[:size] for c in counted if c.status not in HELD)
    return [Slot(name, held[name], other[name]) for name in names]


def _months_between(first: str, last: str) -> int:
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:])


def _month_names(first: str, last: str) -> Iterator[str]:
    start = int(first[:4]) * 12 + int(first[5:]) - 1
    for number in range(start, start + _months_between(first, last) + 1):
        yield f"{number // 12:04d}-{number % 12 + 1:02d}"
