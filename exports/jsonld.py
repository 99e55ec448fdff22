"""JSON-LD 1.1: everything, with the project's context inside the file, so that nothing is fetched to read it.

Cannot carry: nothing of the merged graph is lost but the questions open for review and half surrogate pairs (U+FFFD).
The default graph comes first, then one object with `graph` for each article and one for the decisions; one node a line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import resources
from typing import Any, BinaryIO

import pyoxigraph as ox

from backchannel.exports.rdf_stream import prefixes, said_of
from backchannel.exports.writing import Format, write_text
from backchannel.graph.rdf import nodes
from backchannel.graph.term_objects import Resolver
from backchannel.graph.terms import Node, Term
from backchannel.schema.model import MergedGraph
from backchannel.schema.vocabulary import NAMESPACES

_RDF_TYPE = ox.NamedNode(NAMESPACES["rdf"] + "type")
_XSD = NAMESPACES["xsd"]
_NATIVE = {_XSD + "boolean": {"true": True, "false": False}}


class _Compactor:
    """Shortens terms by the context that stands in the file."""

    def __init__(self, context: dict[str, Any], base: str) -> None:
        self.base = base if base.endswith("/") and base.startswith(("http://", "https://")) else None
        self.prefixes = {n: iri for n, iri in context.items() if isinstance(iri, str) and iri.endswith(("#", "/"))}
        self.terms: dict[str, tuple[str, dict[str, Any]]] = {}  # predicate or class -> term, definition
        for name, definition in context.items():
            if name in self.prefixes or name.startswith("@"):
                continue
            row = {"@id": definition} if isinstance(definition, str) else definition
            if not row["@id"].startswith("@"):
                self.terms[self._expanded(row["@id"])] = (name, row)
        self.words: dict[str, str] = {}
        self.objects = Resolver(prefixes(base))

    def _expanded(self, name: str) -> str:
        prefix, _, local = name.partition(":")
        return self.prefixes[prefix] + local if prefix in self.prefixes else name

    def word(self, iri: str) -> str:
        """A predicate or class as a term, else with a prefix, else in full."""
        if iri not in self.words:
            short = next((f"{p}:{iri[len(ns) :]}" for p, ns in self.prefixes.items() if iri.startswith(ns)), iri)
            self.words[iri] = self.terms[iri][0] if iri in self.terms else short
        return self.words[iri]

    def link(self, iri: str) -> str:
        """A node as a reference, relative to the base where that is safe."""
        return iri[len(self.base) :] if self.base and iri.startswith(self.base) and iri != self.base else iri

    def name(self, term: Term) -> str:
        """`link` of a term that names a node."""
        return self.link(self.objects.iri(term).value)

    def node(self, node: Node) -> dict[str, Any]:
        """One subject as a JSON object."""
        out: dict[str, Any] = {"id": self.name(node.subject)}
        for predicate, values in said_of(node, self.objects).items():
            if predicate == _RDF_TYPE:
                out["type"] = [self.word(value.value) for value in values]
                continue
            definition = self.terms.get(predicate.value, ("", {}))[1]
            written = [self.value(value, definition) for value in values]
            single = len(written) == 1 and definition.get("@container") != "@set"
            out[self.word(predicate.value)] = written[0] if single else written
        return out

    def value(self, value: ox.NamedNode | ox.Literal, definition: dict[str, Any]) -> Any:
        """A value as short as its term's definition allows."""
        kind = definition.get("@type")
        if isinstance(value, ox.NamedNode):
            if kind == "@vocab":
                return value.value.removeprefix(definition.get("@context", {}).get("@vocab", ""))
            return self.link(value.value) if kind == "@id" else {"@id": self.link(value.value)}
        if value.language:
            return {"@value": value.value, "@language": value.language}
        datatype = value.datatype.value
        if kind is not None and self._expanded(kind) == datatype:
            return _NATIVE.get(datatype, {}).get(value.value, value.value)
        if datatype == _XSD + "string":
            return {"@value": value.value} if kind else value.value
        return {"@value": value.value, "@type": datatype}


def _context() -> dict[str, Any]:
    source = resources.files("backchannel.schema").joinpath("context.jsonld").read_text("utf-8")
    context: dict[str, Any] = json.loads(source)["@context"]
    return context


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _pieces(graph: MergedGraph, base: str) -> Iterator[str]:
    context = _context()
    short = _Compactor(context, base)
    if short.base:
        context = {**context, "@base": base}
    yield '{"@context":' + _dumped(context) + ',\n"graph":['
    current: Term | None = None
    separator = "\n"
    for node in nodes(graph, base):
        if not node.pairs:
            continue
        if node.graph != current:
            opening = f'{{"id":{_dumped(short.name(node.graph))},"graph":[\n' if node.graph else ""
            yield ("]}" if current is not None else "") + (",\n" if current is not None else separator) + opening
            current, separator = node.graph, ""
        yield separator + _dumped(short.node(node))
        separator = ",\n"
    yield ("]}" if current is not None else "") + "]}\n"


def write_jsonld(graph: MergedGraph, stream: BinaryIO, base: str) -> None:
    """Write everything as JSON-LD."""
    write_text(stream, _pieces(graph, base))


FORMAT = Format(
    "jsonld",
    "JSON-LD 1.1 with its context inside, everything: web developers, RDF tools",
    "only the questions open for review",
    ".jsonld",
    write_jsonld,
)
