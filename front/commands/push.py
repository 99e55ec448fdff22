"""`backchannel push`: a workspace into another SPARQL server."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from backchannel.endpoint import Endpoint
from backchannel.graph.workspace import Workspace
from backchannel.output import count
from backchannel.pushing import push


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--endpoint", required=True, metavar="URL", help="Where the server takes updates, or graphs.")
@click.option(
    "--protocol",
    type=click.Choice(["update", "graph-store"]),
    default="update",
    show_default=True,
    help="SPARQL Update, or the Graph Store Protocol.",
)
@click.option("--graph", "into", metavar="IRI", help="Put the merged graph here, not into the default graph.")
def command(directory: Path, endpoint: str, protocol: str, into: str | None) -> None:
    """Send the graph in DIR to a SPARQL 1.1 server (GraphDB, Fuseki, Virtuoso, QLever, Neptune, Oxigraph).

    What an earlier push left there is replaced; other data is not touched. A token goes into the environment variable
    BACKCHANNEL_AUTHORIZATION, a name and password into URL.

    \b
    Example:
        backchannel push contacts/ --endpoint http://localhost:7878/update
        backchannel push contacts/ --endpoint http://localhost:3030/news/data --protocol graph-store
    """
    shows = sys.stderr.isatty()

    def show(sent: int) -> None:
        if shows:
            click.echo(f"\r{sent:,} quads sent", nl=False, err=True)

    done = push(Workspace.open(directory), Endpoint(endpoint), protocol, into, show=show)
    if shows:
        click.echo(err=True)
    graphs, requests = count(done.graphs, "graph"), count(done.requests, "request")
    click.echo(f"pushed {count(done.quads, 'quad')} in {graphs}, {requests}")
