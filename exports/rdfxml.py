"""RDF/XML: the merged graph, for older RDF tools and Protégé.

Cannot carry: named graphs (each article's own reports and the decisions stay out) and characters that XML forbids
(U+FFFD stands for them).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import pyoxigraph as ox

from backchannel.exports.rdf_stream import merged_triples, prefixes
from backchannel.exports.writing import Format, xml_allowed
from backchannel.schema.model import MergedGraph


def _allowed(triples: Iterator[ox.Triple]) -> Iterator[ox.Triple]:
    """The same triples with literals that XML can hold."""
    for triple in triples:
        value = triple.object
        if isinstance(value, ox.Literal) and (text := xml_allowed(value.value)) != value.value:
            datatype = None if value.language else value.datatype
            triple = ox.Triple(
                triple.subject, triple.predicate, ox.Literal(text, datatype=datatype, language=value.language)
            )
        yield triple


class _LineEnds(io.RawIOBase):
    """Writes carriage returns as references: a parser would take them for line ends."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    def write(self, data: Any, /) -> int:
        self.stream.write(bytes(data).replace(b"\r", b"&#13;"))
        return len(data)


def write_rdfxml(graph: MergedGraph, stream: BinaryIO, base: str) -> None:
    """Write the merged graph as RDF/XML."""
    escaping = cast(BinaryIO, _LineEnds(stream))
    declared = dict(sorted(prefixes(base).items()))
    ox.serialize(_allowed(merged_triples(graph, base)), escaping, ox.RdfFormat.RDF_XML, prefixes=declared)


FORMAT = Format(
    "rdfxml",
    "RDF/XML, the merged graph: older RDF tools, Protégé",
    "named graphs: each article's own reports and the decisions; characters XML forbids",
    ".rdf",
    write_rdfxml,
    aliases=("xml",),
)
