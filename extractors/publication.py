"""When an article was published: from its metadata, else from its address, else from its own dateline."""

from __future__ import annotations

import datetime
import re
from email.utils import parsedate_to_datetime

from backchannel.schema.dates import parse_edtf

EARLIEST_YEAR = 1900  # before it, digits that look like a date are something else
LATEST_YEAR = 2100

TOP_LINES = 12
TOP_CHARACTERS = 2000
MAX_OTHER_WORDS = 6  # "Penulis: Rina Sari | Editor: Budi" fits beside a date, a sentence hardly ever

# Month names of the languages whose datelines are read; each with what else may stand beside the date there.
_MONTH_NAMES = (
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "jan feb mar apr mei jun jul agu sept okt nov des",
    "jan peb mar apr mei jun jul agt sep okt nop des",
)
MONTHS = {name: number for names in _MONTH_NAMES for number, name in enumerate(names.split(), 1)}
_NAME = "|".join(sorted(MONTHS, key=lambda name: (-len(name), name)))
_WRITTEN = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ -](?P<name>{_NAME})\.?,?[ -](?P<year>\d{{4}}))\b", re.IGNORECASE
)
_AMERICAN = re.compile(rf"\b(?P<name>{_NAME})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})\b", re.I)
_NUMERIC = re.compile(r"(?<![\d/])(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})(?![\d/])")
_DATE_COMPANY = re.compile(
    r"\b(?:senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu|ahad|monday|tuesday|wednesday|thursday|friday|saturday"
    r"|sunday|mon|tue|wed|thu|fri|sat|sun|wib|wita|wit|gmt|utc|am|pm|published|updated|diperbarui|dipublikasikan"
    r"|diterbitkan|terbit|tayang|pukul|jam|oleh|by|penulis|editor|reporter)\b|\d{1,2}[.:]\d{2}(?:[.:]\d{2})?",
    re.IGNORECASE,
)

_ISO = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_ISO_SLASH = re.compile(r"\s*(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?\s*\Z")
_IN_URL = re.compile(r"[/=_-](\d{4})[/-]?(\d{2})[/-]?(\d{2})(?=[/_.?&#T-]|\d{6,}|\Z)")


def calendar_day(year: int, month: int, day: int) -> str | None:
    """YYYY-MM-DD where there is such a day in living memory, else None."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def published_in_metadata(value: str | None) -> str | None:
    """The date a metadata field stands for, as it is written there (no time zone is applied); None if it is no date."""
    if not value:
        return None
    for pattern in (_ISO, _ISO_SLASH, _COMPACT):
        if found := pattern.match(value):
            return calendar_day(*map(int, found.groups()))
    try:
        parse_edtf(value.strip())
    except ValueError:
        pass
    else:
        return value.strip()
    try:  # RFC 822, as feeds and mail write it
        return parsedate_to_datetime(value).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def published_in_url(url: str | None) -> str | None:
    """The full date in an address such as /2022/02/14/ or /20220214/, else None."""
    for found in _IN_URL.finditer(url or ""):
        if day := calendar_day(*map(int, found.groups())):
            return day
    return None


def publication(metadata: str | None, url: str | None, text: str) -> tuple[str | None, str | None]:
    """(date, where it was found): in the metadata, else in the address, else in the first lines of the text."""
    if metadata:
        return metadata, "metadata"
    if day := published_in_url(url):
        return day, "url"
    if day := published_in_text(text):
        return day, "text"
    return None, None


def published_in_text(text: str) -> str | None:
    """The date of the dateline: the one full date at the top of the text, written with weekday, time or slashes.

    A sentence may well name another day ("pada 14 Februari 2022"): a line counts only if it is short and is little else
    than a date.
    """
    for line in text[:TOP_CHARACTERS].splitlines()[:TOP_LINES]:
        found = next((f for p in (_WRITTEN, _AMERICAN, _NUMERIC) if (f := p.search(line))), None)
        if found is None:
            continue
        rest = _DATE_COMPANY.sub(" ", line[: found.start()] + " " + line[found.end() :])
        if len(re.findall(r"\w+", rest)) <= MAX_OTHER_WORDS:
            year = int(found["year"])
            month = MONTHS[found["name"].lower().rstrip(".")] if "name" in found.groupdict() else int(found["month"])
            if day := calendar_day(year, month, int(found["day"])):
                return day
    return None
