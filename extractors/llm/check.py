"""Holding what a model says to the article: words that are not there are not believed, whatever they say.

A contact whose passages are not in the article, or of which fewer than two participants are, is dropped; any other
field that the text does not bear out is cleared, with a warning that says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from backchannel.extractors.llm.contract import Reading
from backchannel.extractors.llm.dates import checked, follows
from backchannel.extractors.llm.folding import Folded, find_quote, fold_words, folded, pieces_of
from backchannel.extractors.llm.names import known_names
from backchannel.extractors.llm.orders import orders_in
from backchannel.extractors.llm.people import held_participant
from backchannel.extractors.llm.windows import Window
from backchannel.schema.dates import EdtfDate
from backchannel.schema.model import Article, Attribution, Evidence, Participant, Report

FEWEST_WORDS = 3  # of all passages together; "bertemu" alone is in every article and shows nothing
ACRONYM = 4  # letters
# How sure a report is that passes everything, and what each warning takes off; chosen, not measured: no model's
# confidence could be held against a gold standard here.
SURE, LESS, LEAST = 0.9, 0.1, 0.3


@dataclass(frozen=True, slots=True)
class Dropped:
    """A contact that was not believed."""

    article: str
    reason: str  # "malformed", "quote", "names", "order" or "alone"
    detail: str

    def as_json(self) -> dict[str, str]:
        return {"article": self.article, "dropped": self.reason, "detail": self.detail}


@dataclass(slots=True)
class Held:
    """An article's words, ready for looking things up in."""

    article: Article
    extractor: str
    text: Folded = field(init=False)
    title: Folded = field(init=False)
    orders: tuple[tuple[int, int], ...] = field(init=False)

    def __post_init__(self) -> None:
        self.text = folded(self.article.text)
        self.title = folded(self.article.title or "")
        self.orders = orders_in(self.article.text)

    def spelt(self, words: str | None) -> str | None:
        """`words` as the article spells them, capitals aside but for acronyms; None where it does not hold them."""
        exact, loose = fold_words(words or ""), fold_words(words or "", case=True)
        acronym = exact.isupper() and len(exact) <= ACRONYM  # "US" is not "us"
        for case, told in ((False, exact), (True, loose)):
            for source in (self.article.text, self.article.title or ""):
                if told and not (case and acronym) and (place := folded(source, case).find(told)):
                    return " ".join(source[place[0] : place[1]].split())
        return None

    def report(self, reading: Reading, window: Window) -> Report | Dropped:
        """The report that a reading amounts to, or why it is dropped."""
        evidence = self._evidence(reading.evidence, window)
        if isinstance(evidence, Dropped):
            return evidence
        warnings: list[str] = []
        people = self._participants(reading, evidence, warnings)
        if sum(p.role != "intermediary" for p in people) < 2:
            names = ", ".join(p.name for p in reading.participants)
            return Dropped(self.article.id, "names", f"fewer than two of these are in the article: {names}")
        date, date_text = self._date(reading, evidence, window, warnings)
        report = Report(
            article=self.article.id,
            participants=tuple(people),
            channel=reading.channel,
            status=reading.status,
            date=date,
            date_text=date_text,
            place=self._place(reading.place, warnings),
            confidential=reading.confidential,
            attribution=self._attribution(reading.attribution, warnings),
            topic=self.spelt(reading.topic),
            evidence=evidence,
            extractor=self.extractor,
        )
        warnings += self._doubts(report)
        sure = round(max(LEAST, SURE - LESS * len(warnings)), 2)
        return replace(report, warnings=tuple(warnings), confidence=sure)

    def _evidence(self, quotes: tuple[str, ...], window: Window) -> tuple[Evidence, ...] | Dropped:
        found: list[Evidence] = []
        for quote in quotes:
            pieces = pieces_of(quote)
            if not pieces:
                return Dropped(self.article.id, "quote", "an empty passage")
            for piece in pieces:
                place = self._place_of(piece, window)
                if place is None:
                    return Dropped(self.article.id, "quote", f"not in the article: {quote[:160]}")
                if place.field == "text" and any(a < place.end and place.start < b for a, b in self.orders):
                    return Dropped(self.article.id, "order", f"rests on a sentence that gives orders: {quote[:160]}")
                found.append(place)
        if sum(len(e.text.split()) for e in found) < FEWEST_WORDS:
            return Dropped(self.article.id, "quote", f"too short to show anything: {' '.join(quotes)[:160]}")
        return tuple(dict.fromkeys(found))

    def _place_of(self, piece: str, window: Window) -> Evidence | None:
        """Where a passage stands: in the window it was read from if it is there, else anywhere, else in the title."""
        text = self.article.text
        if place := find_quote(piece, self.text, window.start, window.end) or find_quote(piece, self.text):
            return Evidence(text[slice(*place)], *place)
        if self.article.title and (place := find_quote(piece, self.title)):
            return Evidence(self.article.title[slice(*place)], *place, "title")
        return None

    def _participants(self, reading: Reading, evidence: tuple[Evidence, ...], warnings: list[str]) -> list[Participant]:
        passages = fold_words(" ".join(e.text for e in evidence), case=True)
        kept: dict[str, Participant] = {}
        for participant in reading.participants:
            held, doubts = held_participant(participant, self.spelt, passages)
            warnings += doubts
            if held is not None:
                kept.setdefault(fold_words(held.name, case=True), held)
        return list(kept.values())

    def _date(
        self, reading: Reading, evidence: tuple[Evidence, ...], window: Window, warnings: list[str]
    ) -> tuple[str | None, str | None]:
        """The date and the words it rests on, or nothing with a warning."""
        if not reading.date:
            return None, None
        parsed = checked(reading.date)
        if parsed is None:
            warnings.append(f"date-not-edtf:{reading.date[:40]}")
            return None, None
        words = self._date_words(reading, evidence, window)
        known = (self.article.published, self.article.language or "id")
        for said in words:
            if follows(reading.date, said, *known):
                self._after_publication(reading.status, parsed, warnings)
                return reading.date, said
        warnings.append(f"date-not-in-words:{reading.date}")
        return None, None

    def _date_words(self, reading: Reading, evidence: tuple[Evidence, ...], window: Window) -> list[str]:
        """The words that can bear a date: those given for it if the article holds them, then the passages."""
        given = pieces_of(reading.date_text or "")
        places = [self._place_of(piece, window) for piece in given]
        stated = [" ".join(p.text for p in places if p)] if places and all(places) else []
        return [*stated, *(e.text for e in evidence)]

    def _after_publication(self, status: str, date: EdtfDate, warnings: list[str]) -> None:
        first, published = date.earliest, checked(self.article.published or "")
        if status == "occurred" and first and published and published.latest and first > published.latest:
            warnings.append("occurred-after-publication")

    def _place(self, place: str | None, warnings: list[str]) -> str | None:
        """The place as the article spells it; "Moskow, Rusia" is looked up whole, then in its parts."""
        if place is None:
            return None
        for tried in dict.fromkeys([place, *place.split(",")]):
            for name in (tried, *known_names().others(tried)):
                if found := self.spelt(name):
                    return found
        warnings.append(f"place-not-in-text:{place[:60]}")
        return None

    def _attribution(self, chain: tuple[Attribution, ...], warnings: list[str]) -> tuple[Attribution, ...]:
        kept = []
        for link in chain:
            name = self.spelt(link.name) or self.spelt(re.sub(r"^(?:the|an?) ", "", link.name, flags=re.IGNORECASE))
            outlet = self.article.outlet
            if name is None and outlet and fold_words(outlet, case=True) == fold_words(link.name, case=True):
                name = outlet
            if name is None:
                warnings.append(f"speaker-not-in-text:{link.name[:60]}")
            else:
                kept.append(Attribution(name, link.stance))
        return tuple(dict.fromkeys(kept))

    def _doubts(self, report: Report) -> list[str]:
        """What is odd about the whole: passages far from any of the names."""
        around = " ".join(self._paragraphs(e) for e in report.evidence)
        names = folded(around, True)
        for participant in report.participants:
            for name in (participant.name, *participant.aliases):
                told = fold_words(name, case=True)
                if names.find(told) or names.find(told.split()[-1]):
                    return []
        return ["passage-names-nobody"]

    def _paragraphs(self, evidence: Evidence) -> str:
        """The paragraph a passage stands in, with the one before it."""
        if evidence.field == "title":
            return self.article.title or ""
        text = self.article.text
        own = text.rfind("\n", 0, evidence.start) + 1
        before = text.rfind("\n", 0, len(text[:own].rstrip())) + 1
        end = text.find("\n", evidence.end)
        return text[min(own, before) : end if end >= 0 else len(text)]
