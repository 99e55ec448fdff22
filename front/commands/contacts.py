"""`backchannel contacts`: the contacts of a graph, as a list."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import click

from backchannel.graph.direct import who_line
from backchannel.graph.selection import Selection, select
from backchannel.graph.workspace import Workspace
from backchannel.options import selection_options
from backchannel.output import output_to, show_table
from backchannel.schema.model import Contact, MergedGraph

COLUMNS = ("date", "who", "channel", "status", "secret", "place", "outlets", "quote", "article", "id")
SHOWN = ("date", "who", "channel", "status", "secret", "place", "outlets", "quote")


@click.command()
@click.argument("directory", metavar="DIR")
@selection_options
@click.option("--format", "form", type=click.Choice(["table", "csv", "jsonl"]), default="table", show_default=True)
@click.option("-o", "--output", metavar="FILE", help="Write CSV or JSON lines here instead of standard output.")
def command(directory: str, selection: Selection, form: str, output: str | None) -> None:
    """List the contacts in DIR, the earliest first, each with a quote.

    \b
    Example:
        backchannel contacts graph --actor Lavrov --channel in-person --since 2022-02
    """
    if form == "table" and output is not None:
        raise click.UsageError("A table goes to the terminal; choose --format csv or jsonl for a file.")
    graph = select(Workspace.open(directory).graph(), selection)
    contacts = sorted(graph.contacts, key=lambda c: (c.earliest or "9999", c.latest or "9999", c.id))
    if form == "table":
        rows = (contact_row(c, graph) for c in contacts)
        show_table(SHOWN, ([row[name] for name in SHOWN] for row in rows))
        return
    with output_to(output) as out:
        pieces = _csv(contacts, graph) if form == "csv" else _jsonl(contacts, graph)
        for piece in pieces:
            out.write(piece.encode("utf-8", "replace"))


def contact_row(contact: Contact, graph: MergedGraph) -> dict[str, str]:
    """A contact in the words of a list."""
    found = [graph.reports[r] for r in contact.reports if r in graph.reports]
    quotes = [(e.text, r.article) for r in found for e in r.evidence if r.id not in contact.contested_by]
    quote, article = min(quotes, key=lambda q: (q[1], q[0])) if quotes else ("", next(iter(contact.articles), ""))
    status = f"{contact.status}, contested" if contact.contested_by else contact.status
    return {
        "date": contact.date or "",
        "who": who_line(contact, graph.actors),
        "channel": contact.channel,
        "status": status,
        "secret": "yes" if contact.confidential else "",
        "place": contact.place or "",
        "outlets": str(contact.outlets),
        "quote": quote,
        "article": article,
        "id": contact.id,
    }


def _csv(contacts: list[Contact], graph: MergedGraph) -> Iterator[str]:
    """As RFC 4180 has it; a cell that a spreadsheet would take for a formula gets an apostrophe in front."""
    for row in [dict(zip(COLUMNS, COLUMNS, strict=True)), *(contact_row(c, graph) for c in contacts)]:
        line = io.StringIO()
        csv.writer(line).writerow([_inert(row[name]) for name in COLUMNS])
        yield line.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _jsonl(contacts: list[Contact], graph: MergedGraph) -> Iterator[str]:
    for contact in contacts:
        row: dict[str, Any] = contact.as_json()
        for part in row["participants"]:
            part["name"] = graph.actors[part["actor"]].name
        row["quotes"] = [
            {"article": r.article, "text": e.text, "start": e.start, "end": e.end, "field": e.field}
            for r in (graph.reports[i] for i in contact.reports if i in graph.reports)
            for e in r.evidence
        ]
        yield json.dumps(row, ensure_ascii=False) + "\n"
