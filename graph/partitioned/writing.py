"""The last step: the workspace, out of tables that DuckDB sorts on disk. Text is written and loaded as it comes."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox

from backchannel.extractors.engine.local import sorted_rows
from backchannel.extractors.engine.tables import Tables
from backchannel.graph.authority import Authority
from backchannel.graph.iris import Iris
from backchannel.graph.merge import ordered
from backchannel.graph.merged_rows import merged_row
from backchannel.graph.pairs import MOST_CONTACTS, MOST_PAIRS, Extent, part_of
from backchannel.graph.partitioned.casting import question_row
from backchannel.graph.partitioned.resolving import Who
from backchannel.graph.partitioned.tables import (
    CAST,
    CASTING,
    CITATIONS,
    CONFLICTS,
    CONTACTS,
    DIRECT,
    NAMED,
    PAIRS,
    QUESTIONS,
    REPLACED,
    REPORTS,
    Plan,
    row_of,
    rows_of_files,
)
from backchannel.graph.rdf import (
    actor_nodes,
    bodies_of,
    decision_nodes,
    office_nodes,
    place_node,
    replaced_node,
    vocabulary_nodes,
)
from backchannel.graph.rowfiles import line_of, write_lines, write_rows
from backchannel.graph.terms import Node
from backchannel.graph.turtle import header, node_lines
from backchannel.graph.workspace import ARTICLES, MARKER, MERGED, PAGE, SKETCHES, marker_line
from backchannel.graph.workspace import REPORTS as REPORTS_FILE
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Citation, Conflict, Contact, Decision, MergedGraph, Question, Report
from backchannel.schema.vocabulary import NAMESPACES

LOADED = 8 * 1024 * 1024  # characters of RDF that the store takes at once; it holds thirty times as much meanwhile
Files = dict[str, list[str]]
Page = Callable[[MergedGraph, Path, Extent | None], None]  # a graph, where to, and the whole it is a part of


@dataclass(frozen=True, slots=True)
class Found:
    """What the steps before found: their tables, and what is held."""

    plan: Plan
    files: Files
    who: Who
    questions: list[Question]  # about actors
    articles: Callable[[], Iterator[str]]  # the articles with their texts as lines, in the order of their ids
    extent: Extent
    reports: int


def write_workspace(
    found: Found, folder: Path, log: Iterable[Decision], authority: Iterable[Authority], skipped: Iterable[ArticleError]
) -> None:
    """Write all files of a workspace but its page."""
    write_lines(folder / ARTICLES, (f"{row}\n".encode() for row in found.articles()))
    write_lines(folder / SKETCHES, _lines(found, CITATIONS, "ORDER BY id", "sketch"))
    missing = sorted({(e.source, e.reason) for e in skipped})
    write_rows(folder / "skipped.jsonl", ({"source": s, "reason": r} for s, r in missing))
    write_lines(folder / REPORTS_FILE, _lines(found, REPORTS, "ORDER BY article, id"))
    write_rows(folder / "decisions.jsonl", (d.as_json() for d in log))
    write_rows(folder / "authority.jsonl", (a.as_json() for a in authority))
    write_lines(folder / MERGED, _merged_lines(found))
    _write_rdf(found, folder)
    (folder / MARKER).write_text(marker_line(found.plan.base), "utf-8")


def write_page(found: Found, folder: Path, page: Page) -> None:
    """Write the page of a workspace: of all of it, or of its strongest pairs."""
    graph = _graph(found, None if found.extent.shown_whole else _strongest(found))
    page(graph, folder / PAGE, None if found.extent.shown_whole else found.extent)


def _lines(found: Found, table: str, order: str, column: str = "line") -> Iterator[Any]:
    for (line,) in rows_of_files(column, found.files[table], order):
        yield line


def _merged_lines(found: Found) -> Iterator[bytes]:
    yield from _lines(found, CITATIONS, "ORDER BY id")
    yield from (line_of(merged_row(actor)) for actor in found.who.actors.values())
    yield from _lines(found, CONTACTS, "ORDER BY id")
    yield from _lines(found, CAST, "ORDER BY report")
    yield from _lines(found, CONFLICTS, "ORDER BY contact, field")
    yield from (line_of(merged_row(question)) for question in _questions(found))
    yield from (line_of(merged_row(decision)) for decision in found.plan.judged.decisions)


def _questions(found: Found) -> Iterator[Question]:
    """Those about actors, which are held, among the others, which are not."""
    asked, joined = found.plan.file("asked"), found.plan.file("joined")
    schema = {QUESTIONS: CASTING[QUESTIONS]}
    for folder in (asked, joined):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    with Tables(asked, schema) as tables:
        for question in found.questions:
            tables.add(QUESTIONS, question_row(question))
    files = [*found.files[QUESTIONS], str(asked / QUESTIONS)]
    rows = rows_of_files("subject, ids, row", files, "ORDER BY subject, ids, row")
    with Tables(joined, schema) as tables:
        for _, group in itertools.groupby(rows, key=lambda row: row[:2]):
            same = (Question.from_json(json.loads(row)) for _, _, row in group)
            for question in ordered(same, found.plan.judged):
                tables.add(QUESTIONS, question_row(question))
    for (row,) in rows_of_files("row", [str(joined / QUESTIONS)], "ORDER BY distance, subject, ids"):
        yield Question.from_json(json.loads(row))


class _Loading:
    """Text that goes to a file and, a piece at a time, into the store."""

    def __init__(self, store: ox.Store, start: str) -> None:
        self._store, self._start = store, start
        self._held: list[str] = []
        self._size = 0

    def both(self, pieces: Iterable[str], out: IO[str]) -> None:
        """Write whole blocks and load them."""
        for piece in pieces:
            out.write(piece)
            self._held.append(piece)
            self._size += len(piece)
            if self._size >= LOADED:
                self.flush()

    def flush(self) -> None:
        """Load what is held."""
        if self._held:
            text = self._start + "".join(self._held)
            self._held, self._size = [], 0
            self._store.bulk_load(text.encode("utf-8"), ox.RdfFormat.TRIG)


def _write_rdf(found: Found, folder: Path) -> None:
    """The merged graph as Turtle, everything as TriG, which begins with the same bytes, and the store of it."""
    iris = Iris(found.plan.base)
    start = "".join(header({**NAMESPACES, **iris.prefixes()}))
    store = ox.Store(str(folder / "store"))
    loading = _Loading(store, start)
    with (folder / "contacts.ttl").open("w", encoding="utf-8", newline="\n") as out:
        out.write(start)
        loading.both(_merged_blocks(found, iris), out)
    shutil.copyfile(folder / "contacts.ttl", folder / "contacts.trig")
    with (folder / "contacts.trig").open("a", encoding="utf-8", newline="\n") as out:
        loading.both(_lines(found, CITATIONS, "ORDER BY id", "named"), out)
        loading.both(["".join(node_lines(decision_nodes(found.plan.judged.decisions, iris)))], out)
    loading.flush()
    store.optimize()
    store.flush()


def _merged_blocks(found: Found, iris: Iris) -> Iterator[str]:
    """The blocks of the merged graph, in the order of `rdf.merged_nodes`."""

    def text(nodes: Iterable[Node]) -> Iterator[str]:
        for node in nodes:
            yield "".join(node_lines([node]))

    yield from _lines(found, CONTACTS, "ORDER BY id", "text")
    replaced = rows_of_files("former, now", found.files[REPLACED], "ORDER BY former, now")
    yield from text(replaced_node(former, now, iris) for former, now in replaced)
    yield from text(_actor_nodes(found, iris))
    yield from text(office_nodes(found.who.actors.values(), iris))
    yield from _lines(found, CITATIONS, "ORDER BY id", "merged")
    places = rows_of_files("DISTINCT place", found.files[CONTACTS], "WHERE place <> '' ORDER BY place")
    yield from text(place_node(place, None, iris) for (place,) in places)
    yield from text(vocabulary_nodes())


def _actor_nodes(found: Found, iris: Iris) -> Iterator[Node]:
    """The actors, each with whom it reached and where it is named, out of two tables sorted alike."""
    actors = found.who.actors
    bodies = bodies_of(actors.values())
    direct = rows_of_files("DISTINCT actor, property, target", found.files[DIRECT], "ORDER BY ALL")
    named = rows_of_files("actor, report, participant", found.files[NAMED], "ORDER BY ALL")
    reached, told = _Beside(direct), _Beside(named)
    for actor_id in sorted(actors):
        yield from actor_nodes(actors[actor_id], reached.of(actor_id), told.of(actor_id), bodies, iris)


class _Beside:
    """Rows sorted by actor, taken actor by actor."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._groups = itertools.groupby(rows, key=lambda row: row[0])
        self._next = next(self._groups, None)

    def of(self, actor: str) -> list[tuple[str, Any]]:
        """The rest of the rows of an actor; actors must be asked for in order."""
        while self._next is not None and self._next[0] < actor:
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != actor:
            return []
        rows = [(row[1], row[2]) for row in self._next[1]]
        self._next = next(self._groups, None)
        return rows


_STRONGEST = """
WITH weighed AS (SELECT one, other, count(*) AS weight FROM read_parquet($pairs) GROUP BY ALL),
ranked AS (
    SELECT *, row_number() OVER order_of AS rank, sum(weight) OVER (order_of ROWS UNBOUNDED PRECEDING) AS room
    FROM weighed WINDOW order_of AS (ORDER BY weight DESC, one, other))
SELECT DISTINCT contact FROM read_parquet($pairs) pairs
SEMI JOIN (SELECT one, other FROM ranked WHERE rank <= $most_pairs AND room <= $most_contacts) chosen USING (one, other)
ORDER BY contact
"""


def _strongest(found: Found) -> list[str]:
    """The contacts of the strongest pairs, as `pairs.strongest` chooses them."""
    most = {"most_pairs": MOST_PAIRS, "most_contacts": MOST_CONTACTS}
    return [contact for (contact,) in sorted_rows(_STRONGEST, {"pairs": found.files[PAIRS], **most})]


def _graph(found: Found, chosen: list[str] | None) -> MergedGraph:
    """The merged graph as far as a page needs it: the chosen contacts with what they rest on, or all."""
    contacts = [Contact.from_json(row) for row in _some(found, CONTACTS, "id", chosen)]
    read = None if chosen is None else sorted({a for c in contacts for a in c.articles})
    told = None if chosen is None else sorted({r for c in contacts for r in c.reports})
    citations = {row["id"]: Citation.from_json(row) for row in _some(found, CITATIONS, "id", read)}
    reports = {r.id: r for r in map(Report.from_json, _some(found, REPORTS, "id", told))}
    conflicts = [Conflict.from_json(row) for row in _some(found, CONFLICTS, "contact", chosen, "contact, field")]
    actors = found.who.actors
    if chosen is not None:
        return part_of(contacts, actors, reports, citations, conflicts)
    return MergedGraph(actors, tuple(contacts), reports, citations, {}, conflicts=tuple(conflicts))


def _some(found: Found, table: str, column: str, ids: list[str] | None, order: str = "") -> Iterator[dict[str, Any]]:
    where = "" if ids is None else f"WHERE {column} IN (SELECT unnest(?::VARCHAR[]))"
    more = [] if ids is None else [ids]
    for (line,) in rows_of_files("line", found.files[table], f"{where} ORDER BY {order or column}", *more):
        yield row_of(line)
