"""The actors themselves, made from resolved senses: id, label, other names, state and offices over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from backchannel.graph.actors import Resolution
from backchannel.graph.gazetteer import gazetteer
from backchannel.graph.mentions import Mention, Place
from backchannel.graph.names import plain
from backchannel.graph.offices import office_class
from backchannel.graph.senses import STILL, Ident, Sense, Span
from backchannel.schema.model import Actor, Membership


@dataclass(slots=True)
class _Draft:
    """What is gathered about one actor."""

    kind: str
    names: Counter[str] = field(default_factory=Counter)
    languages: dict[str, Counter[str]] = field(default_factory=dict)
    aliases: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    offices: dict[tuple[str, str | None], tuple[Counter[str], Span]] = field(default_factory=dict)
    links: frozenset[str] = frozenset()
    joint: str | None = None  # an organisation's key in the language packs

    def hold(self, key: tuple[str, str | None], wordings: Mapping[str, int], days: Iterable[str | None]) -> None:
        """Note an office with the days it was seen."""
        counter, span = self.offices.setdefault(key, (Counter(), Span()))
        counter.update(wordings)
        for day in days:
            span.see(day)


def actor_ids(resolution: Resolution) -> dict[Ident, str]:
    """The id of every joined set, by its representative: the least that its fullest kind of name mints."""
    least: dict[Ident, tuple[int, str]] = {}
    for ident, sense in resolution.senses.items():
        root = resolution.sets.find(ident)
        weak = ident[0] == "person" and (len(ident[1]) < 2 or ident in resolution.misspelt)  # surname, office, slip
        for rank, minted in ((int(weak), sense.ids), (2, sense.known_ids)):
            for found in minted:
                least[root] = min(least.get(root, (rank, found)), (rank, found))
    return {root: found for root, (_, found) in least.items()}


def assign(resolution: Resolution) -> dict[Place, str]:
    """The actor of every mention."""
    ids = actor_ids(resolution)
    found: dict[Place, str] = {}
    for ident, sense in resolution.senses.items():
        mine = ids.get(resolution.sets.find(ident), "")
        for mention in sense.mentions:
            settled = resolution.settled.get(mention.place)
            found[mention.place] = mine if settled is None else ids[resolution.sets.find(settled)]
    return found


def actor_records(resolution: Resolution, assigned: Mapping[Place, str]) -> dict[str, Actor]:
    """Every actor that some mention was assigned to, by id, in id order."""
    drafts: dict[str, _Draft] = {}
    ids = actor_ids(resolution)
    for ident, sense in sorted(resolution.senses.items(), key=lambda item: repr(item[0])):
        mine = ids.get(resolution.sets.find(ident))
        if mine is not None and ident not in resolution.split:
            _take_sense(drafts.setdefault(mine, _Draft(ident[0])), sense)
        for mention in sense.mentions:
            actor = assigned[mention.place]
            if actor != mine or ident in resolution.split:
                draft = drafts.setdefault(actor, _Draft(ident[0]))
                _take_mention(draft, mention, sense, own=actor == mine, bare=mention.place in resolution.inferred)
    for root, office in resolution.doubted:
        drafts[ids[resolution.sets.find(root)]].offices.pop(office, None)
    wanted = set(assigned.values())
    return {i: _record(i, drafts[i]) for i in sorted(drafts) if i in wanted}


def _take_sense(draft: _Draft, sense: Sense) -> None:
    draft.links |= sense.links
    draft.joint = draft.joint or (sense.ident[1][0] if sense.kind == "organization" else None)
    draft.names.update(sense.names)
    draft.aliases.update(sense.aliases)
    for language, names in sense.languages.items():
        draft.languages.setdefault(language, Counter()).update(names)
    if sense.state:
        draft.states[sense.state] += sum(sense.names.values())
    for key, (wordings, span) in sense.offices.items():
        draft.hold(key, wordings, (span.first, span.last))


def _take_mention(draft: _Draft, mention: Mention, sense: Sense, *, own: bool, bare: bool) -> None:
    if not bare:
        draft.aliases[mention.name] += 1
        if own:
            draft.names[mention.name] += 1
        if sense.state:
            draft.states[sense.state] += 1
    if mention.office and (office := office_class(mention.office)):
        draft.hold((office, mention.of), {mention.office: 1}, (mention.day,))


def _record(actor_id: str, draft: _Draft) -> Actor:
    country = _commonest(draft.states) if draft.states else None
    labels = _labels(draft, country)
    name = _label(draft.names or draft.aliases)
    if draft.kind == "state" and country in gazetteer().labels:
        name = {lang: text for text, lang in labels}.get("en", name)
    others = sorted({*draft.names, *draft.aliases} - {name})
    return Actor(
        actor_id,
        draft.kind,
        name,
        labels,
        tuple(others),
        country,
        tuple(_memberships(draft)),
        tuple(sorted(draft.links)),
    )


def _labels(draft: _Draft, country: str | None) -> tuple[tuple[str, str | None], ...]:
    found: dict[str, str] = {language: _label(names) for language, names in draft.languages.items()}
    if draft.kind == "state" and country:
        found.update({language: text for text, language in gazetteer().labels.get(country, ())})
    if draft.joint:
        found.update({language: text for text, language in gazetteer().organization_labels.get(draft.joint, ())})
    return tuple(sorted((text, language) for language, text in found.items()))


def _label(names: Counter[str]) -> str:
    """The commonest spelling, among equals the one with more words, then the least."""
    return min(names, key=lambda n: (-names[n] * min(len(plain(n).split()), 2), -len(plain(n).split()), n))


def _commonest(counter: Counter[str]) -> str:
    return min(counter, key=lambda k: (-counter[k], k))


def _with_states(
    offices: Mapping[tuple[str, str | None], tuple[Counter[str], Span]],
) -> dict[tuple[str, str | None], tuple[Counter[str], Span]]:
    """The offices, those without a state taken for the same office of the one state that is known."""
    states: dict[str, set[str]] = {}
    for office, of in offices:
        if of:
            states.setdefault(office, set()).add(of)
    found: dict[tuple[str, str | None], tuple[Counter[str], Span]] = {}
    for (office, of), (wordings, seen) in offices.items():
        known = states.get(office, set())
        counter, span = found.setdefault((office, next(iter(known)) if len(known) == 1 else of), (Counter(), Span()))
        counter.update(wordings)
        for day in (seen.first, seen.last):
            span.see(day)
    return found


def _memberships(draft: _Draft) -> list[Membership]:
    if draft.kind != "person":
        return []
    found = [
        Membership(_commonest(wordings), of, span.first, None if span.last == STILL else span.last)
        for (_, of), (wordings, span) in _with_states(draft.offices).items()
    ]
    return sorted(found, key=lambda m: (m.earliest or "", m.office, m.of or ""))
