"""`backchannel serve`: a workspace to read and to ask, in the browser and over SPARQL."""

from __future__ import annotations

import ipaddress
import socket
import webbrowser
from pathlib import Path

import click

from backchannel.schema.errors import BackchannelError, StoreError


class ServerMissing(BackchannelError):
    """The libraries of the server are not installed."""


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--port", type=click.IntRange(0, 65535), default=8010, show_default=True, help="0 takes any free one.")
@click.option("--address", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--host", "hosts", multiple=True, metavar="NAME", help="A name it also answers to, behind a proxy.")
@click.option("--cors", metavar="ORIGIN", help="Let pages of this origin (or * for any) ask /sparql.")
@click.option(
    "--time-limit",
    type=click.FloatRange(0.1, 3600),
    default=10,
    show_default=True,
    metavar="SECONDS",
    help="A query is stopped then.",
)
@click.option(
    "--row-limit",
    type=click.IntRange(1),
    default=100_000,
    show_default=True,
    metavar="N",
    help="An answer with more rows is an error.",
)
@click.option(
    "--memory-limit",
    type=click.IntRange(512),
    default=1024,
    show_default=True,
    metavar="MEGABYTES",
    help="A query that needs more is stopped.",
)
@click.option("--open/--no-open", "show", default=True, help="Open it in the browser, if there is one.")
def command(
    directory: Path,
    port: int,
    address: str,
    hosts: tuple[str, ...],
    cors: str | None,
    time_limit: float,
    row_limit: int,
    memory_limit: int,
    show: bool,
) -> None:
    """Serve the graph in DIR on this machine: pages to read, search, SPARQL at /sparql. Read-only.

    The limits are those of one query; one that goes over is stopped with a clear error.

    \b
    Example:
        backchannel serve contacts/ --port 8010
    """
    try:
        import uvicorn

        from backchannel.server.app import make_app
        from backchannel.server.guard import LOOPBACK
        from backchannel.server.pool import Limits
    except ImportError as error:
        raise ServerMissing(f"{error.name} is missing: pip install 'backchannel[server]'") from None
    limits = Limits(seconds=time_limit, rows=row_limit, megabytes=memory_limit)
    app = make_app(directory, limits, {*LOOPBACK, *hosts, bracketed(address)}, cors)
    listening = listen(address, port)
    url = f"http://{bracketed(address)}:{listening.getsockname()[1]}/"
    click.echo(f"serving {directory} at {url} (Ctrl-C stops)")
    if show:
        webbrowser.open(url)
    config = uvicorn.Config(
        app,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=128 * 1024,
        http="h11",
        ws="none",
    )
    uvicorn.Server(config).run(sockets=[listening])


def bracketed(address: str) -> str:
    """The address as it stands in a URL."""
    try:
        return f"[{address}]" if ipaddress.ip_address(address).version == 6 else address
    except ValueError:
        return address


def listen(address: str, port: int) -> socket.socket:
    """A socket that listens there; StoreError if none can."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((address, port))
        found.listen(256)
    except OSError as error:
        found.close()
        raise StoreError(f"{address}:{port}: cannot listen there: {error.strerror or error}") from None
    return found
