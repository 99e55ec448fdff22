"""One report as contact merging sees it: who took part, over which channel, on which days it can have been."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from backchannel.graph.names import plain, words
from backchannel.schema.dates import EdtfDate, parse_edtf
from backchannel.schema.model import Citation, Report

Days = tuple[int, int]  # ordinals of the first and the last day it can have been

# An undated report speaks of about the day it was published: days before and after that its contact can have been.
WINDOW: Mapping[str, Days] = {
    "occurred": (4, 1),
    "ongoing": (4, 1),
    "denied": (4, 1),
    "planned": (1, 10),
    "proposed": (1, 10),
    "cancelled": (4, 10),
}

DAY, RANGE, MONTH, NO_YEAR, IMPUTED, UNKNOWN = range(6)  # how well a date is known, best first


@dataclass(frozen=True, slots=True)
class Row:
    """A report resolved for merging."""

    report: str
    article: str
    principals: frozenset[str]  # actors, without intermediaries
    channel: str
    status: str
    grade: int  # DAY ... UNKNOWN
    days: Days | None
    yearless: tuple[int, int] | None  # month and day of XXXX-MM-DD
    weekday: int | None  # as the words say, Monday is 0
    place: str | None

    @property
    def exact(self) -> bool:
        """Whether the day is known."""
        return self.grade == DAY


def row_of(report_id: str, report: Report, principals: frozenset[str], citation: Citation | None) -> Row:
    """The row of a report whose principals are known."""
    published = _span(citation.published) if citation and citation.published else None
    grade, days, yearless = _dated(report, published)
    weekday = _weekday(report.date_text) if report.date_text and yearless else None
    return Row(
        report_id,
        report.article,
        principals,
        report.channel,
        report.status,
        grade,
        days,
        yearless,
        weekday,
        report.place,
    )


@lru_cache(maxsize=100_000)
def edtf(text: str) -> EdtfDate | None:
    """The date, or None where the text is none."""
    try:
        return parse_edtf(text)
    except ValueError:
        return None


@lru_cache(maxsize=100_000)
def _span(text: str) -> Days | None:
    date = edtf(text[:10]) or edtf(text)
    if date is None or date.earliest is None or date.latest is None:
        return None
    return date.earliest.toordinal(), date.latest.toordinal()


def _dated(report: Report, published: Days | None) -> tuple[int, Days | None, tuple[int, int] | None]:
    date = edtf(report.date) if report.date else None
    if date is not None and date.earliest and date.latest:
        slack = 1 if date.start.mark in ("~", "%") else 0
        days = date.earliest.toordinal() - slack, date.latest.toordinal() + slack
        return (DAY if days[0] == days[1] else RANGE if days[1] - days[0] < 15 else MONTH), days, None
    if date is not None and date.end is None and date.start.month and date.start.day:
        return NO_YEAR, None, (date.start.month, date.start.day)
    if published is not None:
        before, after = WINDOW[report.status]
        return IMPUTED, (published[0] - before, published[1] + after), None
    return UNKNOWN, None, None


@lru_cache(maxsize=50_000)
def _weekday(text: str) -> int | None:
    told = f" {plain(text)} "
    found = {i for i, names in enumerate(words()["weekdays"]["names"]) if any(f" {n} " in told for n in names)}
    return found.pop() if len(found) == 1 else None
