"""The library of named queries: each gives its example answer, explains itself and takes no nonsense."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from backchannel.graph.queries import bind, find, library, parse
from backchannel.graph.sparql import parameters
from backchannel.graph.store import QueryWorker
from backchannel.graph.workspace import Workspace
from backchannel.schema.errors import QueryError, SchemaError
from tests.graph.sample import ARTICLES, sample


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryWorker]:
    """A worker on the sample."""
    path = Workspace.replace(tmp_path_factory.mktemp("queries") / "w", sample(), ARTICLES.values()).path
    with QueryWorker(path / "store") as found:
        yield found


def _rows(worker: QueryWorker, name: str, **given: str) -> list[str]:
    body = worker.ask(bind(name, given, worker), "csv", time_limit=60).body.decode()
    return body.replace("\r\n", "\n").splitlines()[1:]


@pytest.mark.parametrize("name", list(library()))
def test_the_example_gives_its_answer(worker: QueryWorker, name: str) -> None:
    """What the file shows as an example is what the query answers."""
    query = library()[name]
    body = worker.ask(bind(name, query.example, worker), "csv", time_limit=60).body.decode()

    assert body.replace("\r\n", "\n") == query.answer
    assert query.answer.count("\n") > 1


@pytest.mark.parametrize("name", list(library()))
def test_every_query_explains_itself(name: str) -> None:
    """Title, description and help for each parameter; the parameters are those of the text; a total order of rows."""
    query = library()[name]

    assert query.title
    assert query.description.endswith(".")
    assert all(p.help for p in query.parameters)
    assert {p.name for p in query.parameters} == set(parameters(query.text))
    assert "ORDER BY" in query.text


def test_the_carrier_stands_between(worker: QueryWorker) -> None:
    """Shoukry carried Blinken's message to Lavrov; nobody stands between those who know nobody in common."""
    assert _rows(worker, "stands-between", x="Blinken", y="Lavrov") == ["Sameh Shoukry,1,1,1"]
    assert _rows(worker, "stands-between", x="Lavrov", y="Macron") == ["Vladimir Putin,1,2,0", "Sameh Shoukry,1,1,0"]
    assert _rows(worker, "stands-between", x="Zelensky", y="Blinken") == []


def test_an_actor_may_be_named_in_many_ways(worker: QueryWorker) -> None:
    """Other spelling, id, IRI: the same answer."""
    rows = _rows(worker, "who-contacted", actor="Lavrov")

    assert rows
    for name in ("Sergei LAVROV", "lavrov", "https://w3id.org/backchannel/data/actor/lavrov"):
        assert _rows(worker, "who-contacted", actor=name) == rows


def test_a_state_by_its_code(worker: QueryWorker) -> None:
    """`RU` means the state, not the persons who have that country."""
    assert "/actor/russia>" in bind("who-contacted", {"actor": "RU"}, worker)
    assert "lavrov" not in bind("who-contacted", {"actor": "RU"}, worker)


def test_a_shorter_silence_finds_no_less(worker: QueryWorker) -> None:
    """The call of 2022 came 908 days after the meeting of 2019."""
    assert len(_rows(worker, "after-silence", actor="Putin", days="908")) == 1
    assert _rows(worker, "after-silence", actor="Putin", days="909") == []


@pytest.mark.parametrize(
    ("name", "given", "reason"),
    [
        ("who-contacted", {}, r"needs actor=ACTOR"),
        ("who-contacted", {"actor": "Lavrow"}, "near: "),
        ("who-contacted", {"actor": "Lavrov", "x": "1"}, "no parameter 'x'; it has actor"),
        ("outlets", {"x": "1"}, "it has none"),
        ("by-outlets", {"outlets": "two"}, "not a whole number"),
        ("timeline", {"x": "Lavrov", "y": "Putin", "since": "2022-02-30"}, "no such day"),
        ("who-contacte", {"actor": "Lavrov"}, "did you mean who-contacted"),
    ],
)
def test_nonsense_is_one_clear_error(worker: QueryWorker, name: str, given: Mapping[str, str], reason: str) -> None:
    """A missing, unknown or impossible parameter is named, with what would be right."""
    with pytest.raises(QueryError, match=reason):
        bind(name, given, worker)


def test_a_broken_head_is_a_schema_error() -> None:
    """A query file without example or with an unknown kind of parameter does not load."""
    with pytest.raises(SchemaError, match="head is broken"):
        parse("x", '#: title = "x"\nASK {}\n')
    head = '#: title = "x"\n#: description = "x."\n#: [param.a]\n#: kind = "k"\n#: help = "h"\n'
    with pytest.raises(SchemaError, match="no such kind"):
        parse("x", head + '#: [example]\n#: answer = ""\n')


def test_queries_are_found_by_name() -> None:
    """The name is the file's."""
    folder = Path(__file__).parents[2] / "graph" / "queries"

    assert set(library()) == {p.stem for p in folder.glob("*.rq")}
    assert find("secret").title == "Secret contacts"
