"""Does a graph keep the shapes? SHACL core constraints, checked by pySHACL over an in-memory copy of the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources

import pyoxigraph as ox
import pyshacl
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import SH

from backchannel.graph.turtle import Shortener
from backchannel.schema.model import Article, Report
from backchannel.schema.vocabulary import NAMESPACES

_STRING = ox.NamedNode(NAMESPACES["xsd"] + "string")


@dataclass(frozen=True, slots=True)
class Violation:
    """One value that breaks one constraint."""

    focus: str
    path: str
    value: str
    message: str

    def __str__(self) -> str:
        at = f" {self.path}" if self.path else ""
        value = f" ({self.value})" if self.value else ""
        return f"{self.focus}{at}{value}: {self.message}"


def violations(store: ox.Store, prefixes: dict[str, str]) -> list[Violation]:
    """What in the store, merged graph and article graphs together, breaks the shapes; sorted."""
    quads = store.quads_for_pattern(None, None, None, None)
    _, found, _ = pyshacl.validate(in_memory(quads), shacl_graph=shapes(), inplace=True, advanced=False)
    if not isinstance(found, Graph):
        raise found
    short = Shortener(prefixes)
    return sorted({_violation(found, node, short) for node in found.objects(None, SH.result)}, key=str)


def shapes() -> Graph:
    """The shapes the package brings."""
    text = resources.files("backchannel.schema").joinpath("shapes.ttl").read_text("utf-8")
    return Graph().parse(data=text, format="turtle")


def in_memory(quads: Iterable[ox.Quad]) -> Graph:
    """The quads' triples as a plain rdflib graph; terms are shared, which halves the time and the memory."""
    graph = Graph()
    terms: dict[object, URIRef | Literal | BNode] = {}

    def convert(term: object) -> URIRef | Literal | BNode:
        known = terms.get(term)
        if known is None:
            known = terms[term] = _term(term)
        return known

    add = graph.store.add
    for quad in quads:
        add((convert(quad.subject), convert(quad.predicate), convert(quad.object)), graph)  # type: ignore[arg-type]
    return graph


def _term(term: object) -> URIRef | Literal | BNode:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        if term.datatype == _STRING:  # rdflib tells "x" and "x"^^xsd:string apart, RDF 1.1 does not
            return Literal(term.value)
        return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    raise TypeError(f"no RDF 1.1 term: {term!r}")


def _violation(report: Graph, node: object, short: Shortener) -> Violation:
    def text(predicate: URIRef) -> str:
        value = report.value(node, predicate)  # type: ignore[call-overload]
        return short.iri(str(value)) if isinstance(value, URIRef) else str(value or "")

    return Violation(text(SH.focusNode), text(SH.resultPath), text(SH.value), text(SH.resultMessage).split("\n")[0])


def misquotes(reports: Iterable[Report], articles: Mapping[str, Article]) -> list[str]:
    """Reports whose evidence is not what its article has at those offsets, one line each."""
    found = []
    for report in reports:
        article = articles.get(report.article)
        for quote in report.evidence:
            where = None if article is None else (article.title or "") if quote.field == "title" else article.text
            if where is None or where[quote.start : quote.end] != quote.text:
                found.append(f"{report.article}: report {report.id} quotes what is not there: {quote.text!r}")
    return sorted(found)
