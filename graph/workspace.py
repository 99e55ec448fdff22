"""The folder a build leaves behind: everything that later commands read, replaced in one step or not at all.

store/           the quads, opened by Oxigraph
reports.jsonl    what each article says
articles.jsonl   the articles with their texts
skipped.jsonl    what could not be read, and why
decisions.jsonl  the log of human judgements, append-only
authority.jsonl  the actors known from authority files
merged.jsonl     actors, contacts, conflicts and questions as they were merged, so that opening needs no merge
contacts.ttl     the merged graph, readable
contacts.trig    everything, readable
network.html     the interactive page
workspace.json   the format's version and the base IRI
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from backchannel.graph import rdf
from backchannel.graph.authority import Authority
from backchannel.graph.folders import replacing
from backchannel.graph.iris import DEFAULT_BASE, checked_base
from backchannel.schema.errors import ArticleError, StoreError
from backchannel.schema.model import (
    Actor,
    Article,
    Citation,
    Conflict,
    Contact,
    Decision,
    MergedGraph,
    Question,
    Report,
)

FORMAT = 1
MARKER = "workspace.json"
PAGE = "network.html"
OWN = frozenset(
    {
        "store",
        "reports.jsonl",
        "articles.jsonl",
        "skipped.jsonl",
        "decisions.jsonl",
        "authority.jsonl",
        "merged.jsonl",
        "contacts.ttl",
        "contacts.trig",
        PAGE,
        MARKER,
    }
)


class Workspace:
    """A built graph on disk, opened for reading."""

    def __init__(self, path: Path, base: str) -> None:
        self.path = path
        self.base = base

    @classmethod
    def open(cls, directory: str | Path) -> Workspace:
        """The workspace in `directory`; StoreError if there is none or another version wrote it."""
        path = Path(directory)
        try:
            marker = json.loads((path / MARKER).read_text("utf-8"))
            version, base = marker["format"], checked_base(marker["base"])
        except FileNotFoundError:
            raise StoreError(f"{path}: no workspace (make one with `backchannel build`)") from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{path}: cannot be opened: {error}") from None
        if version != FORMAT:
            raise StoreError(f"{path}: written in format {version}, this version reads {FORMAT}: build it again")
        return cls(path, base)

    @classmethod
    def replace(
        cls,
        directory: str | Path,
        graph: MergedGraph,
        articles: Iterable[Article],
        decisions: Iterable[Decision] | None = None,
        base: str = DEFAULT_BASE,
        page: Callable[[MergedGraph, Path], None] | None = None,
        skipped: Iterable[ArticleError] = (),
        in_order: bool = False,
        authority: Iterable[Authority] = (),
    ) -> Workspace:
        """Write a workspace, putting it in the place of an older one only when it is complete.

        `decisions` is the whole log, by default those in `graph`; `page` writes the interactive page; `skipped` is what
        could not be read. Articles that come `in_order` of their ids are written without being held in memory. Files in
        an older workspace that are not its own (exports, notes) are kept.
        """
        path = Path(directory)
        checked_base(base)
        with replacing(path, OWN, MARKER) as new:
            log = graph.decisions if decisions is None else decisions
            ordered = articles if in_order else sorted(articles, key=lambda a: a.id)
            write_rows(new / "articles.jsonl", (a.as_json() for a in ordered))
            missing = sorted({(e.source, e.reason) for e in skipped})
            write_rows(new / "skipped.jsonl", ({"source": s, "reason": r} for s, r in missing))
            write_rows(new / "reports.jsonl", (r.as_json() for r in _sorted_reports(graph)))
            write_rows(new / "decisions.jsonl", (d.as_json() for d in log))
            write_rows(new / "authority.jsonl", (a.as_json() for a in authority))
            write_rows(new / "merged.jsonl", _merged_rows(graph))
            rdf.write_files(graph, new / "contacts.ttl", new / "contacts.trig", base)
            _fill(new / "store", new / "contacts.trig")
            if page is not None:
                page(graph, new / PAGE)
            marker = {"format": FORMAT, "base": base}
            (new / MARKER).write_text(json.dumps(marker, sort_keys=True) + "\n", "utf-8")
        return cls(path, base)

    create = replace

    @cached_property
    def store(self) -> ox.Store:
        """The quads, read-only."""
        try:
            return ox.Store.read_only(str(self.path / "store"))
        except OSError as error:
            raise StoreError(f"{self.path}: the store cannot be opened: {error}") from None

    @cached_property
    def articles(self) -> dict[str, Article]:
        """The articles with their texts, by id."""
        return {row["id"]: Article.from_json(row) for row in self._rows("articles.jsonl")}

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The whole log of judgements, in the order they were taken."""
        return tuple(Decision.from_json(row) for row in self._rows("decisions.jsonl"))

    @property
    def authority(self) -> tuple[Authority, ...]:
        """The actors known from the authority files that the workspace was built with."""
        if not (self.path / "authority.jsonl").exists():
            return ()
        return tuple(Authority.from_json(row) for row in self._rows("authority.jsonl"))

    @property
    def skipped(self) -> tuple[ArticleError, ...]:
        """What could not be read."""
        if not (self.path / "skipped.jsonl").exists():
            return ()
        return tuple(ArticleError(row["source"], row["reason"]) for row in self._rows("skipped.jsonl"))

    @property
    def reports(self) -> tuple[Report, ...]:
        """Every report, also those that a decision leaves out of the merged graph."""
        return tuple(Report.from_json(row) for row in self._rows("reports.jsonl"))

    def graph(self) -> MergedGraph:
        """The merged graph as it was built, without merging again."""
        return self._graph

    @cached_property
    def _graph(self) -> MergedGraph:
        try:
            return _merged(self.reports, self._rows("merged.jsonl"))
        except (KeyError, TypeError, ValueError) as error:
            raise StoreError(f"{self.path}: merged.jsonl is broken: {error!r}") from None

    def _rows(self, name: str) -> Iterator[dict[str, Any]]:
        return read_rows(self.path / name)


def _fill(folder: Path, trig: Path) -> None:
    """A new store with the quads of a TriG file, which the engine reads faster than Python hands it quads."""
    store = ox.Store(str(folder))
    store.bulk_load(path=str(trig), format=ox.RdfFormat.TRIG)
    store.optimize()  # halves the time of most queries
    store.flush()


def write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """One JSON object a line, UTF-8; half surrogate pairs keep their escape."""
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="\n") as out:
        for row in rows:
            out.write(json_line(row))


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-lines file; StoreError names the line that is none."""
    try:
        with path.open(encoding="utf-8", errors="surrogatepass", newline="\n") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    row = json.loads(line)
                except ValueError as error:
                    raise StoreError(f"{path}:{number}: not JSON: {error}") from None
                if not isinstance(row, dict):
                    raise StoreError(f"{path}:{number}: not a JSON object")
                yield row
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror or error}") from None


def _sorted_reports(graph: MergedGraph) -> list[Report]:
    return sorted(graph.reports.values(), key=lambda r: (r.article, r.id))


def _merged_rows(graph: MergedGraph) -> Iterator[dict[str, Any]]:
    """The merged graph without its reports, one row a thing, the kind of thing under `is`."""
    yield from (merged_row(citation) for citation in graph.citations.values())
    yield from (merged_row(actor) for actor in graph.actors.values())
    yield from (merged_row(contact) for contact in graph.contacts)
    by_report: dict[str, dict[int, str]] = {}
    for (report, index), actor_id in graph.participants.items():
        by_report.setdefault(report, {})[index] = actor_id
    for report, parts in sorted(by_report.items()):
        yield participants_row(report, parts)
    for some in (graph.conflicts, graph.questions, graph.decisions):
        yield from map(merged_row, some)


def merged_row(thing: Citation | Actor | Contact | Conflict | Question | Decision) -> dict[str, Any]:
    """A row of merged.jsonl."""
    return {"is": type(thing).__name__.lower(), **thing.as_json()}


def participants_row(report: str, actors: Mapping[int, str]) -> dict[str, Any]:
    """The row of merged.jsonl that says which actors take part in a report."""
    return {"is": "participants", "report": report, "actors": [[i, actors[i]] for i in sorted(actors)]}


def json_line(row: dict[str, Any]) -> str:
    """A row as it stands in a file."""
    return json.dumps(row, ensure_ascii=False) + "\n"


def _merged(reports: Iterable[Report], rows: Iterable[dict[str, Any]]) -> MergedGraph:
    found: dict[str, list[Any]] = {name: [] for name in _READERS}
    participants: dict[tuple[str, int], str] = {}
    for row in rows:
        if row["is"] == "participants":
            participants |= {(row["report"], index): actor_id for index, actor_id in row["actors"]}
        else:
            found[row["is"]].append(_READERS[row["is"]](row))
    return MergedGraph(
        actors={a.id: a for a in found["actor"]},
        contacts=tuple(found["contact"]),
        reports={r.id: r for r in reports},
        citations={c.id: c for c in found["citation"]},
        participants=participants,
        decisions=tuple(found["decision"]),
        conflicts=tuple(found["conflict"]),
        questions=tuple(found["question"]),
    )


_READERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "citation": Citation.from_json,
    "actor": Actor.from_json,
    "contact": Contact.from_json,
    "conflict": Conflict.from_json,
    "question": Question.from_json,
    "decision": Decision.from_json,
}
