"""Which language an article is in: a vote of small words, enough for telling packs apart."""

from __future__ import annotations

import re
from functools import cache

from backchannel.extractors.rules.pack import load_pack, pack_codes

SAMPLE = 4000  # characters looked at
MIN_SHARE = 0.05  # of an article's words must be small words of its language; running text has 0.15 and more
MIN_LOOKALIKE = 2  # different words of a look-alike language that make the article doubtful
HEADLINE = 40  # words up to which a text may lack small words
MIN_KNOWN = 0.3  # of a headline's words must be entries of the pack
_WORD = re.compile(r"[^\W\d_]+")


def detect_language(text: str) -> str | None:
    """The code of the pack an article is for, or None."""
    sample = text[:SAMPLE].lower()
    words = _WORD.findall(sample)
    if not words:
        return None
    votes = {code: sum(w in stop for w in words) / len(words) for code, stop in _stopwords()}
    best = max(votes, key=lambda code: (votes[code], code))
    if votes[best] < MIN_SHARE:
        return _by_lexicon(words)
    return best


def _by_lexicon(words: list[str]) -> str | None:
    """The pack that alone knows the words of a headline, which may have no small words."""
    if len(words) > HEADLINE:
        return None
    words = [w for w in words if len(w) > 2]  # shorter ones stand in too many languages
    if not words:
        return None
    known = {code: sum(w in load_pack(code).lexicon for w in words) / len(words) for code in pack_codes()}
    first, *others = sorted(known, key=lambda code: (-known[code], code))
    return first if known[first] >= MIN_KNOWN and all(known[first] > known[code] for code in others) else None


def looks_like(text: str, code: str) -> str | None:
    """A language without a pack that the text, taken for `code`, may be in ("ms" for Malay)."""
    spaced = f" {' '.join(_WORD.findall(text[:SAMPLE].lower()))} "
    for other, words in load_pack(code).lookalikes.items():
        if sum(f" {word} " in spaced for word in words) >= MIN_LOOKALIKE:
            return other
    return None


@cache
def _stopwords() -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((code, load_pack(code).stopwords) for code in pack_codes())
