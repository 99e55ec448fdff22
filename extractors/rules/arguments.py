"""What stands behind a word of contact, by the small word that joins it."""

from __future__ import annotations

from dataclasses import dataclass, field

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.clauses import ACTOR, Parse
from backchannel.extractors.rules.items import Item
from backchannel.extractors.rules.mentions import Mention
from backchannel.extractors.rules.pack import Lexeme

FILLERS = (
    c.WORD
    + c.PLACE_NOUN
    + c.ADVERB
    + c.MODIFIER
    + c.COMPLEMENT
    + c.REGION
    + c.NUMBER
    + c.DEMONYM
    + c.PREFIX
    + c.QUANTIFIER
)


MAX_FILL = 5  # words between a noun of contact and its owner


@dataclass(slots=True)
class Arguments:
    """What stands behind a word of contact, by the small word that joins it."""

    direct: list[Mention] = field(default_factory=list)
    with_: list[Mention] = field(default_factory=list)
    to: list[Mention] = field(default_factory=list)
    for_: list[Mention] = field(default_factory=list)
    by: list[Mention] = field(default_factory=list)
    from_: list[Mention] = field(default_factory=list)
    in_: list[Mention] = field(default_factory=list)
    between: list[Mention] = field(default_factory=list)
    through: list[Mention] = field(default_factory=list)
    owner: list[Mention] = field(default_factory=list)
    end: int = 0
    this: bool = False
    definite: bool = False  # "percakapan dengan X tersebut": told before
    another: bool = False  # "pertemuan berikutnya"
    clitic: Mention | None = None
    place_first: bool = False

    def drop_group(self) -> None:
        """ "tiga negara, yakni X, Y, dan Z": who is named stands for the group."""
        for filed in (self.with_, self.to, self.between, self.owner, self.direct):
            if filed and (filed[-1].kind == "group" or filed[-1].counterpart) and not filed[-1].iso:
                filed.pop()

    def put(self, governor: str, mention: Mention) -> None:
        """File a mention under the small word that governs it."""
        target = {
            "": self.direct,
            c.WITH: self.with_,
            c.TO: self.to,
            c.FOR: self.for_,
            c.BY: self.by,
            c.FROM: self.from_,
            c.OF: self.owner,
            c.IN: self.in_,
            c.BETWEEN: self.between,
            c.THROUGH: self.through,
        }.get(governor)
        if target is not None:
            target.append(mention)


def arguments(parse: Parse, i: int, noun: bool, travel: bool = False) -> Arguments:
    """What stands behind node i up to the end of its clause or the next verb."""
    out = Arguments(end=i)
    clause, letters = parse.clause[i], parse.letters
    filled = 0
    started = attended = about = False
    for j in range(i + 1, len(parse.nodes)):
        x, here = letters[j], parse.clause[j]
        if here is not clause and here.kind != "paren" and not (noun and here.kind == "rel" and here.event == i):
            if noun and here.kind == "rel" and here.event is None and here.parent is clause and not out.owner:
                continue
            break
        if x in c.VERBS and noun and is_light(parse, j, "attended"):
            attended = True
            continue
        if noun and is_light(parse, j, "held") and letters[j + 1 : j + 2] == c.WITH:
            continue  # "Pertemuan terakhir dilakukan dengan X"
        if x in c.VERBS and not (noun and here.kind == "rel"):
            break
        if here.kind == "paren":
            continue
        if x == c.THIRD and j == i + 1:
            node = parse.nodes[j]
            if isinstance(node, Item) and node.clitic:
                continue
        if x == c.ABOUT:
            about = True
        if x == ACTOR:
            mention = parse.nodes[j]
            assert isinstance(mention, Mention)
            governor = parse.governor[j]
            if about and governor == c.WITH and out.with_:
                continue  # "dengan PM Qatar mengenai kesepakatan dengan AS"
            if attended:
                if governor in ("", c.BY) or (governor == c.FROM and mention.kind == "state"):
                    out.direct.append(mention)
                continue
            if (
                mention.kind == "pronoun"
                and mention.pronoun == c.THIRD
                and j == i + 1
                and not mention.owner
                and mention.end - mention.start == 3
            ):
                out.clitic = mention
                if noun:
                    out.owner.append(mention)
                else:
                    out.direct.append(mention)
                continue
            if (noun and governor == "" and not started and filled <= MAX_FILL) or (
                noun
                and governor == ""
                and out.owner
                and letters[j - 1] in c.AND + c.COMMA
                and not (out.with_ or out.to or out.between)
            ):
                out.owner.append(mention)
            elif noun and governor == "":
                if started and here.kind == "rel":
                    out.direct.append(mention)
                elif letters[j - 1] == c.COMMA:
                    break
            elif not (not noun and governor == "" and letters[j - 1] == c.WORD and not travel):
                out.put(governor, mention)
            started = True
            out.end = j
        elif x == c.NAMELY and not out.this:
            out.drop_group()
        elif x == c.NAMELY:
            break  # "mendampingi X dalam pertemuan tersebut yaitu Y"
        elif x == c.THIS or _another(parse, j):
            out.this = out.this or (x == c.THIS and not started)
            out.definite = True
            out.another = out.another or _another(parse, j)
        elif noun and x == c.MARKER and _refuses(parse, j):
            break  # "a conference boycotted by X"
        elif x in FILLERS:
            filled += 1
        elif (
            (x == c.NOUN and not noun and not started)
            or x in c.SAID + c.SPEECH
            or (x == c.CITE and letters[j + 1 : j + 2] == ACTOR)
        ):
            break
    return out


def by_wire(parse: Parse, i: int) -> bool:
    """The clause says that it was over the telephone or a screen."""
    return any(
        isinstance(node, Item) and node.lexeme and node.lexeme.channel in ("phone-call", "video-call")
        for j, node in enumerate(parse.nodes)
        if parse.clause[j] is parse.clause[i]
    )


def _another(parse: Parse, j: int) -> bool:
    node = parse.nodes[j]
    return isinstance(node, Item) and node.lexeme is not None and node.lexeme.another


def _refuses(parse: Parse, j: int) -> bool:
    node = parse.nodes[j]
    return isinstance(node, Item) and node.lexeme is not None and node.lexeme.statuses[:1] == ("cancelled",)


def verb_between(parse: Parse, a: int, b: int) -> bool:
    return any(x in c.VERBS + c.NOUN for x in parse.letters[a + 1 : b])


def is_light(parse: Parse, j: int, light: str) -> bool:
    node = parse.nodes[j]
    return isinstance(node, Item) and node.lexeme is not None and node.lexeme.light == light


def skip_adverbs(parse: Parse, j: int) -> int:
    while j < len(parse.letters) and parse.letters[j] in c.ADVERB + c.MARKER:
        j += 1
    return j


def lexeme_at(parse: Parse, j: int) -> Lexeme:
    node = parse.nodes[j]
    assert isinstance(node, Item)
    assert node.lexeme is not None
    return node.lexeme


def word_after(parse: Parse, mention: Mention) -> str:
    for j, node in enumerate(parse.nodes):
        if node is mention:
            return next_word(parse, j)
    return ""


def next_word(parse: Parse, i: int) -> str:
    node = parse.nodes[i + 1] if i + 1 < len(parse.nodes) else None
    return node.text.lower() if isinstance(node, Item) else ""


def owner_before(parse: Parse, i: int) -> list[Mention]:
    """ "Erdogan's visit", "his meeting", "the Lavrov-Blinken meeting", "US-China talks"."""
    j = i - 1
    while j >= 0 and parse.letters[j] in FILLERS:
        j -= 1
    if j < 0 or i - j > 5:
        return []
    if parse.letters[j] == c.POSSESSIVE and j and parse.letters[j - 1] == ACTOR:
        j -= 1
    if parse.letters[j] != ACTOR:
        return []
    node = parse.nodes[j]
    assert isinstance(node, Mention)
    if parse.governor[j] == c.POSSESSIVE:
        return [node]
    if goes_to := journey_before(parse, i):
        return [goes_to[0]]
    joint = parse.nodes[j - 1] if j > 1 else None
    if isinstance(joint, Item) and joint.letter == c.AND and joint.text in ("-", "–") and parse.letters[j - 2] == ACTOR:
        return [parse.nodes[j - 2], node]  # type: ignore[list-item]
    return []


def journey_before(parse: Parse, i: int) -> list[Mention]:
    """ "Voss's China trip": who goes, and where."""
    if i < 3 or parse.letters[i - 3 : i] != ACTOR + c.POSSESSIVE + ACTOR:
        return []
    who, where = parse.nodes[i - 3], parse.nodes[i - 1]
    assert isinstance(who, Mention)
    assert isinstance(where, Mention)
    return [who, where] if where.iso and where.kind in ("state", "place") else []


def light_verb(parse: Parse, i: int) -> int | None:
    """The verb before a noun of contact in its clause, with no other noun of contact between."""
    clause = parse.clause[i]
    for j in range(i - 1, -1, -1):
        if parse.letters[j] == c.NOUN and c.AND in parse.letters[j + 1 : i]:
            clause = parse.clause[j]
            continue
        if parse.clause[j] is not clause or parse.letters[j] == c.NOUN:
            return None
        if parse.letters[j] in c.VERBS:
            node = parse.nodes[j]
            return j if isinstance(node, Item) and node.lexeme else None
    return None


def governed_by(parse: Parse, i: int) -> str:
    """The small word right before the noun: "dalam pertemuan", "usai kunjungan"."""
    j = i - 1
    while j >= 0 and parse.letters[j] in FILLERS + c.MARKER:
        j -= 1
    return parse.letters[j] if j >= 0 else ""


def are_several(mentions: list[Mention]) -> bool:
    return len(mentions) + sum(m.kind == "pair" or m.pronoun == c.THIRDS for m in mentions) >= 2
