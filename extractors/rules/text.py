"""From an article's raw text to sentences: lines are classed, glued words parted, and every offset kept."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from backchannel.extractors.rules.pack import Pack

GLUED_CASE = re.compile(
    r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ][a-zà-ÿ])|(?<=[A-Z]{2})(?=[A-Z][a-zà-ÿ]{2})|(?<=[a-zà-ÿ\d][.?!\"”])(?=[A-ZÀ-Þ][a-zà-ÿ])|(?<=[a-zà-ÿ])(?=[A-Z]{2,}\b)|(?<=[a-zà-ÿ)])(?=\([A-Z])|(?<=\))(?=[A-Za-z])"
)
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
CAPITALISED = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ'’]{2,}")
SENTENCE_END = re.compile(r"([.!?…]+[\"”’')\]]*)(\s+)(?=[\"“‘'(\[]*[A-ZÀ-Þ0-9])|([.!?]+[\"”])(\s+)(?=[a-z])")
QUOTES = re.compile(r"[\"“”„]")
LONG_LINE = 400  # characters; a longer line is running text, whatever it begins with
MAX_SENTENCE = 1500  # characters; a longer sentence is read in pieces, so that cost stays linear


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text with characters put in where words were glued or clipped, and where each of them was put."""

    text: str
    inserted: tuple[int, ...]  # positions of the inserted characters in `text`, ascending

    def original(self, position: int) -> int:
        """The offset in the original text of a position in the repaired one."""
        return position - bisect_right(self.inserted, position - 1)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of the repaired text that is one sentence of news."""

    start: int
    end: int
    kind: str  # "headline", "body"
    line: int
    quoted: bool  # it begins inside a quotation


def repair(text: str, pack: Pack) -> Repaired:
    """Part words that scraping has glued together ("PresidenAmerika", "Chinauntuk"); nothing else is changed."""
    clipped = _clipped(text, pack)
    if clipped:
        text = "".join("," if at in clipped else char for at, char in enumerate(text))
    put = dict.fromkeys(_case_cuts(text, pack) | _tail_cuts(text, pack), " ") | clipped
    if not put:
        return Repaired(text, ())
    out, last, inserted = [], 0, []
    for n, at in enumerate(sorted(put)):
        out += [text[last:at], put[at]]
        inserted.append(at + n)
        last = at
    out.append(text[last:])
    return Repaired("".join(out), tuple(inserted))


CLIPPED = re.compile(r"(?<![\w.])([^\W\d_]{2,})\.(?= \S)")
MIN_CLIPPED = 4  # so many clipped words make a clipped text; fewer may be abbreviations


def _clipped(text: str, pack: Pack) -> dict[int, str]:
    """Where a scraper has turned "Damaskus," into "Damasku.": the position of the full stop and the lost letter."""
    found: dict[int, str] = {}
    own: dict[str, str] | None = None
    for m in CLIPPED.finditer(text):
        word = m.group(1).lower()
        if word in pack.known or word in pack.abbreviations:
            continue
        if own is None:
            own = {w[:-1].lower(): w[-1] for w in WORD.findall(text) if len(w) > 3}
            whole = {w.lower() for w in WORD.findall(CLIPPED.sub(" ", text))}
        letter = pack.completions.get(word) or own.get(word)
        if letter and word not in whole:
            found[m.end(1)] = letter
    return found if len(found) >= MIN_CLIPPED else {}


def _case_cuts(text: str, pack: Pack) -> set[int]:
    """Where a small letter meets a capital in a word, and one half is a word of the language or the text."""
    places = [m.start() for m in GLUED_CASE.finditer(text)]
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
    words = Counter(CAPITALISED.findall(text))
    cuts = set()
    for m in CAPITALISED.finditer(text):
        word = m.group()
        if len(word) < 6 or words[word] > 1 or word.lower() in pack.known:
            continue  # what stands there twice is no accident of scraping
        nominal = bool(pack.word_form.match(word.lower()))
        for k in range(len(word) - 2, 3, -1):
            head, tail = word[:k], word[k:]
            if (
                (head in words or (len(head) > 4 and head.lower() in pack.known and head.lower() not in pack.common))
                and head != word
                and (
                    tail in pack.glue
                    or (
                        len(tail) > 5
                        and (tail in pack.known or (pack.verb_form.match(tail) and tail not in pack.not_verbs))
                    )
                )
            ):
                cuts.add(m.start() + k)
                break
            if (
                k >= 5
                and not nominal
                and len(tail) >= (3 if k >= 6 and text[m.end() : m.end() + 2].strip()[:1].isupper() else 4)
                and tail in pack.glue
            ):
                cuts.add(m.start() + k)
                break
            if k >= 4 and len(tail) >= 7 and pack.verb_form.match(tail) and (tail in pack.known or len(tail) >= 9):
                cuts.add(m.start() + k)
                break
    for m in re.finditer(r"(?<![^\W\d_])[a-z]{8,}(?![^\W\d_])", text):
        word = m.group()
        if word in pack.known:
            continue
        for k in range(len(word) - 2, 5, -1):
            if word[k:] in pack.glue and word[:k] in pack.known:
                cuts.add(m.start() + k)
                break
    return cuts


def sentences(repaired: Repaired, pack: Pack) -> list[Sentence]:
    """The news sentences of a text, headline and body; furniture, captions and datelines are left out."""
    text = repaired.text
    out: list[Sentence] = []
    position, number, body_seen = 0, 0, False
    for line in text.split("\n"):
        start, position = position, position + len(line) + 1
        stripped = line.strip()
        if len(stripped) < 3:
            continue
        start += len(line) - len(line.lstrip())
        if (len(stripped) < LONG_LINE and pack.furniture.match(stripped)) or (
            len(stripped) < 400
            and pack.captions.match(stripped)
            and body_seen is not None
            and _is_caption(stripped, pack)
        ):
            continue
        number += 1
        headline = not body_seen and _is_headline(stripped)
        if not headline:
            body_seen = True
            start = _after_dateline(text, start, pack)
        found = _split(text, start, start + len(text[start:position].rstrip()), pack)
        for n, (a, b, quoted) in enumerate(piece for sentence in found for piece in _pieces(text, *sentence)):
            if not headline and n < 6 and number < 4:
                a = _after_dateline(text, a, pack)
            if b - a > 2 and not pack.furniture.match(text, a, b):
                out.append(Sentence(a, b, "headline" if headline else "body", number, quoted))
    return out


def _pieces(text: str, start: int, end: int, quoted: bool) -> Iterator[tuple[int, int, bool]]:
    """A sentence, in pieces between words where it is longer than anybody writes."""
    while end - start > MAX_SENTENCE:
        cut = text.rfind(" ", start + 1, start + MAX_SENTENCE)
        cut = start + MAX_SENTENCE if cut < 0 else cut
        yield start, cut, quoted
        start = cut + 1 if text[cut] == " " else cut
    yield start, end, quoted


def _after_dateline(text: str, start: int, pack: Pack) -> int:
    m = pack.dateline.match(text[start : start + 120])
    return start + m.end() if m and m.end() < 110 else start


def _is_caption(line: str, pack: Pack) -> bool:
    return not line.rstrip().endswith((".", "”", '"')) or len(line) < 220


def _is_headline(line: str) -> bool:
    """A first line without a full stop, not too long, that is no dateline."""
    return (
        len(line) < 180
        and not line.rstrip("\"”' ").endswith((".", ":", ","))
        and " - " not in line[:60]
        and "--" not in line[:60]
    )


def _split(text: str, start: int, end: int, pack: Pack) -> list[tuple[int, int, bool]]:
    """Sentences of one line as (start, end, begins inside a quotation)."""
    out: list[tuple[int, int, bool]] = []
    at, depth = start, False
    for m in SENTENCE_END.finditer(text, start, end):
        stop = m.end(1) if m.group(1) else m.end(3)
        last = re.search(r"([^\W_]+(?:\.[^\W_]+)*)\.\Z", text[max(start, stop - 12) : stop])
        if (
            last
            and m.group(1)
            and (last.group(1).lower() in pack.abbreviations or re.fullmatch(r"[A-Z](?:\.[A-Z])+", last.group(1)))
        ):
            continue
        quotes = len(QUOTES.findall(text, at, stop))
        if stop - at > 2:
            out.append((at, stop, depth))
        if quotes % 2:
            depth = not depth
        at = m.end()
    if end - at > 2:
        out.append((at, end, depth))
    return out
