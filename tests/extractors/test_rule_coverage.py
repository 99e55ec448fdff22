"""Every rule of a language pack is exercised by some sentence, or stands in a list that may only get shorter."""

from __future__ import annotations

import functools
import json
import tomllib
import warnings
from importlib import resources
from pathlib import Path

import pytest

from backchannel.extractors.rules import read_contacts
from backchannel.extractors.rules.pack import load_pack, pack_codes
from backchannel.schema.model import Article

TESTS = Path(__file__).resolve().parents[1]
UNEXERCISED: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "unexercised.toml").read_text("utf-8"))
MOST = {"id": 4, "en": 6}  # blocks that may be listed


def blocks(code: str) -> list[str]:
    """The ids of all blocks of a pack's `contacts.toml`, as they stand in `Report.rules`."""
    contacts = load_pack(code).data["contacts"]
    return [f"{part}:{row['words'][0]}" for part in ("verb", "noun") for row in contacts[part]]


def articles(code: str) -> list[Article]:
    """The examples of a pack, and the project's own articles in its language."""
    folder = resources.files("backchannel.extractors.languages") / code
    examples = tomllib.loads((folder / "examples.toml").read_text("utf-8"))["example"]
    found = [Article("x", e["text"], published=e.get("published"), language=code) for e in examples]
    for file in sorted((TESTS / "gold").glob(f"{code}_*_articles.jsonl")):
        found += [Article.from_json(json.loads(row)) for row in file.read_text("utf-8").splitlines()]
    return found


@functools.cache
def fired(code: str) -> frozenset[str]:
    """The rules that made some report."""
    return frozenset(rule for article in articles(code) for report in read_contacts(article) for rule in report.rules)


@pytest.mark.parametrize("code", pack_codes())
def test_every_block_of_contacts_makes_some_report(code: str) -> None:
    """A block that makes no report in any example or own article is listed, or is dead."""
    dead = [block for block in blocks(code) if block not in fired(code)]

    assert not set(dead) - set(UNEXERCISED.get(code, [])), "give the block a sentence in examples.toml, or remove it"


@pytest.mark.parametrize("code", pack_codes())
def test_the_list_of_unexercised_blocks_never_grows(code: str) -> None:
    """Nothing is added to the list; what is exercised by now, or is gone, is named so that it is taken off."""
    listed = UNEXERCISED.get(code, [])
    stale = [block for block in listed if block in fired(code) or block not in blocks(code)]
    if stale:
        warnings.warn(f"take off unexercised.toml: {code} {', '.join(stale)}", stacklevel=1)

    assert len(listed) <= MOST.get(code, 0), "the list is not for new blocks; lower MOST when it has got shorter"


@pytest.mark.parametrize("code", pack_codes())
def test_no_two_blocks_share_an_id(code: str) -> None:
    """A block is known by its first word, so no other block of its kind begins with the same one."""
    assert len(set(blocks(code))) == len(blocks(code))


def test_the_list_is_of_packs_that_exist() -> None:
    """A pack that is gone leaves no list behind."""
    assert set(UNEXERCISED) <= set(pack_codes())
