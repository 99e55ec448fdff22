"""Pairs: two actors who took part in one contact on different sides.

There is one pair however many contacts stand behind it, whatever their status. Two initiators, two recipients or two
intermediaries of one contact form no pair.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from backchannel.schema.model import Actor, Citation, Conflict, Contact, MergedGraph, Report

BOTH_WAYS, FORWARD, BACKWARD, THROUGH = range(4)  # how a contact runs along a pair


def pairs_of(contact: Contact) -> list[tuple[str, str, int]]:
    """The pairs of one contact as (actor, actor, way), each pair once, its actors in order of their ids."""
    role: dict[str, str] = {}
    for part in contact.participants:
        if role.get(part.actor, "intermediary") == "intermediary":
            role[part.actor] = part.role
    names = sorted(role)
    return [
        (one, other, way)
        for i, one in enumerate(names)
        for other in names[i + 1 :]
        if (way := _way(role[one], role[other], contact.role_conflict)) is not None
    ]


def _way(one: str, other: str, conflict: bool) -> int | None:
    if one == other and one != "party":
        return None
    if "intermediary" in (one, other):
        return THROUGH
    if conflict or {one, other} != {"initiator", "recipient"}:
        return BOTH_WAYS
    return FORWARD if one == "initiator" else BACKWARD


# A page of this many pairs has 20 MB and is made in ten seconds; what is left out is said in it
MOST_PAIRS = 20_000
MOST_CONTACTS = 50_000
MOST_ARTICLES = 50_000


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is in a graph."""

    articles: int
    actors: int
    contacts: int
    pairs: int

    @property
    def shown_whole(self) -> bool:
        """Whether a page can hold all of it."""
        return self.pairs <= MOST_PAIRS and self.contacts <= MOST_CONTACTS and self.articles <= MOST_ARTICLES


def strongest(graph: MergedGraph) -> tuple[MergedGraph, Extent | None]:
    """The contacts of the strongest pairs, as many as a page can hold, and the extent of a graph that is cut so.

    A pair is stronger the more contacts it has. Pairs are taken as long as all their contacts find room.
    """
    weights = Counter((one, other) for contact in graph.contacts for one, other, _ in pairs_of(contact))
    extent = Extent(len(graph.citations), len(graph.actors), len(graph.contacts), len(weights))
    if extent.shown_whole:
        return graph, None
    room, chosen = MOST_CONTACTS, set[tuple[str, str]]()
    for pair in sorted(weights, key=lambda p: (-weights[p], p))[:MOST_PAIRS]:
        room -= weights[pair]
        if room < 0:
            break
        chosen.add(pair)
    contacts = [c for c in graph.contacts if any((one, other) in chosen for one, other, _ in pairs_of(c))]
    return part_of(contacts, graph.actors, graph.reports, graph.citations, graph.conflicts), extent


def part_of(
    contacts: Sequence[Contact],
    actors: Mapping[str, Actor],
    reports: Mapping[str, Report],
    citations: Mapping[str, Citation],
    conflicts: Iterable[Conflict],
) -> MergedGraph:
    """The graph of some contacts, with what they rest on out of a larger one."""
    seen, told = {p.actor for c in contacts for p in c.participants}, {r for c in contacts for r in c.reports}
    read, ids = {a for c in contacts for a in c.articles}, {c.id for c in contacts}
    return MergedGraph(
        {i: a for i, a in actors.items() if i in seen},
        tuple(contacts),
        {i: r for i, r in reports.items() if i in told},
        {i: c for i, c in citations.items() if i in read},
        {},
        conflicts=tuple(c for c in conflicts if c.contact in ids),
    )
