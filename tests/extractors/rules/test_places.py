"""Where a contact is: the town before the hall, the journey's end, and the capital of who summons."""

from __future__ import annotations

import pytest

from backchannel.extractors.rules import read_contacts
from backchannel.schema.model import Article

WHO = "Presiden Prancis Bram Castell"
MET = f"{WHO} bertemu Presiden Mesir Nadia Soka"


def places(text: str) -> list[str | None]:
    """The places of an article's meetings."""
    return [r.place for r in read_contacts(Article("a", text, language="id")) if r.channel == "meeting"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"{MET} di Hotel Melati, Jenewa, Swiss.", "Jenewa"),
        (f"{MET} di KTT G20, Hamburg, Jerman.", "Hamburg"),
        (f"{MET} di Istana Melati pada Rabu.", "Istana Melati"),
        (f"{MET} di sebuah pangkalan militer di Provinsi Melati.", "Provinsi Melati"),
        (f"{WHO} terbang ke Jenewa untuk menemui Presiden Mesir Nadia Soka.", "Jenewa"),
        (f"{MET} dalam lawatannya ke Kenya.", "Kenya"),
        ("Menlu Mesir Ilham Voss memanggil Duta Besar Prancis Bram Castell.", "Mesir"),
        ("Menlu Mesir Ilham Voss memanggil Duta Besar Prancis Bram Castell ke Istana Melati.", "Istana Melati"),
        (f"{MET} sebelum bertolak ke Jenewa.", None),
    ],
)
def test_the_place_is_where_they_meet(text: str, place: str | None) -> None:
    """The town in a phrase of place, where a journey goes, or whose ministry it is; not where somebody goes next."""
    assert places(text) == [place]


def test_whom_a_traveller_meets_he_meets_where_he_has_gone() -> None:
    """A meeting told behind a journey is in the state visited, unless the other side is of a third state."""
    trip = f"{WHO} berkunjung ke Malaysia. Castell juga bertemu"

    assert (
        places(f"{trip} Menteri Ekonomi Malaysia Ilham Voss. Castell bertemu PM Malaysia Nadia Soka.")[-1] == "Malaysia"
    )
    assert places(f"{trip} Presiden Kenya Nadia Soka.") == [None]
