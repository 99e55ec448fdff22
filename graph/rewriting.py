"""The readable files written again after a change: what reads as before is taken over from the older files.

Both files hold one block a subject, blank lines between them, and the TriG file one pair of braces an article; no
literal holds a line break, so blocks are found without parsing. What differs is parsed, for the store needs it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from backchannel.graph.changes import Changes
from backchannel.graph.iris import Iris, checked_base
from backchannel.graph.rdf import Same, decision_nodes, graph_of_article, nodes_again
from backchannel.graph.turtle import header, node_lines
from backchannel.schema.model import MergedGraph, Report
from backchannel.schema.vocabulary import NAMESPACES

_BETWEEN = b"\n\n"
_CLOSE = b"\n}\n"


class Unlike(Exception):
    """The older files are not what this version writes for the older graph."""


@dataclass(slots=True)
class Difference:
    """The blocks of text that went and that came."""

    head: bytes
    gone: list[bytes] = field(default_factory=list)
    come: list[bytes] = field(default_factory=list)

    def note(self, old: bytes | None, new: bytes | None) -> None:
        """Take a block that was, and what stands in its place."""
        if old != new:
            self.gone += [] if old is None else [old]
            self.come += [] if new is None else [new]

    def quads(self) -> tuple[set[ox.Quad], set[ox.Quad]]:
        """The quads that went and those that came."""
        gone, come = (set(ox.parse(self.head + b"".join(side), ox.RdfFormat.TRIG)) for side in (self.gone, self.come))
        return gone - come, come - gone


def rewrite_files(graph: MergedGraph, changed: Changes, old: Path, new: Path, base: str) -> Difference:
    """Write contacts.ttl and contacts.trig into the folder `new`, with what is unchanged from those in `old`.

    Unlike if those do not hold what they should.
    """
    iris = Iris(checked_base(base))
    head = "".join(header({**NAMESPACES, **iris.prefixes()})).encode()
    difference = Difference(head)
    turtle, trig = (old / "contacts.ttl").read_bytes(), (old / "contacts.trig").read_bytes()
    if not turtle.startswith(head) or not trig.startswith(turtle):
        raise Unlike("contacts.ttl")
    with (new / "contacts.ttl").open("wb") as one, (new / "contacts.trig").open("wb") as both:
        one.write(head)
        both.write(head)
        for block in _merged_blocks(graph, changed, turtle, iris, difference):
            one.write(block)
            both.write(block)
        for block in _named_blocks(graph, changed, trig[len(turtle) :], iris, difference):
            both.write(block)
    return difference


def _merged_blocks(
    graph: MergedGraph, changed: Changes, turtle: bytes, iris: Iris, difference: Difference
) -> Iterator[bytes]:
    """The blocks of the default graph, each with the blank line before it."""
    _, *found = turtle.removesuffix(b"\n").split(_BETWEEN)
    old = {block[: block.index(b" ")]: b"\n" + block + b"\n" for block in found}
    for node in nodes_again(graph, iris, changed):
        if isinstance(node, Same):
            yield _taken(old, node.subject.encode())
            continue
        block = "".join(node_lines([node])).encode("utf-8")
        if block:
            difference.note(old.pop(node.subject.encode(), None), block)
            yield block
    for block in old.values():
        difference.note(block, None)


def _named_blocks(
    graph: MergedGraph, changed: Changes, trig: bytes, iris: Iris, difference: Difference
) -> Iterator[bytes]:
    """The named graphs with their braces, articles first, then the decisions."""
    found = trig.split(_CLOSE)[:-1]
    old = {part[1 : part.index(b" {")]: part + _CLOSE for part in found}
    reports: dict[str, list[Report]] = defaultdict(list)
    for report in graph.reports.values():
        if report.article in changed.articles:
            reports[report.article].append(report)
    for citation in sorted(graph.citations.values(), key=lambda c: c.id):
        name = iris.graph(citation.id, citation.digest).encode()
        if citation.id not in changed.articles:
            yield _taken(old, name)
            continue
        nodes = graph_of_article(citation, reports.get(citation.id, []), iris)
        block = "".join(node_lines(nodes)).encode("utf-8")
        difference.note(old.pop(name, None), block)
        yield block
    block = "".join(node_lines(decision_nodes(graph.decisions, iris))).encode("utf-8")
    difference.note(old.pop(iris.decisions.encode(), None), block or None)
    yield block
    for block in old.values():
        difference.note(block, None)


def _taken(old: dict[bytes, bytes], name: bytes) -> bytes:
    block = old.pop(name, None)
    if block is None:
        raise Unlike(name.decode("utf-8", "replace"))
    return block
