"""How sure a report is: fitted to what is right, and said as often as it holds."""

from __future__ import annotations

import pytest

from backchannel.extractors.rules import read_contacts
from backchannel.extractors.rules.confidence import LEAST, MOST
from backchannel.schema.model import Article
from benchmarks.confidence import Judged, fitted, judged, judged_blindly, reliability

CALL = "Presiden Prancis Bram Castell menelepon Perdana Menteri Jepang Nadia Soka"


def confidence(text: str) -> float:
    """How sure the first report of an article is."""
    first, *_ = read_contacts(Article("a", text, language="id", published="2024-05-16"))
    return first.confidence


@pytest.mark.parametrize(
    ("more", "less"),
    [
        (f"{CALL} pada Rabu (15/5/2024).", f"{CALL}."),
        (f"{CALL}. Castell menelepon Soka.", f"{CALL}."),
        (f"{CALL}.", "Presiden Prancis Bram Castell dan Perdana Menteri Jepang Nadia Soka bertelepon."),
        (f"{CALL}.", "Presiden Prancis Bram Castell menelepon Perdana Menteri Jepang."),
    ],
)
def test_what_is_told_fully_is_surer(more: str, less: str) -> None:
    """A day, a second sentence, who called whom, and a name each make a report surer."""
    assert LEAST <= confidence(less) < confidence(more) <= MOST


def test_points_are_fitted_to_what_happened() -> None:
    """A mark that goes with wrong reports gets points below zero, one with right ones above; a rare one few."""
    rows = [
        Judged(f"a{n}", frozenset({"unnamed"} if n % 2 else {"dated"}), n % 2 == 0 or n % 8 == 1) for n in range(80)
    ]
    points = fitted([*rows, Judged("b", frozenset({"headline"}), False)])

    assert points["unnamed"] < -1 < 1 < points["dated"]
    assert points["unnamed"] < points["headline"] < 0
    assert all(0 < said < 1 for said, _ in judged_blindly(rows))


def test_the_own_articles_bear_out_what_is_said_of_them() -> None:
    """On the articles of the project, a report is right about as often as it says."""
    rows = judged(("id_own", "en_own"))
    said = judged_blindly(rows)

    assert len(rows) > 100
    assert abs(sum(p - right for p, right in said)) / len(said) < 0.05
    assert "| right |" in reliability(said)
