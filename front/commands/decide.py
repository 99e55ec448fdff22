"""`backchannel decide`: one judgement, or one taken back."""

from __future__ import annotations

import click

from backchannel.graph.decisions import decide, read_decisions
from backchannel.graph.workspace import Workspace
from backchannel.judging import decision_options, full_id, subject_of
from backchannel.revision import judge, judge_all
from backchannel.schema.model import VERDICTS


@click.command()
@click.argument("directory", metavar="DIR")
@click.argument("verdict", required=False, type=click.Choice([v for v in VERDICTS if v != "undo"]))
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--about", type=click.Choice(["actor", "contact", "report"]), help="What the ids are of, if not clear.")
@click.option("--set", "correction", metavar="FIELD=VALUE", help="With correct: date=2022-02-14, participant.0.name=…")
@click.option("--undo", metavar="DECISION", help="Take this decision back.")
@click.option("--import", "imported", metavar="FILE", help="Take the decisions of a file, such as the page's flags.")
@click.option("--list", "listed", is_flag=True, help="Show the decisions in force.")
@decision_options
def command(
    directory: str,
    verdict: str | None,
    ids: tuple[str, ...],
    about: str | None,
    correction: str | None,
    undo: str | None,
    imported: str | None,
    listed: bool,
    who: str,
    when: str,
    why: str,
) -> None:
    """Judge: same or different (two actors or contacts), unsure, wrong, right, or correct a field.

    An ID is an actor's, a contact's or a report's, or the beginning of one; REPORT/NUMBER is one participant of one
    report (counted from 0). The decision is kept in the workspace, holds for new articles too, and can be taken back.

    \b
    Example:
        backchannel decide graph same person.jokowi person.joko-widodo.ID --why "nickname"
        backchannel decide graph correct 4f39e77a --set date=2022-02-14
        backchannel decide graph --undo 9f2c11d0a4b7
        backchannel decide graph --import decisions.jsonl
    """
    if listed:
        _show(directory)
        return
    if imported:
        if verdict or undo:
            raise click.UsageError("--import takes its decisions from the file alone.")
        change = judge_all(directory, read_decisions(imported))
        click.echo(f"{len(change.new)} decisions taken, {len(change.same)} stand already")
        return
    if bool(verdict) == bool(undo):
        raise click.UsageError("Give a verdict with its ids, or --undo DECISION.")
    name, _, value = (correction or "").partition("=")
    if (verdict == "correct") != bool(name):
        raise click.UsageError("correct needs --set FIELD=VALUE, and nothing else takes it.")
    workspace = Workspace.open(directory)
    graph = workspace.graph()
    told = verdict or "undo"
    meant = [full_id(i, graph, (d.id for d in graph.decisions) if undo else ()) for i in ([undo] if undo else ids)]
    subject = about or subject_of(told, meant, graph) if meant else "contact"
    made = decide(told, subject, meant, who, when, why, name or None, (value or None) if name else None)
    change = judge(directory, made)
    click.echo(f"decision {made.id}" if change.new else f"decision {made.id} stands already; nothing changed")


def _show(directory: str) -> None:
    for d in Workspace.open(directory).graph().decisions:
        what = f" {d.field}={d.value or ''}" if d.field else ""
        click.echo(f"{d.id}  {d.when}  {d.who}: {d.verdict} {d.subject} {' '.join(d.ids)}{what}  {d.why}".rstrip())
