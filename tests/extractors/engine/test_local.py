"""Long runs on this machine: the same bytes however many workers there are and whoever is killed."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from backchannel.extractors.engine import WorkerDiedError, shards
from backchannel.extractors.engine.local import LocalEngine
from backchannel.extractors.engine.parts import Parts
from backchannel.extractors.engine.run import Extracted, State, run_extraction
from backchannel.extractors.engine.stages import read_shard, settings_of
from backchannel.extractors.reading import ReadOptions, read_articles
from backchannel.schema.errors import ArticleError, StoreError
from backchannel.schema.model import Article, Report
from tests.extractors.corpus import write_corpus
from tests.extractors.engine import deadly

pytest.importorskip("duckdb")
pytest.importorskip("pyarrow")

SETTINGS = settings_of(ReadOptions(), "test")
COUNT = 400


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "SHARD_BYTES", 48 * 1024)
    monkeypatch.setattr(shards, "CHUNK_BYTES", 16 * 1024)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Articles with bad lines among them, and a text file with an id that a line has too."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    path = write_corpus(folder / "news.jsonl", COUNT)
    lines = path.read_text("utf-8").splitlines()
    lines[100:100] = ["{broken", "", '{"id": "no text"}']
    path.write_text("\n".join(lines), "utf-8")
    (folder / "n0000007.txt").write_text("Satu berita lain.", "utf-8")
    (folder / "zzz.txt").write_bytes(b"\x00\x01\x02")
    return folder


@pytest.fixture
def engine() -> Iterator[LocalEngine]:
    made = LocalEngine(2)
    yield made
    made.close()


def bytes_of(folder: Path) -> dict[str, str]:
    """Digest of every file of the parts and their manifest."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "copies" not in path.parts
    }


def articles_of(found: Extracted) -> Iterator[Article]:
    """The articles of a run, in the order of their ids."""
    return (Article.from_json(json.loads(row)) for row in found.article_rows())


def run(engine: LocalEngine, corpus: Path, folder: Path, **more: Any) -> Extracted:
    return run_extraction(engine, [corpus], folder, SETTINGS, **more)


@pytest.fixture
def undisturbed(corpus: Path, tmp_path: Path) -> dict[str, str]:
    """What one worker writes that nobody kills."""
    single = LocalEngine(1)
    run(single, corpus, tmp_path / "undisturbed")
    single.close()
    return bytes_of(tmp_path / "undisturbed")


def test_plan_reads_every_line_once(corpus: Path) -> None:
    """Cut into shards, the inputs give the same articles and the same errors, with the same line numbers."""
    plan = list(shards.plan_shards([corpus, corpus / "missing"]))
    cut = [item for shard in plan for _, item in read_shard(shard, ReadOptions())]
    whole = list(read_articles([corpus, corpus / "missing"]))

    def told(items: list[Any]) -> list[str]:
        return [str(item) if isinstance(item, ArticleError) else item.digest for item in items]

    assert len(plan) > 5
    assert _without_second_ids(cut) == [line for line in told(whole) if "already taken" not in line]


def _without_second_ids(items: list[Any]) -> list[str]:
    seen: set[str] = set()
    kept = []
    for item in items:
        if isinstance(item, ArticleError):
            kept.append(str(item))
        elif item.id not in seen:
            seen.add(item.id)
            kept.append(item.digest)
    return kept


def test_run_reads_what_reading_reads(engine: LocalEngine, corpus: Path, tmp_path: Path) -> None:
    """Articles come in the order of their ids; errors and second ids are told as by plain reading."""
    items = list(read_articles([corpus]))

    found = run(engine, corpus, tmp_path / "out")

    assert [a.digest for a in articles_of(found)] == [
        a.digest for a in sorted((i for i in items if not isinstance(i, ArticleError)), key=lambda a: a.id)
    ]
    assert {str(e) for e in found.errors()} == {str(i) for i in items if isinstance(i, ArticleError)}
    reports = [Report.from_json(json.loads(row)) for row in found.report_rows()]
    assert len(reports) > COUNT
    assert [(r.article, r.id) for r in reports] == sorted((r.article, r.id) for r in reports)
    assert found.kept == COUNT


def test_workers_do_not_change_the_bytes(
    engine: LocalEngine, corpus: Path, tmp_path: Path, undisturbed: dict[str, str]
) -> None:
    """Two workers write what one writes."""
    run(engine, corpus, tmp_path / "out")

    assert bytes_of(tmp_path / "out") == undisturbed


def test_killed_workers_lose_and_double_nothing(
    engine: LocalEngine, corpus: Path, tmp_path: Path, undisturbed: dict[str, str]
) -> None:
    """Workers killed while they write parts: the run ends by itself, in the same bytes."""
    out, killed = tmp_path / "out", list[int]()
    over = threading.Event()

    def kill() -> None:
        while not over.wait(0.005) and len(killed) < 3:
            for half in out.glob(".part-*.tmp"):
                pid = int(half.name.split(".")[-2])
                if pid not in killed:
                    with suppress(ProcessLookupError):  # it ended with the pool of another that was killed
                        os.kill(pid, signal.SIGKILL)
                        killed.append(pid)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        run(engine, corpus, out)
    finally:
        over.set()
        killer.join()

    assert killed
    assert bytes_of(out) == undisturbed


def test_stage_that_always_kills_its_worker_is_given_up(engine: LocalEngine, corpus: Path, tmp_path: Path) -> None:
    """One clear line names the input; no manifest says that the run is complete."""
    with pytest.raises(WorkerDiedError, match=r"died 3 times while it worked on .*corpus"):
        run(engine, corpus, tmp_path / "out", stage=deadly.always_dies)
    with pytest.raises(StoreError, match="not complete"):
        Parts(tmp_path / "out").manifest()


def test_failing_stage_publishes_nothing(engine: LocalEngine, corpus: Path, tmp_path: Path) -> None:
    """An error in the middle of a part leaves no part; what workers that were ended had begun is cleared away."""
    with pytest.raises(OSError, match="No space left"):
        run(engine, corpus, tmp_path / "out", stage=deadly.raises)
    engine.close()

    assert list((tmp_path / "out").glob("part-*")) == []
    Parts(tmp_path / "out").sweep()
    assert list((tmp_path / "out").glob("*part*")) == []


def test_only_missing_and_changed_shards_are_run_again(engine: LocalEngine, corpus: Path, tmp_path: Path) -> None:
    """A second run takes up every part; after an input has changed, all but its shard."""
    out = tmp_path / "out"
    run(engine, corpus, out)
    states: list[State] = []
    run(engine, corpus, out, show=states.append)
    assert states[-1].resumed == states[-1].shards == states[-1].shards_done

    (corpus / "zzz.txt").write_text("Kini sebuah berita.", "utf-8")
    found = run(engine, corpus, out, show=states.append)

    assert states[-1].resumed == states[-1].shards - 1
    assert "zzz" in [a.id for a in articles_of(found)]


def test_copies_are_found_by_grouping(engine: LocalEngine, tmp_path: Path) -> None:
    """Syndicated articles point to the first published, as when they are compared in memory."""
    from backchannel.extractors.duplicates import copies, sketch

    path = write_corpus(tmp_path / "news.jsonl", 40)
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    again = [{**row, "id": f"copy-{row['id']}", "published": "2023-01-01"} for row in rows[:10]]
    again += [{**row, "id": f"early-{row['id']}", "published": "2021-01-01"} for row in rows[5:8]]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows + again), "utf-8")

    found = run(engine, path, tmp_path / "out")
    pairs = found.copies(engine)

    assert pairs == copies(map(sketch, articles_of(found)))
    assert len(pairs) == 13
    assert pairs["n0000006"] == pairs["copy-n0000006"] == "early-n0000006"
    assert pairs["copy-n0000001"] == "n0000001"


COMMAND = """
import sys
from backchannel.extractors.engine import shards
shards.SHARD_BYTES, shards.CHUNK_BYTES = 48 * 1024, 16 * 1024
from backchannel.cli import main
if __name__ == "__main__":
    main()
"""


def start(corpus: Path, out: Path) -> subprocess.Popen[str]:
    """`backchannel build` with two workers, in a process of its own."""
    script = out.parent / "command.py"
    script.write_text(COMMAND)
    arguments = ["build", str(corpus), "-o", str(out), "--engine", "local", "--workers", "2"]
    return subprocess.Popen([sys.executable, str(script), *arguments], stderr=subprocess.PIPE, text=True)


def wait_for_parts(folder: Path, count: int) -> None:
    until = time.monotonic() + 180
    while len(list(folder.glob("part-*"))) < count:
        assert time.monotonic() < until
        time.sleep(0.01)


def readable(folder: Path) -> dict[str, bytes]:
    """What the workspace says, without the database's own files."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGINT])
def test_stopped_build_goes_on(kind: signal.Signals, corpus: Path, tmp_path: Path) -> None:
    """Killed or stopped by Ctrl-C, a build leaves no process and no workspace, and the same command ends in the same
    bytes as one that was never stopped, without making the finished parts again."""
    parts = Path(f"{tmp_path / 'stopped'}.parts")
    first = start(corpus, tmp_path / "stopped")
    wait_for_parts(parts, 1)
    children = _children(first.pid)
    first.send_signal(kind)
    _, told = first.communicate(timeout=90)
    if kind == signal.SIGINT:
        assert first.returncode == 130
        assert told.strip().splitlines()[-1].endswith(f"(kept in {parts})")
        assert "Traceback" not in told
    assert children
    _wait_until_gone(children)
    assert not (tmp_path / "stopped").exists()
    before = {path: path.stat().st_mtime_ns for path in parts.glob("part-*")}
    assert 1 <= len(before) < len((parts / "plan.jsonl").read_text().splitlines())

    second = start(corpus, tmp_path / "stopped")
    wait_for_parts(parts, len(before) + 1)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    second.communicate(timeout=180)
    start(corpus, tmp_path / "whole").communicate(timeout=180)

    assert readable(tmp_path / "stopped") == readable(tmp_path / "whole")
    assert not parts.exists()


def test_killed_while_merging_goes_on(corpus: Path, tmp_path: Path) -> None:
    """A worker killed while it merges is replaced; after the parent was killed too, the same command ends in the same
    bytes as a build that nobody disturbed."""
    parts = Path(f"{tmp_path / 'killed'}.parts")
    first = start(corpus, tmp_path / "killed")
    _wait_for(parts, "merge-*/naming")
    os.kill(_workers(first.pid)[0], signal.SIGKILL)
    _wait_for(parts, "merge-*/casting")
    children = _children(first.pid)
    first.kill()
    first.communicate(timeout=90)
    _wait_until_gone(children)
    assert first.returncode == -signal.SIGKILL
    assert not (tmp_path / "killed").exists()

    start(corpus, tmp_path / "killed").communicate(timeout=600)
    start(corpus, tmp_path / "whole").communicate(timeout=600)

    assert readable(tmp_path / "killed") == readable(tmp_path / "whole")
    assert not parts.exists()


def _wait_for(folder: Path, pattern: str) -> Path:
    """The first path like that, as soon as there is one."""
    until = time.monotonic() + 600
    while True:
        for path in folder.glob(pattern):
            return path
        assert time.monotonic() < until
        time.sleep(0.002)


def _workers(pid: int) -> list[int]:
    return [child for child in _children(pid) if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def _children(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(status.parent.name))
    return found


def _wait_until_gone(pids: list[int]) -> None:
    until = time.monotonic() + 60
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < until, "a worker outlived its parent"
        time.sleep(0.05)
