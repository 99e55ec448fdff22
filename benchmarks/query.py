"""How long the named queries take on a large graph, and how plain rdflib compares on a smaller one.

    python benchmarks/query.py                      100,000 contacts; rdflib at 10,000
    python benchmarks/query.py --contacts 20000 --rdflib 2000

Times are processor seconds of the process that answers (best of three), so that other work on the machine counts
little. The graph is made up (`tests/synthetic.py`), the same on every machine. Each query's bound is shown beside it:
look-ups 100 ms, aggregates over the whole graph 2 s.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import rdflib

sys.path.insert(0, str(Path(__file__).parents[1]))

from backchannel.graph.queries import bind, library
from backchannel.graph.rdf import write_files
from backchannel.graph.store import QueryWorker, ask, open_store, prefixes_for
from backchannel.schema.model import MergedGraph
from tests.synthetic import synthetic_graph

WHOLE = {"by-outlets", "busiest", "countries-by-month", "disputed", "intermediaries", "outlets", "planned-not-held",
         "secret", "claims"}  # fmt: skip
LOOK_UP, AGGREGATE = 0.1, 2.0  # seconds
REPEATS = 3


def main() -> int:
    """Build, ask, print; 1 if a query is over its bound."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--rdflib", type=int, default=10_000, metavar="CONTACTS", help="0 leaves rdflib out")
    options = parser.parse_args()
    slow = []
    with tempfile.TemporaryDirectory() as folder:
        rows = _timed(options.contacts, Path(folder))
        for name, seconds, count in rows:
            bound = AGGREGATE if name in WHOLE else LOOK_UP
            slow += [name] * (seconds > bound)
            print(f"{name:20} {seconds * 1000:9.1f} ms  bound {bound * 1000:6.0f} ms  {count:7,} rows")
        if options.rdflib:
            _beside_rdflib(options.rdflib, Path(folder) / "beside")
    if slow:
        print(f"over their bound: {', '.join(slow)}")
    return 1 if slow else 0


def made(contacts: int) -> MergedGraph:
    """About that many contacts: the generator gives 1.65 a pair."""
    return synthetic_graph(max(50, contacts // 20), int(contacts * 0.606))


def _store(graph: MergedGraph, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    write_files(graph, folder / "a.ttl", folder / "a.trig")
    store = ox.Store(str(folder / "store"))
    store.bulk_load(path=str(folder / "a.trig"), format=ox.RdfFormat.TRIG)
    store.optimize()
    store.flush()
    return folder / "store"


def _queries(graph: MergedGraph, path: Path) -> dict[str, str]:
    """Every named query with parameters that fit the graph: the two actors of the most contacts."""
    counts: dict[str, int] = {}
    for contact in graph.contacts:
        for part in contact.participants:
            counts[part.actor] = counts.get(part.actor, 0) + 1
    first, second, *_ = sorted(counts, key=lambda a: (-counts[a], a))
    given = {"actor": first, "x": first, "y": second, "outlet": "Kabar Uji"}
    with QueryWorker(path) as worker:
        return {
            name: bind(name, {p.name: given[p.name] for p in query.parameters if p.name in given}, worker)
            for name, query in library().items()
        }


def _timed(contacts: int, folder: Path) -> list[tuple[str, float, int]]:
    started = time.monotonic()
    graph = made(contacts)
    path = _store(graph, folder)
    print(f"{len(graph.contacts):,} contacts, {len(graph.reports):,} reports, {len(graph.actors):,} actors;", end=" ")
    queries = _queries(graph, path)
    del graph
    store = open_store(path)
    print(f"{len(store):,} quads; made and loaded in {time.monotonic() - started:.0f} s")
    return [(name, *_best(lambda text=text: ask(store, text).count)) for name, text in queries.items()]  # type: ignore[misc]


def _best(run: Callable[[], int]) -> tuple[float, int]:
    times, count = [], 0
    for _ in range(REPEATS):
        start = time.process_time()
        count = run()
        times.append(time.process_time() - start)
    return min(times), count


def _beside_rdflib(contacts: int, folder: Path) -> None:
    """The queries that need no named graph, in rdflib's own store and in Oxigraph, one after the other."""
    graph = made(contacts)
    path = _store(graph, folder)
    queries = {n: q for n, q in _queries(graph, path).items() if "GRAPH" not in q}
    plain = rdflib.Graph().parse(folder / "a.ttl")
    store = open_store(path)
    ratios = []
    print(f"\nbeside plain rdflib, {len(graph.contacts):,} contacts")
    for name, text in queries.items():
        ours, count = _best(lambda text=text: ask(store, text).count)  # type: ignore[misc]
        start = time.process_time()
        theirs = len(list(plain.query(text, initNs=prefixes_for())))
        taken = time.process_time() - start
        ratios.append(taken / ours)
        same = "" if theirs == count else f"  (rdflib: {theirs} rows)"
        print(
            f"{name:20} {ours * 1000:9.1f} ms  rdflib {taken * 1000:9.0f} ms  {taken / ours:7.0f} x{same}", flush=True
        )
    print(f"median {statistics.median(ratios):.0f} x")


if __name__ == "__main__":
    sys.exit(main())
