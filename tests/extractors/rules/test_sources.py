"""By whose word a contact is told: outlets, speakers, sources without a name, and when the article tells it itself."""

from __future__ import annotations

import pytest

from backchannel.extractors.rules import read_contacts
from backchannel.schema.model import Article

WHO = "Presiden Prancis Bram Castell"
CALL = f"{WHO} menelepon Perdana Menteri Jepang Nadia Soka"
SPOKE = "Menlu Turki Ilham Voss mengatakan ia ingin perdamaian."


def told_by(text: str) -> list[str]:
    """The attribution of the first contact of an article."""
    first, *_ = read_contacts(Article("a", text, language="id", published="2024-05-16"))
    return [source.name for source in first.attribution]


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        (f"{CALL}.", []),
        (f"Menlu Turki Ilham Voss mengatakan {CALL}.", ["Ilham Voss"]),
        (f"{CALL}, demikian penjelasan Menlu Turki Ilham Voss.", ["Ilham Voss"]),
        (f"{CALL}, kata tiga sumber di Damaskus.", ["sumber di Damaskus"]),
        (f"Dilansir Reuters, sumber pemerintah mengatakan {CALL}.", ["Reuters", "sumber pemerintah"]),
        (f"{CALL}.\nHal itu disampaikan oleh Menlu Turki Ilham Voss pada Rabu.", ["Ilham Voss"]),
        (f"{CALL}.\nHarga gandum naik, demikian Reuters.", ["Reuters"]),
        (f"{SPOKE} Selain itu, {CALL}.", ["Ilham Voss"]),
        (f"{SPOKE} Pejabat itu juga mengatakan {CALL}.", ["Ilham Voss"]),
        (f"{SPOKE}\nSementara itu, {CALL}.", []),
    ],
)
def test_who_says_it_is_found_around_the_contact(text: str, sources: list[str]) -> None:
    """Speakers before and behind, in the sentence or the one after, and the agency an article ends with."""
    assert told_by(text) == sources


@pytest.mark.parametrize(
    "text",
    [
        f"{WHO} mengatakan pertemuannya dengan Perdana Menteri Jepang Nadia Soka membahas gas.",
        f"{CALL}. Castell memberi tahu Soka bahwa gas akan datang.",
        f"{CALL} dalam siaran di laman Facebook.",
        f"{CALL} untuk mengakhiri perang yang menurut Menlu Turki Ilham Voss sia-sia.",
    ],
)
def test_what_is_presupposed_or_done_has_no_source(text: str) -> None:
    """A meeting that is only mentioned, words that are the contact themselves, and a platform, are no word about it."""
    assert told_by(text) == []


def test_the_speakers_own_account_counts_for_what_the_lead_tells() -> None:
    """Who tells of a contact in the first person is its source, with the outlet that his words came through."""
    text = f'{CALL}.\n"Saya menelepon Perdana Menteri Nadia Soka," kata Castell, dikutip AFP.'

    assert told_by(text) == ["AFP", "Bram Castell"]
