"""GEXF 1.3 with a timeline: one edge per contact and pair of actors, with the days it can have been held.

Cannot carry: a date without a year (the edge is then always there), half-known dates other than as the span from the
first to the last possible day, lists (JSON text), articles and reports as things of their own, characters that XML
forbids (U+FFFD). Parallel edges of one pair get different kinds (`meeting`, `meeting 2`), or Gephi would merge them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from backchannel.exports.gexf import attvalues, pieces
from backchannel.exports.ties import TIE_PROPERTIES, all_ties, tie_values
from backchannel.exports.writing import Format, write_text, xml_text
from backchannel.schema.model import Contact, MergedGraph


def _span(contact: Contact) -> str:
    first = f' start="{contact.earliest}"' if contact.earliest else ""
    return first + (f' end="{contact.latest}"' if contact.latest else "")


def _edge_lines(graph: MergedGraph) -> Iterator[str]:
    kinds: Counter[tuple[str, ...]] = Counter()
    for tie in all_ties(graph):
        contact = tie.contact
        key = (*sorted((tie.source, tie.target)), contact.channel)
        kinds[key] += 1
        kind = contact.channel if kinds[key] == 1 else f"{contact.channel} {kinds[key]}"
        ends = f'id="{xml_text(tie.id)}" source="{xml_text(tie.source)}" target="{xml_text(tie.target)}"'
        sort = f'type="{"undirected" if tie.mutual else "directed"}" kind="{kind}" label="{contact.channel}"'
        values = attvalues(TIE_PROPERTIES, tie_values(graph, tie))
        yield f"      <edge {ends} {sort}{_span(contact)}><attvalues>{values}</attvalues></edge>\n"


def write_dynamic(graph: MergedGraph, stream: BinaryIO, base: str) -> None:
    """Write one edge per contact and pair, with its days."""
    mode = 'mode="dynamic" defaultedgetype="directed" timeformat="date" timerepresentation="interval"'
    write_text(stream, pieces(mode, graph, TIE_PROPERTIES, _edge_lines(graph)))


FORMAT = Format(
    "gexf-dynamic",
    "GEXF 1.3 with a timeline, one edge per contact: Gephi",
    "dates without a year, half-known dates but as a span of days, reports and articles as nodes",
    ".dynamic.gexf",
    write_dynamic,
)
