"""DOT: one edge per contact and pair of actors, for Graphviz.

Cannot carry: lists (they are JSON text), backslashes in properties as they are (they come back doubled; labels show
them rightly), the character NUL and, in labels, what XML forbids (U+FFFD, for drawings are XML), articles and reports
as things of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from backchannel.exports.ties import ACTOR_PROPERTIES, TIE_PROPERTIES, Tie, Value, actor_values, all_ties, tie_values
from backchannel.exports.writing import REPLACEMENT, Format, write_text, xml_allowed
from backchannel.schema.model import MergedGraph

_RUN = 4_000  # characters; Graphviz 2 takes no run of more than 16 KiB without an escape
_SHAPES = {"person": "ellipse", "state": "box", "organization": "box", "group": "egg"}
_STYLES = {"occurred": "solid", "ongoing": "solid", "planned": "dashed", "proposed": "dashed", "cancelled": "dotted"}


def _quoted(text: str) -> str:
    """A DOT string whose backslashes stand for themselves, with a break that does not count after every so many."""
    pieces = [text[i : i + _RUN] for i in range(0, len(text), _RUN)]
    return (
        '"' + "\\\n".join(p.replace("\\", "\\\\").replace('"', '\\"').replace("\0", REPLACEMENT) for p in pieces) + '"'
    )


def _shown(text: str) -> str:
    """A DOT string that Graphviz shows as it is: no entity, no line break of its own."""
    return (
        _quoted(xml_allowed(text).replace("&", "&amp;"))
        .replace("\r\n", "\\n")
        .replace("\n", "\\n")
        .replace("\r", "\\n")
    )


def _attributes(shown: dict[str, str], properties: Iterable[tuple[str, str]], values: Iterable[Value]) -> str:
    parts = [f"{name}={_shown(text)}" for name, text in shown.items()]
    for (name, _), value in zip(properties, values, strict=True):
        if isinstance(value, bool):
            parts.append(f"{name}={'true' if value else 'false'}")
        elif isinstance(value, list):
            parts += [f"{name}={_quoted(json.dumps(value, ensure_ascii=False))}"] if value else []
        elif value is not None:
            parts.append(f"{name}={_quoted(str(value))}")
    return ", ".join(parts)


def _edge(graph: MergedGraph, tie: Tie) -> str:
    contact = tie.contact
    label = f"{contact.channel} {contact.date}" if contact.date else contact.channel
    drawn = {"id": tie.id, "label": label, "style": _STYLES.get(contact.status, "dotted")}
    if tie.mutual:
        drawn["dir"] = "none"
    if contact.confidential:
        drawn["color"] = "firebrick"
    values = _attributes(drawn, TIE_PROPERTIES, tie_values(graph, tie))
    return f"  {_quoted(tie.source)} -> {_quoted(tie.target)} [{values}];\n"


def _pieces(graph: MergedGraph) -> Iterator[str]:
    yield "digraph contacts {\n  graph [overlap=false, splines=true];\n"
    for actor in graph.actors.values():
        drawn = {"label": actor.name, "shape": _SHAPES[actor.kind]}
        yield f"  {_quoted(actor.id)} [{_attributes(drawn, ACTOR_PROPERTIES, actor_values(actor))}];\n"
    for tie in all_ties(graph):
        yield _edge(graph, tie)
    yield "}\n"


def write_dot(graph: MergedGraph, stream: BinaryIO, base: str) -> None:
    """Write the ties as DOT."""
    write_text(stream, _pieces(graph))


FORMAT = Format(
    "dot",
    "DOT, one edge per contact: Graphviz",
    "lists (JSON text instead), single backslashes in properties, reports and articles as nodes",
    ".dot",
    write_dot,
)
