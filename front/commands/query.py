"""`backchannel query`: SPARQL and named queries."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypedDict

import click

from backchannel.endpoint import Endpoint
from backchannel.graph.iris import DEFAULT_BASE, checked_base
from backchannel.graph.queries import Asker, bind
from backchannel.graph.results import BY_NAME
from backchannel.graph.sparql import fill, guessed_term
from backchannel.graph.store import Answer, QueryWorker, prefixes_for
from backchannel.graph.turtle import Shortener
from backchannel.graph.workspace import Workspace
from backchannel.output import output_to, show_table
from backchannel.schema.errors import QueryError


class Limits(TypedDict):
    """What bounds an answer."""

    time_limit: float | None
    row_limit: int | None


@click.command()
@click.argument("words", nargs=-1, metavar="DIR [SPARQL]")
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL server; there is no DIR then.")
@click.option("--base-iri", metavar="IRI", help="Where its data lives, if it was built with this option.")
@click.option("--file", "file", metavar="FILE", help="Read the query from a file, - for standard input.")
@click.option("--named", metavar="NAME", help="A query of the library; `backchannel queries` lists them.")
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="What $NAME in the query stands for.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", *BY_NAME]),
    default="table",
    show_default=True,
    help="How to write the answer; rows as table, CSV and so on, triples (CONSTRUCT, DESCRIBE) as RDF.",
)
@click.option("-o", "--output", metavar="FILE", help="Write here instead of standard output.")
@click.option("--time-limit", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="Stop it then.")
@click.option("--row-limit", type=click.IntRange(1), metavar="N", help="An answer with more rows is an error.")
def command(
    words: tuple[str, ...],
    endpoint: str | None,
    base_iri: str | None,
    file: str | None,
    named: str | None,
    params: tuple[str, ...],
    form: str,
    output: str | None,
    time_limit: float | None,
    row_limit: int | None,
) -> None:
    """Ask the graph in DIR with SPARQL 1.1, all prefixes bound.

    \b
    Example:
        backchannel query graph "SELECT ?name { ?who bc:met/foaf:name ?name }"
        backchannel query graph --named who-contacted --param actor=Lavrov
        backchannel query --endpoint http://localhost:8010/sparql --named busiest
    """
    directory, sparql = _words(words, endpoint)
    if base_iri is not None and endpoint is None:
        raise click.UsageError("--base-iri goes with --endpoint; a workspace knows its own.")
    if sum(source is not None for source in (sparql, file, named)) != 1:
        raise click.UsageError("Give one query: as SPARQL, with --file, or with --named.")
    if form == "table" and output is not None:
        raise click.UsageError("A table goes to the terminal; choose another --format for a file.")
    limits: Limits = {"time_limit": time_limit, "row_limit": row_limit}
    with _asker(directory, endpoint, base_iri) as (asker, base):
        query = _query(sparql, file, named, dict(_split(p) for p in params), asker)
        answer = asker.ask(query, "json" if form == "table" else form, **limits)
        if form == "table" and answer.kind == "triples":
            answer, form = asker.ask(query, "turtle", **limits), "turtle"
    if form == "table":
        _show(answer, Shortener(prefixes_for(base)))
    else:
        with output_to(output) as out:
            out.write(answer.body)


def _words(words: tuple[str, ...], endpoint: str | None) -> tuple[str | None, str | None]:
    """DIR and SPARQL out of the arguments; with an endpoint there is no DIR."""
    most = 1 if endpoint is not None else 2
    if len(words) > most:
        raise click.UsageError(f"Too many arguments: {words[most]!r}.")
    if endpoint is not None:
        return None, words[0] if words else None
    if not words:
        raise click.UsageError("Missing argument 'DIR'.")
    return words[0], words[1] if len(words) == 2 else None


@contextmanager
def _asker(
    directory: str | None, endpoint: str | None, base: str | None
) -> Iterator[tuple[QueryWorker | Endpoint, str]]:
    """What answers, and the base IRI of its data."""
    if endpoint is not None:
        checked = checked_base(base or DEFAULT_BASE)
        yield Endpoint(endpoint, checked), checked
        return
    assert directory is not None
    workspace = Workspace.open(directory)
    with QueryWorker(workspace.path / "store", workspace.base) as worker:
        yield worker, workspace.base


def _query(sparql: str | None, file: str | None, named: str | None, given: dict[str, str], asker: Asker) -> str:
    if named is not None:
        return bind(named, given, asker)
    text = sparql if sparql is not None else _read(file or "-")
    return fill(text, {name: guessed_term(value) for name, value in given.items()})


def _split(param: str) -> tuple[str, str]:
    name, equals, value = param.partition("=")
    if not equals or not name.isidentifier():
        raise click.UsageError(f"--param needs NAME=VALUE, not {param!r}.")
    return name, value


def _read(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{file}: {getattr(error, 'strerror', None) or 'not UTF-8 text'}") from None


def _show(answer: Answer, short: Shortener) -> None:
    """Rows as a table with short names for IRIs, yes or no as a word."""
    found = json.loads(answer.body)
    if answer.kind == "boolean":
        click.echo("yes" if found["boolean"] else "no")
    else:
        variables = found["head"]["vars"]
        show_table(variables, ([_cell(row.get(v), short) for v in variables] for row in found["results"]["bindings"]))


def _cell(term: dict[str, Any] | None, short: Shortener) -> str:
    if term is None:
        return ""
    if term["type"] == "triple":
        return " ".join(_cell(part, short) for part in term["value"].values())
    return short.iri(term["value"]).strip("<>") if term["type"] == "uri" else str(term["value"])
