"""What a web page says of itself: in JSON-LD first, then in meta elements, then in its visible structure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from backchannel.extractors.publication import published_in_metadata
from backchannel.extractors.readers.fragment import text_of_fragment
from backchannel.extractors.readers.tags import language_tag

_ARTICLE_TYPES = ("article", "newsarticle", "reportagenewsarticle", "blogposting", "webpage", "analysisnewsarticle",
                  "backgroundnewsarticle", "opinionnewsarticle", "liveblogposting")  # fmt: skip

# Names of meta elements (name, property or itemprop), the surest first.
_META = {
    "title": ("og:title", "twitter:title", "dc.title", "dcterms.title", "headline", "title", "sailthru.title"),
    "published": (
        "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "pubdate",
        "publishdate", "publish-date", "publish_date", "published_time", "dc.date.issued", "dcterms.created",
        "dcterms.date", "dc.date", "sailthru.date", "content_publishedate", "article.published",
        "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
        "originalpublicationdate", "date", "ptime", "displaydate", "og:published_time",
    ),
    "outlet": ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "publisher", "cre",
               "twitter:site", "al:android:app_name"),
    "author": ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author",
               "content_author", "byl", "twitter:creator"),
    "url": ("og:url", "twitter:url", "parsely-link"),
    "language": ("language", "content-language", "og:locale", "dc.language", "inlanguage"),
}  # fmt: skip
_DATE_CLASS = re.compile(r"date|time|tanggal|waktu|publish", re.I)
_BYLINE = re.compile(r"byline|author|penulis|reporter|wartawan", re.I)
_SPLIT = re.compile(r"\s+[|–—»·-]\s+|\s*[|»]\s*")
_MAX_VALUE = 2000
_MAX_TITLE = 500
_MAX_LINKED_DEPTH = 8
_MAX_TRIES = 50


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """Title, date and origin of a page, as far as it tells them."""

    title: str | None = None
    published: str | None = None  # YYYY-MM-DD
    outlet: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    body: str | None = None  # the text as the page's own JSON-LD gives it


def page_metadata(tree: Any, url: str | None = None) -> PageMetadata:
    """What the page says of itself."""
    linked = _linked_data(tree)
    meta = _meta_elements(tree)

    def first(name: str) -> str | None:
        return next((meta[key] for key in _META[name] if meta.get(key)), None)

    outlet = _name(linked.get("publisher")) or first("outlet")
    author = _name(linked.get("author")) or first("author")
    if author and author.startswith(("http://", "https://", "@")):
        author = None
    return PageMetadata(
        title=_title(tree, linked, first("title"), outlet),
        published=_published(tree, linked, meta),
        outlet=outlet.lstrip("@") if outlet else _outlet_of_title(tree),
        author=author or _visible(tree, ("author", "byline"), _BYLINE),
        url=_link(tree, "canonical") or first("url") or _text(linked.get("url")) or url,
        language=_language(tree, first("language") or _text(linked.get("inLanguage"))),
        body=_text(linked.get("articleBody"), limit=10_000_000),
    )


def _linked_data(tree: Any) -> Mapping[str, Any]:
    """The JSON-LD object of the page's article, {} without one; a block that is no JSON is passed over."""
    best: Mapping[str, Any] = {}
    best_rank = len(_ARTICLE_TYPES)
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            value = json.loads((script.text or "").strip().strip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _objects(value):
            for kind in _kinds(item):
                rank = 0 if kind in _ARTICLE_TYPES[:3] else _ARTICLE_TYPES.index(kind) if kind in _ARTICLE_TYPES else 99
                if rank < best_rank:
                    best, best_rank = item, rank
    return best


def _kinds(item: Mapping[str, Any]) -> list[str]:
    kind = item.get("@type")
    return [str(k).rpartition("/")[2].lower() for k in (kind if isinstance(kind, list) else [kind])]


def _objects(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """The objects of a JSON-LD block: alone, in a list, in a graph, or as the main thing of a page."""
    if depth > _MAX_LINKED_DEPTH:
        return
    if isinstance(value, list):
        for item in value[:200]:
            yield from _objects(item, depth + 1)
    elif isinstance(value, Mapping):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if isinstance(value.get(key), (list, Mapping)):
                yield from _objects(value[key], depth + 1)


def _meta_elements(tree: Any) -> dict[str, str]:
    """Every meta element's value by its lower-case name, the first of each."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        value = (element.get("content") or "").strip()[:_MAX_VALUE]
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if value and (name := element.get(attribute)):
                found.setdefault(name.strip().lower(), value)
    return found


def _title(tree: Any, linked: Mapping[str, Any], meta: str | None, outlet: str | None) -> str | None:
    """The headline: as JSON-LD has it, as the heading that the meta title agrees with, or the meta title itself."""
    headline = _text(linked.get("headline"))
    if headline:
        return _squeezed(text_of_fragment(headline))
    titles = list(islice(tree.iter("title"), 1))
    page_title = _squeezed("".join(titles[0].itertext())[:_MAX_TITLE]) if titles else ""
    headings = [t for h in islice(tree.iter("h1"), 20) if (t := _squeezed(h.text_content())[:_MAX_TITLE])]
    agreed = [h for h in headings if len(h) > 8 and h.lower() in f"{meta or ''} {page_title}".lower() and h != outlet]
    if agreed:
        return max(agreed, key=len)
    if meta:
        return _without_outlet(_squeezed(meta[:_MAX_TITLE]), outlet)
    long = [heading for heading in headings if len(heading.split()) > 3]
    if len(long) == 1 or (long and not page_title):
        return long[0]
    return _without_outlet(page_title, outlet) or None


def _without_outlet(title: str, outlet: str | None) -> str:
    """The title without the site's name at either end."""
    parts = _SPLIT.split(title)
    if len(parts) < 2:
        return title
    if outlet:
        known = outlet.lower().lstrip("@")
        ends = [p for p in (parts[0], parts[-1]) if p.lower() in known or known in p.lower()]
        if ends:
            rest = title.removesuffix(ends[0]) if parts[-1] == ends[0] else title.removeprefix(ends[0])
            return _without_outlet(rest.strip(" |–—»·-"), outlet)
    return max(parts, key=len) if "|" in title or "»" in title else title if len(parts[-1].split()) > 4 else parts[0]


def _outlet_of_title(tree: Any) -> str | None:
    """The last part of the page's title where it looks like a site's name."""
    title = next((_squeezed("".join(e.itertext())[:_MAX_TITLE]) for e in tree.iter("title")), "")
    parts = _SPLIT.split(title)
    return parts[-1] if len(parts) > 1 and 0 < len(parts[-1].split()) <= 4 else None


def _published(tree: Any, linked: Mapping[str, Any], meta: Mapping[str, str]) -> str | None:
    """The date of publication, never that of a later change."""
    candidates = [_text(linked.get(key)) for key in ("datePublished", "dateCreated", "uploadDate")]
    candidates += [meta.get(key) for key in _META["published"]]
    candidates += _dated_elements(tree)
    return next((day for value in candidates if (day := published_in_metadata(value))), None)


def _dated_elements(tree: Any) -> Iterator[str | None]:
    """Machine-readable dates in the page's body: marked as publication first, then any `time` near the top."""
    times = list(tree.iter("time", "abbr", "span", "meta", "div", "p"))
    for element in times:
        if (element.get("itemprop") or "").lower() in ("datepublished", "datecreated"):
            yield element.get("datetime") or element.get("content") or element.get("title") or element.text
    plain = [e for e in times if e.tag == "time" and e.get("datetime")]
    yield from (e.get("datetime") for e in plain if e.get("pubdate") is not None)
    yield from (e.get("datetime") for e in plain if "publish" in (e.get("class") or ""))
    yield from (e.get("datetime") for e in plain if not _in_list(e) and "update" not in (e.get("class") or "").lower())
    yield from (e.get("title") for e in times if e.tag in ("abbr", "span") and _DATE_CLASS.search(e.get("class") or ""))


def _in_list(element: Any) -> bool:
    """Whether it stands among links to other articles or under comments."""
    for parent in element.iterancestors("li", "aside", "nav", "footer"):
        return parent is not None
    return any("comment" in (p.get("class") or "") + (p.get("id") or "") for p in element.iterancestors())


def _visible(tree: Any, itemprops: tuple[str, ...], pattern: re.Pattern[str]) -> str | None:
    """The short text of the first element whose rel, itemprop or class says what it is."""
    tries = 0
    for element in tree.iter("a", "span", "div", "p", "address"):
        marks = f"{element.get('rel') or ''} {element.get('itemprop') or ''}".lower().split()
        if any(mark in itemprops for mark in marks) or pattern.search(element.get("class") or ""):
            tries += 1
            if tries > _MAX_TRIES:
                return None
            text = _squeezed(element.text_content())
            if 0 < len(text) <= 80:
                return re.sub(r"^(?:by|oleh|penulis|reporter)\b[\s:]*", "", text, flags=re.I) or None
    return None


def _link(tree: Any, rel: str) -> str | None:
    for element in tree.iter("link"):
        href = (element.get("href") or "").strip()
        if rel in (element.get("rel") or "").lower().split() and href.startswith(("http://", "https://")):
            return href
    return None


def _language(tree: Any, declared: str | None) -> str | None:
    """The primary language subtag; the root's own word wins.

    But for `en`: most page templates come with it, whatever is written in them. It needs another word beside it, or the
    text itself decides later.
    """
    root, other = (
        (language_tag(value) or "").partition("-")[0] for value in (tree.get("lang") or tree.get("xml:lang"), declared)
    )
    return (root if root != "en" else other) or other or None


def _name(value: Any) -> str | None:
    """The name in a JSON-LD person or organisation, several joined by commas."""
    if isinstance(value, list):
        return ", ".join(name for item in value[:20] if (name := _name(item))) or None
    return _name(value.get("name")) if isinstance(value, Mapping) else _text(value)


def _text(value: Any, limit: int = _MAX_VALUE) -> str | None:
    return value.strip()[:limit] or None if isinstance(value, str) else None


def _squeezed(text: str) -> str:
    return " ".join(text.split())
