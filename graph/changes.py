"""What differs between two merged graphs, as far as the files of a workspace show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backchannel.schema.model import Actor, Conflict, Contact, MergedGraph, Report


@dataclass(frozen=True, slots=True)
class Changes:
    """The ids of what may read otherwise than before; everything else reads as it did."""

    contacts: frozenset[str]
    actors: frozenset[str]
    articles: frozenset[str]
    reports: frozenset[str]  # whose actors changed, or that came, went or were read otherwise


def changes(old: MergedGraph, new: MergedGraph) -> Changes:
    """What came, went or reads otherwise from `old` to `new`."""
    records = _differing(old.actors, new.actors)
    shown = {i for i in records if _shown(old.actors.get(i)) != _shown(new.actors.get(i))}
    before, after = ({c.id: c for c in graph.contacts} for graph in (old, new))
    contacts = _differing(before, after) | _differing(_by_contact(old.conflicts), _by_contact(new.conflicts))
    if shown:
        contacts |= {c.id for c in new.contacts if any(p.actor in shown for p in c.participants)}
    moved = old.participants.items() ^ new.participants.items()
    told = _differing(old.reports, new.reports)
    actors = records | {actor for _, actor in moved}
    actors |= {p.actor for side in (before, after) for i in contacts if i in side for p in side[i].participants}
    bodies = {name for name, _ in (_bodies(old.actors).items() ^ _bodies(new.actors).items())}
    if bodies:
        actors |= {a.id for a in new.actors.values() if any(m.of in bodies for m in a.memberships)}
    articles = _differing(old.citations, new.citations)
    articles |= {side[i].article for side in (old.reports, new.reports) for i in told if i in side}
    reports = told | {place[0] for place, _ in moved}
    return Changes(frozenset(contacts), frozenset(actors), frozenset(articles), frozenset(reports))


def bodies_of(actors: Iterable[Actor]) -> dict[str, str]:
    """Which actor an office is held for: states by code, organisations by name."""
    told = list(actors)
    states = {a.country: a.id for a in told if a.kind == "state" and a.country}
    return states | {a.name: a.id for a in told if a.kind == "organization"}


def _bodies(actors: Mapping[str, Actor]) -> dict[str, str]:
    return bodies_of(actors.values())


def _shown(actor: Actor | None) -> tuple[str, str | None] | None:
    """What a contact shows of its actors."""
    return (actor.name, actor.country) if actor else None


Things = Mapping[str, Actor] | Mapping[str, Contact] | Mapping[str, Report] | Mapping[str, object]


def _differing(old: Things, new: Things) -> set[str]:
    """The keys of what is on one side only or not the same on both."""
    found = {i for i, thing in new.items() if (was := old.get(i)) is not thing and was != thing}
    return found | {i for i in old if i not in new}


def _by_contact(conflicts: Iterable[Conflict]) -> dict[str, list[Conflict]]:
    found: dict[str, list[Conflict]] = defaultdict(list)
    for conflict in conflicts:
        found[conflict.contact].append(conflict)
    return found
