"""The measure of reading runs with and without its peer."""

from __future__ import annotations

import sys

import pytest

from benchmarks import extract


@pytest.fixture(autouse=True)
def few_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three articles a language are enough to see that it measures."""
    every = extract.articles
    monkeypatch.setattr(extract, "articles", lambda code: every(code)[:3])
    monkeypatch.setattr(sys, "argv", ["extract", "--rounds", "1"])


def test_each_language_has_a_line_of_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    """Every line has a cell for every column, and contacts were found in the time that is told."""
    extract.main()
    head, rule, *lines = capsys.readouterr().out.strip().splitlines()

    assert [line.split("|")[1].strip() for line in lines] == list(extract.CODES)
    assert {line.count("|") for line in (head, rule, *lines)} == {len(extract.COLUMNS) + 1}
    for line in lines:
        cells = dict(zip(extract.COLUMNS, (cell.strip() for cell in line.split("|")[1:-1]), strict=True))
        assert int(cells["contacts"]) > 0
        assert float(cells["ms/article"]) > 0


def test_an_absent_peer_is_said_aloud(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without spaCy our own figures are there, and nothing is made up for it."""
    monkeypatch.setitem(sys.modules, "spacy", None)
    extract.main()
    told = capsys.readouterr()

    assert "spaCy is not installed" in told.err
    assert all(line.rstrip().endswith("| - | - | - | - |") for line in told.out.strip().splitlines()[2:])
