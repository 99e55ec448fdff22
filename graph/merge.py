"""Reports and decisions in, the merged graph out: who is who, and which reports are about one contact.

The result depends on what the reports, citations and decisions say and on nothing else: not on their order, not on
repeats.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from backchannel.graph.actor_records import actor_records
from backchannel.graph.authority import Authority, known_people
from backchannel.graph.compatible import Cast
from backchannel.graph.decisions import Judgement, judgement
from backchannel.graph.grouping import Grouping, group_rows
from backchannel.graph.identity import identify
from backchannel.graph.judged import apart, corrected_actors, corrected_contact, joined_groups
from backchannel.graph.mentions import Place
from backchannel.graph.names import term
from backchannel.graph.refine import Known, refine
from backchannel.graph.rows import Row, row_of
from backchannel.graph.sources import original
from backchannel.schema.model import Actor, Citation, Conflict, Contact, Decision, MergedGraph, Question, Report

DOUBT = 0.5  # reports below this confidence are put to a person


def merge(
    citations: Iterable[Citation],
    reports: Iterable[Report],
    decisions: Iterable[Decision] = (),
    authority: Iterable[Authority] = (),
    synonyms: Mapping[str, str] | None = None,
    earlier: MergedGraph | None = None,
) -> MergedGraph:
    """Rebuild actors and contacts from what articles report and what people decided.

    `decisions` is the log, in order; `synonyms` says which names of organisations mean the same, beside the
    language packs.
    """
    cited = {c.id: c for c in sorted(citations, key=lambda c: (c.id, c.digest))}
    dated = with_dates(cited)
    told = by_id(reports)
    judged = judgement(decisions)
    used = {i: judged.corrected(i, r) for i, r in told.items() if i not in judged.dropped}
    joint = {term(a): term(b) for a, b in (synonyms or {}).items()}
    identity = identify(used, dated, judged, joint, known_people(authority))
    drawn = actor_records(identity.resolution, identity.participants)
    actors = corrected_actors(drawn, judged, identity.corrected)
    cast = cast_of(actors)
    grouping = group_rows(rows_of(used, identity.participants, dated), cast, apart(judged))
    known = Known(used, cited, identity.participants, identity.resolution.inferred, cast)
    contacts, conflicts = contacts_of(grouping, known, judged)
    return MergedGraph(
        actors=actors,
        contacts=contacts,
        reports=told,
        citations=cited,
        participants=dict(sorted(identity.participants.items())),
        decisions=judged.decisions,
        conflicts=conflicts,
        questions=_ordered([*identity.questions, *grouping.questions, *doubtful(used)], judged),
    )


def with_dates(citations: Mapping[str, Citation]) -> dict[str, Citation]:
    """The citations, copies that tell no day of publication with that of their original."""
    found = dict(citations)
    for c in citations.values():
        root = citations.get(original(c.id, citations)) if c.copy_of and not c.published else None
        if root is not None:
            found[c.id] = replace(c, published=root.published)
    return found


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


def contacts_of(
    grouping: Grouping, known: Known, judged: Judgement
) -> tuple[tuple[Contact, ...], tuple[Conflict, ...]]:
    """Every group as a contact, in id order, without what is wrong."""
    refined = []
    for ids in joined_groups(grouping, judged):
        if judged.dropped.isdisjoint(ids):
            contact, conflicts = refine(ids, known)
            refined.append(corrected_contact(contact, conflicts, judged))
    refined.sort(key=lambda found: found[0].id)
    return tuple(c for c, _ in refined), tuple(x for _, found in refined for x in found)


def doubtful(reports: Mapping[str, Report]) -> Iterable[Question]:
    """Reports of which their reader is not sure."""
    for report_id, report in reports.items():
        if report.confidence < DOUBT:
            yield Question(
                "report", (report_id,), round(report.confidence, 4), ("the reader is not sure", *report.warnings)
            )


def _ordered(questions: Iterable[Question], judged: Judgement) -> tuple[Question, ...]:
    """Each open question once, its reasons together, the most even chances first."""
    found: dict[tuple[str, tuple[str, ...]], Question] = {}
    for q in questions:
        key = q.subject, q.ids
        if q.ids in judged.settled and q.score < 1:
            continue
        if key in found:
            reasons = tuple(sorted({*found[key].reasons, *q.reasons}))
            q = replace(q, score=max(q.score, found[key].score), reasons=reasons)
        found[key] = q
    return tuple(sorted(found.values(), key=lambda q: (abs(q.score - 0.5), q.subject, q.ids)))
