"""Reading an article: sentences, mentions, clauses, candidate contacts, and one report for each distinct contact."""

from __future__ import annotations

from backchannel.extractors.rules.candidates import find_candidates
from backchannel.extractors.rules.casting import cast_all
from backchannel.extractors.rules.distinct import Candidate, distinct
from backchannel.extractors.rules.language import detect_language
from backchannel.extractors.rules.pack import load_pack, pack_codes
from backchannel.extractors.rules.parsing import parse_article
from backchannel.extractors.rules.reading import Reading
from backchannel.extractors.rules.reporting import report_of
from backchannel.extractors.rules.signs import CONTACT, GLUED, signs
from backchannel.schema.model import Article, Report

VERSION = "rules/1"


def read_contacts(article: Article) -> tuple[Report, ...]:
    """The contacts an article reports, in the order of the text."""
    reading = open_reading(article)
    return tuple(reports(reading)) if reading else ()


def open_reading(article: Article) -> Reading | None:
    """The reading of an article in the pack of its language; None where no pack fits or it can hold no contact."""
    code = (article.language or "").split("-")[0].lower()
    whole = f"{article.title or ''} {article.text}"
    if code:
        found = {code: signs(whole, load_pack(code))} if code in pack_codes() else {}
    else:
        found = {each: signs(whole, load_pack(each)) for each in pack_codes()}
    if not any(sign & CONTACT for sign in found.values()):
        return None
    told = code or detect_language(whole)
    if told is None or not found[told] & CONTACT:
        return None
    return Reading(article, load_pack(told), bool(found[told] & GLUED), article.text if code else whole)


def reports(reading: Reading, whole: bool = False) -> list[Report]:
    """All reports of the article; `whole`: it is read to its end even where no sentence can tell of a contact."""
    found = contacts(reading, whole)
    warnings = reading.warnings if found else ()
    return [report_of(contact, reading.article, VERSION, warnings) for contact in found]


def contacts(reading: Reading, whole: bool = False) -> list[Candidate]:
    """The distinct contacts of the article."""
    if not parse_article(reading, whole):
        return []
    cast_all(reading)
    return distinct([x for n, read in enumerate(reading.reads) for x in find_candidates(reading, n, read)])
