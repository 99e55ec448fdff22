"""Names that mean the same though they are spelt differently: states, their capitals and seats, organisations."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from backchannel.extractors.llm.folding import fold_words


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What all language packs together call states and organisations; names that are looked up are folded."""

    states: Mapping[str, str]  # name -> ISO code
    seats: Mapping[str, str]  # capital or seat of government -> ISO code
    of_state: Mapping[str, tuple[str, ...]]  # ISO code -> names, then capitals and seats
    demonyms: Mapping[str, tuple[str, ...]]  # ISO code -> demonyms
    organizations: Mapping[str, str]  # name -> key
    of_organization: Mapping[str, tuple[str, ...]]  # key -> names

    def state(self, name: str) -> str | None:
        """The ISO code that a name, a capital or a seat stands for."""
        told = fold_words(name, case=True)
        return self.states.get(told) or self.seats.get(told)

    def others(self, name: str) -> tuple[str, ...]:
        """The other names of what this one names, the plainest first."""
        told = fold_words(name, case=True)
        if code := self.state(name):
            return self.of_state[code]
        key = self.organizations.get(told)
        return self.of_organization[key] if key else ()

    def of_code(self, code: str) -> tuple[str, ...]:
        """Every word that points to a state."""
        return (*self.of_state.get(code, ()), *self.demonyms.get(code, ()))


@cache
def known_names() -> KnownNames:
    """The tables of all language packs together."""
    states: dict[str, str] = {}
    seats: dict[str, str] = {}
    names: dict[str, list[str]] = {}
    demonyms: dict[str, list[str]] = {}
    organizations: dict[str, str] = {}
    bodies: dict[str, list[str]] = {}
    for code, row in _rows("states.toml"):
        for name in row["names"]:
            states.setdefault(fold_words(name, case=True), code)
            names.setdefault(code, []).append(name)
        demonyms.setdefault(code, []).extend(row.get("demonyms", ()))
    for code, row in [*_rows("states.toml"), *_rows("organizations.toml", "metonym")]:
        for name in row.get("capitals", ()) if isinstance(row, dict) else row:
            seats.setdefault(fold_words(name, case=True), code)
            names.setdefault(code, []).append(name)
    for section in ("igo", "party"):
        for key, row in _rows("organizations.toml", section):
            for name in (key, *row):
                organizations.setdefault(fold_words(name, case=True), key)
                bodies.setdefault(key, []).append(name)
    return KnownNames(states, seats, _unique(names), _unique(demonyms), organizations, _unique(bodies))


def _unique(lists: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(dict.fromkeys(some)) for key, some in lists.items()}


def _rows(name: str, section: str | None = None) -> Iterator[tuple[str, Any]]:
    """(key, row) of a table, or of one section of it, in every language pack that has it."""
    folder = files("backchannel.extractors.languages")
    for pack in sorted((p for p in folder.iterdir() if p.is_dir()), key=lambda p: p.name):
        file = pack / name
        if file.is_file():
            table = tomllib.loads(file.read_text("utf-8"))
            yield from (table.get(section, {}) if section else table).items()
