"""Patterns for how a line may begin, looked up by its first letter before any of them is tried."""

from __future__ import annotations

import re
from collections.abc import Iterable

from backchannel.extractors.rules.folding import fold

# A pattern's own beginning: a letter or an escaped mark that is neither optional nor one of several.
PLAIN = re.compile(r"(?P<letter>\w)(?![?*{|])|\\(?P<mark>[^\w\s])(?![?*{|])")


class Openings:
    """Patterns matched without regard to case at the start of a line."""

    def __init__(self, patterns: Iterable[str]) -> None:
        by_letter: dict[str, list[str]] = {}
        anywhere: list[str] = []
        for pattern in patterns:
            plain = PLAIN.match(pattern) if "|" not in re.sub(r"\([^()]*\)", "", pattern) else None
            if plain:
                by_letter.setdefault((plain["letter"] or plain["mark"]).lower(), []).append(pattern)
            else:
                anywhere.append(pattern)
        self.others = _any_of(anywhere)
        self.by_letter = {first: _any_of(some + anywhere) for first, some in by_letter.items()}

    def opens(self, text: str, start: int, end: int) -> bool:
        """Some pattern matches at the start of text[start:end]."""
        pattern = self.by_letter.get(fold(text[start]), self.others)
        return pattern is not None and pattern.match(text, start, end) is not None


def _any_of(patterns: list[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE) if patterns else None
