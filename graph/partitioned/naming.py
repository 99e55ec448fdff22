"""The first step, shard by shard: whom each article names, and each article as RDF."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from backchannel.extractors.duplicates import Sketch, sketch
from backchannel.extractors.engine.local import sorted_rows
from backchannel.extractors.engine.parts import Counts, Parts
from backchannel.extractors.engine.shards import Shard
from backchannel.extractors.engine.stages import ARTICLES
from backchannel.extractors.engine.stages import REPORTS as EXTRACTED
from backchannel.extractors.engine.tables import Tables
from backchannel.graph.actors import has_full_name, namesakes_in
from backchannel.graph.identity import mention_of, named_apart
from backchannel.graph.iris import Iris
from backchannel.graph.mentions import Place
from backchannel.graph.merge import by_id
from backchannel.graph.merged_rows import merged_row
from backchannel.graph.partitioned.idents import ident_text, sense_text
from backchannel.graph.partitioned.tables import (
    CITATIONS,
    MENTIONS,
    MET,
    NAMED_APART,
    NAMING,
    REPORTS,
    SENSES,
    Plan,
)
from backchannel.graph.rdf import citation_node, graph_of_article
from backchannel.graph.rowfiles import line_of
from backchannel.graph.senses import Ident, Sense, article_senses
from backchannel.graph.turtle import node_lines
from backchannel.schema.model import Article, Citation, Report

COPIES = "copies.parquet"
COPY_COLUMNS = (("id", "string"), ("original", "string"), ("published", "string"), ("outlet", "string"))


@dataclass(frozen=True, slots=True)
class Original:
    """What a copy takes from the article it repeats."""

    id: str
    published: str | None
    outlet: str | None


def originals_of(plan: Plan, articles: Path) -> dict[str, Original]:
    """The originals of the copies among a shard's articles."""
    query = "SELECT copies.* FROM read_parquet(?) copies SEMI JOIN read_parquet(?) mine USING (id)"
    return {id_: Original(*more) for id_, *more in sorted_rows(query, [[str(plan.file(COPIES))], [str(articles)]])}


def extracted_rows(part: Path, name: str, losers: list[int], order: str, columns: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a shard, without those of articles whose id was taken."""
    query = f"SELECT {columns} FROM read_parquet(?) WHERE position NOT IN (SELECT unnest(?::BIGINT[])) ORDER BY {order}"
    return sorted_rows(query, [[str(part / name)], losers])


def reports_of(part: Path, losers: list[int]) -> dict[str, dict[str, Report]]:
    """The reports of a shard by article."""
    found: dict[str, dict[str, Report]] = {}
    rows = extracted_rows(part, EXTRACTED, losers, "article, id", "row")
    told = by_id(Report.from_json(json.loads(row)) for (row,) in rows)
    for report_id, report in told.items():
        found.setdefault(report.article, {})[report_id] = report
    return found


def name_shard(shard: Shard, folder: Path, settings: dict[str, Any]) -> Counts:
    """Write what the articles of a shard are and whom they name."""
    plan, losers = Plan.from_json(settings["plan"]), settings["losers"]
    part = Parts(Path(plan.extracted)).part(shard.index)
    told, copies = reports_of(part, losers), originals_of(plan, part / ARTICLES)
    counts = {"articles": 0, "reports": 0}
    with Tables(folder, NAMING) as tables:
        writer, naming = _Writer(tables, plan), _Naming(tables, plan)
        for row, bins in extracted_rows(part, ARTICLES, losers, "id", "row, bins"):
            article = Article.from_json(json.loads(row))
            known = Sketch(article.id, article.published, bins, ()) if bins else sketch(article)
            copied = copies.get(article.id)
            citation = replace(article.citation, copy_of=copied.id if copied else None)
            reports = told.get(article.id, {})
            writer.write(citation, reports, known)
            counts["articles"] += 1
            counts["reports"] += len(reports)
            if reports:
                naming.take(dated(citation, copied), plan.judged.usable(reports))
        naming.close()
    return counts


def dated(citation: Citation, copied: Original | None) -> Citation:
    """The citation, of a copy without a day of publication with that of its original."""
    return replace(citation, published=copied.published) if copied and not citation.published else citation


class _Writer:
    """Writes articles and reports as lines and as RDF."""

    def __init__(self, tables: Tables, plan: Plan) -> None:
        self._tables = tables
        self._iris = Iris(plan.base)

    def write(self, citation: Citation, reports: dict[str, Report], known: Sketch) -> None:
        merged = "".join(node_lines([citation_node(citation, self._iris)]))
        named = "".join(node_lines(graph_of_article(citation, reports.values(), self._iris)))
        lines = line_of(merged_row(citation)), line_of(known.as_json())
        self._tables.add(CITATIONS, (citation.id, *lines, merged, named))
        for report_id, report in reports.items():
            self._tables.add(REPORTS, (report.article, report_id, line_of(report.as_json())))


class _Naming:
    """Gathers the names of a shard."""

    def __init__(self, tables: Tables, plan: Plan) -> None:
        self._tables = tables
        self._senses: dict[Ident, Sense] = {}
        self._first: dict[Ident, tuple[str, int]] = {}  # article and place in it where the ident comes first
        self._met: set[frozenset[Ident]] = set()
        self._apart = named_apart(plan.judged)
        self._asked = {m for d in plan.judged.decisions for i in d.ids if (m := mention_of(i))}

    def take(self, citation: Citation, reports: dict[str, Report]) -> None:
        """Take the names of one article, whose reports come in the order of their ids."""
        if not reports:
            return
        people: dict[str, list[Ident]] = {}
        named = article_senses(list(reports.items()), citation, {}, self._apart)
        for number, (ident, local) in enumerate(named):
            sense = self._senses.setdefault(ident, Sense(ident, bare=local.bare))
            sense.take(local)
            sense.mentions.clear()
            self._first.setdefault(ident, (citation.id, number))
            for m in local.mentions:
                self._mention(m.place, ident, (m.name, m.of, m.office, m.day))
                if has_full_name(ident, sense.bare):
                    people.setdefault(m.place[0], []).append(ident)
        for idents in people.values():
            self._met.update(namesakes_in(idents))

    def _mention(self, place: Place, ident: Ident, told: tuple[str | None, ...]) -> None:
        self._tables.add(MENTIONS, (*place, ident_text(ident), *told))
        if ident[4] and place in self._asked:
            self._tables.add(NAMED_APART, (*place, ident_text(ident)))

    def close(self) -> None:
        """Write what was gathered."""
        for ident, sense in self._senses.items():
            self._tables.add(SENSES, (*self._first[ident], ident_text(ident), sense_text(sense)))
        for pair in sorted(sorted(map(ident_text, pair)) for pair in self._met):
            self._tables.add(MET, tuple(pair))
