"""`backchannel add`: more articles into a workspace."""

from __future__ import annotations

import click

from backchannel.extractors.reading import ReadOptions
from backchannel.judging import authority_option, take_authority
from backchannel.model_options import Reading, model_options
from backchannel.output import SomeFailed, count, warn
from backchannel.pipeline import read_all
from backchannel.reading_options import reading_options
from backchannel.revision import add


@click.command()
@click.argument("directory", metavar="DIR")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@authority_option
@reading_options
@model_options
def command(
    directory: str, paths: tuple[str, ...], authority: tuple[str, ...], reading: ReadOptions, how: Reading
) -> None:
    """Read new and changed articles into a workspace; what it holds already stays as it is.

    \b
    Example:
        backchannel add graph articles/monday/
        backchannel add graph --authority ministers.csv
    """
    if not paths and not authority:
        raise click.UsageError("Name the articles to add, or --authority FILE.")
    if how.dry_run:
        how.show_requests(read_all(paths, warn, reading))
        return
    take_authority(directory, authority)
    if not paths:
        return
    change = add(directory, paths, warn, reading, how.reader())
    click.echo(
        f"{count(len(change.new), 'new article')}, {len(change.changed):,} changed, {len(change.same):,} known: "
        f"{count(len(change.graph.contacts), 'contact')} between {count(len(change.graph.actors), 'actor')}"
    )
    if change.failed:
        raise SomeFailed(f"{count(change.failed, 'input')} could not be read; the graph holds the others")
