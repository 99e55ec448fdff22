"""`backchannel path`: how two actors are linked, with the quotes along the way."""

from __future__ import annotations

import json

import click

from backchannel.graph import measures
from backchannel.graph.selection import Selection, find_actors, select
from backchannel.graph.workspace import Workspace
from backchannel.options import selection_options
from backchannel.output import visible
from backchannel.schema.model import Contact, MergedGraph

QUOTES = 3


@click.command()
@click.argument("directory", metavar="DIR")
@click.argument("start", metavar="A")
@click.argument("end", metavar="B")
@click.option("--quotes", type=click.IntRange(0), default=QUOTES, show_default=True, help="Contacts shown a step.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@selection_options
def command(directory: str, start: str, end: str, quotes: int, form: str, selection: Selection) -> None:
    """Show the shortest chain of held contacts between A and B, and who says so.

    \b
    Example:
        backchannel path graph Macron Lavrov --since 2022
    """
    graph = Workspace.open(directory).graph()
    for name in (start, end):  # a name that the whole graph does not know is a slip, not a matter of the selection
        find_actors(graph, name)
    hops = measures.path(select(graph, selection), start, end)
    if form == "json":
        click.echo(json.dumps([_as_json(hop, graph) for hop in hops], ensure_ascii=False, indent=2))
        return
    names = [graph.actors[hops[0].source].name, *(graph.actors[hop.target].name for hop in hops)]
    click.echo(visible(" · ".join(names)))
    for hop in hops:
        click.echo(visible(f"\n{graph.actors[hop.source].name} · {graph.actors[hop.target].name}"))
        for contact in hop.contacts[:quotes]:
            click.echo(visible(f"  {contact.date or 'undated'}, {contact.channel}, {contact.status}"))
            for article, quote in _quotes(contact, graph)[:1]:
                click.echo(visible(f"    “{' '.join(quote.split())}” ({article})"))
        if len(hop.contacts) > quotes:
            click.echo(f"  and {len(hop.contacts) - quotes} more")


def _quotes(contact: Contact, graph: MergedGraph) -> list[tuple[str, str]]:
    """(article, words) of the reports that affirm a contact."""
    reports = [graph.reports[r] for r in contact.reports if r in graph.reports and r not in contact.contested_by]
    return sorted((r.article, e.text) for r in reports for e in r.evidence)


def _as_json(hop: measures.Hop, graph: MergedGraph) -> dict[str, object]:
    return {
        "from": graph.actors[hop.source].name,
        "to": graph.actors[hop.target].name,
        "contacts": [
            {
                "id": c.id,
                "date": c.date,
                "channel": c.channel,
                "status": c.status,
                "quotes": [{"article": a, "text": t} for a, t in _quotes(c, graph)],
            }
            for c in hop.contacts
        ],
    }
