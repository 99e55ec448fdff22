"""The SPARQL 1.1 Protocol, query part: what a request asks, in which form it wants the answer, and what went wrong.

https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from backchannel.graph.results import BY_NAME
from backchannel.graph.sparql import first_keyword
from backchannel.schema.errors import LimitOver, QueryError, Refused
from backchannel.server.negotiation import preferred
from backchannel.server.pool import AskerGone, Busy, WorkerPool

QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
FORM_TYPE = "application/x-www-form-urlencoded"
DESCRIBED_FORMATS = (
    *(f"SPARQL_Results_{name}" for name in ("JSON", "XML", "CSV", "TSV")),
    *("Turtle", "N-Triples", "JSON-LD", "RDF_XML"),
)
MOST_FIELDS = 200
# media type -> name of the format that writes it; the first is what an asker without wishes gets
FOR_ROWS = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "text/markdown": "markdown",
}
FOR_TRIPLES = {
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
    "text/plain": "ntriples",
    "application/ld+json": "jsonld",
    "application/json": "jsonld",
    "application/rdf+xml": "rdfxml",
    "application/xml": "rdfxml",
    "text/xml": "rdfxml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "text/markdown": "markdown",
}


class ProtocolError(Exception):
    """A request that is not as the protocol has it."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, the dataset it is asked of, and the name of the format that is wanted, if one is."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None


async def asked(request: Request) -> Asked | None:
    """What a request asks; None for a GET without a question."""
    fields = _fields(request.url.query)
    if request.method in ("GET", "HEAD"):
        if not fields:
            return None
    else:
        fields = await _posted(request, fields)
    if "update" in fields:
        raise ProtocolError(403, "updates are refused: the graph is read-only")
    queries = fields.get("query", [])
    if len(queries) != 1:
        raise ProtocolError(400, f"one query is needed, not {len(queries)}")
    formats = fields.get("format", [""])
    return Asked(
        queries[0],
        tuple(fields.get("default-graph-uri", ())),
        tuple(fields.get("named-graph-uri", ())),
        formats[-1] or None,
    )


def _fields(text: str) -> dict[str, list[str]]:
    try:
        return parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except UnicodeDecodeError:
        raise ProtocolError(400, "a field is not UTF-8 text") from None
    except ValueError:
        raise ProtocolError(400, f"more than {MOST_FIELDS} fields") from None


async def _posted(request: Request, in_address: dict[str, list[str]]) -> dict[str, list[str]]:
    head = Message()
    head["content-type"] = request.headers.get("content-type", "")
    media_type = head.get_content_type() if "content-type" in request.headers else ""
    charset = (head.get_content_charset() or "utf-8").lower()
    if media_type == UPDATE_TYPE:
        raise ProtocolError(403, "updates are refused: the graph is read-only")
    if media_type not in (QUERY_TYPE, FORM_TYPE):
        raise ProtocolError(
            415, f"a query is sent as {QUERY_TYPE} or {FORM_TYPE}", {"Accept-Post": f"{QUERY_TYPE}, {FORM_TYPE}"}
        )
    if charset not in ("utf-8", "us-ascii"):
        raise ProtocolError(415, f"a query is sent as UTF-8, not {charset}")
    try:
        body = (await request.body()).decode("utf-8")
    except UnicodeDecodeError:
        raise ProtocolError(400, "the query is not UTF-8 text") from None
    if media_type == QUERY_TYPE:
        return {**in_address, "query": [*in_address.get("query", []), body]}
    posted = _fields(body)
    return {name: in_address.get(name, []) + posted.get(name, []) for name in {**in_address, **posted}}


def format_wanted(request: Request, wanted: Asked) -> str:
    """The name of the format for the answer: the one the request names, else by `Accept`."""
    if wanted.format is not None:
        by_type = {**FOR_TRIPLES, **FOR_ROWS}
        name = by_type.get(wanted.format, wanted.format)
        if name not in BY_NAME:
            raise ProtocolError(400, f"no format is called {wanted.format!r}; there are {', '.join(BY_NAME)}")
        return name
    offered = FOR_TRIPLES if first_keyword(wanted.query) in ("CONSTRUCT", "DESCRIBE") else FOR_ROWS
    chosen = preferred(request.headers.get("accept"), list(offered))
    if chosen is None:
        raise ProtocolError(406, f"the answer can be had as {', '.join(offered)}")
    return offered[chosen]


async def answer(request: Request, pool: WorkerPool) -> Response:
    """The response to a request at the endpoint."""
    try:
        wanted = await asked(request)
        if wanted is None:
            return no_question(request)
        name = format_wanted(request, wanted)
        found = await pool.ask(
            wanted.query,
            name,
            default_graphs=wanted.default_graphs,
            named_graphs=wanted.named_graphs,
            gone=request.is_disconnected,
        )
    except ProtocolError as error:
        return PlainTextResponse(f"{error}\n", error.status, error.headers)
    except AskerGone:
        return Response(status_code=499)
    except QueryError as error:
        return problem(error)
    return Response(found.body, media_type=found.media_type, headers={"Vary": "Accept", "Cache-Control": "no-cache"})


def status_of(error: QueryError) -> int:
    """503 at a limit, 403 for what is refused, 400 for any other query that cannot be answered."""
    return 503 if isinstance(error, LimitOver) else 403 if isinstance(error, Refused) else 400


def limit_headers(error: QueryError) -> dict[str, str]:
    """A query stopped at a limit says so; one that came at a bad moment may come again."""
    if not isinstance(error, LimitOver):
        return {}
    return (
        {"Backchannel-Limit": "busy", "Retry-After": "5"} if isinstance(error, Busy) else {"Backchannel-Limit": "query"}
    )


def problem(error: QueryError) -> Response:
    """What went wrong with a query, in one line of text."""
    return PlainTextResponse(f"{error}\n", status_of(error), limit_headers(error))


def no_question(request: Request) -> Response:
    """Readers are sent to the query page, programs get the service description."""
    chosen = preferred(request.headers.get("accept"), ["text/turtle", "text/html"])
    if chosen == "text/html":
        return RedirectResponse(str(request.url_for("query_page").path), 303)
    return Response(
        description(str(request.url.replace(query=""))), media_type="text/turtle", headers={"Vary": "Accept"}
    )


def description(address: str) -> str:
    """The SPARQL 1.1 service description of the endpoint."""
    formats = "".join(f"    sd:resultFormat <http://www.w3.org/ns/formats/{name}> ;\n" for name in DESCRIBED_FORMATS)
    return (
        "@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .\n\n"
        f"<{address}> a sd:Service ;\n    sd:endpoint <{address}> ;\n"
        f"    sd:supportedLanguage sd:SPARQL11Query ;\n{formats}    sd:defaultDataset <{address}#dataset> .\n\n"
        f"<{address}#dataset> a sd:Dataset ; sd:defaultGraph <{address}#default> .\n<{address}#default> a sd:Graph .\n"
    )
