"""Builds in parts without worker processes, from articles whose reports are given."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from backchannel.extractors.engine import BUCKETS, GroupStage, Progress, Task
from backchannel.extractors.engine.local import GroupTask
from backchannel.extractors.engine.parts import Counts, Parts
from backchannel.extractors.engine.run import run_extraction
from backchannel.extractors.engine.shards import Input, Shard
from backchannel.extractors.engine.stages import SCHEMAS, SKIPPED, write_article
from backchannel.extractors.engine.tables import Tables
from backchannel.graph.authority import Authority
from backchannel.graph.iris import DEFAULT_BASE
from backchannel.graph.workspace import Workspace
from backchannel.pipeline import merged, page_writer
from backchannel.schema.model import Article, Decision, Report
from backchannel.sharded import merged_workspace

Told = Sequence[tuple[Article, Sequence[Report]]]


class InlineEngine:
    """Runs every stage in this process."""

    def each(self, tasks: Iterable[Task], progress: Progress) -> None:
        for task in tasks:
            progress(task.shard, task.run())

    def grouped(self, stage: GroupStage, files: list[str], columns: tuple[str, ...], out: Parts) -> list[Path]:
        out.path.mkdir(parents=True, exist_ok=True)
        for bucket in range(BUCKETS):
            GroupTask(stage, tuple(files), columns, bucket, out).run()
        return [out.part(bucket) for bucket in range(BUCKETS)]

    def close(self) -> None: ...


def tell_shard(shard: Shard, folder: Path, settings: dict[str, Any]) -> Counts:
    """A stage that takes the reports from the file, where extraction would read them out of the text."""
    counts = {"articles": 0, "reports": 0, "skipped": 0}
    (folder / SKIPPED).touch()
    with Tables(folder, SCHEMAS) as tables:
        for position, row in enumerate(lines_of(shard.inputs)):
            reports = tuple(map(Report.from_json, row["reports"]))
            write_article(tables, Article.from_json(row["article"]), reports, "made", (shard.index, position))
            counts["articles"] += 1
            counts["reports"] += len(reports)
    return counts


def lines_of(inputs: Iterable[Input]) -> Iterator[dict[str, Any]]:
    """The lines of pieces of a file."""
    for item in inputs:
        with open(item.path, "rb") as file:
            file.seek(item.start)
            for line in file.read(item.size).splitlines():
                yield json.loads(line)


def build_in_parts(
    told: Told, folder: Path, decisions: tuple[Decision, ...] = (), authority: Iterable[Authority] = ()
) -> Workspace:
    """The workspace that a build in parts writes."""
    known = tuple(authority)
    if known:  # an older workspace knows them
        write_whole(told[:0], folder / "parts", (), known)
    path = folder / "told.jsonl"
    with path.open("w", encoding="utf-8") as out:
        for article, reports in told:
            out.write(json.dumps({"article": article.as_json(), "reports": [r.as_json() for r in reports]}) + "\n")
    engine = InlineEngine()
    found = run_extraction(engine, [path], folder / "parts.parts", {}, stage=tell_shard)
    return merged_workspace(found, engine, folder / "parts", lambda _: None, DEFAULT_BASE, decisions).workspace


def write_whole(
    told: Told, folder: Path, decisions: tuple[Decision, ...] = (), authority: Iterable[Authority] = ()
) -> Workspace:
    """The workspace that a build in memory writes."""
    known = tuple(authority)
    articles = [article for article, _ in told]
    graph = merged(articles, [r for _, reports in told for r in reports], decisions, known)
    page = page_writer(DEFAULT_BASE)
    return Workspace.replace(folder, graph, articles, decisions, DEFAULT_BASE, page, authority=known)


def differences(one: Workspace, other: Workspace) -> list[str]:
    """The files in which two workspaces differ, and `quads` if their stores do."""
    files = {path.name for w in (one, other) for path in w.path.iterdir() if path.is_file()}
    found = sorted(f for f in files if (one.path / f).read_bytes() != (other.path / f).read_bytes())
    return found + ["quads"] * (sorted(map(str, one.store)) != sorted(map(str, other.store)))
