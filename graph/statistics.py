"""A merged graph in numbers, counted thing by thing, so that a graph of any size can be counted without opening it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain, groupby
from typing import Any

from backchannel.graph.direct import direct_pairs
from backchannel.graph.merged_rows import Thing
from backchannel.schema.model import CHANNELS, KINDS, STATUSES, Actor, Citation, Contact, MergedGraph

_PLURALS = {"Conflict": "conflicts", "Question": "questions to review", "Decision": "decisions"}


def statistics(graph: MergedGraph, quads: int | None = None) -> dict[str, Any]:
    """Counts by name; those by kind, channel, status and so on are dicts in the order of the vocabulary."""
    things: list[Iterable[Thing]] = [graph.citations.values(), graph.actors.values(), graph.contacts]
    things += [graph.conflicts, graph.questions, graph.decisions]
    return counted(chain.from_iterable(things), sorted(r.article for r in graph.reports.values()), quads)


def counted(things: Iterable[Thing], told: Iterable[str], quads: int | None = None) -> dict[str, Any]:
    """The counts of the things in a graph; `told` is the article of every report, in order. The pairs are held."""
    count: Counter[str] = Counter()
    by: dict[str, Counter[str]] = {"kind": Counter(), "channel": Counter(), "status": Counter()}
    outlets, pairs, days = set[str](), set[tuple[str, ...]](), set[str]()
    for thing in things:
        match thing:
            case Citation():
                count["articles"] += 1
                count["copies"] += thing.copy_of is not None
                outlets |= {thing.outlet} if thing.outlet else set()
            case Actor():
                by["kind"][thing.kind] += 1
            case Contact():
                _count_contact(thing, count)
                by["channel"][thing.channel] += 1
                by["status"][thing.status] += 1
                pairs |= {tuple(sorted(pair)) for pair in direct_pairs(thing)}
                known = {*days, *(d for d in (thing.earliest, thing.latest) if d)}
                days = {min(known), max(known)} if known else known
            case _:
                count[_PLURALS[type(thing).__name__]] += 1
    telling = 0
    for _, reports in groupby(told):
        telling += 1
        count["reports"] += sum(1 for _ in reports)
    found: dict[str, Any] = {
        "articles": count["articles"],
        "articles without contacts": count["articles"] - telling,
        "copies of other articles": count["copies"],
        "outlets": len(outlets),
        "reports": count["reports"],
        "actors": by["kind"].total(),
        "contacts": by["channel"].total(),
        "pairs in direct contact": len(pairs),
        **{name: count[name] for name in _OF_CONTACTS},
        "earliest": min(days, default=None),
        "latest": max(days, default=None),
        **{name: count[name] for name in _PLURALS.values()},
        "actors by kind": _in_order(by["kind"], KINDS),
        "contacts by channel": _in_order(by["channel"], CHANNELS),
        "contacts by status": _in_order(by["status"], STATUSES),
    }
    return found if quads is None else {**found, "quads": quads}


_OF_CONTACTS = (
    "contacts told by two outlets or more",
    "secret contacts",
    "contested contacts",
    "contacts without a date",
)


def _count_contact(contact: Contact, count: Counter[str]) -> None:
    facts = (contact.outlets > 1, contact.confidential, bool(contact.contested_by), contact.date is None)
    count.update({name: int(fact) for name, fact in zip(_OF_CONTACTS, facts, strict=True)})


def _in_order(counts: Counter[str], order: tuple[str, ...]) -> dict[str, int]:
    return {name: counts[name] for name in order if counts[name]}
