"""What each format costs for a graph of so many contacts: CPU time, peak memory and size, each in its own process.

    python benchmarks/export.py                  # 100,000 contacts
    python benchmarks/export.py 10000            # fewer
    python benchmarks/export.py 10000 --rdflib   # also rdflib's Turtle writer on the same triples (slow)

The graph is made up (tests/synthetic.py) and written once to a workspace-like file that every process loads, so that
time and memory are those of the export alone: CPU is that of writing (the least of --runs),
`grows` is the peak above the loaded graph.
Oxigraph's own Turtle dump of the same triples, already in its store, stands beside ours.
"""

from __future__ import annotations

import argparse
import json
import pickle
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import pyoxigraph as ox

from backchannel.exports.formats import FORMATS, format_named
from backchannel.exports.rdf_stream import merged_triples
from backchannel.graph.iris import DEFAULT_BASE, Iris
from backchannel.schema.model import MergedGraph
from backchannel.schema.vocabulary import NAMESPACES

CONTACTS_A_PAIR = 1.62  # measured on what tests/synthetic.py makes


def made(contacts: int) -> MergedGraph:
    """A made-up graph of about that many contacts."""
    from tests.synthetic import synthetic_graph

    return synthetic_graph(max(20, contacts // 20), int(contacts / CONTACTS_A_PAIR))


def _restart_peak() -> float:
    """Forget the peak so far (Linux), and give the memory in use now, in MB."""
    Path("/proc/self/clear_refs").write_text("5")
    return _memory("VmRSS")


def _memory(line: str) -> float:
    status = Path("/proc/self/status").read_text()
    return int(next(row for row in status.splitlines() if row.startswith(line)).split()[1]) / 1024


def _size(path: Path) -> int:
    return sum(p.stat().st_size for p in path.rglob("*") if p.is_file()) if path.is_dir() else path.stat().st_size


def measure(name: str, source: Path, folder: Path) -> dict[str, float]:
    """One format, in this process."""
    with source.open("rb") as stream:
        graph: MergedGraph = pickle.load(stream)
    target = folder / f"out{format_named(name).suffix}"
    before, start = _restart_peak(), time.process_time()
    format_named(name).write(graph, target)
    return {"cpu": time.process_time() - start, "grows": _memory("VmHWM") - before, "size": _size(target) / 1e6}


def measure_oxigraph(source: Path, folder: Path) -> dict[str, float]:
    """Oxigraph's own dump of the merged triples from its store, with the prefixes our file has."""
    with source.open("rb") as stream:
        graph: MergedGraph = pickle.load(stream)
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in merged_triples(graph, DEFAULT_BASE))
    target, prefixes = folder / "oxigraph.ttl", {**NAMESPACES, **Iris(DEFAULT_BASE).prefixes()}
    before, start = _restart_peak(), time.process_time()
    store.dump(str(target), ox.RdfFormat.TURTLE, from_graph=ox.DefaultGraph(), prefixes=prefixes)
    return {"cpu": time.process_time() - start, "grows": _memory("VmHWM") - before, "size": _size(target) / 1e6}


def measure_rdflib(source: Path, folder: Path) -> dict[str, float]:
    """rdflib's Turtle writer over the same triples, read into its own memory store first."""
    import rdflib

    with source.open("rb") as stream:
        graph: MergedGraph = pickle.load(stream)
    format_named("ntriples").write(graph, folder / "rdflib.nt")
    read = rdflib.Graph()
    read.parse(folder / "rdflib.nt", format="nt")
    before, start = _restart_peak(), time.process_time()
    read.serialize(folder / "rdflib.ttl", format="turtle")
    cpu, grows = time.process_time() - start, _memory("VmHWM") - before
    return {"cpu": cpu, "grows": grows, "size": _size(folder / "rdflib.ttl") / 1e6}


def _child(what: str, source: Path, folder: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--child", what, "--source", str(source), "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def main() -> None:
    """Measure all formats and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("contacts", type=int, nargs="?", default=100_000)
    parser.add_argument("--rdflib", action="store_true")
    parser.add_argument("--runs", type=int, default=1, help="of which the quickest counts")
    parser.add_argument("--only", nargs="*", help="these formats only")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--source", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        special = {"oxigraph": measure_oxigraph, "rdflib": measure_rdflib}
        run = special.get(args.child)
        found = run(args.source, args.folder) if run else measure(args.child, args.source, args.folder)
        print(json.dumps(found))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        graph = made(args.contacts)
        print(f"{len(graph.contacts):,} contacts, {len(graph.actors):,} actors, {len(graph.reports):,} reports\n")
        source = folder / "graph.pickle"
        source.write_bytes(pickle.dumps(graph))
        del graph
        names = args.only or [f.name for f in FORMATS]
        names += ["oxigraph"] + (["rdflib"] if args.rdflib else [])
        print("| format | CPU s | grows MB | size MB |\n| --- | --- | --- | --- |")
        for what in names:
            rows = [_child(what, source, folder) for _ in range(1 if what == "rdflib" else args.runs)]
            row = min(rows, key=lambda found: found["cpu"])
            print(f"| {what} | {row['cpu']:.2f} | {row['grows']:.0f} | {row['size']:.1f} |", flush=True)


if __name__ == "__main__":
    main()
