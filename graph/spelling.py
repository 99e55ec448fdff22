"""Names as pages spoil them, made good before they are compared: stray marks, glued words, words that are no names.

The report keeps its words; what is made good is the name under which its actor is known.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache

from backchannel.graph.gazetteer import gazetteer, state_code
from backchannel.graph.names import fold, plain, term, words
from backchannel.schema.model import Participant

GLUED = 3  # lower-case letters of the next sentence's word that a name swallowed: at least so many
ROOT = 5  # letters of the name before them: at least so many

_ESCAPE = re.compile(r"\\+(?=['\"’‘“”])")
_BEFORE = " \t\n'\"“”‘’`´«»-–—.,;:([{*_\\/|"
_AFTER = ' \t\n"“”«»-–—,;:([{*_\\/|'
_SPACES = re.compile(r"\s+")
_SEAM = re.compile(r"(?<=[a-zà-ž]{3})(?=[A-Z][a-z]{2})")  # JustinTrudeau
_DOT = re.compile(r"(?<=\b[A-Z]\.)(?=[A-Z][a-z])")  # Daniel J.Kritenbrink


@lru_cache(maxsize=200_000)
def clean_name(text: str) -> str:
    """A person's name without marks that are no part of it, its words apart."""
    name = _marks_off(text)
    for style in words()["names"]["styles"]:
        if name.startswith(style + " "):
            name = name[len(style) :].lstrip(_BEFORE)
    parts = [part for word in _DOT.sub(" ", name).split() for part in _unglued(word)]
    return " ".join(parts) or text


def _marks_off(text: str) -> str:
    name = _SPACES.sub(" ", _ESCAPE.sub("", text))
    bare = name.lstrip(_BEFORE).rstrip(_AFTER)
    return bare.removesuffix("'") if bare.count("'") == 1 and name[:1] == "'" else bare


def _unglued(word: str) -> list[str]:
    """Two words that lost the space between them; McDonald, MacArthur and FitzGerald are one."""
    if "-" in word or word.casefold().startswith(tuple(words()["names"]["inner_capitals"])):
        return [word]
    return _SEAM.split(word)


@lru_cache(maxsize=200_000)
def is_no_person(name: str) -> bool:
    """Whether a word of the name stands in no person's name: Peace Forum, Freedom Tower."""
    return not _no_names().isdisjoint(plain(name).split())


@lru_cache(maxsize=200_000)
def is_common(name: str) -> bool:
    """Whether the name is only common words, written small: "kabinet", "lembaga"."""
    return not any(c.isupper() or c.isdigit() for c in name)


@cache
def _no_names() -> frozenset[str]:
    return frozenset(words()["names"]["no_names"])


@cache
def _office_beginnings() -> frozenset[str]:
    return frozenset(plain(w).split()[0] for written in words()["offices"].values() for w in written)


@lru_cache(maxsize=200_000)
def _can_call(alias: str, name: str) -> bool:
    """Whether a person of that name can be called so: no state, no organisation, no office, no common words."""
    if not alias or is_common(alias) != is_common(name) or alias[0].islower() != name[0].islower():
        return False
    told = plain(alias)
    if set(map(fold, told.split())) & set(map(fold, plain(name).split())):
        return True
    known = state_code(alias) or term(alias) in gazetteer().organizations
    return not known and told.split()[:1] != [] and told.split()[0] not in _office_beginnings()


def made_good(p: Participant) -> Participant:
    """The participant under a name that can be compared, with the other names that can be its own."""
    if p.kind != "person":
        name = _marks_off(p.name) or p.name
        return p if name == p.name else replace(p, name=name)
    name = clean_name(p.name)
    aliases = tuple(dict.fromkeys(a for a in map(clean_name, p.aliases) if a != name and _can_call(a, name)))
    name = next((a for a in aliases if _swallowed(name, a)), name)
    if name == p.name and aliases == p.aliases:
        return p
    return replace(p, name=name, aliases=tuple(a for a in aliases if a != name))


def _swallowed(name: str, alias: str) -> bool:
    """Whether the name is the alias with the beginning of the next word: Sugionobuka, Sugiono."""
    rest = name.removeprefix(alias)
    return len(alias) >= ROOT and len(rest) >= GLUED and rest != name and rest.isalpha() and rest.islower()
