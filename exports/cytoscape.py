"""Cytoscape JSON: one edge per contact and pair of actors, for cytoscape.js and the Cytoscape desktop program.

Cannot carry: articles and reports as things of their own, edges without direction (`mutual` says which have none),
layout. Ids begin with `actor/` or `contact/`, for nodes and edges share one space of ids there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from backchannel.exports.ties import ACTOR_PROPERTIES, TIE_PROPERTIES, actor_values, all_ties, tie_values
from backchannel.exports.writing import Format, write_text
from backchannel.schema.model import MergedGraph


def _json(data: dict[str, object]) -> str:
    return json.dumps({"data": data}, ensure_ascii=False, separators=(",", ":"))


def _nodes(graph: MergedGraph) -> Iterator[str]:
    for actor in graph.actors.values():
        values = zip((name for name, _ in ACTOR_PROPERTIES), actor_values(actor), strict=True)
        yield _json({"id": f"actor/{actor.id}", "actor": actor.id, "name": actor.name, **dict(values)})


def _edges(graph: MergedGraph) -> Iterator[str]:
    for tie in all_ties(graph):
        values = zip((name for name, _ in TIE_PROPERTIES), tie_values(graph, tie), strict=True)
        ends = {"id": f"contact/{tie.id}", "source": f"actor/{tie.source}", "target": f"actor/{tie.target}"}
        yield _json({**ends, "interaction": tie.contact.channel, **dict(values)})


def _listed(items: Iterator[str]) -> Iterator[str]:
    for number, item in enumerate(items):
        yield ("\n" if number == 0 else ",\n") + item


def _pieces(graph: MergedGraph) -> Iterator[str]:
    yield '{"format_version":"1.0","generated_by":"backchannel","data":{"name":"contacts"},"elements":{"nodes":['
    yield from _listed(_nodes(graph))
    yield '],\n"edges":['
    yield from _listed(_edges(graph))
    yield "]}}\n"


def write_cytoscape(graph: MergedGraph, stream: BinaryIO, base: str) -> None:
    """Write the ties as Cytoscape JSON."""
    write_text(stream, _pieces(graph))


FORMAT = Format(
    "cytoscape",
    "Cytoscape JSON, one edge per contact: cytoscape.js, Cytoscape",
    "reports and articles as nodes, edges without direction (`mutual` says which), layout",
    ".cyjs",
    write_cytoscape,
)
