"""CSV, edge list, events, Parquet and Excel come back through DuckDB, LibreOffice, openpyxl and pandas."""

from __future__ import annotations

import csv
import datetime
import importlib.metadata
import json
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from backchannel.exports.tables import TABLES, Table
from backchannel.schema.model import MergedGraph
from tests.exports.nasty import LONG, quotes
from tests.exports.test_graph_formats import MUTUAL, TIES
from tests.foreign import missing, require, require_module

Exported = Callable[[str], Path]
UNGUARD = re.compile(r"^'('*[=+\-@\t\r])")


def _half(text: str) -> str:
    """Text as UTF-8 can hold it."""
    return text.replace("\ud83d", "\ufffd")


def _rows(table: Table, graph: MergedGraph, text: Callable[[str], str]) -> list[tuple[Any, ...]]:
    """The rows of a table with each text, also in lists, as a format holds it."""

    def cell(value: Any) -> Any:
        if isinstance(value, str):
            return text(value)
        return [cell(item) for item in value] if isinstance(value, list) else value

    return [tuple(cell(value) for value in row) for row in table.rows(graph)]


def _without_guard(cell: Any) -> Any:
    return UNGUARD.sub(r"\1", cell) if isinstance(cell, str) else cell


@pytest.fixture
def duckdb() -> Iterator[Any]:
    """An empty DuckDB."""
    with require_module("duckdb", "pip install duckdb").connect() as connection:
        yield connection


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_duckdb_reads_csv(table: Table, exported: Exported, graph: MergedGraph, duckdb: Any) -> None:
    """DuckDB reads every cell: nothing is not "", lists are JSON, one apostrophe taken off gives the text."""
    path = exported("csv") / f"{table.name}.csv"
    read = duckdb.execute(
        "from read_csv(?, header=true, all_varchar=true, delim=',', quote='\"', escape='\"', allow_quoted_nulls=false,"
        " max_line_size=4000000, strict_mode=true)",
        [str(path)],
    )
    assert tuple(column[0] for column in read.description) == table.header
    found = []
    for row in read.fetchall():
        cells = []
        for cell, (_, kind) in zip(map(_without_guard, row), table.columns, strict=True):
            parse = {"texts": json.loads, "ints": json.loads, "int": int, "float": float, "bool": "true".__eq__}
            cells.append(cell if cell is None or kind not in parse else parse[kind](cell))
        found.append(tuple(cells))

    assert found == _csv_rows(table, graph)


def _csv_rows(table: Table, graph: MergedGraph) -> list[tuple[Any, ...]]:
    """Rows as CSV holds them: NUL is replaced in plain cells, while JSON in list cells escapes it."""
    return [
        tuple(cell.replace("\0", "\ufffd") if isinstance(cell, str) else cell for cell in row)
        for row in _rows(table, graph, _half)
    ]


def test_no_cell_of_a_spreadsheet_file_can_run(exported: Exported) -> None:
    """No cell of csv, edgelist or events begins with what a spreadsheet takes for a formula."""
    paths = [*sorted(exported("csv").iterdir()), exported("edgelist"), exported("events")]
    cells = 0
    for path in paths:
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                for cell in row:
                    cells += 1
                    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cells > 500


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_duckdb_reads_parquet(table: Table, exported: Exported, graph: MergedGraph, duckdb: Any) -> None:
    """DuckDB reads every value with its type: dates are dates, lists are lists."""
    require_module("pyarrow", 'pip install "backchannel[exports]"')
    path = exported("parquet") / f"{table.name}.parquet"
    read = duckdb.execute("from read_parquet(?)", [str(path)])
    assert tuple(column[0] for column in read.description) == table.header
    dates = [i for i, (_, kind) in enumerate(table.columns) if kind == "date"]
    expected = []
    for row in _rows(table, graph, _half):
        cells = list(row)
        for i in dates:
            cells[i] = datetime.date.fromisoformat(cells[i]) if cells[i] else None
        expected.append(tuple(cells))

    assert read.fetchall() == expected


def _in_excel(value: Any, kind: str) -> Any:
    """What a cell of the workbook holds for a value."""
    if value is None or value == []:
        return None
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    elif not isinstance(value, str):
        return value
    elif kind == "date" and value >= "1900-03-01":
        return datetime.datetime.fromisoformat(value)
    value = _half(value).translate({ord(c): "\ufffd" for c in "\x00\x07\x1b\x1f\ufffe"})
    return value if len(value) <= 32_767 else value[:32_766] + "…"


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_openpyxl_reads_xlsx(table: Table, exported: Exported, graph: MergedGraph) -> None:
    """openpyxl reads every cell, as text, number, truth value or date, and no formula."""
    openpyxl = require_module("openpyxl", "pip install openpyxl")
    book = openpyxl.load_workbook(exported("xlsx"))
    header, *rows = book[table.name].iter_rows()
    kinds = [kind for _, kind in table.columns]
    found = [tuple(_unescaped(c.value) for c in row) for row in rows]
    expected = [
        tuple(_in_excel(v, kind) or None if v == "" else _in_excel(v, kind) for v, kind in zip(row, kinds, strict=True))
        for row in table.rows(graph)
    ]

    assert book.sheetnames == [t.name for t in TABLES]
    assert tuple(c.value for c in header) == table.header
    assert found == expected
    assert not any(c.data_type == "f" for row in rows for c in row)
    assert book[table.name].freeze_panes == "A2"


def _unescaped(value: Any) -> Any:
    """openpyxl leaves the escape of Excel's own escapes as it stands."""
    return value.replace("_x005F_", "_") if isinstance(value, str) else value


def _office(path: Path, to: str, folder: Path, reader: str | None = None) -> None:
    """Convert a file with LibreOffice without a window."""
    soffice = require("soffice", "apt-get install --no-install-recommends libreoffice-calc")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [soffice, profile, "--headless", "--convert-to", to, "--outdir", str(folder), str(path)]
    if reader:
        command.insert(3, f"--infilter={reader}")
    done = subprocess.run(command, capture_output=True, timeout=170, check=False)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.slow
def test_libreoffice_opens_the_workbook(exported: Exported, graph: MergedGraph, tmp_path: Path) -> None:
    """LibreOffice opens every sheet, runs nothing, and shows every name, day and number of the contacts and actors."""
    _office(exported("xlsx"), "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", tmp_path)
    for table in TABLES:
        with next(tmp_path.glob(f"*-{table.name}.csv")).open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
        expected = []
        for row in table.rows(graph):
            cells = [_in_excel(v, kind) for v, (_, kind) in zip(row, table.columns, strict=True)]
            expected.append([_shown(cell) for cell in cells])
        assert tuple(header) == table.header
        assert [[_lines(cell) for cell in row] for row in rows] == [[_lines(cell) for cell in row] for row in expected]


def _shown(value: Any) -> str:
    """A value as LibreOffice writes it to CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return value.strftime("%Y-%m-%d") if isinstance(value, datetime.datetime) else str(value)


def _lines(cell: str) -> str:
    """LibreOffice keeps one kind of line end in a cell."""
    return cell.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")


@pytest.mark.slow
def test_libreoffice_runs_no_cell_of_csv(exported: Exported, graph: MergedGraph, tmp_path: Path) -> None:
    """Opened as LibreOffice opens CSV by itself, no cell becomes a formula, and names come back."""
    openpyxl = require_module("openpyxl", "pip install openpyxl")
    _office(exported("csv") / "actors.csv", "xlsx", tmp_path, "CSV:44,34,76")
    sheet = openpyxl.load_workbook(tmp_path / "actors.xlsx").active
    _, *rows = sheet.iter_rows()

    assert not any(c.data_type == "f" for row in rows for c in row)
    assert len(rows) == len(graph.actors)
    assert '\'=HYPERLINK("http://evil.example","x")' in {row[2].value for row in rows}


def test_workbook_fits_excel(exported: Exported) -> None:
    """No cell is longer than Excel takes, and a cut one says so."""
    with zipfile.ZipFile(exported("xlsx")) as package:
        text = package.read("xl/worksheets/sheet5.xml").decode()
    longest = max(len(cell) for cell in re.findall(r"<t[^>]*>([^<]*)</t>", text))

    assert LONG[:32_766] + "…</t>" in text
    assert longest <= 32_767 + 100  # escaped characters count more than once here


def test_edge_list_has_every_tie(exported: Exported, graph: MergedGraph, duckdb: Any) -> None:
    """DuckDB reads one line per tie, in the columns Gephi looks for, with dates and quotes."""
    read = duckdb.execute(
        "from read_csv(?, header=true, all_varchar=true, max_line_size=4000000)", [str(exported("edgelist"))]
    )
    names = [column[0] for column in read.description]
    rows = [dict(zip(names, map(_without_guard, row), strict=True)) for row in read.fetchall()]

    assert names[:4] == ["Source", "Target", "Type", "Id"]
    assert len({row["Id"] for row in rows}) == len(rows) == sum(map(len, TIES.values()))
    for contact in graph.contacts:
        own = [row for row in rows if row["contact"] == contact.id]
        assert [(row["Source"], row["Target"]) for row in own] == sorted(TIES[contact.id])
        for row in own:
            assert row["Type"] == ("Undirected" if contact.id in MUTUAL else "Directed")
            assert (row["date"], row["earliest"], row["latest"]) == (contact.date, contact.earliest, contact.latest)
            assert set(json.loads(row["evidence"])) == {_half(q) for q in quotes(graph, contact)}
            assert row["source_name"] == _half(graph.actors[row["Source"]].name).replace("\0", "\ufffd")


def _cameo_list() -> dict[str, dict[str, str]]:
    """The code list that the gdelt package carries: descriptions and Goldstein scores by code."""
    try:
        files = importlib.metadata.files("gdelt") or []
    except importlib.metadata.PackageNotFoundError:
        missing("gdelt", "pip install gdelt")
    path = next(f for f in files if f.name == "cameoCodes.json")
    codes: dict[str, dict[str, str]] = json.loads(Path(path.locate()).read_text("utf-8"))
    return codes


def test_events_hold_against_the_list_of_others(exported: Exported, graph: MergedGraph) -> None:
    """pandas reads each event; its code is in GDELT's list, under its root, and its score on the side of its class."""
    pandas = require_module("pandas", "pip install pandas")
    table = pandas.read_csv(exported("events"), dtype=str, keep_default_na=False)
    scores = _cameo_list()["GoldsteinScale"]
    contacts = {c.id: c for c in graph.contacts}

    assert len(table) > 10
    assert set(table["cameo"]) | set(table["cameo_root"]) <= set(scores)
    for guarded in table.to_dict("records"):
        event = {name: _without_guard(cell) for name, cell in guarded.items()}
        assert event["cameo"].startswith(event["cameo_root"])
        assert (float(scores[event["cameo"]]) > 0) == (event["quad_class"] == "1")
        contact = contacts[event["contact"]]
        assert {event["source"], event["target"]} <= {p.actor for p in contact.participants}
        assert (event["earliest"], event["latest"]) == (contact.earliest or "", contact.latest or "")
        assert event["source_name"] == _half(graph.actors[event["source"]].name).replace("\0", "\ufffd")
        assert {*json.loads(event["evidence"])} == {_half(q) for q in quotes(graph, contact)}


def test_codes_mean_what_the_list_of_others_says() -> None:
    """The words of the vocabulary's CAMEO codes are those of GDELT's list."""
    theirs = _cameo_list()["Description"]
    text = resources.files("backchannel.schema").joinpath("vocabulary.ttl").read_text("utf-8")
    ours = dict(re.findall(r'^cameo:(\d+) a skos:Concept ;\n.*\n    skos:prefLabel "([^"]+)"', text, re.M))

    assert len(ours) >= 8
    for code, words in ours.items():
        assert _first_words(words) == _first_words(theirs[code])


def _first_words(text: str) -> list[str]:
    """Two words, as far as there are two: the lists differ in commas and in "not specified below"."""
    return re.findall(r"\w+", text.lower().partition(",")[0])[:2]


def test_events_follow_cameo(exported: Exported, graph: MergedGraph) -> None:
    """Events run from source to target with the vocabulary's codes; a denied contact is none; a mediator mediates."""
    with exported("events").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = {(r["contact"], r["source"], r["target"], r["cameo"], r["plover"], r["quad_class"]) for r in rows}

    assert ("c00", "a00", "a01", "041", "CONSULT", "1") in found
    assert ("c00", "a01", "a00", "041", "CONSULT", "1") not in found
    assert {f for f in found if f[0] == "c02"} == {
        ("c02", "a00", "a01", "036", "", "1"),
        ("c02", "a01", "a00", "036", "", "1"),
    }
    assert {f[1:4] for f in found if f[0] == "c04"} == {
        ("a04", "a05", "040"),
        ("a06", "a04", "045"),
        ("a06", "a05", "045"),
    }
    assert ("c08", "a07", "a04", "125", "", "3") in found
    assert not any(f[0] == "c06" for f in found)
    assert len([f for f in found if f[0] == "c03"]) == 6
    assert {r["date"] for r in rows if r["contact"] == "c00"} == {"2022-02-14"}
    assert {(r["date"], r["earliest"]) for r in rows if r["contact"] == "c03"} == {("", "2022-02-12")}
    assert len({r["event"] for r in rows}) == len(rows)
    evidence = {q for r in rows for q in json.loads(r["evidence"])}
    assert {"-ia menelepon", LONG} <= evidence
