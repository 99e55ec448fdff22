"""The merged graph as tables, for csv, parquet and xlsx: actors, offices, contacts, participants, reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from backchannel.schema.model import Citation, MergedGraph, Report

Row = tuple[object, ...]  # str, bool, int, float, list[str], list[int] or None, as the columns say


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns as (name, kind) and how to read its rows off the graph."""

    name: str
    columns: tuple[tuple[str, str], ...]  # kind: text, date, bool, int, float, texts, ints
    rows: Callable[[MergedGraph], Iterator[Row]]

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(name for name, _ in self.columns)


def _columns(spec: str) -> tuple[tuple[str, str], ...]:
    """Columns from words such as `id outlets:int`; a word without a kind is text."""
    named = (word.partition(":") for word in spec.split())
    return tuple((name, kind or "text") for name, _, kind in named)


def _actor_rows(graph: MergedGraph) -> Iterator[Row]:
    for a in graph.actors.values():
        labels, languages = [text for text, _ in a.labels], [language or "" for _, language in a.labels]
        yield a.id, a.kind, a.name, a.country, list(a.aliases), labels, languages, list(a.links)


def _office_rows(graph: MergedGraph) -> Iterator[Row]:
    for a in graph.actors.values():
        for m in a.memberships:
            yield a.id, a.name, m.office, m.of, m.earliest, m.latest, m.inferred


def _contact_rows(graph: MergedGraph) -> Iterator[Row]:
    for c in graph.contacts:
        names = [graph.actors[p.actor].name for p in c.participants]
        history = [f"{published or '?'} {status}" for published, status in c.history]
        when = (c.date, c.date_text, c.earliest, c.latest)
        weighed = (float(c.confidence), c.outlets, list(c.reports), list(c.articles), list(c.contested_by))
        rest = (history, c.role_conflict, list(c.replaces))
        yield c.id, names, c.channel, c.status, *when, c.place, c.confidential, c.topic, *weighed, *rest


def _participant_rows(graph: MergedGraph) -> Iterator[Row]:
    for c in graph.contacts:
        for p in c.participants:
            yield c.id, p.actor, graph.actors[p.actor].name, p.role, p.inferred


def contact_by_report(graph: MergedGraph) -> dict[str, str]:
    """Which contact each report is about."""
    return {id_: c.id for c in graph.contacts for id_ in (*c.reports, *c.contested_by)}


def _report_rows(graph: MergedGraph) -> Iterator[Row]:
    contact_of = contact_by_report(graph)
    contesting = {id_ for c in graph.contacts for id_ in c.contested_by}
    for id_, r in graph.reports.items():
        yield id_, contact_of.get(id_), id_ in contesting, *_cited(graph, r), *_said(r), *_shown(r)


def _cited(graph: MergedGraph, report: Report) -> Row:
    c = graph.citations.get(report.article, Citation(report.article))
    return c.id, c.title, c.published, c.outlet, c.url, c.language, c.copy_of


def _said(r: Report) -> Row:
    names, roles = [p.name for p in r.participants], [p.role for p in r.participants]
    chain, stances = [a.name for a in r.attribution], [a.stance for a in r.attribution]
    when = (r.date, r.date_text, r.place, r.confidential, r.topic)
    return names, roles, r.channel, r.status, *when, chain, stances


def _shown(r: Report) -> Row:
    quotes, fields = [e.text for e in r.evidence], [e.field for e in r.evidence]
    spans = ([e.start for e in r.evidence], [e.end for e in r.evidence])
    return quotes, fields, *spans, float(r.confidence), list(r.rules), list(r.warnings), r.extractor


ACTORS = Table(
    "actors",
    _columns("id kind name country aliases:texts labels:texts label_languages:texts links:texts"),
    _actor_rows,
)
OFFICES = Table("offices", _columns("actor name office of earliest:date latest:date inferred:bool"), _office_rows)
CONTACTS = Table(
    "contacts",
    _columns(
        "id names:texts channel status date date_text earliest:date latest:date place confidential:bool topic"
        " confidence:float outlets:int reports:texts articles:texts contested_by:texts"
        " history:texts role_conflict:bool replaces:texts"
    ),
    _contact_rows,
)
PARTICIPANTS = Table("participants", _columns("contact actor name role inferred:bool"), _participant_rows)
REPORTS = Table(
    "reports",
    _columns(
        "id contact contests:bool article title published outlet url language copy_of"
        " names:texts roles:texts channel status date date_text place confidential:bool topic"
        " attributed_to:texts stances:texts evidence:texts evidence_fields:texts evidence_starts:ints"
        " evidence_ends:ints confidence:float rules:texts warnings:texts extractor"
    ),
    _report_rows,
)
TABLES: tuple[Table, ...] = (ACTORS, OFFICES, CONTACTS, PARTICIPANTS, REPORTS)
