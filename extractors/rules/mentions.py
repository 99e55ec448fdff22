"""Actors named in a sentence, and who they are in the article."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.items import Item
from backchannel.extractors.rules.pack import Pack

SPELLING_RATIO = 80.0  # of 100; "Lecornu" and "Licornu" have 86, "Lavrov" and "Lukashenko" 38
RECENT = 200  # actors looked back at; no article names so many, and made-up ones shall not cost their square
SPELLINGS = 40  # names kept of one actor
MIN_SPELLING = 6  # letters a surname needs before another spelling of it is looked for
MIN_CLIPPED = 4  # letters of a name cut short


@dataclass(slots=True)
class Mention:
    """A stretch of a sentence that names an actor or a place."""

    kind: str  # person, state, organization, group, place, pronoun, pair
    start: int
    end: int
    first: int  # items [first, last)
    last: int
    name: str | None = None
    office: str | None = None
    lemma: str | None = None
    of: str | None = None
    iso: str | None = None
    key: str | None = None
    aliases: list[str] = field(default_factory=list)
    counterpart: bool = False
    former: bool = False
    titled: bool = False
    pronoun: str = ""
    pair: str | None = None
    media: bool = False
    public: bool = False
    holder: str | None = None  # "pemerintahan Trump": whose
    head: str = ""  # the post without whose it is
    tail: str = ""  # the post behind whose it is: "foreign ministers" of "Turkish foreign ministers"
    possessed: bool = False
    owner: bool = False  # a possessive pronoun: whose
    place: str | None = None
    entity: Entity | None = None


@dataclass(slots=True, eq=False)
class Entity:
    """An actor of one article: all mentions of it together."""

    kind: str
    name: str
    names: list[str] = field(default_factory=list)
    office: str | None = None
    of: str | None = None
    iso: str | None = None
    key: str | None = None
    posts: list[tuple[str, str | None]] = field(default_factory=list)  # (lemma, of)
    titled: bool = False
    named: bool = True
    media: bool = False
    speaks: bool = False
    located: bool = False  # only ever a place where something is: "di Kaesong"
    former: bool = False
    conflicts: list[str] = field(default_factory=list)  # names given a post that does not fit them
    absorbed_by: Entity | None = None

    @property
    def real(self) -> Entity:
        """The entity it turned out to be."""
        return self.absorbed_by.real if self.absorbed_by else self

    @property
    def tokens(self) -> list[str]:
        return _tokens(self.name)


@functools.lru_cache(maxsize=20_000)
def _tokens(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name.lower())


def find_mentions(text: str, found: list[Item], pack: Pack) -> list[Mention | Item]:
    """The sentence as a list of mentions and of the items that belong to none."""
    letters = "".join(item.letter for item in found)
    nodes: list[Mention | Item] = []
    i = 0
    while i < len(found):
        shape = _longest(letters, i, pack) if letters[i] in STARTERS else None
        if shape is None and found[i].letter == c.BOTH and _stands_alone(found, i):
            both = Mention("pronoun", found[i].start, found[i].end, i, i + 1, pronoun=c.THIRDS)
            nodes.append(both)
            i += 1
            continue
        if shape is None:
            nodes.append(found[i])
            i += 1
            continue
        mention = _mention(text, found, shape, i, pack)
        nodes.extend(_parts(text, found, mention, pack))
        i += shape.length
    return _shared_posts(_owned_posts(_without_articles(nodes, pack)), pack)


def _owned_posts(nodes: list[Mention | Item]) -> list[Mention | Item]:
    """ "Egypt's embattled and ailing president": the post is of the state before the adjectives."""
    for i, post in enumerate(nodes):
        if not isinstance(post, Mention) or not post.lemma or post.of:
            continue
        j = i - 1
        while j > 1 and i - j <= OWNER_REACH and isinstance(nodes[j], Item) and nodes[j].letter in ADJECTIVAL:  # type: ignore[union-attr]
            j -= 1
        owner, mark = (nodes[j - 1], nodes[j]) if j > 0 else (None, None)
        if isinstance(mark, Item) and mark.letter == c.POSSESSIVE and isinstance(owner, Mention) and owner.iso:
            post.of = owner.iso
    return nodes


OWNER_REACH = 6  # words between a state and the post it is said to have
ADJECTIVAL = c.ADVERB + c.WORD + c.DEMONYM + c.HYPHEN + c.AND + c.MODIFIER + c.PREFIX + c.COMPLEMENT


def _without_articles(nodes: list[Mention | Item], pack: Pack) -> list[Mention | Item]:
    """The "the" before an actor belongs to it, as do adjectives before a post where the language puts them there.

    "and the president of Kenya" then joins an actor as "and X" does, and "met with hopeful counterparts" meets them.
    """
    out: list[Mention | Item] = []
    for node in nodes:
        if isinstance(node, Mention):
            if (node.office or node.kind == "group") and not node.owner:
                _drop_adjective(out, pack)
            if out and _is_article(out[-1]):
                out.pop()
        out.append(node)
    return out


def _is_article(node: Mention | Item) -> bool:
    return isinstance(node, Item) and node.lexeme is not None and node.lexeme.determiner and node.letter == c.ADVERB


def _drop_adjective(out: list[Mention | Item], pack: Pack) -> None:
    """Take away an adjective that stands between a preposition, verb or article and a post."""
    last, before = (out[-1], out[-2]) if len(out) > 1 else (None, None)
    if (
        isinstance(last, Item)
        and (
            (last.letter in c.WORD + c.OTHER_VERB and pack.adjective_form.match(last.text))
            or (last.letter == c.VERB and last.lexeme is not None and c.PREFIX in last.lexeme.letters)
        )
        and isinstance(before, Item)
        and (before.letter in c.PREPOSITIONS + c.VERB + c.SPEECH + c.AND or _is_article(before))
    ):
        out.pop()


ISO = re.compile(r"[A-Z]{2}")


def _shared_posts(nodes: list[Mention | Item], pack: Pack) -> list[Mention | Item]:
    """ "Menteri Pertahanan Prancis dan Rusia" are two ministers: the states behind the first share its post."""
    posts: dict[str, list[str]] = pack.data["groups"].get("posts", {})
    for i, first in enumerate(nodes):
        if not isinstance(first, Mention) or (first.name and first.kind == "person"):
            continue
        if first.tail and (other := _adjective_before(nodes, i)):
            _share_before(nodes, i, other, first, posts)
        if first.head and ISO.fullmatch(first.of or ""):
            shared = first.kind == "group" or (
                first.kind == "person" and (general(first.lemma) in SHARED or first.counterpart)
            )
            states = [s for s in _states_behind(nodes, i) if s.iso != first.of] if shared else []
            own = next((n for n in (first.office, first.name) if n), "")
            lemma, head = _one_of(first.head, first.lemma, posts)
            for state in states:
                state.lemma, state.of, state.titled, state.iso = lemma, state.iso, True, None
                state.counterpart = first.counterpart
                _call(state, f"{head} {state.name}", first.kind == "person" or head != first.head)
            if states and head != first.head:
                first.lemma, first.titled = lemma, True
                _call(first, head + own[len(first.head) :], True)
    return nodes


def _call(mention: Mention, label: str, person: bool) -> None:
    mention.kind = "person" if person else "group"
    mention.office, mention.name = (label, None) if person else (None, label)
    mention.key = None


def _one_of(head: str, lemma: str | None, posts: dict[str, list[str]]) -> tuple[str | None, str]:
    """The post of one where several are told of ("foreign ministers of" gives "foreign minister of")."""
    low = head.lower()
    for plural, (one, singular) in posts.items():
        if low == plural or low.startswith(plural + " "):
            return one or None, singular + head[len(plural) :]
    return lemma, head


def _adjective_before(nodes: list[Mention | Item], i: int) -> Mention | Item | None:
    """ "the Russian and Turkish presidents": the adjective that shares what follows the other."""
    joint, other = (nodes[i - 1], nodes[i - 2]) if i > 1 else (None, None)
    if not isinstance(joint, Item) or joint.letter != c.AND or other is None:
        return None
    if isinstance(other, Item):
        return other if other.letter == c.DEMONYM and other.lexeme and other.lexeme.iso else None
    short = other.kind in ("state", "organization") and not other.head and (other.name or "").isupper()
    return other if short else None


def _share_before(
    nodes: list[Mention | Item], i: int, other: Mention | Item, first: Mention, posts: dict[str, list[str]]
) -> None:
    lemma, tail = _one_of(first.tail, first.lemma, posts)
    several = first.kind == "group" or tail != first.tail
    if not several:
        return
    if isinstance(other, Mention):
        label, of, at = other.name or "", other.iso or other.name, (other.first, other.last)
    else:
        label, of, at = other.text, other.lexeme.iso if other.lexeme else None, (first.first, first.first)
        label = label[:1].upper() + label[1:]
    mention = Mention("person", other.start, other.end, *at, of=of, lemma=lemma, titled=True)
    _call(mention, f"{label} {tail}", tail != first.tail)
    nodes[i - 2] = mention
    if tail != first.tail:
        own = first.office or first.name or ""
        first.lemma, first.titled = lemma, True
        _call(first, own[: len(own) - len(first.tail)] + tail, True)


def _states_behind(nodes: list[Mention | Item], i: int) -> list[Mention]:
    """The states of a list that goes on behind node i and ends in "and X"."""
    out: list[Mention] = []
    joined = False
    j = i + 1
    while j + 1 < len(nodes) and not joined:
        joint = nodes[j]
        if not isinstance(joint, Item) or joint.letter not in c.COMMA + c.AND:
            break
        if joint.letter == c.COMMA and isinstance(nodes[j + 1], Item) and nodes[j + 1].letter == c.AND:  # type: ignore[union-attr]
            j += 1
            joint = nodes[j]
        state = nodes[j + 1] if j + 1 < len(nodes) else None
        if not isinstance(state, Mention) or state.kind != "state" or state.aliases:
            break
        out.append(state)
        joined = isinstance(joint, Item) and joint.letter == c.AND
        j += 2
    return out if joined else []


@dataclass(frozen=True, slots=True)
class Shape:
    """What a stretch of word classes is as a mention: its kind, and where its named parts stand."""

    kind: str
    length: int
    parts: dict[str, tuple[int, int]]


MAX_SHAPES = 100_000  # remembered stretches; more are read anew, so that memory stays bounded


def _longest(letters: str, i: int, pack: Pack) -> Shape | None:
    """The mention that begins at i; stretches of the same classes are remembered."""
    stretch = pack.stretch.match(letters, i)
    key = stretch.group() if stretch else ""
    shapes: dict[str, Shape | None] = pack.shapes
    if key in shapes:
        return shapes[key]
    best: Shape | None = None
    for kind, pattern in pack.mentions:
        m = pattern.match(key)
        if m and m.end() and (best is None or m.end() > best.length):
            best = Shape(kind, m.end(), {k: m.span(k) for k, v in m.groupdict().items() if v})
    if len(pack.shapes) < MAX_SHAPES:
        pack.shapes[key] = best
    return best


STARTERS = frozenset(
    c.STATE
    + c.CAPITAL
    + c.PLACE
    + c.ORG
    + c.ACRONYM
    + c.SEAT
    + c.ORGAN
    + c.OFFICE
    + c.PREFIX
    + c.HONORIFIC
    + c.NAME
    + c.PARTICLE
    + c.GROUP
    + c.QUANTIFIER
    + c.BOTH
    + c.COUNTERPART
    + c.THIRD
    + c.THIRDS
    + c.FIRST
    + c.DEMONYM
    + c.REGION
    + c.COMPLEMENT
    + c.MODIFIER
    + c.ADVERB
)


def _parts(text: str, found: list[Item], mention: Mention, pack: Pack) -> list[Mention | Item]:
    """A name of two hyphenated surnames ("Lavrov-Blinken") is two mentions with a joint between them."""
    span = found[mention.first : mention.last]
    if mention.kind == "person" and not mention.office and [x.letter for x in span] == [c.NAME, c.HYPHEN, c.NAME]:
        a, h, b = span
        if len(a.text) > 3 and len(b.text) > 3:
            joint = Item(c.AND, h.start, h.end, text="-")
            first = Mention("person", a.start, a.end, mention.first, mention.first + 1, name=text[a.start : a.end])
            second = Mention("person", b.start, b.end, mention.last - 1, mention.last, name=text[b.start : b.end])
            return [first, joint, second]
    return [mention]


def _text(text: str, found: list[Item], span: tuple[int, int]) -> str:
    words = re.sub(r"\s+", " ", text[found[span[0]].start : found[span[1] - 1].end]).replace("\\'", "'")
    return re.sub(r"\s*([-–])\s*", "-", words).strip(" ,.")


def _mention(text: str, found: list[Item], shape: Shape, at: int, pack: Pack) -> Mention:
    groups = {k: (a + at, b + at) for k, (a, b) in shape.parts.items()}
    span, kind = (at, at + shape.length), shape.kind
    mention = Mention(kind, found[span[0]].start, found[span[1] - 1].end, *span)
    items = found[span[0] : span[1]]
    if "pronoun" in groups:
        mention.pronoun = items[0].letter
        mention.owner = _owns(found, at)
        if items[0].letter == c.THIRDS and items[0].lexeme:
            mention.pair = _pair_kind(items[0].text, pack)
        return mention
    if "pair" in groups:
        mention.pair = next((x.lexeme.pair for x in items if x.lexeme and x.lexeme.pair), None) or "person"
        mention.name = _text(text, found, span)
        return mention
    if "state" in groups:
        mention.iso = items[0].lexeme.iso if items[0].lexeme else None
        mention.of, mention.name = mention.iso, _text(text, found, groups["state"])
        if items[0].lexeme and items[0].lexeme.nickname:
            mention.aliases.append(mention.name)
            mention.name = pack.data["states"][mention.iso]["names"][0]
    elif "place" in groups:
        mention.iso = items[0].lexeme.iso if items[0].lexeme else None
        mention.name = mention.place = _text(text, found, groups["place"])
    elif "org" in groups:
        lexeme = items[0].lexeme
        mention.key = lexeme.key if lexeme else None
        mention.of = lexeme.iso if lexeme else None
        mention.name = _text(text, found, groups["org"])
        if lexeme is None or lexeme.letter == c.ACRONYM:
            mention.key = "?" + mention.name.lower()
    elif "organ" in groups:
        _organ(text, found, mention, groups["organ"], pack)
        if "holder" in groups:
            mention.holder = _text(text, found, groups["holder"])
            mention.name, mention.key = _text(text, found, groups["organ"]), None
            if mention.kind == "state":
                mention.holder = None
    elif "group" in groups:
        _group(text, found, mention, groups["group"], pack)
    if "office" in groups:
        _office(text, found, mention, groups["office"], pack)
    if "home" in groups:
        _at_home(found[groups["home"][0] : groups["home"][1]], mention)
    if "name" in groups:
        mention.name = _text(text, found, groups["name"])
        if all(x.lexeme and x.lexeme.media for x in found[groups["name"][0] : groups["name"][1]]):
            mention.media = True
        elif "office" not in groups:
            mention.media = _is_outlet(text, mention, pack, items[0].letter == c.ACRONYM)
        mention.titled = mention.titled or any(x.letter == c.HONORIFIC for x in items)
    if mention.lemma == "mayor" and mention.name and len(mention.name.split()) > 2:
        town, mention.name = mention.name.split(maxsplit=1)  # "Bupati Badung I Wayan Arnawa"
        mention.office = f"{mention.office} {town}"
    if "counterpart" in groups:
        mention.counterpart = True
        states = [x.lexeme.iso for x in items if x.letter in (c.STATE, c.CAPITAL, c.DEMONYM) and x.lexeme]
        mention.of = mention.of or (states[0] if states else None)
        mention.titled = True
        if not mention.name:
            own = (groups["counterpart"][0], span[1])
            mention.office = mention.office or _text(text, found, own)
            behind = range(own[0] + 1, own[1])
            state = next((k for k in behind if found[k].letter in c.STATE + c.ORG + c.CAPITAL), own[1])
            mention.head = _text(text, found, (own[0], state))
    mention.aliases += [alias for x in items if x.bracket and (alias := _bracket(text, x))]
    mention.public = any(x.lexeme and x.lexeme.public for x in items)
    if kind == "person" and not mention.name and mention.lemma in pack.unnamed:
        mention.kind = "group"
        mention.name = mention.office
    return mention


SITE = re.compile(r"\.(?:com|co|id|net|org|tv)\b")


def _is_outlet(text: str, mention: Mention, pack: Pack, acronym: bool) -> bool:
    """A name that ends like an outlet's ("IDN Times") or goes on like a web address ("Liputan6.com")."""
    words = (mention.name or "").lower().split()
    return ((len(words) > 1 or acronym) and words[-1] in pack.media_endings) or bool(SITE.match(text, mention.end))


def _owns(found: list[Item], at: int) -> bool:
    """A possessive pronoun; one that also stands alone ("her") only where what it owns follows."""
    lexeme = found[at].lexeme
    if lexeme is None or not lexeme.owner:
        return False
    following = found[at + 1].letter if at + 1 < len(found) else c.STOP
    return not lexeme.stands or following not in ENDING


ENDING = c.PREPOSITIONS + c.OPENERS + c.AND + c.OR + c.COMMA + c.STOP + c.CLOSE + c.QUOTE + c.DATE + c.MARKER


def _stands_alone(found: list[Item], i: int) -> bool:
    """ "The two met": a word for two that nothing follows that it could count."""
    lexeme = found[i].lexeme
    if lexeme is None or c.THIRDS not in lexeme.letters:
        return False
    following = found[i + 1].letter if i + 1 < len(found) else c.STOP
    return following in c.VERB + c.LIGHT + c.SPEECH + c.OTHER_VERB + c.ADVERB + c.NOT + ENDING


def _pair_kind(phrase: str, pack: Pack) -> str | None:
    words = phrase.lower().split()[1:]
    for end in range(len(words), 0, -1):
        found = pack.lexeme(" ".join(words[:end]))
        if found and found.pair:
            return found.pair
    return None


def _bracket(text: str, item: Item) -> str:
    inside = item.bracket
    if all(x.letter in (c.NUMBER, c.OFFICE, c.COMPLEMENT) for x in inside):
        return ""
    return re.sub(r"\s+", " ", text[inside[0].start : inside[-1].end]).strip()


def _office(text: str, found: list[Item], mention: Mention, span: tuple[int, int], pack: Pack) -> None:
    items = found[span[0] : span[1]]
    mention.office = _text(text, found, span)
    mention.titled = True
    heads = [x for x in items if x.letter == c.OFFICE]
    mention.lemma = heads[0].lexeme.lemma if heads and heads[0].lexeme else None
    mention.head = _text(text, found, (span[0], span[0] + max(1, _own_words(items))))
    mention.tail = _tail(text, found, span)
    mention.possessed = any(x.lexeme and x.lexeme.possessed for x in heads)
    mention.former = any(x.letter == c.PREFIX for x in items[:1])
    if len(items) == 2 and items[1].letter == c.ACRONYM and mention.lemma in NATIONAL:
        mention.name, mention.office = items[1].text, _text(text, found, (span[0], span[0] + 1))  # "Presiden SBY"
        return
    for x in items:
        if x.letter in (c.PURPOSE, c.FOR, c.IN) and mention.of:
            break
        if x.letter in (c.STATE, c.CAPITAL, c.DEMONYM, c.SEAT) and x.lexeme and x.lexeme.iso:
            mention.of = x.lexeme.iso
            mention.iso = None
        elif x.letter in c.ORG + c.ACRONYM and not mention.of:
            mention.of = x.lexeme.text if x.lexeme else x.text
        elif x.letter == c.REGION and x.lexeme and not mention.of:
            mention.of = x.lexeme.text


def _tail(text: str, found: list[Item], span: tuple[int, int]) -> str:
    """The post behind the adjective that says whose it is; empty where none stands before it."""
    first = found[span[0]]
    if first.letter not in c.DEMONYM + c.STATE + c.ORG or span[1] - span[0] < 2:
        return ""
    return _text(text, found, (span[0] + 1, span[1])) if found[span[0] + 1].letter != c.POSSESSIVE else ""


def _own_words(items: list[Item]) -> int:
    """How many items of a post stand before it is said whose it is."""
    return next(
        (n for n, x in enumerate(items) if x.letter in c.STATE + c.ORG + c.CAPITAL + c.SEAT + c.FROM and n), len(items)
    )


def _organ(text: str, found: list[Item], mention: Mention, span: tuple[int, int], pack: Pack) -> None:
    items = found[span[0] : span[1]]
    mention.name = _text(text, found, span)
    states = [x for x in items if x.letter in (c.STATE, c.DEMONYM) and x.lexeme]
    organ = next((x.lexeme.organ for x in items if x.letter == c.ORGAN and x.lexeme), None)
    mention.of = states[0].lexeme.iso if states and states[0].lexeme else None
    if organ == "state":
        others = [x for x in items if x.letter in (c.ORG, c.REGION)]
        if states:
            mention.kind, mention.iso = "state", mention.of
            mention.aliases.append(mention.name)
            mention.name = text[states[0].start : states[0].end]
            if states[0].letter == c.DEMONYM and mention.of in pack.data["states"]:
                mention.name = pack.data["states"][mention.of]["names"][0]
        elif others and others[0].letter == c.ORG:
            mention.key = others[0].lexeme.key if others[0].lexeme else None
            mention.aliases.append(mention.name)
            mention.name = text[others[0].start : others[0].end]
        else:
            mention.key = "?" + mention.name.lower()
    elif not states and len(items) == 1 and organ not in ("cabinet", "ministry") and " " not in items[0].text:
        mention.key = "?" + mention.name.lower()


def _at_home(items: list[Item], mention: Mention) -> None:
    """ "Iran's Bram Castell": who speaks for a state or organisation, with no post said."""
    lexeme = items[0].lexeme
    mention.of = mention.of or (lexeme.iso or lexeme.text if lexeme else items[0].text)
    mention.titled = True


def _group(text: str, found: list[Item], mention: Mention, span: tuple[int, int], pack: Pack) -> None:
    items = found[span[0] : span[1]]
    k = 0
    while k < len(items) - 1 and items[k].letter == c.QUANTIFIER:
        k += 1
    full = _text(text, found, span)
    mention.name = _text(text, found, (span[0] + k, span[1]))
    if mention.name != full:
        mention.aliases.append(full)
    mention.head = _text(text, found, (span[0] + k, span[0] + max(k + 1, _own_words(items))))
    mention.tail = _tail(text, found, (span[0] + k, span[1]))
    states = [x for x in items if x.letter in (c.STATE, c.DEMONYM, c.CAPITAL) and x.lexeme]
    orgs = [x for x in items if x.letter in (c.ORG, c.REGION) and x.lexeme]
    mention.of = (states[0].lexeme.iso if states and states[0].lexeme else None) or (
        orgs[0].lexeme.text if orgs and orgs[0].lexeme else None
    )
    mention.lemma = next((x.lexeme.lemma for x in items if x.letter == c.OFFICE and x.lexeme), None)
    vague = pack.data["groups"].get("vague", ())
    told = any(x.letter in (c.MODIFIER, c.COMPLEMENT) and x.text not in vague for x in items)
    told = told or sum(x.letter in c.GROUP + c.OFFICE for x in items) > 1  # "wakil tujuh kelompok"
    told = told or ("adjective_forms" in pack.data["pack"] and items[0].letter == c.GROUP)  # "opposition delegates"
    posts = mention.name != full and any(x.letter == c.OFFICE for x in items)  # "sejumlah menteri"
    side = items[k].text in pack.data["groups"].get("opponents", ())
    if not posts and not side and (len(items) == 1 or not (mention.of or told)):
        mention.key = "?" + mention.name.lower()


class Cast:
    """Who appears in one article. Mentions are given to it in the order of the text."""

    def __init__(self, home: str | None = None) -> None:
        self.home = home  # the state whose posts are named without it
        self.domestic: dict[str, Entity] = {}  # by post: who holds it there
        self.entities: list[Entity] = []
        self.latest: dict[tuple[str, str | None], Entity] = {}
        self.by_key: dict[tuple[str, str], Entity] = {}
        self.topic: Entity | None = None  # whom the text has just told of by name

    def latest_first(self) -> list[Entity]:
        """The actors found last, as far back as anybody looks."""
        return self.entities[: -RECENT - 1 : -1]

    def place(self, mention: Mention) -> Entity | None:
        """The entity a mention belongs to, made if it is new; None for pronouns, places and pairs."""
        if mention.kind in ("pronoun", "place", "pair"):
            return None
        entity = (
            self._person(mention)
            if mention.kind == "person"
            else self._called(mention) or self._group_told(mention) or self._keyed(mention)
        )
        mention.entity = entity
        if entity:
            for alias in mention.aliases:
                if alias not in entity.names and not (entity.kind == "person" and len(alias) > 40):
                    entity.names.append(alias)
        return entity

    def state(self, mention: Mention, name: str) -> Entity:
        """The state that a capital or a head of government stands for; `name` is what the language calls it."""
        assert mention.iso
        entity = self._by_key("state", mention.iso, name, mention)
        if mention.name and mention.name not in entity.names:
            entity.names.append(mention.name)
        return entity

    def _called(self, mention: Mention) -> Entity | None:
        """The person whose short form in capitals an acronym is: "Susilo Bambang Yudhoyono (SBY)", then "SBY"."""
        if mention.kind != "organization" or not (mention.key or "").startswith("?"):
            return None
        return next((e for e in self.entities[-RECENT:] if e.kind == "person" and mention.name in e.names), None)

    def _group_told(self, mention: Mention) -> Entity | None:
        """Whom "delegasi" alone means: the delegation told of before with more words."""
        if mention.kind != "group" or not (mention.key or "").startswith("?") or mention.aliases:
            return None
        head = f"{(mention.name or '').lower()} "
        return next((e for e in self.latest_first() if e.kind == "group" and e.name.lower().startswith(head)), None)

    def _keyed(self, mention: Mention) -> Entity:
        key = mention.iso if mention.kind == "state" else mention.key
        return self._by_key(
            mention.kind, key or re.sub(r"\s+", " ", (mention.name or "").lower()), mention.name or "", mention
        )

    def _by_key(self, kind: str, key: str, name: str, mention: Mention) -> Entity:
        entity = self.by_key.get((kind, key))
        if entity is None:
            entity = Entity(kind, name, [name], of=mention.of or mention.iso, iso=mention.iso, key=key)
            entity.titled = not key.startswith("?")
            entity.named = not key.startswith("?")
            self.by_key[kind, key] = entity
            self.entities.append(entity)
        if name not in entity.names:
            entity.names.append(name)
        return entity

    def _person(self, mention: Mention) -> Entity | None:
        post = (mention.lemma, mention.of) if mention.lemma else None
        if mention.name and mention.lemma in SERVANTS and (master := self._master(mention)):
            mention.office, mention.name, mention.of = f"{mention.office} {mention.name}", None, master.of
            post = None
        if mention.name:
            return self._titled(self._named(mention), mention)
        if mention.counterpart:
            return None  # told by the sentence: who stands on the other side
        entity = (self._holder(post) or self._some_minister(mention) or self._told_of(post)) if post else None
        if entity is None:
            entity = Entity(
                "person",
                mention.office or "",
                [mention.office or ""],
                mention.office,
                mention.of,
                named=False,
                titled=True,
            )
            self.entities.append(entity)
            if post and post[0]:
                entity.posts.append((post[0], post[1]))
        if post and post[0]:
            self.latest[post[0], post[1]] = entity
        return entity

    def _titled(self, entity: Entity, mention: Mention) -> Entity:
        """A named person with what this mention adds: a post, a title, a state."""
        if mention.office and not mention.counterpart:
            self._give_post(entity, mention)
        entity.titled = entity.titled or mention.titled
        entity.media = entity.media or mention.media
        if entity.of is None and mention.of:
            entity.of = mention.of
        return entity

    def _master(self, mention: Mention) -> Entity | None:
        """Whose envoy it is: in "utusan Macron" the name is not the envoy's."""
        tokens = _tokens(mention.name or "")
        for entity in self.entities[-RECENT:]:
            if (
                entity.kind == "person"
                and entity.named
                and any(p[0] in LEADERS for p in entity.posts)
                and _same_person(tokens, entity, mention)
            ):
                return entity
        return None

    def _give_post(self, entity: Entity, mention: Mention) -> None:
        """The post this mention gives, unless it is one of a kind and another named person holds it."""
        post = (mention.lemma or "", mention.of)
        other = self.latest.get(post)
        if (
            other is not None
            and other.real is not entity.real
            and other.named
            and post[1]
            and post[0] in SOLE
            and not (mention.former or other.former or entity.posts)
        ):
            entity.conflicts.append(entity.name)
            other.conflicts.append(entity.name)
            entity.office, entity.of = entity.office or mention.office, entity.of or mention.of
            return
        if other is None and post[0] in LEADERS and post[1]:
            other = self.latest.get(("leader", post[1]))
        if other is not None and other.real is not entity and not other.named and not mention.former:
            self._absorb(entity, other)
        if entity.posts and not mention.former and all(p[0] != post[0] for p in entity.posts) and mention.office:
            entity.conflicts.append(entity.name)
        if post not in entity.posts:
            entity.posts.append(post)
        if not entity.office:
            entity.office, entity.former = mention.office, mention.former
        self.latest[post] = entity
        self.latest[post[0], None] = entity
        if self.home and post[1] in (None, self.home):
            self.domestic[post[0]] = entity

    def _absorb(self, entity: Entity, other: Entity) -> None:
        """An office named before its holder was: "Presiden Iran", then "Presiden Iran Masoud Pezeshkian"."""
        entity.names.extend(n for n in other.names if n not in entity.names)
        entity.posts.extend(p for p in other.posts if p not in entity.posts)
        other.absorbed_by = entity

    def _holder(self, post: tuple[str | None, str | None]) -> Entity | None:
        lemma, of = post
        if lemma is None:
            return None
        found = (self.domestic.get(lemma) if of is None else None) or self.latest.get((lemma, of))
        if found is None and of and lemma in GENERIC | LEADERS:
            found = self._leader(lemma, of)
        if found is None and of is None:
            found = self.latest.get((lemma, None))
        return found

    def _leader(self, lemma: str, of: str) -> Entity | None:
        """Who leads a state: by another post, by one whose state was not said, or by the state alone."""
        named = [e for e in self.latest_first() if e.named and e.kind == "person" and not e.absorbed_by]
        if lemma in GENERIC:
            for e in named:
                if any(p[1] == of and p[0] in LEADERS for p in e.posts):
                    return e
        fits = LEADERS if lemma in GENERIC else {lemma}
        stateless = [
            e
            for e in named
            if e.of in (None, of) and any(p[1] is None and p[0] in fits for p in e.posts) and not e.former
        ]
        if len(stateless) == 1:
            stateless[0].of = of
            return stateless[0]
        return next((e for e in named if e.of == of and e.titled and not e.posts), None)

    def _told_of(self, post: tuple[str | None, str | None]) -> Entity | None:
        """Whom a sentence goes on to tell of by post: "X said ... The Egyptian president ..."."""
        topic = self.topic
        if topic is None or post[0] not in GENERIC | LEADERS or topic.posts or (topic.of and topic.of != post[1]):
            return None
        topic.posts.append((post[0] or "", post[1]))
        topic.of, topic.titled = topic.of or post[1], True
        return topic

    def _some_minister(self, mention: Mention) -> Entity | None:
        """Who "sang menteri" is: the minister of something named last."""
        if mention.lemma != "minister" or mention.of or " " in (mention.office or ""):
            return None
        return next((e for e in self.latest_first() if e.named and any(p[0] in MINISTERS for p in e.posts)), None)

    def _named(self, mention: Mention) -> Entity:
        name = mention.name or ""
        tokens = _tokens(name)
        fitting = [
            e
            for e in self.latest_first()
            if e.kind == "person" and e.named and not e.absorbed_by and _same_person(tokens, e, mention)
        ]
        exact = [e for e in fitting if any(set(tokens) <= set(_tokens(known)) for known in e.names)]
        fitting = exact or fitting  # a name as it stands before one spelt like it
        fitting = [e for e in fitting if name in e.names] or fitting  # and whom it has stood for before
        best = next((e for e in fitting if e.titled or e.speaks), fitting[0] if fitting else None)
        if best is None:
            best = Entity("person", name, [name], of=mention.of)
            self.entities.append(best)
            return best
        if name not in best.names and len(best.names) < SPELLINGS:
            best.names.append(name)
        if len(tokens) > len(best.tokens) and (mention.titled or not best.titled or len(best.tokens) == 1):
            best.name = name
        return best


def general(lemma: str | None) -> str | None:
    """The post without its field: a minister of finance is a minister."""
    return lemma.split(":")[0] if lemma else lemma


LOCAL = frozenset(["governor", "mayor"])  # posts of a town or a province
SERVANTS = frozenset(["envoy", "adviser", "spokesperson"])
SOLE = frozenset(["president", "prime-minister", "foreign-minister", "defence-minister"])  # one holder at a time
NATIONAL = SOLE | {"vice-president"}
SHARED = SOLE | {"minister", "deputy-foreign-minister"}  # "Menhan Rusia dan Prancis" are two
GENERIC = frozenset(["leader"])  # "pemimpin Ukraina" may be said of whoever leads it
MINISTERS = frozenset(["foreign-minister", "defence-minister", "coordinating-minister"])
LEADERS = frozenset(["president", "prime-minister", "chancellor", "king", "queen", "leader", "crown-prince", "pope"])


def _clips(word: str, name: str) -> bool:
    """A name cut short: "Faiza" for "Faizasyah"."""
    return name.startswith(word) and len(name) - len(word) > 2


def blends(word: str, name: list[str]) -> bool:
    """Whether a word is made of the beginnings of a name's words, at least two letters of each ("Jokowi")."""
    if len(word) < MIN_SPELLING or len(name) < 2:
        return False
    return any(
        name[0].startswith(word[:cut]) and name[1].startswith(word[cut:]) and name[1] != word[cut:]
        for cut in range(2, len(word) - 1)
    )


def _same_person(tokens: list[str], entity: Entity, mention: Mention) -> bool:
    known_full = any(len(_tokens(known)) > 1 for known in entity.names)
    for known in entity.names:
        other = _tokens(known)
        if tokens == other:
            return True
        if not tokens or not other:
            continue
        if known_full and len(other) == 1 and len(tokens) > 1:
            continue  # "Kim Yong Chol" is not the "Kim" that is short for another
        if (len(tokens) == 1 and blends(tokens[0], other)) or (len(other) == 1 and blends(other[0], tokens)):
            return True
        short, long = (tokens, other) if len(tokens) <= len(other) else (other, tokens)
        if set(short) <= set(long) and not (len(short) == 1 and len(short[0]) < 3):
            return True
        if len(short) > 1 and short[0] == long[0] and short[-1] == long[-1]:
            return True
        if len(short) == 1 and len(short[0]) >= MIN_CLIPPED and any(_clips(short[0], w) for w in long):
            return True
        if (
            len(short) == 1
            and len(short[0]) >= MIN_SPELLING
            and any(
                w[0] == short[0][0] and len(w) >= MIN_SPELLING and fuzz.ratio(w, short[0]) >= SPELLING_RATIO
                for w in long
            )
        ):
            return True
        if (
            len(short) > 2
            and len(set(short) & set(long)) > 1
            and fuzz.token_set_ratio(" ".join(short), " ".join(long)) >= 85
        ):
            return True
        if len(short) > 1 and short[-1][0] == long[-1][0] and fuzz.ratio(" ".join(short), " ".join(long)) >= 90:
            return True
    return False
