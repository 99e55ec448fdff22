"""`backchannel explain`: why an article was read as it was."""

from __future__ import annotations

import click

from backchannel.extractors.rules.explain import SentenceStory, Story, explain
from backchannel.output import SomeFailed, count, warn
from backchannel.pipeline import read_all
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option("--all", "everything", is_flag=True, help="Show the sentences without a word of contact too.")
def command(paths: tuple[str, ...], everything: bool) -> None:
    """Show how the rules read an article: mentions, clauses, and why each contact was found or rejected.

    \b
    Example:
        backchannel explain article.txt
    """
    failed = 0

    def tell(problem: ArticleError) -> None:
        nonlocal failed
        failed += 1
        warn(problem)

    for article in read_all(paths, tell):
        _show(article, explain(article), everything)
    if failed:
        raise SomeFailed(f"{count(failed, 'input')} could not be read")


def _show(article: Article, story: Story, everything: bool) -> None:
    click.secho(f"{article.id}  ({story.language or 'not read'})", bold=True)
    for warning in story.warnings:
        click.echo(f"  ! {warning}")
    for sentence in story.sentences:
        if sentence.candidates or everything:
            _show_sentence(sentence)
    for report in story.reports:
        who = " + ".join(f"{p.name} ({p.role})" for p in report.participants)
        click.secho(
            f"  = {who}: {report.channel}, {report.status}, {report.date or 'no date'}, confidence {report.confidence}",
            fg="green",
        )


def _show_sentence(sentence: SentenceStory) -> None:
    click.echo()
    click.echo("  " + " ".join(sentence.text.split()))
    for clause in sentence.clauses:
        click.secho(f"      {clause}", dim=True)
    for candidate in sentence.candidates:
        click.echo(f"    * {candidate}")
