"""Pages to ask at: the query page, the named queries, and their answers as tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backchannel.graph.queries import NamedQuery, bind_with, library
from backchannel.graph.sparql import first_keyword
from backchannel.graph.store import prefixes_for
from backchannel.graph.turtle import Shortener
from backchannel.schema.errors import QueryError
from backchannel.schema.vocabulary import CHANNEL_CONCEPTS, NAMESPACES, STATUS_CONCEPTS
from backchannel.server.protocol import status_of
from backchannel.server.rendering import page, served, words_of
from backchannel.server.results import ResultTable, result_table
from backchannel.server.things import NotFound
from backchannel.server.words import Words, words

MOST_SHOWN = 500  # rows of an answer that a page shows; the files to download have all
TABLES = ("csv", "tsv", "json", "xml", "markdown")
GRAPHS = ("turtle", "ntriples", "jsonld", "rdfxml")
FIRST_QUERY = """SELECT ?date ?who ?channel ?status ?quote WHERE {
  ?contact a bc:Contact ;
    rdfs:label ?who ;
    bc:channel/skos:notation ?channel ;
    bc:status/skos:notation ?status ;
    bc:quote ?quote .
  OPTIONAL { ?contact bc:earliest ?date }
}
ORDER BY DESC(?date)
LIMIT 50
"""


async def query_page(request: Request) -> Response:
    """SPARQL with help to write it, and its answer."""
    query = request.query_params.get("query", "")
    answer, error = await _answered(request, query) if query.strip() else (None, None)
    return page(
        request,
        "query.html",
        status=200 if error is None else status_of(error),
        query=query or FIRST_QUERY,
        asked=bool(query.strip()),
        answer=answer,
        error=error,
        named=_listed(words_of(request)),
        limits=served(request).pool.limits,
    )


async def queries_page(request: Request) -> Response:
    """Every named query."""
    return page(request, "queries.html", named=_listed(words_of(request)))


async def named_page(request: Request) -> Response:
    """A named query: what it answers, a form for what it wants to know, and the answer."""
    name = request.path_params["name"]
    if name not in library():
        raise NotFound
    query = library()[name]
    given = {p.name: request.query_params[p.name] for p in query.parameters if request.query_params.get(p.name)}
    ready = all(p.default is not None or p.name in given for p in query.parameters)
    text, answer, error = None, None, None
    if ready:
        try:
            text = bind_with(query, given, served(request).site.actor_iris)
            answer, error = await _answered(request, text)
        except QueryError as problem:
            error = problem
    return page(
        request,
        "named.html",
        status=200 if error is None else status_of(error),
        named=query,
        title=_title(query, words_of(request)),
        given=given,
        text=text,
        query=text or query.text,
        answer=answer,
        error=error,
        outlets=[o for o, _ in served(request).site.outlets[:200]],
        channels=list(CHANNEL_CONCEPTS),
    )


def _listed(says: Words) -> list[tuple[NamedQuery, str]]:
    return [(q, _title(q, says)) for q in library().values()]


def _title(query: NamedQuery, says: Words) -> str:
    found = says.of("queries", query.name)
    return query.title if found == query.name else found


async def _answered(request: Request, query: str) -> tuple[dict[str, Any] | None, QueryError | None]:
    """What a template needs to show an answer, or what went wrong."""
    now = served(request)
    triples = first_keyword(query) in ("CONSTRUCT", "DESCRIBE")
    try:
        found = await now.pool.ask(query, "turtle" if triples else "json", gone=request.is_disconnected)
    except QueryError as error:
        return None, error
    table, text, truth = None, None, None
    if triples:
        text = found.body.decode("utf-8", "replace")[:200_000]
    elif found.kind == "boolean":
        truth = bool(json.loads(found.body)["boolean"])
    else:
        base = now.site.workspace.base
        table = result_table(found, Shortener(prefixes_for(base)), base)
    shown = ResultTable(table.columns, table.rows[:MOST_SHOWN]) if table else None
    files = [(f, "/sparql?" + urlencode({"query": query, "format": f})) for f in (GRAPHS if triples else TABLES)]
    return {"table": shown, "text": text, "truth": truth, "count": found.count, "files": files}, None


@cache
def _terms(language: str) -> list[dict[str, str]]:
    """The vocabulary for completion: name, what it is, and a line about it in one language."""
    source = resources.files("backchannel.schema").joinpath("ontology.ttl").read_bytes()
    wanted = {NAMESPACES["rdfs"] + n: n for n in ("label", "comment")}
    kind = NAMESPACES["rdf"] + "type"
    found: dict[str, dict[str, str]] = {}
    for triple in ox.parse(source, ox.RdfFormat.TURTLE):
        subject = triple.subject
        if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(NAMESPACES["bc"]):
            continue
        entry = found.setdefault(subject.value, {"name": "bc:" + subject.value[len(NAMESPACES["bc"]) :]})
        value, predicate = triple.object, triple.predicate.value
        if predicate == kind and isinstance(value, ox.NamedNode):
            entry["kind"] = "class" if value.value.endswith("Class") else "property"
        elif predicate in wanted and isinstance(value, ox.Literal):
            field = wanted[predicate]
            if value.language == language or (field not in entry and value.language in ("en", None)):
                entry[field] = value.value
    concepts = [
        {
            "name": f"{c.scheme}:{c.name}",
            "kind": c.scheme,
            "label": c.labels[language],
            "comment": c.definitions[language],
        }
        for c in (*CHANNEL_CONCEPTS.values(), *STATUS_CONCEPTS.values())
    ]
    return [*sorted((e for e in found.values() if "kind" in e), key=lambda e: e["name"]), *concepts]


_BORROWED: Mapping[str, tuple[str, ...]] = {
    "rdfs": ("label",),
    "foaf": ("name",),
    "skos": ("prefLabel", "altLabel", "notation", "broader", "exactMatch", "closeMatch"),
    "prov": ("wasDerivedFrom", "wasAttributedTo", "wasGeneratedBy"),
    "oa": ("exact", "start", "end"),
    "org": ("hasMembership", "member", "role", "organization"),
    "dcterms": ("title", "issued", "identifier", "language", "isReplacedBy"),
    "schema": ("url", "datePublished"),
    "xsd": ("date", "integer"),
}


async def completion(request: Request) -> Response:
    """What the editor offers: prefixes, terms of the vocabulary, and named queries."""
    language = words_of(request).language
    borrowed = [{"name": f"{p}:{n}", "kind": "property"} for p, names in _BORROWED.items() for n in names]
    return JSONResponse(
        {
            "prefixes": prefixes_for(served(request).site.workspace.base),
            "terms": [*_terms(language), *borrowed],
            "queries": [{"name": q.name, "title": title, "text": q.text} for q, title in _listed(words(language))],
        },
        headers={"Vary": "Accept-Language, Cookie", "Cache-Control": "no-cache"},
    )
