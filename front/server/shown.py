"""Things as a page shows them: contacts with their parts and links, quotes in their article, bars over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from backchannel.graph.direct import HELD
from backchannel.graph.iris import escape
from backchannel.schema.model import Actor, Contact, Report
from backchannel.server.overtime import Slot
from backchannel.server.site import Site
from backchannel.server.words import Words

ROLES = ("initiator", "recipient", "party", "intermediary")


def address(section: str, name: str) -> str:
    """Where the page of a thing is."""
    return f"/{section}/{escape(name)}"


def outward(link: str | None) -> str | None:
    """The link if it leads to the web, None for anything else."""
    if not link:
        return None
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    return link if parts.scheme in ("http", "https") and parts.netloc and link.isprintable() else None


@dataclass(frozen=True, slots=True)
class Side:
    """One actor in a contact."""

    actor: Actor
    name: str
    href: str
    inferred: bool


@dataclass(frozen=True, slots=True)
class ShownContact:
    """A contact in one language."""

    contact: Contact
    href: str
    sides: dict[str, list[Side]]  # by role
    date: str
    channel: str
    status: str
    quote: str
    held: bool

    @property
    def line(self) -> str:
        """Who with whom, as text."""
        said = {role: ", ".join(s.name for s in sides) for role, sides in self.sides.items()}
        line = "; ".join(
            filter(
                None,
                (
                    " → ".join(filter(None, (said["initiator"], said["recipient"]))),
                    " – ".join(s.name for s in self.sides["party"]),
                ),
            )
        )
        return f"{line} ({said['intermediary']})" if line and said["intermediary"] else line or said["intermediary"]


def shown(contact: Contact, site: Site, words: Words) -> ShownContact:
    """A contact, ready for a template."""
    sides: dict[str, list[Side]] = {role: [] for role in ROLES}
    for part in contact.participants:
        actor = site.graph.actors[part.actor]
        sides[part.role].append(Side(actor, words.name(actor), address("actor", actor.id), part.inferred))
    for found in sides.values():
        found.sort(key=lambda s: (s.name, s.actor.id))
    return ShownContact(
        contact,
        address("contact", contact.id),
        sides,
        words.date(contact.date),
        words.term(contact.channel),
        words.term(contact.status),
        first_quote(contact, site),
        contact.status in HELD,
    )


def first_quote(contact: Contact, site: Site) -> str:
    """The words of one report that affirms the contact, always the same one."""
    told = [site.graph.reports[r] for r in contact.reports if r in site.graph.reports and r not in contact.contested_by]
    quotes = [(r.article, e.start, e.text) for r in told for e in r.evidence]
    return min(quotes)[2] if quotes else ""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Somebody an actor was in contact with."""

    name: str
    href: str
    contacts: int
    held: int
    channels: tuple[str, ...]
    latest: str


def counterparts(actor_id: str, site: Site, words: Words) -> list[Counterpart]:
    """Who an actor was in contact with, the most frequent first; whoever only carried word does not count."""
    total: Counter[str] = Counter()
    held: Counter[str] = Counter()
    channels: dict[str, Counter[str]] = {}
    latest: dict[str, str] = {}
    for contact in site.of_actor[actor_id]:
        for other in {p.actor for p in contact.participants if p.role != "intermediary"} - {actor_id}:
            total[other] += 1
            held[other] += contact.status in HELD
            channels.setdefault(other, Counter())[contact.channel] += 1
            if contact.date and contact.latest and other not in latest:
                latest[other] = contact.date
    found = []
    for other, number in sorted(total.items(), key=lambda i: (-i[1], site.graph.actors[i[0]].name, i[0])):
        names = tuple(words.term(c) for c, _ in sorted(channels[other].items(), key=lambda i: (-i[1], i[0])))
        actor = site.graph.actors[other]
        found.append(
            Counterpart(
                words.name(actor), address("actor", other), number, held[other], names, words.date(latest.get(other))
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Bar:
    """Contacts of one month or year."""

    label: str
    held: int
    other: int


def bars(slots: Iterable[Slot], words: Words) -> list[Bar]:
    """Contacts over time, a bar each month or year."""
    return [Bar(words.date(slot.name), slot.held, slot.other) for slot in slots]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of an article's text, with the reports whose quotes cover it and those whose quotes begin here."""

    text: str
    reports: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


def segments(text: str, reports: Sequence[Report], field: str) -> list[Segment]:
    """The text cut where quotes begin and end; quotes that do not stand where they say are left out."""
    spans = [
        (e.start, e.end, r.id)
        for r in reports
        for e in r.evidence
        if e.field == field and 0 <= e.start < e.end <= len(text) and text[e.start : e.end] == e.text
    ]
    cuts = sorted({0, len(text), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    starting: dict[int, list[str]] = {}
    ending: dict[int, list[str]] = {}
    for start, end, report in spans:
        starting.setdefault(start, []).append(report)
        ending.setdefault(end, []).append(report)
    found = []
    covering: Counter[str] = Counter()
    begun: set[str] = set()
    for start, end in pairwise(cuts):
        covering.subtract(ending.get(start, ()))
        covering.update(starting.get(start, ()))
        new = [r for r in dict.fromkeys(starting.get(start, ())) if r not in begun]
        begun.update(new)
        found.append(
            Segment(
                text[start:end],
                tuple(sorted(r for r, n in covering.items() if n > 0)),
                tuple(new),
                tuple(dict.fromkeys(ending.get(end, ()))),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Pager:
    """Which part of a long list is shown."""

    page: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        return (self.page - 1) * self.size

    def part(self, rows: Sequence[Any]) -> Sequence[Any]:
        """The rows of this page."""
        return rows[self.first : self.first + self.size]


def pager(asked: str | None, total: int, size: int = 50) -> Pager:
    """The page that is asked for, the first or last one where there is no such page."""
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 8 else 1
    return Pager(min(max(number, 1), max(1, -(-total // size))), size, total)
