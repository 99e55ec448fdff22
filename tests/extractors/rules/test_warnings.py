"""What a report says against itself."""

from __future__ import annotations

import pytest

from backchannel.extractors.rules import read_contacts
from backchannel.schema.model import Article

CALL = "Presiden Prancis Bram Castell menelepon Perdana Menteri Jepang Nadia Soka"
CALLED = "French President Bram Castell called Japanese Prime Minister Nadia Soka"
DAY = {"id": "pada 3 Maret 2021", "en": "on March 3, 2021"}


def warnings(code: str, text: str, published: str | None = None) -> list[str]:
    """The warnings of all reports of a text."""
    return [w for r in read_contacts(Article("a", text, published=published, language=code)) for w in r.warnings]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("id", f"{CALL} {DAY['id']}. Menteri Pertahanan Prancis Bram Castell menolak berkomentar."),
        ("en", f"{CALLED} {DAY['en']}. French Defence Minister Bram Castell declined to comment."),
    ],
)
def test_one_person_with_two_posts_is_doubtful(code: str, text: str) -> None:
    """A person who is president here and minister there is one person by name, and the report warns of it."""
    assert warnings(code, text) == ["office-conflict:Bram Castell"]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("id", f"{CALL} {DAY['id']}. Presiden Prancis Tirta Obuya menolak berkomentar."),
        ("en", f"{CALLED} {DAY['en']}. French President Tirta Obuya declined to comment."),
    ],
)
def test_two_persons_with_one_post_stay_two(code: str, text: str) -> None:
    """A second president of one state is not taken for the first: the names of the contact stay, with a warning."""
    (report,) = read_contacts(Article("a", text, language=code))

    assert {p.name for p in report.participants} >= {"Bram Castell"}
    assert any(w.startswith("office-conflict:") for w in report.warnings)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("id", f"{CALL} {DAY['id']}. Castell menolak berkomentar."),
        ("id", f"{CALL} {DAY['id']}. Presiden Castell menolak berkomentar."),
        ("id", f"{CALL} {DAY['id']}. Mantan Presiden Prancis Tirta Obuya menolak berkomentar."),
        ("en", f"{CALLED} {DAY['en']}. President Castell declined to comment."),
        ("en", f"{CALLED} {DAY['en']}. Former French President Tirta Obuya declined to comment."),
    ],
)
def test_the_same_post_again_and_former_holders_are_no_conflict(code: str, text: str) -> None:
    """Naming a post in short, or who held it before, raises no warning."""
    assert warnings(code, text) == []


@pytest.mark.parametrize(("code", "text"), [("id", f"{CALL}."), ("id", f"{CALL} pada Senin."), ("en", f"{CALLED}.")])
def test_a_contact_without_a_day_says_so(code: str, text: str) -> None:
    """A contact whose day cannot be told has no date and warns of it: no day is made up from publication."""
    (report,) = read_contacts(Article("a", text, language=code))

    assert report.date is None
    assert report.warnings == ("no-date",)


@pytest.mark.parametrize(
    ("code", "text", "published"),
    [
        ("id", f"{CALL} pada Senin.", "2022-02-17"),
        ("id", f"{CALL} {DAY['id']}.", None),
        ("id", f"{CALL} 3 Maret.", None),
    ],
)
def test_a_contact_with_a_day_does_not(code: str, text: str, published: str | None) -> None:
    """A weekday with a publication date, a full date, and a date without its year are all dates."""
    assert warnings(code, text, published) == []


def test_the_day_of_publication_is_not_the_day_of_a_contact() -> None:
    """An article that names no day gives none, though its own day is known."""
    assert warnings("id", f"{CALL}.", "2022-02-17") == ["no-date"]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("id", f"{CALL} {DAY['id']}. Castell, mantan menteri pertahanan, menolak berkomentar."),
        ("en", f"{CALLED} {DAY['en']}. Castell, a former defence minister, declined to comment."),
    ],
)
def test_what_somebody_once_was_is_no_conflict(code: str, text: str) -> None:
    """A post that the article says is over does not contradict the one held now."""
    assert warnings(code, text) == []
