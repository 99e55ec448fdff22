"""When a report and a gold contact are the same contact, and which of a whole article's belong together.

Two contacts can be the same when two participants, intermediaries aside, agree by name, the channels are of one family
and the dates are not more than a month apart where both are full. Each is matched once, the most alike first.

Names agree when they are equal after folding case, accents and titles, when first and last word agree (of two words or
more), or when the gold accepts the bare surname and the report adds the first name. Names of more than eight words,
aliases past the sixth, and a name that two participants of one report share count for nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache

from backchannel.gold import GoldContact
from backchannel.schema.model import Report

MOST_WORDS = 8
MOST_ALIASES = 6
DAYS_APART = 31

FAMILIES: dict[str, frozenset[str]] = {
    "phone-call": frozenset({"remote"}),
    "video-call": frozenset({"remote"}),
    "letter": frozenset({"written"}),
    "message": frozenset({"written"}),
    "meeting": frozenset({"person"}),
    "visit": frozenset({"person"}),
    "summit": frozenset({"person"}),
    "talks": frozenset({"remote", "person"}),
    "contact": frozenset({"remote", "person", "written"}),
}
TITLES = frozenset(
    """
    presiden president pm perdana menteri menlu luar negeri minister prime foreign king raja sultan pangeran
    prince jenderal general dr h mr mrs ms sir sheikh syekh
    """.split()  # noqa: SIM905 (lines of words read better than a list of quoted ones)
)
# words of a country's name that set it apart: first and last word alone do not tell North Korea from South Korea
GEOGRAPHIC = frozenset(
    """
    utara selatan timur barat tengah north south east west central new baru united republic republik korea
    sudan guinea kongo congo states amerika america emirat emirates uni union eropa europe
    """.split()  # noqa: SIM905 (lines of words read better than a list of quoted ones)
)

Pairs = tuple[tuple[int, int], ...]  # (index in the report, index in the gold contact)


@cache
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name that count: folded, without accents, brackets and titles."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    plain = re.sub(r"\(.*?\)", " ", plain).replace("’", "").replace("'", "")
    words = re.sub(r"[^\w]+", " ", plain).casefold().split()
    return tuple(w for w in words if w not in TITLES) or tuple(words)


def same_name(found: str, accepted: str) -> bool:
    """Whether a name read from an article is one that the gold accepts."""
    ours, theirs = name_words(found), name_words(accepted)
    if not ours or not theirs or len(ours) > MOST_WORDS:
        return False
    if ours == theirs:
        return True
    if len(ours) > 1 and len(theirs) > 1 and GEOGRAPHIC.isdisjoint(ours + theirs):
        return (ours[0], ours[-1]) == (theirs[0], theirs[-1])
    surname = len(theirs) == 1 and 2 <= len(ours) <= 4 and ours[-1] == theirs[0]
    return surname and GEOGRAPHIC.isdisjoint(ours) and found[:1].isupper()


def paired(report: Report, gold: GoldContact) -> Pairs:
    """Which participant of the report is which of the gold, each at most once."""
    taken: set[int] = set()
    pairs = []
    for i, names in enumerate(_telling_names(report)):
        for j, wanted in enumerate(gold.participants):
            if j not in taken and any(same_name(name, accepted) for name in names for accepted in wanted.names):
                taken.add(j)
                pairs.append((i, j))
                break
    return tuple(pairs)


def _telling_names(report: Report) -> list[list[str]]:
    """The names of each participant, without those that fit two of them."""
    lists = [[p.name, *p.aliases[:MOST_ALIASES]] for p in report.participants]
    carriers = Counter(words for names in lists for words in {name_words(name) for name in names})
    return [[name for name in names if carriers[name_words(name)] == 1] for names in lists]


def plain_date(text: str | None) -> str | None:
    """An EDTF date without its marks of doubt."""
    return re.sub("[~?%]", "", text) if text else None


def date_right(report: Report, gold: GoldContact) -> bool:
    """Whether the report's date is among the right ones, doubt aside."""
    return plain_date(report.date) in {plain_date(d) for d in gold.dates}


def likeness(report: Report, gold: GoldContact) -> float:
    """How alike the two are; 0 when they cannot be the same contact."""
    pairs = paired(report, gold)
    central = [1 for i, j in pairs if "intermediary" not in (report.participants[i].role, gold.participants[j].role)]
    if len(central) < 2 or not _related(report.channel, gold.channels) or _far_apart(report.date, gold.dates):
        return 0.0
    alike = len(pairs) / max(len(report.participants), len(gold.participants))
    alike += 0.3 * (report.channel in gold.channels)
    alike += 0.2 * (report.status in gold.statuses)
    return alike + 0.3 * date_right(report, gold)


def matched(reports: Sequence[Report], gold: Sequence[GoldContact]) -> Pairs:
    """The contacts of one article paired with its reports, the most alike first; optional ones give way."""
    candidates = []
    for i, report in enumerate(reports):
        for j, contact in enumerate(gold):
            alike = likeness(report, contact)
            if alike:
                candidates.append((alike - 0.35 * contact.optional, -i, -j))
    left_reports, left_gold = set(range(len(reports))), set(range(len(gold)))
    pairs = []
    for _, i, j in sorted(candidates, reverse=True):
        if -i in left_reports and -j in left_gold:
            left_reports.remove(-i)
            left_gold.remove(-j)
            pairs.append((-i, -j))
    return tuple(pairs)


def _related(channel: str, accepted: Sequence[str]) -> bool:
    return any(FAMILIES.get(channel, frozenset()) & FAMILIES.get(one, frozenset()) for one in accepted)


def _far_apart(found: str | None, accepted: Sequence[str | None]) -> bool:
    day, days = _day(found), [_day(one) for one in accepted]
    known = [one for one in days if one is not None]
    if day is None or not known or len(known) < len(days):
        return False
    return min(abs((day - one).days) for one in known) > DAYS_APART


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(plain_date(text) or "")
    except ValueError:
        return None
