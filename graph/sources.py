"""How many independent outlets say so: copies of one article and reports relayed from one agency count once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from backchannel.graph.gazetteer import is_outlet
from backchannel.graph.names import plain
from backchannel.schema.model import Citation, Report


def original(article: str, citations: Mapping[str, Citation]) -> str:
    """The article that this one is a copy of, or itself."""
    seen = {article}
    while (citation := citations.get(article)) and citation.copy_of and citation.copy_of not in seen:
        article = citation.copy_of
        seen.add(article)
    return article


def source_of(report: Report, citations: Mapping[str, Citation]) -> str:
    """Who the report rests on: the outermost outlet it relays, else the outlet that printed it, else the article."""
    root = original(report.article, citations)
    if report.attribution and is_outlet(report.attribution[0].name):
        return plain(report.attribution[0].name)
    citation = citations.get(root)
    if citation and citation.outlet:
        told = citation.outlet.casefold().removeprefix("www.")
        return plain(told.rsplit(".", 1)[0]) if told.endswith((".com", ".id", ".net", ".org")) else plain(told)
    return f"article {root}"


def with_dates(citations: Mapping[str, Citation]) -> dict[str, Citation]:
    """The citations, copies that tell no day of publication with that of their original."""
    found = dict(citations)
    for c in citations.values():
        root = citations.get(original(c.id, citations)) if c.copy_of and not c.published else None
        if root is not None:
            found[c.id] = replace(c, published=root.published)
    return found
