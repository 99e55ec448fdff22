"""The endpoint as the SPARQL 1.1 Protocol has it, and as real clients ask it.

The cases are those of the W3C protocol test suite's query part (data-sparql11/protocol), one test each, by its names.
"""

from __future__ import annotations

import json
import subprocess
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from backchannel.graph.workspace import Workspace
from tests.foreign import require, require_module
from tests.front.server.serving import Server

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
ROWS = "application/sparql-results+json"
GRAPHS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"


@pytest.fixture(scope="session")
def graphs(workspace: Workspace) -> list[str]:
    """Names of two named graphs."""
    found = sorted(g.value for g in workspace.store.named_graphs() if isinstance(g, ox.NamedNode))
    assert len(found) >= 2
    return found[:2]


def fields(*pairs: tuple[str, str]) -> str:
    return urlencode(pairs, quote_via=quote)


def test_query_get(server: Server) -> None:
    """query via GET"""
    found = server.get("/sparql?" + fields(("query", "ASK {}")))
    assert (found.status, found.type, found.json) == (200, ROWS, {"head": {}, "boolean": True})


def test_query_post_form(server: Server) -> None:
    """query via URL-encoded POST"""
    found = server.send("POST", "/sparql", fields(("query", "ASK {}")).encode(), FORM)
    assert (found.status, found.json["boolean"]) == (200, True)


def test_query_post_direct(server: Server) -> None:
    """query via POST directly"""
    found = server.send("POST", "/sparql", b"ASK {}", DIRECT)
    assert (found.status, found.json["boolean"]) == (200, True)


def test_query_dataset_default_graph(server: Server, graphs: list[str]) -> None:
    """query with protocol-specified default graph: it and nothing else is asked (GET and POST)"""
    wanted = fields(("query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"), ("default-graph-uri", graphs[0]))
    inside = server.ask(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graphs[0]}> {{ ?s ?p ?o }} }}").json
    assert server.get(f"/sparql?{wanted}").json == inside
    assert server.send("POST", "/sparql", wanted.encode(), FORM).json == inside


def test_query_dataset_default_graphs(server: Server, graphs: list[str]) -> None:
    """query with multiple protocol-specified default graphs: both together"""
    both = [("default-graph-uri", g) for g in graphs]
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    alone = [server.get("/sparql?" + fields(("query", query), pair)).json for pair in both]
    together = server.get("/sparql?" + fields(("query", query), *both)).json
    posted = server.send("POST", "/sparql?" + fields(*both), query.encode(), DIRECT).json
    number = [int(found["results"]["bindings"][0]["n"]["value"]) for found in (*alone, together, posted)]
    assert max(number[:2]) < number[2] <= number[0] + number[1]
    assert number[3] == number[2]


def test_query_dataset_named_graphs(server: Server, graphs: list[str]) -> None:
    """query with protocol-specified named graphs: no other is there (GET and POST)"""
    pairs = [("named-graph-uri", g) for g in graphs]
    for found in (
        server.get("/sparql?" + fields(("query", GRAPHS), *pairs)),
        server.send("POST", "/sparql", fields(("query", GRAPHS), *pairs).encode(), FORM),
    ):
        assert [row["g"]["value"] for row in found.json["results"]["bindings"]] == graphs


def test_query_dataset_full(server: Server, graphs: list[str]) -> None:
    """query with protocol-specified dataset: default and named graphs"""
    query = "SELECT ?g { ?s a ?type . GRAPH ?g { ?s a ?type } } GROUP BY ?g"
    given = fields(("query", query), ("default-graph-uri", graphs[0]), ("named-graph-uri", graphs[0]))
    rows = server.get(f"/sparql?{given}").json["results"]["bindings"]
    assert [row["g"]["value"] for row in rows] == graphs[:1]


def test_query_multiple_dataset(server: Server, graphs: list[str]) -> None:
    """query specifying dataset in both query string and protocol: the protocol's holds"""
    query = f"SELECT (COUNT(*) AS ?n) FROM <{graphs[1]}> {{ ?s ?p ?o }}"
    given = server.get("/sparql?" + fields(("query", query), ("default-graph-uri", graphs[0]))).json
    plain = server.get(
        "/sparql?" + fields(("query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"), ("default-graph-uri", graphs[0]))
    ).json
    assert given == plain


@pytest.mark.parametrize(
    ("query", "types"),
    [
        (
            "SELECT ?s { ?s ?p ?o } LIMIT 1",
            {ROWS, "application/sparql-results+xml", "text/csv", "text/tab-separated-values"},
        ),
        ("ASK {}", {ROWS, "application/sparql-results+xml"}),
        (
            "DESCRIBE <https://w3id.org/backchannel/ns#channels>",
            {"text/turtle", "application/rdf+xml", "application/n-triples"},
        ),
        ("CONSTRUCT { <urn:s> <urn:p> 1 } {}", {"text/turtle", "application/rdf+xml", "application/ld+json"}),
    ],
    ids=[
        "query_content_type_select",
        "query_content_type_ask",
        "query_content_type_describe",
        "query_content_type_construct",
    ],
)
def test_query_content_type(server: Server, query: str, types: set[str]) -> None:
    """query appropriate content type, whichever of them is asked for"""
    for media_type in sorted(types):
        found = server.get("/sparql?" + fields(("query", query)), Accept=f"{media_type}, application/x-other;q=0.5")
        assert (found.status, found.type) == (200, media_type)
        assert "Accept" in found.headers["vary"]


def test_bad_query_method(server: Server) -> None:
    """invoke query operation with a method other than GET or POST"""
    found = server.send("PUT", "/sparql?" + fields(("query", "ASK {}")))
    assert (found.status, "GET" in found.headers["allow"]) == (405, True)


def test_bad_multiple_queries(server: Server) -> None:
    """invoke query operation with more than one query string"""
    assert server.get("/sparql?" + fields(("query", "ASK {}"), ("query", "SELECT * {}"))).status == 400
    assert server.send("POST", "/sparql?" + fields(("query", "ASK {}")), b"ASK {}", DIRECT).status == 400


def test_bad_query_wrong_media_type(server: Server) -> None:
    """invoke query operation with a POST with media type that's not url-encoded or application/sparql-query"""
    assert server.send("POST", "/sparql", b"ASK {}", {"Content-Type": "text/plain"}).status == 415


def test_bad_query_missing_form_type(server: Server) -> None:
    """invoke query operation with url-encoded body, but without application/x-www-url-form-urlencoded media type"""
    assert server.send("POST", "/sparql", fields(("query", "ASK {}")).encode()).status == 415


def test_bad_query_missing_direct_type(server: Server) -> None:
    """invoke query operation with SPARQL body, but without application/sparql-query media type"""
    assert server.send("POST", "/sparql", b"ASK {}").status == 415


def test_bad_query_non_utf8(server: Server) -> None:
    """invoke query operation with direct POST, but with a non-UTF8 encoding (UTF-16)"""
    utf16 = {"Content-Type": "application/sparql-query; charset=UTF-16"}
    assert server.send("POST", "/sparql", "ASK {}".encode("utf-16"), utf16).status == 415
    assert server.send("POST", "/sparql", "ASK { ?s ?p 'é' }".encode("latin-1"), DIRECT).status == 400


def test_bad_query_syntax(server: Server) -> None:
    """invoke query operation with invalid query syntax"""
    found = server.ask("ASK {")
    assert found.status == 400
    assert found.text.startswith("not a SPARQL query")
    assert found.text.count("\n") == 1


def test_bad_update_is_refused(server: Server) -> None:
    """update operations, in every way the protocol has, are refused and change nothing"""
    before = server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body
    update = "INSERT DATA { <urn:a> <urn:b> <urn:c> }"
    sent = [
        server.send("POST", "/sparql", update.encode(), {"Content-Type": "application/sparql-update"}),
        server.send("POST", "/sparql", fields(("update", update)).encode(), FORM),
        server.get("/sparql?" + fields(("update", update))),
        server.ask(update),
        *(server.ask(q) for q in ("DROP ALL", "LOAD <http://127.0.0.1:1/x>", "PREFIX a: <urn:a> CLEAR ALL")),
    ]
    assert {found.status for found in sent} == {403}
    assert server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body == before


def test_a_format_can_be_named(server: Server) -> None:
    """Where a header cannot be sent, as in a link, a field names the format."""
    found = server.ask("SELECT ('x' AS ?a) {}", format="csv")
    assert (found.type, found.text) == ("text/csv", "a\r\nx\r\n")
    assert server.ask("ASK {}", format="pdf").status == 400


def test_what_cannot_be_had_is_not_given_as_something_else(server: Server) -> None:
    """An asker who takes only a picture gets 406."""
    assert server.get("/sparql?" + fields(("query", "ASK {}")), Accept="image/png").status == 406


def test_without_a_question_programs_get_a_description_and_readers_a_page(server: Server) -> None:
    """The service description tells what the endpoint can do; a browser is sent to the query page."""
    found = server.get("/sparql")
    predicates = {t.predicate.value.rpartition("#")[2] for t in ox.parse(found.body, ox.RdfFormat.TURTLE)}
    assert {"endpoint", "supportedLanguage", "resultFormat"} <= predicates
    browser = server.get("/sparql", Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert (browser.status, browser.headers["location"]) == (303, "/query")


def test_head_and_options(server: Server) -> None:
    """HEAD is a GET without a body; OPTIONS tells what may be done."""
    head = server.send("HEAD", "/sparql?" + fields(("query", "ASK {}")))
    assert (head.status, head.body, head.type) == (200, b"", ROWS)
    assert "POST" in server.send("OPTIONS", "/sparql").headers["allow"]


def test_sparqlwrapper_is_answered(server: Server) -> None:
    """SPARQLWrapper selects in its formats, constructs, and asks, by GET and POST."""
    wrapper = require_module("SPARQLWrapper", "pip install sparqlwrapper")
    client = wrapper.SPARQLWrapper(server.url + "sparql")
    for method in (wrapper.GET, wrapper.POST):
        client.setMethod(method)
        client.setReturnFormat(wrapper.JSON)
        client.setQuery("SELECT ?name { ?a a bc:Person ; foaf:name ?name } ORDER BY ?name")
        names = [row["name"]["value"] for row in client.query().convert()["results"]["bindings"]]
        assert "Sergey Lavrov" in names
        client.setReturnFormat(wrapper.XML)
        assert len(client.query().convert().getElementsByTagName("result")) == len(names)
        client.setReturnFormat(wrapper.CSV)
        assert client.query().convert().decode().split("\r\n")[1 : len(names) + 1] == names
        client.setQuery(
            "PREFIX bc: <https://w3id.org/backchannel/ns#> CONSTRUCT { ?c bc:channel ?h } { ?c bc:channel ?h }"
        )
        client.setReturnFormat(wrapper.TURTLE)
        assert b"channel:" in client.query().convert()
        client.setQuery("ASK { ?c a bc:Contact }")
        client.setReturnFormat(wrapper.JSON)
        assert client.query().convert()["boolean"] is True


def test_rdflib_sparqlstore_is_answered(server: Server, workspace: Workspace) -> None:
    """rdflib's SPARQLStore reads the graph triple by triple and by query."""
    from rdflib import Graph, Namespace
    from rdflib.namespace import RDF
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    bc = Namespace("https://w3id.org/backchannel/ns#")
    for method in ("GET", "POST", "POST_FORM"):
        graph = Graph(SPARQLStore(server.url + "sparql", method=method))
        contacts = set(graph.subjects(RDF.type, bc.Contact))
        assert len(contacts) == len(workspace.graph().contacts)
        rows = list(graph.query("SELECT ?c { ?c bc:confidential true }", initNs={"bc": bc}))
        assert len(rows) == sum(c.confidential for c in workspace.graph().contacts)


def test_curl_is_answered(server: Server) -> None:
    """curl, as the SPARQL documentation shows it."""
    curl = require("curl")
    address = server.url + "sparql"
    for arguments in (
        ["-G", address, "--data-urlencode", "query=SELECT (1 AS ?x) {}"],
        [address, "--data-urlencode", "query=SELECT (1 AS ?x) {}"],
        [address, "-H", "Content-Type: application/sparql-query", "--data-binary", "SELECT (1 AS ?x) {}"],
    ):
        done = subprocess.run([curl, "-sS", *arguments], capture_output=True, timeout=30, check=True)
        assert json.loads(done.stdout)["results"]["bindings"][0]["x"]["value"] == "1"


def test_only_the_endpoint_is_shared_with_another_origin(server: Server) -> None:
    """With --cors, pages of that origin may ask the endpoint; no page is shared."""
    assert server.ask("ASK {}").headers["access-control-allow-origin"] == "https://example.org"
    assert "access-control-allow-origin" not in server.get("/contacts").headers
