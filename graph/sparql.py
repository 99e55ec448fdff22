"""SPARQL text as tokens: enough to fill in parameters and to find what a query must not do. Parsing is the engine's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from backchannel.graph.selection import parsed_day
from backchannel.schema.errors import QueryError, Refused

_TOKEN = re.compile(
    r"""
      (?P<space>\s+|\#[^\n\r]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
        | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w:%.-]|\\.)*)
    | (?P<word>[^\W\d]\w*)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_IRI = re.compile(r"<?([A-Za-z][A-Za-z0-9+.-]*://[^<>\"{}|^`\\\x00-\x20]+)>?\Z")
_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH", "MODIFY"})
_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def tokens(query: str) -> Iterator[tuple[str, str]]:
    """(kind, text) of every token, whitespace and comments included; joined they are the query again."""
    for found in _TOKEN.finditer(query):
        assert found.lastgroup is not None
        yield found.lastgroup, found[0]


def refuse_outside(query: str) -> None:
    """Refused if the query could ask another server (SERVICE) or is an update.

    The engine takes a keyword wherever its letters stand: `SERVICESILENT<...>`, `SERVICE:a`, `1e5SERVICE<...>` and
    `ex:.SERVICE<...>` all ask another server. So every word that holds the letters is refused, and every short name
    that does before its colon or after a character that no local name starts with.
    """
    for kind, text in tokens(query):
        if (kind == "word" and "SERVICE" in text.upper()) or (kind == "name" and _may_hide_service(text.upper())):
            raise Refused("SERVICE is refused: a query asks this graph and no other server")
    if (first := first_keyword(query)) in UPDATES:
        raise Refused(f"{first} is refused: the graph is read-only")


def _may_hide_service(name: str) -> bool:
    prefix, _, local = name.partition(":")
    return "SERVICE" in prefix or (local[:1] in (".", "-", "%", "\\") and "SERVICE" in local)


def first_keyword(query: str) -> str | None:
    """What the query does, in capitals: the first word after its BASE and PREFIX declarations."""
    words = (text.upper() for kind, text in tokens(query) if kind == "word")
    return next((word for word in words if word not in ("BASE", "PREFIX")), None)


def fill(query: str, values: Mapping[str, str]) -> str:
    """The query with every `$name` replaced by the SPARQL text in `values`; QueryError for a name it does not use."""
    used = set()
    parts = []
    for kind, text in tokens(query):
        if kind == "variable" and text[0] == "$" and text[1:] in values:
            used.add(text[1:])
            text = values[text[1:]]
        parts.append(text)
    if unused := sorted(set(values) - used):
        raise QueryError(f"the query has no parameter ${unused[0]}")
    return "".join(parts)


def parameters(query: str) -> tuple[str, ...]:
    """Names of the `$name` parameters in the query, each once, in order."""
    return tuple(dict.fromkeys(text[1:] for kind, text in tokens(query) if kind == "variable" and text[0] == "$"))


def text_term(text: str) -> str:
    """A plain string as SPARQL writes it."""
    return '"' + "".join(_ESCAPED.get(c, c) for c in text) + '"'


def iri_term(iri: str) -> str:
    """An absolute IRI as SPARQL writes it; QueryError for what is none."""
    found = _IRI.match(iri)
    if not found:
        raise QueryError(f"not an IRI: {iri!r}")
    return f"<{found[1]}>"


def day_term(date: str, end: str = "earliest") -> str:
    """First (or, with `latest`, last) day of an EDTF date as an xsd:date."""
    return f'"{parsed_day(date, end)}"^^<http://www.w3.org/2001/XMLSchema#date>'


def number_term(text: str) -> str:
    """A whole number; QueryError for what is none."""
    if not _INTEGER.match(text):
        raise QueryError(f"not a whole number: {text!r}")
    return str(int(text))


def guessed_term(value: str) -> str:
    """A value given without its kind: `<iri>`, whole number, true, false or full date as such, else a string."""
    if value.startswith("<") and _IRI.match(value):
        return iri_term(value)
    if _INTEGER.match(value):
        return number_term(value)
    if value in ("true", "false"):
        return value
    if re.match(r"\d{4}-\d{2}-\d{2}\Z", value):
        return day_term(value)
    return text_term(value)
