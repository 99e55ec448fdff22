"""A long run shows how far it is where somebody looks, and nothing where nobody does."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from backchannel.extractors.engine.run import State
from backchannel.progress import progress_bar

HALF = State(shards=4, size=1000, shards_done=2, size_done=500, counts={"articles": 1234, "skipped": 5}, resumed=0)


def shown(capsys: pytest.CaptureFixture[str]) -> str:
    with contextmanager(progress_bar)() as show:
        show(HALF)
    return capsys.readouterr().err


def test_terminal_sees_share_rate_and_skipped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The bar tells the share done, the articles, their rate and what was skipped."""
    monkeypatch.setenv("FORCE_COLOR", "1")  # how rich is told that it writes to a terminal
    monkeypatch.setenv("COLUMNS", "120")

    told = shown(capsys)

    assert "50%" in told
    assert "1,234 articles" in told
    assert "/s, 5 skipped" in told


def test_pipe_sees_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A log is not filled with bars."""
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)

    assert shown(capsys) == ""
