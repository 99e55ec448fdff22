"""`backchannel build`: articles in, workspace out."""

from __future__ import annotations

import re

import click

from backchannel.extractors.engine import ENGINES
from backchannel.extractors.reading import ReadOptions
from backchannel.graph.iris import DEFAULT_BASE, checked_base
from backchannel.judging import authority_option, take_authority
from backchannel.model_options import Reading, model_options
from backchannel.output import SomeFailed, count, warn
from backchannel.pipeline import Built, build, demo_articles, read_all
from backchannel.progress import no_progress, progress_bar
from backchannel.reading_options import reading_options
from backchannel.sharded import EngineChoice, build_in_shards, chosen_engine, extract_share


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-o", "--output", "directory", metavar="DIR", help="The workspace; an older one is replaced in one step.")
@click.option("--demo", is_flag=True, help="Build the five sample articles that come with the package.")
@click.option("--base-iri", default=DEFAULT_BASE, show_default=True, metavar="IRI", help="Where the data's IRIs live.")
@click.option("--engine", type=click.Choice(ENGINES), help="Where to extract; `local` by itself from 32 MB on.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Processes, or Spark cores; else all cores.")
@click.option("--master", metavar="URL", help="The Spark cluster, such as spark://host:7077, yarn or local[4].")
@click.option("--share", metavar="I/N", help="Only extract the I-th of N shares (from 1); a build without it merges.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@authority_option
@reading_options
@model_options
def command(
    paths: tuple[str, ...],
    directory: str | None,
    demo: bool,
    base_iri: str,
    engine: str | None,
    workers: int | None,
    master: str | None,
    share: str | None,
    quiet: bool,
    authority: tuple[str, ...],
    reading: ReadOptions,
    how: Reading,
) -> None:
    """Build a graph of contacts from articles: files, folders, or - for standard input.

    A long build shows how far it is; stopped, it goes on where it was when the same command is run again.

    \b
    Example:
        backchannel build articles/ -o graph
        backchannel build --demo -o demo
        backchannel build crawl.jsonl.gz pages.zip -o graph --engine local --workers 4
    """
    if demo == bool(paths):
        raise click.UsageError("Name the articles to build, or use --demo.")
    if directory is None:
        if not demo:
            raise click.UsageError("Name the workspace with -o DIR.")
        directory = "backchannel-demo"
    checked_base(base_iri)
    reader = how.reader()
    if reader is not None and (engine is not None or share is not None):
        raise click.UsageError("--engine is for the rules: a model is asked from this one process.")
    if how.dry_run:
        with demo_articles() as files:
            how.show_requests(read_all(files if demo else paths, warn, reading))
        return
    if share is not None:
        choice = chosen_engine(paths, engine or "local", workers, master)
        done = extract_share(
            paths, directory, reading, choice or EngineChoice(), share_of(share), no_progress if quiet else progress_bar
        )
        click.echo(f"{count(done, 'article')} in share {share}; the same command without --share merges all shares")
        return
    if demo:
        with demo_articles() as files:
            built = build(files, directory, warn, base_iri, reader=reader)
    elif reader is not None:
        built = build(paths, directory, warn, base_iri, reading, reader=reader)
    elif choice := chosen_engine(paths, engine, workers, master):
        built = build_in_shards(
            paths, directory, warn, base_iri, reading, choice, no_progress if quiet else progress_bar
        )
    else:
        built = build(paths, directory, warn, base_iri, reading)
    _show(built)
    take_authority(directory, authority)
    if built.failed:
        raise SomeFailed(f"{count(built.failed, 'input')} could not be read; the graph holds the others")


def share_of(text: str) -> tuple[int, int]:
    """(index from 0, number of shares) of `I/N`."""
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise click.BadParameter(f"{text!r} is not I/N with I from 1 to N", param_hint="--share")
    return int(found[1]) - 1, int(found[2])


def _show(built: Built) -> None:
    click.echo(
        f"{count(built.articles, 'article')}, {count(built.reports, 'report')}: "
        f"{count(built.contacts, 'contact')} between {count(built.actors, 'actor')}"
    )
    click.echo(f"page: {built.workspace.path / 'network.html'}")
