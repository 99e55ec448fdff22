"""Which reports are about one contact: blocking by pair of actors and day, then groups that are compatible pair by
pair.

Rows are taken in an order that depends on what they say alone, the best dated first. A row joins the one group
that admits it; one that several groups admit stays apart, takes no others, and is put to a person. Looking up
costs as many steps as a row has pairs and days, never as many as the pair has reports.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from backchannel.graph.compatible import Cast, Group
from backchannel.graph.partition import Partition
from backchannel.graph.rows import Row
from backchannel.schema.model import Question

# actors of a gathering whose pairs are looked up; the least ids, so two reports of one gathering share some
PAIRS_OF = 8
MANY = 4  # contacts that one vague report is asked about
LONGEST = 800  # days; a date vaguer than this (a decade) says nothing about which contact is meant

Key = tuple[object, ...]


@dataclass(slots=True)
class Grouping:
    """Groups in the making, and where they can be looked up."""

    cast: Cast
    apart: Mapping[str, frozenset[str]] = field(default_factory=dict)  # report -> reports decided to be other contacts
    together: Partition[str] = field(default_factory=Partition)  # reports decided to be one contact
    groups: list[Group] = field(default_factory=list)
    index: dict[Key, list[int]] = field(default_factory=lambda: defaultdict(list))
    questions: list[Question] = field(default_factory=list)

    def place(self, row: Row) -> None:
        """Put the row into the group it belongs to, or into one of its own."""
        keys = list(keys_of(row, self.cast))
        able = [self.groups[n] for n in self._admitting(row, keys)]
        best = self._decided(row, able) or _best(row, able)
        if len(best) == 1:
            best[0].take(row)
            return
        group = Group.of(row)
        if best:
            group.closed = True
            self._ask(row, best)
        number = len(self.groups)
        self.groups.append(group)
        if not group.closed:
            for key in keys:
                self.index[key].append(number)

    def _admitting(self, row: Row, keys: Iterable[Key]) -> list[int]:
        near = sorted({n for key in keys for n in self.index.get(key, ())})
        enemies = self.apart.get(row.report, frozenset())
        return [
            n
            for n in near
            if self.groups[n].admits(row, self.cast)
            and not (enemies and any(r.report in enemies for r in self.groups[n].rows))
        ]

    def _decided(self, row: Row, able: Iterable[Group]) -> list[Group]:
        """The group with a report that somebody said is about the same contact."""
        same = self.together.members(row.report)
        return [g for g in able if any(r.report in same for r in g.rows)] if len(same) > 1 else []

    def _ask(self, row: Row, groups: list[Group]) -> None:
        """Ask of each of the groups whether the row belongs to it."""
        reason = f"fits {len(groups)} contacts that are not one"
        for group in groups[:MANY]:
            ids = tuple(sorted((row.report, group.least)))
            self.questions.append(Question("contact", ids, round(1 / len(groups), 2), (reason,)))


def keys_of(row: Row, cast: Cast) -> Iterator[Key]:
    """Pairs of actors with the days they may have met on: only rows that share one can come together."""
    times = list(times_of(row))
    for pair in pairs_of(row, cast):
        for time in times:
            yield (*pair, time)


def pairs_of(row: Row, cast: Cast) -> Iterator[tuple[str, str]]:
    """Pairs of actors, and of an actor with the state that the other one belongs to."""
    for a, b in combinations(sorted(row.principals)[:PAIRS_OF], 2):
        yield a, b
        if row.exact:
            for x, y in ((a, b), (b, a)):
                if land := cast.general.get(y) or cast.countries.get(y):
                    yield x, f"~{land}"


def times_of(row: Row) -> Iterator[int | str]:
    """Day ordinals; and the calendar day of each that is exact, by which dates without year find it."""
    if row.yearless:
        yield "{:02d}-{:02d}".format(*row.yearless)
    elif row.days and row.days[1] - row.days[0] <= LONGEST:
        yield from range(row.days[0], row.days[1] + 1)
        if row.exact:
            yield datetime.date.fromordinal(row.days[0]).strftime("%m-%d")


def _best(row: Row, groups: list[Group]) -> list[Group]:
    """Of the groups that admit the row, those that say most alike; more than one of them cannot be told apart."""
    if len(groups) < 2:
        return groups
    ranks = [_likeness(row, g) for g in groups]
    top = max(ranks)
    return [g for g, rank in zip(groups, ranks, strict=True) if rank == top]


def _likeness(row: Row, group: Group) -> tuple[bool, ...]:
    """What tells between groups that all admit a row: the same cast and channel, both known exactly."""
    if not (row.exact and group.exact):
        return (False,)
    same_cast = any(row.principals == cast for cast, _, _ in group.casts)
    return (same_cast and row.channel in group.channels,)


def group_rows(
    rows: Iterable[Row], cast: Cast, apart: Mapping[str, frozenset[str]], together: Partition[str]
) -> Grouping:
    """All rows in groups."""
    grouping = Grouping(cast, apart, together)
    for row in sorted(rows, key=_order):
        grouping.place(row)
    return grouping


def _order(row: Row) -> tuple[object, ...]:
    known = row.days or (0, 0)
    return (row.grade, known, -len(row.principals), row.channel == "contact", row.channel == "talks", row.report)
