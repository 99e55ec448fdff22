"""From an article to sentences that are read: mentions, clauses and words of contact in each."""

from __future__ import annotations

from backchannel.extractors.rules.apposition import join_appositions
from backchannel.extractors.rules.clauses import parse_clauses
from backchannel.extractors.rules.dates import find_dates
from backchannel.extractors.rules.events import find_events, may_tell
from backchannel.extractors.rules.glued import Repaired, repair
from backchannel.extractors.rules.items import items
from backchannel.extractors.rules.mentions import find_mentions
from backchannel.extractors.rules.read import Read
from backchannel.extractors.rules.reading import Reading
from backchannel.extractors.rules.signs import CONTACT, signs
from backchannel.extractors.rules.text import Sentence, sentences
from backchannel.extractors.rules.vocabulary import vocabulary


def parse_article(reading: Reading, whole: bool = False) -> bool:
    """Read the sentences of an article, and tell whether any of them could tell of a contact.

    Those that hold a word of contact come first: if none of them can have two sides, the others are not read, unless
    the whole article is asked for.
    """
    places = _sentences(reading)
    first = [n for n, (sentence, _, repaired) in enumerate(places) if whole or _holds_word(sentence, repaired, reading)]
    reads = {n: _read(reading, *places[n]) for n in first}
    if not whole and not any(may_tell(event) for read in reads.values() for event in read.events):
        return False
    reading.reads = [reads.get(n) or _read(reading, *place) for n, place in enumerate(places)]
    return any(read.events for read in reading.reads)


def _sentences(reading: Reading) -> list[tuple[Sentence, str, Repaired]]:
    """The sentences of the text, and of a title that does not stand at its head; those of the title come first."""
    article, pack = reading.article, reading.pack
    repaired = repair(article.text, pack, reading.glued)
    found = sentences(repaired, pack)
    body = [(s.start, s.end) for s in found if s.kind != "headline"] or [(s.start, s.end) for s in found]
    reading.vocab = vocabulary(repaired.text, body)
    reading.calendar.open(repaired.text, found, article.published, pack)
    places = [(sentence, "text", repaired) for sentence in found]
    if not article.title or article.title.strip() in article.text[:400]:
        return places
    title = repair(article.title, pack, reading.glued)
    lines = [Sentence(s.start, s.end, "headline", s.line, s.quoted) for s in sentences(title, pack)]
    return [(line, "title", title) for line in lines] + places


def _holds_word(sentence: Sentence, repaired: Repaired, reading: Reading) -> bool:
    return signs(repaired.text[sentence.start : sentence.end], reading.pack) & CONTACT != 0


def _read(reading: Reading, sentence: Sentence, name: str, repaired: Repaired) -> Read:
    text = repaired.text
    start, end = sentence.start, sentence.end
    hits = find_dates(text, start, end, reading.pack, repaired.folded)
    dates: list[tuple[int, int, object]] = [(h.start, h.end, h) for h in hits]
    found = items(text, start, end, reading.pack, reading.vocab, dates, sentence.kind == "headline")
    nodes = join_appositions(find_mentions(text, found, reading.pack))
    parse = parse_clauses(nodes)
    return Read(sentence, name, repaired, parse, find_events(parse))
