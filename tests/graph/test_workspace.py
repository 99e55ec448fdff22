"""The workspace: nothing is lost on the way to disk, and it is replaced whole or not at all."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backchannel.graph.rdf import quads
from backchannel.graph.workspace import OWN, Workspace
from backchannel.schema.errors import StoreError
from backchannel.schema.model import Article, MergedGraph
from tests.graph.sample import ARTICLES, sample

EMPTY = MergedGraph({}, (), {}, {}, {})


def _build(path: Path) -> Workspace:
    return Workspace.replace(path, sample(), ARTICLES.values())


def test_a_workspace_gives_back_what_was_written(tmp_path: Path) -> None:
    """Graph, articles with texts, decisions and quads are the same after opening."""
    _build(tmp_path / "w")
    found = Workspace.open(tmp_path / "w")

    assert found.graph() == sample()
    assert found.articles == ARTICLES
    assert found.decisions == sample().decisions
    assert set(found.store) == set(quads(sample()))
    assert {p.name for p in (tmp_path / "w").iterdir()} == OWN - {"network.html"}


def test_texts_that_no_encoding_likes_survive(tmp_path: Path) -> None:
    """Half surrogate pairs, NUL and line separators in an article come back as they were."""
    article = Article("odd", "a\ud800b\x00\u2028\u0085\r\nc", title="\udfff")
    Workspace.replace(tmp_path / "w", MergedGraph({}, (), {}, {"odd": article.citation}, {}), [article])

    assert Workspace.open(tmp_path / "w").articles == {"odd": article}


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    """Every text file of two builds is equal byte by byte."""
    _build(tmp_path / "one")
    _build(tmp_path / "two")

    for name in sorted(OWN - {"store", "network.html"}):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_replacing_keeps_what_is_not_its_own(tmp_path: Path) -> None:
    """A user's export inside the workspace stays; the old graph goes; nothing is left beside it."""
    _build(tmp_path / "w")
    (tmp_path / "w" / "notes.txt").write_text("mine")

    Workspace.replace(tmp_path / "w", EMPTY, [])

    assert (tmp_path / "w" / "notes.txt").read_text() == "mine"
    assert Workspace.open(tmp_path / "w").graph() == EMPTY
    assert [p.name for p in tmp_path.iterdir()] == ["w"]


def test_a_folder_with_other_things_is_never_replaced(tmp_path: Path) -> None:
    """A home folder named by mistake is refused and untouched."""
    (tmp_path / "letters").write_text("precious")

    with pytest.raises(StoreError, match="holds other files"):
        _build(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["letters"]


def test_a_failing_page_leaves_the_old_workspace(tmp_path: Path) -> None:
    """What goes wrong before the end changes nothing."""
    _build(tmp_path / "w")

    def broken(graph: MergedGraph, path: Path) -> None:
        raise StoreError("no page")

    with pytest.raises(StoreError, match="no page"):
        Workspace.replace(tmp_path / "w", EMPTY, [], page=broken)
    assert Workspace.open(tmp_path / "w").graph() == sample()
    assert [p.name for p in tmp_path.iterdir()] == ["w"]


KILLED = """
import sys, time
from pathlib import Path
from backchannel.graph.workspace import Workspace
from tests.graph.test_workspace import EMPTY
def slow(graph, path):
    print("ready", flush=True)
    time.sleep(60)
Workspace.replace(sys.argv[1], EMPTY, [], page=slow)
"""


def test_a_killed_build_leaves_the_old_workspace_and_the_next_one_clears_up(tmp_path: Path) -> None:
    """SIGKILL in the middle: the old graph opens, and a later build leaves no trace of the dead one."""
    _build(tmp_path / "w")
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path / "w")], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()

    assert Workspace.open(tmp_path / "w").graph() == sample()
    assert len(list(tmp_path.iterdir())) == 2
    Workspace.replace(tmp_path / "w", EMPTY, [])
    assert [p.name for p in tmp_path.iterdir()] == ["w"]


def test_a_file_in_the_making_that_a_killed_run_left_goes_with_it(tmp_path: Path) -> None:
    """Of what a dead run left beside the workspace a user's file comes back, and half a page does not."""
    _build(tmp_path / "w")
    left = tmp_path / ".w.99999999.new"
    left.mkdir()
    (left / "notes.txt").write_text("mine")
    (left / ".network.html.q3zk_0ab").write_text("<html")
    _build(tmp_path / "w")

    assert [p.name for p in tmp_path.iterdir()] == ["w"]
    assert {p.name for p in (tmp_path / "w").iterdir()} == (OWN - {"network.html"}) | {"notes.txt"}


def test_readers_never_see_a_missing_or_half_workspace(tmp_path: Path) -> None:
    """While it is replaced again and again, every opening finds a whole one."""
    _build(tmp_path / "w")
    script = (
        "import sys\nfrom tests.graph.sample import ARTICLES, sample\n"
        "from backchannel.graph.workspace import Workspace\n"
        "for _ in range(8): Workspace.replace(sys.argv[1], sample(), ARTICLES.values())\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "w")], cwd=Path(__file__).parents[2])
    seen = 0
    while child.poll() is None:
        assert (tmp_path / "w" / "merged.jsonl").stat().st_size > 0
        Workspace.open(tmp_path / "w")
        seen += 1
        time.sleep(0.001)

    assert child.returncode == 0
    assert seen > 20


def test_what_is_no_workspace_says_so(tmp_path: Path) -> None:
    """A missing folder, a broken marker, another format and broken rows: one clear line each."""
    with pytest.raises(StoreError, match="no workspace"):
        Workspace.open(tmp_path / "none")
    _build(tmp_path / "w")
    (tmp_path / "w" / "merged.jsonl").write_text('{"is": "contact"}\n')
    with pytest.raises(StoreError, match=r"merged\.jsonl is broken"):
        Workspace.open(tmp_path / "w").graph()
    (tmp_path / "w" / "decisions.jsonl").write_text("not json\n")
    with pytest.raises(StoreError, match=r"decisions\.jsonl:1: not JSON"):
        _ = Workspace.open(tmp_path / "w").decisions
    (tmp_path / "w" / "workspace.json").write_text('{"format": 99, "base": "http://x.example/"}')
    with pytest.raises(StoreError, match="format 99"):
        Workspace.open(tmp_path / "w")
    (tmp_path / "w" / "workspace.json").write_text("[]")
    with pytest.raises(StoreError, match="cannot be opened"):
        Workspace.open(tmp_path / "w")


def test_a_folder_that_cannot_be_written_is_one_error() -> None:
    """No traceback where the file system says no."""
    with pytest.raises(StoreError, match="cannot be written"):
        _build(Path("/dev/null/w"))
