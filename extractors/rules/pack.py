"""Language packs: folders of data that tell the reader all it knows of a language."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

import ahocorasick_rs

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.checking import KEYS, check_pack
from backchannel.extractors.rules.openings import Openings
from backchannel.schema.errors import SchemaError

_TAIL = r"(?:\\?['’ʼ`](?!s\b)[^\W\d_]+)*(?:-[a-zà-ÿ][^\W\d_]*)*(?:\d+(?!\w))?"  # "Qur'an", "anak-anak", "G20"
TOKEN = re.compile(
    rf"[a-z][^\W\d_]*{_TAIL}"  # most words are written small
    r"|&(?:quot|amp|nbsp|apos|#\d+);"
    r"|\d+(?:[.,/:]\d+)*(?!\w)"
    r"|(?<![\w.])[A-Z]\.(?=\s?[A-Z][a-z])"
    r"|[A-Z](?:\.[A-Z])+\.?(?!\w)"
    rf"|[^\W\d_]+{_TAIL}"
    r"|['’]s\b"
    r"|\w+"
    r"|\.{2,}"
    r"|[^\w\s]"
)
# Among several classes of one word, the first of these is its letter.
RANK = "=@SGKPVEHv1LCgxQ2MTrpuNnlYBUsZ?wtyzdifkoc&|-'+ea^jDFmROhb"
CLASS_LETTERS = {
    "with": c.WITH,
    "to": c.TO,
    "by": c.BY,
    "between": c.BETWEEN,
    "from": c.FROM,
    "in": c.IN,
    "for": c.FOR,
    "through": c.THROUGH,
    "about": c.ABOUT,
    "of": c.OF,
    "and": c.AND,
    "or": c.OR,
    "relative": c.RELATIVE,
    "that": c.THAT,
    "purpose": c.PURPOSE,
    "before_after": c.TIME,
    "subordinator": c.SUBORDINATE,
    "condition": c.CONDITION,
    "contrast": c.SUBORDINATE,
    "not": c.NOT,
    "third": c.THIRD,
    "thirds": c.THIRDS,
    "first": c.FIRST,
    "this": c.THIS,
    "quantifier": c.QUANTIFIER,
    "both": c.BOTH,
    "counterpart": c.COUNTERPART,
    "honorific": c.HONORIFIC,
    "adverb": c.ADVERB,
    "alias": c.ALIAS,
    "led": c.LED,
    "joint": c.JOINT,
    "namely": c.NAMELY,
    "place_noun": c.PLACE_NOUN,
    "determiner": c.ADVERB,
    "verb": c.OTHER_VERB,
    "third_possessive": c.THIRD,
    "thirds_possessive": c.THIRDS,
}


@dataclass(frozen=True, slots=True)
class Frame:
    """How a verb or noun of contact joins its sides (an entry of `contacts.toml`)."""

    id: str
    channel: str
    roles: tuple[str, str]  # of the subject or owner, and of the other side
    join: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    plural: frozenset[str] = frozenset()
    other: str | None = None  # the channel where the other side is of none of the `only` kinds
    status: str | None = None
    not_before: frozenset[str] = frozenset()
    not_after: frozenset[str] = frozenset()  # words behind the other side that make it something else
    travel: bool = False
    adjacent: bool = False  # the other side stands right behind, with no word between
    weak: bool = False
    mediate: bool = False
    mediated: bool = False
    invite: bool = False
    sends: bool = False  # the object goes where "to" says


@dataclass(slots=True)
class Lexeme:
    """All a pack says of one word or phrase."""

    text: str
    letters: str = ""
    letter: str = c.WORD
    verb: Frame | None = None
    noun: Frame | None = None
    light: str | None = None  # "do", "receive" or "send"
    statuses: tuple[str, ...] = ()
    hedge: bool = False
    secret: bool = False
    channel: str | None = None  # a phrase that says the channel: "lewat telepon"
    lemma: str | None = None  # of an office
    iso: str | None = None
    key: str | None = None  # of an organisation
    party: bool = False
    pair: str | None = None  # "person" or "state" for heads of "kedua ..."
    organ: str | None = None
    deixis: tuple[str, int] | None = None
    denies: bool = False
    agrees: bool = False  # a marker behind which somebody else may act: "sepakat X akan berkunjung"
    neither: bool = False
    acts: bool = False  # an act of speech that claims nothing
    public: bool = False
    determiner: bool = False
    owner: bool = False  # a possessive pronoun
    stands: bool = False  # a pronoun that stands alone; with `owner`, what follows tells ("met her", "her visit")
    media: bool = False
    region: bool = False
    nickname: bool = False  # of a state: "Negeri Sakura"
    cased: int = 0  # 1: needs a capital letter, 2: must stand exactly so
    exact: str = ""
    possessed: bool = False  # "menlunya": the office of somebody named before
    since: bool = False  # "sejak": before somebody who does something it opens a clause
    another: bool = False  # "berikutnya": not the one told of, but its like
    sequence: bool = False  # "setelah": what stands behind it happened at another time
    companion: bool = False  # "bersama": who stands behind it does what who stands before it does
    aloud: bool = False  # "speech": what is said there is said to all
    apart: bool = False  # "separately": each of the others alone
    before: bool = False  # a word of time that puts what it governs later


@dataclass(slots=True)
class Pack:
    """A language, ready for reading."""

    code: str
    name: str
    lexicon: dict[str, list[tuple[list[str], Lexeme]]]
    mentions: list[tuple[str, re.Pattern[str]]]
    stretch: re.Pattern[str]  # the word classes that mentions are made of, as long as they go on
    verb_form: re.Pattern[str]
    not_verbs: frozenset[str]
    word_form: re.Pattern[str]
    passive_form: re.Pattern[str]
    finite_form: re.Pattern[str]
    clitics: tuple[str, ...]
    particles: tuple[str, ...]
    adjective_form: re.Pattern[str]  # of a language whose adjectives stand before what they describe
    calendar: frozenset[str]  # months and days of the week
    name_particles: frozenset[str]  # bin, al, van
    media_endings: frozenset[str]  # "Jakarta Post", "Sky News"
    glue: frozenset[str]
    abbreviations: frozenset[str]
    stopwords: frozenset[str]
    lookalikes: Mapping[str, frozenset[str]]
    common: frozenset[str]
    furniture: Openings
    captions: re.Pattern[str]
    dateline: re.Pattern[str]
    dateline_end: re.Pattern[str]
    dates: Mapping[str, Any]
    unnamed: frozenset[str]
    scan: ahocorasick_rs.AhoCorasick
    data: Mapping[str, Any] = field(default_factory=dict)
    completions: Mapping[str, str] = field(default_factory=dict)  # words without their last letter, and that letter
    scanner: Any = None  # of dates, made on first use
    shapes: dict[str, Any] = field(default_factory=dict)  # what stretches of classes were read as before
    forms: dict[str, Any] = field(default_factory=dict)  # what is known of each word, whatever stands around it
    signs: dict[str, int] = field(default_factory=dict)  # what each stretch between spaces may hold
    openings: frozenset[str] = frozenset()  # first words of phrases of contact
    tails: dict[str, Any] = field(default_factory=dict)  # where capitalised words may be cut
    small_cuts: dict[str, int] = field(default_factory=dict)  # where small words are to be cut
    known: frozenset[str] = frozenset()  # every single word of the lexicon, lower case

    def lexeme(self, phrase: str) -> Lexeme | None:
        """The entry for exactly these words, if there is one."""
        words = [w.lower() for w in TOKEN.findall(phrase)]
        for entry, lexeme in self.lexicon.get(words[0], ()) if words else ():
            if entry == words:
                return lexeme
        return None


@functools.cache
def load_pack(code: str) -> Pack:
    """The pack of a language code; SchemaError when there is none or it is broken."""
    folder = resources.files("backchannel.extractors.languages") / code
    if not (folder / "pack.toml").is_file():
        raise SchemaError(f"there is no language pack {code!r}; there are: {', '.join(pack_codes())}")
    data: dict[str, Any] = {}
    for part in KEYS:
        try:
            data[part] = tomllib.loads((folder / f"{part}.toml").read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise SchemaError(f"language pack {code}: {part}.toml: {error}") from error
    check_pack(code, data)
    try:
        return build_pack(data)
    except re.error as error:
        raise SchemaError(f"language pack {code}: the pattern {error.pattern!r}: {error}") from error


@functools.cache
def pack_codes() -> tuple[str, ...]:
    """Codes of all packs there are."""
    folder = resources.files("backchannel.extractors.languages")
    return tuple(sorted(d.name for d in folder.iterdir() if d.is_dir() and (d / "pack.toml").is_file()))


class Builder:
    """Gathers the lexicon of a pack: one Lexeme a phrase, with all that the files say of it."""

    def __init__(self) -> None:
        self.phrases: dict[tuple[tuple[str, ...], bool], Lexeme] = {}  # a name and a small word may be spelt alike

    def add(self, phrase: str, letter: str = "", cased: int = 0) -> Lexeme:
        words = tuple(w.lower() for w in TOKEN.findall(phrase))
        lexeme = self.phrases.get((words, bool(cased)))
        if lexeme is None:
            lexeme = self.phrases[words, bool(cased)] = Lexeme(phrase, cased=cased, exact=phrase if cased == 2 else "")
            if "-" in phrase:  # "Secretary-General" is three tokens, "secretary-general" is one
                parted = tuple(w.lower() for w in TOKEN.findall(phrase.title()))
                self.phrases.setdefault((parted, bool(cased)), lexeme)
        if cased and (not lexeme.cased or (cased == 1 and letter in "SCGKP")):
            lexeme.cased, lexeme.exact = cased, phrase if cased == 2 else ""
        lexeme.letters += letter
        return lexeme

    def add_name(self, phrase: str, letter: str) -> Lexeme:
        short = phrase.replace(".", "").replace("-", "").isupper() and len(phrase) <= 6
        return self.add(phrase, letter, 2 if short else 1)


def build_pack(data: Mapping[str, Any]) -> Pack:
    """A pack out of the parsed files of its folder."""
    b = Builder()
    _add_words(b, data["words"])
    _add_offices(b, data["offices"], data["pack"]["clitics"])
    _add_organizations(b, data["organizations"])
    _add_states(b, data["states"])
    _add_groups(b, data["groups"])
    _add_contacts(b, data["contacts"])
    _add_status(b, data["status"])
    _add_attribution(b, data["attribution"])
    for word in data["pack"]["name_particles"]:
        b.add(word, c.PARTICLE)
    for mark in data["pack"]["possessive"]:
        b.add(mark, c.POSSESSIVE)
    lexicon: dict[str, list[tuple[list[str], Lexeme]]] = {}
    for (words, _), lexeme in b.phrases.items():
        lexeme.letter = min(lexeme.letters, key=RANK.index) if lexeme.letters else c.WORD
        if lexeme.verb and lexeme.verb.weak and set(lexeme.letters) & set(c.SPEECH + c.SAID):
            lexeme.letter = c.SAID if c.SAID in lexeme.letters else c.SPEECH
        lexicon.setdefault(words[0], []).append((list(words), lexeme))
    for entries in lexicon.values():
        entries.sort(key=lambda e: (-len(e[0]), e[0], -e[1].cased))
    mentions = _patterns(data["mentions"])
    openings = frozenset(words[0] for (words, _), lexeme in b.phrases.items() if lexeme.verb or lexeme.noun)
    pack, lines = data["pack"], data["lines"]
    return Pack(
        code=pack["code"],
        name=pack["name"],
        lexicon=lexicon,
        mentions=mentions,
        stretch=_stretch(mentions),
        verb_form=re.compile(pack["verb_forms"] + r"\Z"),
        not_verbs=frozenset(pack["not_verbs"]),
        word_form=re.compile(f"(?:{pack['word_forms']})\\Z"),
        passive_form=re.compile(f"(?:{pack['passive_forms']})\\Z"),
        finite_form=re.compile(f"(?:{pack.get('finite_forms', '(?!)')})\\Z"),
        clitics=tuple(pack["clitics"]),
        particles=tuple(pack["particles"]),
        adjective_form=re.compile(f"(?:{pack.get('adjective_forms', '(?!)')})\\Z"),
        calendar=frozenset(
            w for names in (*data["dates"]["months"], *data["dates"]["weekdays"]) for w in names if len(w) > 3
        ),
        name_particles=frozenset(pack["name_particles"]),
        media_endings=frozenset(data["attribution"].get("media_endings", ())),
        glue=frozenset(pack["glue"]),
        abbreviations=frozenset(pack["abbreviations"]),
        stopwords=frozenset(pack["stopwords"]),
        lookalikes={k: frozenset(v) for k, v in pack["lookalikes"].items()},
        common=frozenset(data["words"]["common"]),
        furniture=Openings(lines["furniture"]),
        captions=re.compile("|".join(f"(?:{p})" for p in lines["captions"])),
        dateline_end=re.compile(lines["dateline_end"]),
        dateline=re.compile(lines["dateline"], re.IGNORECASE if lines.get("ignore_case") else 0),
        dates=data["dates"],
        unnamed=frozenset(data["groups"]["unnamed"]),
        scan=ahocorasick_rs.AhoCorasick(sorted(openings)),
        data=data,
        openings=openings,
        completions={w[:-1]: w[-1] for words, _ in b.phrases for w in words if len(w) > 2},
        known=frozenset(w for words, _ in b.phrases for w in words),
    )


def _add_words(b: Builder, words: Mapping[str, Any]) -> None:
    for name, letter in CLASS_LETTERS.items():
        for phrase in words.get(name, ()):
            lexeme = b.add(phrase, letter)
            if name == "before_after" and phrase in words.get("before", ()):
                lexeme.before = True
            lexeme.sequence = lexeme.sequence or (name == "before_after" and phrase in words.get("sequence", ()))
            lexeme.companion = lexeme.companion or (name == "with" and phrase in words.get("companion", ()))
            lexeme.apart = lexeme.apart or phrase in words.get("apart", ())
            lexeme.determiner = lexeme.determiner or name == "determiner"
            lexeme.owner = lexeme.owner or name in ("third_possessive", "thirds_possessive")
            lexeme.stands = lexeme.stands or name in ("third", "thirds")
    for phrase in words.get("aloud", ()):
        b.add(phrase).aloud = True
    for phrase in words.get("since", ()):
        b.add(phrase).since = True
    for phrase in words.get("another", ()):
        b.add(phrase).another = True
    for channel, phrases in words["channel_phrases"].items():
        for phrase in phrases:
            b.add(phrase).channel = channel


def _add_offices(b: Builder, offices: Mapping[str, Any], clitics: Iterable[str]) -> None:
    fields = {f"minister:{field}": phrases for field, phrases in offices.get("ministers", {}).items()}
    for lemma, phrases in [*offices["heads"].items(), *fields.items()]:
        for phrase in phrases:
            b.add(phrase, c.OFFICE).lemma = lemma
            for before in offices["prefixes"].get("joined", ()):
                b.add(before + phrase, c.OFFICE).lemma = lemma
            for ending in clitics:
                lexeme = b.add(phrase + ending, c.OFFICE)
                lexeme.lemma, lexeme.possessed = lemma, True
    for phrase in offices["prefixes"]["words"]:
        b.add(phrase, c.PREFIX)
    for phrase in offices["complements"]["words"]:
        b.add(phrase, c.COMPLEMENT)


def _add_organizations(b: Builder, orgs: Mapping[str, Any]) -> None:
    for section in ("igo", "party"):
        for key, names in orgs[section].items():
            for name in names:
                lexeme = b.add_name(name, c.ORG)
                lexeme.key, lexeme.party = key, section == "party"
    for iso, names in orgs["metonym"].items():
        for name in names:
            b.add(name, c.SEAT, 1).iso = iso
    for organ, heads in orgs["organs"].items():
        for head in heads:
            b.add(head, c.ORGAN).organ = organ
    for name in orgs["regions"]["words"]:
        lexeme = b.add(name, c.REGION, 1 if name[0].isupper() else 0)
        lexeme.region = True
    for name in orgs["places"]["words"]:
        b.add(name, c.PLACE, 1)


def _add_states(b: Builder, states: Mapping[str, Any]) -> None:
    for iso, row in states.items():
        for name in row["names"]:
            b.add_name(name, c.STATE).iso = iso
        for name in row.get("nicknames", ()):
            lexeme = b.add_name(name, c.STATE)
            lexeme.iso, lexeme.nickname = iso, True
        for name in row.get("capitals", ()):
            lexeme = b.add(name, c.CAPITAL, 1)
            lexeme.iso = lexeme.iso or iso
        for name in row.get("demonyms", ()):
            lexeme = b.add(name, c.DEMONYM, 1 if name[0].isupper() else 0)
            lexeme.iso = lexeme.iso or iso


def _add_groups(b: Builder, groups: Mapping[str, Any]) -> None:
    for phrase in groups["heads"]:
        b.add(phrase, c.GROUP)
    for phrase in groups["modifiers"]:
        b.add(phrase, c.MODIFIER)
    for kind, phrases in groups["pairs"].items():
        for phrase in phrases:
            b.add(phrase).pair = kind


FLAGS = ("adjacent", "travel", "weak", "mediate", "mediated", "invite", "sends")


def _add_contacts(b: Builder, contacts: Mapping[str, Any]) -> None:
    for part, letter in (("verb", c.VERB), ("noun", c.NOUN)):
        for row in contacts[part]:
            frame = Frame(
                id=f"{part}:{row['words'][0]}",
                channel=row["channel"],
                roles=(row["roles"][0], row["roles"][1]),
                join=frozenset(row.get("join", ())),
                only=frozenset(row.get("only", ())),
                offices=frozenset(row.get("offices", ())),
                plural=frozenset(row.get("plural", ())),
                other=row.get("else"),
                status=row.get("status"),
                not_before=frozenset(row.get("not_before", ())),
                not_after=frozenset(row.get("not_after", ())),
                **{
                    k: bool(row.get(k))
                    for k in ("adjacent", "travel", "weak", "mediate", "mediated", "invite", "sends")
                },
            )
            for phrase in row["words"]:
                lexeme = b.add(phrase, letter)
                setattr(lexeme, part, frame)
    for kind, phrases in contacts["light"].items():
        for phrase in phrases:
            lexeme = b.add(phrase, c.LIGHT) if kind != "held" else b.add(phrase)
            lexeme.light = lexeme.light or kind


def _add_status(b: Builder, status: Mapping[str, Any]) -> None:
    for name, phrases in status["markers"].items():
        for phrase in phrases:
            lexeme = b.add(phrase, c.MARKER)
            lexeme.statuses += (name,)
    for phrase in status["markers_hedge"] if "markers_hedge" in status else status["markers"].get("hedge", ()):
        b.add(phrase).hedge = True
    for phrase in status["supposition"]["words"]:
        b.add(phrase, c.CONDITION)
    for phrase in status["secret"]["words"]:
        b.add(phrase).secret = True


def _add_attribution(b: Builder, attribution: Mapping[str, Any]) -> None:
    for name, letter in (("speech", c.SPEECH), ("after", c.SAID), ("cite", c.CITE), ("reports", c.SPEECH)):
        for phrase in attribution[name]:
            b.add(phrase, letter)
    for phrase in attribution["public"]:
        b.add(phrase).public = True
    for phrase in attribution.get("agrees", ()):
        b.add(phrase).agrees = True
    for phrase in attribution["denies"]:
        b.add(phrase).denies = True
    for phrase in attribution["acts"]:
        b.add(phrase).acts = True
    for phrase in attribution["neither"]:
        b.add(phrase).neither = True
    for phrase in attribution["media"]:
        b.add_name(phrase, c.NAME).media = True


def _stretch(mentions: Iterable[tuple[str, re.Pattern[str]]]) -> re.Pattern[str]:
    """A run of the letters that occur in any pattern of mentions."""
    used = {letter for _, pattern in mentions for letter in re.sub(r"\(\?P<\w+>|\{[\d,]+\}|\\", "", pattern.pattern)}
    return re.compile(
        f"[{re.escape(''.join(sorted(used & set(RANK + c.WORD + c.COMMA + c.HYPHEN + c.NUMBER + c.ACRONYM))))}]+"
    )


def _patterns(mentions: Mapping[str, Any]) -> list[tuple[str, re.Pattern[str]]]:
    parts = dict(mentions["parts"])

    def expand(pattern: str) -> str:
        for name, body in reversed(parts.items()):
            pattern = pattern.replace(f"<{name}>", body)
        return pattern

    for _ in parts:
        parts = {k: expand(v) for k, v in parts.items()}
    return [(row["kind"], re.compile(expand(row["pattern"]))) for row in mentions["mention"]]
