"""What a model is asked for follows from the types that travel; prompts say all of it and carry their version."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, replace
from importlib.resources import files

import pytest

from backchannel.extractors.llm.contract import contact_schema, read_contact, reply_schema
from backchannel.extractors.llm.folding import pieces_of
from backchannel.extractors.llm.prompts import prompt_for
from backchannel.extractors.llm.reader import extractor_name
from backchannel.extractors.llm.replies import contacts_in
from backchannel.extractors.llm.requests import requests_for
from backchannel.schema.model import CHANNELS, KINDS, ROLES, STANCES, STATUSES, Participant, Report
from tests.extractors.llm.scripted import answer, article, contact

# An answer is kept under the words of its question: other words are another version. A changed prompt gets the next
# version in its first line and its digest here.
VERSIONS = {
    "id": ("id-1", "72a7cfe9fe174afa"),
    "en": ("en-1", "759a279754ca53c8"),
}


@pytest.mark.parametrize("language", sorted(VERSIONS))
def test_prompts_change_with_their_version_only(language: str) -> None:
    """The text that stands behind a version never changes."""
    raw = (files("backchannel.extractors.languages") / language / "prompt.md").read_bytes()

    assert (prompt_for(language).version, hashlib.sha256(raw).hexdigest()[:16]) == VERSIONS[language]


@pytest.mark.parametrize("language", sorted(VERSIONS))
def test_prompts_name_every_value(language: str) -> None:
    """Every role, kind, channel, status and stance, and every field, is explained in the prompt."""
    text = prompt_for(language).text.split("BEGIN ARTICLE")[1].split('{"type":"object"')[0]
    named = [*ROLES, *KINDS, *CHANNELS, *STATUSES, *STANCES, *contact_schema()["properties"]]

    assert [word for word in named if f"`{word}`" not in text] == []


@pytest.mark.parametrize("language", sorted(VERSIONS))
def test_the_example_of_a_prompt_follows_its_own_rules(language: str) -> None:
    """The answer in the prompt is one by the contract, and its passage stands in the article beside it."""
    example = prompt_for(language).text.split("## Contoh" if language == "id" else "## Example")[1].split("## ")[0]
    flat = " ".join(example.split())
    found = contacts_in(flat)

    assert found is not None
    assert found.malformed == ()
    (reading,) = found.readings
    shown = flat.split('"contacts"')[0]
    assert all(piece in shown for quote in reading.evidence for piece in pieces_of(quote))


def test_other_languages_get_the_english_prompt() -> None:
    """A language without a prompt is read with the English one; an article that says none is taken for Indonesian."""
    assert prompt_for("fr").version == prompt_for("en-GB").version == "en-1"
    assert prompt_for(None).version == prompt_for("id-ID").version == "id-1"
    assert prompt_for("../en").version == "en-1"


def test_schema_follows_the_types() -> None:
    """The schema has the fields of a report that a model can know, and all values of the model's lists."""
    ours = {"article", "confidence", "rules", "warnings", "extractor"}
    schema = contact_schema()
    people = schema["properties"]["participants"]["items"]

    assert list(schema["properties"]) == [f.name for f in fields(Report) if f.name not in ours]
    assert list(people["properties"]) == [f.name for f in fields(Participant)]
    assert people["properties"]["role"]["enum"] == list(ROLES)
    assert schema["properties"]["channel"]["enum"] == list(CHANNELS)


def test_schema_is_what_strict_servers_take() -> None:
    """Every object names all of its properties as required and allows no others."""

    def objects(schema: object) -> list[dict[str, object]]:
        if not isinstance(schema, dict):
            return []
        own = [schema] if schema.get("type") == "object" else []
        inner = [*schema.get("properties", {}).values(), schema.get("items")]
        return own + [found for one in inner for found in objects(one)]

    found = objects(reply_schema())

    assert len(found) == 4
    for schema in found:
        assert schema["required"] == list(schema["properties"])  # type: ignore[call-overload]
        assert schema["additionalProperties"] is False


WRONG = [
    ("not an object", [1], "contact is no object"),
    ("no participants", {k: v for k, v in contact().items() if k != "participants"}, "contact has no participants"),
    ("participants as text", contact(participants="A and B"), "participants is no list"),
    ("participant as text", contact(participants=["A", "B"]), "participants is no object"),
    ("participant without name", contact(participants=[{"role": "party"}]), "contact has no name"),
    ("unknown role", contact(participants=[{"name": "A", "role": "boss"}]), "role is 'boss'"),
    ("unknown channel", contact(channel="telepathy"), "channel is 'telepathy'"),
    ("status as number", contact(status=1), "status is no text"),
    ("flag as text", contact(confidential="true"), "confidential is neither true nor false"),
    ("date as number", contact(date=2022), "date is no text"),
    ("evidence as text", contact(evidence="words"), "evidence is no list"),
    ("empty passage", contact(evidence=[" "]), "evidence is empty"),
    (
        "endless name",
        contact(participants=[{"name": "x" * 5000, "role": "party"}]),
        "name is longer than 4000 characters",
    ),
    ("endless list", contact(evidence=["a b c"] * 99), "evidence has more than 60 items"),
]


@pytest.mark.parametrize(("row", "said"), [(row, said) for _, row, said in WRONG], ids=[name for name, _, _ in WRONG])
def test_wrong_types_are_named(row: object, said: str) -> None:
    """A contact of a wrong shape is not taken, and what is wrong is said."""
    told = read_contact(row)

    assert isinstance(told, str)
    assert said.split(" has no ")[-1] in told


def test_more_contacts_than_any_article_has() -> None:
    """A reply that goes on for ever is cut."""
    found = contacts_in(answer(*[contact()] * 300))

    assert found is not None
    assert (len(found.readings), found.malformed) == (200, ("more contacts than any article has",))


def test_the_key_depends_on_what_bears_on_the_answer() -> None:
    """Another model, text or prompt is another question; another id of the same text is not."""
    (first,) = requests_for(article("a"), "m", 12_000)
    (renamed,) = requests_for(replace(article("a"), id="other"), "m", 12_000)
    others = [*requests_for(article("a"), "n", 12_000), *requests_for(article("b"), "m", 12_000)]

    assert renamed.key == first.key
    assert len({first.key, *(o.key for o in others)}) == 3


def test_reader_is_named_by_model_and_prompt() -> None:
    """Whatever a model is called, the name of the reader is one word."""
    (request,) = requests_for(article("a"), "meta llama/3:8b", 12_000)

    assert extractor_name(request) == "llm/meta_llama/3:8b/id-1"


def test_blank_article_asks_nothing() -> None:
    """An article without words costs nothing."""
    assert requests_for(replace(article("a"), text=" \n"), "m", 12_000) == ()


def test_body_is_plain_json() -> None:
    """What is sent can be read by a person: no escapes, one key a line."""
    (request,) = requests_for(article("a"), "m", 12_000)
    body = request.body(100)

    assert json.loads(json.dumps(body)) == body
    assert (body["model"], body["temperature"], body["max_tokens"]) == ("m", 0, 100)
