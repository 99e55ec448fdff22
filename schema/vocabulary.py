"""Channels and statuses as data: labels, hierarchy, precedence and matches, read from `vocabulary.toml`.

`python -m backchannel.schema.vocabulary` prints the SKOS schemes that `vocabulary.ttl` holds.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from backchannel.schema.errors import SchemaError
from backchannel.schema.model import CHANNELS, STATUSES

NS = "https://w3id.org/backchannel/ns#"
NAMESPACES: Mapping[str, str] = MappingProxyType(
    {
        "bc": NS,
        "channel": "https://w3id.org/backchannel/channel#",
        "status": "https://w3id.org/backchannel/status#",
        "cameo": "https://w3id.org/backchannel/cameo#",
        "plover": "https://w3id.org/backchannel/plover#",
        "dcterms": "http://purl.org/dc/terms/",
        "edtf": "http://id.loc.gov/datatypes/edtf/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "oa": "http://www.w3.org/ns/oa#",
        "org": "http://www.w3.org/ns/org#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "http://schema.org/",
        "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)
LANGUAGES = ("id", "en")
_SCHEMES = {"channel": "channels", "status": "statuses"}


@dataclass(frozen=True, slots=True)
class Concept:
    """One channel or status: what it is called, where it stands, what it matches elsewhere."""

    name: str
    scheme: str  # "channel" or "status"
    labels: Mapping[str, str]  # by language
    definitions: Mapping[str, str]  # by language
    broader: str | None = None
    close_match: tuple[str, ...] = ()  # prefixed names
    direct: str | None = None  # the direct triple it yields, a local name of bc:
    group: bool = False  # a heading: no report has it

    @property
    def iri(self) -> str:
        """The concept's IRI."""
        return NAMESPACES[self.scheme] + self.name


def _concept(scheme: str, name: str, row: Mapping[str, Any]) -> Concept:
    try:
        return Concept(
            name,
            scheme,
            MappingProxyType({lang: row[lang] for lang in LANGUAGES}),
            MappingProxyType({lang: row[f"{lang}_definition"] for lang in LANGUAGES}),
            row.get("broader"),
            tuple(row.get("close_match", ())),
            row.get("property"),
            row.get("group", False),
        )
    except KeyError as missing:
        raise SchemaError(f"vocabulary.toml: {scheme}.{name} has no {missing}") from None


def _read() -> dict[str, Any]:
    return tomllib.loads(resources.files("backchannel.schema").joinpath("vocabulary.toml").read_text("utf-8"))


_ROWS = _read()
CHANNEL_CONCEPTS: Mapping[str, Concept] = MappingProxyType(
    {name: _concept("channel", name, row) for name, row in _ROWS["channel"].items()}
)
STATUS_CONCEPTS: Mapping[str, Concept] = MappingProxyType(
    {name: _concept("status", name, row) for name, row in _ROWS["status"].items()}
)
STATUS_PRECEDENCE: tuple[str, ...] = tuple(STATUS_CONCEPTS)  # the first that a report affirms wins; denied is last

if {n for n, c in CHANNEL_CONCEPTS.items() if not c.group} != set(CHANNELS) or set(STATUS_CONCEPTS) != set(STATUSES):
    raise SchemaError("vocabulary.toml and the model name different channels or statuses")


def label(name: str, language: str = "en") -> str:
    """What a channel or status is called in `language`; English where that language is not known."""
    concept = CHANNEL_CONCEPTS.get(name) or STATUS_CONCEPTS[name]
    return concept.labels.get(language, concept.labels["en"])


@cache
def broader_channels(name: str) -> tuple[str, ...]:
    """The channels above `name`, nearest first; the last is `contact`."""
    above = CHANNEL_CONCEPTS[name].broader
    return () if above is None else (above, *broader_channels(above))


@cache
def narrower_channels(name: str) -> frozenset[str]:
    """`name` and every channel below it, headings left out: `in-person` gives meeting, visit and summit."""
    return frozenset(
        n for n, c in CHANNEL_CONCEPTS.items() if not c.group and (n == name or name in broader_channels(n))
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _concept_lines(concept: Concept, rank: int) -> Iterator[str]:
    yield f"{concept.scheme}:{concept.name} a skos:Concept"
    yield f"    skos:inScheme bc:{_SCHEMES[concept.scheme]}"
    if concept.broader:
        yield f"    skos:broader {concept.scheme}:{concept.broader}"
    else:
        yield f"    skos:topConceptOf bc:{_SCHEMES[concept.scheme]}"
    yield f"    skos:notation {_quoted(concept.name)}"
    if concept.scheme == "status":
        yield f"    bc:precedence {rank}"
    if concept.direct:
        yield f"    bc:directProperty bc:{concept.direct}"
    for lang in LANGUAGES:
        yield f"    skos:prefLabel {_quoted(concept.labels[lang])}@{lang}"
        yield f"    skos:definition {_quoted(concept.definitions[lang])}@{lang}"
    for match in concept.close_match:
        yield f"    skos:closeMatch {match}"


def as_turtle() -> str:
    """The SKOS schemes of channels and statuses, and the CAMEO and PLOVER codes they match, as Turtle."""
    out = ["# Written from vocabulary.toml by `python -m backchannel.schema.vocabulary`; do not edit.\n"]
    used = ("bc", "channel", "status", "cameo", "plover", "skos")
    out.append("\n".join(f"@prefix {p}: <{NAMESPACES[p]}> ." for p in used) + "\n")
    schemes = (("channels", "saluran", "channels"), ("statuses", "status", "statuses"))
    for name, indonesian, english in schemes:
        out.append(f'bc:{name} a skos:ConceptScheme ;\n    skos:prefLabel "{indonesian}"@id, "{english}"@en .\n')
    for concepts in (CHANNEL_CONCEPTS, STATUS_CONCEPTS):
        for rank, concept in enumerate(concepts.values(), 1):
            out.append(" ;\n".join(_concept_lines(concept, rank)) + " .\n")
    for prefix in ("cameo", "plover"):
        for code, text in _ROWS[prefix].items():
            out.append(
                f"{prefix}:{code} a skos:Concept ;\n    skos:notation {_quoted(code)} ;\n"
                f"    skos:prefLabel {_quoted(text)}@en .\n"
            )
    return "\n".join(out)


if __name__ == "__main__":
    print(as_turtle(), end="")
