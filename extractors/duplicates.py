"""Articles that repeat another one nearly word for word, as syndicated news does.

Each text gets a sketch: its runs of five words are hashed into 64 bins, and each bin keeps its least hash
(one-permutation MinHash; an empty bin borrows from the next). The share of bins in which two sketches agree estimates
the share of runs that the two texts have in common. Two sketches that agree in all four bins of any of 16 bands are
compared; texts with as many runs in common as `COPY_SHARE` are compared with a probability above 99.9 %.
"""

from __future__ import annotations

import re
import struct
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from zlib import crc32

from backchannel.schema.model import Article

RUN = 5  # words; shorter runs make any two articles on one subject alike
BINS = 64
BAND = 4  # bins
WIDTH = 2 * BAND  # bytes of a band's bins
COPY_SHARE = 0.8  # a paragraph more or less, another byline; two reports of one event by two newsrooms stay below 0.2
MIN_WORDS = 25  # below it a sketch says nothing: such a text is a copy only of the very same words

_WORD = re.compile(r"\w+")
_MASK = 0xFFFFFFFFFFFFFFFF
_PACK = struct.Struct(f">{BINS}H")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of an article to find its copies."""

    id: str
    published: str | None
    bins: bytes  # two bytes a bin; b"" for a short text
    bands: tuple[int, ...]  # 63-bit keys: articles that share one are compared

    @property
    def keys(self) -> frozenset[int]:
        """The bands, also where only the bins are known."""
        return frozenset(self.bands or bands_of(self.bins))

    def as_json(self) -> dict[str, Any]:
        """A short text's only band is kept; a longer one's follow from its bins."""
        bins = b64encode(self.bins).decode("ascii")
        return {"id": self.id, "published": self.published, "bins": bins, "bands": [] if bins else list(self.bands)}

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Sketch:
        return cls(row["id"], row["published"], b64decode(row["bins"]), tuple(row["bands"]))

    @property
    def order(self) -> tuple[bool, str, str]:
        """The first published is the original; without a date, an article comes after those with one."""
        return self.published is None, self.published or "", self.id


def sketch(article: Article) -> Sketch:
    """The sketch of an article's text."""
    words = _WORD.findall(article.text.casefold())
    if len(words) < MIN_WORDS:
        return Sketch(article.id, article.published, b"", (_key(-1, " ".join(words).encode("utf-8", "surrogatepass")),))
    bins = _bins(words)
    return Sketch(article.id, article.published, bins, bands_of(bins))


def bands_of(bins: bytes) -> tuple[int, ...]:
    """The keys of all bands of bins."""
    return tuple(_key(n, bins[n * WIDTH : (n + 1) * WIDTH]) for n in range(BINS // BAND))


def _bins(words: Sequence[str]) -> bytes:
    """The least hash of every bin, cut to two bytes."""
    codes = [crc32(word.encode("utf-8", "surrogatepass")) for word in words]
    least = [_MASK + 1] * BINS
    rolling = 0
    drop = pow(0x9E3779B97F4A7C15, RUN, _MASK + 1)
    for position, code in enumerate(codes):
        rolling = (rolling * 0x9E3779B97F4A7C15 + code) & _MASK
        if position >= RUN:
            rolling = (rolling - codes[position - RUN] * drop) & _MASK
        if position >= RUN - 1:
            mixed = ((rolling ^ (rolling >> 31)) * 0xBF58476D1CE4E5B9) & _MASK
            mixed ^= mixed >> 29
            index = mixed & (BINS - 1)
            if mixed < least[index]:
                least[index] = mixed
    filled = [n for n in range(BINS) if least[n] <= _MASK]
    values = []
    for n in range(BINS):
        source = n if least[n] <= _MASK else next((m for m in filled if m > n), filled[0])
        values.append((least[source] >> 24 ^ (source - n)) & 0xFFFF)
    return _PACK.pack(*values)


def _key(band: int, data: bytes) -> int:
    """A key that tells bands apart; 63 bits, so that any table can hold it."""
    return ((crc32(data, band & 0xFFFF) << 32) | crc32(data[::-1] + bytes((band & 0xFF,)))) >> 1


def share(one: bytes, other: bytes) -> float:
    """The estimated share of runs that two texts have in common; texts too short for sketches share all or nothing."""
    if not one or not other:
        return float(one == other)
    agreed: int = sum(a == b for a, b in zip(_PACK.unpack(one), _PACK.unpack(other), strict=True))
    return agreed / BINS


def candidates(alike: Sequence[tuple[tuple[bool, str, str], str]]) -> Iterator[tuple[str, str]]:
    """(article, earlier one to compare it with) for articles that share a key: each with the first of them.

    Not every pair: a key shared by thousands of articles (a horoscope, a page of rates) would cost millions.
    """
    first, *rest = sorted(set(alike))
    for _, id_ in rest:
        yield id_, first[1]


def copies(sketches: Iterable[Sketch]) -> dict[str, str]:
    """Article -> the original it repeats, for all that repeat one."""
    known = {s.id: s for s in sketches}
    keyed = sorted((key, s.order, s.id) for s in known.values() for key in s.keys)
    pairs: set[tuple[str, str]] = set()
    for _, group in groupby(keyed, key=lambda row: row[0]):
        pairs.update(candidates([(order, id_) for _, order, id_ in group]))
    return originals(
        (later, earlier, known[later].order, known[earlier].order)
        for later, earlier in pairs
        if share(known[later].bins, known[earlier].bins) >= COPY_SHARE
    )


def copies_again(
    sketches: Mapping[str, Sketch], touched: Iterable[Sketch], before: Mapping[str, str]
) -> dict[str, str]:
    """What `copies` finds, from what it found `before`: `touched` are the sketches that came, went or changed.

    Only articles that share a band with them, directly or by others, are compared again.
    """
    near: dict[str, Sketch] = {}
    gone = {s.id for s in touched if s.id not in sketches}
    fresh = [*touched]
    while fresh:
        found = _sharing(fresh, (s for i, s in sketches.items() if i not in near))
        near |= {s.id: s for s in found}
        fresh = found
    kept = {i: original for i, original in before.items() if i not in near and i not in gone}
    return kept | copies(near.values())


def _sharing(some: Iterable[Sketch], others: Iterable[Sketch]) -> list[Sketch]:
    """Those of the others that share a band with some."""
    short = {s.bands for s in some if not s.bins}
    long = {(n, s.bins[n : n + WIDTH]) for s in some if s.bins for n in range(0, 2 * BINS, WIDTH)}
    starts = range(0, 2 * BINS, WIDTH) if long else ()
    return [
        s for s in others if (any((n, s.bins[n : n + WIDTH]) in long for n in starts) if s.bins else s.bands in short)
    ]


Order = tuple[bool, str, str]


def originals(pairs: Iterable[tuple[str, str, Order, Order]]) -> dict[str, str]:
    """Article -> original, from pairs of copies (article, earlier, their orders); a copy's copy has the first one."""
    earliest: dict[str, tuple[Order, str]] = {}
    for later, earlier, _, order in pairs:
        if later not in earliest or (order, earlier) < earliest[later]:
            earliest[later] = (order, earlier)
    found = {}
    for later in sorted(earliest):
        at = later
        while at in earliest:  # every step goes to an earlier article, so this ends
            at = earliest[at][1]
        found[later] = at
    return found
