"""Event table: date, source, target, CAMEO code, PLOVER type, one line per directed pair, as in GDELT and POLECAT.

Cannot carry: contacts that are denied (no event), secrecy other than as a flag, attribution, several reports of one
contact other than as a count, half-known dates in `date` (`earliest` and `latest` hold them), Goldstein scores (not
part of the vocabulary). Codes are the vocabulary's close matches: a contact is mapped, not coded by a CAMEO coder.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from backchannel.exports.rows import csv_line
from backchannel.exports.ties import quotes_of, ties_of
from backchannel.exports.writing import Format, write_text
from backchannel.graph.direct import HELD
from backchannel.schema.model import Actor, Contact, MergedGraph
from backchannel.schema.vocabulary import CHANNEL_CONCEPTS, STATUS_CONCEPTS

HEADER = (
    "event", "date", "earliest", "latest", "source", "source_name", "source_country", "source_kind",
    "target", "target_name", "target_country", "target_kind", "cameo", "cameo_root", "quad_class", "plover",
    "contact", "channel", "status", "confidential", "place", "confidence", "outlets", "reports", "articles", "evidence",
)  # fmt: skip
_MEDIATE = "045"  # CAMEO: mediate; from an intermediary to each side


@dataclass(frozen=True, slots=True)
class _Event:
    source: str
    target: str
    cameo: str


def _codes(concept_matches: tuple[str, ...]) -> list[str]:
    return [match.removeprefix("cameo:") for match in concept_matches if match.startswith("cameo:")]


def _events_of(contact: Contact) -> Iterator[_Event]:
    """The directed events of one contact: mutual ties both ways, a visit also as being host to it."""
    of_status = _codes(STATUS_CONCEPTS[contact.status].close_match)
    held = contact.status in HELD
    if not held and not of_status:
        return
    there, *back = _codes(CHANNEL_CONCEPTS[contact.channel].close_match) if held else of_status
    for tie in ties_of(contact):
        yield _Event(tie.source, tie.target, there)
        if back and not tie.mutual:
            yield _Event(tie.target, tie.source, back[0])
        elif tie.mutual:
            yield _Event(tie.target, tie.source, there)
    if held:
        sides = sorted({p.actor for p in contact.participants if p.role != "intermediary"})
        for p in contact.participants:
            if p.role == "intermediary":
                yield from (_Event(p.actor, side, _MEDIATE) for side in sides if side != p.actor)


def _quad_class(cameo: str) -> int:
    """GDELT's four classes, as far as contacts reach: 1 verbal cooperation, 3 verbal conflict."""
    return 3 if cameo.startswith("12") else 1


def _row(graph: MergedGraph, contact: Contact, event: _Event, number: int) -> tuple[object, ...]:
    def side(actor: Actor) -> tuple[object, ...]:
        return actor.id, actor.name, actor.country, actor.kind

    day = contact.earliest if contact.earliest == contact.latest else None
    when = (f"{contact.id}-{number}", day, contact.earliest, contact.latest)
    what = (event.cameo, event.cameo[:2], _quad_class(event.cameo), "CONSULT" if event.cameo[:2] == "04" else None)
    told = (contact.confidential, contact.place, float(contact.confidence), contact.outlets, len(contact.reports))
    said = (list(contact.articles), quotes_of(graph, contact))
    ends = (*side(graph.actors[event.source]), *side(graph.actors[event.target]))
    return (*when, *ends, *what, contact.id, contact.channel, contact.status, *told, *said)


def _lines(graph: MergedGraph) -> Iterator[str]:
    yield ",".join(HEADER) + "\r\n"
    for contact in graph.contacts:
        for number, event in enumerate(_events_of(contact), 1):
            yield csv_line(_row(graph, contact, event, number))


def write_events(graph: MergedGraph, stream: BinaryIO, base: str) -> None:
    """Write one line per event."""
    write_text(stream, _lines(graph))


FORMAT = Format(
    "events",
    "CSV of CAMEO and PLOVER events with source, target, code, date: for users of GDELT and POLECAT",
    "denied contacts, attribution, half-known dates in `date`, Goldstein scores",
    ".events.csv",
    write_events,
)
