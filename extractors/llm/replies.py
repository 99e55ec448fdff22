"""The contacts in what a model wrote: plain JSON, JSON in a fence, JSON in prose, JSON that was cut off."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from backchannel.extractors.llm.contract import MOST_CONTACTS, Reading, read_contact

_THOUGHTS = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"```[\w-]*\s*\n(.*?)(?:\n\s*```|\Z)", re.DOTALL)
_OPENING = re.compile(r"\{\s*\"contacts\"\s*:")
_LIST = re.compile(r"\"contacts\"\s*:\s*\[\s*")
_BETWEEN = re.compile(r"\s*,\s*")
_MOST_TRIES = 24  # places where an object may begin; prose is no reason to try them all
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Found:
    """The contacts of one reply, and what of it could not be read."""

    readings: tuple[Reading, ...]
    malformed: tuple[str, ...]  # what is wrong with each object that is no contact of the contract
    whole: bool = True  # the reply was not cut off


def contacts_in(content: str) -> Found | None:
    """What a reply says, or None where it holds no object of the contract at all."""
    text = _THOUGHTS.sub("", content)
    pieces = [*_FENCE.findall(text), text]
    for piece in pieces:
        rows = _object_in(piece)
        if rows is not None:
            return _read_all(rows, whole=True)
    for piece in pieces:
        rows = _cut_off(piece)
        if rows is not None:
            return _read_all(rows, whole=False)
    return None


def _read_all(rows: list[Any], whole: bool) -> Found | None:
    """The rows read; None where there are some and none of them is a contact."""
    readings: list[Reading] = []
    malformed: list[str] = ["more contacts than any article has"] if len(rows) > MOST_CONTACTS else []
    for row in rows[:MOST_CONTACTS]:
        told = read_contact(row)
        if isinstance(told, str):
            malformed.append(told)
        else:
            readings.append(told)
    if malformed and not readings:
        return None
    return Found(tuple(readings), tuple(malformed), whole)


def _object_in(piece: str) -> list[Any] | None:
    """The contacts of the last whole object in a piece of text: a model that corrects itself does so at the end."""
    starts = [at for at in (piece.find("["), piece.find("{")) if at >= 0]
    starts += [m.start() for m in _OPENING.finditer(piece)][-_MOST_TRIES:]
    found = None
    for start in dict.fromkeys(starts):
        try:
            value, _ = _DECODER.raw_decode(piece, start)
        except (ValueError, RecursionError):
            continue
        rows = value.get("contacts") if isinstance(value, dict) else value
        if isinstance(rows, list) and (isinstance(value, dict) or _objects(rows)):
            found = rows
    return found


def _objects(rows: list[Any]) -> bool:
    return bool(rows) and all(isinstance(row, dict) and "participants" in row for row in rows)


def _cut_off(piece: str) -> list[Any] | None:
    """The objects that came whole before a reply was cut off; None where it did not get so far as to begin a list."""
    opening = _LIST.search(piece)
    if opening is None:
        return None
    rows: list[Any] = []
    at = opening.end()
    while True:
        try:
            value, end = _DECODER.raw_decode(piece, at)
        except (ValueError, RecursionError):
            return rows
        rows.append(value)
        comma = _BETWEEN.match(piece, end)
        if comma is None:
            return rows
        at = comma.end()
