"""Holding a participant to the article: its name stands there, or another known name of the same actor does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from backchannel.extractors.llm.folding import fold_words, folded
from backchannel.extractors.llm.names import known_names
from backchannel.schema.model import Participant

Spelt = Callable[[str | None], str | None]  # words as the article spells them, or None
_LOOSE = ("group", "organization")  # "perwakilan presiden Prancis" out of "perwakilan presiden Rusia dan Prancis"


def held_participant(told: Participant, spelt: Spelt, passages: str) -> tuple[Participant | None, list[str]]:
    """The participant as far as the article bears it out, and warnings; None where its name is not there."""
    warnings: list[str] = []
    name = _name(told, spelt, passages, warnings)
    if name is None:
        return None, [f"name-not-in-text:{told.name[:60]}"]
    code = known_names().state(name)
    kind = told.kind
    if code is not None and kind == "person":
        kind = "state"
    aliases = [a for a in map(spelt, told.aliases) if a and a != name]
    of = code if kind == "state" and code else _of(told.of, spelt, warnings)
    office = _office(told.office, spelt, passages, warnings)
    return replace(told, name=name, kind=kind, of=of, office=office, aliases=tuple(dict.fromkeys(aliases))), warnings


def _name(told: Participant, spelt: Spelt, passages: str, warnings: list[str]) -> str | None:
    """The name as it stands in the article: itself, an alias, a known other name, or at least its last word."""
    if found := spelt(told.name):
        return found
    others = sorted((a for a in map(spelt, told.aliases) if a), key=lambda a: (-len(a), a))
    if others:
        return others[0]
    for other in known_names().others(told.name):
        if found := spelt(other):
            return found
    code = known_names().state(told.name)
    if code and any(spelt(d) for d in known_names().demonyms.get(code, ())):
        return told.name  # "Russian officials" speaks of Russia
    words = fold_words(told.name, case=True).split()
    if told.kind in _LOOSE and words and all(folded(passages).find(w) for w in words):
        return told.name
    if told.kind == "person" and len(words) > 1 and (last := spelt(words[-1])) and last[0].isupper():
        warnings.append(f"name-shortened:{told.name[:60]}")
        return last
    return None


def _of(of: str | None, spelt: Spelt, warnings: list[str]) -> str | None:
    """The state's code if some word of the article points to that state, or the organisation if it is named there."""
    if of is None:
        return None
    code = of.upper() if of.upper() in known_names().of_state else known_names().state(of)
    if code is not None:
        if any(spelt(word) for word in known_names().of_code(code)):
            return code
    elif found := spelt(of):
        return found
    warnings.append(f"state-not-in-text:{of[:60]}")
    return None


def _office(office: str | None, spelt: Spelt, passages: str, warnings: list[str]) -> str | None:
    """The office as the article words it; all its words may also stand apart in the passages."""
    if office is None:
        return None
    if found := spelt(office):
        return found
    words = fold_words(office, case=True).split()
    if words and all(folded(passages).find(w) for w in words):
        return office
    warnings.append(f"office-not-in-text:{office[:60]}")
    return None
