"""`backchannel view`: the interactive network of a workspace, or of a part of it, as one page."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from backchannel.exports.view import RENDERERS, write_page
from backchannel.graph.selection import Selection, select
from backchannel.graph.workspace import Workspace
from backchannel.options import selection_options


@click.command("view")
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to; without it network.html in this folder.",
)
@click.option(
    "--renderer",
    type=click.Choice(RENDERERS),
    default="auto",
    show_default=True,
    help="What draws: pyvis for ordinary graphs, webgl for large ones; auto chooses by size.",
)
@click.option("--no-open", "quiet", is_flag=True, help="Do not open it in the browser.")
@selection_options
def command(directory: Path, output: Path | None, renderer: str, quiet: bool, selection: Selection) -> None:
    """Write the interactive network as one page that needs no network connection, and open it.

    \b
    Example:
        backchannel view contacts/ --since 2022 --status occurred -o since-2022.html
    """
    workspace = Workspace.open(directory)
    graph = select(workspace.graph(), selection)
    page = write_page(graph, output or Path("network.html"), renderer, workspace.base)
    click.echo(f"page: {page}")
    if not quiet:
        webbrowser.open(page.resolve().as_uri())
