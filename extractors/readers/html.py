"""Web pages: the article's own words by trafilatura, what the page says of itself by `metadata`."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

from backchannel.extractors.extras import needed
from backchannel.extractors.publication import publication
from backchannel.extractors.readers.metadata import PageMetadata, page_metadata
from backchannel.extractors.readers.source import Source, decode, is_binary
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article

MAX_DEPTH = 250  # libxml2 cuts deeper trees off, and no page that is read by people comes near
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})|<\?xml[^>]*?encoding=["']([\w-]{2,40})""", re.I
)
logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # what it finds odd is no news to a user
_LEGACY = {"iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252"}
_OPENING = re.compile(rb"<([a-zA-Z][a-zA-Z0-9]*)(?=[\s>/])|</([a-zA-Z][a-zA-Z0-9]*)")


def read_html(source: Source) -> Iterator[Article | ArticleError]:
    """The one article of a saved page; its id is the file's name without suffix."""
    yield article_from_page(source.read_all(), source, source.stem)


def article_from_page(
    data: bytes, source: Source, id_: str, url: str | None = None, declared: str | None = None, where: str = ""
) -> Article:
    """The article on a page, without menus, adverts and links to others; ArticleError where there is none."""
    if not data.strip():
        raise source.error("empty", where)
    if is_binary(data) and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise source.error("binary file, not text", where)
    text = decode(data, source, _charset(data, declared), where)
    tree = _tree(text, source, where)
    known = page_metadata(tree, url)
    body = _body(tree, known)
    if not body:
        raise source.error("no article text on this page", where)
    published, published_from = publication(known.published, known.url or url, body)
    return Article(
        id=id_,
        text=body,
        title=known.title,
        published=published,
        outlet=known.outlet,
        url=known.url or url,
        language=known.language or source.options.language,
        published_from=published_from,
        author=known.author,
    )


def _charset(data: bytes, declared: str | None) -> str | None:
    """What the server or the page itself says its encoding is; the old names mean windows-1252 on the web."""
    if not declared and (found := _DECLARED.search(data[:4096])):
        declared = (found[1] or found[2]).decode("ascii", "replace")
    return _LEGACY.get(declared.lower(), declared) if declared else None


def _tree(text: str, source: Source, where: str) -> Any:
    """The page's tree; ArticleError for what is no page."""
    html = needed("lxml.html", "corpora")
    etree = needed("lxml.etree", "corpora")
    try:
        tree = html.document_fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8", huge_tree=False))
    except (etree.LxmlError, ValueError, AssertionError) as problem:
        raise source.error(f"not readable as HTML: {' '.join(str(problem).split())[:200]}", where) from None
    for _, element in zip(range(1), tree.iter(), strict=False):
        if not isinstance(element.tag, str):
            raise source.error("not readable as HTML", where)
    return tree


def _body(tree: Any, known: PageMetadata) -> str:
    """The article's paragraphs, one a line; what the page itself declares as its text where nothing else is found."""
    trafilatura = needed("trafilatura", "corpora")
    try:
        body = trafilatura.extract(tree, include_comments=False, include_tables=False, include_formatting=False)
    except (RecursionError, ValueError, AttributeError, TypeError, AssertionError, IndexError, KeyError):
        body = None  # it trips over some broken trees
    return (body or "").strip() or (known.body or "").strip()
