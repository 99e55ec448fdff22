"""Who says it: speakers and outlets named in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

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
            if clause.kind == "time":
                return False
            clause = clause.inherits or clause.parent
        return clause is not None


def read_sources(parse: Parse, text: str) -> list[Source]:
    """All sources named in a sentence, outlets first."""
    out: list[Source] = []
    stance = _stance(parse)
    for i, x in enumerate(parse.letters):
        node = parse.nodes[i]
        if x == ACTOR and isinstance(node, Mention):
            governor = parse.governor[i]
            if governor == c.CITE and node.kind in ("person", "organization") and not node.office:
                out.append(Source(node, node.name, True, "affirms", None, node=i))
            elif governor == c.SAID or (node.media and i and parse.letters[i - 1] == c.SAID):
                out.append(Source(node, node.name, node.media, stance, None, node=i))
        elif (
            x == c.SPEECH
            and isinstance(node, Item)
            and not (node.lexeme and node.lexeme.acts)
            and not (node.lexeme and node.lexeme.verb and _told_to_actor(parse, i))
        ):
            clause: Clause | None = parse.clause[i]
            if _trails(parse, i):
                clause = None
            for mention in parse.clause[i].own or parse.clause[i].subject[:1]:
                if mention.kind not in ("pair", "place") and all(s.mention is not mention for s in out):
                    out.append(Source(mention, mention.name, mention.media, stance, clause, node=i))
    return sorted(out, key=lambda s: not s.outlet)


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
