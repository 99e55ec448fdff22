"""Small letters for a text, each at the place of the letter it stands for."""

from __future__ import annotations

# Letters that a pattern without case takes for another, and that no list of words has; the first is two when small.
ODD = "İıſ\u212a"
_PLAIN = str.maketrans(dict(zip(ODD, "IisK", strict=True)))


def fold(text: str) -> str:
    """The text in small letters, as long as it is."""
    if not text.isascii() and any(letter in text for letter in ODD):
        text = text.translate(_PLAIN)
    return text.lower()
