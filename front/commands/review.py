"""`backchannel review`: what a person should judge, best question first, with both quotes side by side."""

from __future__ import annotations

import json
import sys

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from backchannel.graph.decisions import added, decide
from backchannel.graph.workspace import Workspace
from backchannel.judging import decision_options, lines_about
from backchannel.output import WIDE, count, visible, warn
from backchannel.revision import judge_all
from backchannel.schema.errors import DecisionError
from backchannel.schema.model import Decision, MergedGraph, Question

PAIR_KEYS = {"s": "same", "d": "different", "u": "unsure"}
REPORT_KEYS = {"r": "right", "w": "wrong"}


@click.command()
@click.argument("directory", metavar="DIR")
@click.option("--list", "listed", is_flag=True, help="Only show the questions, one JSON object a line.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Ask at most so many questions.")
@decision_options
def command(directory: str, listed: bool, limit: int | None, who: str, when: str, why: str) -> None:
    """Go through uncertain pairs and doubtful reports, the best question first.

    Answer s (same), d (different), u (unsure) for a pair; r (right), w (wrong) for a report; Enter goes on to the next
    question, q ends. The graph is merged again at the end; a run that is stopped before changes nothing.

    \b
    Example:
        backchannel review graph
        backchannel review graph --list
    """
    graph = Workspace.open(directory).graph()
    questions = graph.questions[:limit]
    if listed:
        for question in questions:
            click.echo(json.dumps(question.as_json(), ensure_ascii=False))
        return
    made = _ask(questions, graph, Workspace.open(directory).decisions, (who, when, why))
    if made:
        judge_all(directory, made)
    left = "" if questions else "nothing to review; "
    click.echo(f"{left}{count(len(made), 'decision')} taken")


def _ask(
    questions: tuple[Question, ...], graph: MergedGraph, log: tuple[Decision, ...], by: tuple[str, str, str]
) -> list[Decision]:
    """The decisions a person takes, each checked against those before it."""
    made: list[Decision] = []
    placed: set[str] = set()  # what was put together with something: its other questions may be settled by that
    for number, question in enumerate(questions, 1):
        if not placed.isdisjoint(question.ids):
            continue
        _show(question, graph, f"{number} of {len(questions)}")
        keys = REPORT_KEYS if question.subject == "report" else PAIR_KEYS
        ids = question.ids if question.subject == "report" else question.ids[:2]
        key = _key(keys)
        if key == "q":
            break
        if key in keys:
            who, when, why = by
            try:
                decision = decide(keys[key], question.subject, ids, who, when, why)
                log = added(log, decision)
                made.append(decision)
                placed.update(question.ids if decision.verdict == "same" else ())
            except DecisionError as error:
                warn(error)
    return made


def _key(keys: dict[str, str]) -> str:
    """The answer: a known key, q, or nothing."""
    told = " / ".join(f"[{k}] {v}" for k, v in keys.items())
    while True:
        click.echo(f"{told} / [Enter] next / [q] quit > ", nl=False)
        line = sys.stdin.readline()
        answer = line.strip().lower()[:1]
        if not line or answer in (*keys, "", "q"):
            return answer if line else "q"


def _show(question: Question, graph: MergedGraph, title: str) -> None:
    console = Console(width=None if sys.stdout.isatty() else WIDE, highlight=False)
    heading = f"{title}: {question.subject}, {question.score:.2f}: {'; '.join(question.reasons)}"
    table = Table(title=visible(heading), title_justify="left", show_header=False, expand=True, show_lines=True)
    table.add_row(*(Text(visible("\n".join(lines_about(i, graph)))) for i in question.ids))
    console.print(table)
