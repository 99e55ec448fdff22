"""EDTF dates: what is accepted, what it can mean, and that writing gives back what was read."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.schema.dates import EdtfDate, EdtfPoint, parse_edtf

days = st.dates(min_value=datetime.date(1, 1, 1), max_value=datetime.date(9999, 12, 31))
marks = st.sampled_from(["", "~", "?", "%"])


@st.composite
def points(draw: st.DrawFn) -> EdtfPoint:
    """Any point: a year, a month, a day, or a day of an unknown year."""
    day = draw(days)
    precision = draw(st.sampled_from(["year", "month", "day", "yearless"]))
    mark = draw(marks)
    if precision == "year":
        return EdtfPoint(day.year, None, None, mark)
    if precision == "month":
        return EdtfPoint(day.year, day.month, None, mark)
    return EdtfPoint(day.year if precision == "day" else None, day.month, day.day, mark)


@given(points())
def test_a_written_point_reads_as_itself(point: EdtfPoint) -> None:
    """Writing a point and reading it gives the same point."""
    assert parse_edtf(str(point)) == EdtfDate(point)


@given(points(), points())
def test_an_interval_reads_as_itself_or_ends_before_it_starts(start: EdtfPoint, end: EdtfPoint) -> None:
    """Two points make an interval unless its last day would come before its first."""
    date = EdtfDate(start, end)
    if date.earliest and date.latest and date.earliest > date.latest:
        with pytest.raises(ValueError, match="ends before"):
            parse_edtf(str(date))
    else:
        assert parse_edtf(str(date)) == date


@given(points())
def test_earliest_and_latest_hold_every_day_it_can_mean(point: EdtfPoint) -> None:
    """The bounds have a year if the point has one, agree with all its parts, and are in order."""
    date = EdtfDate(point)

    if point.year is None:
        assert (date.earliest, date.latest) == (None, None)
        return
    assert date.earliest is not None
    assert date.latest is not None
    assert date.earliest <= date.latest
    for bound in (date.earliest, date.latest):
        assert bound.year == point.year
        assert point.month in (None, bound.month)
        assert point.day in (None, bound.day)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2022-02-14", "2022-02-14", "2022-02-14"),
        ("2022-02~", "2022-02-01", "2022-02-28"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2022", "2022-01-01", "2022-12-31"),
        ("2022-02-12/2022-02-13", "2022-02-12", "2022-02-13"),
        ("2022-02/2022-03?", "2022-02-01", "2022-03-31"),
        ("XXXX-02-14", None, None),
        ("XXXX-02-29", None, None),
    ],
)
def test_bounds_of_known_dates(text: str, earliest: str | None, latest: str | None) -> None:
    """First and last day, checked by hand."""
    date = parse_edtf(text)

    assert (str(date.earliest) if date.earliest else None) == earliest
    assert (str(date.latest) if date.latest else None) == latest


@pytest.mark.parametrize(
    "text",
    ["2022-02-31", "2023-02-29", "2022-13", "XXXX", "XXXX-02", "", "2022-2-1", "14 Februari 2022", "2022/2021", "2022/",
     "2022/2023/2024", "2022-02-14~?", "0000", "2022-02-14\n", "２０２２"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    """A day that is not in the calendar, an order that cannot be, and other spellings raise ValueError."""
    with pytest.raises(ValueError, match=r"."):
        parse_edtf(text)


@given(st.text(max_size=25))
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    """No input brings out another exception, and what is accepted writes back as itself."""
    try:
        date = parse_edtf(text)
    except ValueError:
        return
    assert str(date) == text
