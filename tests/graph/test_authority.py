"""Authority files: who is known elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backchannel.graph.authority import Authority, Held, read_authority
from backchannel.graph.merge import merge
from backchannel.schema.errors import BackchannelError
from backchannel.schema.model import Citation, MergedGraph, Participant, Report

CSV = """item,itemLabel,altLabel,iso,positionLabel,start,end
http://www.wikidata.org/entity/Q1,Jane Roe,Janet Roe|J. Roe,XK,foreign minister,2021-01-26T00:00:00Z,2025-01-20
http://www.wikidata.org/entity/Q1,Jane Roe,,XK,senator,2017-01-03T00:00:00Z,2021-01-20T00:00:00Z
http://www.wikidata.org/entity/Q2,John Doe,Johnny Doe,XK,foreign minister,2025-01-21T00:00:00Z,
"""


def report(article: str, name: str, day: str, office: str | None = None, of: str | None = None) -> Report:
    """A call with a person of that name."""
    other = Participant("Ana Perez", "recipient", "person", "Presiden", "AR")
    return Report(article, (Participant(name, "initiator", "person", office, of), other), "phone-call", "occurred", day)


def graph(authority: tuple[Authority, ...], *reports: Report) -> MergedGraph:
    """The merged graph."""
    return merge([Citation(r.article, published=r.date) for r in reports], reports, authority=authority)


@pytest.fixture
def known(tmp_path: Path) -> tuple[Authority, ...]:
    """Two ministers of one state, one after the other."""
    (tmp_path / "known.csv").write_text(CSV, "utf-8")
    return read_authority(tmp_path / "known.csv")


def test_a_query_result_is_read(known: tuple[Authority, ...]) -> None:
    """Rows about one item are one actor with all its names and offices."""
    first, second = known

    assert first.names == ("Jane Roe", "Janet Roe", "J. Roe")
    assert first.of == "XK"
    assert first.offices[1] == Held("foreign minister", "XK", "2021-01-26", "2025-01-20")
    assert second.offices == (Held("foreign minister", "XK", "2025-01-21", None),)
    assert [Authority.from_json(json.loads(json.dumps(a.as_json()))) for a in known] == [first, second]


def test_csv_and_json_say_the_same(tmp_path: Path, known: tuple[Authority, ...]) -> None:
    """The two JSON forms of a query service give what the CSV gives."""
    header, *lines = [line.split(",") for line in CSV.strip().splitlines()]
    rows = [{k: v for k, v in zip(header, line, strict=True) if v} for line in lines]
    bindings = [{k: {"type": "literal", "value": v} for k, v in row.items()} for row in rows]
    (tmp_path / "simple.json").write_text(json.dumps(rows), "utf-8")
    (tmp_path / "full.json").write_text(json.dumps({"results": {"bindings": bindings}}), "utf-8")

    assert read_authority(tmp_path / "simple.json") == known
    assert read_authority(tmp_path / "full.json") == known


def test_follow_the_money_is_read(tmp_path: Path) -> None:
    """Persons with the posts that Occupancy entities give them; a Wikidata id is the link."""
    rows = [
        {"id": "NK-1", "schema": "Person", "caption": "Jane Roe",
         "properties": {"name": ["Jane Roe"], "alias": ["Janet Roe"], "country": ["xk"], "wikidataId": ["Q1"]}},
        {"id": "NK-2", "schema": "Position", "properties": {"name": ["Foreign minister"], "country": ["xk"]}},
        {"id": "NK-3", "schema": "Occupancy",
         "properties": {"holder": ["NK-1"], "post": ["NK-2"], "startDate": ["2021-01-26"]}},
    ]  # fmt: skip
    path = tmp_path / "entities.ftm.json"
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    (one,) = read_authority(path)

    assert one.link == "http://www.wikidata.org/entity/Q1"
    assert one.names == ("Jane Roe", "Janet Roe")
    assert one.offices == (Held("Foreign minister", "XK", "2021-01-26"),)


@pytest.mark.parametrize("text", ["", "{", "[1]", "a,b\n1,2\n", "\x00\x01", '{"id": "x"}'])
def test_what_is_no_authority_file_is_one_clear_line(tmp_path: Path, text: str) -> None:
    """A file of another kind is an error that names it."""
    path = tmp_path / "odd.csv"
    path.write_text(text, "utf-8")

    with pytest.raises(BackchannelError, match=r"odd\.csv: "):
        read_authority(path)


def test_names_links_and_labels_are_taken_over(known: tuple[Authority, ...]) -> None:
    """An actor that an article names is linked, and known by its other names."""
    merged = graph(
        known, report("a1", "Jane Roe", "2022-02-14", "Menlu", "XK"), report("a2", "Janet Roe", "2022-03-01")
    )
    (actor,) = [a for a in merged.actors.values() if "roe" in a.id]

    assert actor.links == ("http://www.wikidata.org/entity/Q1",)
    assert {actor.name, *actor.aliases} >= {"Jane Roe", "Janet Roe"}
    assert ("2021-01-26", "2025-01-20") in {(m.earliest, m.latest) for m in actor.memberships}


def test_nobody_comes_into_the_graph_by_a_file_alone(known: tuple[Authority, ...]) -> None:
    """Whom no article names is no actor."""
    merged = graph(known, report("a1", "Ada Poe", "2022-02-14", None, "XK"))

    assert {a.name for a in merged.actors.values()} == {"Ada Poe", "Ana Perez"}


def test_an_office_is_held_by_whom_the_file_knows(known: tuple[Authority, ...]) -> None:
    """An office without a name is resolved by the terms in the file, and marked inferred."""
    merged = graph(
        known,
        report("a1", "Menlu XK", "2023-02-14", "Menlu", "XK"),
        report("a2", "Menlu XK", "2025-06-01", "Menlu", "XK"),
    )
    named = {c.date: (p.actor, p.inferred) for c in merged.contacts for p in c.participants if p.role == "initiator"}
    linked = {a.id: a.links for a in merged.actors.values()}

    assert linked[named["2023-02-14"][0]] == ("http://www.wikidata.org/entity/Q1",)
    assert named["2023-02-14"][1] is True
    assert linked[named["2025-06-01"][0]] == ("http://www.wikidata.org/entity/Q2",)
    assert [m.latest for m in merged.actors[named["2025-06-01"][0]].memberships] == [None]
