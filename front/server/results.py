"""Answers as tables of a page: terms in short form, with a link where there is a page for them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from backchannel.graph.store import Answer
from backchannel.graph.turtle import Shortener
from backchannel.server.shown import outward

XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "double", "float", "nonNegativeInteger"))


@dataclass(frozen=True, slots=True)
class Cell:
    """A term as a table shows it."""

    text: str
    href: str | None = None
    outside: bool = False
    number: bool = False
    language: str | None = None


@dataclass(frozen=True, slots=True)
class ResultTable:
    """An answer in rows."""

    columns: list[str]
    rows: list[list[Cell]]


def cell(term: dict[str, Any] | None, short: Shortener, base: str) -> Cell:
    """A term of a SPARQL JSON result."""
    if term is None:
        return Cell("")
    if term["type"] == "triple":
        return Cell(" ".join(cell(part, short, base).text for part in term["value"].values()))
    value = term["value"]
    if term["type"] != "uri":
        return Cell(value, number=term.get("datatype") in NUMBERS, language=term.get("xml:lang"))
    name = short.iri(value).strip("<>")
    if value.startswith(base):
        return Cell(name, "/" + value[len(base) :])
    return Cell(name, outward(value), outside=True)


def result_table(answer: Answer, short: Shortener, base: str) -> ResultTable:
    """The rows of an answer in SPARQL JSON."""
    found = json.loads(answer.body)
    columns = found["head"]["vars"]
    rows = [[cell(row.get(v), short, base) for v in columns] for row in found["results"]["bindings"]]
    return ResultTable(columns, rows)
