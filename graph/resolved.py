"""Reports with their actors resolved: who stands for a state, and the rows that contact merging works on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from backchannel.graph.compatible import Cast
from backchannel.graph.refine import Known
from backchannel.graph.rows import Row, row_of
from backchannel.graph.sources import with_dates
from backchannel.schema.model import Actor


def cast_of(actors: Mapping[str, Actor], apart: frozenset[frozenset[str]] = frozenset()) -> Cast:
    """Who stands for a state, and whose state is known; `apart` are pairs that somebody said are different."""
    general = {
        a.id: a.country for a in actors.values() if a.country and (a.kind != "person" or a.id.startswith("office."))
    }
    countries = {a.id: a.country for a in actors.values() if a.country and a.id not in general}
    return Cast(general, countries, apart)


class Rows:
    """The rows of reports that have two principals or more, each made when it is asked for."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._dated = with_dates(known.citations)
        self._made: dict[str, Row | None] = {}

    def get(self, report_id: str) -> Row | None:
        """The row of a report; None where there is no such report, or nobody whom somebody meets."""
        if report_id not in self._made:
            self._made[report_id] = self._make(report_id)
        return self._made[report_id]

    def _make(self, report_id: str) -> Row | None:
        report = self._known.reports.get(report_id)
        if report is None:
            return None
        actors = self._known.participants
        principals = frozenset(
            [actors[report_id, i] for i, p in enumerate(report.participants) if p.role != "intermediary"]
        )
        return row_of(report_id, report, principals, self._dated.get(report.article)) if len(principals) > 1 else None


def rows_of(known: Known, wanted: Collection[str] | None = None) -> dict[str, Row]:
    """The rows of the reports that are wanted, or of all."""
    rows = Rows(known)
    ids: Iterable[str] = known.reports if wanted is None else [i for i in known.reports if i in wanted]
    return {i: row for i in ids if (row := rows.get(i))}
