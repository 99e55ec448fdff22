"""Parts of a merged graph: which contacts, by actor, channel, status, time, secrecy and source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace

from rapidfuzz import process

from backchannel.schema.dates import parse_edtf
from backchannel.schema.errors import QueryError
from backchannel.schema.model import STATUSES, Actor, Contact, MergedGraph
from backchannel.schema.vocabulary import CHANNEL_CONCEPTS, narrower_channels

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Selection:
    """What to keep; a contact must meet every part that is set, and one of the values of each."""

    actor: tuple[str, ...] = ()  # names, ids or ISO country codes: one of them takes part
    with_: tuple[str, ...] = ()  # and somebody else, one of these
    channel: tuple[str, ...] = ()  # a heading such as in-person stands for all below it
    status: tuple[str, ...] = ()
    since: str | None = None  # EDTF: held on or after its first day
    until: str | None = None  # EDTF: held on or before its last day
    secret: bool | None = None
    source: tuple[str, ...] = ()  # article id, outlet, or a speaker of the attribution chain
    place: tuple[str, ...] = ()
    min_outlets: int = 1

    def __bool__(self) -> bool:
        """Whether it leaves anything out."""
        return any(getattr(self, f.name) != f.default for f in fields(self))


def select(graph: MergedGraph, selection: Selection) -> MergedGraph:
    """The part of the graph `selection` describes: its contacts with all they rest on.

    QueryError names an actor, channel, status or date that does not exist.
    """
    return restrict(graph, matching(graph, selection)) if selection else graph


def matching(graph: MergedGraph, selection: Selection) -> list[Contact]:
    """The contacts that `select` keeps, in their order."""
    if not selection:
        return list(graph.contacts)
    keep = _Filter(graph, selection)
    return [c for c in graph.contacts if keep(c)]


def restrict(graph: MergedGraph, contacts: Iterable[Contact]) -> MergedGraph:
    """The graph with these contacts only, their actors, reports, articles, conflicts and questions."""
    kept = tuple(contacts)
    ids = {c.id for c in kept}
    reports = {r for c in kept for r in c.reports} | {r for c in kept for r in c.contested_by}
    actors = {p.actor for c in kept for p in c.participants}
    articles = {a for c in kept for a in c.articles} | {graph.reports[r].article for r in reports if r in graph.reports}
    known = ids | reports | actors
    return replace(
        graph,
        actors={i: a for i, a in graph.actors.items() if i in actors},
        contacts=kept,
        reports={i: r for i, r in graph.reports.items() if i in reports},
        citations={i: c for i, c in graph.citations.items() if i in articles},
        participants={k: a for k, a in graph.participants.items() if k[0] in reports and a in actors},
        decisions=tuple(d for d in graph.decisions if known.intersection(d.ids)),
        conflicts=tuple(c for c in graph.conflicts if c.contact in ids),
        questions=tuple(q for q in graph.questions if known.issuperset(q.ids)),
    )


def folded(text: str) -> str:
    """A name as it is compared: no case, no accents, words with one space between."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(_WORD.findall(plain.casefold()))


def matching_actors(names: Mapping[str, Collection[str]], wanted: str) -> frozenset[str]:
    """Ids of the actors that `wanted` names, given the names of each.

    An actor whose id or whole name it is goes before actors that only have all its words: "Rusia" is the state, not its
    ministry, if both are there. QueryError with the nearest names if there is none.
    """
    if wanted in names:
        return frozenset({wanted})
    asked = folded(wanted)
    words = set(asked.split())
    whole, part = set(), set()
    for actor_id, labels in names.items():
        for label in labels:
            have = folded(label)
            if have == asked:
                whole.add(actor_id)
            elif words and words <= set(have.split()):
                part.add(actor_id)
    if whole or part:
        return frozenset(whole or part)
    choices = sorted({label for labels in names.values() for label in labels})
    near = [label for label, score, _ in process.extract(wanted, choices, limit=3) if score >= 60]
    raise QueryError(f"no actor is called {wanted!r}" + (f"; near: {', '.join(near)}" if near else ""))


def names_of(actor: Actor) -> tuple[str, ...]:
    """Every name an actor goes by, its ISO country code too if it is a state."""
    code = (actor.country,) if actor.kind == "state" and actor.country else ()
    return (actor.name, *(text for text, _ in actor.labels), *actor.aliases, *code)


def find_actors(graph: MergedGraph, wanted: str) -> frozenset[str]:
    """Ids of the actors of `graph` that `wanted` names; QueryError if there is none."""
    return matching_actors({i: names_of(a) for i, a in graph.actors.items()}, wanted)


class _Filter:
    """A selection, resolved once against the graph."""

    def __init__(self, graph: MergedGraph, selection: Selection) -> None:
        self.graph = graph
        self.selection = selection
        self.actors = self._actors(selection.actor)
        self.others = self._actors(selection.with_)
        self.channels = {n for c in selection.channel for n in _channels(c)}
        for status in selection.status:
            if status not in STATUSES:
                raise QueryError(f"no status is called {status!r}; there are {', '.join(STATUSES)}")
        self.since = parsed_day(selection.since, "earliest") if selection.since else None
        self.until = parsed_day(selection.until, "latest") if selection.until else None
        self.sources = {folded(s) for s in selection.source}
        self.places = {folded(p) for p in selection.place}

    def _actors(self, wanted: tuple[str, ...]) -> set[str]:
        return {i for name in wanted for i in find_actors(self.graph, name)}

    def __call__(self, contact: Contact) -> bool:
        wanted = self.selection
        return (
            self._taking_part(contact)
            and (not self.channels or contact.channel in self.channels)
            and (not wanted.status or contact.status in wanted.status)
            and (wanted.secret is None or contact.confidential == wanted.secret)
            and (self.since is None or (contact.latest is not None and contact.latest >= self.since))
            and (self.until is None or (contact.earliest is not None and contact.earliest <= self.until))
            and contact.outlets >= wanted.min_outlets
            and (not self.places or folded(contact.place or "") in self.places)
            and (not self.sources or bool(self.sources & self._said_by(contact)))
        )

    def _taking_part(self, contact: Contact) -> bool:
        taking = {p.actor for p in contact.participants}
        if not self.selection.with_:
            return not self.selection.actor or bool(taking & self.actors)
        if not self.selection.actor:
            return bool(taking & self.others)
        return any(one != other for one in taking & self.actors for other in taking & self.others)

    def _said_by(self, contact: Contact) -> set[str]:
        names = set()
        for article in contact.articles:
            citation = self.graph.citations[article]
            names |= {folded(article), folded(citation.outlet or "")}
        for report in contact.reports:
            if report in self.graph.reports:
                names |= {folded(a.name) for a in self.graph.reports[report].attribution}
        return names - {""}


def _channels(name: str) -> frozenset[str]:
    if name not in CHANNEL_CONCEPTS:
        raise QueryError(f"no channel is called {name!r}; there are {', '.join(CHANNEL_CONCEPTS)}")
    return frozenset({name}) if name == "contact" else narrower_channels(name)


def parsed_day(date: str, end: str) -> str:
    """First (`earliest`) or last (`latest`) day of an EDTF date; QueryError if there is none."""
    try:
        found = getattr(parse_edtf(date), end)
    except ValueError as error:
        raise QueryError(str(error)) from None
    if found is None:
        raise QueryError(f"a date with a year is needed, not {date!r}")
    return str(found.isoformat())
