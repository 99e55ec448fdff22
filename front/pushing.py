"""A workspace into another SPARQL server: the merged graph, each article's graph, and the decisions.

    update        SPARQL 1.1 Update: what an earlier push left is deleted, then everything is inserted in batches
    graph-store   SPARQL 1.1 Graph Store Protocol: each graph is put whole

Only what lives under the graph's own base IRI is ever deleted. Running it again after a stop gives the same graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

import pyoxigraph as ox

from backchannel.endpoint import Endpoint
from backchannel.graph.rdf import quads
from backchannel.graph.sparql import iri_term, text_term
from backchannel.graph.workspace import Workspace

BATCH_BYTES = 1 << 20  # most servers take ten times that in one request
SECONDS = 600.0
UPDATE = {"Content-Type": "application/sparql-update"}
NTRIPLES = {"Content-Type": "application/n-triples"}


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push sent."""

    quads: int
    graphs: int
    requests: int


def push(
    workspace: Workspace,
    endpoint: Endpoint,
    protocol: str = "update",
    into: str | None = None,
    batch: int = BATCH_BYTES,
    show: Callable[[int], None] = lambda _: None,
) -> Pushed:
    """Send the workspace; `into` is a graph for the merged graph, by default the default graph of the server."""
    found = quads(workspace.graph(), workspace.base)
    target = None if into is None else ox.NamedNode(iri_term(into)[1:-1])
    moved = found if target is None else (_moved(q, target) for q in found)
    sender = _update if protocol == "update" else _put
    return sender(moved, workspace.base, endpoint, target, batch, show)


def _moved(quad: ox.Quad, target: ox.NamedNode) -> ox.Quad:
    if quad.graph_name != ox.DefaultGraph():
        return quad
    return ox.Quad(quad.subject, quad.predicate, quad.object, target)


def _update(
    found: Iterable[ox.Quad],
    base: str,
    endpoint: Endpoint,
    target: ox.NamedNode | None,
    batch: int,
    show: Callable[[int], None],
) -> Pushed:
    start = text_term(base)
    old = f"?s ?p ?o FILTER (isIRI(?s) && STRSTARTS(STR(?s), {start}))"
    merged = f"GRAPH {target} {{ {old} }}" if target else old
    template = f"GRAPH {target} {{ ?s ?p ?o }}" if target else "?s ?p ?o"
    endpoint.send(f"DELETE {{ {template} }} WHERE {{ {merged} }}".encode(), UPDATE, seconds=SECONDS)
    graphs = f"GRAPH ?g {{ ?s ?p ?o }} FILTER (STRSTARTS(STR(?g), {start}))"
    endpoint.send(f"DELETE {{ GRAPH ?g {{ ?s ?p ?o }} }} WHERE {{ {graphs} }}".encode(), UPDATE, seconds=SECONDS)
    sent, names, requests = 0, set(), 2
    for some, text in _batches(found, batch):
        endpoint.send(f"INSERT DATA {{\n{text}}}".encode(), UPDATE, seconds=SECONDS)
        requests += 1
        sent += len(some)
        names |= {q.graph_name for q in some}
        show(sent)
    return Pushed(sent, len(names), requests)


def _batches(found: Iterable[ox.Quad], batch: int) -> Iterator[tuple[list[ox.Quad], str]]:
    """Quads with their text as `INSERT DATA` takes it, about so many bytes at a time."""
    held: list[ox.Quad] = []
    size = 0
    for quad in found:
        held.append(quad)
        size += len(str(quad).encode())
        if size >= batch:
            yield held, _data(held)
            held, size = [], 0
    if held:
        yield held, _data(held)


def _data(some: list[ox.Quad]) -> str:
    parts = []
    for graph, group in groupby(some, key=lambda q: q.graph_name):
        lines = "".join(f"{q.triple} .\n" for q in group)
        parts.append(lines if graph == ox.DefaultGraph() else f"GRAPH {graph} {{\n{lines}}}\n")
    return "".join(parts)


def _put(
    found: Iterable[ox.Quad],
    base: str,
    endpoint: Endpoint,
    target: ox.NamedNode | None,
    batch: int,
    show: Callable[[int], None],
) -> Pushed:
    """One request a graph. The default graph is added to, for other data may be in it; the others are replaced."""
    sent, requests = 0, 0
    for name, group in groupby(found, key=lambda q: q.graph_name):
        triples = [q.triple for q in group]
        body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        if name == ox.DefaultGraph():
            endpoint.send(body, NTRIPLES, "POST", "default", SECONDS)
        else:
            endpoint.send(body, NTRIPLES, "PUT", urlencode({"graph": str(name)[1:-1]}), SECONDS)
        requests += 1
        sent += len(triples)
        show(sent)
    return Pushed(sent, requests, requests)
