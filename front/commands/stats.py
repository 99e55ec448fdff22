"""`backchannel stats`: a graph in numbers."""

from __future__ import annotations

import json

import click

from backchannel.graph.statistics import counted
from backchannel.graph.workspace import Workspace
from backchannel.output import show_table


@click.command()
@click.argument("directory", metavar="DIR")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(directory: str, form: str) -> None:
    """Show how many articles, reports, actors and contacts DIR holds, and of which kinds.

    \b
    Example:
        backchannel stats graph
    """
    workspace = Workspace.open(directory)
    found = counted(workspace.things(), workspace.told(), len(workspace.store))
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    rows = []
    for name, value in found.items():
        if isinstance(value, dict):
            rows += [(f"{name}: {key}", f"{number:,}") for key, number in value.items()]
        else:
            rows.append((name, f"{value:,}" if isinstance(value, int) else value or ""))
    show_table(("what", "number"), rows)
