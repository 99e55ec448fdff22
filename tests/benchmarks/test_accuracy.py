"""The accuracy gate: floors hold, are only added to, and never sink in silence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import accuracy
from benchmarks.accuracy import Corpus, FloorError, Pin, check, raised, read_ledger, shortfalls

ROOT = Path(__file__).resolve().parents[2]
PIN = Pin("small", "d", {"found f1": 0.8}, {"false alarms": 1})


@pytest.fixture
def small(tmp_path: Path) -> Corpus:
    """One sample article with its gold."""
    (tmp_path / "articles").mkdir()
    name = "saran-lavrov"
    (tmp_path / "articles" / f"{name}.txt").write_bytes((ROOT / "seeds" / f"{name}.txt").read_bytes())
    rows = (ROOT / "seeds" / "_expected.jsonl").read_text("utf-8").splitlines()
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(row + "\n" for row in rows if json.loads(row)["article"] == name), "utf-8")
    return Corpus("small", "one article", gold, tmp_path / "articles")


def ledger(tmp_path: Path, *pins: Pin) -> Path:
    """A ledger of these pins, each sealed to the one before it."""
    path, sealed = tmp_path / "floors.jsonl", list[Pin]()
    for pin in pins:
        sealed.append(replace(pin, previous=sealed[-1].seal if sealed else ""))
    path.write_text("".join(pin.line + "\n" for pin in sealed), "utf-8")
    return path


def test_the_ledger_in_force_is_whole_and_covers_every_corpus() -> None:
    """Nobody edited a floor, and every corpus has some."""
    pins = read_ledger(accuracy.LEDGER, accuracy.CHANGELOG.read_text("utf-8"))

    assert set(pins) == {corpus.name for corpus in accuracy.CORPORA}


def test_own_corpora_are_the_ones_that_were_pinned() -> None:
    """The articles and gold in the repository are those the floors were measured on."""
    pins = read_ledger(accuracy.LEDGER, accuracy.CHANGELOG.read_text("utf-8"))
    stale = [c.name for c in accuracy.CORPORA if c.present and pins[c.name].digest != c.digest]

    assert not stale, "pin them again: python benchmarks/accuracy.py --raise"


@pytest.mark.parametrize("which", [0, 1])
def test_editing_a_floor_is_found(which: int, tmp_path: Path) -> None:
    """A floor lowered in place breaks the seal of its line, and taking a line out breaks the chain."""
    path = ledger(tmp_path, PIN, replace(PIN, corpus="other"))
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text(
        "".join(line.replace("0.8", "0.7") if i == which else line for i, line in enumerate(lines)), "utf-8"
    )
    with pytest.raises(FloorError, match=rf"floors.jsonl:{which + 1}: was edited"):
        read_ledger(path, "")

    path.write_text(lines[1], "utf-8")
    with pytest.raises(FloorError, match="was edited"):
        read_ledger(path, "")


def test_a_floor_sinks_only_with_a_reason_in_the_changelog(tmp_path: Path) -> None:
    """A lower floor or a higher ceiling needs a reason that users can read too."""
    for lower in ({"floors": {"found f1": 0.7}}, {"ceilings": {"false alarms": 2}}, {"floors": {}}):
        silent = ledger(tmp_path, PIN, replace(PIN, **lower))
        with pytest.raises(FloorError, match=r"CHANGELOG\.md does not say why"):
            read_ledger(silent, "# Changelog")

        argued = ledger(tmp_path, PIN, replace(PIN, why="the gold was wrong", **lower))
        with pytest.raises(FloorError, match=r"CHANGELOG\.md does not say why"):
            read_ledger(argued, "# Changelog")
        assert read_ledger(argued, "- accuracy: the gold was wrong")["small"].why == "the gold was wrong"


def test_figures_below_a_floor_are_named(small: Corpus) -> None:
    """What falls short is said with both numbers, changed gold too."""
    pin = replace(PIN, digest=small.digest)

    assert shortfalls(pin, small, {"found f1": 0.8}, {"false alarms": 1}) == []
    assert shortfalls(pin, small, {"found f1": 0.79}, {"false alarms": 2}) == [
        "small: found f1 0.790 is below 0.800",
        "small: false alarms 2 is above 1",
    ]
    assert shortfalls(PIN, small, {"found f1": 0.9}, {"false alarms": 0}) == [
        "small: gold or articles changed; pin them with --raise"
    ]


def test_raising_keeps_the_slack_and_never_lowers(small: Corpus) -> None:
    """New floors are what is measured less the slack, the old ones where they are higher."""
    pin = replace(PIN, digest=small.digest)

    assert raised(pin, small, {"found f1": 0.9}, {"false alarms": 0}, "").floors == {"found f1": 0.89}  # type: ignore[union-attr]
    assert raised(pin, small, {"found f1": 0.805}, {"false alarms": 1}, "") is None
    with pytest.raises(FloorError, match="found f1 would sink"):
        raised(pin, small, {"found f1": 0.7}, {"false alarms": 1}, "")
    lowered = raised(pin, small, {"found f1": 0.7}, {"false alarms": 1}, "the gold was wrong")
    assert lowered is not None
    assert (lowered.floors, lowered.why) == ({"found f1": 0.69}, "the gold was wrong")


def test_the_gate_turns_red_below_a_floor(small: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Measured for real: pinned figures hold, and a floor above what is measured fails the run."""
    path, changelog = tmp_path / "floors.jsonl", tmp_path / "CHANGELOG.md"

    assert check([small], raising=False, because="", ledger=path, changelog=changelog) == 1
    assert check([small], raising=True, because="", ledger=path, changelog=changelog) == 0
    assert check([small], raising=False, because="", ledger=path, changelog=changelog) == 0
    held = read_ledger(path, "")["small"]
    ledger(tmp_path, held, replace(held, floors={**held.floors, "found f1": 1.01}))
    assert check([small], raising=False, because="", ledger=path, changelog=changelog) == 1
    assert "small: found f1" in capsys.readouterr().err


def test_an_absent_corpus_is_said_aloud(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A corpus that is not there is passed over, not passed."""
    absent = Corpus("absent", "nothing", tmp_path / "gold.jsonl", tmp_path / "articles.jsonl")

    assert check([absent], raising=False, because="", ledger=tmp_path / "l", changelog=tmp_path / "c") == 0
    assert "absent is NOT measured" in capsys.readouterr().err
