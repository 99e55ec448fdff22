"""Where a contact is: which place in a sentence belongs to which contact."""

from __future__ import annotations

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.clauses import Parse
from backchannel.extractors.rules.events import Event
from backchannel.extractors.rules.items import Item
from backchannel.extractors.rules.mentions import Entity, Mention
from backchannel.extractors.rules.read import MAX_COST, Read, distance
from backchannel.extractors.rules.reading import Reading

IN_PERSON = frozenset(["meeting", "visit", "summit", "talks"])
PLACE_COST = {"place": 0, "other": 3, "state": 4}  # a town is a better answer than a building or a state


def place_of(read: Read, event: Event, sides: list[tuple[Entity, str]], reading: Reading) -> str | None:
    """The place that stands nearest to a contact in its sentence; a visit is where its host is."""
    hosts = [e for e, r in sides if r == "recipient" and e.kind == "state"]
    if event.channel == "visit" and hosts:
        towns = [m.place for m in event.places if m.place and m.iso == hosts[0].iso]
        return towns[0] if towns else hosts[0].name
    if event.channel not in IN_PERSON:
        return _nearest(read, event, c.IN)
    return (
        _nearest(read, event, c.IN)
        or _journey(read, event)
        or (_nearest(read, event, c.TO) if event.frame.offices or event.frame.invite else None)
        or _capital(event, sides, reading)
    )


def _nearest(read: Read, event: Event, governor: str) -> str | None:
    """The nearest place that a small word governs."""
    best: tuple[int, str] | None = None
    sides = [mention for mention, _ in event.sides]
    for j, node in enumerate(read.parse.nodes):
        if not isinstance(node, Mention) or read.parse.governor[j] != governor or not _is_place(node):
            continue
        if node.kind == "organization" and read.parse.letters[j + 1 : j + 2] == c.NOUN:
            continue  # "on the sidelines of the G20 summit"
        if governor == c.TO and (
            j < event.node or read.parse.clause[j] is not event.clause or node.kind == "person" or node in sides
        ):
            continue
        cost = distance(read, event, j) + PLACE_COST.get(node.kind, PLACE_COST["other"])
        if cost <= MAX_COST and (best is None or cost < best[0]) and (name := _place_name(read, j)):
            best = (cost, name)
    return best[1] if best else None


def _journey(read: Read, event: Event) -> str | None:
    """ "bertolak ke AS untuk bertemu X", "menemui X dalam lawatannya ke AS": where the journey goes they meet."""
    above = (event.clause.inherits or event.clause.parent) if event.clause.kind in ("purpose", "next") else None
    for other in read.events:
        if other is event or other.frame.channel != "visit":
            continue
        if other.clause is above or (other.clause is event.clause and read.parse.letters[other.node] == c.NOUN):
            names = [m.place or m.name for m in other.places if m.kind in ("place", "state")]
            if names:
                return names[0]
    return None


def _capital(event: Event, sides: list[tuple[Entity, str]], reading: Reading) -> str | None:
    """Who summons an ambassador does it at home."""
    if not event.frame.offices or {p[0] for e, r in sides if r == "recipient" for p in e.posts} != {"ambassador"}:
        return None
    home = next((e.iso or e.of for e, r in sides if r == "initiator"), None)
    return reading.state_name(home) if home in reading.pack.data["states"] else None


def _is_place(node: Mention) -> bool:
    if node.kind == "person":
        return not node.titled and bool(node.name) and not (node.entity and node.entity.real.titled)
    return node.kind in ("place", "state") or (node.kind == "organization" and (node.name or "")[:1].isupper())


def _place_name(read: Read, j: int) -> str:
    """The town in a phrase of place ("Hotel Melati, Bogor, Indonesia"), or else its first name in full."""
    parse = read.parse
    towns = [m for m in _chain(parse, j) if m.kind == "place"]
    if towns:
        return towns[0].place or towns[0].name or ""
    node = parse.nodes[j]
    assert isinstance(node, Mention)
    if node.kind not in ("person", "organization"):
        return node.place or node.name or ""
    start, end = node.start, node.end
    before = parse.nodes[j - 1] if j else None
    if isinstance(before, Item) and before.letter == c.PLACE_NOUN and read.repaired.text[before.start].isupper():
        start = before.start
    for k in range(j + 1, len(parse.nodes)):
        following = parse.nodes[k]
        if not (following.letter in c.HYPHEN + c.PARTICLE if isinstance(following, Item) else _is_place(following)):
            break
        if following.start - end > 1:
            break
        end = following.end
    return read.repaired.text[start:end] if (start, end) != (node.start, node.end) else node.name or ""


def _chain(parse: Parse, j: int) -> list[Mention]:
    """The mentions of a phrase of place, the smaller place before the larger."""
    out: list[Mention] = []
    for k in range(j, len(parse.nodes)):
        node = parse.nodes[k]
        if isinstance(node, Mention):
            after = parse.letters[k + 1 : k + 2]
            if not _is_place(node) or (out and after and after not in CLOSING):
                break
            out.append(node)
        elif node.letter not in c.COMMA + c.HYPHEN + c.PARTICLE + c.PLACE_NOUN:
            break
    return out


CLOSING = c.COMMA + c.DATE + c.STOP + c.QUOTE + c.IN + c.CLOSE + c.WORD  # what may stand behind a larger place
