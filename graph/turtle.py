"""Turtle and TriG for people: prefixes, one block a subject, sorted within, no blank nodes, written as it streams."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

import pyoxigraph as ox

from backchannel.graph.terms import DECIMAL, INTEGER, LOCAL, RDF_TYPE, Node, Term
from backchannel.schema.vocabulary import NAMESPACES

_XSD = NAMESPACES["xsd"]
_RDF_TYPE = ox.NamedNode(NAMESPACES["rdf"] + "type")
_REMEMBERED = 50_000  # short forms kept at once: a few megabytes
_BARE = {
    ox.NamedNode(_XSD + "integer"): INTEGER,
    ox.NamedNode(_XSD + "decimal"): DECIMAL,
    ox.NamedNode(_XSD + "boolean"): re.compile(r"(true|false)\Z"),
}


class Shortener:
    """IRIs and literals in their shortest Turtle form."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = dict(sorted(prefixes.items()))
        self._by_namespace = {namespace: prefix for prefix, namespace in self.prefixes.items()}
        self.used: set[str] = set()
        self._known: dict[ox.NamedNode | ox.Literal, str] = {}
        self._names = {_RDF_TYPE: RDF_TYPE}

    def iri(self, iri: str) -> str:
        """`prefix:local` where a prefix fits and the rest is plain, `<iri>` otherwise."""
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix = self._by_namespace.get(iri[:cut])
        if prefix is not None and LOCAL.match(iri, cut):
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

    def predicate(self, predicate: ox.NamedNode) -> str:
        """As `node`, but `a` for rdf:type."""
        return self._names.get(predicate) or self._names.setdefault(predicate, self.iri(predicate.value))

    def block(self, subject: object, pairs: Iterable[tuple[ox.NamedNode, object]]) -> str:
        """One subject with its predicates in order, `a` first."""
        known = self._known
        written = ((self.predicate(p), known.get(v) or self.term(v)) for p, v in pairs)  # type: ignore[call-overload]
        return block(self.term(subject), written)


def block(subject: Term, pairs: Iterable[tuple[Term, Term]], indent: str = "") -> str:
    """One subject with its predicates in order, `a` first."""
    grouped: dict[str, list[str]] = {}
    for predicate, value in pairs:
        if predicate in grouped:
            grouped[predicate].append(value)
        else:
            grouped[predicate] = [value]
    types = grouped.pop(RDF_TYPE, None)
    lines = [f"a {_objects(types, indent)}"] if types else []
    lines += [
        f"{name} {values[0] if len(values) == 1 else _objects(values, indent)}"
        for name, values in sorted(grouped.items())
    ]
    return f"{indent}{subject} " + f" ;\n{indent}    ".join(lines) + " .\n"


def _objects(values: list[str], indent: str) -> str:
    values = sorted(set(values))
    joined = ", ".join(values)
    return joined if len(joined) < 100 else f",\n{indent}        ".join(values)


def turtle_pieces(nodes: Iterable[Node], prefixes: Mapping[str, str]) -> Iterator[str]:
    """Nodes, which come grouped by graph and by subject, as text piece by piece; TriG once one is in a named graph."""
    yield from header(prefixes)
    yield from node_lines(nodes)


def header(prefixes: Mapping[str, str]) -> Iterator[str]:
    """The prefix declarations."""
    for prefix, namespace in sorted(prefixes.items()):
        yield f"@prefix {prefix}: <{namespace}> .\n"


def turtle_of(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> str:
    """Triples sorted by subject as readable Turtle, with the prefixes that they use."""
    short = Shortener(prefixes)
    blocks = []
    for subject, group in groupby(triples, key=lambda t: t.subject):
        blocks.append("\n" + short.block(subject, [(t.predicate, t.object) for t in group]))
    return "".join([*header({p: n for p, n in short.prefixes.items() if p in short.used}), *blocks])


def node_lines(nodes: Iterable[Node], named: bool = True) -> Iterator[str]:
    """The blocks of the nodes, in braces where they are in a named graph; all in one graph without `named`."""
    current: Term | None = None
    for node in nodes:
        if not node.pairs:
            continue
        graph = node.graph if named else None
        if graph != current:
            if current is not None:
                yield "}\n"
            if graph is not None:
                yield f"\n{graph} {{\n"
            current = graph
        else:
            yield "\n"
        yield block(node.subject, node.pairs, "" if current is None else "    ")
    if current is not None:
        yield "}\n"
