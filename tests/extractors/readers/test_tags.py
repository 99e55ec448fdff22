"""Languages as they are really written."""

from __future__ import annotations

import pytest

from backchannel.extractors.readers.tags import language_tag


@pytest.mark.parametrize(
    ("written", "tag"),
    [("id", "id"), ("id_ID", "id-ID"), ("in", "id"), ("IND", "id"), ("Bahasa Indonesia", "id"), ("English", "en"),
     ("en-GB", "en-GB"), ("eng", "en"), ("Klingonisch", None), ("", None), (None, None), ("x", None)],
)  # fmt: skip
def test_names_and_codes_become_tags(written: str | None, tag: str | None) -> None:
    """Codes of two or three letters and the names of the languages at hand; anything else says nothing."""
    assert language_tag(written) == tag
