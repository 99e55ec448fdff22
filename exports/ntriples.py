"""N-Triples: the merged graph, one triple a line, for bulk loading, `grep`, and Neo4j with neosemantics.

Cannot carry: named graphs, so each article's own reports and the decisions stay out (`nquads` has them).
"""

from __future__ import annotations

from typing import BinaryIO

from backchannel.exports.rdf_stream import merged_lines
from backchannel.exports.writing import Format, write_text
from backchannel.schema.model import MergedGraph


def write_ntriples(graph: MergedGraph, stream: BinaryIO, base: str) -> None:
    """Write the merged graph as N-Triples."""
    write_text(stream, merged_lines(graph, base))


FORMAT = Format(
    "ntriples",
    "N-Triples, the merged graph, a triple a line: bulk loaders, Neo4j with neosemantics",
    "named graphs: each article's own reports and the decisions (nquads has them)",
    ".nt",
    write_ntriples,
    aliases=("nt",),
)
