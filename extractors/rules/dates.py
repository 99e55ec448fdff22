"""Dates as articles write them, and the days they mean, counted from the day of publication."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import ahocorasick_rs

from backchannel.extractors.rules.folding import fold
from backchannel.extractors.rules.pack import Pack

YEARS = range(1900, 2101)
SUNDAY = 6
FULL_YEAR = r"(?:19|20)\d\d(?!\d)"
WAYS = {"ago": 0, "before": -1, "after": 1}  # counted from publication, or back and on from the day named last


@dataclass(frozen=True, slots=True)
class DateHit:
    """A date in a text, as written; what it means depends on the publication date and on whether it lies ahead."""

    start: int
    end: int
    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    day2: int | None = None
    month2: int | None = None
    weekday: int | None = None  # 0 is Monday
    week: int | None = None  # with a weekday: -1 last week, 1 next week
    offset: int | None = None  # days from publication
    span: tuple[str, int] | None = None  # ("week", -1)
    ago: tuple[str, int] | None = None  # ("day", 3)
    past: bool = False
    future: bool = False
    since: bool = False
    approximate: bool = False
    same: bool = False  # "on the same day"
    shift: int | None = None  # days from the day named last: "the next day"
    years: int | None = None  # with a month: "December last year"
    open: bool = False  # "some weeks ago": nobody can tell when

    @property
    def follows(self) -> bool:
        """What it means depends on the day that the text named before it."""
        return self.same or self.shift is not None

    @property
    def exact(self) -> bool:
        """It names a day."""
        return self.day is not None or self.offset is not None or self.weekday is not None


@dataclass(frozen=True, slots=True)
class Scanner:
    """What a pack knows of dates, ready for use."""

    pattern: re.Pattern[str]
    marks: ahocorasick_rs.AhoCorasick  # what any date holds: a digit, or a word that names a day, a month or a span
    months: dict[str, int]
    weekdays: dict[str, int]


def _scanner(pack: Pack) -> Scanner:
    """The scanner of a pack, made on first use."""
    if pack.scanner is None:
        pack.scanner = _make_scanner(pack.dates)
    scanner: Scanner = pack.scanner
    return scanner


def _make_scanner(dates: Mapping[str, Any]) -> Scanner:
    months = {name: i + 1 for i, names in enumerate(dates["months"]) for name in names}
    weekdays = {name: i for i, names in enumerate(dates["weekdays"]) for name in names}
    month = "(?:" + "|".join(sorted(map(re.escape, months), key=lambda w: (-len(w), w))) + r")\.?"
    weekday = "(?:" + "|".join(sorted(map(re.escape, weekdays), key=lambda w: (-len(w), w))) + ")"
    pieces: list[str] = []
    for n, pattern in enumerate(dates["patterns"]):
        numeric = "{n}" in pattern
        for key, body in (
            ("d2", r"\d{1,2}"),
            ("m2", month),
            ("d", r"\d{1,2}"),
            ("m", month),
            ("n", r"\d{1,2}"),
            ("yyyy", FULL_YEAR),
            ("y", r"\d{4}|\d{2}(?!\d)" if numeric else FULL_YEAR),
            ("w", weekday),
        ):
            group = "y" if key == "yyyy" else key
            pattern = pattern.replace("{" + key + "}", f"(?P<{group}_{n}>{body})")
        pieces.append(rf"(?P<p_{n}>{pattern})")
    d = dates["direction"]
    phrases = [*dates["days"], *dates["spans"], *dates["shifts"], *d["same_day"]]
    directions = sorted({*d["past"], *d["future"], *d["last_week"], *d["next_week"]}, key=lambda w: (-len(w), w))
    numbers = "|".join(sorted(map(re.escape, dates["numbers"]), key=len, reverse=True))
    ago = "|".join(
        f"(?P<{way}_{unit}>{'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})"
        for way in WAYS
        for unit, words in d[way].items()
    )
    pieces.append(rf"(?P<agon>\d{{1,3}}|{numbers})\s*(?:{ago})")
    pieces.append("(?P<phrase>" + "|".join(sorted(map(re.escape, phrases), key=lambda w: (-len(w), w))) + ")")
    before = dates.get("weekday_before", [])
    lead = "(?:(?P<wlead>" + "|".join(map(re.escape, before)) + r")\s+)?" if before else ""
    pieces.append(rf"{lead}(?P<wd>{weekday})(?:\s+(?P<wdir>{'|'.join(map(re.escape, directions))}))?")
    whole = re.compile(r"(?<![\w/.-])(?=\w)(?:" + "|".join(pieces) + r")(?![\w/])")
    return Scanner(whole, _marks(dates), months, weekdays)


def _marks(dates: Mapping[str, Any]) -> ahocorasick_rs.AhoCorasick:
    d = dates["direction"]
    words = [*"0123456789", *dates["days"], *dates["spans"], *dates["shifts"], *d["same_day"]]
    words += [name for part in ("months", "weekdays") for names in dates[part] for name in names]
    words += [word for way in WAYS for units in d[way].values() for word in units]
    return ahocorasick_rs.AhoCorasick(words)


def find_dates(text: str, start: int, end: int, pack: Pack, folded: str | None = None) -> list[DateHit]:
    """All dates in text[start:end]; a weekday beside a full date is part of it. `folded`: the text in small letters."""
    folded = fold(text) if folded is None else folded
    scanner = _scanner(pack)
    if not scanner.marks.find_matches_as_indexes(folded[start:end]):
        return []
    hits: list[DateHit] = []
    parts = pack.dates["direction"]["day_parts"]
    for m in scanner.pattern.finditer(folded, start, end):
        hit = _hit(m, text, pack, scanner, m.start() > start)
        if hit is None:
            continue
        while hits and (joined := _join(hits[-1], hit, text, parts)):
            hits.pop()
            hit = joined
        hits.append(hit)
    return hits


def _join(a: DateHit, b: DateHit, text: str, parts: list[str]) -> DateHit | None:
    """'Senin' + '(14/2/2022)' is one date, and so is '14 Februari' + 'lalu'."""
    between = text[a.end : b.start]
    if "(" in between and text[b.end : b.end + 1] == ")":
        b = _with(b, end=b.end + 1)
    if len(between) > 22 or between.strip(" ,()").lower() not in ("", *parts):
        return None
    if a.weekday is not None and a.day is None and a.offset is None and (b.day is not None or b.offset is not None):
        return _with(b, start=a.start, text=text[a.start : b.end], weekday=a.weekday if b.day is not None else None)
    if a.day is not None and b.weekday is not None and b.day is None:
        return _with(a, end=b.end, text=text[a.start : b.end], weekday=b.weekday)
    if a.weekday is not None and b.span and b.span[0] == "week" and a.week is None:
        return _with(a, end=b.end, text=text[a.start : b.end], week=b.span[1])
    if a.month is not None and a.year is None and b.span and b.span[0] == "year":
        return _with(a, end=b.end, text=text[a.start : b.end], years=b.span[1])
    if a.shift is not None and b.weekday is not None and (b.day is not None or b.exact):
        return _with(b, start=a.start, text=text[a.start : b.end])
    if a.day is None and a.month is None and a.offset is not None and b.day is not None:
        return _with(b, start=a.start, text=text[a.start : b.end])
    return None


def _with(hit: DateHit, **changes: Any) -> DateHit:
    return replace(hit, **changes)


def _hit(m: re.Match[str], text: str, pack: Pack, scanner: Scanner, inside: bool) -> DateHit | None:
    """The date of a match; `inside` where no sentence begins with it."""
    dates, months, weekdays = pack.dates, scanner.months, scanner.weekdays
    direction = dates["direction"]
    lead = text[max(0, m.start() - 18) : m.start()].lower().split()
    since = (bool(lead) and lead[-1] in direction["since"]) or m.group().split()[0] in direction["since"]
    about = bool(lead) and lead[-1] in direction["about"]
    written = text[m.start() : m.end()].removesuffix(".")
    base: dict[str, Any] = {"start": m.start(), "end": m.start() + len(written), "text": written, "since": since}
    if m["phrase"]:
        phrase = re.sub(r"\s+", " ", m["phrase"])
        if phrase in dates["days"]:
            return DateHit(**base, offset=dates["days"][phrase])
        if phrase in dates["shifts"]:
            return DateHit(**base, shift=dates["shifts"][phrase])
        if phrase in dates["spans"]:
            unit, count = dates["spans"][phrase]
            first = phrase.split()[0]
            if first in weekdays and text[m.start()].isupper() and inside:  # "Minggu ini": Sunday, not the week
                return DateHit(**base, weekday=weekdays[first], past=count < 0, future=count > 0)
            return DateHit(**base, span=(unit, count))
        return DateHit(**base, same=True)
    if m["agon"]:
        count = int(m["agon"]) if m["agon"].isdigit() else dates["numbers"][m["agon"]]
        way, unit = next((w, u) for w in WAYS for u in direction[w] if m[f"{w}_{u}"])
        if count == 0 or (WAYS[way] and unit != "day"):
            return DateHit(**base, open=True)
        return DateHit(**base, shift=WAYS[way] * count) if WAYS[way] else DateHit(**base, ago=(unit, count))
    if m["wd"]:
        if inside and text[m.start("wd")].islower() and any(span.split()[0] == m["wd"] for span in dates["spans"]):
            return None  # "dua minggu": weeks, and not Sunday
        where = m["wdir"] or ""
        lead_word = m.groupdict().get("wlead") or ""
        past = where in direction["past"] or lead_word in direction["past"]
        future = where in direction["future"] or lead_word in direction["future"]
        week = -1 if where in direction["last_week"] else 1 if where in direction["next_week"] else None
        return DateHit(**base, weekday=weekdays[m["wd"]], week=week, past=past, future=future)
    n = next(i for i in range(len(dates["patterns"])) if m[f"p_{i}"])
    groups = m.groupdict()

    def number(key: str) -> int | None:
        value = groups.get(f"{key}_{n}")
        return int(value) if value else None

    def month_of(key: str) -> int | None:
        value = groups.get(f"{key}_{n}")
        return months[value.rstrip(".")] if value else None

    year, month, day = number("y"), month_of("m") or number("n"), number("d")
    if year is not None and year < 100:
        year += 2000 if year < 70 else 1900
    if (
        (month is not None and not 1 <= month <= 12)
        or (day is not None and not 1 <= day <= 31)
        or (year is not None and year not in YEARS)
    ):
        return None
    tail = text[m.end() : m.end() + 14].lower().split()
    words = [*m.group().split(), *(tail[:1])]
    return DateHit(
        **base,
        year=year,
        month=month,
        day=day,
        day2=number("d2"),
        month2=month_of("m2"),
        past=any(w.strip(",.") in direction["past"] for w in words),
        future=any(w.strip(",.") in direction["future"] for w in words),
        approximate=about and day is None,
    )


def day_in(text: str) -> datetime.date | None:
    """The day that an ISO date names, if it is one; content systems also write the year 1, or a 31 February."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def resolve(hit: DateHit, anchor: datetime.date | None, ahead: bool = False, last: str | None = None) -> str | None:
    """The EDTF date a hit means; `ahead` when what happens then is still to come; None when it cannot be told."""
    if hit.open:
        return None
    if hit.follows:
        return _following(hit, last)
    if hit.month is not None and hit.day is not None:
        return _day(hit, anchor, ahead)
    if hit.month is not None:
        year = hit.year or _year_told(hit, anchor) or _year_of_month(hit, anchor, ahead)
        return f"{year:04d}-{hit.month:02d}" if year else None
    if hit.year is not None:
        return f"{hit.year:04d}"
    if anchor is None:
        return None
    if hit.offset is not None:
        return (anchor + datetime.timedelta(days=hit.offset)).isoformat()
    if hit.weekday is not None:
        return _weekday(hit, anchor, ahead).isoformat()
    if hit.span:
        return _span(*hit.span, anchor)
    if hit.ago:
        unit, count = hit.ago
        if unit == "day":
            return (anchor - datetime.timedelta(days=count)).isoformat()
        if unit == "week":
            return _about(_span("week", -count, anchor))
        return _span(unit, -count, anchor)
    return None


def _about(week: str) -> str:
    """ "Dua pekan lalu" is not that very week: the month of it, where it lies in one."""
    first, last = week.split("/")
    return first[:7] if first[:7] == last[:7] else week


def _following(hit: DateHit, last: str | None) -> str | None:
    """The day counted from the one named last; back from its beginning, on from its end."""
    if hit.same or not last:
        return last
    assert hit.shift is not None
    day = day_in(last.split("/")[0 if hit.shift < 0 else -1])
    return (day + datetime.timedelta(days=hit.shift)).isoformat() if day else None


def _day(hit: DateHit, anchor: datetime.date | None, ahead: bool) -> str | None:
    assert hit.month is not None
    assert hit.day is not None
    year = hit.year or _year_told(hit, anchor) or _year_of_day(hit.month, hit.day, anchor, hit.future)
    first = _edtf(year, hit.month, hit.day)
    if first is None or hit.day2 is None:
        return first
    second = _edtf(year, hit.month2 or hit.month, hit.day2)
    return f"{first}/{second}" if second and second > first else first


def _edtf(year: int | None, month: int, day: int) -> str | None:
    if day > calendar.monthrange(year or 2024, month)[1]:
        return None
    return f"{year:04d}-{month:02d}-{day:02d}" if year else f"XXXX-{month:02d}-{day:02d}"


def _year_of_day(month: int, day: int, anchor: datetime.date | None, future: bool) -> int | None:
    """The year that puts the day nearest to publication; newspapers leave it out only for near days."""
    if anchor is None:
        return None
    best = None
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        try:
            gap = (datetime.date(year, month, day) - anchor).days
        except ValueError:
            continue
        if future and gap < 0:
            continue
        cost = abs(gap) if (gap <= 0) != future else abs(gap) * 1.3
        if best is None or cost < best[0]:
            best = (cost, year)
    return best[1] if best else None


def _year_told(hit: DateHit, anchor: datetime.date | None) -> int | None:
    """ "Desember tahun lalu": the year is counted from publication."""
    return anchor.year + hit.years if anchor and hit.years is not None else None


def _year_of_month(hit: DateHit, anchor: datetime.date | None, ahead: bool) -> int | None:
    if anchor is None or hit.month is None:
        return None
    if hit.future or (ahead and not hit.past):
        return anchor.year if hit.month >= anchor.month else anchor.year + 1
    return anchor.year if hit.month <= anchor.month else anchor.year - 1


def _weekday(hit: DateHit, anchor: datetime.date, ahead: bool) -> datetime.date:
    assert hit.weekday is not None
    monday = anchor - datetime.timedelta(days=anchor.weekday())
    if hit.week is not None:
        if hit.week < 0 and anchor.weekday() == SUNDAY:
            return monday + datetime.timedelta(days=hit.weekday)  # who writes on Sunday has that week behind him
        return monday + datetime.timedelta(days=7 * hit.week + hit.weekday)
    if hit.future or (ahead and not hit.past):
        gap = (hit.weekday - anchor.weekday()) % 7
        return anchor + datetime.timedelta(days=gap or (7 if hit.future else 0))
    gap = (anchor.weekday() - hit.weekday) % 7
    return anchor - datetime.timedelta(days=gap or (7 if hit.past else 0))


def _span(unit: str, count: int, anchor: datetime.date) -> str:
    if unit in ("week", "weekend"):
        monday = anchor - datetime.timedelta(days=anchor.weekday()) + datetime.timedelta(days=7 * count)
        first = monday + datetime.timedelta(days=5 if unit == "weekend" else 0)
        return f"{first.isoformat()}/{(monday + datetime.timedelta(days=6)).isoformat()}"
    if unit == "month":
        months = anchor.year * 12 + anchor.month - 1 + count
        return f"{months // 12:04d}-{months % 12 + 1:02d}"
    return f"{anchor.year + count:04d}"
