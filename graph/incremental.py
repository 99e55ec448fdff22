"""Merging again only what a change touches: contacts of an earlier graph that can be taken over as they are.

Actors are resolved anew, for one new name can change whom a surname means anywhere. Then what a contact can take from
a report is compared with what it was: what the report says, who its actors are, when and by whom it was published,
what was decided about it. Reports that differ, and all that can come together with them (they share a pair of actors
and a day), are merged again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from backchannel.graph.compatible import Cast
from backchannel.graph.decisions import Judgement, judgement
from backchannel.graph.grouping import pairs_of, times_of
from backchannel.graph.refine import Known
from backchannel.graph.resolved import Rows, cast_of
from backchannel.graph.rows import Row
from backchannel.schema.model import Citation, Conflict, Contact, Decision, MergedGraph, Question


@dataclass(frozen=True, slots=True)
class Kept:
    """What is taken over from an earlier graph, and which reports are merged again; None stands for all."""

    touched: frozenset[str] | None = None
    contacts: tuple[Contact, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    questions: tuple[Question, ...] = ()


def untouched(known: Known, judged: Judgement, earlier: MergedGraph) -> Kept:
    """The contacts of the earlier graph that merging from scratch would make just so."""
    before = judgement(earlier.decisions)
    if _about_actors(before) != _about_actors(judged):
        return Kept()  # whether an actor is inferred depends on these, and no report tells
    old = Known(
        before.usable(earlier.reports), earlier.citations, earlier.participants, frozenset(), cast_of(earlier.actors)
    )
    touched = _differing(old, known)
    touched |= {i for d in {*before.decisions} ^ {*judged.decisions} for i in d.ids}
    touched = _closure(touched, old, known, earlier.contacts, (*before.decisions, *judged.decisions))
    contacts = tuple(c for c in earlier.contacts if touched.isdisjoint(c.reports))
    ids = {c.id for c in contacts}
    return Kept(
        frozenset(touched),
        contacts,
        tuple(c for c in earlier.conflicts if c.contact in ids),
        tuple(q for q in earlier.questions if q.subject == "contact" and touched.isdisjoint(q.ids)),
    )


def _about_actors(judged: Judgement) -> set[Decision]:
    return {d for d in judged.decisions if d.subject == "actor" and d.verdict in ("same", "different")}


def _differing(old: Known, new: Known) -> set[str]:
    """The reports of which a contact may take something else than before."""
    found = {i for i, r in new.reports.items() if (was := old.reports.get(i)) is not r and was != r}
    found |= old.reports.keys() - new.reports.keys()
    found |= {report for (report, _), _ in old.participants.items() ^ new.participants.items()}
    actors = {actor for actor, _, _ in _standing(old.cast) ^ _standing(new.cast)}
    actors |= {actor for pair in new.cast.apart for actor in pair}  # a new name may have put the old actor apart
    if actors:
        found |= {place[0] for place, actor in new.participants.items() if actor in actors}
    articles = _republished(old.citations, new.citations)
    if articles:
        found |= {i for side in (old.reports, new.reports) for i, r in side.items() if r.article in articles}
    return found


def _standing(cast: Cast) -> set[tuple[str, str, bool]]:
    """Actors with their states and whether they stand for them."""
    return {(a, land, True) for a, land in cast.general.items()} | {(a, c, False) for a, c in cast.countries.items()}


def _republished(old: Mapping[str, Citation], new: Mapping[str, Citation]) -> set[str]:
    """The articles whose day or source may be another now: those that changed, and copies of such."""
    found = {i for i, c in new.items() if (was := old.get(i)) is not c and was != c} | (old.keys() - new.keys())
    copies = [(c.id, c.copy_of) for side in (old, new) for c in side.values() if c.copy_of] if found else []
    while more := {i for i, original in copies if original in found and i not in found}:
        found |= more
    return found


def _closure(
    touched: Iterable[str], old: Known, new: Known, contacts: Iterable[Contact], decisions: Iterable[Decision]
) -> set[str]:
    """The touched reports with all that can come together with them, directly or by others."""
    linked: dict[str, set[str]] = defaultdict(set)
    for d in decisions:
        for i in d.ids if d.subject == "contact" else ():
            linked[i].update(d.ids)
    home = {i: contact.reports for contact in contacts if len(contact.reports) > 1 for i in contact.reports}
    rows, old_rows = Rows(new), Rows(old)
    near = _Neighbours(rows, new)
    found: set[str] = set()
    todo = sorted(touched)
    while todo:
        report_id = todo.pop()
        if report_id in found:
            continue
        found.add(report_id)
        todo += linked.get(report_id, ())
        todo += home.get(report_id, ())
        for its, cast in ((rows, new.cast), (old_rows, old.cast)):
            if row := its.get(report_id):
                todo += near.of(row, cast)
    return found


class _Neighbours:
    """Which reports share a pair of actors and a day with a row; looked into only for the actors asked for."""

    def __init__(self, rows: Rows, known: Known) -> None:
        self._rows = rows
        self._cast = known.cast
        self._by_actor: dict[str, list[str]] = defaultdict(list)
        for (report_id, _), actor in known.participants.items():
            self._by_actor[actor].append(report_id)
        self._by_pair: dict[tuple[str, str], list[Row]] = defaultdict(list)
        self._by_day: dict[tuple[str, str], dict[int | str, list[str]]] = {}

    def of(self, row: Row, cast: Cast) -> Iterator[str]:
        """The reports near a row; each is given once, for afterwards it is known."""
        for pair in pairs_of(row, cast):
            days = self._by_day.get(pair)
            if days is None:
                self._look_up(pair[0])
                days = self._by_day[pair] = defaultdict(list)
                for other in self._by_pair.get(pair, ()):
                    for time in times_of(other):
                        days[time].append(other.report)
            for time in times_of(row):
                yield from days.pop(time, ())

    def _look_up(self, actor: str) -> None:
        """Index the rows of an actor by the pairs that begin with it."""
        for report_id in dict.fromkeys(self._by_actor.pop(actor, ())):
            row = self._rows.get(report_id)
            for pair in pairs_of(row, self._cast) if row else ():
                if pair[0] == actor:
                    self._by_pair[pair].append(row)  # type: ignore[arg-type]
