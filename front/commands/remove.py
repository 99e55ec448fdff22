"""`backchannel remove`: articles out of a workspace."""

from __future__ import annotations

import click

from backchannel.output import count
from backchannel.revision import remove


@click.command()
@click.argument("directory", metavar="DIR")
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
def command(directory: str, articles: tuple[str, ...]) -> None:
    """Take articles out of a workspace, with all that rests on them alone.

    \b
    Example:
        backchannel remove graph 001_026c4f7916e5a389
    """
    change = remove(directory, articles)
    click.echo(
        f"{count(len(change.changed), 'article')} removed: "
        f"{count(len(change.graph.contacts), 'contact')} between {count(len(change.graph.actors), 'actor')}"
    )
