"""Who says it: the chain of outlets and speakers behind what one sentence tells of a contact."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.events import Event
from backchannel.extractors.rules.items import Item
from backchannel.extractors.rules.mentions import Mention
from backchannel.extractors.rules.read import Read
from backchannel.extractors.rules.reading import Reading
from backchannel.extractors.rules.references import recent_subjects, speaker_of
from backchannel.extractors.rules.sources import Source
from backchannel.extractors.rules.status import Status

LEAD, RELAYED = 2, 2  # body sentences: what is told in the first LEAD comes from the outlet named in the first RELAYED
SAME_WORDS = 3  # sentences within which a speaker's words come through the outlet named beside him
THAT_WAS_SAID = 3  # nodes within which "hal itu disampaikan" stands

Named = tuple[str, str]  # a source's name, and its stance


@dataclass(frozen=True, slots=True)
class Told:
    """By whose word a contact is told."""

    own: list[Named]  # as the sentence or those that go with it say, outermost first
    relayed: list[Named]  # the outlet that the whole article has its news from; for what nobody else is said to tell


def told_by(reading: Reading, n: int, read: Read, event: Event, status: Status) -> Told:
    """The sources of what sentence n tells of a contact."""
    outlets: list[Named] = []
    speakers: list[Named] = []
    for source in read.sources:
        if not source.answers_for(event, read.parse):
            continue
        if (
            not _told_of(read, event, source)
            and (not source.outlet or event.definite)
            and _presupposed(read, event, status)
        ):
            continue
        if name := _name(reading, n, read, source):
            _add(outlets if source.outlet else speakers, name, source.stance)
    if not any(not s.outlet for s in read.sources):
        if read.sentence.quoted or _has_first(event):
            speaker = speaker_of(reading, n, read)
            if speaker:
                _add(speakers, speaker.name, "affirms")
        else:
            for name, stance in _said_behind(reading, n, read):
                _add(speakers, name, stance)
    if not read.sources and not speakers and _goes_on(reading, n, read):
        speakers = _named(reading, n - 1, [s for s in reading.reads[n - 1].sources if not s.outlet])[:1]
    relayed = _relayed(reading, n) or _closing(reading)
    if speakers and not outlets:
        outlets = relayed or _outlets_of(reading, n, [name for name, _ in speakers])
    return Told(outlets + [s for s in speakers if s not in outlets], relayed)


def _add(found: list[Named], name: str, stance: str) -> None:
    if all(name != known for known, _ in found):
        found.append((name, stance))


def _presupposed(read: Read, event: Event, status: Status) -> bool:
    """ "X mengatakan pertemuannya dengan Y membahas ...": that they met is known, and not what X claims."""
    if event.anaphoric and event.definite:
        return True
    if read.parse.letters[event.node] != c.NOUN or event.light is not None or _has_first(event):
        return False
    return not status.why or event.clause.kind == "time"


def _told_of(read: Read, event: Event, source: Source) -> bool:
    """ "Perjalanan itu dibeberkan majalah X": the contact is what is said."""
    between = read.parse.letters[event.node + 1 : source.node]
    return c.SAID in between and all(x in c.THIS + c.ADVERB + c.MARKER + c.SAID + c.WORD + c.CITE for x in between)


def _said_behind(reading: Reading, n: int, read: Read) -> list[Named]:
    """ "Hal itu disampaikan oleh X": who is named in the sentence behind as having said this one."""
    if n + 1 >= len(reading.reads):
        return []
    behind = reading.reads[n + 1]
    if (
        behind.source != read.source
        or behind.sentence.line - read.sentence.line > 1
        or read.sentence.kind == "headline"
    ):
        return []
    letters = behind.parse.letters
    this = letters.find(c.THIS, 0, THAT_WAS_SAID)
    if this < 0 or not any(x == c.SAID for x in letters[this + 1 : this + 1 + THAT_WAS_SAID]):
        return []
    named = [s for s in behind.sources if s.clause is None and not (s.mention and s.mention.kind == "pronoun")]
    return _named(reading, n + 1, named)


def _outlets_of(reading: Reading, n: int, speakers: list[str]) -> list[Named]:
    """The outlet that the same speakers' words near by came through."""
    for k in sorted(
        range(max(0, n - SAME_WORDS), min(len(reading.reads), n + SAME_WORDS + 1)), key=lambda k: abs(k - n)
    ):
        near = reading.reads[k]
        if k == n or near.source != reading.reads[n].source:
            continue
        names = [name for name, _ in _named(reading, k, [s for s in near.sources if not s.outlet])]
        outlets = [s for s in near.sources if s.outlet]
        if outlets and set(names) & set(speakers):
            return _named(reading, k, outlets)
    return []


def _goes_on(reading: Reading, n: int, read: Read) -> bool:
    """ "Selain itu, ...": the paragraph goes on with what the sentence before says somebody said."""
    before = reading.reads[n - 1] if n else read
    if before is read or read.sentence.line - before.sentence.line > 1 or before.source != read.source:
        return False
    opening = read.text.lstrip().lower()
    return opening.startswith(tuple(reading.pack.data["attribution"]["goes_on"]))


def _closing(reading: Reading) -> list[Named]:
    """ "..., demikian Reuters." at the end of an article: all of it comes from there."""
    last = max((k for k, r in enumerate(reading.reads) if r.source == "text"), default=-1)
    if last < 0:
        return []
    read = reading.reads[last]
    for source in read.sources:
        words = [node.text for node in read.parse.nodes[: source.node] if isinstance(node, Item)]
        if source.outlet and any(
            w.split()[0] in reading.pack.data["attribution"]["closing"] for w in words if w.strip()
        ):
            return _named(reading, last, [source])
    return []


def _named(reading: Reading, n: int, sources: list[Source]) -> list[Named]:
    out: list[Named] = []
    for source in sources:
        if name := _name(reading, n, reading.reads[n], source):
            _add(out, name, source.stance)
    return out


def _relayed(reading: Reading, n: int) -> list[Named]:
    """The outlet that the article, in its lead or right beside, says it has the news from."""
    body = list(islice((k for k, r in enumerate(reading.reads) if r.sentence.kind != "headline"), RELAYED))
    for k in body if n in body[:LEAD] or reading.reads[n].sentence.kind == "headline" else ():
        for source in reading.reads[k].sources:
            if source.outlet and (name := _name(reading, k, reading.reads[k], source)):
                return [(name, "affirms")]
    return []


def _name(reading: Reading, n: int, read: Read, source: Source) -> str | None:
    mention = source.mention
    if mention is None:
        return source.name
    if mention.kind == "pronoun":
        if mention.pronoun != c.THIRD:
            return None
        found = recent_subjects(reading, n, read, mention.start)
        if read.subject and c.QUOTE in read.parse.letters:
            found = [read.subject, *found]  # '"...," katanya': whom the text is about, not who is told of in the words
        return next((e.name for e in found if e.titled or e.speaks), None)
    entity = mention.entity.real if mention.entity else None
    if mention.kind != "group" and (mention.kind != "person" or (entity.named if entity else mention.name)):
        return entity.name if entity else mention.name
    if _this_behind(read, mention):
        return _named_before(reading, n, mention, source.name or "")
    return source.name


def _named_before(reading: Reading, n: int, mention: Mention, words: str) -> str | None:
    """Whom "pejabat itu" means: a source in like words, or the speaker told of last who can be meant."""
    head = words.split()[:1]
    for k in range(n - 1, -1, -1):
        for source in reading.reads[k].sources:
            if (source.name or "").split()[:1] == head and (name := _name(reading, k, reading.reads[k], source)):
                return name
        person = reading.reads[k].subject
        if n - k <= SAME_WORDS * 2 and person and person.named and mention.of in (None, person.of):
            return person.name
    return None


def _this_behind(read: Read, mention: Mention) -> bool:
    """ "pejabat itu": somebody told of before."""
    i = next(i for i, node in enumerate(read.parse.nodes) if node is mention)
    return read.parse.letters[i + 1 : i + 2] == c.THIS


def _has_first(event: Event) -> bool:
    return any(m.pronoun == c.FIRST for m, _ in event.sides)
