"""The Python API: objects, SPARQL, rdflib and networkx over one workspace."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

import backchannel
from backchannel import ContactGraph
from backchannel.graph.workspace import Workspace
from backchannel.schema.errors import QueryError, StoreError
from tests.graph.sample import ARTICLES, sample


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> ContactGraph:
    """The sample, opened."""
    path = Workspace.replace(tmp_path_factory.mktemp("api") / "w", sample(), ARTICLES.values()).path
    return ContactGraph.open(path)


def test_objects(graph: ContactGraph) -> None:
    """Contacts, actors and articles as the model has them; length and iteration are the contacts'."""
    assert graph.merged == sample()
    assert list(graph) == list(sample().contacts)
    assert len(graph) == 9
    assert graph.articles == ARTICLES
    assert graph.actor("sergei lavrov").id == "lavrov"
    with pytest.raises(QueryError, match="no actor"):
        graph.actor("Nobody")


def test_selecting_takes_one_value_or_several(graph: ContactGraph) -> None:
    """A string and a list of one mean the same; a selection narrows further."""
    one = graph.select(actor="Lavrov")

    assert [c.id for c in one.contacts] == [c.id for c in graph.select(actor=["Lavrov"]).contacts]
    assert [c.id for c in one.select(channel="written").contacts] == ["c-letter", "c-message"]


def test_queries_give_plain_values(graph: ContactGraph) -> None:
    """Numbers, yes and no and text in Python's own types; None where unbound; parameters filled in."""
    rows = graph.query(
        "SELECT ?n ?hidden ?sure ?date { ?c rdfs:label $who ; bc:outletCount ?n ; bc:confidential ?hidden ;"
        " bc:confidence ?sure OPTIONAL { ?c bc:date ?date } }",
        who="Antony Blinken → Sergey Lavrov (Sameh Shoukry)",
    )

    assert rows == [{"n": 1, "hidden": False, "sure": 0.9, "date": None}]
    assert graph.query("ASK { ?c bc:status status:planned }") is True
    assert graph.named("stands-between", x="Blinken", y="Lavrov")[0]["carried"] == 1


def test_rdflib_sees_the_same_graph(graph: ContactGraph) -> None:
    """rdflib's own query on the dataset finds the contacts in the default graph."""
    found = graph.rdf.query("PREFIX bc: <https://w3id.org/backchannel/ns#> SELECT ?c { ?c a bc:Contact }")

    assert len(list(found)) == 9


def test_networks_by_level_and_slice(graph: ContactGraph) -> None:
    """networkx graphs of the three kinds, of the whole or of a slice of time."""
    assert isinstance(graph.network(), nx.MultiDiGraph)
    assert graph.network("pairs")["macron"]["putin"]["weight"] == 2
    assert graph.network("pairs", since="2022")["macron"]["putin"]["weight"] == 1
    assert set(graph.network("countries")) == {"EG", "FR", "RU", "UA", "US"}


def test_a_notebook_shows_a_table_without_markup_of_the_data(graph: ContactGraph) -> None:
    """The preview counts, lists and escapes."""
    shown = graph._repr_html_()

    assert "9 contacts between 8 actors" in shown
    assert "<td>Sergey Lavrov – Vladimir Putin</td>" in shown
    assert "9 contacts, 8 actors" in repr(graph)


def test_a_part_shows_its_network_in_a_frame(graph: ContactGraph) -> None:
    """The picture of a part, for notebooks, holds that part only and stands in a closed frame."""
    part = graph.select(actor="Lavrov")
    shown = part.picture(height=500)._repr_html_()
    others = [actor.name for key, actor in graph.actors.items() if key not in part.actors]

    assert "height:500px" in shown
    assert "sandbox=" in shown
    assert "Sergey Lavrov" in shown
    assert others
    assert not [name for name in others if name in shown]


def test_what_is_no_workspace_says_so(tmp_path: Path) -> None:
    """Opening a folder that no build made is a StoreError."""
    with pytest.raises(StoreError, match="no workspace"):
        ContactGraph.open(tmp_path)


def test_importing_is_quick_and_complete() -> None:
    """`import backchannel` loads neither rdflib nor networkx; its names are there; others are not."""
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, backchannel; print('rdflib' in sys.modules, 'networkx' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert loaded == "False False\n"
    assert {"ContactGraph", "Selection", "__version__"} <= set(dir(backchannel))
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = backchannel.Nothing
