"""What the pages show: the merged graph of a workspace with the lookups that they need, made once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from backchannel.graph.iris import Iris
from backchannel.graph.selection import find_actors, folded, names_of
from backchannel.graph.statistics import statistics
from backchannel.graph.workspace import PAGE, Workspace
from backchannel.schema.model import Actor, Conflict, Contact, Report
from backchannel.server.overtime import Slot, over_time
from backchannel.server.texts import Texts

MOST_FOUND = 1000


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, best first."""

    actors: list[Actor]
    contacts: list[Contact]
    articles: list[str]


class Site:
    """A workspace, ready to be looked things up in."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.graph = graph = workspace.graph()
        self.iris = Iris(workspace.base)
        self.texts = Texts(workspace.path / "articles.jsonl")
        page = workspace.path / PAGE
        self.network = page.read_bytes() if page.exists() else None
        self.contacts = {c.id: c for c in graph.contacts}
        self.replaced = {old: c.id for c in graph.contacts for old in c.replaces}
        self.recent = sorted(graph.contacts, key=newest_first)
        self.of_actor: dict[str, list[Contact]] = defaultdict(list)
        self.contact_of: dict[str, str] = {}
        for contact in self.recent:
            for actor in dict.fromkeys(p.actor for p in contact.participants):
                self.of_actor[actor].append(contact)
            for report in (*contact.reports, *contact.contested_by):
                self.contact_of[report] = contact.id
        self.of_article: dict[str, list[Report]] = defaultdict(list)
        for told in graph.reports.values():
            self.of_article[told.article].append(told)
        self.conflicts: dict[str, list[Conflict]] = defaultdict(list)
        for conflict in graph.conflicts:
            self.conflicts[conflict.contact].append(conflict)
        self.busiest = sorted(graph.actors.values(), key=lambda a: (-len(self.of_actor[a.id]), a.name, a.id))
        self.states = {a.country: a for a in graph.actors.values() if a.kind == "state" and a.country}
        self._names = [(a, [f" {folded(n)}" for n in dict.fromkeys(names_of(a))]) for a in self.busiest]

    @cached_property
    def numbers(self) -> dict[str, object]:
        """The graph in numbers."""
        return statistics(self.graph)

    @cached_property
    def over_time(self) -> list[Slot]:
        """All contacts over time."""
        return over_time(self.recent)

    @cached_property
    def outlets(self) -> list[tuple[str, int]]:
        """Outlets with the number of their articles, most first."""
        counted = Counter(c.outlet for c in self.graph.citations.values() if c.outlet)
        return sorted(counted.items(), key=lambda item: (-item[1], item[0]))

    @cached_property
    def articles(self) -> list[str]:
        """Ids of the articles, the latest first, those without a date last."""
        cited = self.graph.citations.values()
        return [c.id for c in sorted(cited, key=lambda c: (c.published is None, _backwards(c.published or ""), c.id))]

    def actor_iris(self, wanted: str) -> list[str]:
        """IRIs of the actors that a name means; QueryError if there is none."""
        return sorted(self.iris.address("actor", i) for i in find_actors(self.graph, wanted))

    def actors_named(self, words: str, limit: int) -> list[Actor]:
        """Actors of whose names each word is the start of a word; whole names first, then the busiest."""
        asked = folded(words).split()
        if not asked:
            return []
        whole: list[Actor] = []
        others: list[Actor] = []
        for actor, names in self._names:
            if any(all(f" {word}" in name for word in asked) for name in names):
                (whole if f" {' '.join(asked)}" in names else others).append(actor)
                if len(whole) + len(others) >= MOST_FOUND:
                    break
        return (whole + others)[:limit]

    def search(self, words: str, limit: int = 50) -> Found:
        """What has all the words: actors in their names, contacts in quotes, place and topic, articles in the title."""
        asked = folded(words).split()
        if not asked:
            return Found([], [], [])
        contacts = (c for c, text in self._contact_texts if all(f" {w}" in text for w in asked))
        articles = (i for i, text in self._titles if all(f" {w}" in text for w in asked))
        return Found(self.actors_named(words, limit), list(islice(contacts, limit)), list(islice(articles, limit)))

    @cached_property
    def _contact_texts(self) -> list[tuple[Contact, str]]:
        return [(c, f" {folded(' '.join(self._words_of(c)))}") for c in self.recent]

    def _words_of(self, contact: Contact) -> Iterable[str]:
        yield from (contact.place or "", contact.topic or "")
        for report in contact.reports:
            if report in self.graph.reports:
                yield from (e.text for e in self.graph.reports[report].evidence)

    @cached_property
    def _titles(self) -> list[tuple[str, str]]:
        cited = self.graph.citations
        return [(i, f" {folded(f'{cited[i].title or i} {cited[i].outlet or str()}')}") for i in self.articles]

    def close(self) -> None:
        """Let go of the files."""
        self.texts.close()


def newest_first(contact: Contact) -> tuple[bool, str, str]:
    """Key that puts the latest contact first and those without a year last."""
    day = contact.latest or contact.earliest
    return day is None, _backwards(day or ""), contact.id


def _backwards(text: str) -> str:
    """A key under which later dates come first."""
    return "".join(chr(0x10FFFF - ord(c)) for c in text) + chr(0x10FFFF)
