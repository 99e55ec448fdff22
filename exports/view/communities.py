"""Groups of actors who are in contact with each other more than with the rest."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx

_EXACT_UP_TO = 10_000  # pairs; Louvain takes 2 s there, label propagation stays linear above
_SEED = 1


def communities(count: int, ends: Sequence[tuple[int, int]], weights: Sequence[int]) -> list[int]:
    """The group of each of `count` actors, 0 for the largest; an actor without pairs has group -1."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_weighted_edges_from((a, b, w) for (a, b), w in zip(ends, weights, strict=True))
    if len(ends) <= _EXACT_UP_TO:
        found = nx.community.louvain_communities(graph, weight="weight", seed=_SEED)
    else:
        found = nx.community.fast_label_propagation_communities(graph, weight="weight", seed=_SEED)
    group = [-1] * count
    largest_first = sorted((sorted(some) for some in found), key=lambda some: (-len(some), some[0]))
    for i, some in enumerate(largest_first):
        for actor in some:
            group[actor] = i if len(some) > 1 else -1
    return group
