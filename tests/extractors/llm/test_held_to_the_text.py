"""What a model says counts only as far as the article's own words bear it out."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.extractors.llm.check import Dropped, Held
from backchannel.extractors.llm.contract import read_contact
from backchannel.extractors.llm.dates import follows
from backchannel.extractors.llm.folding import find_quote, folded, pieces_of
from backchannel.extractors.llm.windows import windows
from backchannel.schema.model import Article, Report

TEXT = (
    "Menlu Norwegia Telepon Menlu Cile\n\n"
    "OSLO - Menteri Luar Negeri Norwegia Ane Solheim menelepon Menteri Luar Negeri Cile Pablo Rojas pada Senin "
    "(14/2/2022). “Kami membahas perikanan,” kata Solheim kepada kantor berita Kabar Utara.\n\n"
    "Solheim dijadwalkan terbang ke Santiago, Cile, pada 3–4 Maret 2022 untuk bertemu Rojas. Perwakilan presiden "
    "Norwegia dan Cile juga bertukar surat."
)
ARTICLE = Article("a", TEXT, title="Telepon dari Oslo", published="2022-02-15", outlet="Kabar Harian", language="id")
PEOPLE = [
    {"name": "Ane Solheim", "role": "initiator", "office": "Menteri Luar Negeri Norwegia", "of": "NO"},
    {"name": "Pablo Rojas", "role": "recipient", "office": "Menteri Luar Negeri Cile", "of": "CL"},
]


def held(article: Article = ARTICLE, **changes: Any) -> Report | Dropped:
    """What becomes of a contact that is right but for the changes."""
    row = {
        "participants": PEOPLE,
        "channel": "phone-call",
        "status": "occurred",
        "evidence": ["Ane Solheim menelepon Menteri Luar Negeri Cile Pablo Rojas"],
        **changes,
    }
    reading = read_contact(row)
    assert not isinstance(reading, str), reading
    return Held(article, "llm/hand/id-1").report(reading, windows(article.text)[0])


def kept(article: Article = ARTICLE, **changes: Any) -> Report:
    report = held(article, **changes)
    assert isinstance(report, Report), report
    return report


def test_the_good_one() -> None:
    """A contact that the text bears out in everything has no warning and the usual confidence."""
    report = kept(date="2022-02-14", date_text="pada Senin (14/2/2022)", attribution=[{"name": "Kabar Utara"}])

    assert (report.warnings, report.confidence) == ((), 0.9)
    assert [p.of for p in report.participants] == ["NO", "CL"]
    assert report.attributed_to == ("Kabar Utara",)


QUOTES = {
    "typed quote marks": '"Kami membahas perikanan," kata Solheim',
    "other quote marks": "«Kami membahas perikanan,» kata Solheim",
    "more spaces": "Kami  membahas\nperikanan",
    "hyphen for a dash": "pada 3-4 Maret 2022",
    "quote marks around it": '"Solheim dijadwalkan terbang ke Santiago"',
    "full stop added": "Solheim dijadwalkan terbang.",
    "left out in the middle": "Ane Solheim menelepon … Pablo Rojas [...] pada Senin",
    "across paragraphs": "kantor berita Kabar Utara. Solheim dijadwalkan",
    "zero-width space": "Ane\u200b Solheim menelepon",
    "in the title": "Telepon dari Oslo",
}


@pytest.mark.parametrize("case", sorted(QUOTES))
def test_quotes_are_found_as_they_stand(case: str) -> None:
    """Spaces, marks and dashes may differ; what the report holds is the article's own spelling, by offsets."""
    report = kept(evidence=[QUOTES[case]])

    for passage in report.evidence:
        source = ARTICLE.text if passage.field == "text" else ARTICLE.title or ""
        assert source[passage.start : passage.end] == passage.text


@pytest.mark.parametrize(
    "quote",
    [
        "Ane Solheim menelpon Menteri Luar Negeri Cile",  # a letter is missing
        "Ane Solheim menelepon Menteri Luar Negeri Peru",  # a word is another
        "ane solheim menelepon menteri",  # capitals are part of the words
        "Solheim menelepon Menteri Luar Neg",  # half a word
        "Ane Solheim menelepon … Perdana Menteri",  # one of two parts is not there
        "…",
        "Ane Solheim",  # too short to show anything
    ],
)
def test_other_words_are_no_evidence(quote: str) -> None:
    """A passage that the article does not hold, word for word, costs the whole contact."""
    assert isinstance(held(evidence=["pada Senin (14/2/2022)", quote] if len(quote) > 12 else [quote]), Dropped)


def test_longest_overlapping_article_is_folded_right() -> None:
    """Decomposed accents, soft hyphens and no-break spaces do not shift an offset."""
    text = unicodedata.normalize("NFD", "Président Élan\u00a0Müller mene\u00adlepon Menteri Zoë Ñandú kemarin.")
    at = find_quote(pieces_of("Élan Müller menelepon Menteri Zoë")[0], folded(text))

    assert at is not None
    assert unicodedata.normalize("NFC", text[slice(*at)]).replace("\u00ad", "").replace("\u00a0", " ") == (
        "Élan Müller menelepon Menteri Zoë"
    )


@given(st.text(alphabet="ab “”\"'’\n\u00a0\u200b-–é\u0301.", min_size=1, max_size=60), st.data())
def test_every_stretch_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    """Whatever whole words are copied out of a text are found there, and what is found reads the same."""
    whole = folded(text)
    words = [w for w in whole.text.split(" ") if w]
    if not words:
        return
    first = data.draw(st.integers(0, len(words) - 1))
    quote = " ".join(words[first : data.draw(st.integers(first + 1, len(words)))])
    place = whole.find(quote)

    assert place is not None
    assert folded(text[slice(*place)]).text.strip() == quote


def test_name_that_is_not_there() -> None:
    """An invented participant is left out with a warning; a contact with fewer than two left is dropped."""
    report = kept(participants=[*PEOPLE, {"name": "Boris Kolar", "role": "party"}])

    assert [p.name for p in report.participants] == ["Ane Solheim", "Pablo Rojas"]
    assert report.warnings == ("name-not-in-text:Boris Kolar",)
    assert isinstance(held(participants=[PEOPLE[0], {"name": "Boris Kolar", "role": "party"}]), Dropped)


def test_intermediaries_do_not_make_a_contact() -> None:
    """Somebody who only carried it is no second side."""
    assert isinstance(held(participants=[PEOPLE[0], {**PEOPLE[1], "role": "intermediary"}]), Dropped)


NAMES = {
    "other capitals": ({"name": "ANE SOLHEIM"}, "Ane Solheim", None, ()),
    "an alias is there": ({"name": "Dr. Ane M. Solheim", "aliases": ["Solheim"]}, "Solheim", None, ()),
    "only the surname": ({"name": "Anna Rojas"}, "Rojas", None, ("name-shortened:Anna Rojas",)),
    "state in English": ({"name": "Norway", "kind": "state"}, "Norwegia", "NO", ()),
    "capital for its state": ({"name": "Oslo", "kind": "state"}, "Oslo", "NO", ()),
    "state called a person": ({"name": "Norwegia", "kind": "person", "of": None}, "Norwegia", "NO", ()),
    "words apart": ({"name": "perwakilan presiden Cile", "kind": "group"}, "perwakilan presiden Cile", "CL", ()),
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(NAMES))
def test_names_by_which_an_actor_is_known(case: str) -> None:
    """A known other name, or a part of the name, is put as the article spells it."""
    told, name, of, warnings = NAMES[case]
    other = {"name": "Pablo Rojas" if "Rojas" not in str(told) else "Kabar Utara", "role": "recipient"}
    row = {"role": "initiator", "of": "CL" if told.get("kind") == "group" else None, **told}
    passage = "Perwakilan presiden Norwegia dan Cile juga bertukar surat"
    report = kept(participants=[row, other], evidence=[passage])
    first = report.participants[0]

    assert (first.name, first.of) == (name, of)
    assert tuple(w for w in report.warnings if w.startswith("name")) == warnings


CLEARED = {
    "place": ({"place": "Lima"}, "place", None, "place-not-in-text:Lima"),
    "place in parts": ({"place": "Santiago, Chile"}, "place", "Santiago", None),
    "place by another name": ({"place": "Chile"}, "place", "Cile", None),
    "date from nowhere": (
        {"date": "2022-02-13", "date_text": "pada Senin"}, "date", None, "date-not-in-words:2022-02-13",
    ),
    "words from nowhere": (
        {"date": "2022-02-11", "date_text": "pada Jumat"}, "date", None, "date-not-in-words:2022-02-11",
    ),
    "no such day": ({"date": "2022-02-31", "date_text": "pada Senin"}, "date", None, "date-not-edtf:2022-02-31"),
    "no date at all": ({"date": "yesterday"}, "date", None, "date-not-edtf:yesterday"),
    "speaker": ({"attribution": [{"name": "Reuters"}]}, "attribution", (), "speaker-not-in-text:Reuters"),
    "topic": ({"topic": "perang dagang"}, "topic", None, None),
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(CLEARED))
def test_fields_that_the_text_does_not_bear_out(case: str) -> None:
    """They are cleared, with a warning that says what stood there and confidence that is less by a step."""
    changes, name, value, warning = CLEARED[case]
    report = kept(**changes)

    assert getattr(report, name) == value
    assert report.warnings == ((warning,) if warning else ())
    assert report.confidence == (0.8 if warning else 0.9)


def test_state_and_office_from_nowhere() -> None:
    """A state nothing in the article points to, and an office it does not name, are cleared."""
    report = kept(participants=[{**PEOPLE[0], "of": "PE", "office": "Raja"}, PEOPLE[1]])

    assert (report.participants[0].of, report.participants[0].office) == (None, None)
    assert report.warnings == ("state-not-in-text:PE", "office-not-in-text:Raja")


def test_outlet_may_be_the_speaker() -> None:
    """The medium that prints the article need not be named in its text."""
    assert kept(attribution=[{"name": "kabar harian", "stance": "neither"}]).attributed_to == ("Kabar Harian",)


def test_held_later_than_published() -> None:
    """What is said to have happened after the article was printed is marked."""
    changes = {"date": "2022-03-03/2022-03-04", "date_text": "pada 3–4 Maret 2022"}

    assert kept(**changes).warnings == ("occurred-after-publication",)
    assert kept(**changes, status="planned").warnings == ()


def test_passage_far_from_every_name() -> None:
    """A passage in whose paragraphs none of the participants is named is marked."""
    far = replace(ARTICLE, text=TEXT + "\n\nCuaca cerah.\n\nSuhu di ibu kota naik lima derajat.")

    assert kept(far, evidence=["Suhu di ibu kota naik"]).warnings == ("passage-names-nobody",)


DATES = [
    ("2022-02-14", "pada Senin (14/2/2022)", True),
    ("2022-02-14", "pada Senin", True),
    ("2022-02-14~", "pada Senin", True),
    ("2022-02", "pada Senin (14/2/2022)", True),  # less exact than the words
    ("2022-02-15", "hari ini", True),
    ("2022-02-14", "kemarin", True),
    ("2022-02-12/2022-02-13", "akhir pekan lalu", True),
    ("2022-02-12/2022-02-13", "akhir pekan ini", False),
    ("2022-03-03/2022-03-04", "3–4 Maret 2022", True),
    ("2022-02-28/2022-03-02", "dari 28 Februari hingga 2 Maret", True),
    ("XXXX-02-14", "14 Februari", True),
    ("2022-02-14", "14 Februari", True),
    ("2021-02-14", "14 Februari", False),  # the nearest year is meant
    ("2022-02-15", "pada Senin", False),
    ("2022-02-14", "perikanan", False),
    ("2022-02-14", "pada 2022", False),  # more exact than the words
    ("2022", "pada Senin", True),
]


@pytest.mark.parametrize(("date", "words", "right"), DATES)
def test_dates_follow_from_their_words(date: str, words: str, right: bool) -> None:
    """A date is kept when its words and the day of publication can mean it, or mean something within it."""
    assert follows(date, words, "2022-02-15", "id") is right


def test_relative_words_need_a_day_of_publication() -> None:
    """Without it "yesterday" is no date, and a day without year stays one."""
    assert not follows("2022-02-14", "kemarin", None, "id")
    assert not follows("2022-02-14", "14 Februari", None, "id")
    assert follows("XXXX-02-14", "14 Februari", None, "id")


@given(st.text(alphabet="ab. \n!", max_size=4000), st.integers(500, 1500))
def test_windows_cover_the_text(text: str, size: int) -> None:
    """Every character is in a window, none is longer than allowed, each goes on before or where the last one ended."""
    found = windows(text, size)

    assert [w.number for w in found] == list(range(1, len(found) + 1))
    assert (found[0].start, found[-1].end) == (0, len(text))
    for one, other in pairwise(found):
        assert one.start < other.start <= one.end < other.end
    assert all(w.end - w.start <= size for w in found)


def test_windows_overlap_by_whole_paragraphs() -> None:
    """A window begins with the last paragraphs of the one before it."""
    text = "\n\n".join(f"Paragraf {n} " + "kata " * 20 for n in range(60))
    found = windows(text, 2000)

    assert len(found) > 3
    assert all(other.start < one.end for one, other in pairwise(found))
    assert all(text[w.start :].startswith(("Paragraf", "\n")) for w in found)


@pytest.mark.parametrize(
    ("date", "words", "right"),
    [
        ("2022-02-14", "on Monday", True),
        ("2022-02-14", "February 14, 2022", True),
        ("2022-02-13", "on Monday", False),
        ("2022-02-07/2022-02-13", "last week", True),
    ],
)
def test_dates_in_english(date: str, words: str, right: bool) -> None:
    """Each language's own words for days are used."""
    assert follows(date, words, "2022-02-15", "en") is right
