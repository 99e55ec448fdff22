"""The merged graph as networkx graphs: every contact, pairs of actors, pairs of countries.

Edges follow the direct triples: from initiator to each recipient, both ways between parties, only for contacts that
were held. Nodes and edges come in the order of ids, so that every measure gives the same for the same graph.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, get_args

import networkx as nx

from backchannel.graph.direct import direct_pairs
from backchannel.schema.errors import QueryError
from backchannel.schema.model import Contact, MergedGraph

Level = Literal["contacts", "pairs", "countries"]
LEVELS: tuple[str, ...] = get_args(Level)


def network(graph: MergedGraph, level: str = "contacts") -> nx.MultiDiGraph | nx.DiGraph:
    """The network at one of `LEVELS`."""
    if level == "contacts":
        return contact_network(graph)
    if level == "pairs":
        return pair_network(graph)
    if level == "countries":
        return country_network(graph)
    raise QueryError(f"no network is called {level!r}; there are {', '.join(LEVELS)}")


def contact_network(graph: MergedGraph) -> nx.MultiDiGraph:
    """One edge a contact and direction, its key the contact's id; nodes are all actors."""
    found = nx.MultiDiGraph()
    for actor in sorted(graph.actors.values(), key=lambda a: a.id):
        found.add_node(actor.id, name=actor.name, kind=actor.kind, country=actor.country)
    for contact in graph.contacts:
        for source, target in direct_pairs(contact):
            found.add_edge(source, target, key=contact.id, **_said(contact))
    return found


def pair_network(graph: MergedGraph) -> nx.DiGraph:
    """One edge a pair and direction; `weight` is the number of contacts, `contacts` their ids."""
    found = nx.DiGraph()
    for actor in sorted(graph.actors.values(), key=lambda a: a.id):
        found.add_node(actor.id, name=actor.name, kind=actor.kind, country=actor.country)
    _gather(found, ((pair, contact) for contact in graph.contacts for pair in direct_pairs(contact)))
    return found


def country_network(graph: MergedGraph) -> nx.DiGraph:
    """One edge a pair of countries and direction, by the ISO 3166 code of the actors; none within a country."""
    country = {a.id: a.country for a in graph.actors.values()}
    names = {a.country: a.name for a in graph.actors.values() if a.kind == "state"}
    found = nx.DiGraph()
    for code in sorted({c for c in country.values() if c}):
        found.add_node(code, name=names.get(code, code), kind="state", country=code)
    pairs = []
    for contact in graph.contacts:
        ends = {(country[a], country[b]) for a, b in direct_pairs(contact)}
        pairs += [((a, b), contact) for a, b in sorted((a, b) for a, b in ends if a and b and a != b)]
    _gather(found, pairs)
    return found


def undirected(found: nx.DiGraph) -> nx.Graph:
    """A pair network without direction; the weight is the number of contacts between the two, each counted once."""
    plain = nx.Graph()
    plain.add_nodes_from(found.nodes(data=True))
    for source, target, data in found.edges(data=True):
        contacts = set(data["contacts"])
        if plain.has_edge(source, target):
            contacts |= set(plain[source][target]["contacts"])
        plain.add_edge(source, target, contacts=sorted(contacts), weight=len(contacts))
    return plain


def _gather(found: nx.DiGraph, pairs: Iterable[tuple[tuple[str, str], Contact]]) -> None:
    between: dict[tuple[str, str], list[Contact]] = {}
    for pair, contact in pairs:
        between.setdefault(pair, []).append(contact)
    for (source, target), contacts in sorted(between.items()):
        days = [d for c in contacts for d in (c.earliest, c.latest) if d]
        found.add_edge(
            source,
            target,
            weight=len(contacts),
            contacts=[c.id for c in contacts],
            channels=sorted({c.channel for c in contacts}),
            secret=sum(c.confidential for c in contacts),
            first=min(days, default=None),
            last=max(days, default=None),
        )


def _said(contact: Contact) -> dict[str, Any]:
    return {
        "channel": contact.channel,
        "status": contact.status,
        "date": contact.date,
        "earliest": contact.earliest,
        "latest": contact.latest,
        "place": contact.place,
        "confidential": contact.confidential,
        "confidence": contact.confidence,
        "outlets": contact.outlets,
    }
