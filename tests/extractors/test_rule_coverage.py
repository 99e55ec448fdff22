"""Every rule of a language pack is needed: without it, some example of the pack is read otherwise.

A rule is a block of `contacts.toml` and each condition in it, a kind of light verb, a pattern of mentions, dates,
captions or datelines, or a class of words that the reading turns on. Lists of names (states, organisations, offices,
months) are vocabulary, not rules.
"""

from __future__ import annotations

import copy
import functools
import tomllib
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from backchannel.extractors.rules.pack import Pack, build_pack, load_pack, pack_codes
from backchannel.extractors.rules.reader import reports
from backchannel.extractors.rules.reading import Reading
from tests.extractors.examples import agrees, article, examples

UNEXERCISED: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "unexercised.toml").read_text("utf-8"))
MOST = {"id": 77, "en": 79, "es": 116}  # rules that may be listed
Data = dict[str, Any]
NEVER = "(?!)"
TABLES = ("words", "status", "attribution", "groups")
VOCABULARY = {"groups:posts"}  # what posts are called in the plural: names, not rules
FORMS = ("verb_forms", "passive_forms", "word_forms", "finite_forms", "adjective_forms")
LISTS = ("clitics", "particles", "possessive", "not_verbs", "name_particles", "glue", "abbreviations")
NO_RULE = {"channel", "roles", "words"}  # what every block has


def rules(data: Data) -> Iterator[tuple[str, Callable[[Data], None]]]:
    """The rules of a pack by name, each with what takes it out of the pack's data."""
    for part in ("verb", "noun"):
        for n, block in enumerate(data["contacts"][part]):
            yield from _of_block(part, n, block)
    for kind in data["contacts"]["light"]:
        yield f"light:{kind}", lambda d, kind=kind: d["contacts"]["light"].__setitem__(kind, [])  # type: ignore[misc]
    for table, key in (("mentions", "mention"), ("dates", "patterns"), ("lines", "captions")):
        for n, row in enumerate(data[table][key]):
            name = row["pattern"] if isinstance(row, dict) else row
            yield f"{key}:{name}", lambda d, t=table, k=key, n=n: d[t][k].pop(n)  # type: ignore[misc]
    for table in TABLES:
        for key, value in data[table].items():
            if f"{table}:{key}" not in VOCABULARY:
                yield from _of_table(table, key, value)
    for key, value in data["dates"]["direction"].items():
        yield f"direction:{key}", lambda d, k=key, v=value: d["dates"]["direction"].__setitem__(k, type(v)())  # type: ignore[misc]
    for key in FORMS + LISTS:
        if data["pack"].get(key):
            empty: Any = NEVER if key in FORMS else []
            yield f"pack:{key}", lambda d, k=key, e=empty: d["pack"].__setitem__(k, e)  # type: ignore[misc]
    for key, empty in (("furniture", []), ("dateline", NEVER)):
        yield f"lines:{key}", lambda d, k=key, e=empty: d["lines"].__setitem__(k, e)  # type: ignore[misc]


def _of_block(part: str, n: int, block: Data) -> Iterator[tuple[str, Callable[[Data], None]]]:
    """A block of contacts, each of its conditions, and each way in which it is joined."""
    name = f"{part}:{block['words'][0]}"
    yield name, lambda d: d["contacts"][part].pop(n)
    for key in sorted(block.keys() - NO_RULE):
        if key == "join" and len(block["join"]) > 1:
            for way in block["join"]:
                yield f"{name}:join:{way}", lambda d, way=way: d["contacts"][part][n]["join"].remove(way)  # type: ignore[misc]
        elif key != "join":
            yield f"{name}:{key}", lambda d, key=key: d["contacts"][part][n].pop(key)  # type: ignore[misc]


def _of_table(table: str, key: str, value: Any) -> Iterator[tuple[str, Callable[[Data], None]]]:
    """A list of a table, or each list of a table within it."""
    if isinstance(value, dict):
        for inner, some in value.items():
            if some:
                yield (
                    f"{table}:{key}:{inner}",
                    lambda d, i=inner, s=some: d[table][key].__setitem__(i, type(s)()),  # type: ignore[misc]
                )
    elif value:
        yield f"{table}:{key}", lambda d: d[table].__setitem__(key, type(value)())


def without(data: Data, take: Callable[[Data], None]) -> Pack:
    """The pack without one rule."""
    rest = {key: value if key in ("states", "organizations") else copy.deepcopy(value) for key, value in data.items()}
    take(rest)
    return build_pack(rest)


def needed(code: str, pack: Pack) -> bool:
    """Some example is read otherwise with this pack."""
    for example in examples(code):
        given = article(code, example)
        if not agrees(example, reports(Reading(given, pack, True, given.text))):
            return True
    return False


def dead(code: str) -> list[str]:
    """The rules of a pack that no example needs."""
    data = dict(load_pack(code).data)
    return [name for name, take in rules(data) if not needed(code, without(data, take))]


@functools.cache
def dead_of(code: str) -> tuple[str, ...]:
    """The dead rules of a pack, found once."""
    return tuple(dead(code))


@pytest.mark.parametrize("code", pack_codes())
def test_some_example_fails_without_each_rule(code: str) -> None:
    """A rule that no example misses stands in unexercised.toml, or is dead."""
    unlisted = [name for name in dead_of(code) if name not in UNEXERCISED.get(code, [])]

    assert not unlisted, "give it a sentence in examples.toml, or remove it"


@pytest.mark.parametrize("code", pack_codes())
def test_the_list_of_unexercised_rules_never_grows(code: str) -> None:
    """Nothing is added to the list; what some example misses by now, or is gone, is named so that it is taken off."""
    listed = UNEXERCISED.get(code, [])
    stale = [name for name in listed if name not in dead_of(code)]
    if stale:
        warnings.warn(f"take off unexercised.toml: {code} {', '.join(stale)}", stacklevel=1)

    assert len(listed) <= MOST.get(code, 0), "the list is not for new rules; lower MOST when it has got shorter"


@pytest.mark.parametrize("code", pack_codes())
def test_no_two_rules_share_a_name(code: str) -> None:
    """A block is known by its first word, so no other block of its kind begins with the same one."""
    names = [name for name, _ in rules(dict(load_pack(code).data))]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize("code", pack_codes())
def test_examples_agree_with_the_whole_pack(code: str) -> None:
    """What the rules are taken out of reads every example as it says."""
    assert not needed(code, without(dict(load_pack(code).data), lambda data: None))
