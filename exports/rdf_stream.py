"""What the RDF formats share: quads of one subject without repeats, and Oxigraph's own writers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

import pyoxigraph as ox

from backchannel.graph.iris import Iris, checked_base
from backchannel.graph.rdf import merged_nodes, nodes
from backchannel.graph.terms import Node
from backchannel.schema.model import MergedGraph


def merged_triples(graph: MergedGraph, base: str) -> Iterator[ox.Triple]:
    """The merged graph, each triple of a subject once."""
    for node in merged_nodes(graph, Iris(checked_base(base))):
        for predicate, value in dict.fromkeys(node.pairs):
            yield ox.Triple(node.subject, predicate, value)


def all_quads(graph: MergedGraph, base: str) -> Iterator[ox.Quad]:
    """The merged graph, the articles' graphs and the decisions, each quad of a subject once."""
    for node in nodes(graph, base):
        name = ox.DefaultGraph() if node.graph is None else node.graph
        for predicate, value in dict.fromkeys(node.pairs):
            yield ox.Quad(node.subject, predicate, value, name)


def said_of(node: Node) -> dict[ox.NamedNode, list[ox.NamedNode | ox.Literal]]:
    """What a node says, by predicate, each value once."""
    said: dict[ox.NamedNode, list[ox.NamedNode | ox.Literal]] = {}
    for predicate, value in dict.fromkeys(node.pairs):
        said.setdefault(predicate, []).append(value)
    return said


def serialize(statements: Iterable[ox.Triple] | Iterable[ox.Quad], stream: BinaryIO, form: ox.RdfFormat) -> None:
    """Write statements with Oxigraph, as they come."""
    ox.serialize(statements, stream, form)
