"""Telling which language an article is in, and saying so where it may be another one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backchannel.extractors.rules import read_contacts
from backchannel.extractors.rules.language import detect_language, looks_like
from backchannel.schema.model import Article

GOLD = Path(__file__).resolve().parents[2] / "gold"
CALL = "Presiden Prancis Bram Castell menelepon Perdana Menteri Jepang Nadia Soka untuk membahas gas dan harga di Asia."
MALAY = f"{CALL} Beliau mahu berunding kerana harga naik, manakala Jepun pula belum menjawab."


@pytest.mark.parametrize("code", ["id", "en"])
def test_every_article_of_a_corpus_is_told_apart(code: str) -> None:
    """All of the project's own articles are taken for the language they are written in, and none for a look-alike."""
    rows = (GOLD / f"{code}_own_articles.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(row)["text"] for row in rows]

    assert {detect_language(text) for text in texts} == {code}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "14/2/2022 — 15:30",
        "Le ministre des Affaires étrangères a rencontré son homologue japonais à Genève.",
        "Der Außenminister hat mit seinem Kollegen telefoniert und wird bald nach Japan reisen.",
        "外務大臣は昨日フランスの大統領と電話で会談した。",
    ],
)
def test_other_languages_are_left_alone(text: str) -> None:
    """What is in no language with a pack is taken for none, whatever names it holds."""
    assert detect_language(text) is None


def test_malay_is_read_with_a_doubt() -> None:
    """Malay passes for Indonesian; every report of such an article says that it may be Malay."""
    assert detect_language(MALAY) == "id"
    assert looks_like(MALAY, "id") == "ms"
    for language in (None, "id"):
        reports = read_contacts(Article("a", MALAY, language=language))
        assert reports
        assert all("may-be-language:ms" in report.warnings for report in reports)


def test_one_word_of_a_neighbour_raises_no_doubt() -> None:
    """A single Malay word, as in a quoted name, is not enough for a doubt; nor do parts of words count."""
    assert looks_like(f"{CALL} Polis itu bernama Tirta Obuya.", "id") is None
    assert looks_like(f"{CALL} Ia memahukan kerananya.", "id") is None
    assert not [w for r in read_contacts(Article("a", CALL, language="id")) for w in r.warnings if "language" in w]


@pytest.mark.parametrize(
    ("given", "read"), [("id", 1), ("id-ID", 1), ("ID", 1), ("", 1), (None, 1), ("ms", 0), ("fr", 0)]
)
def test_the_language_an_article_names_is_believed(given: str | None, read: int) -> None:
    """Metadata chooses the pack, region and case aside; a language without a pack is not read in another one's."""
    assert len(read_contacts(Article("a", CALL, language=given))) == read


def test_the_title_helps_to_tell_a_short_article() -> None:
    """An article whose text could be in any language is told by its title."""
    text = "Bram Castell, Nadia Soka: 14/2, 15:30."
    assert detect_language(text) is None

    (report,) = read_contacts(Article("a", text, title=CALL))
    assert report.evidence[0].field == "title"
