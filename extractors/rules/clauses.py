"""Clauses of a sentence: where they begin and end, and who is the subject of each.

Nearest-actor matching is known to fail: out of "Biden, who had spoken with Putin, telephoned Johnson" it makes a call
between Putin and Johnson. So every word belongs to one clause, and a clause without a subject of its own takes the one
of the clause it hangs on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.items import Item
from backchannel.extractors.rules.mentions import Mention

Node = Mention | Item
ACTOR = "A"
SKIP = c.ADVERB + c.MARKER + c.NOT + c.NUMBER
AHEAD = 9  # nodes looked at for the verb of a clause that may begin
SCARE = 4  # nodes a pair of quotation marks may hold and still be no quotation


@dataclass(slots=True, eq=False)
class Clause:
    """A part of a sentence with one subject."""

    kind: str  # main, next, rel, that, time, purpose, sub, cond, quote, paren
    start: int
    parent: Clause | None = None
    own: list[Mention] = field(default_factory=list)
    inherits: Clause | None = None
    opener: Item | None = None
    comma: bool = False  # a relative clause set off by a comma
    event: int | None = None  # node of the noun of contact that a relative clause describes
    verb: bool = False
    speech: bool = False
    has_object: bool = False
    travels: bool = False  # its verb is one of travel, behind which another may stand: "terbang ke X menemui Y"
    fronted: bool = False
    agent: list[Mention] = field(default_factory=list)
    told: list[Mention] = field(default_factory=list)  # who is asked to do what a clause of purpose says

    @property
    def subject(self) -> list[Mention]:
        """Its own subject, or the one it inherits."""
        seen = 0
        clause: Clause | None = self
        while clause is not None and seen < 12:
            if clause.own:
                return clause.own
            clause, seen = clause.inherits, seen + 1
        return []


@dataclass(slots=True)
class Parse:
    """A sentence with its clauses."""

    nodes: list[Node]
    letters: str  # one a node; ACTOR for a mention
    clause: list[Clause]  # one a node
    governor: list[str]  # one a node: the letter of the small word that governs a mention, "" where there is none


def letter_of(node: Node) -> str:
    """The class of a node; ACTOR for a mention."""
    return ACTOR if isinstance(node, Mention) else node.letter


def parse_clauses(nodes: list[Node]) -> Parse:
    """The clauses and governors of a sentence."""
    letters = _settle("".join(letter_of(n) for n in nodes), nodes)
    governor = _governors(nodes, letters)
    return Parse(nodes, letters, _Walk(nodes, letters, governor).run(), governor)


def _settle(letters: str, nodes: list[Node]) -> str:
    """Letters that depend on what stands around: scare quotes, and purpose words that are only prepositions."""
    out = list(letters)
    quotes = [i for i, x in enumerate(letters) if x == c.QUOTE]
    k = 0
    while k + 1 < len(quotes):
        a, b = quotes[k], quotes[k + 1]
        if b - a - 1 <= SCARE and not set(letters[a + 1 : b]) & set(c.STOP):
            out[a] = out[b] = c.ADVERB
            k += 2
        else:
            k += 1
    for i, x in enumerate(letters):
        node = nodes[i]
        if isinstance(node, Item) and node.lexeme and node.lexeme.verb and node.lexeme.noun and x in c.VERB + c.NOUN:
            out[i] = _verb_or_noun(out, nodes, i)
        elif x == c.LIGHT and _determined(out, nodes, i):
            out[i] = c.WORD  # "an early start to talks"
        elif x == c.VERB and i and _is_determiner(nodes[i - 1]) and isinstance(node, Item) and not _is_noun(node):
            out[i] = c.WORD  # "a negotiated settlement"
        elif x == c.SPEECH and i and out[i - 1] in c.QUOTE + c.COMMA and _actor_follows(letters, i) and _quoted(out, i):
            out[i] = c.SAID
    letters = "".join(out)
    for i, x in enumerate(letters):
        node = nodes[i]
        if (
            x == c.WORD
            and isinstance(node, Item)
            and node.lexeme
            and node.lexeme.since
            and letters[i + 1 : i + 2] == ACTOR
        ):
            out[i] = c.TIME if any(y in c.VERBS for y in letters[i + 2 : i + 4]) else x
        elif x == c.PURPOSE and not _verb_follows(letters, i, 3):
            out[i] = c.TO if isinstance(node, Item) and node.lexeme and c.TO in node.lexeme.letters else c.FOR
        elif (
            x == c.TO
            and letters[i + 1 : i + 2]
            and letters[i + 1] in c.VERBS
            and isinstance(node, Item)
            and node.lexeme
            and c.PURPOSE in node.lexeme.letters
        ):
            out[i] = c.PURPOSE
        elif (
            x == c.WITH
            and isinstance(node, Item)
            and node.lexeme
            and node.lexeme.companion
            and letters[i - 1 : i] == letters[i + 1 : i + 2] == ACTOR
            and not any(y in c.VERBS + c.NOUN for y in letters[:i])
        ):
            out[i] = c.AND  # "X bersama Y bertolak ke ...": both go
    return "".join(out)


def _verb_or_noun(out: list[str], nodes: list[Node], i: int) -> str:
    """A word that is both ("visit", "talks", "telepon"): what stands before it tells."""
    j = i - 1
    while (
        j >= 0
        and out[j]
        in c.ADVERB + c.WORD + c.COMPLEMENT + c.MODIFIER + c.REGION + c.DEMONYM + c.NUMBER + c.QUANTIFIER + c.PREFIX
    ):
        node = nodes[j]
        if isinstance(node, Item) and node.lexeme and node.lexeme.determiner:
            return c.NOUN
        j -= 1
    if j > 0 and out[j] == c.MARKER and _is_determiner(nodes[j - 1]):
        return c.NOUN  # "a planned meeting"
    if j < 0:
        return c.VERB if out[i + 1 : i + 2] == [ACTOR] else c.NOUN
    node, x = nodes[j], out[j]
    if isinstance(node, Item) and node.lexeme and c.PURPOSE in node.lexeme.letters and j == i - 1:
        here = nodes[i]
        return c.NOUN if isinstance(here, Item) and here.finite else c.VERB
    if x == c.POSSESSIVE or (isinstance(node, Mention) and node.owner):
        return c.NOUN
    if (
        x
        in c.LIGHT
        + c.WITH
        + c.BETWEEN
        + c.FROM
        + c.IN
        + c.BY
        + c.OF
        + c.FOR
        + c.ABOUT
        + c.THROUGH
        + c.NOUN
        + c.QUOTE
        + c.STOP
    ):
        return c.NOUN
    if x == c.TIME and j == i - 1 and isinstance(nodes[i], Item) and nodes[i].finite:  # type: ignore[union-attr]
        return c.NOUN
    if x in c.TIME + c.PURPOSE + c.MARKER + c.NOT + c.RELATIVE:
        return c.VERB if j == i - 1 or x in c.MARKER + c.NOT + c.RELATIVE else c.NOUN
    if (x == ACTOR and j == i - 1) or (x == ACTOR and all(out[k] == c.ADVERB for k in range(j + 1, i))):
        follows = out[i + 1 : i + 2]
        return c.VERB if follows and follows[0] in ACTOR + c.WITH + c.TO + c.QUANTIFIER + c.ADVERB + c.IN else c.NOUN
    return c.VERB if out[i + 1 : i + 2] == [ACTOR] else c.NOUN


def _is_noun(node: Item) -> bool:
    return node.lexeme is not None and node.lexeme.noun is not None


def _is_determiner(node: Node) -> bool:
    return isinstance(node, Item) and node.lexeme is not None and node.lexeme.determiner


def _determined(out: list[str], nodes: list[Node], i: int) -> bool:
    """A determiner stands before node i, with at most adjectives between."""
    for j in range(i - 1, max(-1, i - 4), -1):
        node = nodes[j]
        if isinstance(node, Item) and node.lexeme and node.lexeme.determiner:
            return True
        if out[j] not in c.ADVERB + c.WORD + c.MODIFIER + c.COMPLEMENT + c.DEMONYM or isinstance(node, Mention):
            return False
    return False


def _actor_follows(letters: str, i: int) -> bool:
    for x in letters[i + 1 : i + 4]:
        if x == ACTOR:
            return True
        if x not in c.ADVERB:
            return False
    return False


def _quoted(out: list[str], i: int) -> bool:
    """A quotation, or the end of one, stands right before."""
    return c.QUOTE in out[max(0, i - 2) : i]


def _verb_follows(letters: str, i: int, reach: int) -> bool:
    for x in letters[i + 1 : i + 1 + reach]:
        if x in c.VERBS or x == c.NOUN:
            return True
        if x not in SKIP:
            return False
    return False


GOVERNING = c.PREPOSITIONS + c.SAID + c.CITE


def _governors(nodes: list[Node], letters: str) -> list[str]:
    out = [""] * len(nodes)
    for i, x in enumerate(letters):
        if x != ACTOR:
            continue
        before = letters[i - 1] if i else ""
        if letters[i + 1 : i + 2] == c.POSSESSIVE or (isinstance(node := nodes[i], Mention) and node.owner):
            out[i] = c.POSSESSIVE
        elif (
            before == c.WITH
            and i > 2
            and letters[i - 2] == ACTOR
            and out[i - 2] in c.ABOUT + c.FROM + c.FOR + c.BETWEEN + EMBEDDED
            and out[i - 2]
            and not _meets(nodes[i - 2], nodes[i], letters, i)
        ):
            out[i] = out[i - 2]
        elif before and before in GOVERNING:
            out[i] = before
        elif before == c.NAMELY:
            out[i] = next(
                (
                    out[j] if out[j] != EMBEDDED else c.TO
                    for j in range(i - 2, -1, -1)
                    if letters[j] == ACTOR and out[j]
                ),
                "",
            )
        elif (before == c.PLACE_NOUN and i > 1 and letters[i - 2] in GOVERNING) or (
            before in SKIP + c.COMPLEMENT + c.MODIFIER
            and i > 1
            and letters[i - 2] in GOVERNING
            and before not in c.MARKER
        ):
            out[i] = letters[i - 2]
        elif before == ACTOR and _is_place_beside(nodes, letters, out, i):
            out[i] = c.IN
        elif (far := _over_fillers(letters, i)) is not None:
            out[i] = far
        elif before and before in c.AND + c.OR and i > 1 and letters[i - 2] == ACTOR:
            out[i] = out[_partner(nodes, out, i)]
        elif before and before in c.AND and i > 2 and letters[i - 2] == c.COMMA and letters[i - 3] == ACTOR:
            out[i] = out[i - 3]
        elif (
            before == c.COMMA
            and i > 1
            and letters[i - 2] == ACTOR
            and (_is_list(letters, i) or _is_place_tail(nodes, letters, out, i))
            and not (out[i - 2] == c.IN and _subjects_follow(nodes, letters, i))
        ):
            out[i] = out[i - 2] or (c.IN if _is_place_tail(nodes, letters, out, i) else "")
    return out


def _partner(nodes: list[Node], governor: list[str], i: int) -> int:
    """Whom the mention behind "and" is joined to: of "bertemu A di Riyadh dan B di Muskat", A."""
    node, before = nodes[i], nodes[i - 2]
    if isinstance(node, Mention) and isinstance(before, Mention) and governor[i - 2] == c.IN:
        person = node.kind == "person" and node.titled and before.kind in ("place", "state")
        for j in range(i - 3, -1, -1) if person else ():
            other = nodes[j]
            if isinstance(other, Mention) and other.kind == "person":
                return j
    return i - 2


def _meets(before: Node, node: Node, letters: str, i: int) -> bool:
    """ "berbicara soal Afganistan dengan Emir Qatar": a person is whom one speaks with, not what one speaks about."""
    return (
        isinstance(before, Mention)
        and isinstance(node, Mention)
        and node.kind == "person"
        and node.titled
        and before.kind != "person"
        and c.VERB in letters[: i - 2]
    )


ADJECTIVES = (
    c.ADVERB
    + c.COMPLEMENT
    + c.MODIFIER
    + c.PREFIX
    + c.QUANTIFIER
    + c.DEMONYM
    + c.REGION
    + c.NUMBER
    + c.NOT
    + c.HONORIFIC
)


def _over_adjectives(letters: str, i: int) -> str | None:
    """The small word before the adjectives of a mention ("with former ...")."""
    j = i - 1
    while j >= 0 and i - j <= 6 and letters[j] in ADJECTIVES:
        j -= 1
    return letters[j] if 0 <= j < i - 1 and letters[j] in GOVERNING else None


EMBEDDED = "."  # a mention inside a noun phrase about something else: "kepada rakyat Iran"


def _over_fillers(letters: str, i: int) -> str | None:
    """The small word before the common nouns that a mention belongs to ("mengenai program nuklir Iran")."""
    j = i - 1
    while (
        j >= 0
        and i - j <= 5
        and letters[j] in c.WORD + c.COMPLEMENT + c.MODIFIER + c.REGION + c.PLACE_NOUN + c.QUANTIFIER
    ):
        j -= 1
    if j == i - 1 or j < 0 or letters[j] not in c.PREPOSITIONS:
        return None
    if letters[j] in c.ABOUT + c.IN + c.FROM + c.FOR:
        return letters[j]
    return EMBEDDED if c.WORD in letters[j + 1 : i] else letters[j]


def _is_place_tail(nodes: list[Node], letters: str, governor: list[str], i: int) -> bool:
    """ "di Alaska, Amerika Serikat, ...": the larger place behind the smaller."""
    node, before = nodes[i], nodes[i - 2]
    if not (isinstance(node, Mention) and isinstance(before, Mention)):
        return False
    if governor[i - 2] not in (c.IN, c.TO, c.FROM) and not (
        letters[i - 3 : i - 2] == c.NOUN and c.IN in letters[max(0, i - 6) : i - 3]
    ):
        return False
    following = letters[i + 1 : i + 2]
    return (
        node.kind in ("state", "place")
        and before.kind in ("place", "person", "organization")
        and not before.titled
        and (following in ("", c.DATE) or following in c.COMMA + c.STOP + c.CLOSE + c.AND + c.WORD + c.QUOTE + c.OPEN)
    )


def _is_place_beside(nodes: list[Node], letters: str, governor: list[str], i: int) -> bool:
    """ "di KTT G20 Jepang", "di Pulau Valaam": a place right behind a name in a phrase of place."""
    node, before = nodes[i], nodes[i - 1]
    if not (isinstance(node, Mention) and isinstance(before, Mention)) or node.kind not in ("state", "place"):
        return False
    return (governor[i - 1] == c.IN and before.kind in ("person", "organization") and not before.titled) or (
        before.kind == "organization" and letters[i - 2 : i - 1] == c.NOUN and c.IN in letters[max(0, i - 5) : i - 2]
    )


def _is_list(letters: str, i: int) -> bool:
    """The comma before node i joins the members of a list that ends in "and X"."""
    j = i + 1
    while j < len(letters) - 1:
        if letters[j] == c.AND:
            return True
        if letters[j] == c.COMMA and letters[j + 1] == ACTOR:
            j += 2
        elif letters[j] == c.COMMA and letters[j + 1] == c.AND:
            j += 1
        else:
            return False
    return False


def _subjects_follow(nodes: list[Node], letters: str, i: int) -> bool:
    """ "Di New York, X dan Y berbicara": behind a phrase of place that opens the sentence come those who act."""
    first, place = nodes[i], nodes[i - 2]
    if not (isinstance(first, Mention) and isinstance(place, Mention)):
        return False
    if first.kind not in ("person", "group") or (place.kind == "person" and place.titled):
        return False
    if i > 3 and letters[i - 4] not in c.COMMA + c.DATE + c.PLACE_NOUN:
        return False
    j = i
    while j < len(letters) and letters[j] in ACTOR + c.COMMA + c.AND:
        j += 1
    return letters[j : j + 1] != "" and letters[j] in c.VERBS + c.MARKER + c.ADVERB + c.NOT


class _Walk:
    """One pass over a sentence, opening and closing clauses."""

    def __init__(self, nodes: list[Node], letters: str, governor: list[str]) -> None:
        self.nodes, self.letters, self.governor = nodes, letters, governor
        self.current = Clause("main", 0)
        self.quoting = False
        self.paren: Clause | None = None

    def run(self) -> list[Clause]:
        out = []
        for i, x in enumerate(self.letters):
            if x == c.OPEN:
                self.paren, self.current = self.current, Clause("paren", i, self.current)
            elif x == c.CLOSE and self.paren:
                self.current, self.paren = self.paren, None
            elif x == c.QUOTE:
                self._quote(i)
            elif x == c.STOP:
                self.current = Clause("main", i)
            elif x == c.COMMA:
                self._comma(i)
            elif x == c.RELATIVE:
                self._relative(i)
            elif x in c.OPENERS:
                self._open(i, x)
            elif x == c.AND and self.current.verb and _verb_follows(self.letters, i, 4):
                self.current = Clause("next", i, self.current.parent, inherits=self.current)
            elif x == ACTOR:
                self._actor(i)
            elif x in c.VERBS:
                self._verb(i, x)
            out.append(self.current)
        return out

    def _quote(self, i: int) -> None:
        self.quoting = not self.quoting
        self.current = Clause("quote" if self.quoting else "main", i)

    def _comma(self, i: int) -> None:
        cur = self.current
        if cur.kind == "said" and cur.parent:
            self.current = cur.parent
            return
        if self.letters[i + 1 : i + 2] == c.SAID and i and cur.kind in ("main", "next", "that", "rel", "sub"):
            self.current = Clause("said", i, cur)
            return
        if (
            i + 1 < len(self.letters)
            and self.letters[i - 1 : i] == ACTOR
            and self.letters[i + 1] == ACTOR
            and _is_list(self.letters, i + 1)
        ):
            return
        if (
            self.letters[i + 1 : i + 2] == c.AND
            and self.letters[i - 1 : i] == ACTOR
            and self.letters[i + 2 : i + 3] == ACTOR
            and (
                not self._verb_ahead(i + 2)
                or (not cur.verb and (len(cur.own) > 1 or (len(cur.own) == 1 and self._appended(i - 1))))
            )
        ):
            return
        if cur.kind == "paren":
            return
        if (
            cur.verb
            and self.letters[i - 1 : i] == c.WORD
            and re.match(
                rf"[{re.escape(c.WORD + c.QUANTIFIER + c.MODIFIER)}]{{1,2}}{c.NOUN}", self.letters[i + 1 : i + 4]
            )
        ):
            return
        following = self.letters[i + 1 : i + 3]
        if following == c.THROUGH + ACTOR and self._mediates(i + 1):
            return
        if following in (c.TO + ACTOR, c.WITH + ACTOR) and self.letters[i - 1 : i] == ACTOR and self._appended(i - 1):
            return
        if following[:1] == c.DATE or following[:1] == c.NAMELY or following == c.WORD + c.DATE:
            return
        if (
            following[:1] == c.WITH
            and c.VERB in self.letters[cur.start : i]
            and c.WITH not in self.letters[cur.start : i]
        ):
            return
        if following[:1] == c.WITH and not cur.verb and c.NOUN in self.letters[cur.start : i]:
            return
        if following[:1] == ACTOR and self.governor[i + 1] in (c.IN, c.TO) and self.letters[i - 1 : i] == ACTOR:
            return
        if cur.kind == "rel" and cur.parent:
            self.current = Clause("main", i, cur.parent.parent, inherits=cur.parent)
        elif cur.fronted and cur.kind != "rel":
            main = Clause("main", i)
            if not cur.own:
                cur.inherits = main
            else:
                main.inherits = cur
            self.current = main
        else:
            self.current = Clause("next", i, cur.parent, inherits=cur)

    def _sends(self, i: int) -> bool:
        """A verb that sends somebody: who is sent does what follows."""
        node = self.nodes[i]
        return isinstance(node, Item) and node.lexeme is not None and bool(node.lexeme.verb and node.lexeme.verb.sends)

    def _mediates(self, i: int) -> bool:
        """A phrase of mediation ("brokered by"), not a bare "through", which may also be a town on the way."""
        node = self.nodes[i]
        return isinstance(node, Item) and node.lexeme is not None and " " in node.lexeme.text

    def _appended(self, i: int) -> bool:
        """The mention holds an apposition, which the comma behind it closes."""
        node = self.nodes[i]
        return isinstance(node, Mention) and bool(node.name and node.office)

    def _relative(self, i: int) -> None:
        k = i - 1
        comma = k >= 0 and self.letters[k] == c.COMMA
        if comma:
            k -= 1
        while k > 0 and self.letters[k] in c.ADVERB + c.DATE + c.THIS:
            k -= 1
        clause = Clause(
            "rel",
            i,
            self.current.inherits if comma and self.current.kind == "next" and self.current.inherits else self.current,
            comma=comma,
        )
        noun = self._event_before(k)
        if noun is not None:
            clause.event = noun
        elif k >= 0 and self.letters[k] == ACTOR:
            clause.own = [self.nodes[k]]  # type: ignore[list-item]
        else:
            noun = next((j for j in range(k, max(-1, k - 4), -1) if self.letters[j] == c.NOUN), None)
            clause.event = noun
        self.current = clause

    def _event_before(self, k: int) -> int | None:
        """The noun of contact that a relative clause behind a place describes ("perundingan di Doha yang digelar")."""
        node = self.nodes[k] if k >= 0 else None
        if not isinstance(node, Mention) or node.kind not in ("place", "state", "organization") or k < 1:
            return None
        if self.letters[k - 1] == c.NOUN and node.kind == "organization":
            return k - 1
        if self.governor[k] == c.IN:
            return next((j for j in range(k - 1, max(-1, k - 6), -1) if self.letters[j] == c.NOUN), None)
        return None

    def _open(self, i: int, x: str) -> None:
        kind = {c.THAT: "that", c.PURPOSE: "purpose", c.TIME: "time", c.CONDITION: "cond"}.get(x, "sub")
        cur = self.current
        begins = not cur.verb and not cur.own and cur.kind in ("main", "quote") and cur.inherits is None
        node = self.nodes[i]
        self.current = Clause(
            kind,
            i,
            cur,
            inherits=cur,
            opener=node if isinstance(node, Item) else None,
            fronted=begins and kind in ("time", "sub", "cond", "purpose"),
        )
        if self.current.fronted:
            self.current.inherits = None
        elif cur.told and kind == "purpose":
            self.current.own = list(cur.told)
        elif cur.agent:
            self.current.own = list(cur.agent)

    def _actor(self, i: int) -> None:
        cur, mention = self.current, self.nodes[i]
        assert isinstance(mention, Mention)
        if self.governor[i] == c.SAID and i > 1 and mention.kind in ("person", "pronoun"):
            cur.own = [mention]
            return
        if self.governor[i]:
            if cur.verb:
                cur.has_object = True
            return
        before = self.letters[i - 1] if i else ""
        if before == c.POSSESSIVE and self.letters[i + 1 : i + 2] == c.NOUN:
            return  # "Voss's China trip"
        if before in c.AND + c.COMMA and cur.own and i > 1 and not cur.verb:
            cur.own.append(mention)
        elif cur.own and not cur.verb and self._claims(i - 1) and self._verb_next(i):
            cur.verb = cur.speech = True
            self.current = Clause("that", i, cur, own=[mention], inherits=None)
        elif not cur.verb and before != c.NOUN and not self._owned_by_noun(i):
            if not cur.own or (
                cur.kind == "rel"
                and len(cur.own) == 1
                and self._verb_ahead(i)
                and not (mention.kind == "person" and not mention.name and cur.own[0].name)
            ):
                cur.own = [mention]
        elif cur.verb and before == c.AND and i > 1 and self.letters[i - 2] == ACTOR and not self._verb_next(i):
            cur.has_object = True
            if cur.agent and self.nodes[i - 2] is cur.agent[-1]:
                cur.agent.append(mention)
            if cur.told:
                cur.told.append(mention)
        elif cur.verb and (
            ((cur.speech or before in c.AND) and self._verb_ahead(i) and before in c.SPEECH + c.AND + c.SAID)
            or (
                before in c.LIGHT + c.OTHER_VERB
                and mention.kind != "place"
                and self._active(i - 1)
                and self._verb_next(i)
            )
        ):
            self.current = Clause(
                "that" if before in c.SPEECH + c.LIGHT + c.OTHER_VERB else "next", i, cur, own=[mention]
            )
        elif (
            cur.speech
            and before == ACTOR
            and mention.kind == "pronoun"
            and (self._verb_ahead(i) or self.letters[i + 1 : i + 2] == c.MARKER)
        ):
            self.current = Clause("that", i, cur, own=[mention])  # "told X they could go"
        elif cur.verb:
            cur.has_object = True
            verb = i - 2 if before == ACTOR and getattr(self.nodes[i - 1], "owner", False) else i - 1
            if (cur.speech or self._sends(verb)) and self.letters[verb] in c.SPEECH + c.VERB + c.AND:
                cur.told.append(mention)
            previous = self.nodes[i - 1]
            if isinstance(previous, Item) and previous.passive and mention.kind in ("person", "pronoun"):
                cur.agent = [mention]

    def _claims(self, i: int) -> bool:
        """ "Kremlin bantah Putin temui ...": a word that denies something somebody else does."""
        node = self.nodes[i]
        if not isinstance(node, Item) or node.lexeme is None or node.letter != c.MARKER:
            return isinstance(node, Item) and node.lexeme is not None and node.lexeme.denies
        return node.lexeme.denies or node.lexeme.agrees

    def _active(self, i: int) -> bool:
        """ "mendampingi Presiden menerima X": the object of the verb does what follows."""
        node = self.nodes[i]
        return isinstance(node, Item) and not node.passive

    def _verb_next(self, i: int) -> bool:
        """A verb follows at once, with nothing but markers between."""
        for x in self.letters[i + 1 : i + 5]:
            if x in c.VERBS:
                return True
            if x not in SKIP:
                return False
        return False

    def _owned_by_noun(self, i: int) -> bool:
        """The mention belongs to a noun of contact close before it ("pertemuan bilateral Indonesia ...")."""
        for j in range(i - 1, max(-1, i - 4), -1):
            if self.letters[j] == c.NOUN:
                return True
            if self.letters[j] not in c.WORD + c.ADVERB + c.MODIFIER + c.COMPLEMENT + c.REGION + c.NUMBER:
                return False
        return False

    def _verb_ahead(self, i: int) -> bool:
        for j in range(i + 1, min(len(self.letters), i + AHEAD)):
            x = self.letters[j]
            if x in c.VERBS:
                return True
            if x in c.COMMA + c.STOP + c.QUOTE or x in c.OPENERS or x in c.PREPOSITIONS:
                return False
        return False

    def _verb(self, i: int, x: str) -> None:
        cur = self.current
        if (
            cur.kind == "rel"
            and cur.verb
            and cur.parent
            and (x == c.SPEECH or (cur.has_object and not (cur.travels and x == c.VERB)))
            and self.letters[i - 1] not in c.AND
        ):
            cur = self.current = Clause("main", i, cur.parent.parent, inherits=cur.parent)
        if self.letters[i - 1 : i] == ACTOR and self.governor[i - 1] == c.FOR and (cur.verb or not cur.own):
            cur = self.current = Clause("purpose", i, cur, own=[self.nodes[i - 1]])  # type: ignore[list-item]
        node = self.nodes[i]
        cur.travels = isinstance(node, Item) and bool(node.lexeme and node.lexeme.verb and node.lexeme.verb.travel)
        cur.verb = True
        cur.speech = x == c.SPEECH
