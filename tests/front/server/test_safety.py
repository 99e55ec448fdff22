"""What the server does not do: run on, fill the memory, go elsewhere, change anything, run what articles hold."""

from __future__ import annotations

import http.client
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from backchannel.exports.view import write_page
from backchannel.graph.sparql import refuse_outside
from backchannel.graph.workspace import Workspace
from backchannel.schema.errors import Refused
from backchannel.schema.model import Article
from tests.front.server.serving import Server
from tests.synthetic import synthetic_graph

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
DEEP = """SELECT (COUNT(*) AS ?n) {
  ?a (!<urn:x>|^(!<urn:y>))* ?b . ?b (!<urn:x>|^(!<urn:y>))* ?c . ?c (!<urn:x>|^<urn:y>)* ?d }"""
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g"
HIDDEN_SERVICE = (
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { service silent <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<URL>{ ?s ?p ?o } }",
    "PREFIX : <URL> SELECT * { SERVICE:a{ ?s ?p ?o } }",
    "PREFIX SERVICE: <URL> SELECT * { SERVICESERVICE:a{ ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE<URL>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p 1e5SERVICE<URL>{ ?s ?p ?o } }",
    "PREFIX ex: <urn:x> SELECT * { ?s ?p ex:.SERVICE<URL>{ ?s ?p ?o } }",
    "SELECT * { OPTIONAL{?a ?b ?c}SERVICE#c\n<URL>{ ?s ?p ?o } }",
    "SELECT * { BIND(<URL> AS ?x) SERVICE ?x { ?s ?p ?o } }",
)


def idle(server: Server, seconds: float = 1.0) -> float:
    """Processor seconds used in the next second."""
    before = server.seconds_used()
    time.sleep(seconds)
    return max(0.0, server.seconds_used() - before)


@pytest.mark.parametrize("query", [ENDLESS, DEEP], ids=["cartesian product", "deep property path"])
def test_a_query_over_its_time_is_stopped_for_good(server: Server, query: str) -> None:
    """It ends with a clear error at the limit, the processor is idle after it, and the server goes on."""
    started = time.monotonic()
    found = server.ask(query)
    took = time.monotonic() - started
    assert (found.status, found.headers["backchannel-limit"]) == (503, "query")
    assert found.text == "stopped after 2 s: the query takes too long\n"
    assert 1.9 < took < 6
    assert idle(server, 0.5) < 10  # a new process may still be starting
    assert idle(server) < 0.3
    assert server.ask("ASK {}").status == 200


def test_a_query_over_its_rows_is_an_error(server: Server) -> None:
    """Never a part of the answer as if it were the whole."""
    found = server.ask("SELECT * { ?a ?b ?c . ?d ?e ?f }")
    assert (found.status, found.headers["backchannel-limit"]) == (503, "query")
    assert "more than 5000 rows" in found.text


def test_a_query_over_its_memory_is_stopped(workspace: Workspace) -> None:
    """The process that answers may not grow past its limit, and the server goes on."""
    server = Server(Path(workspace.path), "--memory-limit", "512", "--time-limit", "60")
    try:
        found = server.ask(GREEDY)
        assert (found.status, found.headers["backchannel-limit"]) == (503, "query")
        assert "memory" in found.text
        assert server.resident() < 1.2e9
        assert server.ask("ASK {}").status == 200
    finally:
        server.stop()


def test_who_goes_away_takes_the_query_along(server: Server) -> None:
    """A closed connection stops the query long before its time is up."""
    connection = http.client.HTTPConnection(server.host)
    connection.request("GET", "/sparql?" + urlencode({"query": ENDLESS}, quote_via=quote))
    time.sleep(0.5)
    connection.close()
    time.sleep(0.6)
    assert idle(server, 0.5) < 0.4


def test_a_slow_query_does_not_stand_before_quick_ones(server: Server) -> None:
    """While as many long queries run as may, a quick one is answered at once; more long ones are sent away."""
    replies = []
    asking = [threading.Thread(target=lambda: replies.append(server.ask(ENDLESS))) for _ in range(8)]
    for thread in asking:
        thread.start()
    time.sleep(1.3)
    took = []
    for _ in range(5):
        started = time.monotonic()
        assert server.ask("ASK {}").status == 200
        took.append(time.monotonic() - started)
    for thread in asking:
        thread.join()
    assert sorted(took)[2] < 1
    assert {r.status for r in replies} == {503}
    assert {r.headers["backchannel-limit"] for r in replies} == {"query", "busy"}


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """A server of somebody else, and what it heard."""
    heard: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.1)
    stop = threading.Event()

    def listen() -> None:
        while not stop.is_set():
            try:
                connection, _ = listening.accept()
            except TimeoutError:
                continue
            heard.append(connection.recv(100))
            connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/", heard
    stop.set()
    thread.join()
    listening.close()


def test_no_query_leaves_the_server(server: Server, listener: tuple[str, list[bytes]]) -> None:
    """SERVICE is refused in every form that the engine takes for it, and nothing is sent."""
    url, heard = listener
    for query in HIDDEN_SERVICE:
        found = server.ask(query.replace("URL", url))
        assert (found.status, found.text) == (403, "SERVICE is refused: a query asks this graph and no other server\n")
    for query in (f"LOAD <{url}>", f"SELECT * FROM <{url}> {{ ?s ?p ?o }}", f"DESCRIBE <{url}>"):
        assert server.ask(query).status in (200, 403)
    time.sleep(0.3)
    assert heard == []


def test_names_that_only_look_like_it_are_not_refused() -> None:
    """The word in a string, a comment, an IRI, a variable or a local name is no call."""
    for query in (
        "SELECT ?service { ?service ?p 'SERVICE <x>' }",
        "# SERVICE\nASK { ?s <urn:SERVICE> ?o }",
        "PREFIX ex: <urn:x> ASK { ?s ex:customerService ?o }",
    ):
        refuse_outside(query)
    with pytest.raises(Refused):
        refuse_outside("ASK { SERVICE <urn:x> {} }")


def test_the_process_that_answers_cannot_open_a_socket() -> None:
    """Even if the engine would let a query out, the system does not (Linux)."""
    import subprocess
    import sys

    program = (
        "import socket\n"
        "from backchannel.graph.confinement import no_network\n"
        "assert no_network()\n"
        "try:\n    socket.socket()\nexcept PermissionError:\n    print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "refused\n", done.stderr


def test_every_response_carries_the_headers(server: Server) -> None:
    """Pages, data, files and errors alike."""
    for path in (
        "/",
        "/contacts",
        "/sparql?query=ASK%7B%7D",
        "/nowhere",
        "/static/style.css",
        "/healthz",
        "/query?query=x",
    ):
        headers = server.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"
    network = server.get("/network/page").headers["content-security-policy"]
    assert "connect-src 'none'" in network
    assert "frame-ancestors 'self'" in network


def test_another_sites_name_is_not_answered(server: Server) -> None:
    """A page that lets its own name point here (DNS rebinding) learns nothing."""
    port = server.host.partition(":")[2]
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1.evil.example"):
        assert server.get("/", Host=host).status == 421
    for host in (f"localhost:{port}", f"[::1]:{port}", "LOCALHOST"):
        assert server.get("/healthz", Host=host).status == 200


def test_bodies_are_bounded(server: Server) -> None:
    """A long body is refused, told beforehand or not."""
    long = b"query=" + b"x" * (1 << 20)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert server.send("POST", "/sparql", long, form).status == 413
    connection = http.client.HTTPConnection(server.host)
    connection.putrequest("POST", "/sparql")
    connection.putheader("Content-Type", "application/sparql-query")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    try:
        for _ in range(40):
            connection.send(b"8000\r\n" + b" " * 0x8000 + b"\r\n")
        connection.send(b"0\r\n\r\n")
    except OSError:
        pass  # it hung up, which is as good
    else:
        assert connection.getresponse().status == 413
    connection.close()
    assert server.ask("ASK {}").status == 200


def test_nothing_but_reading(server: Server) -> None:
    """No page takes anything but GET and HEAD."""
    for path in ("/", "/contacts", "/actor/x", "/static/style.css"):
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            assert server.send(method, path, b"").status in (404, 405)


def test_no_path_leads_out_of_the_static_files(server: Server) -> None:
    """Neither plain nor escaped."""
    for path in (
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static//etc/passwd",
        "/article/..%2f..%2fetc%2fpasswd",
    ):
        assert server.get(path).status in (404, 405)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Workspace]]:
    """A server over a graph whose every name, quote, title and id tries to be something else."""
    graph = synthetic_graph(30, 60, hostile=True)
    articles = [
        Article(
            c.id,
            f"{c.title} <script>window.__pwned=1</script> \x00\x07 \ud800 end",
            c.title,
            c.published,
            c.outlet,
            c.url,
        )
        for c in graph.citations.values()
    ]
    folder = tmp_path_factory.mktemp("hostile") / "w"
    workspace = Workspace.replace(folder, graph, articles, page=lambda g, path: write_page(g, path))
    server = Server(folder)
    yield server, workspace
    server.stop()


def test_articles_are_inert(hostile: tuple[Server, Workspace]) -> None:
    """Whatever an article holds stands on the pages as text: no element, attribute or link comes out of it."""
    server, workspace = hostile
    graph = workspace.graph()
    pages = ["/", "/contacts", "/actors", "/articles", "/search?q=img", "/search?q=%3Cscript%3E", "/queries/busiest"]
    from backchannel.server.shown import address

    pages += [address("actor", a) for a in graph.actors]
    pages += [address("contact", c.id) for c in graph.contacts[:40]]
    pages += [address("article", c) for c in list(graph.citations)[:25]]
    for path in pages:
        found = server.get(path)
        assert found.status == 200, path
        text = found.text
        assert not re.search(r"<(img|svg/|a href=.javascript|script>)", text.lower()), path
        assert set(re.findall(r"<script[^>]*>", text)) <= {
            '<script src="/static/suggest.js" defer>', '<script src="/static/table.js" defer>'
        }  # fmt: skip
        for link in re.findall(r'href="([^"]*)"', text):
            assert re.match(r"(/(?!/)|#|https?://[\w.-]+)", link), (path, link)


def test_articles_are_inert_in_a_browser(hostile: tuple[Server, Workspace], browser: object) -> None:
    """No page of the hostile graph runs anything of it."""
    server, workspace = hostile
    from backchannel.server.shown import address

    graph = workspace.graph()
    pages = ["", "contacts", "search?q=img", "query?query=SELECT%20*%20%7B%3Fs%20foaf%3Aname%20%3Fo%7D"]
    pages += [address("actor", a)[1:] for a in list(graph.actors)[:8]]
    pages += [address("article", c)[1:] for c in list(graph.citations)[:8]]
    for path in pages:
        browser.get(server.url + path)  # type: ignore[attr-defined]
        assert browser.execute_script("return window.__pwned") is None, path  # type: ignore[attr-defined]
