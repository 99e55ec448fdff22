"""How the server holds up: many readers at once, some of them with hostile queries.

    python benchmarks/server.py [--clients 50] [--hostile 10] [--seconds 60] [--contacts 20000]

Makes a synthetic workspace, starts `backchannel serve` on it, measures cheap queries with one client, then with all of
them at once: cheap queries and pages by most, one endless or greedy query after the other by the hostile ones. Every
client rests a while between two requests, as readers do. Prints the figures; exits with 1 if what must hold does not.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

sys.path.insert(0, str(Path(__file__).parents[1]))

from backchannel.graph.workspace import Workspace
from backchannel.schema.model import Article, MergedGraph
from tests.front.server.serving import Server
from tests.synthetic import synthetic_graph

REST = (0.5, 1.5)  # seconds between two requests of one client
TIMES_SLOWER = 5  # the median of cheap queries under load may be so many times the one without
STEP = "(!<urn:x>|^(!<urn:y>))"
HOSTILE = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?d",
    "SELECT DISTINCT ?a ?d { ?a ?b ?c . ?d ?e ?f }",
    f"SELECT (COUNT(*) AS ?n) {{ ?a {STEP}* ?b . ?b {STEP}* ?c }}",
    f"SELECT * {{ ?a {STEP}+/{STEP}+/{STEP}+ ?b }}",
    "SELECT (GROUP_CONCAT(?x) AS ?all) { ?a ?b ?x . ?c ?d ?y FILTER (CONTAINS(STR(?x), STR(?y))) }",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?x . ?c ?d ?y FILTER (REGEX(STR(?x), CONCAT('(', STR(?y), ')+$'))) }",
    "CONSTRUCT { ?a ?e ?f } { ?a ?b ?c . ?d ?e ?f }",
    "SELECT (SUM(STRLEN(CONCAT(?x, ?y))) AS ?n) { ?a bc:quote ?x . ?b bc:quote ?y . ?c bc:quote ?z . ?d bc:quote ?w }",
)


@dataclass
class Measured:
    """What a run showed."""

    cheap: list[float] = field(default_factory=list)  # seconds of each cheap query
    pages: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    peak: int = 0  # bytes of memory of the server and its children together
    alive: bool = False

    @property
    def median(self) -> float:
        return statistics.median(self.cheap)

    @property
    def unannounced(self) -> int:
        """Responses of 500 and above that no limit announced, and connections that broke."""
        return sum(n for name, n in self.statuses.items() if name.startswith(("5", "broken")) and "limit" not in name)


def cheap_queries(graph: MergedGraph, base: str) -> list[str]:
    """Look-ups as pages and programs make them."""
    rng = random.Random(5)
    actors = rng.sample(list(graph.actors), 40)
    found = ["ASK {}", "SELECT ?c { ?c bc:confidential true } LIMIT 10"]
    found += [f"SELECT ?c ?d {{ ?c bc:participant <{base}actor/{a}> ; bc:earliest ?d }} LIMIT 50" for a in actors]
    found += [f"SELECT ?name {{ <{base}actor/{a}> bc:contacted/foaf:name ?name }}" for a in actors]
    return found


def workspace_of(contacts: int, folder: Path) -> Workspace:
    """A synthetic workspace of about so many contacts."""
    graph = synthetic_graph(max(20, contacts // 12), max(20, contacts * 2 // 3))
    articles = (
        Article(
            c.id, "\n".join(e.text for r in graph.reports.values() if r.article == c.id for e in r.evidence), c.title
        )
        for c in list(graph.citations.values())[:50]
    )
    return Workspace.replace(folder, graph, articles)


def timed(server: Server, path: str, measured: Measured, into: list[float] | None) -> None:
    """One request, its time and its outcome."""
    started = time.perf_counter()
    try:
        found = server.get(path)
    except OSError as error:
        measured.statuses[f"broken {type(error).__name__}"] += 1
        return
    limit = found.headers.get("backchannel-limit")
    measured.statuses[f"{found.status} limit {limit}" if limit else str(found.status)] += 1
    if into is not None and found.status == 200:
        into.append(time.perf_counter() - started)


def client(seed: int, server: Server, measured: Measured, until: float, once: Callable[[random.Random], None]) -> None:
    """Ask, rest, ask, until the time is up."""
    rng = random.Random(seed)
    time.sleep(rng.uniform(0, REST[1]))
    while time.monotonic() < until:
        once(rng)
        time.sleep(rng.uniform(*REST))


def run(server: Server, graph: MergedGraph, base: str, clients: int, hostile: int, seconds: float) -> Measured:
    """So many clients for so long, `hostile` of them with hostile queries."""
    measured = Measured()
    queries = ["/sparql?" + urlencode({"query": q}, quote_via=quote) for q in cheap_queries(graph, base)]
    pages = ["/", "/contacts", "/actors", "/search?q=Ar", "/suggest?q=Be", "/queries", "/query"]
    pages += [f"/actor/{a}" for a in list(graph.actors)[:40]] + [f"/contact/{c.id}" for c in graph.contacts[:40]]
    attacks = ["/sparql?" + urlencode({"query": q}, quote_via=quote) for q in HOSTILE]
    until = time.monotonic() + seconds

    def reader(rng: random.Random) -> None:
        if rng.random() < 0.7:
            timed(server, rng.choice(queries), measured, measured.cheap)
        else:
            timed(server, rng.choice(pages), measured, measured.pages)

    def attacker(rng: random.Random) -> None:
        timed(server, rng.choice(attacks), measured, None)

    threads = [
        threading.Thread(target=client, args=(i, server, measured, until, attacker if i < hostile else reader))
        for i in range(clients)
    ]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        measured.peak = max(measured.peak, server.resident())
        time.sleep(0.25)
    measured.alive = server.process.poll() is None and server.get("/healthz").status == 200
    return measured


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--hostile", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--contacts", type=int, default=20_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = workspace_of(given.contacts, Path(folder) / "w")
        graph = workspace.graph()
        started = time.perf_counter()
        server = Server(workspace.path)
        print(f"{len(graph.contacts):,} contacts; ready after {time.perf_counter() - started:.1f} s")
        try:
            return report(server, graph, workspace.base, given)
        finally:
            server.stop()


def report(server: Server, graph: MergedGraph, base: str, given: argparse.Namespace) -> int:
    resting = server.resident()
    alone = run(server, graph, base, 1, 0, min(20.0, given.seconds))
    print(f"one client: median of cheap queries {alone.median * 1000:.1f} ms; memory {resting / 1e6:,.0f} MB")
    loaded = run(server, graph, base, given.clients, given.hostile, given.seconds)
    slower = loaded.median / alone.median
    p95 = statistics.quantiles(loaded.cheap, n=20)[-1]
    print(f"{given.clients} clients, {given.hostile} of them hostile, {given.seconds:g} s:")
    print(
        f"  cheap queries: {len(loaded.cheap):,}, median {loaded.median * 1000:.1f} ms ({slower:.1f} x), "
        f"95 % {p95 * 1000:.0f} ms"
    )
    print(f"  pages: {len(loaded.pages):,}, median {statistics.median(loaded.pages) * 1000:.1f} ms")
    print(f"  statuses: {dict(sorted(loaded.statuses.items()))}")
    print(f"  peak memory of all processes {loaded.peak / 1e6:,.0f} MB; alive: {loaded.alive}")
    holds = loaded.alive and not loaded.unannounced and slower <= TIMES_SLOWER
    print("holds" if holds else "DOES NOT HOLD")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
