"""The folder a build leaves behind: everything that later commands read, replaced in one step or not at all.

store/           the quads, opened by Oxigraph
reports.jsonl    what each article says
articles.jsonl   the articles with their texts
skipped.jsonl    what could not be read, and why
decisions.jsonl  the log of human judgements, append-only
authority.jsonl  the actors known from authority files
sketches.jsonl   what tells an article's copies
merged.jsonl     actors, contacts, conflicts and questions as they were merged, so that opening needs no merge
contacts.ttl     the merged graph, readable
contacts.trig    everything, readable
network.html     the interactive page
workspace.json   the format's version, the base IRI and the version of backchannel that wrote it
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from backchannel.extractors.duplicates import Sketch, sketch
from backchannel.graph import rdf
from backchannel.graph.authority import Authority
from backchannel.graph.collecting import uncollected
from backchannel.graph.folders import replacing
from backchannel.graph.iris import DEFAULT_BASE, checked_base
from backchannel.graph.merged_rows import Standing, Thing, merged_graph, merged_lines, report_lines, things_of
from backchannel.graph.rowfiles import line_of, read_rows, write_lines, write_rows
from backchannel.graph.storage import fill
from backchannel.schema.errors import ArticleError, StoreError
from backchannel.schema.model import Article, Decision, MergedGraph, Report

FORMAT = 1
MARKER = "workspace.json"
PAGE = "network.html"
ARTICLES, SKETCHES, REPORTS, MERGED = "articles.jsonl", "sketches.jsonl", "reports.jsonl", "merged.jsonl"
WRITER = version("backchannel")  # another version may merge and write otherwise
Page = Callable[[MergedGraph, Path], None]
OWN = frozenset(
    {
        "store",
        REPORTS,
        ARTICLES,
        "skipped.jsonl",
        "decisions.jsonl",
        "authority.jsonl",
        SKETCHES,
        MERGED,
        "contacts.ttl",
        "contacts.trig",
        PAGE,
        MARKER,
    }
)


class Workspace:
    """A built graph on disk, opened for reading."""

    def __init__(self, path: Path, base: str, writer: str | None = WRITER) -> None:
        self.path = path
        self.base = base
        self.writer = writer

    @classmethod
    def open(cls, directory: str | Path) -> Workspace:
        """The workspace in `directory`; StoreError if there is none or another version wrote it."""
        path = Path(directory)
        try:
            marker = json.loads((path / MARKER).read_text("utf-8"))
            form, base = marker["format"], checked_base(marker["base"])
        except FileNotFoundError:
            raise StoreError(f"{path}: no workspace (make one with `backchannel build`)") from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{path}: cannot be opened: {error}") from None
        if form != FORMAT:
            raise StoreError(f"{path}: written in format {form}, this version reads {FORMAT}: build it again")
        return cls(path, base, marker.get("writer"))

    @classmethod
    def replace(
        cls,
        directory: str | Path,
        graph: MergedGraph,
        articles: Iterable[Article],
        decisions: Iterable[Decision] | None = None,
        base: str = DEFAULT_BASE,
        page: Page | None = None,
        skipped: Iterable[ArticleError] = (),
        in_order: bool = False,
        authority: Iterable[Authority] = (),
        sketches: Iterable[Sketch] | None = None,
    ) -> Workspace:
        """Write a workspace, putting it in the place of an older one only when it is complete.

        `decisions` is the whole log, by default those in `graph`; `page` writes the interactive page; `skipped` is what
        could not be read. Articles that come `in_order` of their ids are written without being held in memory;
        `sketches`, in the order of ids, spare making them again. Files in an older workspace that are not its own
        (exports, notes) are kept.
        """
        path = Path(directory)
        checked_base(base)
        with replacing(path, OWN, MARKER) as new, uncollected():
            ordered = articles if in_order else sorted(articles, key=lambda a: a.id)
            _save_articles(new, ordered, sketches)
            log = graph.decisions if decisions is None else decisions
            save_rows(new, graph, Standing(), log, skipped, authority)
            rdf.write_files(graph, new / "contacts.ttl", new / "contacts.trig", base)
            fill(new / "store", new / "contacts.trig")
            finish(new, graph, base, page)
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
        return {row["id"]: Article.from_json(row) for row in self._rows(ARTICLES)}

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
    def reports(self) -> dict[str, Report]:
        """Every report by id, also those that a decision leaves out of the merged graph."""
        return {r.id: r for r in map(Report.from_json, self._rows(REPORTS))}

    def things(self) -> Iterator[Thing]:
        """The merged graph without its reports, thing by thing."""
        return things_of(self._rows(MERGED))

    def told(self) -> Iterator[str]:
        """The article of every report, in order."""
        return (row["article"] for row in self._rows(REPORTS))

    def graph(self) -> MergedGraph:
        """The merged graph as it was built, without merging again."""
        return self._graph

    @cached_property
    def _graph(self) -> MergedGraph:
        return self.graph_of(self.reports, self._rows(MERGED))

    def graph_of(self, reports: Mapping[str, Report], rows: Iterable[dict[str, Any]]) -> MergedGraph:
        """The merged graph that rows of this workspace stand for."""
        try:
            return merged_graph(reports, rows)
        except (KeyError, TypeError, ValueError) as error:
            raise StoreError(f"{self.path}: merged.jsonl is broken: {error!r}") from None

    def _rows(self, name: str) -> Iterator[dict[str, Any]]:
        return read_rows(self.path / name)


def _save_articles(folder: Path, articles: Iterable[Article], sketches: Iterable[Sketch] | None) -> None:
    """Write the articles, which come in the order of their ids, each with its sketch."""
    known = iter(sketches) if sketches is not None else None
    with (folder / ARTICLES).open("wb") as texts, (folder / SKETCHES).open("wb") as marks:
        for article in articles:
            texts.write(line_of(article.as_json()))
            marks.write(line_of((sketch(article) if known is None else next(known)).as_json()))


def save_rows(
    folder: Path,
    graph: MergedGraph,
    standing: Standing,
    decisions: Iterable[Decision],
    skipped: Iterable[ArticleError],
    authority: Iterable[Authority],
) -> None:
    """Write all rows but those of the articles."""
    missing = sorted({(e.source, e.reason) for e in skipped})
    write_rows(folder / "skipped.jsonl", ({"source": s, "reason": r} for s, r in missing))
    write_rows(folder / "decisions.jsonl", (d.as_json() for d in decisions))
    write_rows(folder / "authority.jsonl", (a.as_json() for a in authority))
    write_lines(folder / REPORTS, report_lines(graph, standing))
    write_lines(folder / MERGED, merged_lines(graph, standing))


def finish(folder: Path, graph: MergedGraph, base: str, page: Page | None) -> None:
    """Write the page, and last the marker."""
    if page is not None:
        page(graph, folder / PAGE)
    (folder / MARKER).write_text(marker_line(base), "utf-8")


def marker_line(base: str) -> str:
    """What tells a workspace from other folders."""
    return json.dumps({"base": base, "format": FORMAT, "writer": WRITER}, sort_keys=True) + "\n"
