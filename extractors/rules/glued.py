"""Words that scraping has glued together or clipped, put right with every offset kept."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from backchannel.extractors.rules.folding import fold
from backchannel.extractors.rules.pack import Pack

GLUED_CASE = re.compile(
    r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ][a-zà-ÿ])|(?<=[A-Z]{2})(?=[A-Z][a-zà-ÿ]{2})|(?<=[a-zà-ÿ\d][.?!\"”])(?=[A-ZÀ-Þ][a-zà-ÿ])|(?<=[a-zà-ÿ])(?=[A-Z]{2,}\b)|(?<=[a-zà-ÿ)])(?=\([A-Z])|(?<=\))(?=[A-Za-z])"
)
CAPITAL = re.compile(r"[A-ZÀ-Þ(](?<=[^\W_].|[.?!\"”)].)")  # where the next word may begin without a space
CLOSED = re.compile(r"\)(?=[a-z])")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SMALL = re.compile(r"(?<![^\W\d_])[a-z]{8,}(?![^\W\d_])")
CAPITALISED = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ'’]{2,}")
CLIPPED = re.compile(r"(?<![\w.])([^\W\d_]{2,})\.(?= \S)")
STOPS = re.compile(r"\.(?= \S)")
LAST_WORD = re.compile(r"(?<![\w.])[^\W\d_]{2,}\Z")
REACH = 80  # characters looked back for the word before a full stop
MIN_CLIPPED = 4  # so many clipped words make a clipped text; fewer may be abbreviations
MAX_WORDS = 200_000  # remembered word forms; more are looked at anew, so that memory stays bounded


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text with characters put in where words were glued or clipped, and where each of them was put."""

    text: str
    inserted: tuple[int, ...]  # positions of the inserted characters in `text`, ascending
    folded: str = field(init=False, repr=False)  # in small letters, each where it stands in `text`

    def __post_init__(self) -> None:
        object.__setattr__(self, "folded", fold(self.text))

    def original(self, position: int) -> int:
        """The offset in the original text of a position in the repaired one."""
        return position - bisect_right(self.inserted, position - 1)


def repair(text: str, pack: Pack, glued: bool = True) -> Repaired:
    """Part words that scraping has glued together ("PresidenAmerika", "Chinauntuk"); nothing else is changed.

    Where it is known that no word can be two, `glued` is false.
    """
    clipped = _clipped(text, pack)
    if clipped:
        text = "".join("," if at in clipped else char for at, char in enumerate(text))
    cuts = _case_cuts(text, pack) | _tail_cuts(text, pack) if glued else set()
    put = dict.fromkeys(cuts, " ") | clipped
    if not put:
        return Repaired(text, ())
    out, last, inserted = [], 0, []
    for n, at in enumerate(sorted(put)):
        out += [text[last:at], put[at]]
        inserted.append(at + n)
        last = at
    out.append(text[last:])
    return Repaired("".join(out), tuple(inserted))


def _word_before(text: str, at: int) -> str:
    """The word of two letters or more, in small letters, that ends at a position."""
    last = text[max(0, at - REACH) : at].rpartition(" ")[2]
    if not last[-1:].isalpha():
        return ""
    if not last.isalpha():
        found = LAST_WORD.search(last)
        last = found.group() if found else ""
    return last.lower() if len(last) > 1 else ""


def _clipped(text: str, pack: Pack) -> dict[int, str]:
    """Where a scraper has turned "Damaskus," into "Damasku.": the position of the full stop and the lost letter."""
    ends = {m.start(): _word_before(text, m.start()) for m in STOPS.finditer(text)}
    ends = {at: w for at, w in ends.items() if w and w not in pack.known and w not in pack.abbreviations}
    if len(ends) < MIN_CLIPPED:
        return {}
    own = {w[:-1].lower(): w[-1] for w in WORD.findall(text) if len(w) > 3}
    whole = {w.lower() for w in WORD.findall(CLIPPED.sub(" ", text))}
    lost = {at: pack.completions.get(w) or own.get(w) for at, w in ends.items() if w not in whole}
    found = {at: letter for at, letter in lost.items() if letter}
    return found if len(found) >= MIN_CLIPPED else {}


def may_be_glued(form: str, pack: Pack) -> bool:
    """What stands between two spaces could be two words."""
    return (
        GLUED_CASE.search(form) is not None
        or any(_name_tails(word, pack) for word in CAPITALISED.findall(form))
        or any(_small_cut(word, pack) for word in SMALL.findall(form))
    )


def completed(form: str, pack: Pack) -> str:
    """The word that a clipped one may have been ("Damasku." of "Damaskus,"), or nothing."""
    word = _word_before(form, len(form) - 1) if form.endswith(".") else ""
    return word + pack.completions[word] if word in pack.completions else ""


def _case_cuts(text: str, pack: Pack) -> set[int]:
    """Where a small letter meets a capital in a word, and one half is a word of the language or the text."""
    places = [at for m in CAPITAL.finditer(text) if GLUED_CASE.match(text, at := m.start())]
    places += [m.end() for m in CLOSED.finditer(text)]
    if not places:
        return set()
    seen = set(WORD.findall(text))
    cuts = set()
    for at in places:
        before, after = text[at - 1], text[at]
        if not (before.isalpha() and after.isalpha()):
            if before in '.?!)"”' or after == "(":
                if before == "." and _is_domain(text, at):
                    continue
                cuts.add(at)
            continue
        left = re.search(r"[A-ZÀ-Þ]?[a-zà-ÿ]+\Z|[A-Z]+\Z", text[max(0, at - 30) : at])
        right = re.match(r"[^\W\d_]+", text[at : at + 30])
        if not left or not right:
            continue
        a, b = left.group(), right.group()
        low_a, low_b = a.lower(), b.lower()
        if (
            low_a in pack.known
            or low_b in pack.known
            or low_a in pack.glue
            or (a in seen and b in seen)
            or (a in seen and len(a) > 4)
            or (b in seen and len(b) > 4)
        ):
            if low_a in ("mc", "mac", "de", "la", "le", "o", "el", "al", "di") and len(low_a) < 4 and a[0].isupper():
                continue
            cuts.add(at)
    return cuts


def _is_domain(text: str, at: int) -> bool:
    """The full stop is inside a name such as Kompas.TV or a web address."""
    tail = re.match(r"[A-Za-z]+", text[at : at + 12])
    return bool(tail and (tail.group().lower() in ("com", "co", "id", "tv", "net", "org") or tail.group().isupper()))


def _tail_cuts(text: str, pack: Pack) -> set[int]:
    """Where a name of the text is glued to the small word behind it ("Trumpmengatakan", "Chinauntuk")."""
    names = Counter(CAPITALISED.findall(text))
    once = [word for word, times in names.items() if times == 1]  # what stands there twice is no accident of scraping
    glued = {word for word in once if _name_tails(word, pack) and _name_cut(word, names, "A", pack)}
    cuts = set()
    for m in CAPITALISED.finditer(text) if glued else ():
        if m.group() in glued and (cut := _name_cut(m.group(), names, text[m.end() : m.end() + 2], pack)):
            cuts.add(m.start() + cut)
    if any(_small_cut(word, pack) for word in set(SMALL.findall(text))):
        for m in SMALL.finditer(text):
            if cut := _small_cut(m.group(), pack):
                cuts.add(m.start() + cut)
    return cuts


def _name_cut(word: str, names: Collection[str], behind: str, pack: Pack) -> int:
    """Where a capitalised word of a text with these names is to be cut, or 0."""
    for k, known, joint, name_like in _name_tails(word, pack):
        if joint and (known or word[:k] in names):
            return k
        if name_like and (name_like > 1 or len(word) - k >= (3 if k >= 6 and behind.strip()[:1].isupper() else 4)):
            return k
    return 0


def _name_tails(word: str, pack: Pack) -> list[tuple[int, bool, bool, int]]:
    """Where a capitalised word may be cut, as far as the pack alone tells; kept for each word."""
    found = pack.tails.get(word)
    if found is None:
        found = _find_name_tails(word, pack)
        if len(pack.tails) < MAX_WORDS:
            pack.tails[word] = found
    return found


def _find_name_tails(word: str, pack: Pack) -> list[tuple[int, bool, bool, int]]:
    """Of each place: whether the head is known, whether the tail follows any name, and how well it follows this one."""
    if len(word) < 6 or word.lower() in pack.known:
        return []
    nominal = bool(pack.word_form.match(word.lower()))
    found = []
    for k in range(len(word) - 2, 3, -1):
        head, tail = word[:k].lower(), word[k:]
        verb = bool(pack.verb_form.match(tail))
        joint = tail in pack.glue or (len(tail) > 5 and (tail in pack.known or (verb and tail not in pack.not_verbs)))
        name_like = 0
        if k >= 5 and not nominal and len(tail) >= 3 and tail in pack.glue:
            name_like = 1
        if len(tail) >= 7 and verb and (tail in pack.known or len(tail) >= 9):
            name_like = 2
        if joint or name_like:
            found.append((k, k > 4 and head in pack.known and head not in pack.common, joint, name_like))
    return found


def _small_cut(word: str, pack: Pack) -> int:
    """Where a long small word that the pack does not know is a known one glued to a small word, or 0."""
    found = pack.small_cuts.get(word)
    if found is None:
        found = 0
        if word not in pack.known:
            places = range(len(word) - 2, 5, -1)
            found = next((k for k in places if word[k:] in pack.glue and word[:k] in pack.known), 0)
        if len(pack.small_cuts) < MAX_WORDS:
            pack.small_cuts[word] = found
    return found
