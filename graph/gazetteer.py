"""What the language packs call states, capitals, organisations and media, so that the graph compares them across
languages.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from backchannel.graph.names import plain, term, words


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """States by name, where capitals lie, and what organisations are called."""

    codes: dict[str, str]  # name -> ISO code
    capitals: dict[str, tuple[str, str]]  # capital's name -> ISO code, capital's first name
    labels: dict[str, tuple[tuple[str, str], ...]]  # ISO code -> (label, language)
    organizations: dict[str, str]  # name -> the key that joins the languages
    organization_labels: dict[str, tuple[tuple[str, str], ...]]  # that key -> (label, language)
    media: frozenset[str]
    peoples: set[str]  # what stands before an office for the state's name: Russian


def _tables(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(language, table) of every pack that has a file of this name."""
    folder = files("backchannel.extractors") / "languages"
    for pack in sorted((p for p in folder.iterdir() if p.is_dir()), key=lambda p: p.name):
        table = pack / name
        if table.is_file():
            yield pack.name, tomllib.loads(table.read_text("utf-8"))


@cache
def gazetteer() -> Gazetteer:
    """All language packs' tables together."""
    found = Gazetteer({}, {}, {}, {}, {}, frozenset(plain(n) for n in _media()), set())
    for language, states in _tables("states.toml"):
        for code, row in states.items():
            found.labels[code] = (*found.labels.get(code, ()), (row["names"][0], language))
            for name in row["names"]:
                found.codes.setdefault(plain(name), code)
            found.peoples.update(plain(name) for name in row.get("demonyms", ()))
            for capital in row.get("capitals", ()):
                found.capitals.setdefault(plain(capital), (code, plain(row["capitals"][0])))
    for language, bodies in _tables("organizations.toml"):
        for key, names in bodies.get("igo", {}).items():
            joint = term(key)
            if names:
                labels = found.organization_labels.get(joint, ())
                found.organization_labels[joint] = (*labels, (names[0], language))
            for name in (key, *names):
                found.organizations.setdefault(term(name), joint)
    return found


def _media() -> Iterator[str]:
    yield from words()["outlets"]["relayed"]
    for _, told in _tables("attribution.toml"):
        yield from told.get("media", ())


@lru_cache(maxsize=50_000)
def state_code(name: str) -> str | None:
    """The ISO code of the state called `name`, or None."""
    return gazetteer().codes.get(plain(name))


@lru_cache(maxsize=50_000)
def is_outlet(name: str) -> bool:
    """Whether `name` is a medium that others relay."""
    told = plain(name)
    return told in gazetteer().media or any(f" {w} " in f" {told} " for w in words()["outlets"]["words"])


@lru_cache(maxsize=50_000)
def located(place: str) -> tuple[str | None, str | None]:
    """(country, city) of a place, comparable across languages; a city unknown to the packs has no country."""
    told = plain(place)
    table = gazetteer()
    if told in table.codes:
        return table.codes[told], None
    if told in table.capitals:
        return table.capitals[told]
    for part in (p.strip() for p in place.split(",")[1:]):  # "Nusa Dua, Bali, Indonesia"
        if plain(part) in table.codes:
            return table.codes[plain(part)], plain(place.split(",")[0])
    return None, told


def same_place(one: str, other: str) -> bool | None:
    """Whether two places may be one: True, False, or None where nobody can tell."""
    (country, city), (country2, city2) = located(one), located(other)
    if city == city2 and country == country2:
        return True
    if country and country2:
        return country == country2 and (city is None or city2 is None or city == city2)
    if city and city2 and (f" {city} " in f" {city2} " or f" {city2} " in f" {city} "):
        return True
    return None if country is None or country2 is None else False
