"""GraphML, GEXF, Cytoscape JSON and DOT come back through the readers of the programs that people open them with."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax import saxutils

import networkx
import pytest

from backchannel.exports.ties import all_ties
from backchannel.schema.model import MergedGraph
from tests.exports.nasty import quotes
from tests.exports.test_rdf_formats import read_node
from tests.foreign import require, require_module

Exported = Callable[[str], Path]
HERE = Path(__file__).parent
REPLACED = {ord(c): "\ufffd" for c in "\x00\x07\x1b\x1f\ufffe\ud83d"}  # what of the fixture XML forbids
# contact -> its ties as (source, target), written by hand from the fixture
TIES = {
    "c00": [("a00", "a01")],
    "c01": [("a01", "a00")],
    "c02": [("a00", "a01")],
    "c03": [("a02", "a03"), ("a02", "a05"), ("a03", "a05")],
    "c04": [("a04", "a05")],
    "c05": [],
    "c06": [("a\"b' <c>&\\d,e;f", "a03")],
    "c07": [("a05", "a06")],
    "c08": [("a07", "a04")],
}
MUTUAL = {"c02", "c03", "c07"}


def _ends(edges: Any, contact: str) -> list[tuple[str, str]]:
    return [(e["#source"], e["#target"]) for e in edges if e["contact"] == contact]


def _json_list(value: str | None) -> set[str]:
    return set(json.loads(value)) if value else set()


def _check_edges(graph: MergedGraph, edges: list[dict[str, Any]], unxml: Callable[[str], str]) -> None:
    """Counts, ends, ids, dates and evidence of one edge per contact and pair."""
    assert len(edges) == sum(map(len, TIES.values()))
    for contact in graph.contacts:
        assert sorted(_ends(edges, contact.id)) == sorted(TIES[contact.id])
        for edge in (e for e in edges if e["contact"] == contact.id):
            assert edge.get("date") == contact.date
            assert (edge.get("earliest"), edge.get("latest")) == (contact.earliest, contact.latest)
            assert (edge["channel"], edge["status"]) == (contact.channel, contact.status)
            assert edge["mutual"] == (contact.id in MUTUAL)
            assert edge["confidence"] == pytest.approx(contact.confidence)
            assert edge["outlets"] == contact.outlets
            assert edge.get("place") == contact.place
            assert _json_list(edge.get("evidence")) == {unxml(q) for q in quotes(graph, contact)}
            assert _json_list(edge.get("articles")) == set(contact.articles)
    assert len({e["#id"] for e in edges}) == len(edges)


def _check_nodes(graph: MergedGraph, nodes: list[dict[str, Any]], unxml: Callable[[str], str]) -> None:
    assert {n["#id"] for n in nodes} == set(graph.actors)
    assert len(nodes) == len(graph.actors)
    for node in nodes:
        actor = graph.actors[node["#id"]]
        assert node["label"] == unxml(actor.name)
        assert (node["kind"], node.get("country")) == (actor.kind, actor.country)


def _in_xml(text: str) -> str:
    """A single value as XML can hold it."""
    return text.translate(REPLACED)


def _in_json_in_xml(text: str) -> str:
    """An item of a list: JSON escapes the control characters that XML would forbid."""
    return text.replace("\ufffe", "\ufffd").replace("\ud83d", "\ufffd")


@pytest.mark.parametrize(("name", "reader"), [("graphml", "graphml"), ("gexf-dynamic", "gexf")])
def test_graphology_reads_one_edge_per_contact(name: str, reader: str, exported: Exported, graph: MergedGraph) -> None:
    """What Gephi Lite reads has every node and every edge, with ids, labels, dates and quotes."""
    read = read_node(reader, exported(name))

    _check_nodes(graph, read["nodes"], _in_xml)
    _check_edges(graph, read["edges"], _in_json_in_xml)
    assert read["multi"]


def test_graphology_reads_the_timeline(exported: Exported, graph: MergedGraph) -> None:
    """Days stand on the edges; a contact of unknown year has none; parallel edges of a pair differ in kind."""
    text = exported("gexf-dynamic").read_text("utf-8")
    edges = read_node("gexf", exported("gexf-dynamic"))["edges"]
    kinds = Counter((tuple(sorted((e["#source"], e["#target"]))), e["kind"]) for e in edges if "kind" in e)

    assert 'timeformat="date"' in text
    assert 'mode="dynamic"' in text
    assert all(e["#undirected"] == (e["contact"] in MUTUAL) for e in edges)
    assert set(kinds.values()) <= {1}
    lines = [line for line in text.splitlines() if "<edge " in line]
    for contact in graph.contacts:
        own = [line for line in lines if f'<edge id="{contact.id}' in line]
        assert all((f' start="{contact.earliest}"' in line) == (contact.earliest is not None) for line in own)
        assert all((f' end="{contact.latest}"' in line) == (contact.latest is not None) for line in own)
    assert sum('kind="phone-call 2"' in line for line in lines) == 1


def test_graphology_reads_one_edge_per_pair(exported: Exported, graph: MergedGraph) -> None:
    """The static GEXF has each pair once, weighted, with the ids, dates and quotes of its contacts."""
    read = read_node("gexf", exported("gexf"))
    pairs = {frozenset(ends) for ties in TIES.values() for ends in ties}
    by_pair = {frozenset((e["#source"], e["#target"])): e for e in read["edges"]}
    three = by_pair[frozenset(("a00", "a01"))]

    _check_nodes(graph, read["nodes"], _in_xml)
    assert set(by_pair) == pairs
    assert len(read["edges"]) == len(pairs)
    assert (three["weight"], three["contacts"], three["took_place"]) == (3, 3, 2)
    assert (three["initiated_by_source"], three["initiated_by_target"]) == (1, 1)
    assert json.loads(three["contact_ids"]) == ["c00", "c01", "c02"]
    assert json.loads(three["dates"]) == ["2022-02-14", "2022-02", "XXXX-03-01"]
    assert (three["first"], three["last"]) == ("2022-02-01", "2022-02-28")
    for pair, edge in by_pair.items():
        contacts = [c for c in graph.contacts if any(frozenset(ends) == pair for ends in TIES[c.id])]
        assert _json_list(edge.get("evidence")) == {_in_json_in_xml(q) for c in contacts for q in quotes(graph, c)}


@pytest.mark.parametrize("name", ["gexf", "gexf-dynamic"])
def test_gexf_keeps_to_the_grammar(name: str, exported: Exported) -> None:
    """Both GEXF files keep to the grammar of GEXF 1.3, as far as they use it, which notices a day that is none."""
    etree = require_module("lxml.etree", "pip install lxml")
    schema = etree.XMLSchema(etree.parse(HERE / "gexf-1.3.xsd"))
    document = etree.parse(exported(name), etree.XMLParser(huge_tree=True))
    schema.assertValid(document)
    edge = document.find(".//{http://gexf.net/1.3}edge")
    edge.set("start", "14 Februari")

    assert not schema.validate(document)


def test_igraph_reads_graphml(exported: Exported, graph: MergedGraph) -> None:
    """igraph reads the same nodes and edges with their properties and types."""
    igraph = require_module("igraph", "pip install igraph")
    read = igraph.Graph.Read_GraphML(str(exported("graphml")))
    nodes = [{"#id": v["id"], "label": v["label"], "kind": v["kind"], "country": v["country"] or None} for v in read.vs]
    for vertex in read.vs:  # igraph leaves a reference to & in an attribute unread
        vertex["id"] = vertex["id"].replace("&#38;", "&")
    nodes = [{**node, "#id": id_} for node, id_ in zip(nodes, read.vs["id"], strict=True)]
    ids = read.vs["id"]
    edges = [
        {
            **{k: v for k, v in e.attributes().items() if v != ""},
            "#id": e["id"],
            "#source": ids[e.source],
            "#target": ids[e.target],
        }
        for e in read.es
    ]

    _check_nodes(graph, nodes, _in_xml)
    _check_edges(graph, edges, _in_json_in_xml)
    assert read.is_directed()


def test_networkx_reads_graphml(exported: Exported, graph: MergedGraph) -> None:
    """networkx reads GraphML as a multigraph keyed by contact."""
    read = networkx.read_graphml(exported("graphml"), force_multigraph=True)
    edges = [{**data, "#id": key, "#source": a, "#target": b} for a, b, key, data in read.edges(keys=True, data=True)]

    _check_nodes(graph, [{"#id": n, **data} for n, data in read.nodes(data=True)], _in_xml)
    _check_edges(graph, edges, _in_json_in_xml)


def test_cytoscape_reads_its_json(exported: Exported, graph: MergedGraph) -> None:
    """cytoscape.js has every node and edge, with lists as lists and nothing replaced but half a surrogate pair."""
    read = read_node("cytoscape", exported("cytoscape"))
    nodes = [{"#id": n["actor"], "label": n["name"], "kind": n["kind"], "country": n["country"]} for n in read["nodes"]]
    edges = []
    for e in read["edges"]:
        ends = {"#source": e["source"].removeprefix("actor/"), "#target": e["target"].removeprefix("actor/")}
        lists = {"evidence": json.dumps(e["evidence"]), "articles": json.dumps(e["articles"])}
        edges.append({**e, **lists, **ends, "#id": e["id"]})

    _check_nodes(graph, nodes, lambda text: text.replace("\ud83d", "\ufffd"))
    _check_edges(graph, edges, lambda text: text.replace("\ud83d", "\ufffd"))
    assert [n["aliases"] for n in read["nodes"] if n["actor"] == "a05"] == [list(graph.actors["a05"].aliases)]


def test_graphviz_reads_dot(exported: Exported, graph: MergedGraph) -> None:
    """Graphviz reads every node and edge; labels show as they are, properties with doubled backslashes."""
    dot = require("dot", "apt-get install graphviz")
    done = subprocess.run([dot, "-Tdot_json", str(exported("dot"))], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    read = json.loads(done.stdout)
    names = [node["name"] for node in read["objects"]]

    def text(value: str) -> str:
        return value.replace("\\\\", "\\")

    assert {text(name) for name in names} == set(graph.actors)
    edges = []
    for e in read["edges"]:
        row = {k: (text(v) if isinstance(v, str) and v else None) for k, v in e.items()}
        typed = {
            "mutual": row["mutual"] == "true",
            "confidence": float(row["confidence"] or 0),
            "outlets": int(row["outlets"] or 0),
        }
        ends = {"#source": text(names[e["tail"]]), "#target": text(names[e["head"]])}
        edges.append({**row, **typed, **ends, "#id": row["id"]})
    _check_edges(graph, edges, lambda quote: quote.replace("\ud83d", "\ufffd"))
    assert all((e.get("dir") == "none") == (e["contact"] in MUTUAL) for e in edges)


def test_graphviz_shows_labels_as_they_are(exported: Exported, graph: MergedGraph) -> None:
    """A drawn label is the actor's name, whatever markup, entity or escape it looks like."""
    dot = require("dot", "apt-get install graphviz")
    etree = require_module("lxml.etree", "pip install lxml")
    done = subprocess.run([dot, "-Tsvg", str(exported("dot"))], capture_output=True, timeout=60, check=True)
    drawn = {
        "\n".join("".join(t.itertext()) for t in group.iter("{http://www.w3.org/2000/svg}text")): 1
        for group in etree.fromstring(done.stdout).iter("{http://www.w3.org/2000/svg}g")
        if group.get("class") == "node"
    }

    for id_ in ("a00", "a01", "a02", "a03", "a04", "a05", "a07"):
        name = graph.actors[id_].name.replace("\r\n", "\n")
        assert saxutils.unescape(name).replace("\xa0", " ") in {shown.replace("\xa0", " ") for shown in drawn}


def test_ties_are_those_of_the_fixture(graph: MergedGraph) -> None:
    """The rule of ties gives the list written by hand: no tie for an intermediary or for one known side."""
    found: dict[str, list[tuple[str, str]]] = {c.id: [] for c in graph.contacts}
    for tie in all_ties(graph):
        found[tie.contact.id].append((tie.source, tie.target))
        assert tie.mutual == (tie.contact.id in MUTUAL)

    assert found == TIES
