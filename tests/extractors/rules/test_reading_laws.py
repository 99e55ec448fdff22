"""What holds of the reading of any text at all, however strange."""

from __future__ import annotations

import datetime
import functools
import json
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backchannel.extractors.rules import read_contacts
from backchannel.extractors.rules.glued import repair
from backchannel.extractors.rules.pack import load_pack
from backchannel.extractors.rules.reader import reports as read_reports
from backchannel.extractors.rules.reading import Reading
from backchannel.extractors.rules.text import sentences
from backchannel.schema.dates import parse_edtf
from backchannel.schema.model import CHANNELS, KINDS, ROLES, STANCES, STATUSES, Article, Report

LONG_LINE = 20_000  # characters
GOLD = Path(__file__).resolve().parents[2] / "gold"
CODES = st.sampled_from(("id", "en"))
PUBLISHED = st.one_of(
    st.none(),
    st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)).map(str),
    st.sampled_from(("", "2022", "2022-02", "XXXX-02-14", "soon")),
)
CALM = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@functools.cache
def own_sentences(code: str) -> tuple[str, ...]:
    """Paragraphs of the project's own articles in a language."""
    rows = (GOLD / f"{code}_own_articles.jsonl").read_text("utf-8").splitlines()
    return tuple(line for row in rows for line in json.loads(row)["text"].split("\n") if line)


@functools.cache
def own_words(code: str) -> tuple[str, ...]:
    return tuple(sorted({word for line in own_sentences(code) for word in line.split()}))


@functools.cache
def telling_words(code: str) -> tuple[str, ...]:
    """First words of contact and status and states' names: what makes nonsense look like news."""
    data = load_pack(code).data
    rows: list[Any] = [*data["contacts"]["verb"], *data["contacts"]["noun"]]
    return tuple(
        sorted(
            {w for row in rows for w in row["words"]}
            | {row["names"][0] for row in data["states"].values()}
            | set(data["offices"]["heads"])
            | {w for words in data["status"]["markers"].values() for w in words}
            | set(data["dates"]["days"])
        )
    )


@st.composite
def jumbled(draw: st.DrawFn) -> Article:
    """Words of news in no order, with marks and names between them."""
    code = draw(CODES)
    word = st.one_of(
        st.sampled_from(own_words(code)),
        st.sampled_from(telling_words(code)),
        st.sampled_from((".", ",", '"', "“", "”", "(", ")", "-", "\n", "&quot;", "14/2/2022", "(AS)", "'s")),
        st.text("ABCabc İıſK'’-.", max_size=6),
    )
    text = " ".join(draw(st.lists(word, max_size=120)))
    title = draw(st.one_of(st.none(), st.lists(word, max_size=9).map(" ".join)))
    return Article("a", text, title, published=draw(PUBLISHED), language=code)


@st.composite
def shuffled(draw: st.DrawFn) -> Article:
    """Whole paragraphs of several articles, drawn together in any order."""
    code = draw(CODES)
    lines = draw(st.lists(st.sampled_from(own_sentences(code)), min_size=2, max_size=8))
    glue = draw(st.sampled_from(("\n", " ", "")))  # without a space words are glued together, as scrapers do
    return Article("a", glue.join(lines), lines[0][:90], published=draw(PUBLISHED), language=code)


def check(article: Article) -> tuple[Report, ...]:
    """Everything a report promises, whatever the article."""
    reports: tuple[Report, ...] = read_contacts(article)
    assert read_contacts(article) == reports
    for report in reports:
        assert report.article == article.id
        assert report.channel in CHANNELS
        assert report.status in STATUSES
        assert sum(p.role != "intermediary" for p in report.participants) >= 2
        assert all(p.role in ROLES and p.kind in KINDS and p.name.strip() for p in report.participants)
        assert all(a.name.strip() and a.stance in STANCES for a in report.attribution)
        assert report.evidence
        for evidence in report.evidence:
            source = {"text": article.text, "title": article.title or ""}[evidence.field]
            assert evidence.text
            assert source[evidence.start : evidence.end] == evidence.text
        assert report.date is None or parse_edtf(report.date)
        assert (report.date is None) == ("no-date" in report.warnings)
        assert report.date is not None or report.date_text is None
        assert 0 < report.confidence <= 1
        assert report.rules
    assert len({r.id for r in reports}) == len(reports)
    return reports


@CALM
@given(st.text(max_size=600), st.one_of(st.none(), st.text(max_size=80)), st.one_of(st.none(), CODES), PUBLISHED)
def test_any_text_is_read_without_failing(
    text: str, title: str | None, code: str | None, published: str | None
) -> None:
    """No text, title, language or publication date makes the reader fail, and it reads the same twice."""
    check(Article("a", text, title, published=published, language=code))


@CALM
@given(jumbled())
def test_jumbled_words_of_news_keep_the_promises_of_reports(article: Article) -> None:
    """Words of contact, offices, states and marks in any order: what is reported is still well formed and quoted."""
    check(article)


@CALM
@given(shuffled())
def test_shuffled_paragraphs_keep_the_promises_of_reports(article: Article) -> None:
    """Paragraphs of several articles together, even glued without a space, are quoted as they stand."""
    check(article)


def test_own_articles_keep_the_promises_of_reports() -> None:
    """The promises are not kept by silence: the project's own articles give many reports, all well formed."""
    rows = [
        row for code in ("id", "en") for row in (GOLD / f"{code}_own_articles.jsonl").read_text("utf-8").splitlines()
    ]
    reports = [report for row in rows for report in check(Article.from_json(json.loads(row)))]

    assert len(reports) > 150


def read_to_the_end(article: Article) -> tuple[Report, ...]:
    """The reports of an article of which nothing is passed over, and every word is looked into for two."""
    pack = load_pack(article.language or "id")
    return tuple(read_reports(Reading(article, pack, True, article.text), whole=True))


@settings(CALM, max_examples=200)
@given(st.one_of(jumbled(), shuffled()))
def test_what_is_passed_over_unread_tells_of_no_contact(article: Article) -> None:
    """Texts without a word of contact, and texts in which none can have two sides, are passed over without loss."""
    assert read_contacts(article) == read_to_the_end(article)


@pytest.mark.parametrize("code", ["id", "en"])
def test_what_is_passed_over_in_examples_and_own_articles_tells_of_no_contact(code: str) -> None:
    """So are the examples of the packs, and the lines of the project's own articles one by one."""
    folder = resources.files("backchannel.extractors.languages") / code
    texts = [e["text"] for e in tomllib.loads((folder / "examples.toml").read_text("utf-8"))["example"]]
    articles = [Article("a", text, published="2022-02-15", language=code) for text in [*texts, *own_sentences(code)]]
    lost = [a.text for a in articles if read_contacts(a) != read_to_the_end(a)]

    assert not lost


@settings(deadline=None, max_examples=10)
@given(CODES, st.data())
def test_a_line_longer_than_any_newspaper_prints_is_read(code: str, data: st.DataObject) -> None:
    """A text without a single line break, longer than whole articles are, is read and quoted."""
    words = data.draw(st.lists(st.sampled_from(own_words(code)), min_size=20, max_size=60))
    text = " ".join(words) + " "
    check(Article("a", text * (LONG_LINE // len(text) + 2), language=code))


@CALM
@given(jumbled())
def test_repair_only_puts_characters_in(article: Article) -> None:
    """Without the characters put in, a repaired text is the text, or differs by a clipped letter's full stop."""
    repaired = repair(article.text, load_pack(article.language or "id"))
    put = set(repaired.inserted)
    rest = "".join(char for at, char in enumerate(repaired.text) if at not in put)

    assert len(rest) == len(article.text)
    assert all(a == b or (a, b) == (",", ".") for a, b in zip(rest, article.text, strict=True))
    kept = [at for at in range(len(repaired.text)) if at not in put]
    assert [repaired.original(at) for at in kept] == list(range(len(article.text)))


@CALM
@given(jumbled())
def test_sentences_follow_one_another(article: Article) -> None:
    """Sentences of a text never overlap, are never empty, and come in the order of the text."""
    pack = load_pack(article.language or "id")
    repaired = repair(article.text, pack)
    at = 0
    for sentence in sentences(repaired, pack):
        assert at <= sentence.start < sentence.end <= len(repaired.text)
        at = sentence.end
