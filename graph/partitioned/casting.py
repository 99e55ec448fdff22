"""The third step, shard by shard: reports with their actors, and the keys under which they can come together."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backchannel.extractors.engine.local import sorted_rows
from backchannel.extractors.engine.parts import Counts, Parts
from backchannel.extractors.engine.shards import Shard
from backchannel.extractors.engine.stages import ARTICLES
from backchannel.extractors.engine.tables import Tables
from backchannel.graph.grouping import keys_of
from backchannel.graph.mentions import Place
from backchannel.graph.merge import doubtful
from backchannel.graph.merged_rows import participants_row
from backchannel.graph.partitioned.naming import originals_of, reports_of
from backchannel.graph.partitioned.resolving import WHO, Told, Who, read_who
from backchannel.graph.partitioned.tables import (
    CAST,
    CASTING,
    CITATIONS,
    KEYS,
    MENTIONS,
    NAMED,
    QUESTIONS,
    ROWS,
    Plan,
    row_of,
)
from backchannel.graph.refine import Known
from backchannel.graph.resolved import rows_of
from backchannel.graph.rowfiles import line_of
from backchannel.schema.model import Citation, Question, Report


@dataclass(slots=True)
class Gathered:
    """Reports with all that merging needs to know of them; it travels report by report."""

    reports: dict[str, Report] = field(default_factory=dict)
    citations: dict[str, Citation] = field(default_factory=dict)
    participants: dict[Place, str] = field(default_factory=dict)
    inferred: set[Place] = field(default_factory=set)

    def known(self, who: Who) -> Known:
        """What merging looks things up in."""
        return Known(self.reports, self.citations, self.participants, self.inferred, who.cast)

    def payload(self, report_id: str) -> str:
        """One report with what belongs to it."""
        report = self.reports[report_id]
        citation = self.citations.get(report.article)
        cited = [citation, self.citations.get(citation.copy_of or "") if citation else None]
        places = [(report_id, n) for n in range(len(report.participants))]
        return json.dumps(
            {
                "report": report.as_json(),
                "citations": [c.as_json() for c in cited if c],
                "actors": [self.participants[place] for place in places],
                "inferred": [n for _, n in places if (report_id, n) in self.inferred],
            }
        )

    def take(self, report_id: str, payload: str) -> None:
        """Add what `payload` wrote."""
        row = json.loads(payload)
        self.reports[report_id] = Report.from_json(row["report"])
        self.citations |= {c["id"]: Citation.from_json(c) for c in row["citations"]}
        self.participants |= {(report_id, n): actor for n, actor in enumerate(row["actors"])}
        self.inferred |= {(report_id, n) for n in row["inferred"]}


def cast_shard(shard: Shard, folder: Path, settings: dict[str, Any]) -> Counts:
    """Write the reports of a shard with their actors."""
    plan = Plan.from_json(settings["plan"])
    who = read_who(str(plan.file(WHO)))
    gathered = _gathered(plan, shard.index, settings["losers"], who)
    known = gathered.known(who)
    rows = rows_of(known)
    with Tables(folder, CASTING) as tables:
        for report_id, report in gathered.reports.items():
            actors = {n: gathered.participants[report_id, n] for n in range(len(report.participants))}
            tables.add(CAST, (report_id, line_of(participants_row(report_id, actors))))
            for n, actor in actors.items():
                tables.add(NAMED, (actor, report_id, n))
        for question in doubtful(gathered.reports):
            tables.add(QUESTIONS, question_row(question))
        for number, (report_id, row) in enumerate(rows.items()):
            tables.add(ROWS, (shard.index, number, report_id, gathered.payload(report_id)))
            for key in {_hashed(key) for key in keys_of(row, who.cast)}:
                tables.add(KEYS, (key, shard.index, number))
    return {"rows": len(rows)}


def question_row(question: Question) -> tuple[Any, ...]:
    """A question as a row of its table: what it is sorted by, and itself."""
    return abs(question.score - 0.5), question.subject, list(question.ids), json.dumps(question.as_json())


def _hashed(key: object) -> int:
    """A key in 63 bits; two that share one are only looked at together."""
    return int.from_bytes(hashlib.blake2b(repr(key).encode(), digest_size=8).digest(), "big") >> 1


def _gathered(plan: Plan, index: int, losers: list[int], who: Who) -> Gathered:
    """The reports of a shard with their actors and articles."""
    part, named = Parts(Path(plan.extracted)).part(index), plan.parts("naming").part(index)
    told = {i: r for reports in reports_of(part, losers).values() for i, r in reports.items()}
    gathered = Gathered(plan.judged.usable(dict(sorted(told.items()))))
    gathered.citations = dict(_citations(plan, part / ARTICLES, named / CITATIONS, gathered.reports.values()))
    for report_id, mentions in _mentions(named / MENTIONS):
        for n, actor, inferred in who.of_report(report_id, mentions):
            gathered.participants[report_id, n] = actor
            if inferred:
                gathered.inferred.add((report_id, n))
    return gathered


def _citations(plan: Plan, articles: Path, file: Path, reports: Iterable[Report]) -> Iterator[tuple[str, Citation]]:
    """The articles of the reports, and the originals that copies among them repeat."""
    cited = sorted({r.article for r in reports})
    copies = originals_of(plan, articles)
    query = "SELECT line FROM read_parquet(?) WHERE id IN (SELECT unnest(?::VARCHAR[])) ORDER BY id"
    for (line,) in sorted_rows(query, [[str(file)], cited]):
        citation = Citation.from_json(row_of(line))
        if copied := copies.get(citation.id):
            yield copied.id, Citation(copied.id, published=copied.published, outlet=copied.outlet)
        yield citation.id, citation


def _mentions(file: Path) -> Iterator[tuple[str, list[tuple[int, str, Told]]]]:
    query = 'SELECT report, participant, ident, name, "of", office, day FROM read_parquet(?) ORDER BY 1, 2'
    for report, group in itertools.groupby(sorted_rows(query, [[str(file)]]), key=lambda row: row[0]):
        yield report, [(n, ident, (name, of, office, day)) for _, n, ident, name, of, office, day in group]
