"""`backchannel conflicts`: where reports of one contact contradict each other."""

from __future__ import annotations

import json

import click

from backchannel.graph.workspace import Workspace
from backchannel.output import count, show_table
from backchannel.schema.model import Conflict, MergedGraph


@click.command()
@click.argument("directory", metavar="DIR")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(directory: str, form: str) -> None:
    """List what reports of one contact say differently, each value with who says so.

    \b
    Example:
        backchannel conflicts graph
    """
    graph = Workspace.open(directory).graph()
    if form == "json":
        for conflict in graph.conflicts:
            click.echo(json.dumps(conflict.as_json(), ensure_ascii=False))
        return
    names = {c.id: " – ".join(graph.actors[p.actor].name for p in c.participants) for c in graph.contacts}
    rows = [row for conflict in graph.conflicts for row in _rows(conflict, names[conflict.contact], graph)]
    show_table(("contact", "between", "what", "value", "says"), rows)
    click.echo(count(len(graph.conflicts), "conflict"))


def _rows(conflict: Conflict, between: str, graph: MergedGraph) -> list[tuple[str, str, str, str, str]]:
    found = []
    for value, reports in conflict.values:
        shown = graph.actors[value].name if conflict.field == "initiator" and value in graph.actors else value
        told = "; ".join(f"{graph.reports[r].article} ({r})" for r in reports)
        found.append((conflict.contact, between, conflict.field, shown, told))
    return found
