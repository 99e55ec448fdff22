"""`backchannel queries`: what the library of named queries holds."""

from __future__ import annotations

import click

from backchannel.graph.queries import NamedQuery, find, library
from backchannel.output import show_table


@click.command()
@click.argument("name", required=False)
@click.option("--text", is_flag=True, help="Show the SPARQL text only.")
def command(name: str | None, text: bool) -> None:
    """List the named queries, or explain the one called NAME.

    \b
    Example:
        backchannel queries
        backchannel queries who-contacted
    """
    if name is None:
        if text:
            raise click.UsageError("Name the query whose text to show.")
        show_table(("name", "what it answers"), ((q.name, q.title) for q in library().values()))
    elif text:
        click.echo(find(name).text, nl=False)
    else:
        explain(find(name))


def explain(query: NamedQuery) -> None:
    """What a named query answers, wants and gives."""
    click.echo(f"{query.name}: {query.title}\n\n{query.description}\n")
    if query.parameters:
        click.echo("Parameters:")
        for p in query.parameters:
            default = "needed" if p.default is None else f"default {p.default}"
            click.echo(f"  {p.name}={p.kind.upper()}  {p.help} ({default})")
        click.echo()
    params = "".join(f" --param {name}={_shell(value)}" for name, value in query.example.items())
    click.echo(f"Example:\n  backchannel query DIR --named {query.name}{params} --format csv\n")
    click.echo("".join(f"  {line}\n" for line in query.answer.splitlines()), nl=False)


def _shell(value: str) -> str:
    return value if value.isalnum() else f"'{value}'"
