"""The vocabulary: one source, from which the SKOS file is written, and which shapes and context agree with."""

from __future__ import annotations

import json
from importlib import resources

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, SH, SKOS

from backchannel.schema.model import CHANNELS, STATUSES
from backchannel.schema.vocabulary import (
    CHANNEL_CONCEPTS,
    NAMESPACES,
    STATUS_CONCEPTS,
    STATUS_PRECEDENCE,
    as_turtle,
    broader_channels,
    label,
    narrower_channels,
)

FOLDER = resources.files("backchannel.schema")


def _graph(name: str) -> Graph:
    return Graph().parse(data=FOLDER.joinpath(name).read_text("utf-8"), format="turtle")


def test_the_skos_file_is_what_the_source_says() -> None:
    """`vocabulary.ttl` is written from `vocabulary.toml`; write it again after a change."""
    assert FOLDER.joinpath("vocabulary.ttl").read_text("utf-8") == as_turtle()


@pytest.mark.parametrize("concept", [*CHANNEL_CONCEPTS.values(), *STATUS_CONCEPTS.values()], ids=lambda c: c.iri)
def test_every_concept_has_labels_in_both_languages(concept: object) -> None:
    """Indonesian and English label and definition, in the SKOS file too."""
    graph = _graph("vocabulary.ttl")
    iri = URIRef(concept.iri)  # type: ignore[attr-defined]

    for predicate in (SKOS.prefLabel, SKOS.definition):
        assert sorted(str(o.language) for o in graph.objects(iri, predicate)) == ["en", "id"]  # type: ignore[attr-defined]


def test_the_hierarchy_is_the_designs() -> None:
    """In person: meeting, visit, summit; remote: the calls; written: letter and message; all under contact."""
    assert narrower_channels("in-person") == {"meeting", "visit", "summit"}
    assert narrower_channels("remote") == {"phone-call", "video-call"}
    assert narrower_channels("written") == {"letter", "message"}
    assert narrower_channels("contact") == set(CHANNELS)
    assert broader_channels("phone-call") == ("remote", "contact")


def test_precedence_of_statuses() -> None:
    """Occurred before ongoing, cancelled, planned and proposed; denied last."""
    assert STATUS_PRECEDENCE == ("occurred", "ongoing", "cancelled", "planned", "proposed", "denied")


def test_matches_to_event_coding_schemes() -> None:
    """Channels match CAMEO 040 to 046 and PLOVER CONSULT; plans 036, refusals 125; each code is described."""
    codes = {m for c in CHANNEL_CONCEPTS.values() for m in c.close_match}
    graph = _graph("vocabulary.ttl")

    assert {c for c in codes if c.startswith("cameo:")} <= {f"cameo:04{n}" for n in range(7)}
    assert all("plover:CONSULT" in c.close_match for c in CHANNEL_CONCEPTS.values())
    assert STATUS_CONCEPTS["planned"].close_match == STATUS_CONCEPTS["proposed"].close_match == ("cameo:036",)
    assert STATUS_CONCEPTS["cancelled"].close_match == ("cameo:125",)
    for match in graph.objects(None, SKOS.closeMatch):
        assert (match, RDF.type, SKOS.Concept) in graph


def test_a_label_in_an_unknown_language_is_english() -> None:
    """Somebody who asks for French gets English, not an error."""
    assert label("letter", "id") == "surat"
    assert label("letter", "fr") == "letter"


def test_shapes_allow_exactly_the_channels_and_statuses() -> None:
    """The lists in the shapes are those of the model."""
    graph = _graph("shapes.ttl")
    shape = "https://w3id.org/backchannel/shape#"

    for name, prefix, values in (("channel", "channel", CHANNELS), ("status", "status", STATUSES)):
        allowed = graph.value(URIRef(shape + name), SH["in"])
        assert allowed is not None
        assert {str(i) for i in graph.items(allowed)} == {NAMESPACES[prefix] + v for v in values}


def test_every_term_of_the_context_and_shapes_is_declared() -> None:
    """No `bc:` term is used that the ontology does not declare."""
    ontology, shapes = _graph("ontology.ttl"), _graph("shapes.ttl")
    declared = {str(s) for s in ontology.subjects(RDF.type, None)}
    context = json.loads(FOLDER.joinpath("context.jsonld").read_text("utf-8"))["@context"]
    used = {str(t) for triple in shapes for t in triple if str(t).startswith(NAMESPACES["bc"])}
    for value in context.values():
        name = value.get("@id", "") if isinstance(value, dict) else value
        if str(name).startswith("bc:"):
            used.add(NAMESPACES["bc"] + str(name)[3:])

    assert used <= declared


def test_direct_properties_are_below_contacted() -> None:
    """Each channel but `contact` yields a property that the ontology puts under `bc:contacted`."""
    ontology = _graph("ontology.ttl")
    bc = NAMESPACES["bc"]

    for name in CHANNELS:
        direct = CHANNEL_CONCEPTS[name].direct
        assert (direct is None) == (name == "contact")
        if direct:
            assert (URIRef(bc + direct), RDF.type, OWL.ObjectProperty) in ontology
            supers = set(ontology.transitive_objects(URIRef(bc + direct), URIRef(f"{NAMESPACES['rdfs']}subPropertyOf")))
            assert URIRef(bc + "contacted") in supers
