"""SIGKILL at random moments of `build` and `add`: nothing committed is lost, and the same command again completes.

    BACKCHANNEL_KILLS=10 pytest tests/front/test_killed.py      # ten moments for each command instead of three

Moments are drawn from a fixed seed over the whole time that the command takes on this machine.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backchannel.graph.workspace import Workspace
from tests.front.test_revision import article, digest, run

SEED = 20
KILLS = int(os.environ.get("BACKCHANNEL_KILLS", "3"))
MORE = 8  # articles beside the four of the other tests, so that there is something to write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with articles."""
    path = tmp_path / "articles"
    path.mkdir()
    for name in ("satu", "dua", "tiga", "empat"):
        article(path, name)
    for number in range(MORE):
        text = f"PARIS - Presiden Emmanuel Macron bertemu Menlu RI Retno Marsudi di Paris pada {number + 1} Maret 2023."
        article(path, f"m{number}", text)
    return path


@pytest.mark.parametrize("command", ["build", "add"])
def test_a_killed_run_loses_nothing(tmp_path: Path, folder: Path, command: str) -> None:
    """After each kill the workspace opens as it was or as it should be; run again, it is complete to the byte."""
    work, done = tmp_path / "work", tmp_path / "done"
    run("build", folder / "tiga.jsonl", "-o", work)
    old = digest(work)
    run("build", folder, "-o", done)
    new = digest(done)
    words = ["build", str(folder), "-o", str(work)] if command == "build" else ["add", str(work), str(folder)]
    line = [sys.executable, "-m", "backchannel", *words]
    start = time.monotonic()
    subprocess.run(line, check=True, capture_output=True)
    long = time.monotonic() - start
    assert digest(work) == new
    chance = random.Random(SEED)
    for _ in range(KILLS):
        if digest(work) == new:
            run("build", folder / "tiga.jsonl", "-o", work)
        process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, long))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

        assert digest(work) in (old, new)
        assert Workspace.open(work).graph().contacts
    subprocess.run(line, check=True, capture_output=True)

    assert digest(work) == new
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []
