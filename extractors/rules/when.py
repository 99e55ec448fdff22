"""When a contact is: the day an article counts from, the days it names, and which date belongs to which contact."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from dataclasses import dataclass, field

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.clauses import Clause
from backchannel.extractors.rules.dates import DateHit, day_in, find_dates, resolve
from backchannel.extractors.rules.events import Event
from backchannel.extractors.rules.items import Item
from backchannel.extractors.rules.pack import Pack
from backchannel.extractors.rules.read import MAX_COST, Read, distance
from backchannel.extractors.rules.text import Sentence

HEAD = 8  # sentences in which a full date may stand for the day of publication
STAMP = re.compile(r"[\s,|/–-]*\d{1,2}[:.]\d\d(?!\d)")  # the time of day behind the date of a byline


@dataclass(slots=True)
class Calendar:
    """The day an article counts from, and the days it has named so far."""

    anchor: datetime.date | None = None
    weekdays: dict[int, str] = field(default_factory=dict)
    last: str | None = None  # the day named last before this sentence
    around: dict[str, int] = field(default_factory=dict)  # "the day after": days from what is told behind it
    here: list[DateHit] = field(default_factory=list)  # the dates of this sentence

    def open(self, text: str, found: list[Sentence], published: str | None, pack: Pack) -> None:
        """Set the day the article is written from: its publication, or the full date that stands for it.

        That is the latest in datelines, bylines and stamps with a time of day, or else near the head, or else the
        latest that a weekday stands beside. Weekdays that stand beside a date somewhere ("Senin (14/2)") are kept:
        without a publication date they tell what the bare weekday means elsewhere.
        """
        self.around = pack.dates["around"]
        self.anchor = day_in(published or "")
        if self.anchor:
            return
        starts, ends = [s.start for s in found], [s.end for s in found]
        ranks: dict[int, list[str]] = {}
        for hit in find_dates(text, 0, len(text), pack):
            if hit.day is None or hit.day2 is not None or not (date := resolve(hit, None)):
                continue
            if hit.weekday is not None:
                self.weekdays.setdefault(hit.weekday, date)
            if hit.year is not None:
                n = bisect_right(starts, hit.start) - 1
                told = n >= 0 and hit.start < ends[n]
                stamped = not told or STAMP.match(text, hit.end) is not None
                rank = 2 if n >= HEAD else 0 if stamped else 1
                if rank < 2 or hit.weekday is not None:
                    ranks.setdefault(rank, []).append(date)
        if ranks:
            self.anchor = day_in(max(ranks[min(ranks)]))

    def date(self, hit: DateHit, ahead: bool) -> str | None:
        """The EDTF date a hit means here."""
        last = self._before(hit) if hit.follows else None
        date = resolve(hit, self.anchor, ahead, last)
        if date is None and hit.weekday is not None:
            return self.weekdays.get(hit.weekday)
        return date

    def turn(self, read: Read) -> None:
        """Go on to a sentence: what the one before named is now the day named last."""
        for hit in self.here:
            if hit.exact or hit.follows:
                self.last = self.date(hit, False) or self.last
        self.here = [n.date for n in read.parse.nodes if isinstance(n, Item) and isinstance(n.date, DateHit)]

    def _before(self, hit: DateHit) -> str | None:
        """The day named last before a date in its own sentence, or before the sentence."""
        named = self.last
        for other in self.here:
            if other.start >= hit.start:
                break
            if other.exact:
                named = self.date(other, False) or named
        return named

    def comes_after(self, date: str) -> bool:
        """A date begins after the day the article is written from."""
        first = date.split("/")[0]
        if self.anchor is None or len(first) != 10 or first.startswith("X"):
            return False
        return first > self.anchor.isoformat()

    def is_over(self, date: str) -> bool:
        """A date ends before the day the article is written from."""
        last = date.split("/")[-1]
        return self.anchor is not None and day_in(last) is not None and last < self.anchor.isoformat()


def date_of(read: Read, event: Event, calendar: Calendar) -> DateHit | None:
    """The date that stands nearest to a contact in its sentence, or one within it that says more exactly when."""
    near: list[tuple[int, DateHit]] = []
    for j, node in enumerate(read.parse.nodes):
        if isinstance(node, Item) and isinstance(node.date, DateHit):
            cost = distance(read, event, j)
            if (
                cost <= MAX_COST
                and not (node.date.exact and _of_saying(read, event, j))
                and not _of_another(read, event, j)
            ):
                near.append((cost, node.date))
    if not near:
        return _beside_what_was_told(read, event, calendar)
    behind = [pair for pair in near if pair[1].start > read.parse.nodes[event.node].start]
    if event.frame.invite and behind:  # "mengundang X untuk berkunjung pada Juli": when the guest shall come
        near = behind
    best = min(near, key=lambda x: x[0])[1]
    if best.exact:
        return best
    meant = calendar.date(best, False)
    closer = [hit for _, hit in near if hit.day is not None and meant and _within(calendar.date(hit, False), meant)]
    return closer[0] if closer else best


def _beside_what_was_told(read: Read, event: Event, calendar: Calendar) -> DateHit | None:
    """ "Sehari setelah pengumuman itu, X bertemu Y": counted from the day named last."""
    for node, clause in zip(read.parse.nodes, read.parse.clause, strict=True):
        if clause.fronted and node is clause.opener and clause is not event.clause:
            words = read.repaired.text[node.start : node.end]
            if words.lower() in calendar.around:
                return DateHit(node.start, node.end, words, shift=calendar.around[words.lower()])
    return None


def _within(day: str | None, span: str) -> bool:
    return day is not None and day.startswith(f"{span}-")


def _of_saying(read: Read, event: Event, j: int) -> bool:
    """ "Pada Minggu, X mengatakan ... pertemuan dengan Y": the day on which X spoke, not that of the meeting.

    So is the day in "..., kata X, Rabu", and in "X mengatakan, Rabu, bahwa ...".
    """
    parse = read.parse
    if j > event.node:
        return c.SAID in parse.letters[event.node + 1 : j]
    if parse.clause[j] is event.clause:
        return False
    if c.SPEECH in parse.letters[parse.clause[j].start : j] and event.clause.kind == "that":
        return True
    for k in range(j + 1, event.node):
        node = parse.nodes[k]
        clause = parse.clause[k]
        if parse.letters[k] == c.SPEECH and clause is not event.clause and clause.kind in ("main", "next"):
            return isinstance(node, Item) and not node.passive and event.clause.kind != "purpose"
    return False


def _of_another(read: Read, event: Event, j: int) -> bool:
    """A date that belongs to something else.

    "... latihan yang digelar akhir bulan ini": when that is which a relative clause describes; "setelah pengumuman pada
    Senin": when that was which came before.
    """
    clause = read.parse.clause[j]
    if clause is event.clause:
        return False
    if clause.kind == "rel":
        told = any(x in c.VERBS + c.MARKER for x in read.parse.letters[clause.start : j])  # not so in "yang sama"
        return told and clause.event is None and not clause.own
    return _in_sequence(clause)


def _in_sequence(clause: Clause) -> bool:
    lexeme = clause.opener.lexeme if clause.kind == "time" and clause.opener else None
    return bool(lexeme and lexeme.sequence)
