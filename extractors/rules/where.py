"""Where a contact is: which place in a sentence belongs to which contact."""

from __future__ import annotations

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.clauses import Parse
from backchannel.extractors.rules.events import Event
from backchannel.extractors.rules.items import Item
from backchannel.extractors.rules.mentions import Entity, Mention
from backchannel.extractors.rules.read import MAX_COST, Read, distance

PLACE_COST = {"place": 0, "other": 3, "state": 4}  # a town is a better answer than a building or a state


def place_of(read: Read, event: Event, sides: list[tuple[Entity, str]]) -> str | None:
    """The place that stands nearest to a contact in its sentence; a visit is where its host is."""
    hosts = [e for e, r in sides if r == "recipient" and e.kind == "state"]
    if event.channel == "visit" and hosts:
        towns = [m.place for m in event.places if m.place and m.iso == hosts[0].iso]
        return towns[0] if towns else hosts[0].name
    best: tuple[int, str] | None = None
    for j, node in enumerate(read.parse.nodes):
        if not isinstance(node, Mention) or read.parse.governor[j] != c.IN or not _is_place(node):
            continue
        if node.kind == "organization" and read.parse.letters[j + 1 : j + 2] == c.NOUN:
            continue  # "on the sidelines of the G20 summit"
        cost = distance(read, event, j) + PLACE_COST.get(
            "state" if node.kind == "state" else "place" if node.kind == "place" else "other", 0
        )
        if cost <= MAX_COST and (best is None or cost < best[0]) and node.name:
            best = (cost, _place_name(read.parse, j))
    if best is None and event.clause.kind == "purpose":
        return _destination(read, event)
    return best[1] if best else None


def _destination(read: Read, event: Event) -> str | None:
    """ "bertolak ke AS untuk bertemu X": where the journey goes is where they meet."""
    above = event.clause.inherits or event.clause.parent
    for other in read.events:
        if other is not event and other.frame.channel == "visit" and other.clause is above:
            names = [m.place or m.name for m in other.places if m.kind in ("place", "state")]
            if names:
                return names[0]
    return None


def _is_place(node: Mention) -> bool:
    if node.kind == "person":
        return not node.titled and bool(node.name) and not (node.entity and node.entity.real.titled)
    return node.kind in ("place", "state", "organization")


def _place_name(parse: Parse, j: int) -> str:
    """The name of a place with the place right behind it ("Pulau Valaam")."""
    node = parse.nodes[j]
    assert isinstance(node, Mention)
    name = node.place or node.name or ""
    before = parse.nodes[j - 1] if j else None
    if isinstance(before, Item) and before.letter == c.PLACE_NOUN and before.text[:1].isupper():
        name = f"{before.text} {name}"
    following = parse.nodes[j + 1] if j + 1 < len(parse.nodes) else None
    if node.kind == "person" and isinstance(following, Mention) and following.kind == "place" and following.name:
        name = f"{name} {following.name}"
    return name
