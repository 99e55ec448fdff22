"""`backchannel build` and `extract` over corpora: the engines agree, and what cannot be read is told and kept."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from backchannel import sharded
from backchannel.commands import build as build_command
from backchannel.commands import extract as extract_command
from backchannel.graph.workspace import Workspace
from backchannel.schema.errors import BackchannelError
from tests.extractors.corpus import write_corpus

pytest.importorskip("duckdb")
pytest.importorskip("pyarrow")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Sixty articles, a copy of one, a second one with an id that is taken, a broken line and an empty file."""
    path = write_corpus(tmp_path / "news.jsonl", 60)
    lines = path.read_text("utf-8").splitlines()
    lines += [lines[3].replace("n0000003", "copy"), lines[4], "{broken"]
    path.write_text("\n".join(lines), "utf-8")
    (tmp_path / "empty.txt").touch()
    return tmp_path


def run(command: object, *arguments: object) -> tuple[int, str, BaseException | None]:
    result = CliRunner().invoke(command, [str(a) for a in arguments])  # type: ignore[arg-type]
    return result.exit_code, result.output, result.exception


def readable(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def test_engine_writes_what_one_process_writes(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The workspace is the same, byte by byte, quad by quad, with an engine or without; `DIR.parts` is gone."""
    out = tmp_path_factory.mktemp("out")
    inputs = (corpus / "news.jsonl", corpus / "empty.txt")
    _, plain, failed = run(build_command.command, *inputs, "-o", out / "plain")
    _, pooled, failed_too = run(
        build_command.command, *inputs, "-o", out / "pooled", "--engine", "local", "--workers", 2
    )

    assert str(failed) == str(failed_too) == "3 inputs could not be read; the graph holds the others"
    assert readable(out / "plain") == readable(out / "pooled")
    assert sorted(plain.replace("/plain", "/pooled").splitlines()) == sorted(pooled.splitlines())
    stores = [sorted(map(str, Workspace.open(out / name).store)) for name in ("plain", "pooled")]
    assert stores[0] == stores[1]
    assert Workspace.open(out / "pooled").graph().citations["n0000003"].copy_of == "copy"
    skipped = [json.loads(line) for line in (out / "pooled" / "skipped.jsonl").read_text("utf-8").splitlines()]
    assert [row["source"].rpartition("/")[2] for row in skipped] == ["empty.txt", "news.jsonl", "news.jsonl:63"]
    assert not (out / "pooled.parts").exists()


def test_nothing_readable_writes_nothing(tmp_path: Path) -> None:
    """Without one article there is no workspace and nothing is left behind."""
    (tmp_path / "empty.txt").touch()

    _, _, failed = run(build_command.command, tmp_path / "empty.txt", "-o", tmp_path / "out", "--workers", 1)

    assert isinstance(failed, BackchannelError)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty.txt"]


def test_pipe_needs_no_engine(tmp_path: Path) -> None:
    """Standard input cannot be cut into shards, which is said."""
    _, _, failed = run(build_command.command, "-", "-o", tmp_path / "out", "--workers", 1)

    assert "standard input" in str(failed)


def test_second_build_is_kept_out(corpus: Path, tmp_path: Path) -> None:
    """Two builds of one workspace at once would spoil each other's parts."""
    with sharded._locked(tmp_path / "out.parts"):
        _, _, failed = run(build_command.command, corpus / "news.jsonl", "-o", tmp_path / "out", "--workers", 1)

    assert "another build is running" in str(failed)


def test_missing_spark_is_one_line(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, `--engine spark` says what to install."""
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)

    _, _, failed = run(build_command.command, corpus / "news.jsonl", "-o", tmp_path / "out", "--engine", "spark")

    assert "pip install 'backchannel[spark]'" in str(failed)


def test_large_input_takes_the_engine_by_itself(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small inputs are read by one process; from a size on, and when asked for, an engine is used."""
    paths = [str(corpus / "news.jsonl")]
    assert sharded.chosen_engine(paths, None, None, None) is None
    assert sharded.chosen_engine(paths, None, 3, None) == sharded.EngineChoice("local", 3)
    assert sharded.chosen_engine(paths, None, 3, "spark://h:1") == sharded.EngineChoice("spark", 3, "spark://h:1")

    monkeypatch.setattr(sharded, "LARGE_BYTES", 1000)

    chosen = sharded.chosen_engine(paths, None, None, None)
    assert chosen is not None
    assert chosen.name == "local"
    assert sharded.chosen_engine([str(corpus)], None, None, None) == chosen


def test_fields_are_named_on_the_command_line(tmp_path: Path) -> None:
    """A column of any name can hold the text; a wrong field is a usage error."""
    (tmp_path / "a.csv").write_text(
        "nomor;wacana\n7;Presiden Prancis Emmanuel Macron menelepon Presiden Rusia Vladimir Putin.\n", "utf-8"
    )

    status, out, _ = run(extract_command.command, tmp_path / "a.csv", "--field", "text=wacana", "--field", "id=nomor")

    assert status == 0
    assert json.loads(out.splitlines()[0])["article"] == "7"
    assert "--field" in run(extract_command.command, tmp_path / "a.csv", "--field", "nonesuch=x")[1]


def test_shares_of_a_job_array_add_up(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Two processes that do a share each leave a build nothing to extract, and it ends in the same bytes."""
    from backchannel.extractors.engine import shards
    from backchannel.extractors.engine.run import Extracted

    def times(folder: Path) -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in folder.glob("part-*/*")}

    out = tmp_path_factory.mktemp("out")
    inputs = (corpus / "news.jsonl", corpus / "empty.txt")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "SHARD_BYTES", 16 * 1024)
        patch.setattr(shards, "CHUNK_BYTES", 4 * 1024)
        for share in ("1/2", "2/2"):
            arguments = (*inputs, "-o", out / "shared", "--workers", 1, "--share", share)
            assert run(build_command.command, *arguments)[0] == 0
        parts = times(out / "shared.parts")
        assert len(parts) > 2
        patch.setattr(Extracted, "remove", lambda _: None)
        run(build_command.command, *inputs, "-o", out / "shared", "--workers", 1)
        assert times(out / "shared.parts") == parts
    run(build_command.command, *inputs, "-o", out / "plain")

    assert readable(out / "shared") == readable(out / "plain")
    assert "I/N" in run(build_command.command, *inputs, "-o", out / "x", "--share", "3/2")[1]
