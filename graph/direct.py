"""Who reached whom: the pairs that a contact yields as direct triples, and how contacts and reports read in a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations

from backchannel.schema.model import Actor, Contact, Report
from backchannel.schema.vocabulary import CHANNEL_CONCEPTS

HELD = frozenset({"occurred", "ongoing"})


def direct_pairs(contact: Contact) -> Iterator[tuple[str, str]]:
    """(from, to) actor ids of a contact that was held: initiator to each recipient, parties both ways.

    Nothing for one that is planned, proposed, cancelled or denied, nothing while reports disagree about who initiated,
    and never anything for an intermediary.
    """
    if contact.status not in HELD or contact.role_conflict:
        return
    by_role: dict[str, list[str]] = {"initiator": [], "recipient": [], "party": [], "intermediary": []}
    for participation in contact.participants:
        by_role[participation.role].append(participation.actor)
    found = [(a, b) for a in by_role["initiator"] for b in by_role["recipient"]]
    found += permutations(by_role["party"], 2)
    yield from sorted({(a, b) for a, b in found if a != b})


def direct_properties(channel: str) -> tuple[str, ...]:
    """Local names of the properties a direct pair over `channel` carries, the general one first."""
    particular = CHANNEL_CONCEPTS[channel].direct
    return ("contacted",) if particular is None else ("contacted", particular)


def who_line(contact: Contact, actors: Mapping[str, Actor]) -> str:
    """The participants in one line of no language: `A → B`, `A – B`, an intermediary in brackets: `A → B (C)`."""
    names: dict[str, list[str]] = {"initiator": [], "recipient": [], "party": [], "intermediary": []}
    for part in contact.participants:
        names[part.role].append(actors[part.actor].name)
    told = {role: ", ".join(sorted(found)) for role, found in names.items()}
    sides = " → ".join(filter(None, (told["initiator"], told["recipient"])))
    parties = " – ".join(sorted(names["party"]))
    line = "; ".join(filter(None, (sides, parties)))
    if not told["intermediary"]:
        return line
    return f"{line} ({told['intermediary']})" if line else told["intermediary"]


def said_by(report: Report) -> str:
    """The attribution chain in one line, outermost first, with the stance of whoever does not affirm."""
    return " › ".join(a.name if a.stance == "affirms" else f"{a.name} ({a.stance})" for a in report.attribution)
