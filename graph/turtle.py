"""Turtle and TriG for people: prefixes, one block a subject, sorted within, no blank nodes, written as it streams."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

import pyoxigraph as ox

from backchannel.graph.terms import RDF_TYPE, Node
from backchannel.schema.vocabulary import NAMESPACES

_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*\Z")  # the part of PN_LOCAL that every parser reads
_XSD = NAMESPACES["xsd"]
_STRING = ox.NamedNode(_XSD + "string")
_REMEMBERED = 50_000  # short forms kept at once: a few megabytes
_BARE = {
    ox.NamedNode(_XSD + "integer"): re.compile(r"[+-]?[0-9]+\Z"),
    ox.NamedNode(_XSD + "decimal"): re.compile(r"[+-]?[0-9]*\.[0-9]+\Z"),
    ox.NamedNode(_XSD + "boolean"): re.compile(r"(true|false)\Z"),
}


class Shortener:
    """IRIs and literals in their shortest Turtle form."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = dict(sorted(prefixes.items()))
        self._by_namespace = {namespace: prefix for prefix, namespace in self.prefixes.items()}
        self.used: set[str] = set()
        self._known: dict[ox.NamedNode | ox.Literal, str] = {}
        self._names = {RDF_TYPE: "a"}

    def iri(self, iri: str) -> str:
        """`prefix:local` where a prefix fits and the rest is plain, `<iri>` otherwise."""
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix = self._by_namespace.get(iri[:cut])
        if prefix is not None and _LOCAL.match(iri, cut):
            self.used.add(prefix)
            return f"{prefix}:{iri[cut:]}"
        return f"<{iri}>"

    def node(self, node: ox.NamedNode) -> str:
        """`iri` of a node, remembered: predicates, actors and articles come again and again."""
        return self._known.get(node) or self._remember(node, self.iri(node.value))

    def _remember(self, term: ox.NamedNode | ox.Literal, short: str) -> str:
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[term] = short
        return short

    def term(self, term: object) -> str:
        """Any RDF term."""
        if isinstance(term, ox.NamedNode):
            return self.node(term)
        if isinstance(term, ox.Literal):
            return self.literal(term)
        if isinstance(term, ox.BlankNode):
            return f"_:{term.value}"
        if isinstance(term, ox.Triple):
            return f"<<( {self.term(term.subject)} {self.term(term.predicate)} {self.term(term.object)} )>>"
        raise TypeError(f"no RDF term: {term!r}")

    def literal(self, literal: ox.Literal) -> str:
        written = str(literal)
        if written[-1] != ">":  # a plain string or one in a language: N-Triples and Turtle write them alike
            return written
        value, datatype = literal.value, literal.datatype
        bare = _BARE.get(datatype)
        if bare is not None and bare.match(value):
            return self._remember(literal, value)
        return self._remember(literal, written[: written.rindex("^^")] + f"^^{self.node(datatype)}")

    def block(self, subject: object, pairs: Iterable[tuple[ox.NamedNode, object]], indent: str = "") -> str:
        """One subject with its predicates in order, `a` first."""
        grouped: dict[str, list[str]] = {}
        known, names = self._known, self._names
        for predicate, value in pairs:
            name = names.get(predicate) or names.setdefault(predicate, self.iri(predicate.value))
            written = known.get(value) or self.term(value)  # type: ignore[call-overload]
            if name in grouped:
                grouped[name].append(written)
            else:
                grouped[name] = [written]
        types = grouped.pop("a", None)
        lines = [f"a {self._objects(types, indent)}"] if types else []
        lines += [
            f"{name} {values[0] if len(values) == 1 else self._objects(values, indent)}"
            for name, values in sorted(grouped.items())
        ]
        return f"{indent}{self.term(subject)} " + f" ;\n{indent}    ".join(lines) + " .\n"

    @staticmethod
    def _objects(values: list[str], indent: str) -> str:
        values = sorted(set(values))
        joined = ", ".join(values)
        return joined if len(joined) < 100 else f",\n{indent}        ".join(values)


def turtle_pieces(nodes: Iterable[Node], prefixes: Mapping[str, str]) -> Iterator[str]:
    """Nodes, which come grouped by graph and by subject, as text piece by piece; TriG once one is in a named graph."""
    short = Shortener(prefixes)
    yield from header(short.prefixes)
    yield from node_lines(nodes, short)


def header(prefixes: Mapping[str, str]) -> Iterator[str]:
    """The prefix declarations."""
    for prefix, namespace in prefixes.items():
        yield f"@prefix {prefix}: <{namespace}> .\n"


def turtle_of(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> str:
    """Triples sorted by subject as readable Turtle, with the prefixes that they use."""
    short = Shortener(prefixes)
    blocks = []
    for subject, group in groupby(triples, key=lambda t: t.subject):
        blocks.append("\n" + short.block(subject, [(t.predicate, t.object) for t in group]))
    return "".join([*header({p: n for p, n in short.prefixes.items() if p in short.used}), *blocks])


def node_lines(nodes: Iterable[Node], short: Shortener, named: bool = True) -> Iterator[str]:
    """The blocks of the nodes, in braces where they are in a named graph; all in one graph without `named`."""
    current: ox.NamedNode | None = None
    for node in nodes:
        if not node.pairs:
            continue
        graph = node.graph if named else None
        if graph != current:
            if current is not None:
                yield "}\n"
            if graph is not None:
                yield f"\n{short.iri(graph.value)} {{\n"
            current = graph
        else:
            yield "\n"
        yield short.block(node.subject, node.pairs, "" if current is None else "    ")
    if current is not None:
        yield "}\n"
