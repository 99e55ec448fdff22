"""Asking the store: formats, limits that hold, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import os
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.graph.rdf import quads
from backchannel.graph.results import FORMATS
from backchannel.graph.sparql import fill, guessed_term, parameters, refuse_outside, text_term, tokens
from backchannel.graph.store import QueryWorker, TimeOver, ask
from backchannel.graph.workspace import Workspace
from backchannel.schema.errors import QueryError, StoreError
from tests.graph.sample import ARTICLES, sample

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER (?a = ?h && ?c = ?i) }"
QUOTES = "SELECT ?who ?quote { ?c bc:quote ?quote ; rdfs:label ?who } ORDER BY ?quote"


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """The sample in memory."""
    found = ox.Store()
    found.bulk_extend(quads(sample()))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as a workspace."""
    return Workspace.replace(tmp_path_factory.mktemp("store") / "w", sample(), ARTICLES.values()).path


@pytest.fixture
def worker(folder: Path) -> Iterator[QueryWorker]:
    """A worker on the sample."""
    with QueryWorker(folder / "store") as found:
        yield found


def _reference(store: ox.Store, query: str, form: ox.QueryResultsFormat) -> bytes:
    found = store.query(query, prefixes={"bc": "https://w3id.org/backchannel/ns#"})
    body = found.serialize(format=form)  # type: ignore[union-attr]
    assert body is not None
    return body


ODD = """SELECT ?u ?i ?l ?t ?d ?b WHERE { VALUES (?u ?i ?l ?t ?d) {
  (UNDEF <http://x.example/a?b=1&c=%20> "Ru\\"sia"@id "tab\\tline\\nreturn\\rback\\\\slash <&> 'q', \\"q\\"" 1.50)
  (UNDEF <http://x.example/> ""@en "" "2022-02-14"^^<http://www.w3.org/2001/XMLSchema#date>) }}"""


def test_json_and_csv_and_xml_are_what_the_engine_itself_writes(store: ox.Store) -> None:
    """Our rows mean what Oxigraph's own writers say, on terms of every kind and unbound variables."""
    mine = json.loads(ask(store, ODD, "json").body)
    theirs = json.loads(_reference(store, ODD, ox.QueryResultsFormat.JSON))
    assert mine == theirs
    mine, theirs = (
        list(csv.reader(io.StringIO(text.decode(), newline="")))
        for text in (ask(store, ODD, "csv").body, _reference(store, ODD, ox.QueryResultsFormat.CSV))
    )
    assert mine == theirs
    assert _rows(ask(store, ODD, "xml").body) == _rows(_reference(store, ODD, ox.QueryResultsFormat.XML))


def test_a_carriage_return_survives_xml(store: ox.Store) -> None:
    """XML parsers turn a bare one into a line end, so it is written as a reference."""
    assert b"return&#13;back" in ask(store, ODD, "xml").body


def _rows(body: bytes) -> list[list[tuple[str, str, str | None, str | None]]]:
    results = "{http://www.w3.org/2005/sparql-results#}"
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    return [
        [
            (b.get("name", ""), (t.text or "").replace("\r", "\n"), t.get("datatype"), t.get(lang))
            for b in row
            for t in b
        ]
        for row in ET.fromstring(body).iter(f"{results}result")
    ]


def test_results_read_back_as_the_same_rows(store: ox.Store) -> None:
    """Oxigraph's parser reads JSON, XML and TSV and finds the same terms in each."""
    found = []
    for name, form in (
        ("json", ox.QueryResultsFormat.JSON),
        ("xml", ox.QueryResultsFormat.XML),
        ("tsv", ox.QueryResultsFormat.TSV),
    ):
        rows = ox.parse_query_results(ask(store, ODD, name).body, format=form)
        assert isinstance(rows, ox.QuerySolutions)
        found.append([[str(t) for t in row] for row in rows])

    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 2


@pytest.mark.parametrize(("query", "word"), [("ASK { ?c a bc:Contact }", "true"), ("ASK { ?c a bc:Pigeon }", "false")])
def test_yes_and_no(store: ox.Store, query: str, word: str) -> None:
    """ASK in every format that has yes and no."""
    for form in FORMATS:
        if form.boolean is not None:
            answer = ask(store, query, form.name)
            assert (answer.kind, answer.media_type) == ("boolean", form.media_type)
            assert word in answer.body.decode()


def test_triples_in_every_rdf_format(store: ox.Store) -> None:
    """CONSTRUCT gives the same triples in Turtle, N-Triples, JSON-LD and RDF/XML, always in the same bytes."""
    query = "CONSTRUCT { ?a bc:contacted ?b . ?a foaf:name ?n } WHERE { ?a bc:contacted ?b ; foaf:name ?n }"
    read = set()
    for form in FORMATS:
        if form.triples is not None:
            answer = ask(store, query, form.name)
            assert answer.body == ask(store, query, form.name).body
            assert answer.kind == "triples"
            read.add(frozenset(str(q.triple) for q in ox.parse(answer.body, form.triples)))

    assert len(read) == 1
    assert ask(store, query, "json").media_type == "application/ld+json"
    assert ask(store, query, "csv").body.startswith(b"subject,predicate,object\r\n")


def test_markdown_cannot_be_broken_by_data(store: ox.Store) -> None:
    """Pipes, line ends and markup of the data stay inside their cell."""
    body = ask(store, 'SELECT ("a|b\\n<c> [d](e)" AS ?x) {}', "markdown").body.decode()

    assert body == "| x |\n| --- |\n| a\\|b \\<c\\> \\[d\\](e) |\n"


def test_prefixes_are_bound(store: ox.Store) -> None:
    """Vocabulary and data can be named without declaring a prefix."""
    answer = ask(store, "SELECT ?n { contact:c-call bc:initiator/foaf:name ?n }", "csv")

    assert answer.body == b"n\r\nEmmanuel Macron\r\n"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { {} # x\nSERVICE\n?g { } }",
        "LOAD <http://127.0.0.1:9/>",
        "DELETE WHERE { ?s ?p ?o }",
        "INSERT DATA { <a:a> <a:b> 1 }",
        "CLEAR ALL",
        "SELECT",
        "",
    ],
)
def test_what_leaves_or_changes_the_store_is_refused(store: ox.Store, query: str) -> None:
    """SERVICE, LOAD and updates are errors, and the store stays as it was."""
    before = len(store)

    with pytest.raises(QueryError):
        ask(store, query)
    assert len(store) == before


@pytest.mark.parametrize(
    "query",
    ['SELECT ("SERVICE" AS ?service) {}', "SELECT ?SERVICE { ?SERVICE ?p ?o } # SERVICE", "ASK { <urn:SERVICE> ?p ?o }",
     "ASK { ?s ?p '''SERVICE''' , 'x'@service }"],
)  # fmt: skip
def test_the_word_service_elsewhere_is_no_service(store: ox.Store, query: str) -> None:
    """In strings, names, IRIs, tags and comments the word means nothing."""
    assert ask(store, query).kind in ("rows", "boolean")


def test_time_over_kills_the_query(worker: QueryWorker) -> None:
    """An endless query ends at its limit, its process is gone, and the worker answers again."""
    worker.ask("ASK {}")
    child = worker._child
    assert child is not None
    start = time.monotonic()

    with pytest.raises(TimeOver, match=r"stopped after 0\.5 s"):
        worker.ask(ENDLESS, time_limit=0.5)

    assert time.monotonic() - start < 5
    assert child.returncode is not None
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)
    assert worker.ask("ASK {}", "csv", time_limit=30).body == b"true\n"


def test_memory_over_is_an_error(folder: Path) -> None:
    """A query that piles up more rows than memory allows ends with a clear error, and the worker goes on."""
    with QueryWorker(folder / "store", memory_limit=700 << 20) as worker:
        with pytest.raises(QueryError, match="memory"):
            worker.ask("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a", time_limit=120)
        assert worker.ask("ASK {}", "csv").body == b"true\n"


def test_too_many_rows_are_an_error(worker: QueryWorker) -> None:
    """A row limit is told, not silently cut at."""
    assert worker.ask("SELECT * { ?s a bc:Contact }", row_limit=9).count == 9
    with pytest.raises(QueryError, match="more than 8 rows"):
        worker.ask("SELECT * { ?s a bc:Contact }", row_limit=8)
    with pytest.raises(QueryError, match="more than 5 triples"):
        worker.ask("CONSTRUCT WHERE { ?s a bc:Contact }", row_limit=5)


def test_a_worker_passes_errors_on(worker: QueryWorker, tmp_path: Path) -> None:
    """A wrong query and a missing store are the same errors as without a worker."""
    with pytest.raises(QueryError, match="not a SPARQL query"):
        worker.ask("SELCT")
    with (
        QueryWorker(tmp_path / "none") as other,
        pytest.raises(StoreError, match="cannot be opened"),
    ):
        other.ask("ASK {}")


def test_a_dataset_of_the_protocol(store: ox.Store) -> None:
    """Chosen graphs replace the merged one; what is outside is not seen."""
    name = next(n.value for n in store.named_graphs() if "kabar-1" in n.value)
    query = "SELECT (COUNT(?r) AS ?n) { ?r a bc:Report }"

    assert ask(store, query, "csv").body == b"n\r\n0\r\n"
    assert ask(store, query, "csv", default_graphs=(name,)).body == b"n\r\n3\r\n"
    assert ask(store, query, "csv", named_graphs=(name,)).body == b"n\r\n0\r\n"
    with pytest.raises(QueryError, match="graph's IRI"):
        ask(store, query, default_graphs=("no iri",))


def test_parameters_are_terms_and_never_syntax(store: ox.Store) -> None:
    """A value that looks like SPARQL is a string; strings, comments and IRIs of the query keep their dollars."""
    query = "SELECT ?w { ?c rdfs:label ?w FILTER (CONTAINS(?w, $name)) } # $name is not asked\n"
    evil = '") } INSERT DATA { <a:a> <a:b> <a:c> } #'

    assert ask(store, fill(query, {"name": text_term("Shoukry")}), "csv").count == 2
    assert ask(store, fill(query, {"name": text_term(evil)}), "csv").count == 0
    assert fill('SELECT ("$n" AS ?x) { <urn:$n> ?p $n }', {"n": "1"}) == 'SELECT ("$n" AS ?x) { <urn:$n> ?p 1 }'
    assert parameters('SELECT ?x { ?x $b $a, $b "$c" }') == ("b", "a")
    with pytest.raises(QueryError, match=r"no parameter \$who"):
        fill(query, {"name": "1", "who": "2"})


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_one_string_in_sparql(text: str) -> None:
    """Whatever a parameter holds comes back as that text, and as one token."""
    rows = ox.Store().query(f"SELECT ({text_term(text)} AS ?x) {{}}")
    assert isinstance(rows, ox.QuerySolutions)

    assert next(iter(rows))[0] == ox.Literal(text)
    assert [kind for kind, _ in tokens(text_term(text))] == ["string"]


@given(st.text())
def test_tokens_join_to_the_query(text: str) -> None:
    """Nothing is lost or changed between the tokens."""
    assert "".join(part for _, part in tokens(text)) == text


@given(st.text(max_size=30), st.sampled_from(["'", '"', "'''", '"""']))
def test_service_inside_a_string_never_matters(text: str, quote: str) -> None:
    """The word SERVICE between quotes that SPARQL accepts is not taken for the keyword."""
    query = f"SELECT ({quote}{text} SERVICE {quote} AS ?x) {{}}"
    try:
        ox.Store().query(query)
    except (SyntaxError, ValueError):
        return
    refuse_outside(query)


@pytest.mark.parametrize(
    ("value", "term"),
    [("Lavrov", '"Lavrov"'), ("3", "3"), ("-3", "-3"), ("true", "true"), ("<http://x.example/a>", "<http://x.example/a>"),
     ("2022-02-14", '"2022-02-14"^^<http://www.w3.org/2001/XMLSchema#date>'), ("http://x.example", '"http://x.example"'),
     ("<not iri>", '"<not iri>"'), ("٣", '"٣"')],
)  # fmt: skip
def test_values_given_without_a_kind(value: str, term: str) -> None:
    """Numbers, days, yes and no and IRIs in brackets are those; all else is text."""
    assert guessed_term(value) == term
