"""A workspace written again after a change, with the bytes of one written from scratch.

What reads as in the old graph is taken over: lines of rows, blocks of the readable files, files of the store. Only the
page is made anew, for a picture hangs together.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass

from backchannel.extractors.duplicates import Sketch, sketch
from backchannel.graph import rdf
from backchannel.graph.authority import Authority
from backchannel.graph.changes import changes
from backchannel.graph.folders import replacing
from backchannel.graph.merged_rows import Standing
from backchannel.graph.rewriting import Unlike, rewrite_files
from backchannel.graph.rowfiles import Lines, numbered_rows
from backchannel.graph.storage import fill, take_over
from backchannel.graph.workspace import (
    ARTICLES,
    MARKER,
    MERGED,
    OWN,
    REPORTS,
    SKETCHES,
    WRITER,
    Page,
    Workspace,
    finish,
    save_rows,
)
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article, Decision, MergedGraph, Report


@dataclass(frozen=True, slots=True)
class Old:
    """What a workspace holds, ready to be changed."""

    articles: Lines[Article]
    sketches: Lines[Sketch]
    graph: MergedGraph
    lines: dict[tuple[str, str], bytes]  # by kind and id
    ours: bool  # whether this version wrote it: another one may have merged otherwise


def opened(workspace: Workspace) -> Old:
    """All that a workspace holds."""
    articles: Lines[Article] = Lines(Article.from_json, Article.as_json)
    articles.read(workspace.path / ARTICLES)
    sketches: Lines[Sketch] = Lines(Sketch.from_json, Sketch.as_json)
    if (workspace.path / SKETCHES).exists():
        sketches.read(workspace.path / SKETCHES)
    else:
        for article in workspace.articles.values():
            sketches.put(article.id, sketch(article))
    lines: dict[tuple[str, str], bytes] = {}
    reports: dict[str, Report] = {}
    for line, row in numbered_rows(workspace.path / REPORTS):
        report = Report.from_json(row)
        report_id = report.id
        reports[report_id] = report
        lines["report", report_id] = line
    rows = []
    for line, row in numbered_rows(workspace.path / MERGED):
        rows.append(row)
        lines[row["is"], row.get("id") or row.get("report") or ""] = line
    graph = workspace.graph_of(dict(sorted(reports.items())), rows)
    return Old(articles, sketches, graph, lines, workspace.writer == WRITER)


def revise(
    workspace: Workspace,
    old: Old,
    graph: MergedGraph,
    decisions: Iterable[Decision],
    page: Page | None,
    skipped: Iterable[ArticleError],
    authority: Iterable[Authority],
) -> None:
    """Put a workspace with `graph` and the articles of `old` in the place of the one that `old` was read from."""
    path, base = workspace.path, workspace.base
    with replacing(path, OWN, MARKER) as new:
        changed = changes(old.graph, graph) if old.ours else None
        old.articles.save(new / ARTICLES)
        old.sketches.save(new / SKETCHES)
        save_rows(new, graph, Standing(old.lines, changed), decisions, skipped, authority)
        try:
            if changed is None:
                raise Unlike("another version")
            difference = rewrite_files(graph, changed, path, new, base)
            take_over(path / "store", new / "store", *difference.quads())
        except (Unlike, OSError, SyntaxError, ValueError):
            shutil.rmtree(new / "store", ignore_errors=True)
            rdf.write_files(graph, new / "contacts.ttl", new / "contacts.trig", base)
            fill(new / "store", new / "contacts.trig")
        finish(new, graph, base, page)
