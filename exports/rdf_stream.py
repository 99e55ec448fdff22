"""What the RDF formats share: statements of one subject without repeats, as Oxigraph's objects or as lines."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from backchannel.graph.iris import Iris, checked_base
from backchannel.graph.rdf import merged_nodes, nodes
from backchannel.graph.term_objects import Lines, Resolver
from backchannel.graph.terms import Node
from backchannel.schema.model import MergedGraph
from backchannel.schema.vocabulary import NAMESPACES


def prefixes(base: str) -> dict[str, str]:
    """What the prefixes in terms stand for."""
    return {**NAMESPACES, **Iris(checked_base(base)).prefixes()}


def merged_triples(graph: MergedGraph, base: str) -> Iterator[ox.Triple]:
    """The merged graph, each triple of a subject once."""
    terms = Resolver(prefixes(base))
    for node in merged_nodes(graph, Iris(base)):
        for quad in terms.quads(node):
            yield quad.triple


def said_of(node: Node, terms: Resolver) -> dict[ox.NamedNode, list[ox.NamedNode | ox.Literal]]:
    """What a node says, by predicate, each value once."""
    said: dict[ox.NamedNode, list[ox.NamedNode | ox.Literal]] = {}
    for predicate, value in dict.fromkeys(node.pairs):
        said.setdefault(terms.iri(predicate), []).append(terms.value(value))
    return said


def merged_lines(graph: MergedGraph, base: str) -> Iterator[str]:
    """The merged graph as N-Triples, a subject a piece."""
    lines = Lines(prefixes(base))
    return (lines.of(node) for node in merged_nodes(graph, Iris(base)))


def all_lines(graph: MergedGraph, base: str) -> Iterator[str]:
    """The merged graph, the articles' graphs and the decisions as N-Quads, a subject a piece."""
    lines = Lines(prefixes(base))
    return (lines.of(node) for node in nodes(graph, base))
