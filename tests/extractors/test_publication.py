"""When an article was published, and where that stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.extractors.publication import publication, published_in_metadata, published_in_text, published_in_url


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2022-02-14T23:30:00-05:00", "2022-02-14"),  # the day as it is written, no zone applied
        ("2022-02-14 19:30", "2022-02-14"),
        ("2022/02/14 19:30:00", "2022-02-14"),
        ("20220214T193000Z", "2022-02-14"),
        ("Mon, 14 Feb 2022 19:30:00 +0700", "2022-02-14"),
        ("2022-02", "2022-02"),
        ("2022-02-31", None),
        ("0001-01-01", None),
        ("kemarin", None),
        ("", None),
        (None, None),
    ],
)
def test_metadata(written: str | None, day: str | None) -> None:
    """Dates as feeds, mail and pages write them; what is no date is none."""
    assert published_in_metadata(written) == day


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://k.test/2022/02/14/temu", "2022-02-14"),
        ("https://k.test/read/2022/02/14/193000/temu", "2022-02-14"),
        ("https://k.test/berita/20220214193000-8-77/temu", "2022-02-14"),
        ("https://k.test/berita-2022-02-14.html", "2022-02-14"),
        ("https://k.test/2022/13/40/temu", None),
        ("https://k.test/artikel/99202202149/x", None),
        ("https://k.test/temu", None),
        (None, None),
    ],
)
def test_address(url: str | None, day: str | None) -> None:
    """A whole date in an address counts, numbers that look a little like one do not."""
    assert published_in_url(url) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Judul\nKamis, 14 Februari 2022 19:30 WIB\nIsi.", "2022-02-14"),
        ("Judul\nDewi Anjani - Kabar Teluk\nSenin, 14 Feb 2022 | 19.30 WIB\nIsi.", "2022-02-14"),
        ("Judul\n14/02/2022, 19:30 WIB", "2022-02-14"),
        ("Title\nPublished: February 14, 2022, 7:30 PM GMT\nBody", "2022-02-14"),
        ("Presiden bertemu menteri luar negeri di ibu kota pada 14 Februari 2022 sore hari.", None),
        ("Judul\n31 Februari 2022\nIsi", None),
        ("Judul\nIsi tanpa tanggal.", None),
        ("\n" * 40 + "14 Februari 2022", None),
    ],
)
def test_dateline(text: str, day: str | None) -> None:
    """A line that is little else than a date is the dateline; a date within a sentence is not."""
    assert published_in_text(text) == day


def test_surest_place_wins_and_is_named() -> None:
    """Metadata before address before text."""
    text, url = "14 Februari 2022\nIsi", "https://k.test/2021/01/02/x"

    assert publication("2020-01-01", url, text) == ("2020-01-01", "metadata")
    assert publication(None, url, text) == ("2021-01-02", "url")
    assert publication(None, None, text) == ("2022-02-14", "text")
    assert publication(None, None, "Isi") == (None, None)


@given(st.text(max_size=300))
def test_no_text_is_an_exception(text: str) -> None:
    """Whatever stands there, the answer is a date or none."""
    for found in (published_in_metadata(text), published_in_url(text), published_in_text(text)):
        assert found is None or len(found) >= 4
