"""The interface in words: Indonesian and English, numbers and dates as each writes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from backchannel.graph.gazetteer import gazetteer
from backchannel.schema.dates import EdtfDate, EdtfPoint, parse_edtf
from backchannel.schema.model import Actor
from backchannel.schema.vocabulary import label

LANGUAGES = ("en", "id")


@cache
def _read() -> Mapping[str, Mapping[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(
        resources.files("backchannel.server").joinpath("words.json").read_text("utf-8")
    )
    return found


class Words:
    """Everything that is said in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._words = _read()[language]

    def __call__(self, key: str, **values: object) -> str:
        """The words for `key`, with `{name}` filled in; with `n`, the form for one where there is one."""
        number = values.get("n")
        text = self._words.get(f"{key}1") if number == 1 else None
        text = text if text is not None else self._words[key]
        shown = {k: self.number(v) if isinstance(v, int) else v for k, v in values.items()}
        return str(text.format(**shown) if shown else text)

    def of(self, group: str, key: str) -> str:
        """One of a group of words, the key itself if it is not there."""
        return str(self._words[group].get(key, key))

    def number(self, value: int) -> str:
        """With the separator of the language between thousands."""
        return f"{value:,}" if self.language == "en" else f"{value:,}".replace(",", ".")

    def term(self, name: str) -> str:
        """A channel or status: as the page says it, else as the vocabulary does."""
        return str(self._words["terms"].get(name) or label(name, self.language))

    def told(self, field: str, value: str) -> str:
        """A value that reports give to a field of a contact."""
        if field == "date":
            return self.date(value)
        try:
            return self.term(value) if field in ("channel", "status") else value
        except KeyError:
            return value

    def name(self, actor: Actor) -> str:
        """What an actor is called in this language, else its name."""
        return next((text for text, language in actor.labels if language == self.language), actor.name)

    def country(self, code: str) -> str:
        """What a country is called in this language, else its code."""
        labels = gazetteer().labels.get(code, ())
        return next((text for text, language in labels if language == self.language), code)

    def date(self, edtf: str | None) -> str:
        """An EDTF date as people write it."""
        if not edtf:
            return ""
        try:
            date = parse_edtf(edtf)
        except ValueError:
            return edtf
        return self._date(date)

    def _date(self, date: EdtfDate) -> str:
        if date.end is None:
            return self._point(date.start)
        return f"{self._point(date.start)} – {self._point(date.end)}"

    def _point(self, point: EdtfPoint) -> str:
        months = self._words["months"]
        parts = [str(point.day)] if point.day else []
        parts += [months[point.month - 1]] if point.month else []
        parts += [str(point.year)] if point.year is not None else []
        said = " ".join(parts) or str(point)
        if point.year is None:
            said = self("yearUnknown", day=said)
        if point.mark in ("~", "%"):
            said = self("about", date=said)
        return self("uncertain", date=said) if point.mark in ("?", "%") else said


@cache
def words(language: str) -> Words:
    """The words of one of LANGUAGES."""
    return Words(language)
