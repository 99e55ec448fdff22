"""Looking up words as a reader would: spaces, quote marks and dashes of any kind are alike; offsets are kept."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_ALIKE = str.maketrans(
    {**dict.fromkeys("“”„‟«»″＂", '"'), **dict.fromkeys("‘’‚‛‹›′`´ʼʻ＇", "'"), **dict.fromkeys("‐‑‒–—―−﹣－", "-")}
)
_PLAIN = re.compile(r"[!-_a-~]+")  # ASCII without the space and the backtick
_ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:\.{3,}|…)\s*\]|\(\s*(?:\.{3,}|…)\s*\)|\.{3,}|…)\s*")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in one spelling of its marks, and where each of its characters stands in the original."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def find(self, words: str, first: int = 0, last: int | None = None) -> tuple[int, int] | None:
        """(start, end) in the original of folded `words`, whole words only, between two offsets of the original."""
        if not words:
            return None
        at = self.text.find(words)
        while at >= 0:
            start, end = self.starts[at], self.ends[at + len(words) - 1]
            if self._whole(at, at + len(words)) and start >= first and (last is None or end <= last):
                return start, end
            at = self.text.find(words, at + 1)
        return None

    def _whole(self, start: int, end: int) -> bool:
        text, starts = self.text, self.starts
        if (start > 0 and starts[start - 1] == starts[start]) or (end < len(text) and starts[end] == starts[end - 1]):
            return False  # half of what is one letter in the original
        cut_before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
        cut_after = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
        return not (cut_before or cut_after)


@lru_cache(maxsize=64)
def folded(text: str, case: bool = False) -> Folded:
    """`text` folded; with `case`, capitals too."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at, spaced = 0, False
    while at < len(text):
        end = _plain_until(text, at)
        if end > at:  # most of a text needs no folding: such stretches are taken whole
            letters.append(text[at:end].lower() if case else text[at:end])
            starts += range(at, end)
            ends += range(at + 1, end + 1)
            at, spaced = end, False
            continue
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]) and not text[at].isspace():
            end += 1
        for letter in _fold(text[at:end], case):
            if letter == " " and spaced:
                ends[-1] = end
                continue
            spaced = letter == " "
            letters.append(letter)
            starts.append(at)
            ends.append(end)
        at = end
    return Folded("".join(letters), tuple(starts), tuple(ends))


def _plain_until(text: str, at: int) -> int:
    """The end of the stretch of plain ASCII that begins here, without a letter whose accent follows."""
    found = _PLAIN.match(text, at)
    if found is None:
        return at
    end = found.end()
    return end - 1 if end < len(text) and unicodedata.combining(text[end]) else end


def _fold(cluster: str, case: bool) -> str:
    """One letter with its accents, folded; what cannot be seen is left out."""
    if cluster.isascii():
        one = " " if cluster.isspace() else cluster
    elif unicodedata.category(cluster[0]) == "Cf":
        return ""
    else:
        one = " " if cluster.isspace() else unicodedata.normalize("NFKC", cluster.translate(_ALIKE)).translate(_ALIKE)
    one = one.replace("`", "'")
    return one.casefold() if case else one


def fold_words(words: str, case: bool = False) -> str:
    """What somebody quotes, folded the same way."""
    return folded(words, case).text.strip()


def pieces_of(quote: str) -> list[str]:
    """The parts of a quote between its ellipses, each folded and without quote marks around it."""
    return [piece for part in _ELLIPSIS.split(quote) if (piece := _bare(fold_words(part)))]


def _bare(words: str) -> str:
    """Without the quote marks that were put around the whole."""
    while len(words) > 2 and words[0] == words[-1] and words[0] in "\"'" and words[0] not in words[1:-1]:
        words = words[1:-1].strip()
    return words


def find_quote(words: str, text: Folded, first: int = 0, last: int | None = None) -> tuple[int, int] | None:
    """Where folded `words` stand; a full stop or quote mark that was put at the end or beginning is forgiven."""
    for tried in dict.fromkeys((words, words.rstrip(".,;:"), words.strip("\"' "), words.strip("\"' .,;:"))):
        if tried and (found := text.find(tried, first, last)):
            return found
    return None
