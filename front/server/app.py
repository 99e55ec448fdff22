"""The local server: a SPARQL endpoint, pages to read, and the data under its IRIs. Read-only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from backchannel.schema.errors import QueryError
from backchannel.server import asking, lists
from backchannel.server.guard import LOOPBACK, Guard
from backchannel.server.live import Live, Serving
from backchannel.server.pool import AskerGone, Limits
from backchannel.server.protocol import answer, problem
from backchannel.server.rendering import page, served
from backchannel.server.things import NotFound, thing

STATIC = Path(__file__).parent / "static"


async def sparql(request: Request) -> Response:
    """The SPARQL 1.1 Protocol endpoint."""
    return await answer(request, served(request).pool)


async def not_found(request: Request, _: Exception) -> Response:
    """A page that says so."""
    return page(request, "missing.html", status=404)


async def query_problem(_: Request, error: Exception) -> Response:
    """A query behind a page that could not be answered."""
    assert isinstance(error, QueryError)
    return problem(error)


async def gone(_: Request, error: Exception) -> Response:
    """Nobody reads this."""
    return Response(status_code=499)


def make_app(
    directory: Path,
    limits: Limits | None = None,
    hosts: Collection[str] | None = LOOPBACK,
    cors: str | None = None,
) -> Starlette:
    """The application that serves a workspace; StoreError if there is none."""
    live = Live(directory, limits or Limits())

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await live.start()
        yield
        await live.close()

    app = Starlette(
        routes=routes(live.base),
        middleware=[Middleware(Guard, hosts=hosts, cors=cors), Middleware(Serving, live=live)],
        exception_handlers={404: not_found, NotFound: not_found, AskerGone: gone, QueryError: query_problem},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


def routes(base: str) -> list[BaseRoute]:
    """Every address; the data also stands where its IRIs say, if they are of the web."""
    data: list[BaseRoute] = [Route("/{section}/{name:path}", thing)]
    path = urlsplit(base).path.rstrip("/")
    there: list[BaseRoute] = [Mount(path, routes=data)] if path and base.startswith("http") and base[-1] == "/" else []
    return [
        Route("/", lists.home),
        Route("/sparql", sparql, methods=["GET", "POST"]),
        Route("/query", asking.query_page, name="query_page"),
        Route("/query/completion.json", asking.completion),
        Route("/queries", asking.queries_page),
        Route("/queries/{name}", asking.named_page),
        Route("/contacts", lists.contacts),
        Route("/actors", lists.actors),
        Route("/articles", lists.articles),
        Route("/search", lists.search),
        Route("/suggest", lists.suggest),
        Route("/network", lists.network),
        Route("/network/page", lists.network_page),
        Route("/healthz", lists.health),
        Mount("/static", StaticFiles(directory=STATIC)),
        *there,
        *data,
    ]
