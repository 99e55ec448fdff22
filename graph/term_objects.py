"""The mapping's terms, which are text, as Oxigraph's objects and as N-Triples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeVar

import pyoxigraph as ox

from backchannel.graph.terms import DECIMAL, INTEGER, RDF_TYPE, Node, Term
from backchannel.schema.vocabulary import NAMESPACES

_T = TypeVar("_T", ox.NamedNode, ox.Literal)
_XSD = NAMESPACES["xsd"]
_REMEMBERED = 50_000  # objects and long forms kept at once: some megabytes
_UNESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}
_ESCAPE = re.compile(r"\\(?:u([0-9A-F]{4})|(.))")
_RDF_TYPE = NAMESPACES["rdf"] + "type"


class Resolver:
    """What terms stand for, as Oxigraph's objects."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        self._known: dict[Term, ox.NamedNode | ox.Literal] = {}

    def quads(self, node: Node) -> Iterator[ox.Quad]:
        """Each statement of a node once."""
        graph = ox.DefaultGraph() if node.graph is None else self.iri(node.graph)
        subject = self.iri(node.subject)
        for predicate, value in dict.fromkeys(node.pairs):
            yield ox.Quad(subject, self.iri(predicate), self.value(value), graph)

    def iri(self, term: Term) -> ox.NamedNode:
        """The node that `prefix:local`, `<iri>` or `a` names."""
        found = self._known.get(term)
        if found is None:
            prefix, _, local = term.partition(":")
            iri = term[1:-1] if prefix[0] == "<" else _RDF_TYPE if term == RDF_TYPE else self._prefixes[prefix] + local
            found = self._remember(term, ox.NamedNode(iri))
        assert isinstance(found, ox.NamedNode)
        return found

    def value(self, term: Term) -> ox.NamedNode | ox.Literal:
        """Any term."""
        found = self._known.get(term)
        if found is not None:
            return found
        if term[0] == '"':
            return self._quoted(term)
        kind = bare_kind(term)
        return (
            self.iri(term)
            if kind is None
            else self._remember(term, ox.Literal(term, datatype=ox.NamedNode(_XSD + kind)))
        )

    def _quoted(self, term: Term) -> ox.Literal:
        end = term.rindex('"')
        words, mark = term[1:end], term[end + 1 :]
        if "\\" in words:
            words = _ESCAPE.sub(_unescaped, words)
        if not mark:
            return ox.Literal(words)
        if mark[0] == "@":
            return ox.Literal(words, language=mark[1:])
        return self._remember(term, ox.Literal(words, datatype=self.iri(mark[2:])))

    def _remember(self, term: Term, found: _T) -> _T:
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[term] = found
        return found


def _unescaped(found: re.Match[str]) -> str:
    code, name = found.groups()
    return chr(int(code, 16)) if code else _UNESCAPED[name]


class Lines:
    """Nodes as lines of N-Triples or N-Quads."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        self._known: dict[Term, str] = {RDF_TYPE: f"<{_RDF_TYPE}>"}

    def of(self, node: Node) -> str:
        """Each statement of a node once, a line each."""
        known = self._known
        subject = known.get(node.subject) or self._long(node.subject)
        end = " .\n" if node.graph is None else f" {known.get(node.graph) or self._long(node.graph)} .\n"
        return "".join(
            [
                f"{subject} {known.get(name) or self._long(name)} {known.get(value) or self._long(value)}{end}"
                for name, value in dict.fromkeys(node.pairs)
            ]
        )

    def _long(self, term: Term) -> str:
        """A term without prefixes, remembered unless it is one of many strings."""
        first = term[0]
        if first == "<" or (first == '"' and term[-1] != '"' and term[term.rindex('"') + 1] == "@"):
            return term
        if first != '"':
            kind = bare_kind(term)
            written = f'"{term}"^^<{_XSD}{kind}>' if kind else self._iri(term)
        elif term[-1] == '"':
            return term
        else:
            end = term.rindex('"') + 3  # past the ^^
            written = term[:end] + self._iri(term[end:])
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
            self._known[RDF_TYPE] = f"<{_RDF_TYPE}>"
        self._known[term] = written
        return written

    def _iri(self, term: Term) -> str:
        prefix, _, local = term.partition(":")
        return f"<{self._prefixes[prefix]}{local}>"


def bare_kind(term: Term) -> str | None:
    """The XSD type of a term that stands without quotes, None for an IRI."""
    if term in ("true", "false"):
        return "boolean"
    if term[0] in "+-.0123456789":
        return "integer" if INTEGER.match(term) else "decimal" if DECIMAL.match(term) else None
    return None
