"""Contacts as lines between two actors, for the formats that know nothing else.

A contact of more than two actors becomes several ties; an intermediary gets none and is named on the tie; a contact
with one known side has none. A tie runs from initiator to recipient, or is mutual.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from backchannel.schema.model import Actor, Contact, MergedGraph

_ACTIVE = ("initiator", "party", "recipient")  # who stands first in a tie


@dataclass(frozen=True, slots=True)
class Tie:
    """One contact as it runs between two of its actors."""

    id: str  # the contact's id; further ties of one contact end in -2, -3
    contact: Contact
    source: str  # Actor.id
    target: str  # Actor.id
    mutual: bool  # neither side is known to have begun


def ties_of(contact: Contact) -> Iterator[Tie]:
    """The ties of one contact, in a fixed order."""
    parts = sorted({(_ACTIVE.index(p.role), p.actor) for p in contact.participants if p.role in _ACTIVE})
    seen: set[frozenset[str]] = set()
    for (rank, source), (other, target) in combinations(parts, 2):
        pair = frozenset((source, target))
        same_side = rank == other and _ACTIVE[rank] != "party"
        if same_side or len(pair) == 1 or pair in seen:
            continue
        seen.add(pair)
        number = "" if len(seen) == 1 else f"-{len(seen)}"
        yield Tie(contact.id + number, contact, source, target, rank != 0 or contact.role_conflict)


def all_ties(graph: MergedGraph) -> Iterator[Tie]:
    """Every tie of the graph, in the order of the contacts."""
    for contact in graph.contacts:
        yield from ties_of(contact)


def quotes_of(graph: MergedGraph, contact: Contact) -> list[str]:
    """The words all reports of a contact rest on, each once, in a fixed order."""
    reports = sorted({*contact.reports, *contact.contested_by} & graph.reports.keys())
    return list(dict.fromkeys(e.text for id_ in reports for e in graph.reports[id_].evidence))


def via_of(graph: MergedGraph, contact: Contact) -> list[str]:
    """The names of a contact's intermediaries."""
    return [graph.actors[p.actor].name for p in contact.participants if p.role == "intermediary"]


def offices_of(actor: Actor) -> list[str]:
    """An actor's posts in words: `foreign minister (RU), 2022-01-01/2022-02-14`."""
    said = []
    for post in actor.memberships:
        span = f", {post.earliest or '..'}/{post.latest or '..'}" if post.earliest or post.latest else ""
        said.append(post.office + (f" ({post.of})" if post.of else "") + span)
    return said


# The properties of nodes and edges in the graph formats: name, kind of value. No name is one that a graph program
# keeps for itself (id, pid, type, start, end, source, target, weight).
ACTOR_PROPERTIES: tuple[tuple[str, str], ...] = (
    ("kind", "text"),
    ("country", "text"),
    ("aliases", "list"),
    ("offices", "list"),
    ("links", "list"),
)
TIE_PROPERTIES: tuple[tuple[str, str], ...] = (
    ("contact", "text"),
    ("mutual", "bool"),
    ("channel", "text"),
    ("status", "text"),
    ("date", "text"),
    ("date_text", "text"),
    ("earliest", "text"),
    ("latest", "text"),
    ("place", "text"),
    ("confidential", "bool"),
    ("topic", "text"),
    ("confidence", "float"),
    ("outlets", "int"),
    ("contested", "bool"),
    ("via", "list"),
    ("articles", "list"),
    ("evidence", "list"),
)
Value = str | bool | int | float | list[str] | None


def actor_values(actor: Actor) -> tuple[Value, ...]:
    """An actor's values in the order of ACTOR_PROPERTIES."""
    return (actor.kind, actor.country, list(actor.aliases), offices_of(actor), list(actor.links))


def tie_values(graph: MergedGraph, tie: Tie) -> tuple[Value, ...]:
    """A tie's values in the order of TIE_PROPERTIES."""
    c = tie.contact
    said = (c.id, tie.mutual, c.channel, c.status, c.date, c.date_text, c.earliest, c.latest, c.place)
    weighed = (c.confidential, c.topic, float(c.confidence), c.outlets, bool(c.contested_by))
    return (*said, *weighed, via_of(graph, c), list(c.articles), quotes_of(graph, c))
