"""Other people's SPARQL servers: questions and data over the SPARQL 1.1 Protocol, with the standard library alone.

The address may hold `user:password@`; a token goes into the environment variable BACKCHANNEL_AUTHORIZATION, the value
of the header of that name. Redirects are not followed: they would turn a POST into a GET, or carry the password away.
"""

from __future__ import annotations

import base64
import http.client
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit, urlunsplit

import pyoxigraph as ox

from backchannel.graph.iris import DEFAULT_BASE
from backchannel.graph.results import BY_NAME
from backchannel.graph.sparql import first_keyword, tokens
from backchannel.graph.store import Answer, TimeOver, prefixes_for, written
from backchannel.schema.errors import BackchannelError, LimitOver, QueryError

ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
TRIPLES = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
MOST_BYTES = 1 << 30  # of an answer
TOLD = 300  # characters of a server's own words that an error shows
_ROW_FORMATS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
}


class EndpointError(BackchannelError):
    """A server cannot be reached, or does not do what it is asked."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A SPARQL server at an address."""

    url: str
    base: str = DEFAULT_BASE  # where its data lives

    def send(
        self, body: bytes | None, headers: Mapping[str, str], method: str = "POST", query: str = "", seconds: float = 60
    ) -> tuple[str, bytes]:
        """(media type, body) of the answer; EndpointError for anything but success."""
        address, authorization = _parted(self.url)
        target = address + (("&" if "?" in address else "?") + query if query else "")
        sent = {"User-Agent": "backchannel", **headers, **authorization}
        request = urllib.request.Request(target, data=body, headers=sent, method=method)
        try:
            with urllib.request.build_opener(_NoRedirect).open(request, timeout=seconds) as answer:
                found = answer.read(MOST_BYTES + 1)
                if len(found) > MOST_BYTES:
                    raise LimitOver(f"{address}: the answer is larger than {MOST_BYTES >> 20} MB")
                return answer.headers.get_content_type(), found
        except urllib.error.HTTPError as error:
            raise _told(address, error) from None
        except TimeoutError:
            raise TimeOver(f"{address}: no answer within {seconds:g} s") from None
        except (OSError, http.client.HTTPException) as error:
            if isinstance(getattr(error, "reason", None), TimeoutError):
                raise TimeOver(f"{address}: no answer within {seconds:g} s") from None
            raise EndpointError(f"{address}: cannot be reached: {getattr(error, 'reason', error)}") from None

    def ask(
        self, query: str, format: str = "json", *, time_limit: float | None = None, row_limit: int | None = None
    ) -> Answer:
        """The answer to a query, written in one of the formats of `results`; the usual prefixes are bound."""
        if format not in BY_NAME:
            raise QueryError(f"no format is called {format!r}; there are {', '.join(BY_NAME)}")
        prefixes = prefixes_for(self.base)
        triples = first_keyword(query) in ("CONSTRUCT", "DESCRIBE")
        media_type, body = self.send(
            urlencode({"query": with_prefixes(query, prefixes)}).encode(),
            {"Content-Type": "application/x-www-form-urlencoded", "Accept": TRIPLES if triples else ROWS},
            seconds=time_limit or 600,
        )
        try:
            return written(self._read(media_type, body, triples), format, prefixes, row_limit)
        except (SyntaxError, ValueError, UnicodeDecodeError) as error:
            raise EndpointError(f"{_parted(self.url)[0]}: its answer cannot be read: {error}") from None

    def _read(self, media_type: str, body: bytes, triples: bool) -> Any:
        if not triples:
            if media_type not in _ROW_FORMATS:
                raise ValueError(f"{media_type} is no format of SPARQL results")
            return ox.parse_query_results(body, _ROW_FORMATS[media_type])
        form = ox.RdfFormat.from_media_type(media_type)
        if form is None:
            raise ValueError(f"{media_type} is no format of RDF")
        return [quad.triple for quad in ox.parse(body, form, without_named_graphs=True)]


def with_prefixes(query: str, prefixes: Mapping[str, str]) -> str:
    """The query with a declaration before it for each of the prefixes that it uses and does not declare."""
    used: set[str] = set()
    declared: set[str] = set()
    previous = ""
    for kind, text in tokens(query):
        if kind == "name":
            prefix = text.partition(":")[0]
            (declared if previous == "PREFIX" else used).add(prefix)
        if kind != "space":
            previous = text.upper()
    wanted = sorted(used - declared)
    return "".join(f"PREFIX {p}: <{prefixes[p]}>\n" for p in wanted if p in prefixes) + query


def _parted(url: str) -> tuple[str, dict[str, str]]:
    """The address without the name and password in it, and the header that says them."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    if host is None or parts.scheme not in ("http", "https"):
        raise EndpointError(f"not the address of a server: {url!r}")
    if token := os.environ.get("BACKCHANNEL_AUTHORIZATION"):
        header = {"Authorization": token}
    elif parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
        header = {"Authorization": "Basic " + base64.b64encode(pair).decode()}
    else:
        header = {}
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, "")), header


def _told(address: str, error: urllib.error.HTTPError) -> BackchannelError:
    """What a server that refuses says."""
    if 300 <= error.code < 400:
        return EndpointError(f"{address}: sends to {error.headers.get('Location', 'another address')}: use that one")
    try:
        words = " ".join(error.read(4096).decode("utf-8", "replace").split())[:TOLD]
    except (OSError, http.client.HTTPException):
        words = ""
    return (QueryError if error.code == 400 else EndpointError)(f"{address}: {error.code} {error.reason}: {words}")
