"""What every language pack must be, whatever its language; and that the guide to making one tells the truth."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from backchannel.extractors.rules import codes
from backchannel.extractors.rules.pack import CLASS_LETTERS, RANK, Frame, load_pack, pack_codes
from backchannel.schema.model import CHANNELS, KINDS, ROLES, STATUSES

ROOT = Path(__file__).resolve().parents[3]
LANGUAGES = ROOT / "extractors" / "languages"
GUIDE = (ROOT / "docs" / "adding-a-language.md").read_text("utf-8")
LETTERS = {
    value for name, value in vars(codes).items() if name.isupper() and isinstance(value, str) and len(value) == 1
}


def blocks(code: str) -> list[dict[str, Any]]:
    """The blocks of a pack's `contacts.toml`."""
    contacts = load_pack(code).data["contacts"]
    return [*contacts["verb"], *contacts["noun"]]


@pytest.mark.parametrize("code", pack_codes())
def test_contacts_use_words_of_the_schema(code: str) -> None:
    """Channels, roles, statuses and kinds of a pack are those that a report may have."""
    for block in blocks(code):
        assert {block["channel"], block.get("else", "talks")} <= set(CHANNELS), block["words"][0]
        assert len(block["roles"]) == 2
        assert set(block["roles"]) <= set(ROLES), block["words"][0]
        assert block.get("status", "occurred") in STATUSES, block["words"][0]
        assert {*block.get("only", ()), *block.get("plural", ())} <= set(KINDS), block["words"][0]
    assert set(load_pack(code).data["words"]["channel_phrases"]) <= set(CHANNELS)


@pytest.mark.parametrize("code", pack_codes())
def test_blocks_say_nothing_that_nobody_reads(code: str) -> None:
    """A misspelt key of a block would be passed over in silence."""
    known = {"words", "channel", "roles", "else", *Frame.__slots__} - {"id", "other"}

    assert {key for block in blocks(code) for key in block} <= known


@pytest.mark.parametrize("code", pack_codes())
def test_offices_that_blocks_ask_for_exist(code: str) -> None:
    """A block that asks for a post names a lemma of the pack's offices."""
    heads = set(load_pack(code).data["offices"]["heads"])

    assert {lemma for block in blocks(code) for lemma in block.get("offices", ())} <= heads


@pytest.mark.parametrize("code", pack_codes())
def test_packs_share_states_and_keys_of_organisations(code: str) -> None:
    """The same state or organisation has the same code in every language, or graphs in two languages fall apart."""
    data = {other: load_pack(other).data for other in pack_codes()}

    for other in pack_codes():
        assert set(data[code]["states"]) == set(data[other]["states"])
        assert set(data[code]["dates"]["direction"]) == set(data[other]["dates"]["direction"])
    assert len(data[code]["dates"]["months"]) == 12
    assert len(data[code]["dates"]["weekdays"]) == 7


@pytest.mark.parametrize("code", pack_codes())
def test_a_date_word_means_one_thing(code: str) -> None:
    """No month's or weekday's name is written twice."""
    dates = load_pack(code).dates
    names = [name for group in (dates["months"], dates["weekdays"]) for row in group for name in row]

    assert len(names) == len(set(names))


def test_every_class_of_words_has_a_letter_of_its_own_and_a_rank() -> None:
    """No letter means two classes, and each that a word can have is ranked against the others."""
    named = [v for k, v in vars(codes).items() if k.isupper() and isinstance(v, str) and len(v) == 1]

    assert len(named) == len(set(named))
    assert len(RANK) == len(set(RANK))
    assert set(RANK) <= LETTERS
    assert set(CLASS_LETTERS.values()) <= set(RANK)
    for code in pack_codes():
        lexemes = [lexeme for entries in load_pack(code).lexicon.values() for _, lexeme in entries]
        assert {lexeme.letter for lexeme in lexemes} <= set(RANK + codes.WORD)


def test_the_guide_names_every_file_of_a_pack_and_no_other() -> None:
    """Each file of a pack has its line in the guide, and every path the guide names is there."""
    table = GUIDE.partition("## The files")[2].partition("\n## ")[0]
    listed = set(re.findall(r"(?m)^\| `([\w.]+)` \|", table))
    for code in pack_codes():
        assert {path.name for path in (LANGUAGES / code).iterdir() if path.is_file()} == listed
    paths = set(re.findall(r"(?<![\w/.])((?:extractors|tests|docs|benchmarks)/[\w./-]*[\w/])", GUIDE))
    assert len(paths) > 5
    for path in paths - {"extractors/languages/ms"}:  # the folder that the reader is about to make
        assert (ROOT / path).exists(), path


def test_the_guide_tells_the_letters_there_are() -> None:
    """Letters and names of code in the guide are those of the code."""
    section = GUIDE.partition("## Words become letters")[2].partition("\n## ")[0]
    told = set(re.findall(r"`([^`\s])`", section))
    assert len(told) > 15
    assert told <= LETTERS
    tables = dict(re.findall(r"(?m)^\| `(\w+)\.toml` \| (.*) \|$", section))
    classes = {"offices": "HDF", "organizations": "GKMRP", "states": "SCO", "groups": "gm", "contacts": "VEL",
               "status": "a?", "attribution": "v1l"}  # fmt: skip
    assert {file: "".join(re.findall(r"`(.)`", tables[file])) for file in classes} == classes


def test_the_guide_names_the_keys_of_a_block() -> None:
    """Every key that a block of contacts may have is explained."""
    section = GUIDE.partition("## A verb or noun of contact")[2].partition("\n## ")[0]
    keys = {"words", "channel", "roles", "else", *Frame.__slots__} - {"id", "other"}

    assert not [key for key in keys if not re.search(rf"(?m)`{key}`|^{key} =", section)]


def test_the_guides_example_is_read_as_it_says() -> None:
    """The example of the guide is a real one: the English pack reads it so."""
    from backchannel.extractors.rules import read_contacts
    from backchannel.schema.model import Article

    block = next(b for b in re.findall(r"(?s)```toml\n(.*?)```", GUIDE) if b.startswith("[[example]]"))
    (example,) = tomllib.loads(block)["example"]
    (report,) = read_contacts(Article("a", example["text"], published=example["published"], language="en"))
    sides = " + ".join(f"{p.name} {p.role}" for p in report.participants)
    assert [f"{report.channel} {report.status} {report.date}: {sides}"] == example["contacts"]


@pytest.mark.parametrize("code", pack_codes())
def test_every_date_begins_with_a_letter_or_digit_and_holds_a_number_or_name_of_time(code: str) -> None:
    """Dates are looked for only where these stand, so a pattern without them would never be tried."""
    for pattern in load_pack(code).dates["patterns"]:
        assert re.search(r"\{(?:d|m|n|y|yyyy|w)\}", pattern), pattern
        assert re.match(r"\{|[a-z]|\(\?:[a-z]", pattern), pattern
