"""A merged graph in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from backchannel.graph.direct import direct_pairs
from backchannel.schema.model import CHANNELS, KINDS, STATUSES, MergedGraph


def statistics(graph: MergedGraph, quads: int | None = None) -> dict[str, Any]:
    """Counts by name; those by kind, channel, status and so on are dicts in the order of the vocabulary."""
    days = [d for c in graph.contacts for d in (c.earliest, c.latest) if d]
    found: dict[str, Any] = {
        "articles": len(graph.citations),
        "articles without contacts": len(set(graph.citations) - {r.article for r in graph.reports.values()}),
        "copies of other articles": sum(c.copy_of is not None for c in graph.citations.values()),
        "outlets": len({c.outlet for c in graph.citations.values() if c.outlet}),
        "reports": len(graph.reports),
        "actors": len(graph.actors),
        "contacts": len(graph.contacts),
        "pairs in direct contact": len({tuple(sorted(p)) for c in graph.contacts for p in direct_pairs(c)}),
        "contacts told by two outlets or more": sum(c.outlets > 1 for c in graph.contacts),
        "secret contacts": sum(c.confidential for c in graph.contacts),
        "contested contacts": sum(bool(c.contested_by) for c in graph.contacts),
        "contacts without a date": sum(c.date is None for c in graph.contacts),
        "earliest": min(days, default=None),
        "latest": max(days, default=None),
        "conflicts": len(graph.conflicts),
        "questions to review": len(graph.questions),
        "decisions": len(graph.decisions),
        "actors by kind": _counted((a.kind for a in graph.actors.values()), KINDS),
        "contacts by channel": _counted((c.channel for c in graph.contacts), CHANNELS),
        "contacts by status": _counted((c.status for c in graph.contacts), STATUSES),
    }
    if quads is not None:
        found["quads"] = quads
    return found


def _counted(values: Iterable[str], order: tuple[str, ...]) -> dict[str, int]:
    counts = Counter(values)
    return {name: counts[name] for name in order if counts[name]}
