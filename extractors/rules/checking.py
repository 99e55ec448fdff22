"""Whether a language pack is whole: the keys that every pack has, and words of the schema where it names any."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from backchannel.schema.errors import SchemaError
from backchannel.schema.model import CHANNELS, KINDS, ROLES, STATUSES

# The keys of each file; a dot leads into a table.
KEYS = {
    "pack": "code name stopwords lookalikes verb_forms passive_forms not_verbs word_forms clitics particles possessive "
    "name_particles glue abbreviations",
    "words": "with to by between from in and relative that purpose before_after not third thirds first this both "
    "counterpart common channel_phrases",
    "offices": "heads prefixes.words complements.words",
    "organizations": "igo party metonym organs regions.words places.words",
    "groups": "heads modifiers unnamed pairs",
    "contacts": "verb noun light",
    "status": "markers_hedge markers supposition.words secret.words",
    "attribution": "speech after cite reports acts witnesses platforms goes_on closing public denies neither media",
    "dates": "months weekdays patterns days spans shifts numbers direction.past direction.future direction.last_week "
    "direction.next_week direction.day_parts direction.about direction.since direction.ago direction.same_day",
    "lines": "furniture captions dateline dateline_end",
    "mentions": "parts mention",
    "states": "",
}


def check_pack(code: str, data: Mapping[str, Any]) -> None:
    """SchemaError, in one line that names the file, for what is missing or unknown in the files of a pack."""
    for part, keys in KEYS.items():
        for key in keys.split():
            if not _has(data[part], key):
                raise SchemaError(f"language pack {code}: {part}.toml has no {key!r}")
    for part, problem in (*_contacts(data["contacts"]), *_status(data), *_mentions(data["mentions"])):
        raise SchemaError(f"language pack {code}: {part}.toml: {problem}")


def _has(table: Mapping[str, Any], key: str) -> bool:
    first, _, rest = key.partition(".")
    inner = table.get(first)
    return inner is not None if not rest else isinstance(inner, dict) and _has(inner, rest)


def _contacts(contacts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for kind in ("verb", "noun"):
        for number, row in enumerate(contacts[kind], 1):
            name = (row.get("words") or [f"number {number}"])[0]
            for key in ("words", "channel", "roles"):
                if not row.get(key):
                    yield "contacts", f"the {kind} {name!r} has no {key!r}"
            for key, known in (("channel", CHANNELS), ("else", CHANNELS), ("status", STATUSES)):
                if key in row and row[key] not in known:
                    yield "contacts", f"the {kind} {name!r} has the unknown {key} {row[key]!r}"
            for key, known in (("roles", ROLES), ("only", KINDS), ("plural", KINDS)):
                if unknown := [value for value in row.get(key, ()) if value not in known]:
                    yield "contacts", f"the {kind} {name!r} has the unknown {key} {unknown[0]!r}"
            if len(row["roles"]) != 2:
                yield "contacts", f"the {kind} {name!r} needs two roles"


def _status(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for status in data["status"]["markers"]:
        if status not in STATUSES:
            yield "status", f"the unknown status {status!r}"
    for channel in data["words"]["channel_phrases"]:
        if channel not in CHANNELS:
            yield "words", f"the unknown channel {channel!r}"


def _mentions(mentions: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for row in mentions["mention"]:
        if row.get("kind") not in (*KINDS, "place", "pronoun", "pair"):
            yield "mentions", f"the unknown kind {row.get('kind')!r}"
        pattern = row.get("pattern", "")
        for part in re.findall(r"(?<!\?P)<(\w+)>", pattern):
            if part not in mentions["parts"]:
                yield "mentions", f"the pattern {pattern!r} uses the unknown part {part!r}"
