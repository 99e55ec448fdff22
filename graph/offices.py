"""Offices made comparable: "Menlu", "Menteri Luar Negeri Rusia" and "foreign minister" are one."""

from __future__ import annotations

from functools import cache, lru_cache

from backchannel.graph.gazetteer import state_code
from backchannel.graph.names import plain, words


@cache
def _table() -> dict[str, str]:
    return {plain(word): office for office, written in words()["offices"].items() for word in written}


@lru_cache(maxsize=200_000)
def office_class(text: str | None) -> str | None:
    """The office `text` is a wording of; its own words, without the state, where no table knows it."""
    if not text:
        return None
    table = _table()
    parts = plain(text).split()
    for length in range(len(parts), 0, -1):  # "menteri luar negeri rusia" begins with a known office
        if " ".join(parts[:length]) in table:
            return table[" ".join(parts[:length])]
    for start in range(1, len(parts)):  # "negosiator utama iran"
        if state_code(" ".join(parts[start:])):
            return " ".join(parts[:start])
    return " ".join(parts)


@lru_cache(maxsize=50_000)
def held_by_one(office: str) -> bool:
    """Whether a state has one holder of the office at a time, so that the office alone tells who it is."""
    return office in words()["offices"] and office not in words()["shared"]["offices"]
