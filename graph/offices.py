"""Offices made comparable: "Menlu", "Menteri Luar Negeri Rusia" and "foreign minister" are one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from backchannel.graph.gazetteer import gazetteer, state_code
from backchannel.graph.names import plain, words

_OF = re.compile(r"(?<=\w)['’]s?(?!\w)")  # Russia's, United States'


@cache
def _table() -> dict[str, str]:
    return {plain(word): office for office, written in words()["offices"].items() for word in written}


@lru_cache(maxsize=200_000)
def office_class(text: str | None) -> str | None:
    """The office `text` is a wording of; its own words, without the state, where no table knows it."""
    if not text:
        return None
    table = _table()
    parts = plain(_OF.sub("", text)).split()
    whole = " ".join(parts)
    if (office := _without_ending(whole, table)) is not None:
        return office
    for length in range(len(parts), 0, -1):  # "menteri luar negeri rusia" begins with a known office
        if " ".join(parts[:length]) in table:
            elect = parts[length : length + 1] != [] and parts[length] in words()["offices_written"]["not_yet"]
            return whole if elect else table[" ".join(parts[:length])]
    for start in range(1, len(parts)):  # "russian foreign minister" ends with one
        if " ".join(parts[start:]) in table and _is_land(" ".join(parts[:start])):
            return table[" ".join(parts[start:])]
    for start in range(1, len(parts)):  # "negosiator utama iran"
        if state_code(" ".join(parts[start:])):
            return " ".join(parts[:start])
    return whole


def _is_land(name: str) -> bool:
    return state_code(name) is not None or name in gazetteer().peoples


def _without_ending(told: str, table: Mapping[str, str]) -> str | None:
    """The office that the words name but for an ending: "menteri luar negerinya"."""
    endings = (e for e in words()["offices_written"]["endings"] if told.endswith(e))
    return next((table[told.removesuffix(e)] for e in endings if told.removesuffix(e) in table), None)


@lru_cache(maxsize=50_000)
def held_by_one(office: str) -> bool:
    """Whether a state has one holder of the office at a time, so that the office alone tells who it is."""
    return office in words()["offices"] and office not in words()["shared"]["offices"]
