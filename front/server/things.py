"""Pages of things: actors, contacts, articles; and of all others that have an IRI. Each also as RDF."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from backchannel.graph.direct import HELD
from backchannel.graph.iris import SECTIONS
from backchannel.graph.sparql import iri_term, text_term
from backchannel.graph.store import prefixes_for
from backchannel.graph.turtle import Shortener
from backchannel.schema.errors import QueryError
from backchannel.schema.model import Report
from backchannel.server import shown
from backchannel.server.negotiation import preferred
from backchannel.server.overtime import over_time
from backchannel.server.protocol import FOR_TRIPLES, problem
from backchannel.server.rendering import page, served, words_of
from backchannel.server.results import cell
from backchannel.server.site import Site

RDF = ("text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml")
DESCRIPTION = """CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  {{ VALUES ?s {{ {iri} }} ?s ?p ?o }}
  UNION {{ VALUES ?s {{ {iri} }} GRAPH ?g {{ ?s ?p ?o }} }}
  UNION {{ {iri} ?q ?s . FILTER (STRSTARTS(STR(?s), {start})) ?s ?p ?o }}
  UNION {{ GRAPH ?g {{ {iri} ?q ?s . FILTER (STRSTARTS(STR(?s), {start})) ?s ?p ?o }} }}
}}"""
GRAPH_DESCRIPTION = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {iri} {{ ?s ?p ?o }} }}"
FACTS = """SELECT DISTINCT ?p ?o WHERE {{ {{ {iri} ?p ?o }} UNION {{ GRAPH ?g {{ {iri} ?p ?o }} }} }}
ORDER BY ?p ?o LIMIT 300"""
MENTIONS = """SELECT DISTINCT ?p ?s WHERE {{ {{ ?s ?p {iri} }} UNION {{ GRAPH ?g {{ ?s ?p {iri} }} }} }}
ORDER BY ?p ?s LIMIT 100"""


class NotFound(Exception):
    """There is no such thing."""


def escaped_name(request: Request) -> str:
    """The last part of the address as it was sent."""
    raw: bytes = request.scope.get("raw_path", b"")
    section: str = request.path_params["section"]
    return raw.decode("latin-1").partition("?")[0].partition(f"/{section}/")[2]


def asked_name(request: Request) -> str:
    """The id in the address, as it was before it was escaped; a report's part keeps its own path."""
    text = escaped_name(request)
    if text.startswith("!") and text[1:] in ("", ".", ".."):
        return text[1:]
    return unquote_to_bytes(text).decode("utf-8", "surrogatepass")


async def thing(request: Request) -> Response:
    """Whatever has an IRI, as a page or as RDF, as the asker likes."""
    section = request.path_params["section"]
    if section not in SECTIONS:
        raise NotFound
    try:
        name = asked_name(request)
    except UnicodeDecodeError:
        raise NotFound from None
    form = request.query_params.get("format")
    chosen = form or preferred(request.headers.get("accept"), ["text/html", *RDF])
    if chosen is None:
        return PlainTextResponse(f"this can be had as text/html, {', '.join(RDF)}\n", 406)
    if chosen not in ("html", "text/html"):
        return await as_rdf(request, FOR_TRIPLES.get(chosen, chosen))
    if section in PAGES:
        try:
            return await run_in_threadpool(PAGES[section], request, name)
        except NotFound:
            if "/" not in escaped_name(request):
                raise
    return await other(request)  # of a section without pages, or a part of a thing, such as a membership


def iri_of(request: Request) -> str:
    """The IRI that the address stands for."""
    section: str = request.path_params["section"]
    return f"{served(request).site.workspace.base}{section}/{escaped_name(request)}"


async def as_rdf(request: Request, form: str) -> Response:
    """What the graph says of one thing and of its parts."""
    now = served(request)
    try:
        term = iri_term(iri_of(request))
        pattern = GRAPH_DESCRIPTION if request.path_params["section"] == "graph" else DESCRIPTION
        query = pattern.format(iri=term, start=text_term(term[1:-1] + "/"))
        found = await now.pool.ask(query, form, gone=request.is_disconnected)
    except QueryError as error:
        return problem(error)
    if not found.count:
        return PlainTextResponse("there is no such thing\n", 404)
    return Response(found.body, media_type=found.media_type, headers={"Vary": "Accept", "Cache-Control": "no-cache"})


def actor(request: Request, name: str) -> Response:
    """A person, state, organisation or group: whom it was in contact with, when, and who says so."""
    site, says = served(request).site, words_of(request)
    found = site.graph.actors.get(name)
    if found is None:
        raise NotFound
    contacts = site.of_actor[name]
    pages = shown.pager(request.query_params.get("page"), len(contacts))
    outlets: dict[str, int] = {}
    for contact in contacts:
        for outlet in {site.graph.citations[a].outlet for a in contact.articles if a in site.graph.citations}:
            if outlet:
                outlets[outlet] = outlets.get(outlet, 0) + 1
    known = {found.name, says.name(found)}
    return page(
        request,
        "actor.html",
        actor=found,
        name=says.name(found),
        others=[n for n in dict.fromkeys((*(text for text, _ in found.labels), *found.aliases)) if n not in known],
        state=site.states.get(found.country or ""),
        counterparts=shown.counterparts(name, site, says),
        bars=shown.bars(over_time(contacts), says),
        contacts=[shown.shown(c, site, says) for c in pages.part(contacts)],
        pager=pages,
        held=sum(c.status in HELD for c in contacts),
        secret=sum(c.confidential for c in contacts),
        outlets=sorted(outlets.items(), key=lambda i: (-i[1], i[0])),
    )


def contact(request: Request, name: str) -> Response:
    """One contact: its parts, every report of it with its quote, and where reports disagree."""
    site, says = served(request).site, words_of(request)
    if name in site.replaced:
        return RedirectResponse(shown.address("contact", site.replaced[name]), 301)
    found = site.contacts.get(name)
    if found is None:
        raise NotFound
    reports = [site.graph.reports[r] for r in (*found.reports, *found.contested_by) if r in site.graph.reports]
    reports = list({r.id: r for r in reports}.values())
    reports.sort(key=lambda r: (site.graph.citations[r.article].published or "9999", r.article, r.id))
    judged = {found.id, *(r.id for r in reports)}
    return page(
        request,
        "contact.html",
        it=shown.shown(found, site, says),
        reports=reports,
        conflicts=site.conflicts[name],
        decisions=[d for d in site.graph.decisions if judged.intersection(d.ids)],
    )


def article(request: Request, name: str) -> Response:
    """An article's text with every quote marked, and the contacts they stand for."""
    site, says = served(request).site, words_of(request)
    citation = site.graph.citations.get(name)
    found = site.texts.get(name)
    if citation is None or found is None:
        raise NotFound
    reports = sorted(site.of_article.get(name, []), key=_place)
    numbers = {r.id: i for i, r in enumerate(reports, 1)}
    titled = any(e.field == "title" for r in reports for e in r.evidence)
    return page(
        request,
        "article.html",
        article=found,
        citation=citation,
        reports=[(r, site.contacts.get(site.contact_of.get(r.id, ""))) for r in reports],
        shown_contacts={
            c.id: shown.shown(c, site, says)
            for c in (site.contacts.get(site.contact_of.get(r.id, "")) for r in reports)
            if c is not None
        },
        numbers=numbers,
        chosen=request.query_params.get("report"),
        title=shown.segments(found.title or "", reports, "title") if titled else None,
        text=shown.segments(found.text, reports, "text"),
    )


def _place(report: Report) -> tuple[bool, int, str]:
    """Key that puts reports in the order of their quotes in the article."""
    starts = [(e.field != "title", e.start) for e in report.evidence]
    return (*min(starts, default=(True, 0)), report.id)


def report(request: Request, name: str) -> Response:
    """A report stands on the page of its contact."""
    site = served(request).site
    report_id = name.split("/")[0]
    if report_id in site.contact_of:
        return RedirectResponse(f"{shown.address('contact', site.contact_of[report_id])}#{report_id}", 303)
    if report_id in site.graph.reports:
        return RedirectResponse(shown.address("article", site.graph.reports[report_id].article), 303)
    raise NotFound


def place(request: Request, name: str) -> Response:
    """The contacts held in a place."""
    return RedirectResponse("/contacts?" + urlencode({"place": name}), 303)


def speaker(request: Request, name: str) -> Response:
    """The contacts somebody speaks of."""
    return RedirectResponse("/contacts?" + urlencode({"source": name}), 303)


async def other(request: Request) -> Response:
    """Anything else: what the graph says of it, and what points to it."""
    now = served(request)
    try:
        term = iri_term(iri_of(request))
        facts = await now.pool.ask(FACTS.format(iri=term))
        mentions = await now.pool.ask(MENTIONS.format(iri=term))
    except QueryError as error:
        return problem(error)
    if not facts.count and not mentions.count:
        raise NotFound
    return page(
        request,
        "thing.html",
        iri=term[1:-1],
        facts=_pairs(facts.body, "o", now.site),
        mentions=_pairs(mentions.body, "s", now.site),
    )


def _pairs(body: bytes, variable: str, site: Site) -> list[tuple[Any, Any]]:
    short = Shortener(prefixes_for(site.workspace.base))
    rows = json.loads(body)["results"]["bindings"]
    return [
        (cell(row["p"], short, site.workspace.base), cell(row[variable], short, site.workspace.base)) for row in rows
    ]


PAGES: dict[str, Callable[[Request, str], Response]] = {
    "actor": actor,
    "contact": contact,
    "article": article,
    "report": report,
    "place": place,
    "speaker": speaker,
}
