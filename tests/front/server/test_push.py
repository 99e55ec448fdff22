"""Pushing to and asking another server: Oxigraph's own, in a process of its own."""

from __future__ import annotations

import http.server
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from backchannel.cli import main
from backchannel.endpoint import Endpoint, EndpointError, with_prefixes
from backchannel.graph.queries import bind, library
from backchannel.graph.rdf import quads
from backchannel.graph.selection import restrict
from backchannel.graph.store import QueryWorker, TimeOver
from backchannel.graph.workspace import Workspace
from backchannel.pushing import push
from backchannel.schema.errors import LimitOver, QueryError
from tests.foreign import missing
from tests.front.server.serving import Server
from tests.graph.sample import ARTICLES, sample

STRANGER = "<https://example.org/a> <https://example.org/b> <https://example.org/c>"


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of an Oxigraph server."""
    program = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}:/usr/bin:/usr/local/bin")
    if program is None:
        missing("Oxigraph's server", "pip install oxigraph")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("oxigraph")
    process = subprocess.Popen(
        [program, "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    end = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(f"{address}/query?query=ASK%7B%7D", timeout=5).close()
            break
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.05)
    yield address
    process.terminate()
    process.wait()


@pytest.fixture
def empty(oxigraph: str) -> str:
    """The server with nothing in it but one triple of somebody else."""
    Endpoint(f"{oxigraph}/update").send(b"DROP ALL", {"Content-Type": "application/sparql-update"})
    insert = f"INSERT DATA {{ {STRANGER} . GRAPH <https://example.org/g> {{ {STRANGER} }} }}"
    Endpoint(f"{oxigraph}/update").send(insert.encode(), {"Content-Type": "application/sparql-update"})
    return oxigraph


def held(address: str) -> set[str]:
    """Everything that the server holds, but for what was there before."""
    with urllib.request.urlopen(
        urllib.request.Request(f"{address}/store", headers={"Accept": "application/n-quads"})
    ) as f:
        body = f.read()
    found = {str(q) for q in ox.parse(body, ox.RdfFormat.N_QUADS)}
    others = {q for q in found if "example.org/a" in q}
    assert len(others) == 2, "somebody else's data is gone"
    return found - others


def expected(workspace: Workspace) -> set[str]:
    return {str(q) for q in quads(workspace.graph(), workspace.base)}


@pytest.mark.parametrize("batch", [1 << 20, 2000])
def test_a_push_sends_everything(empty: str, workspace: Workspace, batch: int) -> None:
    """The merged graph, each article's graph and the decisions, in one request or in many."""
    done = push(workspace, Endpoint(f"{empty}/update"), batch=batch)
    assert held(empty) == expected(workspace)
    assert done.quads == len(list(quads(workspace.graph(), workspace.base)))
    assert (done.requests > 20) == (batch == 2000)


def test_a_second_push_replaces_the_first(empty: str, workspace: Workspace, tmp_path: Path) -> None:
    """What is no longer there goes, what is there stays, and other data is not touched."""
    push(workspace, Endpoint(f"{empty}/update"))
    graph = sample()
    smaller = Workspace.replace(tmp_path / "w", restrict(graph, graph.contacts[:2]), ARTICLES.values())
    push(smaller, Endpoint(f"{empty}/update"))
    assert held(empty) == expected(smaller)
    push(workspace, Endpoint(f"{empty}/update"))
    assert held(empty) == expected(workspace)


def test_a_push_into_a_graph_of_its_own(empty: str, workspace: Workspace) -> None:
    """With --graph nothing goes into the default graph, by either protocol."""
    for protocol, path in (("update", "update"), ("graph-store", "store")):
        for _ in range(2):
            push(workspace, Endpoint(f"{empty}/{path}"), protocol, "https://example.org/news")
        found = held(empty)
        assert len(found) == len(expected(workspace))
        assert sum(q.endswith("<https://example.org/news>") for q in found) == sum(
            q.graph_name == ox.DefaultGraph() for q in quads(workspace.graph(), workspace.base)
        )


def test_the_graph_store_protocol(empty: str, workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """From the command line; a second time changes nothing."""
    for _ in range(2):
        main_done(["push", str(workspace.path), "--endpoint", f"{empty}/store", "--protocol", "graph-store"])
    assert held(empty) == expected(workspace)
    assert "quads in" in capsys.readouterr().out


def main_done(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(arguments)
    assert done.value.code in (0, None)


def test_every_named_query_answers_there_as_here(empty: str, workspace: Workspace) -> None:
    """`query --endpoint` gives the same rows as the workspace, in the same bytes."""
    push(workspace, Endpoint(f"{empty}/update"))
    there = Endpoint(f"{empty}/query")
    with QueryWorker(workspace.path / "store", workspace.base) as here:
        for query in library().values():
            assert bind(query.name, query.example, there) == bind(query.name, query.example, here)
            text = bind(query.name, query.example, here)
            assert there.ask(text, "csv").body == here.ask(text, "csv").body, query.name


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv", "markdown"])
def test_rows_come_in_every_format(server: Server, workspace: Workspace, form: str) -> None:
    """Also from our own endpoint, by the same bytes as from the store."""
    query = "SELECT ?c ?d ?n { ?c a bc:Contact . OPTIONAL { ?c bc:earliest ?d } ?c bc:confidence ?n } ORDER BY ?c"
    with QueryWorker(workspace.path / "store", workspace.base) as here:
        assert Endpoint(server.url + "sparql").ask(query, form).body == here.ask(query, form).body


def test_triples_and_yes_or_no_come_too(
    server: Server, workspace: Workspace, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """CONSTRUCT as Turtle on the command line, ASK as a word."""
    construct = "CONSTRUCT { ?c bc:channel ?h } { ?c bc:channel ?h ; a bc:Contact }"
    main_done(["query", "--endpoint", server.url + "sparql", construct, "--format", "turtle"])
    there = capfdbinary.readouterr().out
    main_done(["query", str(workspace.path), construct, "--format", "turtle"])
    assert there == capfdbinary.readouterr().out
    assert there.count(b"bc:channel") == len(workspace.graph().contacts)
    main_done(["query", "--endpoint", server.url + "sparql", "ASK {}"])
    assert capfdbinary.readouterr().out == b"yes\n"


def test_prefixes_are_declared_for_a_server_that_does_not_know_them() -> None:
    """Only those that the query uses and does not declare itself."""
    prefixes = {"bc": "urn:bc#", "foaf": "urn:foaf#"}
    assert with_prefixes("ASK { ?s a bc:X ; foaf:name 'bc:y' }", prefixes) == (
        "PREFIX bc: <urn:bc#>\nPREFIX foaf: <urn:foaf#>\nASK { ?s a bc:X ; foaf:name 'bc:y' }"
    )
    own = "PREFIX bc: <urn:mine#> ASK { ?s a bc:X }"
    assert with_prefixes(own, prefixes) == own


class Odd(http.server.BaseHTTPRequestHandler):
    """A server that does what it should not."""

    asked: list[str] = []  # noqa: RUF012 - one list for all requests

    def do_POST(self) -> None:
        Odd.asked.append(self.headers.get("Authorization", ""))
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/slow":
            time.sleep(1.5)
        else:
            kind, body = {
                "/html": ("text/html", b"<p>hello"),
                "/broken": ("application/sparql-results+json", b'{"head": {"vars": ["a"]}, "results": {"bindings": [{'),
                "/many": (
                    "application/sparql-results+json",
                    b'{"head":{"vars":["a"]},"results":{"bindings":[{},{},{}]}}',
                ),
            }[self.path]
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def odd() -> Iterator[str]:
    found = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    threading.Thread(target=found.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{found.server_port}"
    found.shutdown()
    found.server_close()


def test_a_server_that_answers_oddly_is_one_clear_error(odd: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A redirect is told and not followed; a page, broken JSON, silence and too many rows are errors."""
    with pytest.raises(EndpointError, match="sends to /elsewhere"):
        Endpoint(f"http://{odd}/redirect").ask("ASK {}")
    with pytest.raises(EndpointError, match="text/html is no format"):
        Endpoint(f"http://{odd}/html").ask("ASK {}")
    with pytest.raises(EndpointError, match="cannot be read"):
        Endpoint(f"http://{odd}/broken").ask("SELECT * {}")
    with pytest.raises(LimitOver, match="more than 2 rows"):
        Endpoint(f"http://{odd}/many").ask("SELECT * {}", row_limit=2)
    with pytest.raises(TimeOver, match="no answer within"):
        Endpoint(f"http://{odd}/slow").ask("ASK {}", time_limit=0.3)
    with pytest.raises(EndpointError, match="cannot be reached"):
        Endpoint("http://127.0.0.1:1/").ask("ASK {}")
    for url in ("ftp://x/", "not a url", "http://", "http://[::1/"):
        with pytest.raises(EndpointError, match="not the address"):
            Endpoint(url).ask("ASK {}")


def test_who_asks_is_told_in_a_header_and_in_no_error(odd: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Name and password of the address, or the token of the environment; neither is ever shown."""
    Odd.asked.clear()
    with pytest.raises(EndpointError) as caught:
        Endpoint(f"http://ann:s%40cret@{odd}/html").ask("ASK {}")
    monkeypatch.setenv("BACKCHANNEL_AUTHORIZATION", "Bearer t0ken")
    with pytest.raises(EndpointError) as again:
        Endpoint(f"http://{odd}/html").ask("ASK {}")
    assert Odd.asked == ["Basic YW5uOnNAY3JldA==", "Bearer t0ken"]
    assert "cret" not in str(caught.value)
    assert "t0ken" not in str(again.value)


def test_our_own_server_refuses_a_push(server: Server, workspace: Workspace) -> None:
    """It is read-only, and says so."""
    with pytest.raises(EndpointError, match="403"):
        push(workspace, Endpoint(server.url + "sparql"))


def test_a_wrong_query_is_told_in_the_servers_words(server: Server) -> None:
    """With its address before them."""
    with pytest.raises(QueryError, match="not a SPARQL query"):
        Endpoint(server.url + "sparql").ask("SELECT {")
