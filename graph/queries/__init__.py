"""The library of named queries: one `.rq` file each, which says in `#:` lines (TOML) what it answers and with what.

#: title = "Who X was in contact with"
#: description = "One row a counterpart and channel."
#: [param.actor]
#: kind = "actor"           actor, day, last-day, number, text or channel
#: help = "a name, an id or a country code"
#: default = "..."          without one the parameter must be given
#: [example]
#: params = { actor = "Lavrov" }
#: answer = '''...'''       as CSV, from the graph of `tests/graph/sample.py`
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Protocol

from rapidfuzz import process

from backchannel.graph.selection import matching_actors
from backchannel.graph.sparql import day_term, fill, number_term, text_term
from backchannel.graph.store import Answer
from backchannel.schema.errors import QueryError, SchemaError
from backchannel.schema.vocabulary import CHANNEL_CONCEPTS, NAMESPACES, narrower_channels

KINDS = ("actor", "day", "last-day", "number", "text", "channel")
_NAMES = """
SELECT ?actor ?name ?country WHERE {
  ?actor a bc:Actor ; foaf:name|skos:prefLabel|skos:altLabel ?name .
  OPTIONAL { ?actor a bc:State ; bc:country ?country }
}"""


class Asker(Protocol):
    """Whatever answers a query with SPARQL JSON: a worker over a store, a server elsewhere."""

    def ask(self, query: str) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing a named query wants to know."""

    name: str
    kind: str  # one of KINDS
    help: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question with a name, ready to be asked."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str
    example: Mapping[str, str]  # parameters of the example
    answer: str  # and its answer as CSV


@cache
def library() -> Mapping[str, NamedQuery]:
    """Every named query, by name."""
    folder = resources.files(__name__)
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".rq")), key=lambda f: f.name)
    return MappingProxyType({f.name[:-3]: parse(f.name[:-3], f.read_text("utf-8")) for f in files})


def find(name: str) -> NamedQuery:
    """The query called `name`; QueryError with the nearest name if there is none."""
    known = library()
    if name not in known:
        near = process.extractOne(name, list(known), score_cutoff=60)
        raise QueryError(f"no query is called {name!r}" + (f"; did you mean {near[0]}?" if near else ""))
    return known[name]


def parse(name: str, text: str) -> NamedQuery:
    """The query in an `.rq` file; SchemaError if its head is broken."""
    lines = text.split("\n")
    try:
        head: dict[str, Any] = tomllib.loads("\n".join(line[3:] for line in lines if line.startswith("#: ")))
        parameters = tuple(
            Parameter(key, row["kind"], row["help"], row.get("default")) for key, row in head.get("param", {}).items()
        )
        example = head["example"]
        body = "\n".join(line for line in lines if not line.startswith("#:")).strip() + "\n"
        if unknown := {p.kind for p in parameters} - set(KINDS):
            raise SchemaError(f"{name}.rq: no such kind of parameter: {min(unknown)}")
        return NamedQuery(
            name,
            head["title"],
            " ".join(head["description"].split()),
            parameters,
            body,
            MappingProxyType(dict(example.get("params", {}))),
            example["answer"].strip("\n") + "\n",
        )
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise SchemaError(f"{name}.rq: its head is broken: {error}") from None


def bind(name: str, given: Mapping[str, str], worker: Asker) -> str:
    """The SPARQL text of a named query with its parameters filled in; `worker` looks up who is meant by a name.

    QueryError for a parameter that is missing, unknown or makes no sense.
    """
    return bind_with(find(name), given, lambda wanted: actor_iris(wanted, worker))


def bind_with(query: NamedQuery, given: Mapping[str, str], who: Callable[[str], Iterable[str]]) -> str:
    """As `bind`; `who` gives the IRIs of the actors that are meant by a name."""
    name = query.name
    if unknown := sorted(set(given) - {p.name for p in query.parameters}):
        raise QueryError(f"{name} has no parameter {unknown[0]!r}; {_wanted(query)}")
    values = {}
    for parameter in query.parameters:
        value = given.get(parameter.name, parameter.default)
        if value is None:
            raise QueryError(f"{name} needs {parameter.name}={parameter.kind.upper()} ({parameter.help})")
        values[parameter.name] = _term(parameter, value, who)
    return fill(query.text, values)


def _wanted(query: NamedQuery) -> str:
    return "it has " + (", ".join(p.name for p in query.parameters) or "none")


def _term(parameter: Parameter, value: str, who: Callable[[str], Iterable[str]]) -> str:
    if parameter.kind == "actor":
        return " ".join(f"<{iri}>" for iri in who(value))
    if parameter.kind == "day":
        return day_term(value)
    if parameter.kind == "last-day":
        return day_term(value, "latest")
    if parameter.kind == "number":
        return number_term(value)
    if parameter.kind == "channel":
        if value not in CHANNEL_CONCEPTS:
            raise QueryError(f"no channel is called {value!r}; there are {', '.join(CHANNEL_CONCEPTS)}")
        return " ".join(f"<{NAMESPACES['channel']}{c}>" for c in sorted(narrower_channels(value)))
    return text_term(value)


def actor_iris(wanted: str, worker: Asker) -> tuple[str, ...]:
    """IRIs of the actors that a name, an id, an IRI or a state's country code means; QueryError if there is none."""
    names: dict[str, set[str]] = {}
    for row in json.loads(worker.ask(_NAMES).body)["results"]["bindings"]:
        found = names.setdefault(row["actor"]["value"], set())
        found.add(row["name"]["value"])
        if "country" in row:
            found.add(row["country"]["value"])
    by_id = {iri.rpartition("/")[2]: iri for iri in names}
    return (by_id[wanted],) if wanted in by_id else tuple(sorted(matching_actors(names, wanted)))
