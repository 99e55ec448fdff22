"""Who is who in an article, who speaks in each of its sentences, and who its subject is."""

from __future__ import annotations

from dataclasses import dataclass

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.clauses import ACTOR, Parse
from backchannel.extractors.rules.mentions import LOCAL, Entity, Mention
from backchannel.extractors.rules.read import Read
from backchannel.extractors.rules.reading import Reading
from backchannel.extractors.rules.sources import read_sources


def cast_all(reading: Reading) -> None:
    """Find who is who, and then who speaks in each sentence and whom it is about."""
    body = [r for r in reading.reads if r.sentence.kind != "headline"]
    topic = Topic()
    for read in body + [r for r in reading.reads if r.sentence.kind == "headline"]:  # headlines name at the shortest
        topic.sentence += 1
        _place_mentions(reading, read, topic)
    _unite_short_forms(reading)
    _mark_places(reading)
    previous: Entity | None = None
    for read in reading.reads:
        _mark_speakers(read)
        read.sources = read_sources(read.parse, read.repaired.text, reading.pack.data["attribution"])
        read.subject = _subject_of(read, previous)
        previous = read.subject or previous


@dataclass(slots=True)
class Topic:
    """Whom the text is telling of: the named person that was subject last, and in which sentence that was."""

    person: Entity | None = None
    told: int = -9
    sentence: int = 0

    def of(self, parse: Parse, i: int) -> Entity | None:
        """Whom node i may stand for: a subject in the next sentence, or in an "as" clause of the same one."""
        clause = parse.clause[i]
        if clause.own != [parse.nodes[i]]:
            return None
        beside = clause.kind in ("sub", "time") and self.told == self.sentence
        return self.person if beside or self.told == self.sentence - 1 else None

    def turn(self, parse: Parse, i: int, entity: Entity | None) -> None:
        """Node i is the subject of a main clause: the text goes on with it, and a pronoun with whom it told of."""
        node, clause = parse.nodes[i], parse.clause[i]
        if node not in clause.own or clause.kind not in ("main", "next"):
            return
        if entity and entity.kind == "person" and entity.named:
            self.person, self.told = entity.real, self.sentence
        elif isinstance(node, Mention) and node.pronoun == c.THIRD and self.told == self.sentence - 1:
            self.told = self.sentence


def _place_mentions(reading: Reading, read: Read, topic: Topic) -> None:
    """Give each mention of a sentence the actor it belongs to."""
    nodes = read.parse.nodes
    for i, node in enumerate(nodes):
        if not isinstance(node, Mention):
            continue
        if node.possessed and not node.of:
            node.of = next((x.of for x in reversed(nodes[:i]) if isinstance(x, Mention) and x.of), None)
        if node.kind != "place":
            reading.cast.topic = topic.of(read.parse, i)
            topic.turn(read.parse, i, reading.cast.place(node))
        elif node.iso and read.parse.governor[i] not in PLACING:
            node.entity = reading.cast.state(node, reading.state_name(node.iso))


QUOTING = ('"', "“", "„")
PLACING = (c.IN, c.TO, c.FROM)  # a capital stands for its state unless one of these governs it


def _unite_short_forms(reading: Reading) -> None:
    """An acronym that stands before the name it is short for ("SBY", then "Susilo Bambang Yudhoyono (SBY)")."""
    short = {n: e for e in reading.cast.entities if e.kind == "person" for n in e.names if n.isupper()}
    for entity in reading.cast.entities:
        person = short.get(entity.name)
        if person is not None and entity.kind == "organization" and (entity.key or "").startswith("?"):
            entity.absorbed_by = person


def _mark_places(reading: Reading) -> None:
    """An unknown name without a post that stands behind "di" or "ke" and does nothing is a place, not a person."""
    for read in reading.reads:
        for i, node in enumerate(read.parse.nodes):
            if isinstance(node, Mention) and node.kind == "person" and node.entity and read.parse.governor[i] == c.IN:
                node.entity.real.located = True
    for read in reading.reads:
        acting = [m for clause in read.parse.clause for m in clause.own]
        for mention in acting:
            if mention.entity:
                mention.entity.real.located = False
    for entity in reading.cast.entities:
        if entity.located and entity.posts and all(p[0] in LOCAL for p in entity.posts) and len(entity.tokens) == 1:
            entity.name, entity.named = f"{entity.office} {entity.name}", False  # "Wali Kota Liuzhou", of a town
        entity.located = entity.located and not (entity.titled or entity.of)


def _mark_speakers(read: Read) -> None:
    """Whoever a verb of saying is about speaks."""
    parse = read.parse
    for i, x in enumerate(parse.letters):
        if x == c.SPEECH:
            for mention in parse.clause[i].subject:
                if mention.entity and mention.entity.kind == "person":
                    mention.entity.real.speaks = True
        elif x == ACTOR and parse.governor[i] == c.SAID:
            node = parse.nodes[i]
            if isinstance(node, Mention) and node.entity:
                node.entity.real.speaks = True


def _first_owner(read: Read) -> list[Mention]:
    """Whose visit or plan a sentence begins with: "Mr Voss's trip is ..."."""
    parse = read.parse
    for i, node in enumerate(parse.nodes):
        if parse.letters[i] in c.VERBS:
            break
        if isinstance(node, Mention) and not node.owner and parse.governor[i] == c.POSSESSIVE:
            return [node]
    return []


def _subject_of(read: Read, previous: Entity | None) -> Entity | None:
    """The person a sentence is about: who speaks, or its first subject; "he" is the one before."""
    own = [m for clause in read.parse.clause for m in [*clause.own, *clause.agent]]
    spoken = [s.mention for s in read.sources if s.mention]
    inside = read.sentence.quoted or read.text.lstrip()[:1] in QUOTING  # who is told of in a quotation does not tell it
    for mention in spoken if inside else [*spoken, *own, *_first_owner(read)]:
        if mention.entity and mention.entity.kind == "person":
            return mention.entity.real
    return previous if inside or any(m.pronoun == c.THIRD for m in own) else None
