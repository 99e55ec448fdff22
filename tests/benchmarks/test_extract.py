"""The measure of reading runs with and without its peer."""

from __future__ import annotations

import sys

import pytest

from benchmarks import extract


@pytest.fixture(autouse=True)
def few_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few articles a corpus are enough to see that it measures."""
    every = extract.articles
    monkeypatch.setattr(extract, "articles", lambda file: every(file)[:3])
    monkeypatch.setattr(extract, "SIZES", (1_000, 4_000))
    monkeypatch.setattr(sys, "argv", ["extract", "--rounds", "1"])


def test_each_corpus_has_a_line_of_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    """Every line has a cell for every column, and what it says of cost is above nothing."""
    extract.main()
    costs, growth = capsys.readouterr().out.strip().split("\n\n")
    head, rule, *lines = costs.splitlines()

    assert [line.split("|")[1].strip() for line in lines] == list(extract.corpora())
    assert {line.count("|") for line in (head, rule, *lines)} == {len(extract.COLUMNS) + 1}
    assert all(float(line.split("|")[4]) > 0 for line in lines)
    assert len(growth.splitlines()) == 2 + len(extract.SIZES)


def test_an_absent_peer_is_said_aloud(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without spaCy our own figures are there, and nothing is made up for it."""
    monkeypatch.setitem(sys.modules, "spacy", None)
    extract.main()
    told = capsys.readouterr()

    assert "spaCy is not installed" in told.err
    costs = told.out.strip().split("\n\n")[0]
    assert all(line.rstrip().endswith("| - | - | - | - |") for line in costs.splitlines()[2:])
