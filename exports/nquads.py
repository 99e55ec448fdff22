"""N-Quads: everything, one quad a line, for bulk loading into RDF stores.

Cannot carry: nothing of the merged graph is lost but the questions open for review and half surrogate pairs (U+FFFD).
"""

from __future__ import annotations

from typing import BinaryIO

from backchannel.exports.rdf_stream import all_lines
from backchannel.exports.writing import Format, write_text
from backchannel.schema.model import MergedGraph


def write_nquads(graph: MergedGraph, stream: BinaryIO, base: str) -> None:
    """Write everything as N-Quads."""
    write_text(stream, all_lines(graph, base))


FORMAT = Format(
    "nquads",
    "N-Quads, everything with one named graph per article, a quad a line: bulk loaders of RDF stores",
    "only the questions open for review",
    ".nq",
    write_nquads,
    aliases=("nq",),
)
