"""Reading an article: sentences, mentions, clauses, candidate contacts, and one report for each distinct contact."""

from __future__ import annotations

from backchannel.extractors.rules.candidates import find_candidates
from backchannel.extractors.rules.casting import cast_all
from backchannel.extractors.rules.distinct import Candidate, distinct
from backchannel.extractors.rules.language import SAMPLE, detect_language, looks_like
from backchannel.extractors.rules.pack import Pack, load_pack, pack_codes
from backchannel.extractors.rules.parsing import parse_article
from backchannel.extractors.rules.reading import Reading
from backchannel.extractors.rules.reporting import report_of
from backchannel.schema.model import Article, Report

VERSION = "rules/1"


def read_contacts(article: Article) -> tuple[Report, ...]:
    """The contacts an article reports, in the order of the text."""
    reading = open_reading(article)
    return tuple(reports(reading)) if reading else ()


def open_reading(article: Article) -> Reading | None:
    """The reading of an article in the pack of its language; None where no pack fits or it can hold no contact."""
    code, doubt = (article.language or "").split("-")[0].lower() or None, None
    if code is None or code not in pack_codes():
        guessed, doubt = detect_language(f"{article.title or ''} {article.text}")
        if code is not None or guessed is None:
            return None
        code = guessed
    else:
        doubt = looks_like(article.text[:SAMPLE], code)
    pack = load_pack(code)
    if not can_hold_contact(article, pack):
        return None
    return Reading(article, pack, (f"may-be-language:{doubt}",) if doubt else ())


def can_hold_contact(article: Article, pack: Pack) -> bool:
    """Some word of contact occurs in the article at all."""
    return bool(pack.scan.find_matches_as_indexes(f"{article.title or ''}\n{article.text}".lower()))


def reports(reading: Reading) -> list[Report]:
    """All reports of the article."""
    return [report_of(contact, reading.article, VERSION, reading.warnings) for contact in contacts(reading)]


def contacts(reading: Reading) -> list[Candidate]:
    """The distinct contacts of the article."""
    parse_article(reading)
    if not any(read.events for read in reading.reads):
        return []
    cast_all(reading)
    return distinct([x for n, read in enumerate(reading.reads) for x in find_candidates(reading, n, read)])
