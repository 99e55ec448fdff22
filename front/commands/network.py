"""`backchannel network`: who is central, who brokers, which circles there are, what changed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import astuple, fields
from typing import Any

import click

from backchannel.graph import measures
from backchannel.graph.network import country_network, pair_network
from backchannel.graph.selection import Selection, select
from backchannel.graph.workspace import Workspace
from backchannel.options import selection_options
from backchannel.output import show_table
from backchannel.schema.model import MergedGraph

MEASURES = ("centrality", "brokers", "communities", "components", "changes")
Table = tuple[Sequence[str], list[Sequence[Any]]]


@click.command()
@click.argument("directory", metavar="DIR")
@click.option("--measure", type=click.Choice(MEASURES), default="centrality", show_default=True)
@click.option("--countries", is_flag=True, help="Countries instead of actors (not with brokers or changes).")
@click.option("--before", metavar="DATE", help="With changes: the first period, such as 2021 or 2021-01/2021-06.")
@click.option("--after", metavar="DATE", help="With changes: the second period.")
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="How many rows.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@selection_options
def command(
    directory: str,
    measure: str,
    countries: bool,
    before: str | None,
    after: str | None,
    top: int,
    form: str,
    selection: Selection,
) -> None:
    """Measure the network of held contacts in DIR, or of those that the options select.

    \b
    Example:
        backchannel network graph --measure brokers --since 2022-02
        backchannel network graph --measure changes --before 2021 --after 2022
    """
    if (measure == "changes") != (before is not None and after is not None):
        raise click.UsageError("Changes need --before and --after; no other measure takes them.")
    if countries and measure in ("brokers", "changes"):
        raise click.UsageError(f"--countries does not go with {measure}.")
    graph = select(Workspace.open(directory).graph(), selection)
    columns, rows = _measured(graph, measure, countries, before or "", after or "")
    _show(columns, rows[:top], form)


def _measured(graph: MergedGraph, measure: str, countries: bool, before: str, after: str) -> Table:
    if measure == "brokers":
        return _columns(measures.Broker), [astuple(row) for row in measures.brokers(graph)]
    if measure == "changes":
        parts = [select(graph, Selection(since=period, until=period)) for period in (before, after)]
        found = measures.changes(*parts)
        named = [(graph.actors[r.one].name, graph.actors[r.other].name, r.before, r.after) for r in found]
        return ("one", "other", "before", "after"), [*named]
    level = country_network(graph) if countries else pair_network(graph)
    if measure == "centrality":
        return _columns(measures.Centrality), [astuple(row) for row in measures.centrality(level)]
    groups = measures.communities(level) if measure == "communities" else measures.components(level)
    names = [sorted(level.nodes[node]["name"] for node in group) for group in groups]
    return ("number", "size", "members"), [(i, len(group), "; ".join(group)) for i, group in enumerate(names, 1)]


def _columns(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


def _show(columns: Sequence[str], rows: list[Sequence[Any]], form: str) -> None:
    if form == "table":
        show_table(columns, ([_cell(c) for c in row] for row in rows))
    elif form == "json":
        click.echo(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, indent=2))
    else:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([columns, *rows])
        click.echo(text.getvalue(), nl=False)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return f"{value:.4f}" if isinstance(value, float) else str(value)
