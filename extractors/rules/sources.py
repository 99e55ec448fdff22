"""Who says it: speakers and outlets named in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.clauses import ACTOR, Clause, Parse
from backchannel.extractors.rules.events import Event
from backchannel.extractors.rules.items import Item
from backchannel.extractors.rules.mentions import Mention


@dataclass(frozen=True, slots=True)
class Source:
    """A speaker or outlet, and the clause whose content it answers for."""

    mention: Mention | None
    name: str | None
    outlet: bool
    stance: str
    clause: Clause | None  # of the verb of saying; None where the whole sentence is meant

    node: int = -1

    def answers_for(self, event: Event, parse: Parse) -> bool:
        """What is told within the saying is its claim; what only frames it ("said after meeting X") is not."""
        if self.outlet:
            return True
        clause: Clause | None = event.clause
        if event.node in (self.node, self.node - 1):
            return False  # "X told Y" is the contact, and not a word about it
        if self.clause is None:
            return not (clause is not None and clause.kind == "time" and event.node > self.node and self.node > 0)
        if event.node < self.node:
            return clause is not None and clause.kind == "quote"
        for _ in range(8):
            if clause is None:
                return False
            if clause is self.clause:
                return event.node > self.node
            if clause.kind in ("that", "quote"):
                return True
            above = clause.inherits or clause.parent
            if clause.kind == "time" and not (above and above.kind == "that" and above.own):
                return False
            clause = above
        return clause is not None


def read_sources(parse: Parse, text: str, attribution: Mapping[str, Any]) -> list[Source]:
    """All sources named in a sentence, outlets first; `attribution` is what the pack knows of them."""
    out: list[Source] = []
    stance = _stance(parse)
    witnesses = attribution["witnesses"]
    for i, x in enumerate(parse.letters):
        node = parse.nodes[i]
        if x == ACTOR and isinstance(node, Mention):
            out += _named_behind(parse, i, node, stance, text)
        elif x == c.SAID and (name := _witness_behind(parse, i, text, witnesses)):
            out.append(Source(None, name, False, stance, _aside(parse, i), node=i))
        elif x == c.SPEECH and isinstance(node, Item) and _claims(parse, i, node):
            clause: Clause | None = None if _trails(parse, i) else parse.clause[i]
            if name := _witness_before(parse, i, text, witnesses):
                out.append(Source(None, name, False, stance, clause, node=i))
                continue
            for mention in parse.clause[i].own or parse.clause[i].subject[:1]:
                if mention.kind not in ("pair", "place") and all(s.mention is not mention for s in out):
                    out.append(
                        Source(
                            mention,
                            _words(mention, text),
                            _is_outlet(mention, node, attribution),
                            stance,
                            clause,
                            node=i,
                        )
                    )
    hidden = set(attribution["platforms"])
    return sorted((s for s in out if s.name not in hidden), key=lambda s: not s.outlet)


def _named_behind(parse: Parse, i: int, mention: Mention, stance: str, text: str) -> list[Source]:
    """The source that a mention is behind a word of saying or citing."""
    governor = parse.governor[i]
    if governor == c.CITE and mention.kind in ("person", "organization") and not mention.office:
        return [Source(mention, mention.name, True, "affirms", None, node=i)]
    if governor == c.SAID or (mention.media and i and parse.letters[i - 1] == c.SAID):
        return [Source(mention, _words(mention, text), mention.media, stance, _aside(parse, i), node=i)]
    return []


def _words(mention: Mention, text: str) -> str | None:
    """What a source is called: its name, or else the words that describe it."""
    if mention.kind in ("person", "group") and (mention.kind == "group" or not mention.name):
        return text[mention.start : mention.end]
    return mention.name


def _is_outlet(mention: Mention, verb: Item, attribution: Mapping[str, Any]) -> bool:
    """An outlet known by name, or whoever without a post reports as only outlets do."""
    return mention.media or (
        verb.text in attribution["reports"]
        and mention.kind in ("person", "organization")
        and not mention.titled
        and not mention.office
        and bool(mention.name)
        and not (mention.entity and mention.entity.real.titled)
    )


def _aside(parse: Parse, i: int) -> Clause | None:
    """ "kekerasan yang menurut dia bisa ...": a word of saying within a relative clause is about that clause only."""
    clause = parse.clause[i]
    return clause if clause.kind == "rel" and parse.letters[i - 1 : i] == c.SAID else None


def _claims(parse: Parse, i: int, node: Item) -> bool:
    """A verb of saying that claims what follows it."""
    if node.lexeme is None:
        return True
    return not node.lexeme.acts and not (node.lexeme.verb and _told_to_actor(parse, i))


NOUN_PHRASE = (
    c.WORD + c.COMPLEMENT + c.MODIFIER + c.OFFICE + c.GROUP + c.REGION + c.DEMONYM + c.ADVERB + c.IN + c.FROM + ACTOR
)


def _witness_behind(parse: Parse, i: int, text: str, heads: list[str]) -> str | None:
    """ "kata tiga sumber di Damaskus": a source without a name, in the words of the article."""
    start = i + 1
    while parse.letters[start : start + 1] in (c.QUANTIFIER, c.NUMBER):
        start += 1
    return _phrase(parse, start, len(parse.nodes), text, heads)


def _witness_before(parse: Parse, i: int, text: str, heads: list[str]) -> str | None:
    """ "sumber pemerintah mengatakan ...": the same before the verb."""
    for j in range(parse.clause[i].start, i):
        if parse.clause[j] is parse.clause[i] and (name := _phrase(parse, j, i, text, heads)):
            return name
    return None


def _phrase(parse: Parse, start: int, end: int, text: str, heads: list[str]) -> str | None:
    """The words from a head for unnamed sources to the end of its noun phrase."""
    head = parse.nodes[start] if start < end else None
    if head is None or (head.text if isinstance(head, Item) else "") not in heads:
        return None
    stop = start + 1
    while stop < end and parse.letters[stop] in NOUN_PHRASE:
        stop += 1
    while stop > start + 1 and parse.letters[stop - 1] in c.IN + c.FROM + c.ADVERB:
        stop -= 1
    return text[head.start : parse.nodes[stop - 1].end]


def _trails(parse: Parse, i: int) -> bool:
    """ ", the White House said": a saying behind what was said."""
    begins = parse.clause[i].start
    return (
        begins > 0
        and parse.letters[begins] in c.COMMA
        and parse.letters[i + 1 : i + 2] in ("", *(c.STOP + c.DATE + c.COMMA + c.QUOTE + c.ABOUT))
    )


def _told_to_actor(parse: Parse, i: int) -> bool:
    return parse.letters[i + 1 : i + 3] == c.TO + ACTOR


def _stance(parse: Parse) -> str:
    stance = "affirms"
    for node in parse.nodes:
        if isinstance(node, Item) and node.lexeme:
            if node.lexeme.neither:
                return "neither"
            if node.lexeme.denies:
                stance = "denies"
    return stance
