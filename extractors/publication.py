"""When an article was published: from its metadata, else from its address, else from its own dateline."""

from __future__ import annotations

import datetime
import re
from email.utils import parsedate_to_datetime

from backchannel.schema.dates import parse_edtf

EARLIEST_YEAR = 1900  # before it, digits that look like a date are something else
LATEST_YEAR = 2100

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
