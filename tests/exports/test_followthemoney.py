"""FollowTheMoney's own library takes every entity as it stands."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backchannel.exports.followthemoney import entity_id
from backchannel.schema.model import MergedGraph
from tests.exports.nasty import CONTROLS, LONG, quotes
from tests.foreign import require_module

Exported = Callable[[str], Path]


@pytest.fixture(scope="module")
def entities(exported: Exported) -> list[dict[str, Any]]:
    """Every line of the export."""
    return [json.loads(line) for line in exported("followthemoney").read_bytes().splitlines()]


@pytest.fixture(scope="module")
def proxies(entities: list[dict[str, Any]]) -> dict[str, Any]:
    """Every entity as the library has it after its own cleaning."""
    ftm = require_module("followthemoney", "pip install followthemoney")
    return {e["id"]: ftm.model.get_proxy(e, cleaned=False) for e in entities}


def test_library_takes_every_value(entities: list[dict[str, Any]], proxies: dict[str, Any]) -> None:
    """No schema or property is unknown, and cleaning takes no value away."""
    assert len(proxies) == len(entities)
    for entity in entities:
        proxy = proxies[entity["id"]]
        for name, values in entity["properties"].items():
            assert len(proxy.get(name)) == len(set(values)), (entity["schema"], name, values, proxy.get(name))
        assert proxy.schema.name == entity["schema"]


def test_every_entity_is_there(proxies: dict[str, Any], graph: MergedGraph) -> None:
    """Actors, articles, contacts and reports each have their entity, and references point to entities that exist."""
    schemata = Counter(p.schema.name for p in proxies.values())

    assert schemata["Event"] == len(graph.contacts)
    assert schemata["Documentation"] == len(graph.reports)
    assert schemata["Article"] == len(graph.citations)
    assert sum(schemata[s] for s in ("Person", "PublicBody", "Organization", "LegalEntity")) == len(graph.actors)
    for proxy in proxies.values():
        for prop, value in proxy.itervalues():
            assert prop.type.name != "entity" or value in proxies


def test_contacts_keep_ids_dates_people_and_quotes(proxies: dict[str, Any], graph: MergedGraph) -> None:
    """An event has its contact's id, its dates, its people; the documentation of it has the quotes."""
    documented: dict[str, set[str]] = {}
    for proxy in proxies.values():
        if proxy.schema.name == "Documentation":
            documented.setdefault(proxy.first("entity"), set()).update(proxy.get("summary"))
    for contact in graph.contacts:
        event = proxies[entity_id("contact", contact.id)]
        assert event.get("recordId") == [contact.id]
        assert set(event.get("involved")) == {entity_id("actor", p.actor) for p in contact.participants}
        if contact.date and len(contact.date) <= 10 and not contact.date.startswith("XXXX"):
            assert event.get("date") == [contact.date]
        if contact.earliest != contact.latest:
            assert (event.first("startDate"), event.first("endDate")) == (contact.earliest, contact.latest)
        assert f"status:{contact.status}" in event.get("keywords")
        said = {_kept(q) for q in quotes(graph, contact)}
        assert {_kept(q) for q in documented.get(event.id, set())} == said


def _kept(text: str) -> str:
    """Text without what the library's cleaning takes away: control characters and space at the ends."""
    allowed = "".join(c for c in text.replace("\ud83d", "\ufffd") if c.isprintable() or c in " \n")
    return " ".join(allowed.split())


def test_names_come_back(proxies: dict[str, Any], graph: MergedGraph) -> None:
    """Captions are the actors' names."""
    for actor in graph.actors.values():
        assert _kept(proxies[entity_id("actor", actor.id)].caption) == _kept(actor.name)
    assert _kept(CONTROLS)
    assert len(LONG) > 100_000
