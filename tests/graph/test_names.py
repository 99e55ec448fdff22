"""Names, offices and places made comparable, and sets that must not meet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.graph.actors import romanised_alike, shortens
from backchannel.graph.gazetteer import is_outlet, same_place
from backchannel.graph.names import parse_name, term
from backchannel.graph.offices import held_by_one, office_class
from backchannel.graph.partition import Partition


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sergey Lavrov", "Sergei Lavrov"),
        ("Volodymyr Zelensky", "Wolodymyr Zelenskiy"),
        ("Recep Tayyip Erdoğan", "Recep Tayyip Erdogan"),
        ("Tsai Ing-wen", "Tsai Ing - wen"),
        ("Wang Yi", "Yi Wang"),
        ("Ma'ruf Amin", "Maruf Amin"),
        ("Soekarno", "Sukarno"),
        ("Datuk Seri Anwar Ibrahim", "Anwar Ibrahim"),
        ("Salman bin Abdul Aziz", "Salman bin Abdulaziz"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    """Romanisation, accents, hyphens, order and titles do not tell names apart."""
    assert parse_name(one).key == parse_name(other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kim Jong Un", "Kim Jong Il"),
        ("Maria Silva", "Mario Silva"),
        ("Wang Yi", "Wang Li"),
        ("Ali Hassan", "Alu Hassan"),
    ],
)
def test_other_names_are_not_alike(one: str, other: str) -> None:
    """Short words and final vowels tell people apart."""
    assert not romanised_alike(parse_name(one), parse_name(other))


def test_marks_are_kept() -> None:
    """Initials and generations are no part of the key, but they mark its bearer."""
    assert parse_name("George H. W. Bush").marks == parse_name("George HW Bush").marks == ("h", "v")
    assert parse_name("Ferdinand Marcos Jr.").marks == parse_name("Ferdinand Marcos Junior").marks == ("jr",)
    assert parse_name("MBS").marks == ()


def test_shorter_forms() -> None:
    """Words may be left out or put as initials, in order."""
    full = parse_name("Retno Lestari Priansari Marsudi").tokens

    assert shortens(parse_name("Retno Marsudi").tokens, full)
    assert shortens(parse_name("Retno LP Marsudi").written, full)
    assert not shortens(parse_name("Marsudi Retno").tokens, full)
    assert not shortens(parse_name("Retno XY Marsudi").written, full)


@pytest.mark.parametrize(
    "text", ["Menlu", "Menteri Luar Negeri", "Menteri Luar Negeri Rusia", "Foreign Minister", "menlu RI"]
)
def test_wordings_of_one_office(text: str) -> None:
    """Language, abbreviation and a state behind it do not matter."""
    assert office_class(text) == "foreign-minister"


def test_other_offices() -> None:
    """A deputy, a former holder and an office unknown to the table are others; only some tell who it is."""
    assert office_class("Wakil Menteri Luar Negeri") == "deputy-foreign-minister"
    assert office_class("mantan Presiden AS") == "mantan presiden"
    assert office_class("Negosiator utama Iran") == "negosiator utama"
    assert held_by_one("foreign-minister")
    assert not held_by_one("ambassador")
    assert not held_by_one("mantan presiden")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Moskow", "Moscow", True),
        ("Moskow", "Rusia", True),
        ("Moskow", "Paris", False),
        ("Rusia", "Prancis", False),
        ("Surabaya", "Bandung", None),
        ("Nusa Dua, Bali", "Nusa Dua", True),
    ],
)
def test_places(one: str, other: str, same: bool | None) -> None:
    """A capital is one in all languages and lies in its country; of other places nobody can tell."""
    assert same_place(one, other) is same_place(other, one) is same


def test_media() -> None:
    """What others relay is known by name or by a word such as News."""
    assert is_outlet("AFP")
    assert is_outlet("Harian Kabar News")
    assert not is_outlet("Dmitry Peskov")


def test_quantifiers_do_not_change_a_group() -> None:
    """Some leaders and several leaders of a place are its leaders."""
    assert term("para pemimpin Eropa") == term("beberapa pemimpin Eropa") == "pemimpin eropa"


@given(st.text(max_size=40))
def test_any_text_can_be_a_name(text: str) -> None:
    """No name breaks the comparison, and comparing is the same every time."""
    assert parse_name(text) == parse_name(text)
    assert office_class(text) == office_class(text)
    assert isinstance(term(text), str)


@given(st.lists(st.tuples(st.sampled_from(["join", "part"]), st.integers(0, 8), st.integers(0, 8)), max_size=40))
def test_what_was_parted_never_meets(steps: list[tuple[str, int, int]]) -> None:
    """Joining and parting in any order: sets that were parted stay apart, joined ones together."""
    sets: Partition[int] = Partition()
    parted, joined = [], []
    for verb, a, b in steps:
        if verb == "join" and sets.join(a, b):
            joined.append((a, b))
        elif verb == "part" and sets.part(a, b):
            parted.append((a, b))

    assert all(sets.find(a) != sets.find(b) for a, b in parted)
    assert all(sets.find(a) == sets.find(b) for a, b in joined)
    assert all(a in sets.members(b) for a, b in joined)
