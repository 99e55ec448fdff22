"""`backchannel extract`: what each article says, before anything is merged."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import BinaryIO

import click

from backchannel.extractors.reading import ReadOptions
from backchannel.graph.iris import DEFAULT_BASE, Iris, checked_base
from backchannel.graph.rdf import article_nodes
from backchannel.graph.turtle import header, node_lines
from backchannel.model_options import Reading, model_options
from backchannel.output import SomeFailed, count, output_to, warn
from backchannel.pipeline import extract, read_all
from backchannel.reading_options import reading_options
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article, MergedGraph, Report
from backchannel.schema.vocabulary import NAMESPACES

Found = Iterable[tuple[Article, tuple[Report, ...]]]


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(["jsonl", "trig", "ttl"]), default="jsonl", show_default=True)
@click.option("-o", "--output", metavar="FILE", help="Write here instead of standard output.")
@click.option("--base-iri", default=DEFAULT_BASE, show_default=True, metavar="IRI", help="Where the data's IRIs live.")
@reading_options
@model_options
def command(
    paths: tuple[str, ...], form: str, output: str | None, base_iri: str, reading: ReadOptions, how: Reading
) -> None:
    """Print what each article says about each contact, one report a line.

    \b
    Example:
        backchannel extract articles/ --format jsonl -o reports.jsonl
        backchannel extract articles/ --extractor llm --llm-model any --llm-record asked --dry-run
    """
    checked_base(base_iri)
    failed = 0

    def tell(problem: ArticleError) -> None:
        nonlocal failed
        failed += 1
        warn(problem)

    articles = read_all(paths, tell, reading)
    if how.dry_run:
        how.show_requests(articles)
    else:
        _write(extract(articles, tell, how.reader()), output, form, base_iri)
    if failed:
        raise SomeFailed(f"{count(failed, 'input')} could not be read; the output holds the others")


def _write(found: Found, output: str | None, form: str, base: str) -> None:
    with output_to(output) as out:
        if form == "jsonl":
            _write_lines(found, out)
        else:
            _write_rdf(found, out, base, named=form == "trig")


def _write_lines(found: Found, out: BinaryIO) -> None:
    for _, reports in found:
        for report in reports:
            out.write(json.dumps(report.as_json(), ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")


def _write_rdf(found: Found, out: BinaryIO, base: str, named: bool) -> None:
    """Each article's own graph, as soon as it is read; without `named`, all in one."""
    out.write("".join(header({**NAMESPACES, **Iris(base).prefixes()})).encode())
    for article, reports in found:
        one = MergedGraph({}, (), {r.id: r for r in reports}, {article.id: article.citation}, {})
        nodes = article_nodes(one, Iris(base))
        out.write("".join(node_lines(nodes, named)).encode())
