"""The merged graph as RDF: what is said where, what is never said, and that every parser reads it."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Dataset, Graph

from backchannel.graph.direct import direct_pairs, who_line
from backchannel.graph.iris import Iris, escape
from backchannel.graph.rdf import nodes, quads, trig, turtle, write_files
from backchannel.graph.term_objects import Lines, Resolver
from backchannel.graph.terms import decimal, tagged
from backchannel.schema.errors import StoreError
from backchannel.schema.model import CHANNELS, ROLES, STATUSES, Contact, Participation
from backchannel.schema.vocabulary import NAMESPACES
from tests.foreign import require
from tests.graph.sample import REPORTS, sample

BC = NAMESPACES["bc"]
DATA = "https://w3id.org/backchannel/data/"


def _store() -> ox.Store:
    store = ox.Store()
    store.bulk_extend(quads(sample()))
    return store


def _pairs(store: ox.Store, predicate: str) -> set[tuple[str, str]]:
    found = store.quads_for_pattern(None, ox.NamedNode(BC + predicate), None, ox.DefaultGraph())
    return {tuple(t.value.rpartition("/")[2] for t in (q.subject, q.object)) for q in found}  # type: ignore[misc]


def test_direct_triples_come_from_held_contacts_only() -> None:
    """The sample's held contacts give these pairs; its planned and denied meetings and its intermediary give none."""
    store = _store()

    assert _pairs(store, "phoned") == {("macron", "putin")}
    assert _pairs(store, "wroteTo") == {("blinken", "lavrov"), ("lavrov", "blinken")}
    assert _pairs(store, "met") == {
        ("putin", "lavrov"), ("lavrov", "putin"), ("macron", "zelensky"), ("zelensky", "macron"),
        ("macron", "putin"), ("putin", "macron"),
    }  # fmt: skip
    assert _pairs(store, "talkedWith") == {("macron", "shoukry"), ("shoukry", "macron")}
    assert _pairs(store, "visited") == set()
    assert _pairs(store, "contacted") == set().union(
        *(_pairs(store, p) for p in ("phoned", "wroteTo", "met", "talkedWith"))
    )


contacts = st.builds(
    Contact,
    id=st.just("c"),
    participants=st.lists(
        st.builds(Participation, actor=st.sampled_from("abcd"), role=st.sampled_from(ROLES)), max_size=5
    ).map(tuple),
    channel=st.sampled_from(CHANNELS),
    status=st.sampled_from(STATUSES),
    reports=st.just(()),
    role_conflict=st.booleans(),
)


@given(contacts)
def test_laws_of_direct_pairs(contact: Contact) -> None:
    """Nothing from what was not held or has a role conflict; else initiator to recipient and party to party."""
    roles = {(p.actor, p.role) for p in contact.participants}
    found = set(direct_pairs(contact))

    if contact.status not in ("occurred", "ongoing") or contact.role_conflict:
        assert not found
        return
    for one, other in found:
        assert one != other
        assert {(one, "initiator"), (other, "recipient")} <= roles or {(one, "party"), (other, "party")} <= roles
    for one, role in roles:
        for other, other_role in roles:
            if one != other and (role, other_role) in (("initiator", "recipient"), ("party", "party")):
                assert (one, other) in found


def test_the_intermediary_is_a_participant_but_reached_by_nobody() -> None:
    """Blinken's message reaches Lavrov through Shoukry, who carries it."""
    store = _store()

    assert ("c-message", "shoukry") in _pairs(store, "intermediary")
    assert ("c-message", "shoukry") in _pairs(store, "participant")
    assert not {p for p in _pairs(store, "wroteTo") if "shoukry" in p}


def test_each_article_has_its_own_graph_and_only_its_own_reports() -> None:
    """A named graph per article version; reports stand nowhere else; decisions have theirs."""
    store = _store()
    graph = sample()
    names = {Iris().address("graph", c.id, c.digest): c.id for c in graph.citations.values()}

    assert {n.value for n in store.named_graphs()} == {*names, DATA + "decisions"}
    reports = store.quads_for_pattern(None, ox.NamedNode(NAMESPACES["rdf"] + "type"), ox.NamedNode(BC + "Report"), None)
    placed = {(q.subject.value.rpartition("/")[2], names[q.graph_name.value]) for q in reports}  # type: ignore[union-attr]
    assert placed == {(r.id, r.article) for r in graph.reports.values()}


def test_an_articles_graph_does_not_depend_on_other_articles() -> None:
    """Taking the other articles away leaves an article's graph as it was, byte by byte."""
    whole = sample()
    alone = replace(
        whole,
        citations={"kabar-1": whole.citations["kabar-1"]},
        reports={i: r for i, r in whole.reports.items() if r.article == "kabar-1"},
        contacts=(),
        conflicts=(),
        decisions=(),
    )
    name = ox.NamedNode(Iris().address("graph", "kabar-1", whole.citations["kabar-1"].digest))

    assert [q for q in quads(whole) if q.graph_name == name] == [q for q in quads(alone) if q.graph_name == name]


def test_a_contact_is_derived_from_its_articles_and_nothing_else() -> None:
    """`prov:wasDerivedFrom` of the merged graph leads to articles only."""
    store = _store()
    prov = ox.NamedNode(NAMESPACES["prov"] + "wasDerivedFrom")
    derived = store.quads_for_pattern(None, prov, None, ox.DefaultGraph())

    assert {q.object.value.startswith(DATA + "article/") for q in derived} == {True}  # type: ignore[union-attr]


def test_what_a_contact_says() -> None:
    """The block of one contact, word by word."""
    report = {name: f"report:{REPORTS[name].id}" for name in ("meeting-1", "meeting-2")}
    text = "".join(turtle(sample()))
    start = text.index("contact:c-meeting a")

    assert text[start : text.index("\n\n", start)] == (
        "contact:c-meeting a bc:Contact ;\n"
        "    bc:channel channel:meeting ;\n"
        "    bc:confidence 0.9 ;\n"
        "    bc:confidential false ;\n"
        '    bc:date "2022-02-14"^^edtf:EDTF ;\n'
        '    bc:dateText "14 Februari 2022" ;\n'
        '    bc:earliest "2022-02-14"^^xsd:date ;\n'
        '    bc:latest "2022-02-14"^^xsd:date ;\n'
        '    bc:month "2022-02" ;\n'
        "    bc:outletCount 2 ;\n"
        "    bc:participant actor:lavrov, actor:putin ;\n"
        '    bc:participantCountry "RU" ;\n'
        "    bc:party actor:lavrov, actor:putin ;\n"
        "    bc:place place:Moskow ;\n"
        '    bc:placeName "Moskow" ;\n'
        '    bc:quote "Putin bertemu Lavrov pada 14 Februari",\n'
        '        "Vladimir Putin menerima Sergey Lavrov di Moskow pada 14 Februari 2022" ;\n'
        f"    bc:report {', '.join(sorted(report.values()))} ;\n"
        "    bc:status status:occurred ;\n"
        "    prov:wasDerivedFrom <https://w3id.org/backchannel/data/article/warta%202%2F%CE%B2>, article:kabar-1 ;\n"
        '    rdfs:label "Sergey Lavrov – Vladimir Putin" .'
    )


def test_a_replaced_iri_leads_to_the_contact_that_stands() -> None:
    """The IRI that another member minted is kept and points on."""
    assert "\ncontact:c-other dcterms:isReplacedBy contact:c-meeting .\n" in "".join(turtle(sample()))


def test_dates_without_a_year_have_no_bounds() -> None:
    """A report that names day and month only carries the EDTF literal and neither earliest nor latest."""
    store = _store()
    report = ox.NamedNode(DATA + "report/" + REPORTS["meeting-2"].id)
    said = {q.predicate.value[len(BC) :]: q.object for q in store.quads_for_pattern(report, None, None, None)}

    assert said["date"] == ox.Literal("XXXX-02-14", datatype=ox.NamedNode(NAMESPACES["edtf"] + "EDTF"))
    assert not {"earliest", "latest"} & set(said)


def test_hostile_addresses_stay_text() -> None:
    """`javascript:` is never an IRI; characters that an IRI cannot hold neither."""
    store = _store()
    urls = [q.object for q in store.quads_for_pattern(None, ox.NamedNode(NAMESPACES["schema"] + "url"), None, None)]

    assert urls
    assert all(isinstance(u, ox.Literal) for u in urls)


@given(st.text(), st.text())
def test_no_two_ids_share_an_iri(one: str, other: str) -> None:
    """Escaping is injective, makes one non-empty path segment, and never a step up."""
    assert (escape(one) == escape(other)) == (one == other)
    assert escape(one).isascii()
    assert escape(one) not in ("", ".", "..")
    assert not set(escape(one)) & set('/?#<>"{}|^`\\ ')


def test_dot_ids_survive_path_normalisation() -> None:
    """Ids that URL handling would swallow as path steps keep apart from those that look like their escape."""
    names = [".", "..", "", "!.", "!..", "!", "%2E", "...", "~."]

    assert len({escape(n) for n in names}) == len(names)


@pytest.mark.parametrize("base", ["", "data/", "https://x.example/data", "http://x y/", "ftp", "https://x.example/\n/"])
def test_a_base_that_is_none_is_refused(base: str) -> None:
    """The base must be absolute and end in / or #."""
    with pytest.raises(StoreError, match="base IRI"):
        list(quads(sample(), base))


def test_another_base_moves_all_data_and_no_term() -> None:
    """With `--base-iri` no IRI of the data is left under the default one."""
    text = "".join(trig(sample(), "http://graph.example/#"))

    assert DATA not in text
    assert "@prefix bc: <https://w3id.org/backchannel/ns#> ." in text
    assert "<http://graph.example/#decisions> {" in text


@pytest.mark.parametrize(
    ("number", "written"), [(1.0, "1.0"), (0, "0.0"), (0.123456, "0.1235"), (1e-7, "0.0"), (0.5, "0.5")]
)
def test_confidence_has_no_exponent(number: float, written: str) -> None:
    """An `xsd:decimal` may not be written 1e-07."""
    assert decimal(number) == written


@given(st.text(), st.sampled_from([None, "id", "EN-us", "not a tag"]))
def test_strings_are_escaped_as_the_engine_escapes_them(words: str, language: str | None) -> None:
    """What is written as text is what Oxigraph writes, and is read as what was meant."""
    written = tagged(words, language)
    value = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    tag = language.lower() if language and " " not in language else None
    meant = ox.Literal(value, language=tag)

    assert written == str(meant)
    assert Resolver({}).value(written) == meant


def test_terms_as_objects_and_as_lines_say_the_same() -> None:
    """The statements of a node as Oxigraph's objects, written by it, are its lines."""
    iris = Iris()
    declared = {**NAMESPACES, **iris.prefixes()}
    for node in nodes(sample()):
        meant = ox.serialize(Resolver(declared).quads(node), format=ox.RdfFormat.N_QUADS)

        assert Lines(declared).of(node).encode() == meant


def test_files_are_read_by_a_foreign_parser(tmp_path: Path) -> None:
    """raptor reads both files and finds as many quads as were meant."""
    rapper = require("rapper", "apt-get install raptor2-utils")
    write_files(sample(), tmp_path / "a.ttl", tmp_path / "a.trig")
    meant = {(q.subject, q.predicate, q.object, q.graph_name) for q in quads(sample())}
    merged = [q for q in meant if isinstance(q[3], ox.DefaultGraph)]

    for name, form, count in (("a.ttl", "turtle", len(merged)), ("a.trig", "trig", len(meant))):
        done = subprocess.run(
            [rapper, "-q", "-i", form, "-o", "nquads", str(tmp_path / name)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert len(set(done.stdout.splitlines())) == count


def test_files_hold_exactly_the_quads(tmp_path: Path) -> None:
    """Oxigraph and rdflib read back from the files what the mapping gave, and the TriG begins with the Turtle."""
    write_files(sample(), tmp_path / "a.ttl", tmp_path / "a.trig")
    meant = set(quads(sample()))

    assert set(ox.parse(path=str(tmp_path / "a.trig"))) == meant
    assert len(Graph().parse(tmp_path / "a.ttl")) == sum(isinstance(q.graph_name, ox.DefaultGraph) for q in meant)
    assert len(Dataset(default_union=True).parse(tmp_path / "a.trig", format="trig")) > 0
    assert (tmp_path / "a.trig").read_bytes().startswith((tmp_path / "a.ttl").read_bytes())
    assert (tmp_path / "a.ttl").read_text("utf-8") == "".join(turtle(sample()))
    assert (tmp_path / "a.trig").read_text("utf-8") == "".join(trig(sample()))


def test_no_blank_nodes_and_no_subject_twice() -> None:
    """Every subject is an IRI and has one block in each graph."""
    text = "".join(trig(sample()))
    heads = [line for line in text.splitlines() if " a " in line and line[:1] in "abcdefghijklmnopqrstuvwxyz<"]

    assert "_:" not in text
    assert "[" not in text.replace('"[', "")
    assert len(heads) == len(set(heads))


@pytest.mark.parametrize(
    ("roles", "line"),
    [
        ("a:initiator b:recipient", "A → B"),
        ("b:party a:party", "A – B"),
        ("a:initiator b:recipient c:recipient d:intermediary", "A → B, C (D)"),
        ("a:initiator", "A"),
        ("a:intermediary", "A"),
        ("a:initiator b:party c:party", "A; B – C"),
    ],
)
def test_participants_in_one_line(roles: str, line: str) -> None:
    """An arrow from initiators to recipients, a dash between parties, intermediaries in brackets."""
    graph = sample()
    actors = {i: replace(graph.actors["putin"], id=i, name=i.upper()) for i in "abcd"}
    parts = tuple(Participation(*p.split(":")) for p in roles.split())

    assert who_line(replace(graph.contacts[0], participants=parts), actors) == line
