"""Names with a meaning: each article's actors gathered under name, kind and state, the units that actor resolution
joins.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from backchannel.graph.gazetteer import gazetteer
from backchannel.graph.mentions import Local, Mention, Place, local_actors
from backchannel.graph.names import Name, is_state, parse_name, plain, slug, term
from backchannel.graph.offices import office_class
from backchannel.graph.spelling import is_common, is_no_person
from backchannel.schema.model import Citation, Report, fingerprint

# Kind, name, what marks it, state or organisation; and what keeps it apart from others of that name: the article in
# which somebody decided that it is another one, or the year in which an unnamed holder is spoken of.
Ident = tuple[str, tuple[str, ...], tuple[str, ...], str | None, str]


STILL = "9999-12-31"  # the last day of an office that is held on


@dataclass(slots=True)
class Span:
    """First and last day something was seen; days are ISO texts."""

    first: str | None = None
    last: str | None = None

    def see(self, day: str | None) -> None:
        """Widen the span to hold `day`."""
        if day is not None:
            self.first = day if self.first is None or day < self.first else self.first
            self.last = day if self.last is None or day > self.last else self.last


def around(day: str | None, span: Span, days: int) -> bool:
    """Whether the day lies within `days` of the span; an unknown day or span lies everywhere."""
    if day is None or span.first is None or span.last is None:
        return True
    that = datetime.date.fromisoformat(day).toordinal()
    first, last = (datetime.date.fromisoformat(d).toordinal() for d in (span.first, span.last))
    return first - days <= that <= last + days


def overlap(one: Span, other: Span, days: int) -> bool:
    """Whether two spans come within so many days of each other."""
    return around(one.first, other, days) or around(other.first, one, days)


@dataclass(slots=True)
class Sense:
    """All mentions of one name in one meaning."""

    ident: Ident
    names: Counter[str] = field(default_factory=Counter)
    languages: dict[str, Counter[str]] = field(default_factory=dict)  # language -> names in it
    aliases: Counter[str] = field(default_factory=Counter)
    seen: Span = field(default_factory=Span)
    offices: dict[tuple[str, str | None], tuple[Counter[str], Span]] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    bare: bool = False
    links: frozenset[str] = frozenset()  # the same actor in authority files

    @property
    def kind(self) -> str:
        return self.ident[0]

    @property
    def of(self) -> str | None:
        return self.ident[3]

    @property
    def state(self) -> str | None:
        """The ISO code, if it is of a state."""
        return self.of if is_state(self.of) else None

    @property
    def name(self) -> Name:
        return (
            Name(self.ident[1], self.ident[2][:-1], self.ident[2][-1] or None) if self.ident[2] else Name(self.ident[1])
        )

    @property
    def ids(self) -> list[str]:
        """The ids that the spellings of articles mint; an actor is called by the least it owns."""
        return self._minted(name for name, times in self.names.items() if times)

    @property
    def known_ids(self) -> list[str]:
        """The ids that other spellings would mint, which only authority files have."""
        return self._minted(name for name, times in self.names.items() if not times)

    def _minted(self, names: Iterable[str]) -> list[str]:
        apart = self.ident[4]
        if self.bare:
            return [minted_id("office", self.ident[1][0], self.of) + f".{apart}"]
        apart = f".{fingerprint(apart, length=8)}" if apart else ""
        return sorted({minted_id(self.kind, name, self.of) + apart for name in names})

    def take(self, local: Local) -> None:
        """Add one article's actor."""
        self.names[local.name] += 1
        if local.language:
            self.languages.setdefault(local.language, Counter())[local.name] += 1
        for other in (*local.names, *local.aliases):
            if other != local.name:
                self.aliases[other] += 1
        for mention in local.mentions:
            self.seen.see(mention.day)
            if mention.office and (office := office_class(mention.office)):
                wordings, span = self.offices.setdefault((office, mention.of), (Counter(), Span()))
                wordings[mention.office] += 1
                span.see(mention.day)
        self.mentions.extend(local.mentions)

    def learn(self, other: Sense) -> None:
        """Take over what is known of the same sense from elsewhere."""
        for name in other.names:
            self.names[name] += 0
        self.aliases.update(other.aliases)
        for office, (wordings, span) in other.offices.items():
            mine, seen = self.offices.setdefault(office, (Counter(), Span()))
            mine.update(wordings)
            for day in (span.first, span.last):
                seen.see(day)
        self.links |= other.links


def minted_id(kind: str, name: str, of: str | None) -> str:
    """The id a spelling mints, readable and the same in every article: `person.sergey-lavrov.RU`."""
    if kind == "state" and is_state(of):
        return f"state.{of}"
    tail = "" if of is None else f".{of}" if is_state(of) else f".{slug(of)}"
    return f"{kind}.{slug(name)}{tail}"


def sense_ident(local: Local, synonyms: Mapping[str, str], apart: str = "") -> Ident:
    """What makes the local actor the same meaning of a name as that of another article."""
    of = local.of if local.of is None or is_state(local.of) else canonical(local.of, synonyms)
    if local.kind == "state":
        return ("state", (of,) if of and is_state(of) else (canonical(local.name, synonyms),), (), of, apart)
    if local.bare:
        office = office_class(local.mentions[0].office or local.name) or plain(local.name)
        day = local.mentions[0].day
        alone = apart or of is None or day is None  # nothing says that another article means the same one
        apart = fingerprint(local.article, length=8) if alone else (day or "")[:4]
        return ("person", (office,), ("office",), of, apart)
    if local.kind != "person":
        return (local.kind, (canonical(local.name, synonyms),), (), of, apart)
    name = parse_name(local.name)
    marks = (*name.initials, name.generation or "") if name.marks else ()
    return ("person", name.key, marks, of, apart)


def canonical(name: str, synonyms: Mapping[str, str]) -> str:
    """The name under which all names of one organisation are compared."""
    told = term(name)
    told = synonyms.get(told, told)
    return gazetteer().organizations.get(told, told)


def gather(
    reports: Mapping[str, Report],
    citations: Mapping[str, Citation],
    synonyms: Mapping[str, str],
    single: Collection[Place] = (),
) -> dict[Ident, Sense]:
    """All senses of all articles, from reports by id in id order.

    An article's actor with a mention in `single` stays by itself.
    """
    by_article: dict[str, list[tuple[str, Report]]] = defaultdict(list)
    for report_id, report in reports.items():
        by_article[report.article].append((report_id, report))
    senses: dict[Ident, Sense] = {}
    for article in sorted(by_article):
        for ident, local in article_senses(by_article[article], citations.get(article), synonyms, single):
            sense = senses.get(ident)
            if sense is None:
                sense = senses[ident] = Sense(ident, bare=local.bare)
            sense.take(local)
    return senses


def _means_others_elsewhere(local: Local) -> bool:
    """Whether another article means something else by the same words: "pejabat senior", "kabinet", "Peace Forum"."""
    if local.kind == "person":
        return not local.bare and is_no_person(local.name)
    return local.of is None and (local.kind == "group" or (local.kind == "organization" and _is_common(local)))


def _is_common(local: Local) -> bool:
    return all(is_common(name) for name in local.names) and term(local.name) not in gazetteer().organizations


def article_senses(
    reports: Sequence[tuple[str, Report]],
    citation: Citation | None,
    synonyms: Mapping[str, str],
    single: Collection[Place] = (),
) -> Iterator[tuple[Ident, Local]]:
    """The actors of one article, whose reports are given with their ids, sorted by them; each with what makes it."""
    published, language = (citation.published, citation.language) if citation else (None, None)
    for local in local_actors(reports, published, language):
        alone = bool(single) and any(m.place in single for m in local.mentions)
        alone = alone or _means_others_elsewhere(local)
        yield sense_ident(local, synonyms, local.article if alone else ""), local
