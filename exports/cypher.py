"""Cypher script: the same nodes and relationships as `neo4j`, for a running openCypher engine.

Cannot carry: the character NUL (U+FFFD stands for it), conflicts and decisions, deletions: it adds and updates by id
(MERGE), so run it on an empty database if contacts may have gone. Each statement ends in `;`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from backchannel.exports.neo4j import NODES, RELATIONSHIPS, Kind, Values
from backchannel.exports.writing import REPLACEMENT, Format, write_text
from backchannel.schema.model import MergedGraph

BATCH = 500  # rows a statement; larger ones gain little and make engines hold more at once
_SPECIAL = re.compile(r"[\\'\x00-\x1f\x7f\u2028\u2029]")
_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": REPLACEMENT}


def cypher_text(text: str) -> str:
    """A Cypher string."""
    return "'" + _SPECIAL.sub(lambda m: _ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04X}", text) + "'"


def _literal(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(cypher_text(item) for item in value) + "]"
    return cypher_text(value) if isinstance(value, str) else repr(value)


def _maps(rows: Iterable[Values], names: list[str]) -> str:
    """The rows as a list of maps, one a line."""
    maps = ("{" + ", ".join(f"{n}: {_literal(v)}" for n, v in zip(names, row, strict=True)) + "}" for row in rows)
    return "[\n  " + ",\n  ".join(maps) + "\n]"


def _batched(rows: Iterator[Values], names: list[str], statement: str) -> Iterator[str]:
    while batch := list(islice(rows, BATCH)):
        yield f"UNWIND {_maps(batch, names)} AS row\n{statement};\n"


def _sets(variable: str, properties: Iterable[tuple[str, str]]) -> str:
    """A day stands as text in its map, so that all maps of a list are of one type to engines that want that."""
    values = ((name, f"date(row.{name})" if type_ == "date" else f"row.{name}") for name, type_ in properties)
    changes = ", ".join(f"{variable}.{name} = {value}" for name, value in values)
    return f"\nSET {changes}" if changes else ""


def _node_statements(graph: MergedGraph, kind: Kind) -> Iterator[str]:
    """Nodes with their single values, then each list property where there is something in the list."""
    single = [(i, p) for i, p in enumerate(kind.properties, 1) if p[1] != "string[]"]
    rows = ((row[0], *(row[i] for i, _ in single)) for row in kind.rows(graph))
    merge = f"MERGE (n:{kind.label} {{id: row.id}}){_sets('n', [p for _, p in single])}"
    yield from _batched(rows, ["id", *(name for _, (name, _) in single)], merge)
    for place, (name, type_) in enumerate(kind.properties, 1):
        if type_ == "string[]":
            lists = ((row[0], row[place]) for row in kind.rows(graph) if row[place])
            yield from _batched(
                lists, ["id", name], f"MATCH (n:{kind.label} {{id: row.id}})\nSET n.{name} = row.{name}"
            )


def _edge_statements(graph: MergedGraph, kind: Kind, ends: tuple[str, str]) -> Iterator[str]:
    """Relationships; the role is part of what makes one the same, for an actor may have two in one contact."""
    key = " {role: row.role}" if ("role", "string") in kind.properties else ""
    match = f"MATCH (a:{ends[0]} {{id: row.a}}), (b:{ends[1]} {{id: row.b}})"
    merge = f"{match}\nMERGE (a)-[r:{kind.label}{key}]->(b){_sets('r', kind.properties)}"
    return _batched(kind.rows(graph), ["a", "b", *(name for name, _ in kind.properties)], merge)


def _pieces(graph: MergedGraph) -> Iterator[str]:
    yield "// Diplomatic contacts, written by backchannel. Run with: cypher-shell -f FILE\n"
    for kind in NODES:
        name = f"{kind.label.lower()}_id"
        yield f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{kind.label}) REQUIRE n.id IS UNIQUE;\n"
    for kind in NODES:
        yield from _node_statements(graph, kind)
    for kind in RELATIONSHIPS:
        if kind.ends is not None:
            yield from _edge_statements(graph, kind, kind.ends)


def write_cypher(graph: MergedGraph, stream: BinaryIO, base: str) -> None:
    """Write the script."""
    write_text(stream, _pieces(graph))


FORMAT = Format(
    "cypher",
    "Cypher script for a running Neo4j or another openCypher engine, contacts as nodes",
    "conflicts and decisions, deletions (it adds and updates)",
    ".cypher",
    write_cypher,
)
