"""TriG: everything, sorted and readable: the merged graph, one named graph per article, the decisions.

Cannot carry: nothing of the merged graph is lost but the questions open for review and half surrogate pairs (U+FFFD).
"""

from __future__ import annotations

from typing import BinaryIO

from backchannel.exports.writing import Format, write_text
from backchannel.graph.rdf import trig
from backchannel.schema.model import MergedGraph


def write_trig(graph: MergedGraph, stream: BinaryIO, base: str) -> None:
    """Write everything as TriG."""
    write_text(stream, trig(graph, base))


FORMAT = Format(
    "trig",
    "TriG, everything with one named graph per article, readable: RDF stores",
    "only the questions open for review",
    ".trig",
    write_trig,
    ready="contacts.trig",
)
