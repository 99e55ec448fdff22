"""Pages of many things: the start page, lists, search with suggestions, and the network."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from backchannel.graph.selection import Selection, matching
from backchannel.schema.errors import QueryError
from backchannel.schema.model import KINDS, STATUSES
from backchannel.schema.vocabulary import CHANNEL_CONCEPTS
from backchannel.server import shown
from backchannel.server.guard import POLICY
from backchannel.server.rendering import page, served, words_of
from backchannel.server.site import newest_first
from backchannel.server.things import NotFound

SUGGESTIONS = 8
_META_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')


def home(request: Request) -> Response:
    """What is in the graph, and where to begin."""
    site, says = served(request).site, words_of(request)
    secret = (c for c in site.recent if c.confidential)
    return page(
        request,
        "home.html",
        numbers=site.numbers,
        busiest=[
            (says.name(a), shown.address("actor", a.id), len(site.of_actor[a.id]))
            for a in site.busiest[:10]
            if site.of_actor.get(a.id)
        ],
        recent=[shown.shown(c, site, says) for c in site.recent[:6]],
        secret=[shown.shown(c, site, says) for c in islice(secret, 4)],
        bars=shown.bars(site.over_time, says),
    )


def contacts(request: Request) -> Response:
    """The contacts that fit, the latest first."""
    site, says = served(request).site, words_of(request)
    asked = request.query_params
    error, found = None, site.recent
    try:
        selection = Selection(
            actor=_some(asked.get("actor")),
            with_=_some(asked.get("with")),
            channel=_some(asked.get("channel")),
            status=_some(asked.get("status")),
            since=asked.get("since") or None,
            until=asked.get("until") or None,
            secret=True if asked.get("secret") else None,
            source=_some(asked.get("source")),
            place=_some(asked.get("place")),
        )
        if selection:
            found = sorted(matching(site.graph, selection), key=newest_first)
    except QueryError as problem:
        error, found = problem, []
    pages = shown.pager(asked.get("page"), len(found))
    return page(
        request,
        "contacts.html",
        status=200 if error is None else 400,
        contacts=[shown.shown(c, site, says) for c in pages.part(found)],
        pager=pages,
        error=error,
        channels=list(CHANNEL_CONCEPTS),
        statuses=STATUSES,
    )


def _some(value: str | None) -> tuple[str, ...]:
    return (value.strip(),) if value and value.strip() else ()


def actors(request: Request) -> Response:
    """The actors, the busiest first."""
    site, says = served(request).site, words_of(request)
    kind, wanted = request.query_params.get("kind"), request.query_params.get("q", "").strip()
    found = site.actors_named(wanted, 1000) if wanted else site.busiest
    if kind in KINDS:
        found = [a for a in found if a.kind == kind]
    pages = shown.pager(request.query_params.get("page"), len(found), 100)
    rows = [(a, says.name(a), shown.address("actor", a.id), len(site.of_actor[a.id])) for a in pages.part(found)]
    return page(request, "actors.html", rows=rows, pager=pages, kinds=KINDS)


def articles(request: Request) -> Response:
    """The articles, the latest first."""
    site = served(request).site
    outlet = request.query_params.get("outlet")
    cited = site.graph.citations
    found = [i for i in site.articles if not outlet or cited[i].outlet == outlet]
    pages = shown.pager(request.query_params.get("page"), len(found), 100)
    rows = [(cited[i], len(site.of_article.get(i, ()))) for i in pages.part(found)]
    return page(request, "articles.html", rows=rows, pager=pages, outlets=site.outlets[:300])


def search(request: Request) -> Response:
    """What has the words in it."""
    site, says = served(request).site, words_of(request)
    wanted = request.query_params.get("q", "")[:200]
    found = site.search(wanted)
    return page(
        request,
        "search.html",
        wanted=wanted,
        actors=[(a, says.name(a), shown.address("actor", a.id), len(site.of_actor[a.id])) for a in found.actors],
        contacts=[shown.shown(c, site, says) for c in found.contacts],
        articles=[site.graph.citations[i] for i in found.articles],
    )


def suggest(request: Request) -> Response:
    """The actors whose names begin with what is being typed."""
    site, says = served(request).site, words_of(request)
    wanted = request.query_params.get("q", "")[:200]
    rows: list[dict[str, Any]] = []
    for actor in site.actors_named(wanted, SUGGESTIONS):
        count = len(site.of_actor[actor.id])
        rows.append(
            {
                "name": says.name(actor),
                "href": shown.address("actor", actor.id),
                "note": f"{says.of('kinds', actor.kind)} · {says('nContacts', n=count)}",
            }
        )
    return JSONResponse(rows, headers={"Cache-Control": "no-cache"})


def network(request: Request) -> Response:
    """The interactive network in its frame."""
    there = served(request).site.network is not None
    return page(request, "network.html", there=there, actor=request.query_params.get("actor"))


def network_page(request: Request) -> Response:
    """The page that the build wrote, under its own policy; it may stand in a frame of this site only."""
    found = served(request).site.network
    if found is None:
        raise NotFound
    own = _META_POLICY.search(found[:20_000].decode("utf-8", "replace"))
    policy = f"{own[1]}; frame-ancestors 'self'" if own and "&" not in own[1] else POLICY
    headers = {"Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN", "Cache-Control": "no-cache"}
    return Response(found, media_type="text/html; charset=utf-8", headers=headers)


async def health(request: Request) -> Response:
    """Whether questions are answered: one is asked."""
    now = served(request)
    try:
        await now.pool.ask("ASK {}")
    except QueryError as error:
        return PlainTextResponse(f"not answering: {error}\n", 503, {"Backchannel-Limit": "busy"})
    numbers = now.site.graph
    return JSONResponse(
        {"status": "ok", "contacts": len(numbers.contacts), "actors": len(numbers.actors)},
        headers={"Cache-Control": "no-store"},
    )
