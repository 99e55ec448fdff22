"""Merging does not look at every pair of reports, however hot the pair of actors."""

from __future__ import annotations

from typing import Any

import pytest

from backchannel.graph.compatible import Group
from backchannel.graph.merge import merge
from backchannel.schema.model import Citation, Evidence, Participant, Report

CHANNELS = ("meeting", "phone-call", "visit", "talks", "letter", "contact")


def hot(count: int, days: int) -> tuple[list[Citation], list[Report]]:
    """So many reports about one pair on so many days; every seventh tells no day."""
    pair = (Participant("Ana Perez", "party", of="AR"), Participant("Jane Roe", "party", of="GB"))
    citations, reports = [], []
    for n in range(count):
        day = f"2022-{n % days // 28 % 12 + 1:02d}-{n % days % 28 + 1:02d}"
        citations.append(Citation(f"a{n}", None, day, f"x{n % 50}.com"))
        date = None if n % 7 == 0 else day
        quote = (Evidence(f"kalimat {n}", n, n + 9),)
        reports.append(Report(f"a{n}", pair, CHANNELS[n % 11 % 6], "occurred", date, evidence=quote))
    return citations, reports


@pytest.mark.parametrize("days", [1, 200])
def test_looks_grow_with_reports_not_with_their_pairs(days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice the reports of one pair cost about twice the looks at groups, on one day as on many."""
    looks = 0
    admits = Group.admits

    def counted(self: Group, *args: Any) -> bool:
        nonlocal looks
        looks += 1
        return admits(self, *args)

    monkeypatch.setattr(Group, "admits", counted)
    costs = []
    for count in (1500, 3000):
        looks = 0
        graph = merge(*hot(count, days))
        costs.append(looks)
        assert sum(len(c.reports) for c in graph.contacts) == count

    assert costs[1] < 2.6 * costs[0]
    assert costs[1] < 60 * 3000
