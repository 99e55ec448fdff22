"""When two reports can be about one contact, and when a report can join a group of them.

`compatible` is the law for a pair. `Group.admits` asks the same of a whole group without going through its
members: date intervals that overlap pair by pair have a day in common, and channels, places and sets of
participants are few.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from backchannel.graph.gazetteer import same_place
from backchannel.graph.rows import DAY, IMPUTED, NO_YEAR, Days, Row

# Channels that can be one contact in two reports' words; each is also compatible with itself and with `contact`.
_ALIKE = [
    {"talks", "meeting"},
    {"talks", "visit"},
    {"talks", "phone-call"},
    {"talks", "video-call"},
    {"talks", "summit"},
    {"meeting", "visit"},  # a visit with a named counterpart is a meeting
    {"letter", "message"},
]
HELD = frozenset({"occurred", "ongoing"})
MANY_CASTS = 64  # a gathering reported with more different casts than this takes only those that share its core

General = Mapping[str, str]  # actor that stands for a state (the state, an unnamed holder, a delegation) -> its country
Countries = Mapping[str, str]  # person -> country


@dataclass(frozen=True, slots=True)
class Cast:
    """What is known of actors beyond their ids."""

    general: General = field(default_factory=dict)
    countries: Countries = field(default_factory=dict)
    apart: frozenset[frozenset[str]] = frozenset()  # pairs of actors that somebody said are different

    def may_stand(self, general: str, person: str) -> bool:
        """Whether the one actor may stand for the other in another report's words."""
        country = self.general.get(general)
        same = country is not None and self.countries.get(person) == country
        return same and not (self.apart and frozenset((general, person)) in self.apart)


def channels_fit(one: str, other: str) -> bool:
    """Whether two channels can be one contact's."""
    return one == other or "contact" in (one, other) or {one, other} in _ALIKE


def compatible(one: Row, other: Row, cast: Cast) -> bool:
    """Whether two reports can be about one contact."""
    return (
        (one.article != other.article or repeats(one, other))
        and channels_fit(one.channel, other.channel)
        and _dates_fit(one, other)
        and _statuses_fit(one.status, one.grade, other.status, other.grade)
        and _places_fit(one, other)
        and casts_fit(one.principals, other.principals, _summit(one, other), one.exact and other.exact, cast)
    )


def repeats(one: Row, other: Row) -> bool:
    """Whether one article says the same twice; else its reports are distinct contacts by their making."""
    same = one.principals == other.principals and one.channel == other.channel and one.status == other.status
    return same and one.exact and other.exact and one.days == other.days and one.place == other.place


def _dates_fit(one: Row, other: Row) -> bool:
    if one.days and other.days:
        return max(one.days[0], other.days[0]) <= min(one.days[1], other.days[1])
    if one.yearless and other.yearless:
        return one.yearless == other.yearless and (one.weekday in (None, other.weekday) or other.weekday is None)
    for short, full in ((one, other), (other, one)):
        if short.yearless and full.exact and full.days:
            return _is_yearless_day(short, full.days[0])
    return False


def _is_yearless_day(short: Row, ordinal: int) -> bool:
    day = datetime.date.fromordinal(ordinal)
    return (day.month, day.day) == short.yearless and short.weekday in (None, day.weekday())


def _statuses_fit(one: str, grade: int, other: str, other_grade: int) -> bool:
    """What was called off or only proposed is the contact that was held if the days say so, not if they are guessed."""
    if "cancelled" in (one, other) and (one in HELD or other in HELD):
        return grade == other_grade == DAY
    if "proposed" in (one, other) and (one in HELD or other in HELD):
        return IMPUTED not in (grade, other_grade)
    return True


def _places_fit(one: Row, other: Row) -> bool:
    """A contradiction of place is kept inside a contact whose day is known; otherwise it speaks for two contacts."""
    if one.place is None or other.place is None or (one.exact and other.exact):
        return True
    return same_place(one.place, other.place) is True


def _summit(one: Row, other: Row) -> bool:
    return "summit" in (one.channel, other.channel)


def casts_fit(one: frozenset[str], other: frozenset[str], summit: bool, exact: bool, cast: Cast) -> bool:
    """Whether two sets of participants can be one contact's: one within the other, but for states that stand for
    persons.
    """
    if one == other:
        return True
    shared = len(one & other)
    if shared > 1 and (summit or one <= other or other <= one):
        return True
    return exact and shared > 0 and _stands_for(one - other, other - one, cast)


def _stands_for(one: frozenset[str], other: frozenset[str], cast: Cast) -> bool:
    """Whether each actor of the smaller side stands for, or is stood for by, one of the other side."""
    if not one or not other:
        return False
    small, large = sorted((sorted(one), sorted(other)), key=lambda side: (len(side), side))
    free = list(large)
    for actor in small:
        partner = next((x for x in free if _same_side(actor, x, cast)), None)
        if partner is None:
            return False
        free.remove(partner)
    return True


def _same_side(one: str, other: str, cast: Cast) -> bool:
    return cast.may_stand(one, other) or cast.may_stand(other, one)


@dataclass(slots=True)
class Group:
    """Reports taken for one contact, with what is needed to say whether another one fits."""

    rows: list[Row]
    days: Days | None
    yearless: tuple[int, int] | None
    weekdays: tuple[int, ...]
    exact: bool
    channels: tuple[str, ...]
    statuses: tuple[tuple[str, int], ...]  # status and grade
    places: tuple[tuple[str, bool], ...]  # place and whether the day is known there
    casts: list[tuple[frozenset[str], bool, bool]]  # participants, whether at a summit, whether the day is known
    core: frozenset[str]  # in every cast
    least: str  # least id of a report
    closed: bool = False  # fits several others: takes no more
    by_article: dict[str, Row] = field(default_factory=dict)

    @classmethod
    def of(cls, row: Row) -> Group:
        """A group of one."""
        return cls(
            [row],
            row.days,
            row.yearless,
            () if row.weekday is None else (row.weekday,),
            row.exact,
            (row.channel,),
            ((row.status, row.grade),),
            () if row.place is None else ((row.place, row.exact),),
            [(row.principals, row.channel == "summit", row.exact)],
            row.principals,
            row.report,
            by_article={row.article: row},
        )

    def admits(self, row: Row, cast: Cast) -> bool:
        """Whether the row is compatible with every member."""
        other = self.by_article.get(row.article)
        return (
            not self.closed
            and (other is None or repeats(other, row))
            and all(channels_fit(row.channel, c) for c in self.channels)
            and self._admits_date(row)
            and all(_statuses_fit(row.status, row.grade, *known) for known in self.statuses)
            and (row.place is None or all(self._admits_place(row, p, e) for p, e in self.places))
            and self._admits_cast(row, cast)
        )

    def _admits_date(self, row: Row) -> bool:
        if row.days and self.days:
            fits = max(row.days[0], self.days[0]) <= min(row.days[1], self.days[1])
            if self.yearless:  # the members without year rest on the exact day
                fits = fits and (row.exact and row.days[0] == self.days[0])
            return fits
        if row.yearless:
            if self.yearless and row.yearless != self.yearless:
                return False
            if self.days:
                return self.days_all_exact and _is_yearless_day(row, self.days[0])
            return row.weekday is None or all(w == row.weekday for w in self.weekdays)
        return False

    @property
    def days_all_exact(self) -> bool:
        """Whether every member with days knows the very day."""
        return all(grade in (DAY, NO_YEAR) for _, grade in self.statuses)

    @staticmethod
    def _admits_place(row: Row, place: str, exact: bool) -> bool:
        return (exact and row.exact) or same_place(row.place or "", place) is True

    def _admits_cast(self, row: Row, cast: Cast) -> bool:
        summit = row.channel == "summit"
        if len(self.casts) > MANY_CASTS:
            return len(self.core & row.principals) > 1 and (summit or row.principals == self.core)
        return all(casts_fit(row.principals, c, summit or s, row.exact and e, cast) for c, s, e in self.casts)

    def take(self, row: Row) -> None:
        """Add a row, whether it fits or somebody decided that it belongs here."""
        self.rows.append(row)
        self.least = min(self.least, row.report)
        if row.days:
            first, last = self.days or row.days
            self.days = max(first, row.days[0]), min(last, row.days[1])
        self.yearless = self.yearless or row.yearless
        if row.weekday is not None and row.weekday not in self.weekdays:
            self.weekdays = (*self.weekdays, row.weekday)
        self.exact = self.exact or row.exact
        self.channels = _with(self.channels, row.channel)
        self.statuses = _with(self.statuses, (row.status, row.grade))
        if row.place is not None:
            self.places = _with(self.places, (row.place, row.exact))
        member = (row.principals, row.channel == "summit", row.exact)
        if member not in self.casts:
            self.casts.append(member)
            self.core &= row.principals
        self.by_article.setdefault(row.article, row)


def _with(known: tuple, new: object) -> tuple:  # type: ignore[type-arg]
    return known if new in known else (*known, new)
