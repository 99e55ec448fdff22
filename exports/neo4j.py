"""Neo4j bulk CSV: a folder with the headers `neo4j-admin database import` reads; contacts and reports are nodes too.

Cannot carry: the characters NUL and U+001F, which parts lists (U+FFFD stands for them), conflicts and decisions. For
the RDF form in Neo4j, export `ntriples` and load it with neosemantics (`CALL n10s.rdf.import.fetch`).

    (:Actor)-[:TOOK_PART {role, inferred}]->(:Contact)<-[:REPORTS {contests}]-(:Report)-[:STANDS_IN]->(:Article)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from backchannel.exports.rows import csv_cell
from backchannel.exports.ties import offices_of
from backchannel.exports.writing import Format, write_text
from backchannel.schema.model import MergedGraph

LIST_SEPARATOR = "\x1f"
Values = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One file: nodes of one label or relationships of one type, with their properties and Neo4j types."""

    file: str
    label: str
    properties: tuple[tuple[str, str], ...]  # name, type: string, boolean, int, float, date, string[]
    rows: Callable[[MergedGraph], Iterator[Values]]  # nodes: id and properties; relationships: both ends first
    ends: tuple[str, str] | None = None  # labels at both ends of a relationship

    @property
    def header(self) -> tuple[str, ...]:
        """The header line of the bulk import."""
        typed = tuple(name if kind == "string" else f"{name}:{kind}" for name, kind in self.properties)
        if self.ends is None:
            return (f"id:ID({self.label})", *typed)
        return (f":START_ID({self.ends[0]})", f":END_ID({self.ends[1]})", *typed)


def _properties(spec: str) -> tuple[tuple[str, str], ...]:
    named = (word.partition(":") for word in spec.split())
    return tuple((name, kind or "string") for name, _, kind in named)


def _actors(graph: MergedGraph) -> Iterator[Values]:
    for a in graph.actors.values():
        yield a.id, a.name, a.kind, a.country, list(a.aliases), offices_of(a), list(a.links)


def _contacts(graph: MergedGraph) -> Iterator[Values]:
    for c in graph.contacts:
        when = (c.date, c.date_text, c.earliest, c.latest)
        yield c.id, c.channel, c.status, *when, c.place, c.confidential, c.topic, float(c.confidence), c.outlets


def _reports(graph: MergedGraph) -> Iterator[Values]:
    for id_, r in graph.reports.items():
        said = (r.channel, r.status, r.date, r.date_text, r.place, r.confidential, r.topic)
        chain, stances = list(r.attributed_to), [a.stance for a in r.attribution]
        quotes, spans = [e.text for e in r.evidence], [f"{e.field}:{e.start}-{e.end}" for e in r.evidence]
        yield id_, *said, chain, stances, quotes, spans, float(r.confidence), list(r.rules), r.extractor


def _articles(graph: MergedGraph) -> Iterator[Values]:
    for c in graph.citations.values():
        yield c.id, c.title, c.published, c.outlet, c.url, c.language


def _took_part(graph: MergedGraph) -> Iterator[Values]:
    for c in graph.contacts:
        for p in c.participants:
            yield p.actor, c.id, p.role, p.inferred


def _reported(graph: MergedGraph) -> Iterator[Values]:
    for c in graph.contacts:
        for id_ in sorted({*c.reports, *c.contested_by} & graph.reports.keys()):
            yield id_, c.id, id_ in c.contested_by


def _stands_in(graph: MergedGraph) -> Iterator[Values]:
    return ((id_, r.article) for id_, r in graph.reports.items() if r.article in graph.citations)


NODES = (
    Kind("actors", "Actor", _properties("name kind country aliases:string[] offices:string[] links:string[]"), _actors),
    Kind(
        "contacts",
        "Contact",
        _properties(
            "channel status date date_text earliest:date latest:date place confidential:boolean topic"
            " confidence:float outlets:int"
        ),
        _contacts,
    ),
    Kind(
        "reports",
        "Report",
        _properties(
            "channel status date date_text place confidential:boolean topic attributed_to:string[] stances:string[]"
            " evidence:string[] evidence_at:string[] confidence:float rules:string[] extractor"
        ),
        _reports,
    ),
    Kind("articles", "Article", _properties("title published outlet url language"), _articles),
)
RELATIONSHIPS = (
    Kind("took_part", "TOOK_PART", _properties("role inferred:boolean"), _took_part, ("Actor", "Contact")),
    Kind("reported", "REPORTS", _properties("contests:boolean"), _reported, ("Report", "Contact")),
    Kind("stands_in", "STANDS_IN", (), _stands_in, ("Report", "Article")),
)
SCRIPT = "import.sh"


def _cell(value: object) -> str:
    if isinstance(value, list):
        value = LIST_SEPARATOR.join(item.replace(LIST_SEPARATOR, "\ufffd") for item in value) if value else None
    return csv_cell(value)


def _lines(kind: Kind, graph: MergedGraph) -> Iterator[str]:
    yield ",".join(kind.header) + "\n"
    for row in kind.rows(graph):
        yield ",".join([_cell(value) for value in row]) + "\n"


def _script() -> str:
    nodes = [f"--nodes={kind.label}={kind.file}.csv" for kind in NODES]
    relationships = [f"--relationships={kind.label}={kind.file}.csv" for kind in RELATIONSHIPS]
    options = ["--array-delimiter=U+001F", "--multiline-fields=true", "--id-type=string", *nodes, *relationships]
    return (
        "#!/bin/sh\n# Fill an empty Neo4j 5 database from this folder: sh import.sh [DATABASE]\n"
        'cd "$(dirname "$0")" && exec neo4j-admin database import full \\\n  '
        + " \\\n  ".join(options)
        + ' \\\n  "${1:-neo4j}"\n'
    )


def write_bulk(graph: MergedGraph, folder: Path) -> None:
    """Write one file per kind of node and relationship, and the command that imports them."""
    for kind in (*NODES, *RELATIONSHIPS):
        with (folder / f"{kind.file}.csv").open("wb") as stream:
            write_text(stream, _lines(kind, graph))
    (folder / SCRIPT).write_text(_script(), "utf-8", newline="\n")


FORMAT = Format(
    "neo4j",
    "Folder of CSV for neo4j-admin's bulk import, contacts as nodes; for RDF use ntriples with neosemantics",
    "conflicts and decisions, the separator U+001F inside text",
    "-neo4j",
    to_folder=write_bulk,
    files=(*(f"{kind.file}.csv" for kind in (*NODES, *RELATIONSHIPS)), SCRIPT),
)
