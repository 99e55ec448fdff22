"""When a contact is: the day an article counts from, the days it names, and which date belongs to which contact."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from backchannel.extractors.rules.dates import DateHit, day_in, find_dates, resolve
from backchannel.extractors.rules.events import Event
from backchannel.extractors.rules.items import Item
from backchannel.extractors.rules.pack import Pack
from backchannel.extractors.rules.read import MAX_COST, Read, distance
from backchannel.extractors.rules.text import Sentence

HEAD = 8  # sentences in which a full date may stand for the day of publication


@dataclass(slots=True)
class Calendar:
    """The day an article counts from, and the days it has named so far."""

    anchor: datetime.date | None = None
    weekdays: dict[int, str] = field(default_factory=dict)
    last: str | None = None  # the day named last before this sentence
    named: str | None = None

    def open(self, text: str, found: list[Sentence], published: str | None, pack: Pack) -> None:
        """Set the day the article is written from: its publication, or else the latest full date near its head.

        Weekdays that stand beside a date somewhere ("Senin (14/2)") are kept: without a publication date they tell
        what the bare weekday means elsewhere.
        """
        self.anchor = day_in(published or "")
        if self.anchor:
            return
        days = []
        for n, sentence in enumerate(found):
            for hit in find_dates(text, sentence.start, sentence.end, pack):
                if hit.day is not None and hit.day2 is None and (date := resolve(hit, None)):
                    if hit.weekday is not None:
                        self.weekdays.setdefault(hit.weekday, date)
                    if hit.year is not None and n < HEAD:
                        days.append(date)
        if days:
            self.anchor = day_in(max(days))

    def date(self, hit: DateHit, ahead: bool) -> str | None:
        """The EDTF date a hit means here."""
        date = resolve(hit, self.anchor, ahead, self.last)
        if date is None and hit.weekday is not None:
            return self.weekdays.get(hit.weekday)
        return date

    def turn(self, read: Read) -> None:
        """Go on to a sentence: what the one before named is now the day named last."""
        hits = [
            n.date
            for n in read.parse.nodes
            if isinstance(n, Item) and isinstance(n.date, DateHit) and n.date.day is not None
        ]
        self.last, self.named = self.named, resolve(hits[-1], self.anchor) if hits else self.named

    def comes_after(self, date: str) -> bool:
        """A date begins after the day the article is written from."""
        first = date.split("/")[0]
        if self.anchor is None or len(first) != 10 or first.startswith("X"):
            return False
        return first > self.anchor.isoformat()


def date_of(read: Read, event: Event) -> DateHit | None:
    """The date that stands nearest to a contact in its sentence."""
    best: tuple[int, DateHit] | None = None
    for j, node in enumerate(read.parse.nodes):
        if isinstance(node, Item) and isinstance(node.date, DateHit):
            cost = distance(read, event, j)
            if cost <= MAX_COST and (best is None or cost < best[0]):
                best = (cost, node.date)
    return best[1] if best else None
