"""Templates to responses: every page gets its language, its words and its address; all data is escaped."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from backchannel.server.live import Served
from backchannel.server.negotiation import preferred_language
from backchannel.server.shown import address, outward
from backchannel.server.words import LANGUAGES, Words, words

COOKIE = "backchannel-language"
YEAR = 365 * 24 * 3600

templates = Environment(
    loader=PackageLoader("backchannel.server", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
templates.globals |= {"address": address, "outward": outward}


def served(request: Request) -> Served:
    """The workspace for this request, the same one until it is answered."""
    found: Served = request.state.served
    return found


def language_of(request: Request) -> str:
    """The language the reader chose, else the one the browser likes."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if chosen in LANGUAGES:
            return chosen
    return preferred_language(request.headers.get("accept-language"), LANGUAGES)


def words_of(request: Request) -> Words:
    """The words for this request."""
    return words(language_of(request))


def page(request: Request, template: str, status: int = 200, **data: Any) -> Response:
    """A page from its template."""
    language = language_of(request)
    says = words(language)
    text = templates.get_template(template).render(
        t=says,
        language=language,
        languages=[(tag, words(tag)("language"), with_fields(request, lang=tag)) for tag in LANGUAGES],
        path=request.url.path,
        fields=request.query_params,
        link=lambda **changed: with_fields(request, **changed),
        site=served(request).site,
        **data,
    )
    headers = {"Vary": "Accept, Accept-Language, Cookie", "Cache-Control": "no-cache", "Content-Language": language}
    response = Response(text.encode("utf-8", "replace"), status, headers, "text/html; charset=utf-8")
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(COOKIE, language, max_age=YEAR, httponly=True, samesite="lax")
    return response


def with_fields(request: Request, **changed: object) -> str:
    """The address of this page with some of its fields changed, or dropped where None."""
    kept = [(k, v) for k, v in parse_qsl(request.url.query, keep_blank_values=True) if k not in changed]
    kept += [(k, str(v)) for k, v in changed.items() if v is not None]
    path = request.scope.get("raw_path", b"/").decode("latin-1").partition("?")[0]
    return f"{path}?{urlencode(kept)}" if kept else path
