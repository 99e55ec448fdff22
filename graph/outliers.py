"""States that a single article gives a well-known person by mistake: Lavrov of Iran, for it names Iran beside him.

One such slip would make two namesakes of him, and all mentions without a state would belong to neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from backchannel.graph.names import is_state
from backchannel.graph.offices import held_by_one
from backchannel.graph.senses import Ident, Sense, Span, overlap

WELL_KNOWN = 3  # articles that name somebody with the state and an office of it
YEARS = 5 * 365  # days between the slip and the rest
TERM = 180  # days around the seen ones in which an office is held

Office = tuple[str, str | None]
Holders = dict[Office, list[tuple[Sense, int, Span]]]  # office -> who is seen in it, how often and when


def holders_of(senses: Iterable[Sense]) -> Holders:
    """Who is seen in the offices that one person holds for a state."""
    found: Holders = defaultdict(list)
    for sense in senses:
        if sense.kind == "person" and not sense.bare:
            for office, (wordings, seen) in sense.offices.items():
                if is_state(office[1]) and held_by_one(office[0]):
                    found[office].append((sense, wordings.total(), seen))
    return found


def strays_of(groups: Sequence[Sequence[Sense]], holders: Holders) -> tuple[Sequence[Sense], list[Sequence[Sense]]]:
    """Of the bearers of one full name by state the well-known one, and those that are he with another's state."""
    home = max(groups, key=lambda g: (_times(g), repr(g[0].ident)))
    if _times(home) < WELL_KNOWN or not _own_offices(home):
        return home, []
    return home, [g for g in groups if g is not home and _is_slip(g, home, holders)]


def _times(group: Iterable[Sense]) -> int:
    """How many articles name them."""
    return sum(sum(sense.names.values()) for sense in group)


def _own_offices(group: Iterable[Sense]) -> list[tuple[Sense, Office]]:
    return [(s, o) for s in group for o in s.offices if o[1] == s.state and held_by_one(o[0])]


def _is_slip(group: Sequence[Sense], home: Sequence[Sense], holders: Holders) -> bool:
    """Whether one article alone gives the state, about the same time, and no office of it that is nobody else's."""
    if _times(group) != 1 or not any(overlap(a.seen, b.seen, YEARS) for a in group for b in home):
        return False
    key = _key(group[0].ident)
    if any(o[1] == s.state and not held_by_one(o[0]) for s in group for o in s.offices):
        return False  # an ambassador of that state, and there are many
    return all(
        any(
            _key(other.ident) != key and times >= s.offices[o][0].total() and overlap(s.seen, seen, TERM)
            for other, times, seen in holders.get(o, ())
        )
        for s, o in _own_offices(group)
    )


def _key(ident: Ident) -> tuple[str, ...]:
    return ident[1]
