"""Reports and decisions in, the merged graph out: who is who, and which reports are about one contact.

The result depends on what the reports, citations and decisions say and on nothing else: not on their order, not on
repeats.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from backchannel.graph.actor_records import actor_records
from backchannel.graph.authority import Authority, known_people
from backchannel.graph.collecting import uncollected
from backchannel.graph.decisions import Judgement, judgement
from backchannel.graph.grouping import group_rows
from backchannel.graph.identity import identify
from backchannel.graph.incremental import Kept, untouched
from backchannel.graph.judged import apart, corrected_actors, corrected_contact, joined_groups, together
from backchannel.graph.names import term
from backchannel.graph.refine import Known, refine
from backchannel.graph.resolved import cast_of, rows_of
from backchannel.graph.rows import Row
from backchannel.graph.sources import with_dates
from backchannel.schema.model import Citation, Conflict, Contact, Decision, MergedGraph, Question, Report

DOUBT = 0.5  # reports below this confidence are put to a person


@uncollected()
def merge(
    citations: Iterable[Citation],
    reports: Iterable[Report] | Mapping[str, Report],
    decisions: Iterable[Decision] = (),
    authority: Iterable[Authority] = (),
    synonyms: Mapping[str, str] | None = None,
    earlier: MergedGraph | None = None,
) -> MergedGraph:
    """Rebuild actors and contacts from what articles report and what people decided.

    Reports may come by their ids. `decisions` is the log, in order; `synonyms` says which names of organisations mean
    the same, beside the language packs. Of an `earlier` graph the contacts that nothing touches are taken over; the
    result is the same.
    """
    cited = {c.id: c for c in sorted(citations, key=lambda c: (c.id, c.digest))}
    told = dict(sorted(reports.items())) if isinstance(reports, Mapping) else by_id(reports)
    judged = judgement(decisions)
    used = judged.usable(told)
    joint = {term(a): term(b) for a, b in (synonyms or {}).items()}
    identity = identify(used, with_dates(cited), judged, joint, known_people(authority))
    drawn = actor_records(identity.resolution, identity.participants)
    actors = corrected_actors(drawn, judged, identity.corrected)
    known = Known(used, cited, identity.participants, identity.resolution.inferred, cast_of(actors, identity.apart))
    kept = untouched(known, judged, earlier) if earlier else Kept()
    contacts, conflicts, questions = contacts_of(rows_of(known, kept.touched).values(), known, judged)
    contacts = sorted((*contacts, *kept.contacts), key=lambda c: c.id)
    return MergedGraph(
        actors=actors,
        contacts=tuple(contacts),
        reports=told,
        citations=cited,
        participants=dict(sorted(identity.participants.items())),
        decisions=judged.decisions,
        conflicts=tuple(sorted((*conflicts, *kept.conflicts), key=lambda c: (c.contact, c.field))),
        questions=ordered([*identity.questions, *questions, *kept.questions, *doubtful(used)], judged),
    )


def by_id(reports: Iterable[Report]) -> dict[str, Report]:
    """Reports by id, in id order. Those with one id say the same; of two that differ in the rest, the surer is kept."""
    found: dict[str, Report] = {}
    for report in reports:
        other = found.setdefault(report.id, report)
        if other is not report and other != report:
            found[report.id] = max(report, other, key=lambda r: (r.confidence, repr(r.as_json())))
    return dict(sorted(found.items()))


def contacts_of(
    rows: Iterable[Row], known: Known, judged: Judgement
) -> tuple[list[Contact], list[Conflict], list[Question]]:
    """Every group of rows as a contact, without what is wrong; with the contradictions in them, and what to ask."""
    grouping = group_rows(rows, known.cast, apart(judged), together(judged))
    contacts, conflicts = [], []
    for ids in joined_groups(grouping, judged):
        if not any(("contact", i) in judged.wrong for i in ids):
            contact, found = corrected_contact(*refine(ids, known), judged)
            contacts.append(contact)
            conflicts += found
    return contacts, conflicts, grouping.questions


def doubtful(reports: Mapping[str, Report]) -> Iterable[Question]:
    """Reports of which their reader is not sure."""
    for report_id, report in reports.items():
        if report.confidence < DOUBT:
            yield Question(
                "report", (report_id,), round(report.confidence, 4), ("the reader is not sure", *report.warnings)
            )


def ordered(questions: Iterable[Question], judged: Judgement) -> tuple[Question, ...]:
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
