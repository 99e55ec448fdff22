"""What the commands that take decisions share: who decides and when, short ids, and what is shown of a thing."""

from __future__ import annotations

import datetime
import getpass
import os
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from backchannel.graph.authority import read_authority
from backchannel.graph.identity import mention_of
from backchannel.output import count
from backchannel.revision import know
from backchannel.schema.errors import DecisionError
from backchannel.schema.model import Actor, Contact, MergedGraph, Report

F = TypeVar("F", bound=Callable[..., Any])
QUOTES = 3  # reports of one thing that are quoted


def decision_options(command: F) -> F:
    """Give a command the options that say who decides, when and why."""
    for option in (
        click.option("--why", default="", metavar="TEXT", help="The reason."),
        click.option("--when", default=today, metavar="DATE", help="The day of the decision; today if not given."),
        click.option(
            "--who", default=whoami, metavar="NAME", help="Who decides; $BACKCHANNEL_USER or the user's name."
        ),
    ):
        command = option(command)
    return command


authority_option = click.option(
    "--authority",
    multiple=True,
    metavar="FILE",
    help="Who is known elsewhere: a Wikidata query result (CSV, JSON) or FollowTheMoney lines.",
)


def take_authority(directory: str, files: Iterable[str]) -> None:
    """Take authority files into a workspace and say how many actors are linked."""
    read = [entry for path in files for entry in read_authority(path)]
    if read:
        graph = know(directory, read).graph
        linked = sum(bool(a.links) for a in graph.actors.values())
        click.echo(f"{count(len(read), 'known actor')} read, {count(linked, 'actor')} linked")


def today() -> str:
    """This day."""
    return datetime.date.today().isoformat()


def whoami() -> str:
    """Who sits here."""
    try:
        return os.environ.get("BACKCHANNEL_USER") or getpass.getuser()
    except (KeyError, OSError):
        return "somebody"


def full_id(told: str, graph: MergedGraph, known: Iterable[str] = ()) -> str:
    """The id that begins so, if there is one only; what is no beginning of an id stays as it is."""
    if told in graph.reports or told in graph.actors:
        return told
    report, slash, number = told.rpartition("/")
    if slash:
        return f"{full_id(report, graph)}/{number}"
    fitting = {i for ids in (graph.reports, graph.actors, known) for i in ids if i.startswith(told)}
    if len(fitting) > 1:
        raise DecisionError(f"{told} begins {len(fitting)} ids, such as {' and '.join(sorted(fitting)[:2])}")
    return fitting.pop() if fitting else told


def subject_of(verdict: str, ids: Iterable[str], graph: MergedGraph) -> str:
    """What the ids are of."""
    if verdict == "undo":
        return "decision"
    first = next(iter(ids))
    if first in graph.actors or mention_of(first) or "." in first:
        return "actor"
    if verdict in ("same", "different", "unsure") or first in {c.id for c in graph.contacts}:
        return "contact"
    return "report"


def lines_about(told: str, graph: MergedGraph) -> list[str]:
    """What a person needs to judge an actor, a contact or a report: what it is, and quotes."""
    if told in graph.actors:
        reports = sorted({place[0] for place, actor in graph.participants.items() if actor == told})
        return [*_actor_lines(graph.actors[told]), *_quotes(reports, graph)]
    contact = next((c for c in graph.contacts if told in c.reports), None)
    if contact is not None:
        return [*_contact_lines(contact, graph), *_quotes(contact.reports, graph)]
    return _quotes([told], graph) if told in graph.reports else [told]


def _actor_lines(actor: Actor) -> list[str]:
    offices = ", ".join(f"{m.office} {m.earliest or ''}–{m.latest or ''}" for m in actor.memberships)
    also = ", ".join(actor.aliases[:6])
    told = [f"{actor.name} ({actor.kind}{', ' + actor.country if actor.country else ''})", f"id {actor.id}"]
    return told + ([f"also {also}"] if also else []) + ([f"as {offices}"] if offices else [])


def _contact_lines(contact: Contact, graph: MergedGraph) -> list[str]:
    names = " – ".join(graph.actors[p.actor].name for p in contact.participants)
    where = f" in {contact.place}" if contact.place else ""
    return [names, f"{contact.channel}, {contact.status}, {contact.date or 'no date'}{where}", f"id {contact.id}"]


def _quotes(reports: Iterable[str], graph: MergedGraph) -> list[str]:
    found = []
    ordered = list(reports)
    for report_id in ordered[:QUOTES]:
        report: Report = graph.reports[report_id]
        published = graph.citations[report.article].published if report.article in graph.citations else None
        found.append(f"[{report.article}{', ' + published if published else ''}; report {report_id}]")
        found += [f"“{e.text}”" for e in report.evidence] or ["(no quote)"]
        found += [f"! {warning}" for warning in report.warnings]
    return found + ([f"… and {len(ordered) - QUOTES} more"] if len(ordered) > QUOTES else [])
