"""A sentence with all that is read in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.clauses import Clause, Parse
from backchannel.extractors.rules.events import Event
from backchannel.extractors.rules.glued import Repaired
from backchannel.extractors.rules.mentions import Entity
from backchannel.extractors.rules.sources import Source
from backchannel.extractors.rules.text import Sentence

# In nodes: how far a date or place may stand from its contact, and the price of each border between.
CLAUSE_COST, EVENT_COST, SPEECH_COST, MAX_COST = 6, 12, 5, 40


@dataclass(slots=True)
class Read:
    """A sentence, read."""

    sentence: Sentence
    source: str  # "text" or "title"
    repaired: Repaired
    parse: Parse
    events: list[Event] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    subject: Entity | None = None

    @property
    def text(self) -> str:
        return self.repaired.text[self.sentence.start : self.sentence.end]


def distance(read: Read, event: Event, j: int) -> int:
    """How far node j stands from a contact: in nodes, with a price for each border between."""
    parse = read.parse
    a, b = min(event.node, j), max(event.node, j)
    cost = b - a if j > event.node else (b - a) + 1
    if parse.clause[j] is not event.clause:
        cost += CLAUSE_COST if not _related(parse.clause[j], event.clause) else 1
    if parse.clause[j] is not event.clause and any(
        o is not event and o.clause is parse.clause[j] and not o.anaphoric for o in read.events
    ):
        cost += 2 * EVENT_COST
    for other in read.events:
        if other is not event and a < other.node < b and other.node != event.light_node:
            cost += EVENT_COST
    if any(x in (c.SAID, c.SPEECH) for x in parse.letters[a + 1 : b]):
        cost += SPEECH_COST
    return cost


def _related(a: Clause, b: Clause) -> bool:
    return a.inherits is b or b.inherits is a or a.parent is b or b.parent is a
