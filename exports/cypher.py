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


def _literal(value: object, kind: str) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(cypher_text(item) for item in value) + "]" if value else "null"
    if isinstance(value, str):
        return f"date({cypher_text(value)})" if kind == "date" else cypher_text(value)
    return repr(value)


def _maps(rows: Iterable[Values], names: list[str], kinds: list[str]) -> str:
    """The rows as a list of maps, one a line."""
    cells = ([_literal(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in rows)
    maps = ("{" + ", ".join(f"{n}: {c}" for n, c in zip(names, row, strict=True)) + "}" for row in cells)
    return "[\n  " + ",\n  ".join(maps) + "\n]"


def _sets(variable: str, kind: Kind) -> str:
    changes = ", ".join(f"{variable}.{name} = row.{name}" for name, _ in kind.properties)
    return f"\nSET {changes}" if changes else ""


def _node_statement(kind: Kind) -> str:
    return f"AS row\nMERGE (n:{kind.label} {{id: row.id}}){_sets('n', kind)};\n"


def _edge_statement(kind: Kind) -> str:
    """A relationship; the role is part of what makes it the same one, for an actor may have two in one contact."""
    if kind.ends is None:
        raise ValueError(f"{kind.label} is no relationship")
    key = " {role: row.role}" if kind.properties[:1] == (("role", "string"),) else ""
    return (
        f"AS row\nMATCH (a:{kind.ends[0]} {{id: row.a}}), (b:{kind.ends[1]} {{id: row.b}})\n"
        f"MERGE (a)-[r:{kind.label}{key}]->(b){_sets('r', kind)};\n"
    )


def _statements(graph: MergedGraph, kind: Kind) -> Iterator[str]:
    named = [name for name, _ in kind.properties]
    typed = [type_ for _, type_ in kind.properties]
    names, types = (["id", *named], ["string", *typed]) if kind.ends is None else (["a", "b", *named], ["", "", *typed])
    statement = _node_statement(kind) if kind.ends is None else _edge_statement(kind)
    rows = kind.rows(graph)
    while batch := list(islice(rows, BATCH)):
        yield f"UNWIND {_maps(batch, names, types)} {statement}"


def _pieces(graph: MergedGraph) -> Iterator[str]:
    yield "// Diplomatic contacts, written by backchannel. Run with: cypher-shell -f FILE\n"
    for kind in NODES:
        name = f"{kind.label.lower()}_id"
        yield f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{kind.label}) REQUIRE n.id IS UNIQUE;\n"
    for kind in (*NODES, *RELATIONSHIPS):
        yield from _statements(graph, kind)


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
