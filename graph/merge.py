"""Reports and decisions in, the merged graph out: who is who, and which reports are about one contact.

The result depends on what the reports, citations and decisions say and on nothing else: not on their order, not on
repeats.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from backchannel.graph.actor_records import actor_records, assign
from backchannel.graph.actors import Resolution, join_names
from backchannel.graph.compatible import Cast
from backchannel.graph.grouping import Grouping, group_rows
from backchannel.graph.mentions import Place
from backchannel.graph.names import term
from backchannel.graph.periods import settle_by_time
from backchannel.graph.refine import Known, refine
from backchannel.graph.rows import Row, row_of
from backchannel.graph.senses import gather
from backchannel.schema.model import Actor, Citation, Conflict, Contact, Decision, MergedGraph, Question, Report


def merge(
    citations: Iterable[Citation],
    reports: Iterable[Report],
    decisions: Iterable[Decision] = (),
    authority: Iterable[object] = (),
    synonyms: Mapping[str, str] | None = None,
) -> MergedGraph:
    """Rebuild actors and contacts from what articles report and what people decided."""
    cited = {c.id: c for c in sorted(citations, key=lambda c: (c.id, c.digest))}
    told = by_id(reports)
    resolution = Resolution(gather(told, cited, {term(a): term(b) for a, b in (synonyms or {}).items()}))
    join_names(resolution)
    settle_by_time(resolution)
    participants = assign(resolution, {i: r.article for i, r in told.items()})
    actors = actor_records(resolution, participants)
    cast = cast_of(actors)
    grouping = group_rows(rows_of(told, participants, cited), cast, {})
    known = Known(told, cited, participants, resolution.inferred, cast)
    contacts, conflicts = contacts_of(grouping, known)
    return MergedGraph(
        actors=actors,
        contacts=contacts,
        reports=told,
        citations=cited,
        participants=dict(sorted(participants.items())),
        decisions=tuple(sorted(decisions, key=lambda d: d.id)),
        conflicts=conflicts,
        questions=_ordered([*resolution.questions, *grouping.questions]),
    )


def by_id(reports: Iterable[Report]) -> dict[str, Report]:
    """Reports by id, in id order. Those with one id say the same; of two that differ in the rest, the surer is kept."""
    found: dict[str, Report] = {}
    for report in reports:
        other = found.setdefault(report.id, report)
        if other is not report and other != report:
            found[report.id] = max(report, other, key=lambda r: (r.confidence, repr(r.as_json())))
    return dict(sorted(found.items()))


def cast_of(actors: Mapping[str, Actor]) -> Cast:
    """Who stands for a state, and whose state is known."""
    general = {
        a.id: a.country for a in actors.values() if a.country and (a.kind != "person" or a.id.startswith("office."))
    }
    countries = {a.id: a.country for a in actors.values() if a.country and a.id not in general}
    return Cast(general, countries)


def rows_of(
    reports: Mapping[str, Report], participants: Mapping[Place, str], citations: Mapping[str, Citation]
) -> Iterable[Row]:
    """A row for each report that has two principals or more."""
    for report_id, report in reports.items():
        principals = frozenset(
            participants[report_id, i] for i, p in enumerate(report.participants) if p.role != "intermediary"
        )
        if len(principals) > 1:
            yield row_of(report_id, report, principals, citations.get(report.article))


def contacts_of(grouping: Grouping, known: Known) -> tuple[tuple[Contact, ...], tuple[Conflict, ...]]:
    """Every group as a contact, in id order."""
    refined = [refine((r.report for r in group.rows), known) for group in grouping.groups]
    refined.sort(key=lambda found: found[0].id)
    return tuple(c for c, _ in refined), tuple(x for _, found in refined for x in found)


def _ordered(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Each question once, its reasons together, the most even chances first."""
    by_subject: dict[tuple[str, tuple[str, ...]], Question] = {}
    for q in questions:
        key = q.subject, q.ids
        if key in by_subject:
            reasons = tuple(sorted({*by_subject[key].reasons, *q.reasons}))
            q = replace(q, score=max(q.score, by_subject[key].score), reasons=reasons)
        by_subject[key] = q
    return tuple(sorted(by_subject.values(), key=lambda q: (abs(q.score - 0.5), q.subject, q.ids)))
