"""Merging again only what a change touches: contacts of an earlier graph that can be taken over as they are.

Actors are resolved anew, for one new name can change whom a surname means anywhere. Then each report is compared with
what it was: what it says, who its actors are, when and by whom it was published, what was decided about it. Reports
that differ, and all that can come together with them (they share a pair of actors and a day), are merged again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from backchannel.graph.compatible import Cast
from backchannel.graph.decisions import Judgement, judgement
from backchannel.graph.grouping import pairs_of, times_of
from backchannel.graph.refine import Known
from backchannel.graph.resolved import cast_of, rows_of
from backchannel.graph.rows import Row
from backchannel.graph.sources import source_of
from backchannel.schema.model import Conflict, Contact, Decision, MergedGraph, Question


@dataclass(frozen=True, slots=True)
class Kept:
    """What is taken over from an earlier graph."""

    reports: frozenset[str] = frozenset()
    contacts: tuple[Contact, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    questions: tuple[Question, ...] = ()


def untouched(rows: Mapping[str, Row], known: Known, judged: Judgement, earlier: MergedGraph) -> Kept:
    """The contacts of the earlier graph that merging from scratch would make just so."""
    before = judgement(earlier.decisions)
    if _about_actors(before) != _about_actors(judged):
        return Kept()  # whether an actor is inferred depends on these, and no report tells
    old = Known(
        before.usable(earlier.reports), earlier.citations, earlier.participants, frozenset(), cast_of(earlier.actors)
    )
    old_rows = rows_of(old)
    dirty = {i for i in rows.keys() | old_rows.keys() if _basis(i, rows, known) != _basis(i, old_rows, old)}
    changed = {*before.decisions} ^ {*judged.decisions}
    dirty |= {i for d in changed for i in d.ids}
    dirty = _closure(dirty, rows, old_rows, known, old, earlier.contacts, (*before.decisions, *judged.decisions))
    contacts = tuple(c for c in earlier.contacts if dirty.isdisjoint(c.reports))
    kept = frozenset(i for i in rows if i not in dirty)
    ids = {c.id for c in contacts}
    return Kept(
        kept,
        contacts,
        tuple(c for c in earlier.conflicts if c.contact in ids),
        tuple(q for q in earlier.questions if q.subject == "contact" and kept.issuperset(q.ids)),
    )


def _about_actors(judged: Judgement) -> set[Decision]:
    return {d for d in judged.decisions if d.subject == "actor" and d.verdict in ("same", "different")}


def _basis(report_id: str, rows: Mapping[str, Row], known: Known) -> object:
    """All that a contact can take from a report."""
    row = rows.get(report_id)
    if row is None:
        return None
    report = known.reports[report_id]
    citation = known.citations.get(report.article)
    actors = [known.participants[report_id, i] for i in range(len(report.participants))]
    standing = [(known.cast.general.get(a), known.cast.countries.get(a)) for a in actors]
    return row, report, actors, standing, citation and citation.published, source_of(report, known.citations)


def _closure(
    dirty: Iterable[str],
    rows: Mapping[str, Row],
    old_rows: Mapping[str, Row],
    known: Known,
    old: Known,
    contacts: Iterable[Contact],
    decisions: Iterable[Decision],
) -> set[str]:
    """The dirty reports with all that can come together with them, directly or by others."""
    near = _Neighbours(rows, known)
    linked: dict[str, set[str]] = defaultdict(set)
    for d in decisions:
        for i in d.ids if d.subject == "contact" else ():
            linked[i].update(d.ids)
    for contact in contacts:
        for i in contact.reports if len(contact.reports) > 1 else ():
            linked[i].update(contact.reports)
    found: set[str] = set()
    todo = sorted(dirty)
    while todo:
        report_id = todo.pop()
        if report_id in found:
            continue
        found.add(report_id)
        todo.extend(linked.get(report_id, ()))
        for its, cast in ((rows, known.cast), (old_rows, old.cast)):
            if report_id in its:
                todo.extend(near.of(its[report_id], cast))
    return found


class _Neighbours:
    """Which reports share a pair of actors and a day with a row; days are looked into only for pairs asked for."""

    def __init__(self, rows: Mapping[str, Row], known: Known) -> None:
        self._rows = rows
        self._by_pair: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._by_day: dict[tuple[str, str], dict[int | str, list[str]]] = {}
        for report_id, row in rows.items():
            for pair in pairs_of(row, known.cast):
                self._by_pair[pair].append(report_id)

    def of(self, row: Row, cast: Cast) -> Iterator[str]:
        """The reports near a row; each is given once, for afterwards it is known."""
        for pair in pairs_of(row, cast):
            days = self._by_day.get(pair)
            if days is None:
                days = self._by_day[pair] = defaultdict(list)
                for report_id in self._by_pair.get(pair, ()):
                    for time in times_of(self._rows[report_id]):
                        days[time].append(report_id)
            for time in times_of(row):
                yield from days.pop(time, ())
