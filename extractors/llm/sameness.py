"""Whether two readings of one article are about one contact, and in what they differ."""

from __future__ import annotations

from collections.abc import Iterator

from backchannel.extractors.llm.dates import checked
from backchannel.extractors.llm.folding import fold_words
from backchannel.extractors.llm.names import known_names
from backchannel.schema.model import Participant, Report
from backchannel.schema.vocabulary import broader_channels

FAR = 31  # days; two dates further apart are two contacts
# Channels beyond the hierarchy that one contact is called by: a visit to somebody is a meeting, talks may be any.
_ALIKE = (
    {"visit", "meeting"}, {"summit", "meeting"}, {"letter", "message"}, {"talks", "meeting"}, {"talks", "visit"},
    {"talks", "summit"}, {"talks", "phone-call"}, {"talks", "video-call"},
)  # fmt: skip
Pair = tuple[int, int]


def channels_fit(one: str, other: str) -> bool:
    """Whether one of them may be a looser word for the other."""
    above = other in broader_channels(one) or one in broader_channels(other)
    return one == other or above or {one, other} in _ALIKE


def same_actor(one: Participant, other: Participant) -> bool:
    """Whether two participants of one article are one actor: a name in common, or the same state."""
    if "person" not in (one.kind, other.kind) and (a := _state(one)) is not None:
        return a == _state(other)
    if (one.kind == "state") != (other.kind == "state"):
        return False
    mine, theirs = _names(one), _names(other)
    if mine & theirs:
        return True
    both = one.kind == other.kind == "person"
    return both and bool({n.split()[-1] for n in mine} & {n.split()[-1] for n in theirs})


def stands_for(one: Participant, other: Participant) -> bool:
    """Whether one is the state that the other acts for."""
    kinds = {one.kind, other.kind}
    return "state" in kinds and len(kinds) > 1 and one.of is not None and one.of == other.of


def _state(participant: Participant) -> str | None:
    if participant.kind != "state":
        return None
    return known_names().state(participant.name) or participant.of


def _names(participant: Participant) -> set[str]:
    return {told for n in (participant.name, *participant.aliases) if (told := fold_words(n, case=True))}


def paired(one: Report, other: Report, loose: bool = False) -> list[Pair]:
    """Which participants of two reports are one actor; `loose` takes a state for its people as well."""
    taken: set[int] = set()
    pairs: list[Pair] = []
    for test in (same_actor, stands_for)[: 2 if loose else 1]:
        for i, a in enumerate(one.participants):
            if any(i == known for known, _ in pairs):
                continue
            for j, b in enumerate(other.participants):
                if j not in taken and test(a, b):
                    taken.add(j)
                    pairs.append((i, j))
                    break
    return pairs


def overlap(one: Report, other: Report) -> bool:
    """Whether they rest on some of the same words."""
    return any(a.field == b.field and a.start < b.end and b.start < a.end for a in one.evidence for b in other.evidence)


def likeness(one: Report, other: Report) -> float:
    """How much two reports are about one contact; 0 where they cannot be."""
    together = overlap(one, other)
    pairs = paired(one, other, loose=together)
    principals = [
        (i, j) for i, j in pairs if "intermediary" not in (one.participants[i].role, other.participants[j].role)
    ]
    if len(principals) < 2 or not channels_fit(one.channel, other.channel) or far_apart(one.date, other.date):
        return 0.0
    if not together and differences(one, other):
        return 0.0  # the same people elsewhere in the text, at another time or of another status: another contact
    share = len(pairs) / max(len(one.participants), len(other.participants))
    return share + 0.5 * together + 0.3 * (one.date == other.date) + 0.2 * (one.status == other.status)


def far_apart(one: str | None, other: str | None) -> bool:
    """Whether two dates cannot be one contact's, even misread."""
    a, b = checked(one or ""), checked(other or "")
    if a is None or b is None or not (a.earliest and a.latest and b.earliest and b.latest):
        return False
    return (max(a.earliest, b.earliest) - min(a.latest, b.latest)).days > FAR


def differences(one: Report, other: Report) -> dict[str, tuple[str, str]]:
    """What two reports of one contact contradict each other in, with both readings; saying less is no contradiction."""
    found: dict[str, tuple[str, str]] = {}
    if not channels_fit(one.channel, other.channel):
        found["channel"] = one.channel, other.channel
    for name in ("status", "confidential"):
        a, b = getattr(one, name), getattr(other, name)
        if a != b:
            found[name] = str(a).lower(), str(b).lower()
    if one.date and other.date and not dates_fit(one.date, other.date):
        found["date"] = one.date, other.date
    if one.place and other.place and not _places_fit(one.place, other.place):
        found["place"] = one.place, other.place
    found.update(_participants_differ(one, other))
    return found


def dates_fit(one: str, other: str) -> bool:
    """Whether one date holds the other."""
    a, b = checked(one), checked(other)
    if a is None or b is None:
        return one == other
    if a.earliest and a.latest and b.earliest and b.latest:
        return (a.earliest <= b.earliest and b.latest <= a.latest) or (
            b.earliest <= a.earliest and a.latest <= b.latest
        )
    return (a.start.month, a.start.day, a.end) == (b.start.month, b.start.day, b.end)


def _places_fit(one: str, other: str) -> bool:
    a, b = fold_words(one, case=True), fold_words(other, case=True)
    code = known_names().state(one)
    return a == b or a in b or b in a or (code is not None and code == known_names().state(other))


def _participants_differ(one: Report, other: Report) -> Iterator[tuple[str, tuple[str, str]]]:
    pairs = paired(one, other, loose=True)
    alone = [p for i, p in enumerate(one.participants) if i not in {a for a, _ in pairs}]
    alone += [p for j, p in enumerate(other.participants) if j not in {b for _, b in pairs}]
    if any(p.role != "intermediary" for p in alone):  # not to name who carried it is to say less
        yield (
            "participants",
            (", ".join(p.name for p in one.participants), ", ".join(p.name for p in other.participants)),
        )
    turned = [
        (one.participants[i], other.participants[j])
        for i, j in pairs
        if not _roles_fit(one.participants[i].role, other.participants[j].role)
    ]
    if turned:
        told = tuple(", ".join(f"{p.name} {p.role}" for p in side) for side in zip(*turned, strict=True))
        yield "roles", (told[0], told[1])


def _roles_fit(one: str, other: str) -> bool:
    """A plain party may be the one who began or the one who was asked; nothing else may be another."""
    return one == other or ("party" in (one, other) and "intermediary" not in (one, other))
