"""The table of formats, the files' bytes and their safety, and the command."""

from __future__ import annotations

import hashlib
import importlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from backchannel.cli import cli
from backchannel.exports.formats import FORMATS, format_named
from backchannel.exports.writing import Format, encodable, write_text, xml_text
from backchannel.graph.workspace import Workspace
from backchannel.schema.errors import ExportError
from backchannel.schema.model import MergedGraph
from tests.exports.nasty import nasty, shuffled

ROOT = Path(__file__).parents[2]
NAMES = [f.name for f in FORMATS]
FILES = [f for f in FORMATS if not f.folder]
FOLDERS = [f for f in FORMATS if f.folder]
_DIGESTS = """
import sys, tempfile
from pathlib import Path
from tests.exports.test_formats import digests
from tests.exports.nasty import nasty, shuffled
for line in digests(shuffled(nasty(), int(sys.argv[1])), Path(tempfile.mkdtemp())):
    print(line)
"""


def digests(graph: MergedGraph, folder: Path) -> Iterator[str]:
    """Name and hash of every file that the formats write."""
    for form in FORMATS:
        target = folder / f"contacts{form.suffix}"
        form.write(graph, target)
        for path in sorted(target.iterdir()) if form.folder else [target]:
            yield f"{form.name} {path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def test_bytes_do_not_depend_on_order_or_hash_seed(tmp_path: Path) -> None:
    """Every file is the same for another order of the input, another hash seed and another process."""
    pytest.importorskip("pyarrow", reason='pip install "backchannel[exports]"')
    here = list(digests(nasty(), tmp_path))
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "TZ": "Asia/Jakarta"}
        done = subprocess.run(
            [sys.executable, "-c", _DIGESTS, seed],
            env=env,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        assert done.stdout.splitlines() == here
    assert len(here) > len(FORMATS)
    assert shuffled(nasty(), 1).contacts != nasty().contacts


@pytest.mark.parametrize("form", FORMATS, ids=NAMES)
def test_every_format_says_what_it_cannot_carry(form: Format) -> None:
    """A module of its own opens with what the format cannot carry; so do the table, the list and the page of docs."""
    module = importlib.import_module(f"backchannel.exports.{form.name.replace('-', '_')}")
    assert "\nCannot carry: " in str(module.__doc__)
    assert module.FORMAT is form
    docs = (ROOT / "docs" / "exports.md").read_text("utf-8")
    section = re.search(rf"^## .*`{form.name}`.*?(?=^## |\Z)", docs, re.MULTILINE | re.DOTALL)
    assert section, f"docs/exports.md has no section for {form.name}"
    assert "Open this in" in section[0]
    assert "Cannot carry" in section[0]


def test_names_and_endings_are_distinct() -> None:
    """No two formats share a name, an alias or the name of their file."""
    names = [n for f in FORMATS for n in (f.name, *f.aliases)]
    assert len(set(names)) == len(names)
    assert len({f.suffix for f in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize("form", FILES, ids=lambda f: f.name)
def test_stream_and_file_are_the_same(form: Format, tmp_path: Path) -> None:
    """What goes to a stream, which need not be seekable, is what goes to a file."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.got = io.BytesIO()

        def writable(self) -> bool:
            return True

        def write(self, data: object, /) -> int:
            return self.got.write(bytes(data))  # type: ignore[call-overload,no-any-return]

    stream = Pipe()
    form.write(nasty(), stream)  # type: ignore[arg-type]
    form.write(nasty(), tmp_path / "file")

    if form.name == "xlsx":  # a zip says differently where sizes stand when it cannot go back
        assert stream.got.getvalue()[:2] == b"PK"
    else:
        assert stream.got.getvalue() == (tmp_path / "file").read_bytes()


@pytest.mark.parametrize("form", FORMATS, ids=NAMES)
def test_an_empty_graph_is_a_whole_file(form: Format, tmp_path: Path) -> None:
    """A graph of nothing is written too."""
    form.write(MergedGraph({}, (), {}, {}, {}), tmp_path / "out")
    assert (tmp_path / "out").exists()


@pytest.mark.parametrize("form", FORMATS, ids=NAMES)
def test_a_failed_export_leaves_the_old_one(form: Format, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the graph breaks in the middle, the old file or folder stands as it was and nothing is left beside it."""
    target = tmp_path / "out"
    form.write(nasty(), target)
    before = _contents(target)
    broken = nasty()
    reports = dict(broken.reports)
    last = max(reports)
    reports[last] = None  # type: ignore[assignment]

    with pytest.raises(AttributeError):
        form.write(MergedGraph(broken.actors, broken.contacts, reports, broken.citations, broken.participants), target)

    assert _contents(target) == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def _contents(path: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (sorted(path.iterdir()) if path.is_dir() else [path])}


def test_links_are_followed_and_pipes_written_to(tmp_path: Path) -> None:
    """A link still leads to its file afterwards, and a pipe is still a pipe."""
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    os.mkfifo(tmp_path / "pipe")
    form = format_named("dot")
    form.write(nasty(), tmp_path / "link")
    with (tmp_path / "got").open("wb") as got, subprocess.Popen(["cat", str(tmp_path / "pipe")], stdout=got) as reader:
        form.write(nasty(), tmp_path / "pipe")
        assert reader.wait(timeout=30) == 0

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "pipe").is_fifo()
    assert (tmp_path / "got").read_bytes() == (tmp_path / "real").read_bytes() != b"old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_one_line(workspace: Path) -> None:
    """A disk that fills up while writing to standard output is told in one line."""
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "backchannel", "export", str(workspace), "-f", "nquads", "-o", "-"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False, cwd="/")

    assert done.returncode == 1
    assert done.stderr == b"backchannel: standard output: No space left on device\n"


@pytest.mark.parametrize("form", FOLDERS, ids=lambda f: f.name)
def test_a_folder_with_other_files_is_refused(form: Format, tmp_path: Path) -> None:
    """A folder that holds anything the export did not write is left alone."""
    target = tmp_path / "out"
    form.write(nasty(), target)
    form.write(nasty(), target)
    (target / "thesis.docx").write_text("years of work")

    with pytest.raises(ExportError, match=r"thesis\.docx"):
        form.write(nasty(), target)
    assert (target / "thesis.docx").read_text() == "years of work"
    assert set(form.files) == {p.name for p in target.iterdir()} - {"thesis.docx"}


@pytest.mark.parametrize("form", FOLDERS, ids=lambda f: f.name)
def test_a_folder_refuses_a_stream(form: Format) -> None:
    """A format that is a folder says in one line that it cannot go to a stream."""
    with pytest.raises(ExportError, match="folder of files"):
        form.write(nasty(), io.BytesIO())


def test_parquet_without_its_library_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyarrow the message says what to install, and no folder appears."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(ExportError, match=r"backchannel\[exports\]"):
        format_named("parquet").write(nasty(), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@given(st.text(st.characters(), max_size=30))
def test_any_text_can_be_encoded(text: str) -> None:
    """Whatever the text, it is UTF-8 in the end, and only half surrogate pairs change."""
    stream = io.BytesIO()
    write_text(stream, iter([text]))

    assert stream.getvalue().decode("utf-8") == encodable(text)
    assert len(encodable(text)) == len(text)
    assert all(a == b or "\ud800" <= a <= "\udfff" for a, b in zip(text, encodable(text), strict=True))


@given(st.text(st.characters(), max_size=30))
def test_any_text_is_sound_xml(text: str) -> None:
    """Whatever the text, an attribute and an element of it parse and give it back, but for what XML forbids."""
    import xml.etree.ElementTree as Xml

    read = Xml.fromstring(f'<x a="{xml_text(text)}">{xml_text(text)}</x>')

    assert read.get("a") == (read.text or "")
    assert len(read.get("a", "")) == len(text)
    assert all(a == b or b == "\ufffd" for a, b in zip(text, read.get("a", ""), strict=True))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the nasty graph."""
    return Workspace.replace(tmp_path_factory.mktemp("ws") / "contacts", nasty(), []).path


def _run(*args: object) -> Result:
    return CliRunner().invoke(cli, ["export", *map(str, args)])


def test_command_writes_a_selection(workspace: Path, tmp_path: Path) -> None:
    """Filters choose what is exported; the message counts it."""
    done = _run(workspace, "--format", "edgelist", "--status", "planned", "-o", tmp_path / "x.csv")

    assert done.exit_code == 0, done.output
    assert "1 contact of 2 actors written to" in done.stderr
    assert len((tmp_path / "x.csv").read_bytes().split(b"\r\n")) == 3


@pytest.mark.parametrize("form", FILES, ids=lambda f: f.name)
def test_command_writes_to_stdout(form: Format, workspace: Path) -> None:
    """`-o -` writes the file and nothing else to standard output."""
    done = _run(workspace, "-f", form.name, "-o", "-")
    stream = io.BytesIO()
    form.write(nasty(), stream)

    assert done.exit_code == 0, done.output
    assert done.stdout_bytes == stream.getvalue()


def test_command_names_its_default_file(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without -o the file is called contacts and stands in the current folder."""
    monkeypatch.chdir(tmp_path)

    assert _run(workspace, "-f", "ttl").exit_code == 0
    assert _run(workspace, "-f", "csv").exit_code == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["contacts-csv", "contacts.ttl"]


@pytest.mark.parametrize("form", [f for f in FORMATS if f.ready], ids=lambda f: f.name)
def test_what_a_workspace_holds_is_what_is_written(form: Format, workspace: Path, tmp_path: Path) -> None:
    """The whole graph is handed out from the workspace; the bytes are those of writing it."""
    form.write(nasty(), tmp_path / "written")
    assert _run(workspace, "-f", form.name, "-o", tmp_path / "handed out").exit_code == 0

    assert (tmp_path / "handed out").read_bytes() == (tmp_path / "written").read_bytes()


def test_list_explains_every_format() -> None:
    """`--format list` names each format with its purpose and its limits, without a workspace."""
    done = _run("--format", "list")

    assert done.exit_code == 0
    for form in FORMATS:
        assert form.name in done.output
        assert form.summary in done.output
        assert form.cannot in done.output


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("-f", "nonsense"), "no format is called 'nonsense'"),
        (("-f", "csv", "-o", "-"), "csv is a folder of files and cannot go to standard output"),
        (("-f", "dot", "-o", "/nonexistent/x.dot"), "/nonexistent/x.dot: No such file or directory"),
    ],
)
def test_mistakes_are_one_line(args: tuple[str, ...], says: str, workspace: Path) -> None:
    """A mistake is one line on stderr and a status, without a traceback."""
    command = [sys.executable, "-m", "backchannel", "export", str(workspace), *args]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd="/")

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert says in done.stderr


def test_a_reader_that_stops_is_no_error(workspace: Path) -> None:
    """`| head` ends quietly."""
    command = f'"{sys.executable}" -m backchannel export "{workspace}" -f nquads -o - | head -c 100'
    done = subprocess.run(["sh", "-c", command], capture_output=True, timeout=60, check=False, cwd="/")

    assert len(done.stdout) == 100
    assert done.stderr == b""
