"""Whether a date follows from words of the article and its day of publication; it is not taken on trust."""

from __future__ import annotations

import datetime
import re
from functools import cache
from itertools import pairwise

from backchannel.extractors.rules.dates import DateHit, find_dates, resolve
from backchannel.extractors.rules.pack import Pack, load_pack, pack_codes
from backchannel.schema.dates import EdtfDate, parse_edtf

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_MARKS = re.compile(r"[~?%]")


def follows(date: str, words: str, published: str | None, language: str | None) -> bool:
    """Whether `words` can mean `date` in an article of that day: exactly it, or something within it."""
    told = _MARKS.sub("", date)
    return any(told == meant or _within(meant, told) for meant in meanings(words, published, language))


def meanings(words: str, published: str | None, language: str | None) -> frozenset[str]:
    """Every EDTF date that the words can mean."""
    anchor = datetime.date.fromisoformat(published) if published and _DAY.match(published) else None
    found: set[str] = set()
    for pack in _packs((language or "").split("-")[0].lower()):
        hits = find_dates(words, 0, len(words), pack)
        each = [_of_hit(hit, anchor) for hit in hits]
        found.update(*each)
        for some, next_ones in pairwise(each):
            found.update(f"{a}/{b}" for a in some for b in next_ones if _is_interval(a, b))
    return frozenset(found)


@cache
def _packs(code: str) -> tuple[Pack, ...]:
    """The language's pack, or all of them for a language without one."""
    codes = pack_codes()
    return tuple(load_pack(c) for c in ([code] if code in codes else codes))


def _of_hit(hit: DateHit, anchor: datetime.date | None) -> set[str]:
    """What one date in the words can mean: looking back or ahead, with the year unknown, a weekday in either week."""
    found = {resolve(hit, anchor, ahead) for ahead in (False, True)} | {resolve(hit, None)}
    if hit.weekday is not None and hit.day is None and anchor is not None:
        near = (anchor + datetime.timedelta(days=n) for n in range(-7, 8))
        if hit.week is None and not (hit.past or hit.future):
            found |= {day.isoformat() for day in near if day.weekday() == hit.weekday}
    return {date for date in found if date}


def _is_interval(first: str, last: str) -> bool:
    if "/" in first or "/" in last:
        return False
    try:
        parse_edtf(f"{first}/{last}")
    except ValueError:
        return False
    return first != last


def _within(meant: str, told: str) -> bool:
    """Whether a date that is less exact holds what the words mean: 2022-02 holds 2022-02-14."""
    return "/" not in told and "/" not in meant and meant.startswith(told + "-")


def checked(date: str) -> EdtfDate | None:
    """The date if it is one in EDTF."""
    try:
        return parse_edtf(date)
    except ValueError:
        return None
