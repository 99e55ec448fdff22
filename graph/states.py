"""What states and their capitals are called, from the language packs: to know a state by its name and a city's
country.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from backchannel.graph.names import plain


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """States by name, and where capitals lie."""

    codes: dict[str, str]  # name -> ISO code
    capitals: dict[str, tuple[str, str]]  # capital's name -> ISO code, capital's first name
    labels: dict[str, tuple[tuple[str, str], ...]]  # ISO code -> (label, language)


@cache
def gazetteer() -> Gazetteer:
    """All language packs' tables of states together."""
    codes: dict[str, str] = {}
    capitals: dict[str, tuple[str, str]] = {}
    labels: dict[str, list[tuple[str, str]]] = {}
    folder = files("backchannel.extractors") / "languages"
    for pack in sorted((p for p in folder.iterdir() if p.is_dir()), key=lambda p: p.name):
        table = pack / "states.toml"
        if not table.is_file():
            continue
        for code, row in tomllib.loads(table.read_text("utf-8")).items():
            labels.setdefault(code, []).append((row["names"][0], pack.name))
            for name in row["names"]:
                codes.setdefault(plain(name), code)
            for capital in row.get("capitals", ()):
                capitals.setdefault(plain(capital), (code, plain(row["capitals"][0])))
    return Gazetteer(codes, capitals, {code: tuple(found) for code, found in labels.items()})


@lru_cache(maxsize=50_000)
def state_code(name: str) -> str | None:
    """The ISO code of the state called `name`, or None."""
    return gazetteer().codes.get(plain(name))


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
