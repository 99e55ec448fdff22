"""The Cypher script and the bulk folder fill a real openCypher engine; the folder keeps to neo4j-admin's rules.

The engine is Ladybug, the maintained successor of Kùzu. It stands in for Neo4j in parsing UNWIND, MERGE, MATCH, SET,
string escapes and `date()`; it wants its tables declared first, so the script's constraints (Neo4j's own syntax) are
replaced by table declarations made from the same description, and nothing here proves the speed of Neo4j itself. Its
bulk import reads the same CSV (quotes, line ends in cells, numbers, days, both ends of a relationship), but not Neo4j's
headers: the types they name are translated, and a strict reader holds the headers against the importer's rules.
"""

from __future__ import annotations

import csv
import datetime
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from backchannel.exports.neo4j import LIST_SEPARATOR, NODES, RELATIONSHIPS, SCRIPT, Kind
from backchannel.schema.model import MergedGraph
from tests.foreign import require_module

Exported = Callable[[str], Path]
TYPES = {
    "string": "STRING",
    "boolean": "BOOL",
    "int": "INT64",
    "float": "DOUBLE",
    "date": "DATE",
    "string[]": "STRING[]",
}


def _half(value: Any) -> Any:
    """A value as UTF-8 and C strings can hold it, with NUL and half pairs replaced."""
    if isinstance(value, str):
        return value.replace("\ud83d", "\ufffd").replace("\0", "\ufffd")
    return [_half(item) for item in value] if isinstance(value, list) else value


def _stored(kind: Kind, graph: MergedGraph, value: Callable[[Any], Any] = _half) -> list[list[Any]]:
    """The rows of a kind as a database gives them back: days as dates, no empty list."""
    types = ["string"] * (1 if kind.ends is None else 2) + [type_ for _, type_ in kind.properties]
    rows = []
    for row in kind.rows(graph):
        cells = [value(cell) if cell != [] else None for cell in row]
        rows.append(
            [datetime.date.fromisoformat(c) if t == "date" and c else c for c, t in zip(cells, types, strict=True)]
        )
    return sorted(rows, key=repr)


def _declaration(kind: Kind) -> str:
    properties = "".join(f", {name} {TYPES[type_]}" for name, type_ in kind.properties)
    if kind.ends is None:
        return f"CREATE NODE TABLE {kind.label}(id STRING PRIMARY KEY{properties})"
    return f"CREATE REL TABLE {kind.label}(FROM {kind.ends[0]} TO {kind.ends[1]}{properties})"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An empty Ladybug database with the tables declared."""
    ladybug = require_module("ladybug", "pip install ladybug")
    connection = ladybug.Connection(ladybug.Database(str(tmp_path_factory.mktemp("ladybug") / "db")))
    for kind in (*NODES, *RELATIONSHIPS):
        connection.execute(_declaration(kind))
    return connection


def _statements(path: Path) -> Iterator[str]:
    """The statements of the script, cut where a line ends in `;` outside of quotes."""
    text = path.read_bytes().decode("utf-8")
    for found in re.finditer(r"(?:'(?:[^'\\]|\\.)*'|//[^\n]*\n|[^';])+;\n", text, re.DOTALL):
        yield found[0].strip()


def test_cypher_fills_an_engine(engine: Any, exported: Exported, graph: MergedGraph) -> None:
    """Every node, relationship, list, day and quote is in the engine, also when the script runs twice."""
    statements = list(_statements(exported("cypher")))
    assert "".join(statements).count("UNWIND") == exported("cypher").read_text("utf-8").count("UNWIND [")
    constraints = [s for s in statements if "CREATE CONSTRAINT" in s]
    for _ in range(2):
        for statement in statements:
            if statement not in constraints:
                engine.execute(statement)

    assert len(constraints) == len(NODES)
    for kind in (*NODES, *RELATIONSHIPS):
        assert _everything(engine, kind) == _stored(kind, graph)


def test_engine_answers_with_evidence(engine: Any) -> None:
    """A question in Cypher leads from a pair of actors to the sentence."""
    found = engine.execute(
        "MATCH (:Actor {id: 'a00'})-[:TOOK_PART]->(c:Contact)<-[:TOOK_PART]-(:Actor {id: 'a01'}) "
        "MATCH (c)<-[:REPORTS]-(r:Report)-[:STANDS_IN]->(a:Article) WHERE c.channel = 'phone-call' "
        "RETURN c.id, r.evidence, a.outlet ORDER BY c.id"
    ).get_all()

    assert found[0][:2] == ["c00", ["-ia menelepon"]]
    assert found[1][1] == ['"kata"\n"nya"\r\n', "</script>"]


def _bulk(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream, strict=True)
    return header, rows


def _typed(cell: str, kind: str) -> Any:
    if cell == "" and kind != "string":
        return None
    parse: dict[str, Callable[[str], Any]] = {
        "boolean": {"true": True, "false": False}.__getitem__,
        "int": int,
        "float": float,
        "date": datetime.date.fromisoformat,
        "string[]": lambda text: text.split(LIST_SEPARATOR),
    }
    return parse.get(kind, str)(cell)


def _in_list(value: Any) -> Any:
    if isinstance(value, list):
        return [_half(item).replace(LIST_SEPARATOR, "\ufffd") for item in value]
    return "" if value is None else _half(value)


def _copy_statement(label: str, path: Path) -> str:
    """Ladybug's bulk import of one file, with the columns and types that the file's own header names."""
    header = path.read_text("utf-8").partition("\n")[0].split(",")
    columns, taken = [], []
    for number, kind in enumerate(name.partition(":")[2] for name in header):
        listed = kind.endswith("[]")
        columns.append(f"c{number} {TYPES.get('string' if listed or '(' in kind or not kind else kind)}")
        taken.append(f"string_split(c{number}, '{LIST_SEPARATOR}')" if listed else f"c{number}")
    source = f"LOAD WITH HEADERS ({', '.join(columns)}) FROM '{path}' (header=true, escape='\"', parallel=false)"
    return f"COPY {label} FROM ({source} RETURN {', '.join(taken)})"


def test_bulk_folder_fills_an_engine(exported: Exported, graph: MergedGraph, tmp_path: Path) -> None:
    """Ladybug's bulk import takes the files in the order of import.sh, finds both ends of each relationship, and gives
    back every value; it is told how lists are parted, as Neo4j's importer is by an option."""
    ladybug = require_module("ladybug", "pip install ladybug")
    connection = ladybug.Connection(ladybug.Database(str(tmp_path / "db")))
    kinds = {kind.label: kind for kind in (*NODES, *RELATIONSHIPS)}
    script = (exported("neo4j") / SCRIPT).read_text("utf-8")
    files = re.findall(r"--(?:nodes|relationships)=(\w+)=(\w+\.csv)", script)

    assert [label for label, _ in files] == list(kinds)
    for label, name in files:
        connection.execute(_declaration(kinds[label]))
        connection.execute(_copy_statement(label, exported("neo4j") / name))
        expected = _stored(kinds[label], graph, lambda value: None if value is None else _in_list(value))
        assert _everything(connection, kinds[label]) == expected


def _everything(connection: Any, kind: Kind) -> list[list[Any]]:
    """Every node or relationship of a kind with its properties, as the engine has them."""
    if kind.ends is None:
        columns, match = ["n.id"], f"(n:{kind.label})"
    else:
        columns, match = ["a.id", "b.id"], f"(a)-[n:{kind.label}]->(b)"
    columns += [f"n.{name}" for name, _ in kind.properties]
    return sorted(connection.execute(f"MATCH {match} RETURN {', '.join(columns)}").get_all(), key=repr)


@pytest.mark.parametrize("kind", [*NODES, *RELATIONSHIPS], ids=lambda k: k.file)
def test_bulk_files_keep_the_rules(kind: Kind, exported: Exported, graph: MergedGraph) -> None:
    """A strict reader with the importer's rules (types of the header, id spaces, U+001F in lists) gets every value."""
    header, rows = _bulk(exported("neo4j") / f"{kind.file}.csv")
    grammar = r"(id:ID\((\w+)\)|:(START|END)_ID\((\w+)\)|\w+(:(boolean|int|float|date|string\[\]))?)\Z"
    types = [[*h.split(":"), "string"][1] if not re.search("ID\\(", h) else "string" for h in header]
    found = [[_typed(cell, type_) for cell, type_ in zip(row, types, strict=True)] for row in rows]

    assert all(re.match(grammar, name) for name in header)
    expected = _stored(kind, graph, _in_list)
    texts = [i for i, type_ in enumerate(types) if type_ == "string"]
    for row in expected:  # a plain cell cannot tell nothing from "": the importer is told by quotes, Python is not
        for i in texts:
            row[i] = row[i] or ""
    blank = [[None if c == "" and t != "string" else c for c, t in zip(row, types, strict=True)] for row in expected]
    assert sorted(found, key=repr) == sorted(blank, key=repr)


def test_bulk_relationships_end_at_nodes(exported: Exported) -> None:
    """No relationship points to an id that its node file lacks, and no id stands twice."""
    folder = exported("neo4j")
    ids = {kind.label: [row[0] for row in _bulk(folder / f"{kind.file}.csv")[1]] for kind in NODES}

    assert all(len(set(found)) == len(found) for found in ids.values())
    for kind in RELATIONSHIPS:
        assert kind.ends is not None
        for row in _bulk(folder / f"{kind.file}.csv")[1]:
            assert row[0] in ids[kind.ends[0]]
            assert row[1] in ids[kind.ends[1]]


def test_import_script_names_every_file(exported: Exported) -> None:
    """The script is sound shell and hands the importer every file, with multi-line fields and the list separator."""
    folder = exported("neo4j")
    text = (folder / SCRIPT).read_text("utf-8")
    subprocess.run(["sh", "-n", str(folder / SCRIPT)], check=True, timeout=10)

    assert {f"{name}.csv" for name in re.findall(r"=(\w+)\.csv", text)} == {p.name for p in folder.iterdir()} - {SCRIPT}
    assert "--array-delimiter=U+001F" in text
    assert "--multiline-fields=true" in text
