"""The merged graph as rows of a file, and back; rows of an older file are taken over where the thing is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from backchannel.graph.changes import Changes
from backchannel.graph.rowfiles import line_of
from backchannel.schema.model import Actor, Citation, Conflict, Contact, Decision, MergedGraph, Question, Report

Thing = Citation | Actor | Contact | Conflict | Question | Decision
_READERS: Mapping[str, Callable[[dict[str, Any]], Any]] = {
    "citation": Citation.from_json,
    "actor": Actor.from_json,
    "contact": Contact.from_json,
    "conflict": Conflict.from_json,
    "question": Question.from_json,
    "decision": Decision.from_json,
}


class Standing:
    """Lines as they stand in an older workspace, of which those can be taken over that still hold."""

    def __init__(self, lines: Mapping[tuple[str, str], bytes] | None = None, changed: Changes | None = None) -> None:
        """`lines` are by kind and id; without `changed` none of them holds."""
        self._lines = lines if lines and changed else {}
        self._changed: Mapping[str, frozenset[str]] = {
            "citation": changed.articles if changed else frozenset(),
            "actor": changed.actors if changed else frozenset(),
            "contact": changed.contacts if changed else frozenset(),
            "participants": changed.reports if changed else frozenset(),
            "report": changed.reports if changed else frozenset(),
        }

    def get(self, kind: str, name: str) -> bytes | None:
        """The older line if it still holds."""
        return None if name in self._changed[kind] else self._lines.get((kind, name))


def merged_lines(graph: MergedGraph, standing: Standing) -> Iterator[bytes]:
    """The merged graph without its reports, one line a thing, the kind of thing under `is`."""
    for kind, things in (
        ("citation", graph.citations.values()),
        ("actor", graph.actors.values()),
        ("contact", graph.contacts),
    ):
        for thing in things:
            yield standing.get(kind, thing.id) or line_of(merged_row(thing))
    by_report: dict[str, dict[int, str]] = {}
    for (report, index), actor_id in graph.participants.items():
        by_report.setdefault(report, {})[index] = actor_id
    for report, parts in sorted(by_report.items()):
        yield standing.get("participants", report) or line_of(participants_row(report, parts))
    for some in (graph.conflicts, graph.questions, graph.decisions):
        yield from (line_of(merged_row(one)) for one in some)


def merged_row(thing: Thing) -> dict[str, Any]:
    """A row of merged.jsonl."""
    return {"is": type(thing).__name__.lower(), **thing.as_json()}


def participants_row(report: str, actors: Mapping[int, str]) -> dict[str, Any]:
    """The row of merged.jsonl that says which actors take part in a report."""
    return {"is": "participants", "report": report, "actors": [[i, actors[i]] for i in sorted(actors)]}


def report_lines(graph: MergedGraph, standing: Standing) -> Iterator[bytes]:
    """Every report, in the order of articles and ids."""
    for _, report_id in sorted((r.article, i) for i, r in graph.reports.items()):
        yield standing.get("report", report_id) or line_of(graph.reports[report_id].as_json())


def things_of(rows: Iterable[dict[str, Any]]) -> Iterator[Thing]:
    """What the rows stand for, one after the other, without who takes part in which report."""
    for row in rows:
        if row["is"] != "participants":
            yield _READERS[row["is"]](row)


def merged_graph(reports: Mapping[str, Report], rows: Iterable[dict[str, Any]]) -> MergedGraph:
    """The graph that the rows stand for."""
    found: dict[str, list[Any]] = {name: [] for name in _READERS}
    participants: dict[tuple[str, int], str] = {}
    for row in rows:
        if row["is"] == "participants":
            for index, actor_id in row["actors"]:
                participants[row["report"], index] = actor_id
        else:
            found[row["is"]].append(_READERS[row["is"]](row))
    return MergedGraph(
        actors={a.id: a for a in found["actor"]},
        contacts=tuple(found["contact"]),
        reports=reports,
        citations={c.id: c for c in found["citation"]},
        participants=participants,
        decisions=tuple(found["decision"]),
        conflicts=tuple(found["conflict"]),
        questions=tuple(found["question"]),
    )
