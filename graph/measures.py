"""Measures of a network: who is central, who brokers, which circles there are, how two are linked, what changed.

All are deterministic. Betweenness and PageRank are rustworkx's (exact, in one thread: the order of its sums is then
fixed), the rest networkx's.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import networkx as nx
import rustworkx as rx

from backchannel.graph.network import pair_network, undirected
from backchannel.graph.selection import find_actors
from backchannel.schema.errors import QueryError
from backchannel.schema.model import Contact, MergedGraph

_PLACES = 6  # decimals kept: beyond them lies only rounding


@dataclass(frozen=True, slots=True)
class Centrality:
    """How central one actor is."""

    id: str
    name: str
    degree: int  # counterparts
    contacts: int  # contacts with them
    betweenness: float  # part of all shortest paths that lead through it
    pagerank: float  # by contacts received, from those who receive many


@dataclass(frozen=True, slots=True)
class Broker:
    """An actor through whom others are linked."""

    id: str
    name: str
    betweenness: float
    carried: int  # contacts in which it was the intermediary
    cut: bool  # without it, some of its counterparts would have no link at all


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path: two actors, and their contacts."""

    source: str
    target: str
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """How often two actors were in contact in two periods."""

    one: str
    other: str
    before: int
    after: int


def centrality(found: nx.DiGraph) -> list[Centrality]:
    """Everyone who has a counterpart, the most central first."""
    plain = undirected(found)
    between, rank = _betweenness(plain), _pagerank(found)
    rows = [
        Centrality(
            node,
            found.nodes[node]["name"],
            plain.degree(node),
            len({c for _, _, data in plain.edges(node, data=True) for c in data["contacts"]}),
            between[node],
            rank[node],
        )
        for node in plain
        if plain.degree(node)
    ]
    return sorted(rows, key=lambda r: (-r.degree, -r.contacts, -r.betweenness, r.name, r.id))


def brokers(graph: MergedGraph) -> list[Broker]:
    """Those who carry word for others or lie on the shortest paths between them, the most indispensable first."""
    found = pair_network(graph)
    plain = undirected(found)
    between = _betweenness(plain)
    cuts = set(nx.articulation_points(plain))
    carried = Counter(p.actor for c in graph.contacts for p in c.participants if p.role == "intermediary")
    rows = [
        Broker(node, found.nodes[node]["name"], between[node], carried[node], node in cuts)
        for node in plain
        if between[node] or carried[node]
    ]
    return sorted(rows, key=lambda r: (-r.betweenness, -r.carried, r.name, r.id))


def communities(found: nx.DiGraph) -> list[list[str]]:
    """Circles of actors with more contacts among themselves than with others (Louvain), the largest first."""
    plain = undirected(found)
    numbers = {node: i for i, node in enumerate(plain)}  # sets of numbers keep their order, sets of names do not
    names = list(numbers)
    numbered = nx.Graph()
    numbered.add_nodes_from(range(len(names)))
    numbered.add_weighted_edges_from((numbers[a], numbers[b], w) for a, b, w in plain.edges(data="weight"))
    numbered.remove_nodes_from([n for n in list(numbered) if not numbered.degree(n)])
    if not numbered:
        return []
    parts = nx.community.louvain_communities(numbered, weight="weight", seed=1)
    return _by_size([[names[n] for n in part] for part in parts])


def components(found: nx.DiGraph) -> list[list[str]]:
    """Groups of actors with no link between one group and another, the largest first; loners are left out."""
    parts = nx.weakly_connected_components(found)
    return _by_size([list(part) for part in parts if len(part) > 1])


def path(graph: MergedGraph, start: str, end: str) -> list[Hop]:
    """The shortest chain of held contacts between two actors, by name; QueryError if there is none.

    Of several the one whose steps rest on most contacts, and of those the first by ids.
    """
    plain = undirected(pair_network(graph))
    starts, ends = find_actors(graph, start), find_actors(graph, end)
    if starts & ends:
        raise QueryError(f"{start!r} and {end!r} can be the same actor: {_names(graph, starts & ends)}")
    nodes = _shortest(plain, starts, ends)
    if not nodes:
        raise QueryError(f"no contacts link {_names(graph, starts)} and {_names(graph, ends)}")
    by_id = {c.id: c for c in graph.contacts}
    return [Hop(one, other, tuple(by_id[c] for c in plain[one][other]["contacts"])) for one, other in pairwise(nodes)]


def changes(before: MergedGraph, after: MergedGraph) -> list[Change]:
    """Pairs whose number of contacts differs between two parts of a graph, the greatest change first."""
    counts = []
    for graph in (before, after):
        edges = undirected(pair_network(graph)).edges(data="weight")
        counts.append({tuple(sorted((one, other))): weight for one, other, weight in edges})
    rows = [
        Change(pair[0], pair[1], counts[0].get(pair, 0), counts[1].get(pair, 0))
        for pair in sorted({*counts[0], *counts[1]})
    ]
    changed = [r for r in rows if r.before != r.after]
    return sorted(changed, key=lambda r: (-abs(r.after - r.before), r.one, r.other))


def _betweenness(plain: nx.Graph) -> dict[str, float]:
    numbers = {node: i for i, node in enumerate(plain)}
    graph = rx.PyGraph()
    graph.add_nodes_from(list(plain))
    graph.add_edges_from_no_data([(numbers[a], numbers[b]) for a, b in plain.edges])
    found = rx.betweenness_centrality(graph, parallel_threshold=sys.maxsize)
    return {node: round(found[i], _PLACES) for node, i in numbers.items()}


def _pagerank(found: nx.DiGraph) -> dict[str, float]:
    numbers = {node: i for i, node in enumerate(found)}
    if not numbers:
        return {}
    graph: Any = rx.PyDiGraph()
    graph.add_nodes_from(list(found))
    graph.add_edges_from([(numbers[a], numbers[b], float(w)) for a, b, w in found.edges(data="weight")])
    ranks = rx.pagerank(graph, weight_fn=float, tol=1e-10, max_iter=1000)
    return {node: round(ranks[i], _PLACES) for node, i in numbers.items()}


def _shortest(plain: nx.Graph, starts: frozenset[str], ends: frozenset[str]) -> list[str]:
    """Breadth first from all starts; among equally short chains the strongest, then the least."""
    best = {node: (0, [node]) for node in sorted(starts) if node in plain}
    seen = set(best)
    while best:
        arrived = [(-strength, nodes) for node, (strength, nodes) in best.items() if node in ends]
        if arrived:
            return min(arrived)[1]
        further: dict[str, tuple[int, list[str]]] = {}
        for node, (strength, nodes) in best.items():
            for other in plain[node]:
                if other not in seen:
                    chain = (strength + plain[node][other]["weight"], [*nodes, other])
                    known = further.get(other)
                    if known is None or (-chain[0], chain[1]) < (-known[0], known[1]):
                        further[other] = chain
        seen |= set(further)
        best = further
    return []


def _by_size(parts: list[list[str]]) -> list[list[str]]:
    return sorted((sorted(part) for part in parts), key=lambda part: (-len(part), part))


def _names(graph: MergedGraph, ids: frozenset[str]) -> str:
    return ", ".join(sorted(graph.actors[i].name for i in ids))
