"""GEXF 1.3, static: one edge per pair of actors, for Gephi, Gephi Lite and sigma.js.

Cannot carry: single contacts (their ids, dates and quotes stand on the pair, as JSON text), who began (counts on
the pair say how often each side did), articles and reports as things of their own, characters that XML forbids
(U+FFFD). One edge per pair, because Gephi merges parallel edges as it pleases; `gexf-dynamic` keeps contacts apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from backchannel.exports.graphml import xml_value
from backchannel.exports.ties import ACTOR_PROPERTIES, Tie, Value, actor_values, all_ties, quotes_of
from backchannel.exports.writing import Format, write_text, xml_text
from backchannel.graph.direct import HELD
from backchannel.schema.model import Actor, MergedGraph

Properties = tuple[tuple[str, str], ...]  # name, type
TYPES = {"text": "string", "list": "string", "bool": "boolean", "int": "integer", "float": "double"}
# `initiated_by_source` and `_by_target` count the contacts one side began; the rest of `contacts` are mutual
PAIR_PROPERTIES: Properties = (
    ("contacts", "int"),
    ("took_place", "int"),
    ("confidential", "int"),
    ("initiated_by_source", "int"),
    ("initiated_by_target", "int"),
    ("first", "text"),
    ("last", "text"),
    ("channels", "list"),
    ("statuses", "list"),
    ("contact_ids", "list"),
    ("dates", "list"),
    ("articles", "list"),
    ("evidence", "list"),
)


def pieces(mode: str, graph: MergedGraph, edge_properties: Properties, edges: Iterable[str]) -> Iterator[str]:
    """A whole file; `mode` is the attributes of its graph element, `edges` its edges, a line each."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
    yield "  <meta><creator>backchannel</creator><description>Diplomatic contacts</description></meta>\n"
    yield f"  <graph {mode}>\n"
    yield from _declarations("node", ACTOR_PROPERTIES)
    yield from _declarations("edge", edge_properties)
    yield from _node_lines(graph.actors.values())
    yield "    <edges>\n"
    yield from edges
    yield "    </edges>\n  </graph>\n</gexf>\n"


def _declarations(domain: str, properties: Properties) -> Iterator[str]:
    """The attributes that nodes or edges have."""
    yield f'    <attributes class="{domain}">\n'
    for name, kind in properties:
        yield f'      <attribute id="{name}" title="{name}" type="{TYPES[kind]}"/>\n'
    yield "    </attributes>\n"


def attvalues(properties: Properties, values: Iterable[Value]) -> str:
    """The values that are there; an empty list is nothing to say."""
    said = ((name, value) for (name, _), value in zip(properties, values, strict=True) if value not in (None, []))
    return "".join(f'<attvalue for="{name}" value="{xml_value(value)}"/>' for name, value in said)


def _node_lines(actors: Iterable[Actor]) -> Iterator[str]:
    yield "    <nodes>\n"
    for actor in actors:
        values = attvalues(ACTOR_PROPERTIES, actor_values(actor))
        name = f'id="{xml_text(actor.id)}" label="{xml_text(actor.name)}"'
        yield f"      <node {name}><attvalues>{values}</attvalues></node>\n"
    yield "    </nodes>\n"


def _pair_values(graph: MergedGraph, source: str, ties: list[Tie]) -> tuple[Value, ...]:
    contacts = [tie.contact for tie in ties]
    begun = [tie.source for tie in ties if not tie.mutual]
    took_place, secret = sum(c.status in HELD for c in contacts), sum(c.confidential for c in contacts)
    first = min((c.earliest for c in contacts if c.earliest), default=None)
    last = max((c.latest for c in contacts if c.latest), default=None)
    kinds: list[Value] = [sorted({c.channel for c in contacts}), sorted({c.status for c in contacts})]
    told = sorted({article for c in contacts for article in c.articles})
    quotes = list(dict.fromkeys(quote for c in contacts for quote in quotes_of(graph, c)))
    counts = (len(ties), took_place, secret, begun.count(source), len(begun) - begun.count(source))
    return (*counts, first, last, *kinds, [c.id for c in contacts], [c.date or "" for c in contacts], told, quotes)


def _edge_lines(graph: MergedGraph) -> Iterator[str]:
    pairs: dict[tuple[str, str], list[Tie]] = defaultdict(list)
    for tie in all_ties(graph):
        pairs[min(tie.source, tie.target), max(tie.source, tie.target)].append(tie)
    for (source, target), ties in sorted(pairs.items()):
        ends = f'id="{ties[0].id}" source="{xml_text(source)}" target="{xml_text(target)}" weight="{len(ties)}"'
        values = attvalues(PAIR_PROPERTIES, _pair_values(graph, source, ties))
        yield f"      <edge {ends}><attvalues>{values}</attvalues></edge>\n"


def write_gexf(graph: MergedGraph, stream: BinaryIO, base: str) -> None:
    """Write one weighted edge per pair."""
    mode = 'mode="static" defaultedgetype="undirected"'
    write_text(stream, pieces(mode, graph, PAIR_PROPERTIES, _edge_lines(graph)))


FORMAT = Format(
    "gexf",
    "GEXF 1.3, one weighted edge per pair: Gephi, Gephi Lite, sigma.js",
    "single contacts (listed on their pair), direction (counted on the pair), reports and articles as nodes",
    ".gexf",
    write_gexf,
)
