"""GraphML: one edge per contact and pair of actors, for igraph, networkx, Gephi, yEd, Cytoscape, NetLogo.

Cannot carry: lists (they are JSON text), articles and reports as things of their own, edges with and without direction
in one file (`mutual` says which have none), characters that XML forbids (U+FFFD stands for them).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from backchannel.exports.ties import ACTOR_PROPERTIES, TIE_PROPERTIES, Value, actor_values, all_ties, tie_values
from backchannel.exports.writing import Format, write_text, xml_text
from backchannel.schema.model import MergedGraph

_TYPES = {"text": "string", "list": "string", "bool": "boolean", "int": "int", "float": "double"}
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)


def xml_value(value: Value) -> str:
    """A value as XML text: a list as JSON, a truth value as XML Schema writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return xml_text(json.dumps(value, ensure_ascii=False))
    return xml_text(value) if isinstance(value, str) else repr(value)


def _keys() -> Iterator[str]:
    yield '  <key id="label" for="node" attr.name="label" attr.type="string"/>\n'
    for domain, properties in (("node", ACTOR_PROPERTIES), ("edge", TIE_PROPERTIES)):
        for name, kind in properties:
            yield f'  <key id="{domain}-{name}" for="{domain}" attr.name="{name}" attr.type="{_TYPES[kind]}"/>\n'


def _data(domain: str, properties: Iterable[tuple[str, str]], values: Iterable[Value]) -> str:
    """The values that are there; an empty list is nothing to say."""
    said = ((name, value) for (name, _), value in zip(properties, values, strict=True) if value not in (None, []))
    return "".join(f'<data key="{domain}-{name}">{xml_value(value)}</data>' for name, value in said)


def _pieces(graph: MergedGraph) -> Iterator[str]:
    yield _HEAD
    yield from _keys()
    yield '  <graph id="contacts" edgedefault="directed">\n'
    for actor in graph.actors.values():
        label = f'<data key="label">{xml_text(actor.name)}</data>'
        data = _data("node", ACTOR_PROPERTIES, actor_values(actor))
        yield f'    <node id="{xml_text(actor.id)}">{label}{data}</node>\n'
    for tie in all_ties(graph):
        ends = f'id="{xml_text(tie.id)}" source="{xml_text(tie.source)}" target="{xml_text(tie.target)}"'
        yield f"    <edge {ends}>{_data('edge', TIE_PROPERTIES, tie_values(graph, tie))}</edge>\n"
    yield "  </graph>\n</graphml>\n"


def write_graphml(graph: MergedGraph, stream: BinaryIO, base: str) -> None:
    """Write the ties as GraphML."""
    write_text(stream, _pieces(graph))


FORMAT = Format(
    "graphml",
    "GraphML, one edge per contact: igraph, networkx, Gephi, yEd, Cytoscape",
    "lists (JSON text instead), reports and articles as nodes, a mix of directed and undirected edges",
    ".graphml",
    write_graphml,
)
