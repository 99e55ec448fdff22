"""`backchannel validate`: does a workspace keep the shapes, and its evidence the articles' words?"""

from __future__ import annotations

import click

from backchannel.graph.store import prefixes_for
from backchannel.graph.validation import misquotes, violations
from backchannel.graph.workspace import Workspace
from backchannel.output import SomeFailed, count, visible

MOST = 20


@click.command()
@click.argument("directory", metavar="DIR")
@click.option("--all", "everything", is_flag=True, help=f"Show every violation, not the first {MOST} only.")
def command(directory: str, everything: bool) -> None:
    """Check the graph in DIR against the SHACL shapes, and every quote against its article.

    \b
    Example:
        backchannel validate graph
    """
    workspace = Workspace.open(directory)
    found = [str(v) for v in violations(workspace.store, prefixes_for(workspace.base))]
    found += misquotes(workspace.graph().reports.values(), workspace.articles)
    for line in found if everything else found[:MOST]:
        click.echo(visible(line))
    if found:
        raise SomeFailed(f"{directory}: {count(len(found), 'violation')}")
    click.echo(f"{directory}: conforms")
