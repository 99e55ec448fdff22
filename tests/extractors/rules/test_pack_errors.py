"""A broken language pack is refused in one line that says which file and what is wrong."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

import pytest

from backchannel.extractors.rules.checking import KEYS, check_pack
from backchannel.extractors.rules.pack import load_pack, pack_codes
from backchannel.schema.errors import SchemaError


def broken(change: Callable[[dict[str, Any]], Any]) -> str:
    """What is said of the English pack after a change to its data."""
    data = copy.deepcopy(dict(load_pack("en").data))
    change(data)
    with pytest.raises(SchemaError) as told:
        check_pack("en", data)
    return str(told.value)


@pytest.mark.parametrize("code", pack_codes())
def test_the_packs_there_are_are_whole(code: str) -> None:
    """No pack of the project's own is refused."""
    check_pack(code, load_pack(code).data)


@pytest.mark.parametrize(("part", "key"), [(part, key) for part, keys in KEYS.items() for key in keys.split()])
def test_a_missing_key_is_named_with_its_file(part: str, key: str) -> None:
    """Every key that the check asks for is missed when it is gone."""

    def take_away(data: dict[str, Any]) -> None:
        *outer, last = key.split(".")
        table = data[part]
        for name in outer:
            table = table[name]
        del table[last]

    assert broken(take_away) == f"language pack en: {part}.toml has no {key!r}"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda d: d["contacts"]["verb"][0].update(channel="telegraph"),
            r"verb 'meet' has the unknown channel 'telegraph'",
        ),
        (
            lambda d: d["contacts"]["verb"][0].update(roles=["party", "guest"]),
            r"verb 'meet' has the unknown roles 'guest'",
        ),
        (lambda d: d["contacts"]["verb"][0].update(roles=["party"]), r"verb 'meet' needs two roles"),
        (lambda d: d["contacts"]["verb"][0].update(only=["place"]), r"verb 'meet' has the unknown only 'place'"),
        (lambda d: d["contacts"]["noun"][0].pop("channel"), r"noun 'meeting' has no 'channel'"),
        (lambda d: d["contacts"]["noun"][0].update(status="done"), r"noun 'meeting' has the unknown status 'done'"),
        (lambda d: d["status"]["markers"].update(done=["done"]), r"status\.toml: the unknown status 'done'"),
        (lambda d: d["words"]["channel_phrases"].update(fax=["by fax"]), r"words\.toml: the unknown channel 'fax'"),
        (lambda d: d["mentions"]["mention"][0].update(kind="planet"), r"mentions\.toml: the unknown kind 'planet'"),
        (lambda d: d["mentions"]["mention"][0].update(pattern="<NOWHERE>N"), r"uses the unknown part 'NOWHERE'"),
    ],
)
def test_an_unknown_word_is_named_with_its_place(change: Callable[[dict[str, Any]], Any], said: str) -> None:
    """A channel, role, status or kind that the schema does not know is refused, and the message is one line."""
    message = broken(change)

    assert re.search(said, message)
    assert "\n" not in message
