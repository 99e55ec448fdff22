"""RDF formats come back through raptor, N3.js, jsonld.js and rdflib with every triple as it was."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from backchannel.exports.formats import format_named
from backchannel.graph.rdf import quads
from backchannel.schema.model import MergedGraph
from tests.exports.nasty import CONTROLS, LONG, nasty
from tests.foreign import node_modules, require

NODE = Path(__file__).parent / "node"
Exported = Callable[[str], Path]
MERGED = ("turtle", "ntriples", "rdfxml")
WHOLE = ("trig", "nquads", "jsonld")
_XSD = "http://www.w3.org/2001/XMLSchema#string"


def read_node(reader: str, path: Path) -> Any:
    """What a JavaScript reader makes of a file."""
    cache = node_modules(NODE)
    command = [require("node"), str(NODE / "read.mjs"), str(cache), reader, str(path)]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


def _written(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return f"<{term.value}>"
    if isinstance(term, ox.DefaultGraph):
        return ""
    assert isinstance(term, ox.Literal)
    value = json.dumps(term.value, ensure_ascii=False)
    if term.language:
        return f"{value}@{term.language}"
    return value if term.datatype.value == _XSD else f"{value}^^<{term.datatype.value}>"


def _plain(rows: Any) -> set[tuple[str, ...]]:
    """Rows with each literal's JSON read and written one way, for two languages escape differently."""
    out = set()
    for row in rows:
        cells = []
        for cell in row:
            if cell.startswith('"'):
                value, end = json.JSONDecoder().raw_decode(cell)
                cell = json.dumps(value, ensure_ascii=True) + cell[end:]
            cells.append(cell)
        out.add(tuple(cells))
    return out


def _expected(graph: MergedGraph, whole: bool) -> set[tuple[str, ...]]:
    found = (q for q in quads(graph) if whole or isinstance(q.graph_name, ox.DefaultGraph))
    return _plain([_written(t) for t in (q.subject, q.predicate, q.object, q.graph_name)] for q in found)


@pytest.mark.parametrize("name", ["turtle", "trig", "ntriples", "nquads", "jsonld"])
def test_javascript_reads_every_quad(name: str, exported: Exported, graph: MergedGraph) -> None:
    """N3.js and jsonld.js, which may fetch nothing, read exactly the quads of the graph."""
    assert _plain(read_node(name, exported(name))) == _expected(graph, name in WHOLE)


@pytest.mark.parametrize("name", ["turtle", "trig", "ntriples", "nquads", "rdfxml"])
def test_raptor_reads_every_triple(name: str, exported: Exported, graph: MergedGraph, tmp_path: Path) -> None:
    """raptor reads exactly the triples; it gets a copy without U+FFFE, which it refuses, and NUL, where it stops."""
    rapper = require("rapper", "apt-get install raptor2-utils")
    copy = tmp_path / "copy"
    text = exported(name).read_bytes().decode("utf-8").replace("\0", "\\u0000")
    copy.write_text(
        text.replace("\ufffe", "\ufffd").replace("\\uFFFE", "\ufffd").replace("\\u0000", "\ufffd"), "utf-8", newline=""
    )
    done = subprocess.run(
        [rapper, "-q", "-i", name, "-o", "nquads", str(copy)], capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    read = ox.parse(done.stdout, ox.RdfFormat.N_QUADS)
    rows = _plain([_written(t) for t in (q.subject, q.predicate, q.object, q.graph_name)] for q in read)

    assert rows == {tuple(_legible(cell, name) for cell in row) for row in _expected(graph, name in WHOLE)}


def _legible(cell: str, name: str) -> str:
    """A cell as raptor can get it: U+FFFE replaced; in XML, control characters as well."""
    controls = ("\\ufffe", "\\u0000", *(("\\u0007", "\\u001b", "\\u001f") if name == "rdfxml" else ()))
    for control in controls:
        cell = cell.replace(control, "\\ufffd")
    return cell


@pytest.mark.parametrize(
    ("name", "syntax"), [("turtle", "turtle"), ("rdfxml", "xml"), ("jsonld", "json-ld"), ("trig", "trig")]
)
def test_rdflib_reads_as_many(name: str, syntax: str, exported: Exported, graph: MergedGraph) -> None:
    """rdflib, with its own parsers, counts the same quads."""
    dataset = rdflib.Dataset()
    dataset.parse(exported(name), format=syntax)

    assert len(list(dataset.quads())) == len(_expected(graph, name in WHOLE))


@pytest.mark.parametrize("name", [*MERGED, *WHOLE])
def test_names_dates_and_quotes_are_there(name: str, exported: Exported) -> None:
    """Oxigraph finds the long quote, a control character (but in XML), a half-known date and a formula-like name."""
    form = {"jsonld": ox.RdfFormat.JSON_LD, "rdfxml": ox.RdfFormat.RDF_XML}
    by_suffix = form.get(name) or ox.RdfFormat.from_extension(exported(name).suffix[1:])
    texts = {
        q.object.value for q in ox.parse(path=str(exported(name)), format=by_suffix) if isinstance(q.object, ox.Literal)
    }

    assert LONG in texts
    assert "XXXX-03-01" in texts
    assert '=HYPERLINK("http://evil.example","x")' in texts
    assert (CONTROLS in texts) == (name != "rdfxml")


@pytest.mark.parametrize("base", ["https://example.org/data/", "https://example.org/kg#", "urn:x-contacts:data/"])
def test_base_iri_reaches_every_rdf_format(base: str, tmp_path: Path) -> None:
    """Data stands under the base the user chose, also in JSON-LD, where references are relative if that is safe."""
    expected = len(set(quads(nasty(), base)))
    for name, form in (("nquads", ox.RdfFormat.N_QUADS), ("jsonld", ox.RdfFormat.JSON_LD), ("trig", ox.RdfFormat.TRIG)):
        path = tmp_path / name
        format_named(name).write(nasty(), path, base)
        read = set(ox.parse(path=str(path), format=form))
        assert read == set(quads(nasty(), base))
        assert len(read) == expected
