"""`backchannel evaluate`: how well what is read from articles agrees with what a careful reader finds in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from backchannel.evaluation import Evaluation, Mistake, evaluate
from backchannel.gold import GoldContact, read_gold
from backchannel.output import SomeFailed, count, visible, warn
from backchannel.pipeline import extract, read_all
from backchannel.schema.errors import ArticleError, BackchannelError
from backchannel.schema.model import Report

QUOTE = 180  # characters of a passage in the list of mistakes


@click.command()
@click.argument("gold", metavar="GOLD")
@click.option("--articles", multiple=True, metavar="PATH", help="Read these articles; may be repeated.")
@click.option("--reports", metavar="FILE", help="Take these reports, as `backchannel extract` prints them.")
@click.option("--show", is_flag=True, help="List every contact that is missed, false or inexact.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
def command(gold: str, articles: tuple[str, ...], reports: str | None, show: bool, as_json: bool) -> None:
    """Measure what is read from articles against GOLD, a file of contacts that a careful reader found in them.

    \b
    Example:
        backchannel evaluate gold.jsonl --articles articles/ --show
    """
    if bool(articles) == bool(reports):
        raise click.UsageError("Give either --articles or --reports.")
    wanted = read_gold(gold)
    failed = 0

    def tell(problem: ArticleError) -> None:
        nonlocal failed
        failed += 1
        warn(problem)

    if reports:
        found = _read_reports(reports)
    else:
        found = {article.id: list(said) for article, said in extract(read_all(articles, tell), tell)}
    _tell_strays({a.article for a in wanted}, set(found), complete=bool(articles))
    result = evaluate(wanted, found)
    if show:
        for mistake in result.mistakes:
            click.echo(visible(" ".join(_line(mistake).split())))
    click.echo(json.dumps(result.as_json()) if as_json else figures(result))
    if failed:
        raise SomeFailed(f"{count(failed, 'input')} could not be read; the figures hold for the others")


def figures(result: Evaluation) -> str:
    """The figures as a few lines of text."""
    n = result.counts
    lines = [
        f"articles {n['articles']}  gold contacts {n['gold']}  predicted {n['predicted']}  "
        f"false alarms in the {n['empty']} articles without contact {n['alarms']}"
    ]
    for name, rates in (("found", result.found), ("strict", result.strict)):
        lines.append(f"{name:7} P {rates.precision:.3f}  R {rates.recall:.3f}  F1 {rates.f1:.3f}")
    lines.append("fields  " + "  ".join(f"{name} {share}" for name, share in result.fields.items()))
    return "\n".join(lines)


def _read_reports(path: str) -> dict[str, list[Report]]:
    found: dict[str, list[Report]] = {}
    try:
        lines = Path(path).read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BackchannelError(f"{path}: {getattr(error, 'strerror', None) or 'not UTF-8 text'}") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                report = Report.from_json(json.loads(line))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise BackchannelError(f"{path}:{number}: not a report: {error}") from None
            found.setdefault(report.article, []).append(report)
    return found


def _tell_strays(wanted: set[str], found: set[str], complete: bool) -> None:
    """Articles that stand on one side only: passed over in the gold's absence, counted as silent in the other case."""
    if found - wanted:
        warn(f"{count(len(found - wanted), 'article')} passed over, not in the gold, such as {min(found - wanted)}")
    if complete and wanted - found:
        warn(f"{count(len(wanted - found), 'article')} of the gold not read, such as {min(wanted - found)}")


def _line(mistake: Mistake) -> str:
    """`MISSED a-1: A + B, meeting, occurred, 2022-02-14: "the words"`."""
    parts = [f"{mistake.kind.upper():7} {mistake.article}:"]
    if mistake.found:
        parts.append(_found(mistake.found))
    if mistake.found and mistake.wanted:
        parts.append("wanted")
    if mistake.wanted:
        parts.append(_wanted(mistake.wanted))
    passages: Sequence[object] = (
        [e.text for e in mistake.found.evidence] if mistake.found else mistake.wanted.evidence if mistake.wanted else ()
    )
    return " ".join([*parts, f'"{str(passages[0])[:QUOTE]}"' if passages else ""])


def _found(report: Report) -> str:
    who = " + ".join(f"{p.name} ({p.role})" for p in report.participants)
    return f"{who}, {report.channel}, {report.status}, {report.date or 'no date'}"


def _wanted(gold: GoldContact) -> str:
    who = " + ".join(f"{p.names[0] if p.names else '?'} ({p.role})" for p in gold.participants)
    return f"{who}, {gold.channels[0]}, {gold.statuses[0]}, {gold.dates[0] or 'no date'}"
