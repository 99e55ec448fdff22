"""Reports with their actors resolved: who stands for a state, and the rows that contact merging works on."""

from __future__ import annotations

from collections.abc import Mapping

from backchannel.graph.compatible import Cast
from backchannel.graph.refine import Known
from backchannel.graph.rows import Row, row_of
from backchannel.graph.sources import with_dates
from backchannel.schema.model import Actor


def cast_of(actors: Mapping[str, Actor]) -> Cast:
    """Who stands for a state, and whose state is known."""
    general = {
        a.id: a.country for a in actors.values() if a.country and (a.kind != "person" or a.id.startswith("office."))
    }
    countries = {a.id: a.country for a in actors.values() if a.country and a.id not in general}
    return Cast(general, countries)


def rows_of(known: Known) -> dict[str, Row]:
    """A row for each report that has two principals or more, by report."""
    dated = with_dates(known.citations)
    rows = {}
    for report_id, report in known.reports.items():
        principals = frozenset(
            known.participants[report_id, i] for i, p in enumerate(report.participants) if p.role != "intermediary"
        )
        if len(principals) > 1:
            rows[report_id] = row_of(report_id, report, principals, dated.get(report.article))
    return rows
