"""Whom a mention in a sentence means: pronouns, pairs, counterparts and "I", looked for around it."""

from __future__ import annotations

from dataclasses import dataclass

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.clauses import Clause
from backchannel.extractors.rules.events import Event
from backchannel.extractors.rules.mentions import RECENT, SERVANTS, Entity, Mention
from backchannel.extractors.rules.read import Read
from backchannel.extractors.rules.reading import Reading

BEFORE = 200  # sentences looked back at for whom an article tells of most
PAIR_REACH = 4  # sentences within which "both" are the sides of the contact told last


def resolve_mention(
    reading: Reading, n: int, read: Read, event: Event, mention: Mention, taken: list[Entity]
) -> list[Entity]:
    if mention.kind == "pronoun" or mention.kind == "pair":
        return _pronoun(reading, n, read, event, mention, taken)
    if mention.kind == "place":
        if mention.iso:
            return [
                mention.entity.real if mention.entity else reading.cast.state(mention, reading.state_name(mention.iso))
            ]
        return []
    if mention.counterpart and not mention.name:
        return _counterpart(reading, mention, taken)
    if mention.holder and (state := _state_of(reading, mention.holder)):
        return [state]
    return [mention.entity.real] if mention.entity else []


def _pronoun(reading: Reading, n: int, read: Read, event: Event, mention: Mention, taken: list[Entity]) -> list[Entity]:
    if mention.kind == "pair" or mention.pronoun == c.THIRDS:
        kind = mention.pair or _latest_pair(reading)
        return [e for e in _pair(reading, n, mention, kind) if all(e is not t for t in taken)]
    if mention.pronoun == c.FIRST:
        speaker = speaker_of(reading, n, read)
        return [speaker] if speaker and all(speaker is not t for t in taken) else []
    speakers = [
        s.mention.entity.real
        for s in read.sources
        if s.mention and s.mention.entity and s.clause is None and s.mention.start > mention.start
    ]
    for entity in [*_told_of_in_words(reading, n, read), *_protagonist_first(reading, n, read, mention)]:
        if entity not in speakers and all(entity is not t for t in taken) and entity not in _others(event, mention):
            return [entity]
    return []


def _told_of_in_words(reading: Reading, n: int, read: Read) -> list[Entity]:
    """ "Saya bertemu Trump. Dia ...," kata X: within his words the speaker tells on of whom he has named."""
    if not read.sentence.quoted or n == 0:
        return []
    speaker = speaker_of(reading, n, read)
    nodes = reading.reads[n - 1].parse.nodes
    found = [m.entity.real for m in reversed(nodes) if isinstance(m, Mention) and m.entity and m.kind == "person"]
    return [entity for entity in found if entity is not speaker]


def _state_of(reading: Reading, holder: str) -> Entity | None:
    """The state whose government is named by its head ("pemerintahan Trump")."""
    for entity in reading.cast.entities[-RECENT:]:
        if (
            entity.kind == "person"
            and entity.named
            and entity.of in reading.pack.data["states"]
            and holder.split()[-1] in entity.name.split()
        ):
            return reading.state(entity.of or "")
    return None


def _protagonist_first(reading: Reading, n: int, read: Read, mention: Mention) -> list[Entity]:
    """Candidates for a pronoun: subjects of this sentence and the last, then whom the article tells of most."""
    near = recent_subjects(reading, n, read, mention.start)
    close = [e for e in near if _is_subject_of(reading, e, (n, n - 1))]
    count = {id(e): sum(r.subject is e for r in reading.reads[max(0, n - BEFORE) : n + 1]) for e in near}
    rest = sorted((e for e in dict.fromkeys(near) if e not in close), key=lambda e: -count[id(e)])
    return [*dict.fromkeys(close), *rest]


def protagonists(reading: Reading, n: int, read: Read) -> list[Entity]:
    """Persons of the sentences around, those first whom the article so far tells of most."""
    before = [r.subject for r in reading.reads[max(0, n - BEFORE) : n + 1] if r.subject]
    near = dict.fromkeys([*recent_subjects(reading, n, read, read.sentence.end), *before])
    count = {id(e): sum(s is e for s in before) for e in near}
    return sorted(near, key=lambda e: (any(p[0] in SERVANTS for p in e.posts), -count[id(e)]))


def _is_subject_of(reading: Reading, entity: Entity, sentences: tuple[int, ...]) -> bool:
    """It is a subject in one of these sentences, or owns something in the first of them."""
    for k in sentences:
        if not 0 <= k < len(reading.reads):
            continue
        parse = reading.reads[k].parse
        if any(m.entity and m.entity.real is entity for cl in parse.clause for m in cl.own):
            return True
        if k == sentences[0] and any(
            isinstance(m, Mention) and m.entity and m.entity.real is entity and parse.governor[i] == c.POSSESSIVE
            for i, m in enumerate(parse.nodes)
        ):
            return True
    return False


def _others(event: Event, mention: Mention) -> list[Entity]:
    return [m.entity.real for m, _ in event.sides if m is not mention and m.entity]


def recent_subjects(reading: Reading, n: int, read: Read, before: int) -> list[Entity]:
    """Persons that were subjects, the latest first: in this sentence before a position, then in the ones before."""
    out: list[Entity] = []
    own = [
        m
        for cl in dict.fromkeys(map(_Same, read.parse.clause))
        for m in cl.clause.own
        if m.start < before and m.entity and m.entity.kind == "person"
    ]
    out += [m.entity.real for m in own if m.entity]
    out += [
        node.entity.real
        for i, node in enumerate(read.parse.nodes)
        if isinstance(node, Mention)
        and node.start < before
        and node.entity
        and node.entity.kind == "person"
        and read.parse.governor[i] == c.POSSESSIVE
    ]
    if not own:
        out += [
            m.entity.real
            for cl in read.parse.clause
            for m in cl.own
            if m.start >= before and m.entity and m.entity.kind == "person"
        ][:1]
    for k in range(n - 1, max(-1, n - 5), -1):
        subject = reading.reads[k].subject
        if subject and reading.reads[k].sentence.kind != "headline":
            out.append(subject)
    return out


def _pair(reading: Reading, n: int, mention: Mention, kind: str) -> list[Entity]:
    """Who "both" are: the sides of the contact told last, or the two most often named so far."""
    pair, told = reading.pairs.get(kind, ([], -99))
    if pair and n - told <= PAIR_REACH:
        return pair
    count: dict[int, float] = {}
    known: dict[int, Entity] = {}
    for k in range(max(0, n - BEFORE), n + 1):
        for node in reading.reads[k].parse.nodes:
            if not isinstance(node, Mention) or (k == n and node.start >= mention.start):
                continue
            for entity, weight in _counted(reading, node, kind):
                count[id(entity)] = count.get(id(entity), 0.0) + weight + 0.01 * k
                known[id(entity)] = entity
    best = sorted(count, key=lambda e: -count[e])[:2]
    return [known[e] for e in known if e in best] if len(best) == 2 else pair


def _latest_pair(reading: Reading) -> str:
    """The kind of the two that were told of last: states, or else persons."""
    state, person = reading.pairs.get("state", ([], -1)), reading.pairs.get("person", ([], -1))
    return "state" if state[1] > person[1] else "person"


def _counted(reading: Reading, node: Mention, kind: str) -> list[tuple[Entity, float]]:
    entity = node.entity.real if node.entity else None
    if entity and entity.kind == kind and not entity.media:
        return [(entity, 1.0 if entity.titled or entity.speaks or kind != "person" else 0.4)]
    if kind == "state" and node.of and (state := reading.cast.by_key.get(("state", node.of))):
        return [(state, 0.5)]
    return []


def speaker_of(reading: Reading, n: int, read: Read) -> Entity | None:
    """Who says "I" in a sentence: the speaker named in it, or in the nearest sentence of the same line."""
    for k in (n, n + 1, n - 1, n + 2, n - 2):
        if 0 <= k < len(reading.reads) and (k == n or abs(reading.reads[k].sentence.line - read.sentence.line) <= 1):
            for source in reading.reads[k].sources:
                if source.mention and source.mention.entity and source.mention.entity.kind == "person":
                    return source.mention.entity.real
                if source.mention and source.mention.kind == "pronoun":
                    found = recent_subjects(reading, k, reading.reads[k], 0)
                    if subject := reading.reads[k].subject or next(iter(found), None):
                        return subject
    return None


def _counterpart(reading: Reading, mention: Mention, taken: list[Entity]) -> list[Entity]:
    posts = {p[0] for e in taken for p in e.posts}
    for entity in reading.cast.latest_first():
        if (
            entity.kind == "person"
            and not entity.absorbed_by
            and entity not in taken
            and mention.of
            and entity.of == mention.of
            and (not posts or posts & {p[0] for p in entity.posts})
        ):
            return [entity]
    if not mention.of:
        return []
    entity = Entity(
        "person", mention.office or "", [mention.office or ""], mention.office, mention.of, named=False, titled=True
    )
    reading.cast.entities.append(entity)
    return [entity]


def remember_pair(reading: Reading, n: int, sides: list[tuple[Entity, str]]) -> None:
    """Keep the two sides of a contact: "both" in the sentences behind it are they."""
    for kind in ("person", "state"):
        found = [e for e, r in sides if e.kind == kind and r != "intermediary"]
        if len(found) == 2:
            reading.pairs[kind] = (found, n)
    parties = [e for e, r in sides if r != "intermediary"]
    if len(parties) == 2 and all(e.kind in SIDES for e in parties):
        reading.pairs["state"] = (parties, n)


SIDES = ("state", "organization", "group")  # what "both camps" may be


@dataclass(frozen=True, slots=True)
class _Same:
    """A clause as a dictionary key by identity."""

    clause: Clause

    def __hash__(self) -> int:
        return id(self.clause)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.clause is self.clause
