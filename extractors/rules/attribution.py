"""Who says it: the chain of outlets and speakers behind what one sentence tells of a contact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.events import Event
from backchannel.extractors.rules.mentions import Entity
from backchannel.extractors.rules.read import Read
from backchannel.extractors.rules.sources import Source

LEAD, RELAYED = 2, 5  # body sentences: what is told in the first LEAD comes from the outlet named in the first RELAYED


@dataclass(frozen=True, slots=True)
class Attributions:
    """The sources of an article's sentences; `subjects` and `speaker` tell whom a pronoun stands for."""

    reads: list[Read]
    subjects: Callable[[int, Read, int], list[Entity]]
    speaker: Callable[[int, Read], Entity | None]

    def chain(self, n: int, read: Read, event: Event) -> list[tuple[str, str]]:
        """The attribution chain as (name, stance), outermost first."""
        out: list[tuple[str, str]] = []
        for source in read.sources:
            if source.answers_for(event, read.parse):
                name = self._name(n, read, source)
                if name and all(name != known for known, _ in out):
                    out.append((name, source.stance))
        if not any(s.outlet for s in read.sources):
            out = self._relayed(n) + out
        if not any(not s.outlet for s in read.sources) and (read.sentence.quoted or _has_first(event)):
            speaker = self.speaker(n, read)
            if speaker and all(speaker.name != known for known, _ in out):
                out.append((speaker.name, "affirms"))
        return out

    def _relayed(self, n: int) -> list[tuple[str, str]]:
        """The outlet that the article, in its lead or right beside, says it has the news from."""
        body = [k for k, r in enumerate(self.reads) if r.sentence.kind != "headline"]
        for k in body[:RELAYED] if n in body[:LEAD] or n not in body else ():
            for source in self.reads[k].sources:
                if source.outlet and (name := self._name(k, self.reads[k], source)):
                    return [(name, "affirms")]
        return []

    def _name(self, n: int, read: Read, source: Source) -> str | None:
        mention = source.mention
        if mention is None:
            return source.name
        if mention.kind == "pronoun":
            found = self.subjects(n, read, mention.start) if mention.pronoun == c.THIRD else []
            return found[0].name if found else None
        return mention.entity.real.name if mention.entity else mention.name


def _has_first(event: Event) -> bool:
    return any(m.pronoun == c.FIRST for m, _ in event.sides)
