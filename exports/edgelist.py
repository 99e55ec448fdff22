"""Edge list: one CSV line per contact and pair of actors, for Gephi's import dialogue, R, pandas, spreadsheets.

Cannot carry: actors without a contact and what is known of actors besides name and kind, lists other than as JSON text,
articles and reports as things of their own, the character NUL (U+FFFD). A cell that a spreadsheet would run as a
formula has an apostrophe in front.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from backchannel.exports.rows import csv_line
from backchannel.exports.ties import TIE_PROPERTIES, all_ties, tie_values
from backchannel.exports.writing import Format, write_text
from backchannel.schema.model import MergedGraph

# The first four are the names Gephi looks for
HEADER = ("Source", "Target", "Type", "Id", "source_name", "target_name", "source_kind", "target_kind")


def _lines(graph: MergedGraph) -> Iterator[str]:
    yield ",".join((*HEADER, *(name for name, _ in TIE_PROPERTIES))) + "\r\n"
    for tie in all_ties(graph):
        source, target = graph.actors[tie.source], graph.actors[tie.target]
        ends = (source.id, target.id, "Undirected" if tie.mutual else "Directed", tie.id)
        known = (source.name, target.name, source.kind, target.kind)
        yield csv_line((*ends, *known, *tie_values(graph, tie)))


def write_edgelist(graph: MergedGraph, stream: BinaryIO, base: str) -> None:
    """Write one line per tie."""
    write_text(stream, _lines(graph))


FORMAT = Format(
    "edgelist",
    "CSV of edges, one line per contact and pair: Gephi, R, pandas, spreadsheets",
    "actors without contacts, lists (JSON text instead); cells like formulas get an apostrophe in front",
    ".edges.csv",
    write_edgelist,
)
