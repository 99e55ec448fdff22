"""The language of an article as data sets and pages write it, as a BCP 47 tag."""

from __future__ import annotations

import re

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")
_SHORTER = {"in": "id", "ind": "id", "eng": "en", "msa": "ms", "may": "ms"}  # what stands for the two-letter codes
_NAMES = {
    "indonesia": "id",
    "indonesian": "id",
    "bahasa indonesia": "id",
    "english": "en",
    "inggris": "en",
    "bahasa inggris": "en",
    "malay": "ms",
    "melayu": "ms",
}


def language_tag(value: str | None) -> str | None:
    """`id-ID` for `id_ID`, `id` for `Indonesian`; None for what names no language, which is then told from the text."""
    plain = (value or "").strip().replace("_", "-")
    if plain.lower() in _NAMES:
        return _NAMES[plain.lower()]
    if not _TAG.fullmatch(plain):
        return None
    primary, dash, rest = plain.partition("-")
    return _SHORTER.get(primary.lower(), primary.lower()) + dash + rest
