"""From the words of contact in a sentence to candidate contacts."""

from __future__ import annotations

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.attribution import told_by
from backchannel.extractors.rules.dates import DateHit
from backchannel.extractors.rules.distinct import FAMILIES, Candidate
from backchannel.extractors.rules.events import Event
from backchannel.extractors.rules.how import channel_of
from backchannel.extractors.rules.items import Item
from backchannel.extractors.rules.mentions import Entity, Mention
from backchannel.extractors.rules.read import Read
from backchannel.extractors.rules.reading import Reading
from backchannel.extractors.rules.references import recent_subjects, remember_pair
from backchannel.extractors.rules.sides import find_sides
from backchannel.extractors.rules.status import FINITE, Status, is_secret, read_status
from backchannel.extractors.rules.when import date_of
from backchannel.extractors.rules.where import place_of

MANNER = 4  # words within which "hal itu dikatakannya" stands


def find_candidates(reading: Reading, n: int, read: Read) -> list[Candidate]:
    """The candidate contacts of sentence n, in the order of the text."""
    out: list[Candidate] = []
    reading.calendar.turn(read)
    for event in read.events:
        status = read_status(read.parse, event)
        if status is None:
            continue
        sides = [] if _told_before(read, event) else find_sides(reading, n, read, event)
        if event.anaphoric or len([s for s in sides if s[1] != "intermediary"]) < 2:
            if event.anaphoric or _is_vague(event):
                out.append(_vague(reading, n, read, event, status, sides))
            continue
        remember_pair(reading, n, sides)
        hosts = [e for e, r in sides if r == "recipient" and e.kind == "state"]
        if event.frame.channel == "visit" and len(hosts) > 1:
            for host in hosts[1:]:
                rest = [(e, r) for e, r in sides if e not in hosts or e is host]
                out += _told(reading, n, read, event, status, rest)
            sides = [(e, r) for e, r in sides if e not in hosts[1:]]
        for each in _one_by_one(read, event, sides):
            out += _told(reading, n, read, event, status, each)
    if not read.events and (told := _manner(reading, n, read)):
        out.append(told)
    return out


def _leads_to_talks(read: Read, event: Event) -> bool:
    """ "tiba di Wina untuk mengikuti perundingan dengan ...": the journey is only how one comes to the talks."""
    if not event.frame.travel or event.frame.channel != "visit":
        return False
    return any(
        other.clause.kind == "purpose"
        and (other.clause.inherits is event.clause or other.clause.parent is event.clause)
        and other.frame.channel in ("talks", "summit", "meeting")
        for other in read.events
    )


def _one_by_one(read: Read, event: Event, sides: list[tuple[Entity, str]]) -> list[list[tuple[Entity, str]]]:
    """A telephone joins two: who calls several calls each of them; so does who writes to or meets them separately."""
    others = [s for s in sides[1:] if s[1] != "intermediary"]
    if not event.lone or len(others) < 2 or not _apart(read, event, channel_of(read, event, sides)):
        return [sides]
    carriers = [s for s in sides[1:] if s[1] == "intermediary"]
    return [[sides[0], other, *carriers] for other in others]


def _apart(read: Read, event: Event, channel: str) -> bool:
    if channel == "letter":  # to each of several named ones; "to both presidents" is one letter
        return not any(m.kind in ("pair", "pronoun", "group") for m, _ in event.sides[1:])
    return channel == "phone-call" or any(
        isinstance(node, Item) and node.lexeme and node.lexeme.apart and read.parse.clause[j] is event.clause
        for j, node in enumerate(read.parse.nodes)
    )


def _manner(reading: Reading, n: int, read: Read) -> Candidate | None:
    """ "Hal itu dikatakannya lewat telepon": how and when what was told before was said."""
    letters, nodes = read.parse.letters, read.parse.nodes
    this = letters.find(c.THIS, 0, MANNER)
    if this < 0 or not any(x in c.SAID + c.SPEECH for x in letters[this + 1 : this + 1 + MANNER]):
        return None
    items = [node for node in nodes if isinstance(node, Item)]
    channel = next((i.lexeme.channel for i in items if i.lexeme and i.lexeme.channel), None)
    if channel is None:
        return None
    hit = next((i.date for i in items if isinstance(i.date, DateHit) and not i.date.since), None)
    date = reading.calendar.date(hit, False) if hit else None
    return Candidate(
        sides=[],
        channel=channel,
        status="occurred",
        strength=FINITE,
        date=date,
        date_text=hit.text if hit and date else None,
        exact=bool(hit and hit.exact),
        place=None,
        secret=False,
        evidence=reading.evidence(read),
        sources=[],
        rules=["manner"],
        weak=True,
        sentence=n,
        headline=False,
    )


def _told(
    reading: Reading, n: int, read: Read, event: Event, status: Status, sides: list[tuple[Entity, str]]
) -> list[Candidate]:
    """The candidate that one event of a sentence makes with these sides."""
    hit = date_of(read, event, reading.calendar)
    ahead = status.name in ("planned", "proposed")
    date = reading.calendar.date(hit, ahead) if hit else None
    if hit and hit.since and status.name != "ongoing":
        date, hit = None, None
    name, strength = status.name, 0.0 if event.definite else status.strength
    told = told_by(reading, n, read, event, status)
    if date and name == "occurred" and reading.calendar.comes_after(date) and status.strength <= FINITE:
        name = "planned"
    if date and hit and hit.exact and name == "ongoing" and not hit.since and reading.calendar.is_over(date):
        name = "occurred"
    return [
        Candidate(
            sides=sides,
            channel=channel_of(read, event, sides),
            status=name,
            strength=strength,
            date=date,
            date_text=hit.text if hit and date else None,
            exact=bool(hit and hit.exact),
            place=place_of(read, event, sides, reading),
            secret=is_secret(read.parse, event),
            evidence=reading.evidence(read),
            sources=told.own,
            relayed=told.relayed,
            rules=[event.rule, *([status.why] if status.why else [])],
            weak=event.weak or event.frame.weak,
            sentence=n,
            headline=read.sentence.kind == "headline",
            visit_state=_visited(event, sides),
            handed=event.handed,
            means=_leads_to_talks(read, event),
        )
    ]


def _vague(
    reading: Reading, n: int, read: Read, event: Event, status: Status, sides: list[tuple[Entity, str]]
) -> Candidate:
    """A contact without its sides ("pertemuan itu"): it may tell when and where another one was."""
    hit = date_of(read, event, reading.calendar)
    date = reading.calendar.date(hit, status.name in ("planned", "proposed")) if hit and not hit.since else None
    carriers = [s for s in sides if s[1] == "intermediary"]
    about = [e for e, _ in sides] + [m.entity.real for m in event.clause.subject if m.entity]
    if any(m.kind == "pronoun" for m in event.clause.subject):
        about += recent_subjects(reading, n, read, event.clause.subject[0].start)
    return Candidate(
        sides=carriers,
        channel=event.channel,
        status=status.name,
        strength=status.strength,
        date=date,
        date_text=hit.text if hit and date else None,
        exact=bool(hit and hit.exact),
        place=place_of(read, event, [], reading),
        secret=is_secret(read.parse, event),
        evidence=reading.evidence(read),
        sources=told_by(reading, n, read, event, status).own,
        rules=[event.rule, "anaphor"],
        about=about,
        definite=event.definite or event.subject_is_event,
        weak=True,
        sentence=n,
        headline=False,
        another=event.another,
        same=event.definite and not event.another,
        beside=[
            m.entity.real
            for i, m in enumerate(read.parse.nodes)
            if isinstance(m, Mention) and m.entity and m.kind != "place" and read.parse.governor[i] != c.IN
        ],
    )


def _is_vague(event: Event) -> bool:
    """A contact whose sides are not both told may still tell when another one was."""
    return event.frame.channel not in ("letter", "message") and not event.frame.weak


def _told_before(read: Read, event: Event) -> bool:
    """ "Para pemimpin menelepon X dan meminta percakapan mereka dirahasiakan": the call, not another contact."""
    if not event.sides or read.parse.letters[event.node] != c.NOUN:
        return False
    return all(m.pronoun == c.THIRDS for m, _ in event.sides) and any(
        other.node < event.node and FAMILIES[other.frame.channel] & FAMILIES[event.frame.channel]
        for other in read.events
        if other.sides
    )


def _visited(event: Event, sides: list[tuple[Entity, str]]) -> str | None:
    if event.frame.channel != "visit":
        return None
    return next((e.iso for e, r in sides if r == "recipient" and e.kind == "state"), None)
