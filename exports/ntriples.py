"""N-Triples: the merged graph, one triple a line, for bulk loading, `grep`, and Neo4j with neosemantics.

Cannot carry: named graphs, so each article's own reports and the decisions stay out (`nquads` has them).
"""

from __future__ import annotations

from typing import BinaryIO

import pyoxigraph as ox

from backchannel.exports.rdf_stream import merged_triples, serialize
from backchannel.exports.writing import Format
from backchannel.schema.model import MergedGraph


def write_ntriples(graph: MergedGraph, stream: BinaryIO, base: str) -> None:
    """Write the merged graph as N-Triples."""
    serialize(merged_triples(graph, base), stream, ox.RdfFormat.N_TRIPLES)


FORMAT = Format(
    "ntriples",
    "N-Triples, the merged graph, a triple a line: bulk loaders, Neo4j with neosemantics",
    "named graphs: each article's own reports and the decisions (nquads has them)",
    ".nt",
    write_ntriples,
    aliases=("nt",),
)
