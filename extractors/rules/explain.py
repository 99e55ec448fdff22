"""Why an article was read as it was: its sentences with mentions, clauses and candidate contacts, kept or rejected."""

from __future__ import annotations

from dataclasses import dataclass

from backchannel.extractors.rules.events import Event
from backchannel.extractors.rules.items import Item
from backchannel.extractors.rules.mentions import Mention
from backchannel.extractors.rules.read import Read
from backchannel.extractors.rules.reader import open_reading
from backchannel.extractors.rules.reader import reports as read_reports
from backchannel.extractors.rules.reading import Reading
from backchannel.extractors.rules.sides import find_sides
from backchannel.extractors.rules.status import read_status
from backchannel.schema.model import Article, Report


@dataclass(frozen=True, slots=True)
class SentenceStory:
    """One sentence: its text, its clauses in words and classes, and what was thought of each candidate."""

    text: str
    clauses: tuple[str, ...]
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """How an article was read."""

    language: str | None
    warnings: tuple[str, ...]
    sentences: tuple[SentenceStory, ...]
    reports: tuple[Report, ...]


def explain(article: Article) -> Story:
    """The story of reading one article."""
    reading = open_reading(article)
    if reading is None:
        return Story(None, ("no word of contact, or no language pack for it",), (), ())
    reports = tuple(read_reports(reading, whole=True))
    stories = tuple(_sentence(reading, n, read) for n, read in enumerate(reading.reads))
    return Story(reading.pack.code, reading.warnings, stories, reports)


def _sentence(reading: Reading, n: int, read: Read) -> SentenceStory:
    return SentenceStory(read.text, tuple(_clauses(read)), tuple(_candidate(reading, n, read, e) for e in read.events))


def _clauses(read: Read) -> list[str]:
    lines: list[str] = []
    last = None
    for i, node in enumerate(read.parse.nodes):
        clause = read.parse.clause[i]
        if clause is not last:
            subject = ", ".join(m.name or m.office or "pronoun" for m in clause.subject) or "no subject"
            lines.append(f"[{clause.kind}: {subject}]")
            last = clause
        lines[-1] += " " + (
            _mention(node, read.parse.governor[i]) if isinstance(node, Mention) else _word(read, node, i)
        )
    return lines


def _mention(mention: Mention, governor: str) -> str:
    who = " ".join(x for x in (mention.office, mention.name) if x) or "pronoun"
    known = f"={mention.entity.real.name}" if mention.entity and mention.entity.real.name != mention.name else ""
    return f"{governor}<{mention.kind}: {who}{known}>"


def _word(read: Read, item: Item, i: int) -> str:
    return f"{read.repaired.text[item.start : item.end]}/{read.parse.letters[i]}"


def _candidate(reading: Reading, n: int, read: Read, event: Event) -> str:
    head = read.parse.nodes[event.node]
    word = read.repaired.text[head.start : head.end]
    status = read_status(read.parse, event)
    if status is None:
        return f"{word} ({event.rule}): rejected, the sentence only supposes it"
    sides = find_sides(reading, n, read, event)
    told = " + ".join(f"{e.name} ({role})" for e, role in sides) or "no sides"
    reason = f"{status.name}{f' by {status.why!r}' if status.why else ''}"
    if event.anaphoric:
        return f"{word} ({event.rule}): names no sides; may add a date or place to the contact told before"
    if len([s for s in sides if s[1] != "intermediary"]) < 2:
        return f"{word} ({event.rule}): rejected, fewer than two known sides ({told})"
    return f"{word} ({event.rule}): {told}; {event.channel}, {reason}"
