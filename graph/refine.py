"""What the reports of one contact say together: the best date, place, channel and parts; what contradicts is kept
beside it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from backchannel.graph.compatible import Cast
from backchannel.graph.gazetteer import located, same_place
from backchannel.graph.mentions import Place
from backchannel.graph.rows import edtf
from backchannel.graph.sources import source_of
from backchannel.schema.dates import EdtfDate
from backchannel.schema.model import Citation, Conflict, Contact, Participation, Report
from backchannel.schema.vocabulary import STATUS_PRECEDENCE

T = TypeVar("T")

# the most telling first: what a report says more exactly refines what another says
_CHANNEL_RANK = ("summit", "letter", "video-call", "phone-call", "meeting", "message", "visit", "talks", "contact")
CERTAIN = 0.99  # no number of reports makes a contact surer than this


@dataclass(frozen=True, slots=True)
class Known:
    """What refining looks things up in."""

    reports: Mapping[str, Report]
    citations: Mapping[str, Citation]
    participants: Mapping[Place, str]
    inferred: frozenset[Place] | set[Place]
    cast: Cast


def refine(ids: Iterable[str], known: Known) -> tuple[Contact, list[Conflict]]:
    """The contact that reports with these ids are about, and what they contradict each other in."""
    reports = {i: known.reports[i] for i in sorted(ids)}
    affirming = {i: r for i, r in reports.items() if r.status != "denied"} or reports
    sources = {i: source_of(r, known.citations) for i, r in reports.items()}
    contact_id = next(iter(reports))
    parts, conflicts = _participations(reports, known, contact_id)
    date, date_text, date_conflict = _date(affirming, contact_id)
    place, place_conflict = _place(affirming, sources, contact_id)
    status = min((r.status for r in affirming.values()), key=STATUS_PRECEDENCE.index)
    contested = tuple(i for i, r in reports.items() if r.status == "denied") if status != "denied" else ()
    conflicts += [c for c in (date_conflict, place_conflict) if c]
    conflicts += _status_conflicts(reports, contact_id)
    parsed = edtf(date) if date else None
    contact = Contact(
        id=contact_id,
        participants=parts,
        channel=min((r.channel for r in affirming.values()), key=_CHANNEL_RANK.index),
        status=status,
        reports=tuple(reports),
        date=date,
        date_text=date_text,
        earliest=parsed.earliest.isoformat() if parsed and parsed.earliest else None,
        latest=parsed.latest.isoformat() if parsed and parsed.latest else None,
        place=place,
        confidential=any(r.confidential for r in affirming.values()),
        topic=_topic(affirming),
        confidence=_confidence(affirming, sources),
        outlets=len({sources[i] for i in affirming}),
        articles=tuple(sorted({r.article for r in reports.values()})),
        contested_by=contested,
        history=_history(reports, known.citations),
        replaces=tuple(reports)[1:],
        role_conflict=any(c.field == "initiator" for c in conflicts),
    )
    return contact, conflicts


def _values(reports: Mapping[str, Report], value: Callable[[Report], str | None]) -> dict[str, list[str]]:
    """Reports by what they say; those that say nothing are left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for report_id, report in reports.items():
        told = value(report)
        if told is not None:
            found[told].append(report_id)
    return dict(found)


def _conflict(contact: str, field: str, values: Mapping[str, Sequence[str]]) -> Conflict:
    return Conflict(contact, field, tuple((v, tuple(sorted(ids))) for v, ids in sorted(values.items())))


def _participations(
    reports: Mapping[str, Report], known: Known, contact: str
) -> tuple[tuple[Participation, ...], list[Conflict]]:
    """Every actor's part. A plain party is refined to initiator or recipient; who began is a conflict if reports
    differ.
    """
    roles: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    sure: set[str] = set()
    for report_id, report in reports.items():
        for i, participant in enumerate(report.participants):
            actor = known.participants[report_id, i]
            roles[actor][participant.role].append(report_id)
            if (report_id, i) not in known.inferred:
                sure.add(actor)
    for general in _represented(reports, known):
        roles.pop(general, None)
    clash = {a for a, said in roles.items() if "initiator" in said and "recipient" in said}
    conflicts = []
    if clash:
        starters: dict[str, list[str]] = defaultdict(list)
        for actor in sorted(roles):
            starters[actor] = roles[actor].get("initiator", [])
        conflicts.append(_conflict(contact, "initiator", {a: ids for a, ids in starters.items() if ids}))
    mixed = {a: said for a, said in roles.items() if "intermediary" in said and len(said) > 1}
    conflicts += [_conflict(contact, "role", said) for said in mixed.values()]
    parts = [Participation(a, _role(said, bool(clash)), a not in sure) for a, said in sorted(roles.items())]
    return tuple(parts), _merged(conflicts)


def _merged(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """Conflicts about one field as one."""
    fields: dict[tuple[str, str], dict[str, set[str]]] = {}
    for c in conflicts:
        values = fields.setdefault((c.contact, c.field), {})
        for value, ids in c.values:
            values.setdefault(value, set()).update(ids)
    return [_conflict(contact, field, {v: sorted(i) for v, i in vs.items()}) for (contact, field), vs in fields.items()]


def _role(said: Mapping[str, Sequence[str]], clash: bool) -> str:
    if clash and ("initiator" in said or "recipient" in said):
        return "party"
    order = ("initiator", "recipient", "party", "intermediary")
    principal = {role: len(ids) for role, ids in said.items() if role != "intermediary"}
    if "intermediary" in said and len(said["intermediary"]) > sum(principal.values()):
        return "intermediary"
    told = [r for r in order if r in principal]
    return told[0] if told else "intermediary"


def _represented(reports: Mapping[str, Report], known: Known) -> set[str]:
    """Actors that stand for a state in one report where another names the person: the person is the participant."""
    casts = []
    for report_id, report in reports.items():
        principals = {
            known.participants[report_id, i] for i, p in enumerate(report.participants) if p.role != "intermediary"
        }
        casts.append(principals)
    everyone = set().union(*casts)
    found = set()
    for general in everyone:
        persons = {p for p in everyone if known.cast.may_stand(general, p)}
        if persons and not any(general in cast and cast & persons for cast in casts):
            found.add(general)
    return found


def _date(reports: Mapping[str, Report], contact: str) -> tuple[str | None, str | None, Conflict | None]:
    """The most exact date; where exact ones differ, what most reports say, and the difference as a conflict."""
    said = _values(reports, lambda r: r.date if r.date and edtf(r.date) else None)
    if not said:
        return None, next((r.date_text for r in reports.values() if r.date_text), None), None
    best = min(said, key=lambda d: (*_vagueness(_parsed(d)), -len(said[d]), d))
    words = next((t for i in said[best] if (t := reports[i].date_text)), None)
    clash = {d: ids for d, ids in said.items() if not _may_be(_parsed(d), _parsed(best))}
    if not clash:
        return best, words, None
    return best, words, _conflict(contact, "date", {**clash, best: said[best]})


def _parsed(text: str) -> EdtfDate:
    date = edtf(text)
    if date is None:
        raise ValueError(f"not an EDTF date: {text!r}")
    return date


def _vagueness(date: EdtfDate) -> tuple[bool, int, bool]:
    """Without a year last, then by how many days it can be, then whether it is only approximate."""
    if date.earliest is None or date.latest is None:
        return True, 0, bool(date.start.mark)
    return False, (date.latest - date.earliest).days, bool(date.start.mark)


def _may_be(one: EdtfDate, other: EdtfDate) -> bool:
    """Whether both can be the same time."""
    if one.earliest and one.latest and other.earliest and other.latest:
        return max(one.earliest, other.earliest) <= min(one.latest, other.latest)
    return (one.start.month, one.start.day) == (other.start.month, other.start.day)


def _place(
    reports: Mapping[str, Report], sources: Mapping[str, str], contact: str
) -> tuple[str | None, Conflict | None]:
    """The place most sources give, a city before its country; places not known to be one are a conflict."""
    said = _values(reports, lambda r: r.place)
    if not said:
        return None, None
    weight = {p: len({sources[i] for i in ids}) for p, ids in said.items()}
    for place in said:  # a city speaks for its country too
        weight[place] += sum(len(ids) for other, ids in said.items() if other != place and same_place(place, other))
    best = min(said, key=lambda p: (-weight[p], located(p)[1] is None, -len(said[p]), p))
    clash = {p: ids for p, ids in said.items() if p != best and not same_place(p, best)}
    return best, _conflict(contact, "place", {**clash, best: said[best]}) if clash else None


def _status_conflicts(reports: Mapping[str, Report], contact: str) -> list[Conflict]:
    """Denied against affirmed, and called off against held."""
    said = _values(reports, lambda r: r.status)
    held = {"occurred", "ongoing"} & said.keys()
    if ("denied" in said and len(said) > 1) or ("cancelled" in said and held):
        return [_conflict(contact, "status", said)]
    return []


def _topic(reports: Mapping[str, Report]) -> str | None:
    told = Counter(r.topic for r in reports.values() if r.topic)
    return min(told, key=lambda t: (-told[t], -len(t), t)) if told else None


def _confidence(reports: Mapping[str, Report], sources: Mapping[str, str]) -> float:
    """As sure as the surest report of each source, the sources taken as independent."""
    best: dict[str, float] = {}
    for report_id, report in reports.items():
        best[sources[report_id]] = max(best.get(sources[report_id], 0.0), report.confidence)
    doubt = 1.0
    for _, confidence in sorted(best.items()):
        doubt *= 1 - confidence
    single = max(best.values())
    return round(single if len(best) == 1 else max(single, min(1 - doubt, CERTAIN)), 4)


def _history(reports: Mapping[str, Report], citations: Mapping[str, Citation]) -> tuple[tuple[str | None, str], ...]:
    """When which status was published, in time order; the unpublished last."""
    told = {(c.published if (c := citations.get(r.article)) else None, r.status) for r in reports.values()}
    return tuple(sorted(told, key=lambda t: (t[0] is None, t[0] or "", STATUS_PRECEDENCE.index(t[1]))))
