"""Decisions applied to contacts and actors: what is joined, kept apart and corrected against what rules made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from backchannel.graph.decisions import Judgement
from backchannel.graph.grouping import Grouping
from backchannel.graph.identity import unmet
from backchannel.graph.partition import Partition
from backchannel.graph.rows import edtf
from backchannel.schema.model import Actor, Conflict, Contact


def together(judged: Judgement) -> Partition[str]:
    """Reports that somebody said are about one contact. A contact's id stands for the report that minted it."""
    same: Partition[str] = Partition()
    for one, other in judged.pairs("contact", "same"):
        same.join(one, other)
    return same


def apart(judged: Judgement) -> dict[str, frozenset[str]]:
    """For each report the reports it must share no contact with."""
    found: dict[str, set[str]] = defaultdict(set)
    same = together(judged)
    for one, other in judged.pairs("contact", "different"):
        for a in same.members(one):
            for b in same.members(other):
                found[a].add(b)
                found[b].add(a)
    return {report: frozenset(others) for report, others in found.items()}


def joined_groups(grouping: Grouping, judged: Judgement) -> Iterator[list[str]]:
    """Report ids of each contact: the groups, and those together that somebody said are one."""
    pairs = list(judged.pairs("contact", "same"))
    if not pairs:
        for group in grouping.groups:
            yield [row.report for row in group.rows]
        return
    home = {row.report: number for number, group in enumerate(grouping.groups) for row in group.rows}
    sets: Partition[int] = Partition()
    for report, others in grouping.apart.items():
        sets.part_all((home[report], home[o]) for o in others if report in home and o in home)
    for one, other in pairs:
        if one in home and other in home and not sets.join(home[one], home[other]):
            grouping.questions += [unmet(d) for d in judged.decisions if d.ids == (one, other) and d.verdict == "same"]
    for number in range(len(grouping.groups)):
        if sets.find(number) == number:
            yield [row.report for member in sets.members(number) for row in grouping.groups[member].rows]


def corrected_contact(
    contact: Contact, conflicts: Iterable[Conflict], judged: Judgement
) -> tuple[Contact, list[Conflict]]:
    """The contact with what people corrected, no longer contradicted in that."""
    kept = list(conflicts)
    for report in contact.reports:
        if ("contact", report) in judged.right:
            contact = replace(contact, confidence=1.0)
        for d in judged.corrections.get(("contact", report), ()):
            contact = _with(contact, d.field or "", d.value)
            kept = [c for c in kept if c.field != d.field]
    return contact, kept


def _with(contact: Contact, name: str, value: str | None) -> Contact:
    if name == "date":
        date = edtf(value) if value else None
        first, last = (date.earliest, date.latest) if date else (None, None)
        return replace(
            contact,
            date=value or None,
            earliest=first.isoformat() if first else None,
            latest=last.isoformat() if last else None,
        )
    if name == "confidential":
        return replace(contact, confidential=value == "true")
    return replace(contact, **{name: value or None})  # type: ignore[arg-type]


def corrected_actors(actors: Mapping[str, Actor], judged: Judgement, meant: Mapping[str, str]) -> dict[str, Actor]:
    """The actors under the names and states that people gave them."""
    found = dict(actors)
    for (subject, told), corrections in judged.corrections.items():
        actor_id = meant.get(told, told)
        if subject != "actor" or actor_id not in found:
            continue
        for d in corrections:
            actor = found[actor_id]
            if d.field == "name" and d.value:
                others = tuple(sorted({*actor.aliases, actor.name} - {d.value}))
                found[actor_id] = replace(actor, name=d.value, aliases=others)
            elif d.field == "country":
                found[actor_id] = replace(actor, country=d.value or None)
    return found
