"""EDTF dates as far as news needs them: levels 0 and 1, and `XXXX-MM-DD` of level 2.

`2022-02-14`, `2022-02`, `2022`, `XXXX-02-14`, `2022-02-12/2022-02-13`, and each with `~` (approximate), `?` (uncertain)
or `%` (both) at its end. Source: https://www.loc.gov/standards/datetime/
"""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

_POINT = re.compile(r"(?P<year>\d{4}|XXXX)(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?(?P<mark>[~?%]?)\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class EdtfPoint:
    """One date, known to the year, month or day; `year` is None where it is written XXXX."""

    year: int | None
    month: int | None = None
    day: int | None = None
    mark: str = ""

    def __str__(self) -> str:
        parts = [f"{self.year:04d}" if self.year is not None else "XXXX"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
        if self.day is not None:
            parts.append(f"{self.day:02d}")
        return "-".join(parts) + self.mark

    @property
    def first(self) -> datetime.date | None:
        """The first day it can mean, or None without a year."""
        return datetime.date(self.year, self.month or 1, self.day or 1) if self.year is not None else None

    @property
    def last(self) -> datetime.date | None:
        """The last day it can mean, or None without a year."""
        if self.year is None:
            return None
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


@dataclass(frozen=True, slots=True)
class EdtfDate:
    """A point or an interval of two points."""

    start: EdtfPoint
    end: EdtfPoint | None = None

    def __str__(self) -> str:
        return str(self.start) if self.end is None else f"{self.start}/{self.end}"

    @property
    def earliest(self) -> datetime.date | None:
        """The first day it can mean, or None where the year is unknown."""
        return self.start.first

    @property
    def latest(self) -> datetime.date | None:
        """The last day it can mean, or None where the year is unknown."""
        return (self.end or self.start).last


def parse_edtf(text: str) -> EdtfDate:
    """The date `text` stands for; ValueError for what is no date (31 February) or is outside the supported part."""
    points = [_point(part, text) for part in text.split("/")]
    if len(points) > 2:
        raise ValueError(f"not an EDTF date: {text!r}")
    date = EdtfDate(*points)
    if date.earliest and date.latest and date.earliest > date.latest:
        raise ValueError(f"interval ends before it starts: {text!r}")
    return date


def _point(part: str, whole: str) -> EdtfPoint:
    found = _POINT.match(part)
    if not found:
        raise ValueError(f"not an EDTF date: {whole!r}")
    year = None if found["year"] == "XXXX" else int(found["year"])
    month = int(found["month"]) if found["month"] else None
    day = int(found["day"]) if found["day"] else None
    if year is None and day is None:
        raise ValueError(f"a date without year needs month and day: {whole!r}")
    try:  # 2024 stands for a year that is not known: it has a 29 February
        datetime.date(year if year is not None else 2024, month or 1, day or 1)
    except ValueError:
        raise ValueError(f"no such day: {whole!r}") from None
    return EdtfPoint(year, month, day, found["mark"])
