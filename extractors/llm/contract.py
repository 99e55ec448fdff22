"""What a model is asked for: a JSON schema drawn from the types that travel, and answers read strictly by it."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any

from backchannel.schema.model import (
    CHANNELS,
    KINDS,
    ROLES,
    STANCES,
    STATUSES,
    Attribution,
    Evidence,
    Participant,
    Report,
)

VERSION = "1"  # raised when the same words of a reply would be read differently
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "role": ROLES,
    "kind": KINDS,
    "stance": STANCES,
    "channel": CHANNELS,
    "status": STATUSES,
}
# Without these there is no contact; every other field may be missing in what a model answers.
_NEEDED = frozenset({"participants", "channel", "status", "evidence", "name", "role"})
MOST_CONTACTS, MOST_ITEMS, MOST_LETTERS = 200, 60, 4000  # in one reply, in one list, in one text


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model says of one contact, not yet held against the article."""

    participants: tuple[Participant, ...]
    channel: str
    status: str
    date: str | None
    date_text: str | None
    place: str | None
    confidential: bool
    attribution: tuple[Attribution, ...]
    topic: str | None
    evidence: tuple[str, ...]


@cache
def contact_schema() -> dict[str, Any]:
    """The JSON schema of one contact, drawn from the fields of `Report` that a model is asked for.

    A model gives evidence as words; where they stand is found out, not believed.
    """
    asked = {f.name for f in fields(Reading)}
    return _object(Report, frozenset(f.name for f in fields(Report) if f.name not in asked))


@cache
def reply_schema() -> dict[str, Any]:
    """The JSON schema of a whole reply; strict servers want every property named as required."""
    contacts = {"type": "array", "items": contact_schema()}
    return {
        "type": "object",
        "properties": {"contacts": contacts},
        "required": ["contacts"],
        "additionalProperties": False,
    }


def _object(cls: type, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    named = {f.name: _schema_of(hints[f.name], f.name) for f in fields(cls) if f.name not in without}
    return {"type": "object", "properties": named, "required": list(named), "additionalProperties": False}


def _schema_of(hint: Any, name: str) -> dict[str, Any]:
    """The schema of one field by its type."""
    if name in _CHOICES:
        return {"type": "string", "enum": list(_CHOICES[name])}
    if hint is Evidence or hint is str:
        return {"type": "string"}
    if hint is bool:
        return {"type": "boolean"}
    if isinstance(hint, types.UnionType) and set(typing.get_args(hint)) == {str, types.NoneType}:
        return {"type": ["string", "null"]}
    if typing.get_origin(hint) is tuple:
        return {"type": "array", "items": _schema_of(typing.get_args(hint)[0], "")}
    if is_dataclass(hint):
        return _object(typing.cast(type, hint))
    raise TypeError(f"no JSON schema for the field {name!r} of type {hint}")


def read_contact(row: object) -> Reading | str:
    """The contact that one object of a reply tells, or what is wrong with it, in a few words."""
    try:
        told = _read(row, contact_schema(), "contact")
    except ValueError as wrong:
        return str(wrong)
    return Reading(
        **{
            **told,
            "participants": tuple(Participant(**{**p, "aliases": tuple(p["aliases"])}) for p in told["participants"]),
            "attribution": tuple(Attribution(**a) for a in told["attribution"]),
            "evidence": tuple(told["evidence"]),
        }
    )


def _read(value: Any, schema: Mapping[str, Any], path: str) -> Any:
    """`value` as the schema wants it, missing optional fields filled in; ValueError where it is of another type."""
    kind = schema["type"]
    if kind == "object":
        if not isinstance(value, dict):
            raise ValueError(f"{path} is no object")
        return {name: _field(value, name, inner, path) for name, inner in schema["properties"].items()}
    if kind == "array":
        if not isinstance(value, list):
            raise ValueError(f"{path} is no list")
        if len(value) > MOST_ITEMS:
            raise ValueError(f"{path} has more than {MOST_ITEMS} items")
        return [_read(item, schema["items"], path) for item in value]
    if kind == "boolean":
        if not isinstance(value, bool):
            raise ValueError(f"{path} is neither true nor false")
        return value
    return _text(value, schema, path)


def _field(row: Mapping[str, Any], name: str, schema: Mapping[str, Any], path: str) -> Any:
    value = row.get(name)
    if value is not None or schema["type"] == ["string", "null"]:
        return None if value is None else _read(value, schema, name)
    if name in _NEEDED:
        raise ValueError(f"{path} has no {name}")
    if schema["type"] == "array":
        return []
    if schema["type"] == "boolean":
        return False
    return {"kind": "person", "stance": "affirms"}[name]


def _text(told: Any, schema: Mapping[str, Any], path: str) -> str | None:
    if not isinstance(told, str):
        raise ValueError(f"{path} is no text")
    value: str = told
    if len(value) > MOST_LETTERS:
        raise ValueError(f"{path} is longer than {MOST_LETTERS} characters")
    if "enum" in schema:
        value = value.strip().lower().replace("_", "-").replace(" ", "-")  # "Phone call" without a schema's help
        if value not in schema["enum"]:
            raise ValueError(f"{path} is {value[:40]!r}")
    elif not value.strip():
        if schema["type"] == "string":
            raise ValueError(f"{path} is empty")
        return None
    return value
