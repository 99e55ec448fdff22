"""Names and offices made comparable: romanisations, particles, titles and initials out of the way.

A name is compared at two strengths. `tokens` folds what romanisations write differently but speakers hear alike
(Sergey/Sergei, Zelensky/Zelenskyy, Soekarno/Sukarno); `skeletons` also drops inner vowels (Mohammed/Muhammad) and
counts only where more is known, such as the state.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_APOSTROPHE = re.compile(r"(?<=\w)\\?['’ʼʻ`´](?=\w)")  # Ma'ruf, and Ma\'ruf as some pages have it

# Each pair folds two usual romanisations of one sound into one; the order matters, longer spellings first.
_ROMAN = (
    # Zelenskyy, Zelenskiy, Zelensky
    (re.compile(r"(?<=[a-z])(?:skyy|skiy|skyi|skij|skii|skyj|sky|ski|skyĭ)\b"), "ski"),
    (re.compile(r"sch|sh|sj|sy(?=[aeou])"), "s"),  # Schoigu, Shoigu, Sjoigu; Syarif, Sharif
    (re.compile(r"tch|tsch|tj|ch"), "c"),  # Tjahjo, Cahyo
    (re.compile(r"dj|dz|dzh"), "j"),  # Djoko, Joko
    (re.compile(r"kh|gh|dh|th|ph"), ""),  # replaced below, one letter each
    (re.compile(r"oe|ou|oo"), "u"),  # Soekarno, Sukarno; Shoukry, Shukry
    (re.compile(r"ee|ea(?=\b)"), "i"),
    (re.compile(r"x"), "ks"),  # Alexander, Aleksandr
    (re.compile(r"q|ck"), "k"),
    (re.compile(r"w"), "v"),  # Wladimir, Vladimir
)
_INITIALS = re.compile(r"(?<!\S)[B-DF-HJ-NP-TV-Z]{2,3}(?!\S)")
_DIGRAPHS = {"kh": "k", "gh": "g", "dh": "d", "th": "t", "ph": "f"}
_VOWELS = str.maketrans({"y": "i", "j": "i", "e": "i", "o": "u"})
_REPEATED = re.compile(r"(.)\1+")


@cache
def words() -> dict[str, Any]:
    """The data file `words.toml`."""
    return tomllib.loads((files("backchannel.graph") / "words.toml").read_text("utf-8"))


@cache
def _set(table: str, key: str) -> frozenset[str]:
    return frozenset(words()[table][key])


@lru_cache(maxsize=200_000)
def plain(text: str) -> str:
    """Lower case, without accents, apostrophes and punctuation, one space between words."""
    decomposed = unicodedata.normalize("NFKD", _APOSTROPHE.sub("", text.replace("ı", "i")).casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(_WORD.findall(letters.replace("ø", "o").replace("ł", "l").replace("đ", "d").replace("æ", "ae")))


def slug(text: str) -> str:
    """`text` as one readable word for an id."""
    return plain(text).replace(" ", "-") or "x"


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """One word as romanisations have it in common."""
    for pattern, to in _ROMAN:
        word = pattern.sub(to, word) if to else pattern.sub(lambda m: _DIGRAPHS[m.group()], word)
    word = _REPEATED.sub(r"\1", word.translate(_VOWELS))
    return word[:-1] + "s" if word.endswith("z") and len(word) > 2 else word  # Aziz, Azis


@lru_cache(maxsize=200_000)
def skeleton(token: str) -> str:
    """A folded word without its inner vowels; short words keep theirs, for there they tell people apart."""
    if len(token) < 4:
        return token
    return token[0] + re.sub(r"[aiu]", "", token[1:-1]) + token[-1]


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in comparable parts."""

    tokens: tuple[str, ...]  # folded, in written order, no particles
    initials: tuple[str, ...] = ()  # single letters between or before the names: the W of George W. Bush
    generation: str | None = None  # jr, sr, ii ...
    written: tuple[str, ...] = ()  # tokens and initials in written order

    @property
    def key(self) -> tuple[str, ...]:
        """The same for every spelling and order of one name."""
        return tuple(sorted(self.tokens))

    @property
    def marks(self) -> tuple[str, ...]:
        """What tells this bearer of the name from another one."""
        return (*self.initials, *([self.generation] if self.generation else []))


@lru_cache(maxsize=200_000)
def parse_name(text: str) -> Name:
    """The comparable parts of a person's name."""
    if " " in text.strip():  # "George HW Bush" has two initials, "MBS" is a name
        text = _INITIALS.sub(lambda m: " ".join(m.group()), text)
    parts = plain(text).split()
    generation = None
    while len(parts) > 1 and parts[-1] in _set("names", "generations"):
        generation = {"junior": "jr", "senior": "sr"}.get(parts[-1], parts[-1])
        parts = parts[:-1]
    parts = _joined(_without_honorifics(parts))
    kept = [p for p in parts if p not in _set("names", "particles") or len(p) == 1] or parts
    folded = tuple(fold(p) for p in kept)
    full = tuple(p for p in folded if len(p) > 1)
    initials = tuple(p for p in folded if len(p) == 1)
    return Name(full, initials, generation, folded) if full else Name(folded, (), generation, folded)


def _joined(parts: list[str]) -> list[str]:
    found: list[str] = []
    for part in parts:
        if found and found[-1] in _set("names", "joined"):
            found[-1] += part
        else:
            found.append(part)
    return found


def _without_honorifics(parts: list[str]) -> list[str]:
    while len(parts) > 1 and parts[0] in _set("names", "honorifics"):
        if parts[0] in _set("names", "either") and len(parts) < 3:
            break
        parts = parts[1:]
    return parts


@lru_cache(maxsize=200_000)
def term(text: str) -> str:
    """A name of an organisation or a group, without quantifiers and articles, comparable."""
    parts = [p for p in plain(text).split() if p not in _set("groups", "quantifiers")]
    return " ".join(parts) or plain(text)


def is_state(of: str | None) -> bool:
    """Whether `of` is an ISO 3166 alpha-2 code."""
    two_letters = of is not None and len(of) == 2 and of.isascii() and of.isalpha() and of.isupper()
    return two_letters and of not in _set("states", "organizations")


@lru_cache(maxsize=200_000)
def fathers_names(text: str) -> frozenset[str]:
    """The folded words that follow "bin": they name the father, and nobody is called by them alone."""
    parts = plain(text).split()
    after = (b for a, b in pairwise(parts) if a in _set("names", "son_of"))
    return frozenset(fold(word) for word in after)
