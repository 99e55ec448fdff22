"""How long the named queries take on a large graph, and how plain rdflib compares on a smaller one.

    python benchmarks/query.py                      100,000 contacts; rdflib at 10,000
    python benchmarks/query.py --contacts 20000 --rdflib 2000
    python benchmarks/query.py --contacts 0         only beside rdflib

Times are processor seconds of the process that answers (best of five), so that other work on the machine counts
little. The graph is made up (`tests/synthetic.py`), the same on every machine. Each query's bound is shown beside it:
look-ups 100 ms, aggregates over the whole graph 2 s.

rdflib holds the same graph in its own memory store and answers the same text, each query once, in a process of its own
that ends after --give-up seconds of processor time; such a query counts as if it had then been done. One that rdflib
cannot answer at all is told and does not count. Both sides make every row of the answer; loading is told apart.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
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
REPEATS = 5
GIVE_UP = 10  # processor seconds: at 10,000 contacts at least seventy times what the store takes
TIMES_FASTER = 30  # in the median of all queries


def main() -> int:
    """Build, ask, print; 1 if a query is over its bound."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=int, default=100_000, help="0 leaves the large graph out")
    parser.add_argument("--rdflib", type=int, default=10_000, metavar="CONTACTS", help="0 leaves rdflib out")
    parser.add_argument("--give-up", type=int, default=GIVE_UP, metavar="SECONDS", help="of rdflib, for one query")
    options = parser.parse_args()
    slow = []
    with tempfile.TemporaryDirectory() as folder:
        rows = _timed(options.contacts, Path(folder)) if options.contacts else []
        for name, seconds, count in rows:
            bound = AGGREGATE if name in WHOLE else LOOK_UP
            slow += [name] * (seconds > bound)
            print(f"{name:20} {seconds * 1000:9.1f} ms  bound {bound * 1000:6.0f} ms  {count:7,} rows")
        if options.rdflib:
            slow += ["rdflib"] * (
                _beside_rdflib(options.rdflib, Path(folder) / "beside", options.give_up) < TIMES_FASTER
            )
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


def _beside_rdflib(contacts: int, folder: Path, give_up: int) -> float:
    """Every query in rdflib's own store and in Oxigraph, one after the other; how many times faster in the median."""
    graph = made(contacts)
    path = _store(graph, folder)
    queries = _queries(graph, path)
    print(f"\nbeside plain rdflib, {len(graph.contacts):,} contacts", flush=True)
    del graph
    start = time.process_time()
    plain = rdflib.Dataset()
    plain.parse(folder / "a.trig", format="trig")
    print(f"rdflib read the TriG file in {time.process_time() - start:.0f} s")
    store = open_store(path)
    gc.freeze()  # so that a child process does not copy what it only reads
    ratios = []
    for name, text in queries.items():
        ours, count = _best(lambda text=text: ask(store, text).count)  # type: ignore[misc]
        taken, theirs = _bounded(plain, text, give_up)
        if isinstance(theirs, str):
            print(f"{name:20} {ours * 1000:8.1f} ms   rdflib fails: {theirs}", flush=True)
            continue
        ratios.append(taken / ours)
        note = f"not done after {give_up} s" if theirs is None else "" if theirs == count else f"{theirs} rows!"
        least = "> " if theirs is None else "  "
        print(
            f"{name:20} {ours * 1000:8.1f} ms   rdflib {least}{taken:7.2f} s {taken / ours:8.0f} x  {note}", flush=True
        )
    print(f"median of {len(ratios)} queries {statistics.median(ratios):.0f} x, least {min(ratios):.0f} x")
    return statistics.median(ratios)


def _bounded(plain: rdflib.Dataset, text: str, give_up: int) -> tuple[float, int | str | None]:
    """Processor seconds and rows (or the error) of a query in a child process; the bound and None where it is met."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_answer, args=(plain, text, give_up, theirs))
    child.start()
    theirs.close()
    try:
        taken, rows = ours.recv()
    except EOFError:
        taken, rows = float(give_up), None
    child.join()
    return taken, rows


def _answer(plain: rdflib.Dataset, text: str, give_up: int, pipe: Connection) -> None:
    used = time.process_time()
    resource.setrlimit(resource.RLIMIT_CPU, (int(used) + give_up, int(used) + give_up + 1))
    try:
        found: int | str = len(list(plain.query(text, initNs=prefixes_for())))
    except Exception as error:
        found = f"{type(error).__name__}: {error}"
    pipe.send((time.process_time() - used, found))


if __name__ == "__main__":
    sys.exit(main())
