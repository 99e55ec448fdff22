"""The commands that build, ask and measure, as a user runs them."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from backchannel.cli import main
from backchannel.graph.workspace import Workspace
from backchannel.schema.model import Report
from tests.foreign import require
from tests.graph.sample import ARTICLES, sample

GOOD = "MOSKWA - Presiden Rusia Vladimir Putin menelepon Presiden Prancis Emmanuel Macron pada 12 Februari 2022.\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The sample as a workspace."""
    return str(Workspace.replace(tmp_path_factory.mktemp("commands") / "w", sample(), ARTICLES.values()).path)


class Ran:
    """What a command left: exit status, standard output and standard error."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


Run = Callable[..., Ran]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process."""

    def command(*argv: str) -> Ran:
        try:
            main(list(argv))
            status = 0
        except SystemExit as stop:
            status = int(stop.code or 0)
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return Ran(status, out, err)

    return command


def _process(*argv: str, **more: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "backchannel", *argv],
        capture_output=True,
        timeout=120,
        check=False,
        **more,  # type: ignore[call-overload,no-any-return]
    )


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """One good article among an empty, a binary and a wrongly encoded one."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD, "utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 8)
    (folder / "broken.txt").write_bytes(b"Presiden Jokowi bertemu Putin di Kremlin, caf" + b"\xe9 \xff\xfe\xfd\n" * 3)
    return folder


def test_build_tells_what_it_cannot_read_and_builds_the_rest(bad: Path, tmp_path: Path) -> None:
    """A missing path, an empty, a binary and a broken file: one line each, the good article built, status not 0."""
    missing = str(tmp_path / "missing.txt")

    done = _process("build", missing, str(bad), "-o", str(tmp_path / "w"))
    lines = done.stderr.decode().splitlines()

    assert done.returncode == 1
    for name in ("missing.txt", "empty.txt", "binary.txt", "broken.txt"):
        assert sum(name in line for line in lines) == 1, lines
    assert len(lines) == 5
    assert all(line.startswith("backchannel: ") for line in lines)
    assert b"Traceback" not in done.stderr
    assert set(Workspace.open(tmp_path / "w").articles) == {"good"}


def test_extract_tells_what_it_cannot_read_and_prints_the_rest(bad: Path) -> None:
    """The same for `extract`: its output stays valid JSON lines of the good article."""
    done = _process("extract", str(bad))

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 4
    reports = [Report.from_json(json.loads(line)) for line in done.stdout.splitlines()]
    assert {r.article for r in reports} == {"good"}
    for report in reports:
        assert all(GOOD[e.start : e.end] == e.text for e in report.evidence)


def test_a_build_of_nothing_leaves_the_old_workspace(bad: Path, tmp_path: Path) -> None:
    """If no article can be read, the older graph stays."""
    _process("build", str(bad / "good.txt"), "-o", str(tmp_path / "w"))
    before = (tmp_path / "w" / "contacts.trig").read_bytes()

    done = _process("build", str(bad / "empty.txt"), "-o", str(tmp_path / "w"))

    assert done.returncode == 1
    assert b"no article could be read" in done.stderr
    assert (tmp_path / "w" / "contacts.trig").read_bytes() == before


def test_two_builds_in_other_order_and_with_another_hash_seed_are_equal(tmp_path: Path) -> None:
    """The sample articles, forwards and backwards: identical bytes of every text file."""
    seeds = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
    for name, files, seed in (("one", seeds, "1"), ("two", seeds[::-1], "2")):
        done = _process(
            "build", *map(str, files), "-o", str(tmp_path / name), env={**os.environ, "PYTHONHASHSEED": seed}
        )
        assert done.returncode == 0, done.stderr

    names = sorted(p.name for p in (tmp_path / "one").iterdir() if p.is_file())
    assert {"contacts.ttl", "contacts.trig", "reports.jsonl", "network.html"} <= set(names)
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_the_demo_builds_validates_and_parses_elsewhere(tmp_path: Path) -> None:
    """`build --demo` anywhere: five articles, a graph that conforms, files that raptor reads."""
    done = _process("build", "--demo", "-o", "demo", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(Workspace.open(tmp_path / "demo").articles) == 5

    assert _process("validate", "demo", cwd=tmp_path).stdout == b"demo: conforms\n"
    rapper = require("rapper", "apt-get install raptor2-utils")
    for name, form in (("contacts.ttl", "turtle"), ("contacts.trig", "trig")):
        checked = subprocess.run([rapper, "-q", "-c", "-i", form, tmp_path / "demo" / name], check=False, timeout=60)
        assert checked.returncode == 0


def test_extract_as_rdf_is_what_the_graph_holds_of_each_article(tmp_path: Path) -> None:
    """`--format trig` gives the named graphs of a later build, `ttl` the same triples in one graph."""
    (tmp_path / "a.txt").write_text(GOOD, "utf-8")
    for form in ("trig", "ttl"):
        assert (
            _process("extract", str(tmp_path / "a.txt"), "--format", form, "-o", str(tmp_path / f"o.{form}")).returncode
            == 0
        )
    _process("build", str(tmp_path / "a.txt"), "-o", str(tmp_path / "w"))
    named = set(ox.parse(path=str(tmp_path / "o.trig")))

    assert named == {q for q in Workspace.open(tmp_path / "w").store if not isinstance(q.graph_name, ox.DefaultGraph)}
    assert {q.triple for q in ox.parse(path=str(tmp_path / "o.ttl"))} == {q.triple for q in named}


@pytest.mark.parametrize(
    ("argv", "reason"),
    [
        (("build", "x.txt"), "Name the workspace"),
        (("build", "-o", "w"), "Name the articles"),
        (("build", "--demo", "x.txt"), "Name the articles"),
        (("build", "--demo", "-o", "w", "--base-iri", "here"), "not a base IRI"),
        (("query", "{built}"), "Give one query"),
        (("query", "{built}", "ASK {}", "--named", "secret"), "Give one query"),
        (("query", "{built}", "SELCT"), "not a SPARQL query"),
        (("query", "{built}", "ASK {}", "--param", "x"), "NAME=VALUE"),
        (("query", "{built}", "ASK {}", "--param", "x=1"), "no parameter $x"),
        (("query", "{built}", "--file", "none.rq"), "none.rq: No such file"),
        (("query", "{built}", "--named", "secrets"), "did you mean secret?"),
        (("query", "{built}", "SELECT * { ?s ?p ?o }", "--format", "turtle"), "turtle holds triples"),
        (("query", "nowhere", "ASK {}"), "no workspace"),
        (("contacts", "{built}", "--actor", "Lavrow"), "near: "),
        (("contacts", "{built}", "--since", "2022-02-30"), "no such day"),
        (("contacts", "{built}", "--channel", "pigeon"), "pigeon"),
        (("queries", "nonsense"), "no query is called"),
        (("network", "{built}", "--measure", "changes"), "need --before and --after"),
        (("network", "{built}", "--measure", "brokers", "--countries"), "does not go with"),
        (("path", "{built}", "Lavrov", "Nobody"), "no actor is called"),
        (("stats", "nowhere"), "no workspace"),
        (("validate", "nowhere"), "no workspace"),
    ],
)
def test_errors_are_one_clear_line(run: Run, built: str, argv: tuple[str, ...], reason: str) -> None:
    """A wrong word, file or name: what is wrong, on stderr, no traceback, nothing on stdout, status not 0."""
    ran = run(*(a.replace("{built}", built) for a in argv))

    assert ran.status != 0
    assert ran.out == ""
    assert reason in ran.err
    assert "Traceback" not in ran.err


def test_query_in_every_way(run: Run, built: str, tmp_path: Path) -> None:
    """From the command line, a file and the library; as table, CSV and Turtle; with a parameter."""
    text = "SELECT ?who { ?c bc:intermediary/foaf:name ?who . ?c rdfs:label ?l FILTER (CONTAINS(?l, $name)) }"
    (tmp_path / "q.rq").write_text(text)
    assert "Sameh Shoukry" in run("query", built, text, "--param", "name=Blinken").out
    ran = run("query", built, "--file", str(tmp_path / "q.rq"), "--param", "name=Blinken", "--format", "csv")
    assert ran.out == "who\r\nSameh Shoukry\r\n"
    ran = run("query", built, "--named", "by-outlets", "--format", "csv")
    assert "Sergey Lavrov – Vladimir Putin" in ran.out
    assert run("query", built, "ASK { ?c bc:status status:planned }").out == "yes\n"
    described = run("query", built, "DESCRIBE contact:c-plan").out
    assert "contact:c-plan a bc:Contact ;" in described
    run("query", built, "DESCRIBE contact:c-plan", "--format", "turtle", "-o", str(tmp_path / "o.ttl"))
    assert (tmp_path / "o.ttl").read_text("utf-8") == described


def test_a_query_over_its_time_is_stopped(built: str) -> None:
    """`--time-limit` ends an endless query with one line."""
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER (?a = ?h && ?c = ?i) }"

    done = _process("query", built, endless, "--time-limit", "0.5")

    assert done.returncode == 1
    assert done.stderr.decode() == "backchannel: stopped after 0.5 s: the query takes too long\n"


def test_contacts_as_csv_and_json_lines(run: Run, built: str) -> None:
    """The same contacts in both, with quotes; a cell that a spreadsheet would run is made inert."""
    ran = run("contacts", built, "--actor", "Lavrov", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    lines = run("contacts", built, "--actor", "Lavrov", "--format", "jsonl")
    found = [json.loads(line) for line in lines.out.splitlines()]

    assert [r["id"] for r in rows] == ["c-meeting", "c-plan", "c-letter", "c-message"] == [f["id"] for f in found]
    assert rows[2]["quote"] == 'Lavrov menulis surat kepada Blinken: "cukup\\"'
    assert rows[3]["who"] == "Antony Blinken → Sergey Lavrov (Sameh Shoukry)"
    assert found[0]["quotes"][0]["article"] == "kabar-1"


def test_a_table_cannot_steer_a_terminal(run: Run, tmp_path: Path) -> None:
    """Escape sequences in an article's words are shown, not obeyed."""
    graph = sample()
    actors = {**graph.actors, "putin": replace(graph.actors["putin"], name="\x1b]0;evil\x07[bold]Putin")}
    Workspace.replace(tmp_path / "w", replace(graph, actors=actors), ARTICLES.values())

    ran = run("contacts", str(tmp_path / "w"))

    assert "\x1b" not in ran.out
    assert "\\x1b]0;evil\\x07[bold]Putin" in "".join(ran.out.split("\n"))


def test_stats_count(run: Run, built: str) -> None:
    """As JSON, the numbers of the sample."""
    found = json.loads(run("stats", built, "--format", "json").out)

    assert (found["articles"], found["reports"], found["contacts"], found["actors"]) == (3, 11, 9, 8)
    assert found["contacts by status"] == {"occurred": 7, "planned": 1, "denied": 1}
    assert found["pairs in direct contact"] == 5
    assert "contacts by status: denied" in run("stats", built).out


def test_validate_finds_what_is_wrong(run: Run, built: str, tmp_path: Path) -> None:
    """A conforming graph is said to conform; a misquoted article and a broken store are told, status 1."""
    assert run("validate", built).out.endswith(": conforms\n")
    articles = [a if a.id != "kabar-1" else type(a)(a.id, "Putin menerima tamu lain.") for a in ARTICLES.values()]
    Workspace.replace(tmp_path / "w", sample(), articles)
    store = ox.Store(str(tmp_path / "w" / "store"))
    store.update(
        "PREFIX bc: <https://w3id.org/backchannel/ns#> PREFIX contact: <https://w3id.org/backchannel/data/contact/> "
        "DELETE WHERE { contact:c-call bc:status ?s }"
    )
    store.flush()
    del store

    ran = run("validate", str(tmp_path / "w"))

    assert ran.status == 1
    assert "contact:c-call bc:status: Less than 1 values" in ran.out
    assert ran.out.count("quotes what is not there") == 3
    assert "4 violations" in ran.err


def test_queries_are_listed_and_explained(run: Run) -> None:
    """The list names each query, a name explains itself, `--text` shows SPARQL that runs."""
    assert "stands-between" in run("queries").out
    explained = run("queries", "stands-between").out
    assert "x=ACTOR" in explained
    assert "--named stands-between --param x=Blinken --param y=Putin" in explained
    assert run("queries", "secret", "--text").out.startswith("SELECT ")


def test_network_and_path(run: Run, built: str) -> None:
    """Rows of a measure, and the chain of contacts with its quotes."""
    rows = json.loads(run("network", built, "--measure", "brokers", "--format", "json").out)
    assert [r["name"] for r in rows] == ["Emmanuel Macron", "Vladimir Putin", "Sergey Lavrov", "Sameh Shoukry"]
    periods = ("--before", "2019", "--after", "2022")
    ran = run("network", built, "--measure", "changes", *periods, "--format", "csv")
    assert ran.out.splitlines()[1] == "Antony Blinken,Sergey Lavrov,0,1"
    shown = run("path", built, "Lavrov", "Zelensky").out
    assert shown.splitlines()[0] == "Sergey Lavrov · Vladimir Putin · Emmanuel Macron · Volodymyr Zelensky"
    assert "“Macron diam-diam bertemu Zelensky di Kyiv” (..)" in shown
    assert run("path", built, "Lavrov", "Zelensky", "--until", "2022-02").status == 1
