"""The commands that change a workspace, on small articles of their own."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backchannel.cli import cli
from backchannel.graph.workspace import Workspace
from backchannel.revision import add

TEXTS = {
    "satu": "JAKARTA - Menteri Luar Negeri Rusia Sergey Lavrov bertemu dengan Menteri Luar Negeri Indonesia "
    "Retno Marsudi di Jakarta, Senin (10/7/2023).",
    "dua": "JAKARTA - Menlu RI Retno Marsudi bertemu dengan Menlu Rusia Sergei Lavrov di Jakarta pada 10 Juli 2023.",
    "tiga": "PARIS - Presiden Prancis Emmanuel Macron menelepon Presiden Rusia Vladimir Putin pada 12 Februari 2022.",
    "empat": "PARIS - Presiden Emmanuel Macron menelepon Presiden Rusia Vladimir Putin pada 14 Februari 2022.",
}


def article(folder: Path, name: str, text: str | None = None) -> Path:
    """A file with an article."""
    row = {
        "id": name,
        "text": text or TEXTS[name],
        "published": "2023-07-11",
        "outlet": f"{name}.com",
        "language": "id",
    }
    path = folder / f"{name}.jsonl"
    path.write_text(json.dumps(row) + "\n", "utf-8")
    return path


def run(*words: object, stdin: str | None = None) -> Result:
    """Run a command line."""
    return CliRunner().invoke(cli, [str(w) for w in words], input=stdin)


def digest(workspace: Path) -> dict[str, str]:
    """Hash of every file but those of the store, whose quads are hashed sorted."""
    found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in workspace.iterdir() if p.is_file()}
    quads = sorted(str(q) for q in Workspace.open(workspace).store)
    return {**found, "store": hashlib.sha256("\n".join(quads).encode()).hexdigest()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the articles."""
    path = tmp_path / "articles"
    path.mkdir()
    for name in TEXTS:
        article(path, name)
    return path


@pytest.fixture
def built(tmp_path: Path, folder: Path) -> Path:
    """A workspace of all articles."""
    result = run("build", folder, "-o", tmp_path / "all")
    assert result.exit_code == 0, result.output
    return tmp_path / "all"


def test_adding_gives_the_bytes_of_a_build_from_scratch(tmp_path: Path, folder: Path, built: Path) -> None:
    """One article after the other, in another order, gives what one build of all gives."""
    run("build", folder / "tiga.jsonl", "-o", tmp_path / "grown")
    for name in ("dua", "empat", "satu"):
        assert run("add", tmp_path / "grown", folder / f"{name}.jsonl").exit_code == 0

    assert digest(tmp_path / "grown") == digest(built)


def test_adding_again_changes_nothing(folder: Path, built: Path) -> None:
    """What the workspace holds already is left alone, to the very time of its files."""
    before = (built / "merged.jsonl").stat().st_mtime_ns
    result = run("add", built, folder)

    assert "0 new articles, 0 changed, 4 known" in result.output
    assert (built / "merged.jsonl").stat().st_mtime_ns == before


def test_a_changed_article_replaces_the_old_one(tmp_path: Path, folder: Path, built: Path) -> None:
    """The new text's reports stand, the old text's are gone, as in a build of the new text."""
    article(folder, "empat", TEXTS["empat"].replace("14 Februari", "16 Februari"))
    result = run("add", built, folder / "empat.jsonl")
    run("build", folder, "-o", tmp_path / "anew")

    assert "0 new articles, 1 changed" in result.output
    assert digest(built) == digest(tmp_path / "anew")


def test_removing_restores_the_bytes(tmp_path: Path, folder: Path, built: Path) -> None:
    """What was added and taken out again leaves no trace."""
    before = digest(built)
    article(folder, "lima", TEXTS["dua"].replace("bertemu", "berunding"))
    run("add", built, folder / "lima.jsonl")
    assert digest(built) != before
    result = run("remove", built, "lima")

    assert result.exit_code == 0, result.output
    assert digest(built) == before


def test_removing_what_is_not_there_changes_nothing(built: Path) -> None:
    """An unknown article is one clear line and an error; nothing is removed beside it."""
    before = digest(built)
    result = CliRunner().invoke(cli, ["remove", str(built), "satu", "nirgends"])

    assert result.exit_code != 0
    assert "holds no article nirgends" in str(result.exception)
    assert digest(built) == before


def test_a_decision_holds_for_new_articles_and_can_be_taken_back(tmp_path: Path, folder: Path) -> None:
    """Same actor: two names become one, also after another article; undone, the bytes are those without it."""
    work = tmp_path / "work"
    run("build", folder / "satu.jsonl", folder / "tiga.jsonl", "-o", work)
    before = digest(work)
    actors = Workspace.open(work).graph().actors
    one, other = sorted(a for a in actors if a.startswith("person."))[:2]
    made = run("decide", work, "same", one, other, "--who", "tester", "--when", "2024-01-01", "--why", "a test")
    assert made.exit_code == 0, made.output
    number = made.output.split()[1]
    assert len([a for a in Workspace.open(work).graph().actors if a in (one, other)]) == 1
    run("add", work, folder / "dua.jsonl")
    assert len([a for a in Workspace.open(work).graph().actors if a in (one, other)]) == 1
    run("remove", work, "dua")
    undone = run("decide", work, "--undo", number, "--who", "tester", "--when", "2024-01-02")
    assert undone.exit_code == 0, undone.output
    after = digest(work)

    assert {k: v for k, v in after.items() if k != "decisions.jsonl"} == {
        k: v for k, v in before.items() if k != "decisions.jsonl"
    }
    assert len((work / "decisions.jsonl").read_text().splitlines()) == 2


def test_contradicting_decisions_are_refused(built: Path) -> None:
    """A second decision against the first is an error that names the first, and nothing changes."""
    one, other = sorted(a for a in Workspace.open(built).graph().actors if a.startswith("person."))[:2]
    first = run("decide", built, "different", one, other, "--who", "t", "--when", "2024-01-01")
    before = digest(built)
    second = run("decide", built, "same", one, other, "--who", "t", "--when", "2024-01-01")

    assert second.exit_code != 0
    assert first.output.split()[1] in str(second.exception)
    assert digest(built) == before


def test_two_spellings_of_one_name_need_a_mention(built: Path) -> None:
    """ "Different" about two spellings of one name cannot be followed, and the error says what to do instead."""
    result = run("decide", built, "different", "person.sergey-lavrov.RU", "person.sergei-lavrov.RU")

    assert result.exit_code != 0
    assert "name the mention" in str(result.exception)


def test_a_slip_in_an_id_is_refused(built: Path) -> None:
    """A decision about what the graph does not hold is an error."""
    result = run("decide", built, "wrong", "deadbeef")

    assert result.exit_code != 0
    assert "holds no report deadbeef" in str(result.exception)


def test_review_takes_answers(tmp_path: Path, folder: Path) -> None:
    """Questions come with quotes; an answer becomes a decision and the question is not asked again."""
    article(folder, "tujuh", TEXTS["tiga"].replace("12 Februari", "Februari"))
    work = tmp_path / "work"
    run("build", folder, "-o", work)
    listed = [json.loads(line) for line in run("review", work, "--list").output.splitlines()]
    assert listed, "the month that fits two calls is not asked about"
    asked = run("review", work, "--limit", 1, "--who", "t", "--when", "2024-01-01", stdin="d\n")

    assert asked.exit_code == 0, asked.output
    assert "Macron" in asked.output
    assert "1 decision taken" in asked.output
    left = [json.loads(line) for line in run("review", work, "--list").output.splitlines()]
    assert listed[0] not in left


def test_review_with_nothing_to_answer_from(built: Path) -> None:
    """The end of input ends the review."""
    assert run("review", built, stdin="").exit_code == 0


def test_conflicts_are_listed(tmp_path: Path, folder: Path) -> None:
    """A meeting of one day in two cities is shown with both, as a table and as JSON."""
    article(folder, "lain", TEXTS["dua"].replace("Jakarta", "Surabaya").replace("JAKARTA", "SURABAYA"))
    work = tmp_path / "work"
    run("build", folder, "-o", work)
    rows = [json.loads(line) for line in run("conflicts", work, "--format", "json").output.splitlines()]

    assert [r["field"] for r in rows] == ["place"]
    shown = run("conflicts", work).output
    assert "Surabaya" in shown
    assert "Jakarta" in shown


def test_a_second_change_waits_for_the_first(tmp_path: Path, folder: Path, built: Path) -> None:
    """Two changes at one time both stand."""
    article(folder, "lima", TEXTS["dua"].replace("10 Juli", "11 Juli"))
    article(folder, "enam", TEXTS["dua"].replace("10 Juli", "12 Juli"))
    lines = [
        [sys.executable, "-m", "backchannel", "add", str(built), str(folder / f"{n}.jsonl")] for n in ("lima", "enam")
    ]
    for process in [subprocess.Popen(line) for line in lines]:
        assert process.wait() == 0

    assert {"lima", "enam"} <= Workspace.open(built).articles.keys()


def test_add_tells_what_cannot_be_read(tmp_path: Path, built: Path) -> None:
    """A broken file among good ones is told and remembered; the good one is in."""
    broken, good = tmp_path / "broken.txt", article(tmp_path, "baru", TEXTS["dua"].replace("10 Juli", "13 Juli"))
    broken.write_bytes(b"\x00\x01\x02\xff" * 50)
    told: list[object] = []
    change = add(built, [broken, good], told.append)

    assert change.new == ["baru"]
    assert change.failed == len(told) == 1
    assert len(Workspace.open(built).skipped) == 1
