"""Which of the forms a thing has the asker wants: `Accept` and `Accept-Language` as RFC 9110 has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def weighted(header: str) -> list[tuple[str, float]]:
    """(what, weight) of each part of the header, in lower case, in its order."""
    found = []
    for part in header.split(",")[:100]:
        what, *parameters = (p.strip().lower() for p in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    weight = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    weight = 0.0
        if what and weight == weight:
            found.append((what, weight))
    return found


def preferred(header: str | None, offered: Sequence[str]) -> str | None:
    """The media type of `offered` that the header likes most, the first of equals; None if it takes none of them."""
    if not header or not header.strip():
        return offered[0]
    ranges = weighted(header)
    best, best_weight = None, 0.0
    for media_type in offered:
        weight = _weight(media_type, ranges)
        if weight > best_weight:
            best, best_weight = media_type, weight
    return best


def _weight(media_type: str, ranges: Iterable[tuple[str, float]]) -> float:
    """What the most exact range that fits says."""
    exact = 0
    weight = 0.0
    family = media_type.split("/")[0] + "/*"
    for what, given in ranges:
        level = 3 if what == media_type else 2 if what == family else 1 if what in ("*/*", "*") else 0
        if level > exact:
            exact, weight = level, given
    return weight


def preferred_language(header: str | None, offered: Sequence[str]) -> str:
    """The language of `offered` that the header likes most, else the first."""
    best, best_weight = offered[0], 0.0
    for tag, weight in weighted(header or ""):
        language = tag.split("-")[0]
        if language in offered and weight > best_weight:
            best, best_weight = language, weight
    return best
