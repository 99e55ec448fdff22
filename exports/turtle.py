"""Turtle: the merged graph, sorted and readable, for every RDF tool.

Cannot carry: named graphs, so each article's own reports and the decisions stay out (`trig` and `nquads` have them).
"""

from __future__ import annotations

from typing import BinaryIO

from backchannel.exports.writing import Format, write_text
from backchannel.graph.rdf import turtle
from backchannel.schema.model import MergedGraph


def write_turtle(graph: MergedGraph, stream: BinaryIO, base: str) -> None:
    """Write the merged graph as Turtle."""
    write_text(stream, turtle(graph, base))


FORMAT = Format(
    "turtle",
    "Turtle, the merged graph, readable: every RDF tool",
    "named graphs: each article's own reports and the decisions (trig and nquads have them)",
    ".ttl",
    write_turtle,
    aliases=("ttl",),
    ready="contacts.ttl",
)
