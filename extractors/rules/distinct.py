"""The distinct contacts of an article: what several sentences say of the same contact is put together."""

from __future__ import annotations

from dataclasses import dataclass, field

from backchannel.extractors.rules.mentions import Entity
from backchannel.schema.model import Evidence

FAMILIES: dict[str, set[str]] = {
    "phone-call": {"remote"},
    "video-call": {"remote"},
    "letter": {"written"},
    "message": {"written"},
    "meeting": {"person"},
    "visit": {"person"},
    "summit": {"person"},
    "talks": {"remote", "person"},
    "contact": {"remote", "person", "written"},
}
# The most telling channel first.
TELLING = ("phone-call", "video-call", "letter", "message", "summit", "meeting", "visit", "talks", "contact")
PAST, AHEAD = ("occurred", "ongoing"), ("planned", "proposed", "cancelled")
SURE = 0.5  # strength from which a status is the sentence's own word, not our default
TOLD_REACH, AGAIN_REACH = 3, 8  # sentences within which "that meeting" and "the next meeting" find theirs
NEAR = 100  # contacts before and behind that one is compared with; no article tells of so many
MAX_EVIDENCE = 6
JOURNEY = 5  # sentences behind a journey in which a meeting of the traveller is part of it


@dataclass(slots=True)
class Candidate:
    """What one sentence says of a contact."""

    sides: list[tuple[Entity, str]]
    channel: str
    status: str
    strength: float
    date: str | None
    date_text: str | None
    exact: bool
    place: str | None
    secret: bool
    evidence: Evidence
    sources: list[tuple[str, str]]  # who says it, as its own sentences tell
    rules: list[str]
    weak: bool
    sentence: int
    headline: bool
    visit_state: str | None = None
    handed: bool = False  # a letter told by who brings it
    means: bool = False  # a journey only to come to talks
    relayed: list[tuple[str, str]] = field(default_factory=list)  # the outlet the whole article has its news from
    about: list[Entity] = field(default_factory=list)  # of a contact without sides: whom its sentence tells of
    definite: bool = True  # of a contact without sides: "that meeting", or the meeting is what the sentence tells of
    another: bool = False  # of a contact without sides: "pertemuan berikutnya"
    same: bool = False  # of a contact without sides: "pertemuan itu"
    beside: list[Entity] = field(default_factory=list)  # who else acts in the sentence of a contact without sides
    more: list[Evidence] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def central(self) -> list[Entity]:
        """Its sides without the intermediaries."""
        return [e.real for e, r in self.sides if r != "intermediary"]


def distinct(candidates: list[Candidate]) -> list[Candidate]:
    """The distinct contacts among the candidates, in the order of the text."""
    groups: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda x: (x.headline, x.sentence)):
        if not candidate.central:
            _tell(groups, candidate)
            continue
        if len(candidate.central) < 2:
            continue
        match = next((g for g in groups[: -NEAR - 1 : -1] if _same(g, candidate)), None)
        if match is None and candidate.handed and (match := _written_before(groups, candidate)):
            candidate.sides = [(e, "intermediary" if r == "initiator" else r) for e, r in candidate.sides]
        if match:
            _unite(match, candidate)
        else:
            groups.append(candidate)
    _place_on_journeys(groups)
    groups = _without_journeys(groups)
    groups = [g for at, g in enumerate(groups) if not _echo(g, groups[max(0, at - NEAR) : at + NEAR])]
    return sorted(groups, key=lambda g: (g.evidence.field != "title", g.evidence.start))


def _written_before(groups: list[Candidate], letter: Candidate) -> Candidate | None:
    """The letter to the same actor that was told of before, with who wrote it."""
    to = {id(e.real) for e, r in letter.sides if r == "recipient"}
    for group in reversed(groups):
        if FAMILIES[group.channel] == {"written"} and to & {id(e.real) for e, r in group.sides if r == "recipient"}:
            return group
    return None


def _tell(groups: list[Candidate], vague: Candidate) -> None:
    """A contact without sides adds when and where to the one told just before."""
    for group in reversed(groups):
        if vague.sentence - group.sentence > (AGAIN_REACH if vague.another else TOLD_REACH) or vague.headline:
            break
        if not FAMILIES[group.channel] & FAMILIES[vague.channel]:
            continue
        if not _told_of(vague, group):
            break
        if vague.date and group.date and not _dates_agree(vague.date, group.date):
            _again(groups, group, vague)
            break
        if vague.status == "cancelled" and vague.definite and group.status in AHEAD:
            group.status, group.strength = "cancelled", vague.strength
        if vague.strength >= SURE and group.strength >= SURE and not _statuses_agree(vague, group):
            if vague.another:
                _again(groups, group, vague)
            break
        if vague.date and not group.date:
            group.date, group.date_text, group.exact = vague.date, vague.date_text, vague.exact
        group.place = group.place or vague.place
        if group.channel != "visit" or vague.channel == "visit":
            group.sources = group.sources or vague.sources
        if group.channel == "contact" and vague.rules == ["manner"]:
            group.channel = vague.channel
        group.secret = group.secret or vague.secret
        known = {id(e.real) for e, _ in group.sides}
        group.sides = group.sides + [(e.real, r) for e, r in vague.sides if id(e.real) not in known]
        if len(group.more) < MAX_EVIDENCE and (vague.date or vague.place or vague.sides):
            group.more.append(vague.evidence)
        break


def _told_of(vague: Candidate, group: Candidate) -> bool:
    """A contact without sides is the one told before: it says so, or tells of somebody who took part in it."""
    if vague.channel == "summit" and group.channel not in ("summit", "meeting"):
        return False
    return vague.definite or any(_stands_for(e, group.central) or e in group.central for e in vague.about)


def _again(groups: list[Candidate], group: Candidate, vague: Candidate) -> None:
    """A contact without sides on another day ("negosiasi di Istanbul bulan lalu"): the same sides met then too."""
    if vague.same or vague.rules == ["manner"] or vague.sides or vague.channel == "visit":
        return
    if not all(_stands_for(e, group.central) or _acts_for(e, group.central) for e in vague.beside):
        return
    vague.weak = False
    vague.sides = [(e.real, "party" if r != "intermediary" else r) for e, r in group.sides]
    match = next((g for g in reversed(groups) if _same(g, vague)), None)
    if match:
        _unite(match, vague)
    else:
        groups.append(vague)


def _same(a: Candidate, b: Candidate) -> bool:
    mine, other = {id(e) for e in a.central}, {id(e) for e in b.central}
    if not (mine <= other or other <= mine) or len(mine & other) < 2:
        return False
    if (
        mine != other
        and any(e.kind == "state" for e in (a if other <= mine else b).central if id(e) not in mine & other)
        and any(e.kind == "person" for e in a.central + b.central if id(e) in mine & other)
    ):
        return False
    if not FAMILIES[a.channel] & FAMILIES[b.channel]:
        return False
    if FAMILIES[a.channel] == FAMILIES[b.channel] == {"written"} and _turned(a, b):
        return False
    if a.date and b.date and not _dates_agree(a.date, b.date):
        return False
    return _statuses_agree(a, b)


def _turned(a: Candidate, b: Candidate) -> bool:
    """Who writes in one is written to in the other."""
    writers = {id(e) for e, r in a.sides if r == "initiator"}
    return bool(writers & {id(e) for e, r in b.sides if r == "recipient"})


def _statuses_agree(a: Candidate, b: Candidate) -> bool:
    if a.status == b.status or a.strength < SURE or b.strength < SURE:
        return True
    if a.status in PAST and b.status in PAST:
        return a.channel == b.channel or not (a.date or b.date)
    if a.status in AHEAD and b.status in AHEAD:
        return True
    return bool(a.date and a.date == b.date)


def _dates_agree(a: str, b: str) -> bool:
    if a == b or a.startswith(b) or b.startswith(a):
        return True
    low_a, high_a = _bounds(a)
    low_b, high_b = _bounds(b)
    return low_a <= high_b and low_b <= high_a


def _bounds(date: str) -> tuple[str, str]:
    parts = date.split("/")
    return parts[0], parts[-1] + ("~" if len(parts[-1]) < 10 else "")


def _unite(group: Candidate, other: Candidate) -> None:
    known = {id(e.real) for e, _ in group.sides}
    weight = -other.strength if other.headline else other.strength
    group.sides = [(e.real, r) for e, r in group.sides] + [
        (e.real, r) for e, r in other.sides if id(e.real) not in known
    ]
    roles = {id(e.real): r for e, r in other.sides}
    if any(r in ("initiator", "recipient") for r in roles.values()) and all(
        r in ("party", "intermediary") for _, r in group.sides
    ):
        group.sides = [(e, roles.get(id(e), r)) for e, r in group.sides]
    if (
        TELLING.index(other.channel) < TELLING.index(group.channel)
        and FAMILIES[other.channel] <= FAMILIES[group.channel]
    ):
        group.channel = other.channel
    if weight > group.strength or (
        other.status == "occurred"
        and not other.headline
        and group.status in AHEAD
        and other.strength >= SURE
        and group.date
        and group.date == other.date
    ):
        group.status, group.strength = other.status, other.strength
    if other.date and (
        not group.date
        or (len(other.date) > len(group.date) and "/" not in other.date)
        or ("/" in group.date and "/" not in other.date and other.exact)
    ):
        group.date, group.date_text, group.exact = other.date, other.date_text, other.exact
    group.place = group.place or other.place
    group.secret = group.secret or other.secret
    group.weak = group.weak and other.weak
    if all(other.evidence != e for e in (group.evidence, *group.more)) and len(group.more) < MAX_EVIDENCE:
        group.more.append(other.evidence)
    if set(group.sources) < set(other.sources) and not other.headline:
        group.sources = other.sources
    group.rules += [r for r in other.rules if r not in group.rules]


def _place_on_journeys(groups: list[Candidate]) -> None:
    """Whom a traveller meets, in the sentences behind his journey, he meets where he has gone."""
    for at, journey in enumerate(groups):
        guests = {id(e): e.of for e, r in journey.sides if r == "initiator"}
        for group in groups[max(0, at - NEAR) : at + NEAR]:
            others = [e for e in group.central if id(e) not in guests]
            if (
                journey.visit_state
                and not group.place
                and group.channel in ("meeting", "talks")
                and 0 <= group.sentence - journey.sentence <= JOURNEY
                and len(others) < len(group.central)
                and all((e.of or e.iso) in (None, journey.visit_state, *guests.values()) for e in others)
                and _statuses_agree(group, journey)
                and not (group.date and journey.date and not _dates_agree(group.date, journey.date))
            ):
                group.place = journey.place


def _without_journeys(groups: list[Candidate]) -> list[Candidate]:
    """A journey during which its purpose, a meeting with somebody of that state, is told is the same contact."""
    out = []
    for at, group in enumerate(groups):
        guests = {id(e.real) for e, r in group.sides if r == "initiator"}
        visit = group.visit_state and group.channel == "visit"
        meetings = (
            [g for g in groups[max(0, at - NEAR) : at + NEAR] if g is not group and _on_journey(g, group, guests)]
            if visit
            else []
        )
        if not meetings and not group.means:
            out.append(group)
        for meeting in meetings:
            _tell_journey(meeting, group, guests)
    return out


def _on_journey(meeting: Candidate, journey: Candidate, guests: set[int]) -> bool:
    return (
        meeting.channel != "visit"
        and "person" in FAMILIES[meeting.channel]
        and bool(guests & {id(e) for e in meeting.central})
        and _is_host(meeting, journey, guests)
        and (not meeting.date or not journey.date or _dates_agree(meeting.date, journey.date))
        and _statuses_agree(meeting, journey)
    )


def _tell_journey(meeting: Candidate, journey: Candidate, guests: set[int]) -> None:
    """What is told of a journey holds for a meeting on it: who comes to whom, when, where."""
    if all(r in ("party", "intermediary") for _, r in meeting.sides):
        meeting.sides = [
            (e, r if r == "intermediary" else "initiator" if id(e.real) in guests else "recipient")
            for e, r in meeting.sides
        ]
    if journey.date and not meeting.date:
        meeting.date, meeting.date_text, meeting.exact = journey.date, journey.date_text, journey.exact
    meeting.place = meeting.place or journey.place
    meeting.secret = meeting.secret or journey.secret
    meeting.more.append(journey.evidence)


def _is_host(meeting: Candidate, journey: Candidate, guests: set[int]) -> bool:
    """Somebody of the state visited is met, or, told in the same sentence, somebody whose state is not told."""
    hosts = [e for e in meeting.central if e.kind in ("person", "group") and id(e) not in guests]
    beside = meeting.sentence == journey.sentence
    return any(e.of == journey.visit_state or (beside and e.of is None) for e in hosts)


def _echo(group: Candidate, groups: list[Candidate]) -> bool:
    """A headline's or a weak candidate's contact that the body tells more exactly with one more side known."""
    unnamed = any(not e.named for e in group.central)
    if not (group.headline or group.weak or unnamed):
        return False
    for other in groups:
        if other is group or (other.headline and not group.headline):
            continue
        if group.date and other.date and not _dates_agree(group.date, other.date):
            continue  # another journey there
        if (
            all(_stands_for(e, other.central) or (unnamed and _like(e, other.central)) for e in group.central)
            and (group.headline or group.weak or _statuses_agree(group, other))
            and FAMILIES[group.channel] & FAMILIES[other.channel]
        ):
            return True
    return False


def _like(entity: Entity, sides: list[Entity]) -> bool:
    """Somebody without a name ("seorang pemimpin Vanuatu") is one of the sides, who is named and of the same state."""
    return not entity.named and entity.of is not None and any(e.named and e.of == entity.of for e in sides)


def _stands_for(entity: Entity, sides: list[Entity]) -> bool:
    """An actor is among the sides, or is a state that one of them acts for."""
    return any(
        e is entity or (entity.kind == "state" and e.kind in ("person", "group", "organization") and e.of == entity.iso)
        for e in sides
    )


def _acts_for(entity: Entity, sides: list[Entity]) -> bool:
    """A person or group acts for a state among the sides."""
    return entity.kind in ("person", "group") and any(e.kind == "state" and e.iso == entity.of for e in sides)
