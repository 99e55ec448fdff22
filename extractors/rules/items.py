"""From a sentence to items: words looked up in the pack, dates and brackets folded, one letter each."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.pack import TOKEN, Lexeme, Pack
from backchannel.extractors.rules.vocabulary import Vocabulary


@dataclass(slots=True)
class Item:
    """A word or phrase of a sentence."""

    letter: str
    start: int
    end: int
    lexeme: Lexeme | None = None
    bracket: Sequence[Item] = ()  # what stood in brackets behind it and was passed over
    clitic: bool = False
    passive: bool = False
    finite: bool = False  # no infinitive: behind "to" it is a noun ("an end to talks")
    date: object = None
    text: str = ""

    def at(self, place: int) -> Item:
        """The same item, so many characters on."""
        start, end = self.start + place, self.end + place
        return Item(self.letter, start, end, self.lexeme, (), self.clitic, self.passive, text=self.text)


@dataclass(slots=True)
class Form:
    """What is known of a word, whatever stands around it."""

    low: str
    entries: list[tuple[list[str], Lexeme]]  # of the lexicon that begin with it
    plain: list[Item] | None  # what it is where no entry fits, counted from its start; None where others decide
    passive: bool
    finite: bool
    verb: bool  # a small word that is a verb of the lexicon
    capital: bool
    quote: bool  # a capital behind it says nothing
    letters: bool
    longer: bool  # than three letters


MAX_FORMS = 200_000  # remembered words; more are looked at anew, so that memory stays bounded


NOTHING = Vocabulary(frozenset(), frozenset())


def _form(word: str, pack: Pack) -> Form:
    """The form of a word, remembered in its pack."""
    low, first = word.lower(), word[:1]
    free = bool(word) and not (first.isupper() or word.isupper())
    form = Form(
        low=low,
        entries=pack.lexicon.get(low, []),
        plain=_plain(word, low, 0, len(word), False, 0, [], pack, NOTHING, False) if free else None,
        passive=bool(pack.passive_form.match(low)),
        finite=bool(pack.finite_form.match(low)),
        verb=word.islower() and _predicate(word, pack, c.VERB + c.LIGHT + c.SPEECH),
        capital=first.isupper(),
        quote=word in '"“‘([',
        letters=first.isalnum(),
        longer=len(word) > 3 and first.isalpha(),
    )
    if len(pack.forms) < MAX_FORMS:
        pack.forms[word] = form
    return form


def items(
    text: str,
    start: int,
    end: int,
    pack: Pack,
    vocab: Vocabulary,
    dates: list[tuple[int, int, object]],
    title: bool = False,
) -> list[Item]:
    """The items of text[start:end]; `dates` are the spans of dates in it, in order."""
    tokens, marks = _tokens(text, start, end, dates)
    known = pack.forms
    forms = [known.get(word) or _form(word, pack) for word, _, _ in tokens]
    lower = [form.low for form in forms]
    title = title or _all_caps(forms)
    out: list[Item] = []
    i, n = 0, len(tokens)
    opening = True  # at the beginning of a sentence or quotation a capital says nothing
    while i < n:
        word, a, b = tokens[i]
        form = forms[i]
        if marks and i in marks:
            out.append(Item(c.DATE, a, b, date=marks[i]))
            i += 1
            opening = False
            continue
        if word == "-" and (k := _spaced_hyphen(i, tokens, pack)) and out and out[-1].letter == c.NAME:
            out[-1].end, out[-1].text = tokens[i + k - 1][2], out[-1].text + "-" + tokens[i + 1][0]
            i += k
            continue
        found = _look_up(i, tokens, lower, form.entries, title) if form.entries else None
        if found and (
            _surname(found[0], word, out, title)
            or _given(found[0], i, tokens, out, title, pack)
            or _first_name(found, i, tokens, out, title, pack.lexicon)
        ):
            out.append(Item(c.NAME, a, b, text=word))
            i += 1
            continue
        if found:
            lexeme, k = found
            passive = form.passive and lexeme.letter in c.VERBS
            words = form.low if k == 1 else lexeme.text
            out.append(
                Item(lexeme.letter, a, tokens[i + k - 1][2], lexeme, passive=passive, finite=form.finite, text=words)
            )
            i += k
            opening = False
            continue
        if word == "." and i and (lower[i - 1] in pack.abbreviations or (out and out[-1].letter == c.HONORIFIC)):
            i += 1
            continue
        if form.plain is None:
            out += _plain(word, form.low, a, b, opening, i, tokens, pack, vocab, title, _needs_field(out))
        else:
            for part in form.plain:
                out.append(part.at(a))
        opening = form.quote or (opening and not form.letters)
        i += 1
    return _join(_institutions(text, _fold(out)), pack.name_particles)


def _tokens(
    text: str, start: int, end: int, dates: list[tuple[int, int, object]]
) -> tuple[list[tuple[str, int, int]], dict[int, object]]:
    """The words and marks of text[start:end]; those of one date are one, and the date is given by its place."""
    if not dates:
        return [(m.group(), m.start(), m.end()) for m in TOKEN.finditer(text, start, end)], {}
    tokens: list[tuple[str, int, int]] = []
    spans = iter(dates)
    span = next(spans, None)
    marks: dict[int, object] = {}
    for m in TOKEN.finditer(text, start, end):
        a, b = m.span()
        while span and a >= span[1]:
            span = next(spans, None)
        if span and span[0] <= a:
            if not tokens or marks.get(len(tokens) - 1) is not span[2]:
                marks[len(tokens)] = span[2]
                tokens.append(("", span[0], span[1]))
            continue
        tokens.append((m.group(), a, b))
    return tokens, marks


def _needs_field(out: list[Item]) -> bool:
    """What stands last is a head whose field follows ("Dewan Kepemimpinan", "Direktur Jenderal Operasi")."""
    if not out:
        return False
    last = out[-1]
    lemma = last.lexeme.lemma.split(":")[0] if last.lexeme and last.lexeme.lemma else None
    return last.letter in c.ORGAN + c.COMPLEMENT or (last.letter == c.OFFICE and lemma in FIELDED)


FIELDED = frozenset(
    [
        "minister",
        "deputy-minister",
        "chair",
        "head",
        "director",
        "director-general",
        "secretary",
        "commissioner",
        "adviser",
    ]
)


def _surname(lexeme: Lexeme, word: str, out: list[Item], title: bool) -> bool:
    """A small word with a capital behind a first name or a title is a surname ("Theresa May", "Mrs May")."""
    return (
        not title
        and not lexeme.cased
        and word[0].isupper()
        and bool(out)
        and out[-1].letter in c.NAME + c.HONORIFIC
        and lexeme.letter in SMALL
        and not lexeme.exact
        and " " not in lexeme.text
    )


def _given(
    lexeme: Lexeme, i: int, tokens: list[tuple[str, int, int]], out: list[Item], title: bool, pack: Pack
) -> bool:
    """A party's name between the words of a person's name is one of them ("Abdel Fatah al-Sisi")."""
    if title or not lexeme.party or " " in lexeme.text or not out or out[-1].letter != c.NAME or i + 1 >= len(tokens):
        return False
    following = tokens[i + 1][0]
    return tokens[i][0].istitle() and (following[0].isupper() or following.lower() in pack.name_particles)


POST_REACH = 6  # items a post may have


def _first_name(
    found: tuple[Lexeme, int],
    i: int,
    tokens: list[tuple[str, int, int]],
    out: list[Item],
    title: bool,
    known: Container[str],
) -> bool:
    """ "Sheikh Sabah", "Komisaris Energi Dan Jorgensen": what stands between a title and a name is one too."""
    lexeme, k = found
    word, following = tokens[i][0], tokens[i + 1][0] if i + 1 < len(tokens) else ""
    if title or k > 1 or not word[0].isupper() or not out:
        return False
    if out[-1].letter == c.PARTICLE:
        return True  # "Yusuf bin Alawi"
    if lexeme.letter in c.PLACE + c.REGION + c.CAPITAL:
        return out[-1].letter == c.HONORIFIC
    if lexeme.letter in c.GROUP + c.COMPLEMENT + c.ADVERB + c.MARKER and not lexeme.cased:
        owners = c.STATE + c.ORG + c.ACRONYM + (c.REGION if lexeme.letter != c.COMPLEMENT else "")
        owned = out[-1].letter in owners  # "Utusan AS untuk Yaman Tim Lenderking"
        post = any(x.letter == c.OFFICE for x in out[-POST_REACH:])
        return owned and post and following[:1].isupper() and following.lower() not in known
    if lexeme.letter == c.OFFICE:
        hyphen = following == "-" and tokens[i][2] == tokens[i + 1][1]
        return (
            hyphen and i + 2 < len(tokens) and tokens[i + 2][0][:1].isupper() and not lexeme.text.endswith("jenderal")
        )
    joins = lexeme.letter == c.AND and out[-1].letter in c.OFFICE + c.COMPLEMENT + c.STATE + c.ORG + c.HONORIFIC
    return joins and following[:1].isupper() and word[1:].islower()


SMALL = (
    c.MARKER + c.ADVERB + c.LIGHT + c.WORD + c.NOT + c.QUANTIFIER + c.IN + c.TO + c.ABOUT + c.OTHER_VERB + c.MODIFIER
)


def _spaced_hyphen(i: int, tokens: list[tuple[str, int, int]], pack: Pack) -> int:
    """The hyphen of "Moon Jae - in", which some outlets set between spaces: the number of tokens it spans."""
    if tokens[i][0] != "-" or i < 2 or i + 1 >= len(tokens):
        return 0
    word, before = tokens[i + 1][0], tokens[i - 1][0]
    small = word.isalpha() and word.islower() and len(word) <= 4 and word not in pack.known
    return 2 if small and before[:1].isupper() and tokens[i - 2][0][:1].isupper() else 0


def _all_caps(forms: list[Form]) -> bool:
    """Most words, its verbs too, are written with a capital: a line in title case says little about names."""
    longer = [form for form in forms if form.longer]
    if len(longer) <= 3 or sum(form.capital for form in longer) <= 0.8 * len(longer):
        return False
    return not any(form.verb for form in forms)


def _look_up(
    i: int,
    tokens: list[tuple[str, int, int]],
    lower: list[str],
    entries: list[tuple[list[str], Lexeme]],
    title: bool,
) -> tuple[Lexeme, int] | None:
    for words, lexeme in entries:
        k = len(words)
        if k > 1 and lower[i : i + k] != words:
            continue
        if lexeme.cased:
            word = tokens[i][0]
            if not word[0].isupper() or (i == 0 and lexeme.media and len(words) == 1 and not word.isupper()):
                continue
            if lexeme.cased == 2 and not word.isupper() and word != TOKEN.findall(lexeme.exact)[0]:
                continue
        elif (
            lexeme.letter == c.PARTICLE
            and tokens[i][0][0].isupper()
            and i
            and not title
            and len(lower[i]) > 2
            and not tokens[i - 1][0][:1].isupper()
        ):
            continue
        return lexeme, k
    return None


def _plain(
    word: str,
    low: str,
    a: int,
    b: int,
    opening: bool,
    i: int,
    tokens: list[tuple[str, int, int]],
    pack: Pack,
    vocab: Vocabulary,
    title: bool,
    within_post: bool = False,
) -> list[Item]:
    """Items for a word that is no entry of the pack; `within_post`: a post that needs a field stands right before."""
    first = word[0]
    if first == "&" and len(word) > 1:
        return [Item(c.QUOTE if low in ("&quot;", "&apos;") else c.ADVERB, a, b, text=word)]
    if not first.isalpha():
        if first.isdigit():
            return [Item(c.NUMBER, a, b, text=word)]
        return [Item(PUNCTUATION.get(first, c.WORD), a, b, text=word)]
    for ending in pack.clitics:
        if low.endswith(ending) and len(low) > len(ending) + 2:
            for words, lexeme in pack.lexicon.get(low[: -len(ending)], ()):
                if len(words) == 1 and not lexeme.cased and lexeme.letter in CLITIC_HOSTS:
                    return [
                        Item(lexeme.letter, a, b - len(ending), lexeme, text=words[0]),
                        Item(c.THIRD, b - len(ending), b, clitic=True),
                    ]
            stem = low[: -len(ending)]
            return [
                Item(c.OTHER_VERB if _is_verb(stem, pack) and not low.startswith("ber") else c.WORD, a, b, text=low)
            ]
    for ending in pack.particles:
        if low.endswith(ending) and len(low) > len(ending) + 2:
            for words, lexeme in pack.lexicon.get(low[: -len(ending)], ()):
                if len(words) == 1 and not lexeme.cased:
                    return [Item(lexeme.letter, a, b, lexeme, text=words[0])]
    half, _, again = low.partition("-")
    if half and half == again:  # "perundingan-perundingan": more than one
        for words, lexeme in pack.lexicon.get(half, ()):
            if len(words) == 1 and not lexeme.cased and lexeme.letter in c.NOUN + c.GROUP + c.OFFICE:
                return [Item(lexeme.letter, a, b, lexeme, text=half)]
    stem, _, ending = word.rpartition("-")
    if stem and ending in pack.particles and first.isupper():
        return _plain(stem, stem.lower(), a, a + len(stem), opening, i, tokens, pack, vocab, title)
    if "-" in word and first.isupper() and word.rpartition("-")[2].islower() and _of_a_state(low, pack):
        return [Item(c.ADVERB, a, b, text=low)]
    if NUMERAL.fullmatch(word) and i and tokens[i - 1][0][:1].isupper():
        return [Item(c.NAME, a, b, text=word)]
    following = tokens[i + 1][0] if i + 1 < len(tokens) else ""
    if INITIALS.fullmatch(word) and following[:1].isupper():
        titles = (lexeme for words, lexeme in pack.lexicon.get(low[:-1], ()) if len(words) == 1)
        honorific = any(lexeme.letter == c.HONORIFIC for lexeme in titles) and not tokens[i - 1][0].istitle()
        return [Item(c.HONORIFIC if honorific else c.NAME, a, b, text=word)]
    if len(word) == 2 and word[1] == "." and first.isupper():
        return [Item(c.NAME, a, b, text=word)]
    if word.isupper() and 2 <= len(word) <= 7 and not title:
        return [Item(c.ACRONYM, a, b, text=word)]
    if first.isupper() and _is_name(word, low, opening, i, tokens, pack, vocab, title):
        common = pack.word_form.match(low) and within_post and following[:1].isupper()
        return [Item(c.COMPLEMENT if common else c.NAME, a, b, text=word)]
    return [
        Item(
            c.OTHER_VERB if _is_verb(low, pack) else c.WORD, a, b, passive=bool(pack.passive_form.match(low)), text=low
        )
    ]


PUNCTUATION = {
    ",": c.COMMA,
    "(": c.OPEN,
    ")": c.CLOSE,
    "[": c.OPEN,
    "]": c.CLOSE,
    '"': c.QUOTE,
    "“": c.QUOTE,
    "”": c.QUOTE,
    ";": c.STOP,
    ":": c.STOP,
    ".": c.STOP,
    "?": c.STOP,
    "!": c.STOP,
    "-": c.HYPHEN,
    "–": c.STOP,
    "—": c.STOP,
    "…": c.STOP,
    "/": c.HYPHEN,
    "‘": c.QUOTE,
}
CLITIC_HOSTS = frozenset(c.VERB + c.NOUN + c.COUNTERPART + c.OFFICE + c.ORGAN + c.GROUP + c.SPEECH + c.LIGHT + c.SAID)


def _of_a_state(low: str, pack: Pack) -> bool:
    """ "Russian-backed", "UN-sponsored": an adjective, no name."""
    stem = low.split("-")[0]
    return any(
        len(words) == 1 and lexeme.letter in c.DEMONYM + c.STATE + c.ORG + c.CAPITAL
        for words, lexeme in pack.lexicon.get(stem, ())
    )


PREDICATES = c.VERB + c.LIGHT + c.SPEECH + c.MARKER


def _predicate(low: str, pack: Pack, letters: str = PREDICATES) -> bool:
    """The word is a verb, or a marker of one: who stands before it does something."""
    return any(len(words) == 1 and lexeme.letter in letters for words, lexeme in pack.lexicon.get(low, ()))


INITIALS = re.compile(r"(?:[A-Z]\.)+")  # M. Jusuf Kalla, A.K. Abdul Momen
NUMERAL = re.compile(r"[IVX]+")  # Abdullah II
MOJIBAKE = "Ã"  # UTF-8 read as Latin-1


def _is_verb(low: str, pack: Pack) -> bool:
    return bool(pack.verb_form.match(low)) and low not in pack.not_verbs


def _is_name(
    word: str,
    low: str,
    opening: bool,
    i: int,
    tokens: list[tuple[str, int, int]],
    pack: Pack,
    vocab: Vocabulary,
    title: bool,
) -> bool:
    """A capital letter makes a name, unless the place in the sentence or the headline explains it."""
    if MOJIBAKE in word:
        return False
    if low in pack.calendar:
        return False
    half, _, again = low.partition("-")
    if (opening or title) and half == again:
        return False  # "Sore-sore"
    if not opening and not title:
        return True
    if low in pack.common or (low in vocab.small and word not in vocab.names):
        return False
    if word in vocab.names and low not in vocab.small:
        return True
    if _is_verb(low, pack) or pack.word_form.match(low):
        return False
    if title:
        return low not in vocab.small and low not in pack.known
    following = tokens[i + 1][0] if i + 1 < len(tokens) else ""
    if low in vocab.small:
        return False
    return (following[:1].isupper() and following in vocab.names) or _predicate(following.lower(), pack)


def _fold(found: list[Item]) -> list[Item]:
    """Short brackets ("(AS)", "(Menlu)", "(63)", "(Jokowi)") are kept with the item before them and passed over."""
    if all(item.letter != c.OPEN for item in found):
        return found
    out: list[Item] = []
    i, n = 0, len(found)
    while i < n:
        item = found[i]
        if item.letter == c.OPEN and out:
            j = i + 1
            while j < n and j - i <= 6 and found[j].letter not in (c.CLOSE, c.OPEN):
                j += 1
            if j < n and found[j].letter == c.CLOSE and all(x.letter in FOLDABLE for x in found[i + 1 : j]):
                out[-1].bracket = [*out[-1].bracket, *found[i + 1 : j]]
                i = j + 1
                continue
        out.append(item)
        i += 1
    return out


FOLDABLE = frozenset(
    c.NAME
    + c.STATE
    + c.CAPITAL
    + c.ORG
    + c.OFFICE
    + c.NUMBER
    + c.PARTICLE
    + c.SEAT
    + c.ORGAN
    + c.PLACE
    + c.WORD
    + c.COMPLEMENT
    + c.HONORIFIC
    + c.HYPHEN
    + c.REGION
    + c.MODIFIER
    + c.PREFIX
    + c.GROUP
    + c.FROM
    + c.ACRONYM
    + c.THROUGH
    + c.VERB
    + c.NOUN
)


def _institutions(text: str, found: list[Item]) -> list[Item]:
    """ "Badan Nasional Penanggulangan Terorisme (BNPT)": the initials in brackets tell where a name begins and ends."""
    out: list[Item] = []
    for item in found:
        out.append(item)
        inside = item.bracket
        if len(inside) != 1 or inside[0].letter not in c.ACRONYM + c.ORG + c.NAME or item.letter in c.ORG + c.STATE:
            continue
        initials = text[inside[0].start : inside[0].end]
        k = _spelt_out(text, out, initials) if initials.isupper() else None
        if k is None or all(x.letter in c.NAME + c.PARTICLE for x in out[k:]):
            continue  # "Susilo Bambang Yudhoyono (SBY)" is a person
        name = text[out[k].start : out[-1].end]
        known = inside[0].lexeme if inside[0].letter == c.ORG else None
        lexeme = known or Lexeme(name, c.ORG, c.ORG, key=f"named:{name.lower()}")
        out[k:] = [Item(c.ORG, out[k].start, out[-1].end, lexeme, inside, text=name)]
    return out


def _spelt_out(text: str, out: list[Item], initials: str) -> int | None:
    """Where the words begin whose initials these are, the last of them being the last of `out`."""
    for k in range(len(out) - 1, max(-1, len(out) - 1 - len(initials)), -1):
        words = re.findall(r"[^\W\d_]+", text[out[k].start : out[-1].end])
        if not text[out[k].start].isupper():
            return None
        capitals = "".join(w[0] for w in words if w[0].isupper())
        if len(words) > 1 and (capitals == initials or (len(capitals) > 2 and _within(words, initials))):
            return k
    return None


def _within(words: list[str], initials: str) -> bool:
    """The initials are those of the words, small ones left out or not ("Ministry of Trade and Energy (MOTE)")."""
    rest = iter(initials)
    want = next(rest, None)
    for word in words:
        if word[0].upper() == want:
            want = next(rest, None)
        elif word[0].isupper():
            return False
    return want is None


def _touch(found: list[Item], i: int) -> bool:
    return found[i - 1].end == found[i].start and found[i].end == found[i + 1].start


def _join(found: list[Item], particles: Container[str]) -> list[Item]:
    """A hyphen between two actors joins them as a pair; between the parts of one name it belongs to the name."""
    for i in range(1, len(found) - 1):
        if found[i].letter != c.HYPHEN:
            continue
        left, right = found[i - 1].letter, found[i + 1].letter
        if left in PAIRED and right in PAIRED and not (left == right == c.NAME):
            found[i].letter = c.AND
        elif left == right == c.NAME:
            found[i].letter = c.COMMA if found[i].text == "/" else c.HYPHEN
        elif right in NAMED and found[i - 1].text.lower() in particles and _touch(found, i):
            found[i].letter, found[i + 1].letter = c.PARTICLE, c.NAME  # "al-Houthi" is a name, whatever Houthi is
        elif left == c.PARTICLE and right == c.NAME:
            found[i].letter = c.PARTICLE
        elif found[i].start > found[i - 1].end and found[i + 1].start > found[i].end and c.NUMBER not in (left, right):
            found[i].letter = c.COMMA  # a dash between spaces sets something off
    return found


NAMED = frozenset(c.STATE + c.CAPITAL + c.ORG + c.PLACE + c.REGION)
PAIRED = frozenset(c.STATE + c.CAPITAL + c.ORG + c.NAME + c.SEAT + c.DEMONYM)
