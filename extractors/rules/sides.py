"""Who takes part in a candidate contact, and in what role."""

from __future__ import annotations

from collections.abc import Container

from backchannel.extractors.rules.events import Event
from backchannel.extractors.rules.mentions import Entity, general
from backchannel.extractors.rules.pack import Frame
from backchannel.extractors.rules.read import Read
from backchannel.extractors.rules.reading import Reading
from backchannel.extractors.rules.references import protagonists, resolve_mention


def find_sides(reading: Reading, n: int, read: Read, event: Event) -> list[tuple[Entity, str]]:
    """Who takes part in a candidate contact, as actors of the article, with their roles."""
    out: list[tuple[Entity, str]] = []
    led = any(m.entity and m.entity.real.kind == "person" and m.entity.real.posts for m, _ in event.sides)
    for mention, role in event.sides:
        for entity in resolve_mention(reading, n, read, event, mention, [e for e, _ in out]):
            known = mention.public or any(entity is e for e, _ in out)
            if not known and _can_take_part(entity, role, event.frame, led):
                out.append((entity, role))
    if (
        event.subject_is_event
        and len(out) == len(event.sides) == 1
        and out[0][0].kind == "state"
        and event.frame.channel in DEALINGS
    ):
        acted_for = [_home(reading, e) for e in protagonists(reading, n, read)]
        home = next((iso for iso in acted_for if iso and iso != out[0][0].iso), None)
        out += [(reading.state(home), "party")] if home else []
    elif event.subject_is_event and len(out) == 1 and event.sides[0][1] == "party":
        for entity in protagonists(reading, n, read):
            if entity is not out[0][0]:
                out.append((entity, "party"))
                break
    igos = reading.pack.data["organizations"]["igo"]
    out = _for_their_states(reading, read, event, out)
    homes = {e.of for e, _ in out if e.kind == "person" and e.of}
    if len(out) > 2 and event.frame.channel != "visit":
        out = [(e, r) for e, r in out if e.kind != "state" or e.iso not in homes]
    if sum(e.kind == "person" for e, _ in out) > 1 and event.frame.channel != "summit":
        out = [(e, r) for e, r in out if not (e.kind == "organization" and e.key and e.key in igos)]
    listed = {**igos, **reading.pack.data["organizations"]["party"]}
    if event.frame.weak and all(e.kind == "organization" and not e.of and e.key not in listed for e, _ in out):
        return []  # "the party has asked the court"
    roles = {r for _, r in out if r != "intermediary"}
    if len(roles) == 1 and roles & {"initiator", "recipient"}:
        return []
    people = [e for e, _ in out if e.kind == "person"]
    known = len(people) > 1 and reading.has_officials() and not event.frame.weak and event.frame.channel in WITH_OTHERS
    strong = [
        e
        for e, _ in out
        if (e.kind != "person" or e.titled or (e.speaks and reading.has_officials()) or (known and len(e.tokens) > 1))
        and (e.named or e.of)
        and (e.kind != "group" or e.of)
    ]
    out = _unfold_visit(event, out, reading.pack.data["states"]) if strong else []
    if event.channel == "visit" and {r for _, r in out} & {"initiator", "recipient"} != {"initiator", "recipient"}:
        return []
    if event.frame.invite:  # who invites acts, though the guest would travel
        return [(e, TURNED.get(r, r)) for e, r in out]
    return out


WITH_OTHERS = ("meeting", "phone-call", "video-call", "summit")  # what persons with known names have with each other
DEALINGS = ("talks", "contact")  # what states have with each other rather than persons


def _home(reading: Reading, entity: Entity) -> str | None:
    """The state somebody acts for; a post without a state is one of the state the outlets of the language are in."""
    if entity.of in reading.pack.data["states"]:
        return entity.of
    return reading.pack.data["pack"].get("home") if entity.of is None and entity.posts else None


TURNED = {"initiator": "recipient", "recipient": "initiator"}


def _can_take_part(entity: Entity, role: str, frame: Frame, led: bool) -> bool:
    """An actor whom the word of contact admits; `led`: a side of it is somebody with a post."""
    if entity.media or entity.located or (entity.key or "").startswith("?"):
        return False
    if entity.kind == "person" and ((entity.former and not entity.named) or len(entity.name) < 2):
        return False
    if frame.offices and role == "recipient" and not {general(p[0]) for p in entity.posts} & frame.offices:
        return False
    unknown = entity.kind in ("person", "group") and not (entity.titled or entity.speaks or entity.of)
    return not (frame.only and unknown and not (led and entity.kind == "person" and len(entity.tokens) > 1))


def _for_their_states(
    reading: Reading, read: Read, event: Event, sides: list[tuple[Entity, str]]
) -> list[tuple[Entity, str]]:
    """Of "X mengatakan pembicaraan dengan Indonesia ..." the sides are two states, not the speaker and a state."""
    if event.light in ("do", "attend") or event.frame.id.startswith("verb") or len(sides) != 2:
        return sides
    (first, role), (second, _) = sides
    if (
        first.kind != "person"
        or second.kind != "state"
        or not event.sides[0][0].entity
        or event.frame.channel not in ("talks", "contact", "meeting")
    ):
        return sides
    speaks = any(s.clause is not None and s.mention is event.sides[0][0] for s in read.sources)
    home = _home(reading, first)
    if not speaks or home not in reading.pack.data["states"] or home == second.iso:
        return sides
    return [(reading.state(home or ""), role), sides[1]]


def _unfold_visit(
    event: Event, sides: list[tuple[Entity, str]], states: Container[str | None]
) -> list[tuple[Entity, str]]:
    """A journey is to a state or a person; at home one does not visit one's own."""
    if event.frame.channel != "visit":
        return sides
    guests = [e for e, r in sides if r == "initiator"]
    home = {e.of for e in guests if e.of}
    kept = [(e, r) for e, r in sides if r != "recipient" or not (e.kind == "state" and e.iso in home)]
    if event.frame.travel:
        kept = [
            (e, r)
            for e, r in kept
            if r != "initiator" or (e.kind in ("person", "group") and (not event.frame.weak or e.titled or e.speaks))
        ]
        kept = [
            (e, r)
            for e, r in kept
            if r != "recipient"
            or e.kind == "state"
            or (
                not event.frame.weak
                and (e.titled or e.kind != "person")
                and not (e.kind == "organization" and (e.of in home or not e.key))
            )
        ]
    people = [
        e
        for e, r in kept
        if r == "recipient" and (e.kind not in ("state", "group") or (e.kind == "group" and e.of in states))
    ]
    if people:
        kept = [(e, r) for e, r in kept if r != "recipient" or e.kind != "state"]
    elif any(e.kind == "state" for e, r in kept if r == "recipient"):
        kept = [(e, r) for e, r in kept if r != "recipient" or e.kind == "state"]
    return kept
