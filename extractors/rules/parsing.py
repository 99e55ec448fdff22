"""From an article to sentences that are read: mentions, clauses and words of contact in each."""

from __future__ import annotations

from backchannel.extractors.rules.apposition import join_appositions
from backchannel.extractors.rules.clauses import parse_clauses
from backchannel.extractors.rules.dates import find_dates
from backchannel.extractors.rules.events import find_events
from backchannel.extractors.rules.glued import Repaired, repair
from backchannel.extractors.rules.items import items
from backchannel.extractors.rules.mentions import find_mentions
from backchannel.extractors.rules.read import Read
from backchannel.extractors.rules.reading import Reading
from backchannel.extractors.rules.text import Sentence, sentences
from backchannel.extractors.rules.vocabulary import vocabulary


def parse_article(reading: Reading) -> None:
    """Read the sentences of the text, and of a title that does not stand at its head; the title comes first."""
    article = reading.article
    _parse_field(reading, "text", article.text)
    if article.title and article.title.strip() not in article.text[:400]:
        _parse_field(reading, "title", article.title)
    reading.reads.sort(key=lambda r: r.source != "title")


def _parse_field(reading: Reading, name: str, text: str) -> None:
    repaired = repair(text, reading.pack)
    found = sentences(repaired, reading.pack)
    if name == "title":
        found = [Sentence(s.start, s.end, "headline", s.line, s.quoted) for s in found]
    if name == "text":
        body = [(s.start, s.end) for s in found if s.kind != "headline"] or [(s.start, s.end) for s in found]
        reading.vocab = vocabulary(repaired.text, body)
        reading.calendar.open(repaired.text, found, reading.article.published, reading.pack)
    for sentence in found:
        reading.reads.append(_read(reading, sentence, name, repaired))


def _read(reading: Reading, sentence: Sentence, name: str, repaired: Repaired) -> Read:
    text = repaired.text
    start, end = sentence.start, sentence.end
    hits = find_dates(text, start, end, reading.pack, repaired.folded)
    dates: list[tuple[int, int, object]] = [(h.start, h.end, h) for h in hits]
    found = items(text, start, end, reading.pack, reading.vocab, dates, sentence.kind == "headline")
    nodes = join_appositions(find_mentions(text, found, reading.pack))
    parse = parse_clauses(nodes)
    return Read(sentence, name, repaired, parse, find_events(parse))
