"""The view model: what the page knows, as plain JSON in two parts.

`network` is what the first picture needs (actors with positions, pairs, contacts with the facts that filters ask for);
`evidence` is what a click needs (quotes, articles, attribution, offices). Tables are column by column, and rows
point to each other by number, so that a large graph stays a small file. Lines are pairs, as `graph.pairs` has them.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from backchannel.exports.view.communities import communities
from backchannel.exports.view.layout import Places, places
from backchannel.exports.view.spacing import Box
from backchannel.graph.iris import DEFAULT_BASE
from backchannel.graph.pairs import Extent, pairs_of
from backchannel.schema.model import CHANNELS, KINDS, STATUSES, Actor, Contact, MergedGraph
from backchannel.schema.vocabulary import NAMESPACES

FORMAT = 1
_EPOCH = datetime.date(1970, 1, 1)
_LABEL_LIMIT = 30  # longer names are cut in the picture, whole in the card


@dataclass(frozen=True, slots=True)
class ViewModel:
    """The two parts, ready to be written as JSON."""

    network: dict[str, Any]
    evidence: dict[str, Any]

    @property
    def size(self) -> tuple[int, int]:
        """Actors drawn and pairs."""
        return len(self.network["actors"]["id"]), len(self.network["pairs"]["a"])


def view_model(graph: MergedGraph, base: str = DEFAULT_BASE, whole: Extent | None = None) -> ViewModel:
    """The view model of a merged graph; the same graph always gives the same one.

    `whole` is the extent of the graph that this one is the strongest part of.
    """
    actors = list(graph.actors.values())
    number = {actor.id: i for i, actor in enumerate(actors)}
    pairs, links = _pairs(graph.contacts, number)
    weights = _weights(len(pairs), links)
    outlets = sorted({c.outlet for c in graph.citations.values() if c.outlet})
    ends = list(pairs)
    network = {
        "format": FORMAT,
        "base": base,
        "namespaces": {name: NAMESPACES[name] for name in ("channel", "status")},
        "articles": len(graph.citations),
        "whole": asdict(whole) if whole else 0,
        "kinds": KINDS,
        "channels": CHANNELS,
        "statuses": STATUSES,
        "outlets": outlets,
        "actors": _actors(actors, ends, weights),
        "countries": _countries(actors, ends, weights),
        "pairs": {"a": [a for a, _ in ends], "b": [b for _, b in ends]},
        "contacts": _contacts(graph, links, outlets),
    }
    return ViewModel(network, _evidence(graph, actors, number, outlets))


def _pairs(
    contacts: Iterable[Contact], number: dict[str, int]
) -> tuple[dict[tuple[int, int], int], list[list[tuple[int, int]]]]:
    """Every pair with its number, and for each contact its pairs with the way it runs along them."""
    pairs: dict[tuple[int, int], int] = {}
    links = []
    for contact in contacts:
        mine = []
        for one, other, way in pairs_of(contact):
            if one in number and other in number:
                ends = (number[one], number[other])
                mine.append((pairs.setdefault(ends, len(pairs)), way))
        links.append(mine)
    return pairs, links


def _weights(count: int, links: Iterable[list[tuple[int, int]]]) -> list[int]:
    """How many contacts stand behind each pair."""
    weights = [0] * count
    for mine in links:
        for pair, _ in mine:
            weights[pair] += 1
    return weights


def _degrees(count: int, ends: Sequence[tuple[int, int]], weights: Sequence[int]) -> list[int]:
    degrees = [0] * count
    for (a, b), weight in zip(ends, weights, strict=True):
        degrees[a] += weight
        degrees[b] += weight
    return degrees


def radius(weight: int) -> float:
    """How large an actor with that many contacts is drawn; the page computes the same."""
    return round(min(11 + 3.4 * math.sqrt(weight), 40), 2)


def _actors(actors: Sequence[Actor], ends: Sequence[tuple[int, int]], weights: Sequence[int]) -> dict[str, Any]:
    sizes = [radius(d) for d in _degrees(len(actors), ends, weights)]
    boxes = [Box(r, len(a.name[:_LABEL_LIMIT])) for r, a in zip(sizes, actors, strict=True)]
    found = places(boxes, [(a, b, float(w)) for (a, b), w in zip(ends, weights, strict=True)])
    return {
        "id": [a.id for a in actors],
        "name": [a.name for a in actors],
        "labels": [_by_language(a) for a in actors],
        "alias": [sorted({*a.aliases, *(t for t, _ in a.labels)} - {a.name}) or 0 for a in actors],
        "kind": [KINDS.index(a.kind) for a in actors],
        "country": [a.country or 0 for a in actors],
        **_places(found),
        "group": communities(len(actors), ends, weights),
    }


def _places(found: Places) -> dict[str, Any]:
    """Places as columns: for a wide window, and for a tall one if there are such."""
    columns: dict[str, Any] = {"x": [x for x, _ in found.wide], "y": [y for _, y in found.wide]}
    columns["tall"] = {"x": [x for x, _ in found.tall], "y": [y for _, y in found.tall]} if found.tall else 0
    return columns


def _by_language(actor: Actor) -> dict[str, str] | int:
    """Its labels by language where they differ from its name; 0 for none."""
    found: dict[str, str] = {}
    for text, language in actor.labels:
        if language and text != actor.name:
            found.setdefault(language.split("-")[0], text)
    return found or 0


def _countries(actors: Sequence[Actor], ends: Sequence[tuple[int, int]], weights: Sequence[int]) -> dict[str, Any]:
    """Positions for the picture rolled up by country; actors without one stay themselves, after the countries."""
    codes = sorted({a.country for a in actors if a.country})
    unit = {code: i for i, code in enumerate(codes)}
    alone = [i for i, a in enumerate(actors) if not a.country]
    of = [unit[a.country] if a.country else -1 for a in actors]
    for k, i in enumerate(alone):
        of[i] = len(codes) + k
    sums: dict[tuple[int, int], int] = {}
    for (a, b), weight in zip(ends, weights, strict=True):
        if of[a] != of[b]:
            key = (min(of[a], of[b]), max(of[a], of[b]))
            sums[key] = sums.get(key, 0) + weight
    degrees = _degrees(len(codes) + len(alone), list(sums), list(sums.values()))
    boxes = [Box(radius(d), 14) for d in degrees]
    found = places(boxes, [(a, b, float(w)) for (a, b), w in sums.items()])
    return {"code": codes, "alone": alone, **_places(found)}


def _contacts(graph: MergedGraph, links: list[list[tuple[int, int]]], outlets: list[str]) -> dict[str, Any]:
    index = {name: i for i, name in enumerate(outlets)}
    said = []
    for contact in graph.contacts:
        names = {graph.citations[a].outlet for a in contact.articles if a in graph.citations}
        said.append(sorted(index[n] for n in names if n))
    return {
        "id": [c.id for c in graph.contacts],
        "channel": [CHANNELS.index(c.channel) for c in graph.contacts],
        "status": [STATUSES.index(c.status) for c in graph.contacts],
        "date": [c.date or 0 for c in graph.contacts],
        "first": [_day(c.earliest) for c in graph.contacts],
        "last": [_day(c.latest) for c in graph.contacts],
        "secret": [int(c.confidential) for c in graph.contacts],
        "confidence": [round(c.confidence, 4) for c in graph.contacts],
        "outlets": [c.outlets for c in graph.contacts],
        "contested": [int(bool(c.contested_by)) for c in graph.contacts],
        "said": said,
        "links": [[n for link in mine for n in link] for mine in links],
    }


def _day(date: str | None) -> int | None:
    """Days since 1970, or None where the date is not known."""
    return (datetime.date.fromisoformat(date) - _EPOCH).days if date else None


def _evidence(
    graph: MergedGraph, actors: Sequence[Actor], number: dict[str, int], outlets: list[str]
) -> dict[str, Any]:
    outlet = {name: i for i, name in enumerate(outlets)}
    article = {name: i for i, name in enumerate(graph.citations)}
    wanted = [r for c in graph.contacts for r in c.reports if r in graph.reports]
    report = {name: i for i, name in enumerate(dict.fromkeys(wanted))}
    conflicts: dict[str, list[Any]] = {}
    for conflict in graph.conflicts:
        conflicts.setdefault(conflict.contact, []).append([conflict.field, [value for value, _ in conflict.values]])
    return {
        "articles": [
            [c.id, c.title, c.published, outlet.get(c.outlet or "", -1), c.url, c.language, c.copy_of]
            for c in graph.citations.values()
        ],
        "reports": [_report_row(graph, name, article) for name in report],
        "contacts": [
            [
                [report[r] for r in c.reports if r in report],
                c.place,
                c.topic,
                [report[r] for r in c.contested_by if r in report],
                [list(step) for step in c.history],
                [[number[p.actor], p.role, int(p.inferred)] for p in c.participants if p.actor in number],
                conflicts.get(c.id, 0),
                c.date_text,
            ]
            for c in graph.contacts
        ],
        "offices": [
            [[m.office, m.of, m.earliest, m.latest, int(m.inferred)] for m in a.memberships] or 0 for a in actors
        ],
        "links": [list(a.links) or 0 for a in actors],
    }


def _report_row(graph: MergedGraph, name: str, article: dict[str, int]) -> list[Any]:
    report = graph.reports[name]
    return [
        name,
        article.get(report.article, -1),
        STATUSES.index(report.status),
        [e.text for e in report.evidence],
        [[a.name, a.stance] for a in report.attribution],
        round(report.confidence, 4),
        list(report.warnings),
        report.extractor,
    ]
