"""FollowTheMoney entities as JSON lines, for Aleph, OpenAleph, yente and nomenklatura.

Cannot carry: roles beyond who organised (initiators) and who was involved, dates without a year, channel, status and
secrecy other than as keywords, offsets of quotes, conflicts and decisions. A contact is an Event, an article an
Article, and a report a Documentation between the two that holds the quotes; ids are hashes, and `recordId` has
the ids of the graph.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from backchannel.exports.tables import contact_by_report
from backchannel.exports.writing import Format, write_text
from backchannel.schema.model import Actor, Citation, Contact, MergedGraph, Report, fingerprint
from backchannel.schema.vocabulary import label

_SCHEMATA = {"person": "Person", "state": "PublicBody", "organization": "Organization", "group": "LegalEntity"}
_LANGUAGES = {"ar": "ara", "de": "deu", "en": "eng", "es": "spa", "fr": "fra", "id": "ind", "ms": "msa", "nl": "nld",
              "pt": "por", "ru": "rus", "tr": "tur", "uk": "ukr", "zh": "zho"}  # fmt: skip
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")  # the dates FollowTheMoney knows
_WIKIDATA = re.compile(r"https?://www\.wikidata\.org/(?:entity|wiki)/(Q[1-9]\d*)\Z")
_URL = re.compile(r"https?://[^\s/]+")
Properties = dict[str, list[str]]


def entity_id(kind: str, id_: str) -> str:
    """An id that every program of that family takes: `bc-` and a hash."""
    return "bc-" + fingerprint(kind, id_, length=32)


def _line(kind: str, id_: str, schema: str, properties: dict[str, list[str | None]]) -> str:
    said = {name: list(dict.fromkeys(v for v in values if v)) for name, values in properties.items()}
    entity = {"id": entity_id(kind, id_), "schema": schema, "properties": {n: v for n, v in said.items() if v}}
    return json.dumps(entity, ensure_ascii=False, separators=(",", ":")) + "\n"


def _dates(*dates: str | None) -> list[str | None]:
    return [date for date in dates if date and _DATE.match(date)]


def _actor(actor: Actor) -> str:
    posts = [m.office + (f" ({m.of})" if m.of else "") for m in actor.memberships]
    links = [found[1] for link in actor.links if (found := _WIKIDATA.match(link))]
    properties: dict[str, list[str | None]] = {
        "name": [actor.name],
        "alias": [*actor.aliases, *(text for text, _ in actor.labels if text != actor.name)],
        "country": [actor.country.lower() if actor.country else None],
        "wikidataId": [*links],
        "notes": [f"id: {actor.id}"],
    }
    if actor.kind == "person":
        properties["position"] = [*posts]
    return _line("actor", actor.id, _SCHEMATA[actor.kind], properties)


def _event(graph: MergedGraph, contact: Contact) -> str:
    names = ", ".join(graph.actors[p.actor].name for p in contact.participants)
    day = contact.earliest == contact.latest
    span = (None, None) if day else (contact.earliest, contact.latest)
    flags = [f"channel:{contact.channel}", f"status:{contact.status}", "confidential" if contact.confidential else None]
    begun = [entity_id("actor", p.actor) for p in contact.participants if p.role == "initiator"]
    properties: dict[str, list[str | None]] = {
        "name": [f"{label(contact.channel)}: {names}"],
        "organizer": [*begun],
        "involved": [entity_id("actor", p.actor) for p in contact.participants],
        "date": _dates(contact.date),
        "startDate": _dates(span[0]),
        "endDate": _dates(span[1]),
        "location": [contact.place],
        "summary": [contact.topic],
        "keywords": [*flags, "contested" if contact.contested_by else None],
        "proof": [entity_id("article", article) for article in contact.articles if article in graph.citations],
        "recordId": [contact.id],
    }
    return _line("contact", contact.id, "Event", properties)


def _article(citation: Citation) -> str:
    language = (citation.language or "").split("-")[0].lower()
    properties: dict[str, list[str | None]] = {
        "title": [citation.title],
        "publishedAt": _dates(citation.published),
        "publisher": [citation.outlet],
        "sourceUrl": [citation.url if citation.url and _URL.match(citation.url) else None],
        "language": [_LANGUAGES.get(language)],
        "notes": [f"id: {citation.id}"],
    }
    return _line("article", citation.id, "Article", properties)


def _documentation(id_: str, report: Report, contact: str, contests: bool) -> str:
    properties: dict[str, list[str | None]] = {
        "entity": [entity_id("contact", contact)],
        "document": [entity_id("article", report.article)],
        "role": ["denies" if contests or report.status == "denied" else "reports"],
        "status": [report.status],
        "date": _dates(report.date),
        "summary": [e.text for e in report.evidence],
        "publisher": [*report.attributed_to],
        "recordId": [id_],
    }
    return _line("report", id_, "Documentation", properties)


def _pieces(graph: MergedGraph) -> Iterator[str]:
    yield from map(_actor, graph.actors.values())
    yield from map(_article, graph.citations.values())
    for contact in graph.contacts:
        yield _event(graph, contact)
    contact_of = contact_by_report(graph)
    contesting = {id_ for c in graph.contacts for id_ in c.contested_by}
    for id_, report in graph.reports.items():
        if id_ in contact_of:
            yield _documentation(id_, report, contact_of[id_], id_ in contesting)


def write_entities(graph: MergedGraph, stream: BinaryIO, base: str) -> None:
    """Write one entity a line."""
    write_text(stream, _pieces(graph))


FORMAT = Format(
    "followthemoney",
    "FollowTheMoney entities, JSON lines: Aleph, OpenAleph, yente",
    "roles but initiators, dates without a year, offsets of quotes, conflicts and decisions",
    ".ftm.json",
    write_entities,
    aliases=("ftm",),
)
