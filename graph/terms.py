"""RDF terms of the mapping, made once and escaped in one place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

import pyoxigraph as ox

from backchannel.schema.dates import parse_edtf
from backchannel.schema.vocabulary import NAMESPACES, NS

_DISTINCT = 10_000  # dates and numbers kept: there are few different ones
Pairs = list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]

RDF_TYPE = ox.NamedNode(NAMESPACES["rdf"] + "type")
_DATE = ox.NamedNode(NAMESPACES["xsd"] + "date")
_DECIMAL = ox.NamedNode(NAMESPACES["xsd"] + "decimal")
_INTEGER = ox.NamedNode(NAMESPACES["xsd"] + "integer")
_EDTF = ox.NamedNode(NAMESPACES["edtf"] + "EDTF")
_TRUE, _FALSE = ox.Literal(True), ox.Literal(False)
_LINK = re.compile(r"https?://[^\x00-\x20<>\"{}|^`\\]+\Z", re.IGNORECASE)
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z")


@dataclass(frozen=True, slots=True)
class Node:
    """One subject in one graph (None: the merged graph) with all its predicates and objects."""

    graph: ox.NamedNode | None
    subject: ox.NamedNode
    pairs: Pairs


@cache
def bc(name: str) -> ox.NamedNode:
    """A term of the vocabulary's own namespace."""
    return ox.NamedNode(NS + name)


@cache
def term(name: str) -> ox.NamedNode:
    """The term a prefixed name such as `skos:prefLabel` stands for."""
    prefix, _, local = name.partition(":")
    return ox.NamedNode(NAMESPACES[prefix] + local)


@cache
def channel_term(name: str) -> ox.NamedNode:
    return ox.NamedNode(NAMESPACES["channel"] + name)


@cache
def status_term(name: str) -> ox.NamedNode:
    return ox.NamedNode(NAMESPACES["status"] + name)


def text(words: str) -> ox.Literal:
    """A plain string; half a surrogate pair, which no RDF file can hold, becomes U+FFFD."""
    return ox.Literal(_clean(words))


def tagged(words: str, language: str | None) -> ox.Literal:
    """A string in a language, plain where the language is unknown or no language tag."""
    if language and _TAG.match(language):
        return ox.Literal(_clean(words), language=language.lower())
    return text(words)


@lru_cache(_DISTINCT)
def edtf(date: str) -> ox.Literal:
    return ox.Literal(_clean(date), datatype=_EDTF)


@lru_cache(_DISTINCT)
def date_of(day: str) -> ox.Literal:
    return ox.Literal(day, datatype=_DATE)


@lru_cache(_DISTINCT)
def integer(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=_INTEGER)


@lru_cache(_DISTINCT)
def decimal(number: float) -> ox.Literal:
    """A number between 0 and 1, mostly: at most four places, no exponent, and always a point."""
    written = f"{Decimal(repr(number)):.4f}".rstrip("0")
    return ox.Literal(written + "0" if written.endswith(".") else written, datatype=_DECIMAL)


def boolean(value: bool) -> ox.Literal:
    return _TRUE if value else _FALSE


def link_or_text(value: str) -> ox.NamedNode | ox.Literal:
    """An http(s) address as an IRI, anything else (a file path, `javascript:`) as inert text."""
    if _LINK.match(value):
        try:
            return ox.NamedNode(value)
        except ValueError:
            pass
    return text(value)


@cache
def bounds(date: str | None) -> tuple[str | None, str | None]:
    """Earliest and latest day of an EDTF date, None where unknown."""
    if date is None:
        return None, None
    try:
        parsed = parse_edtf(date)
    except ValueError:
        return None, None
    earliest, latest = parsed.earliest, parsed.latest
    return earliest.isoformat() if earliest else None, latest.isoformat() if latest else None


def calendar_day(date: str) -> str | None:
    """`date` if it is one full day, else None."""
    earliest, latest = bounds(date)
    return earliest if earliest is not None and earliest == latest == date else None


def _clean(words: str) -> str:
    if words.isascii():
        return words
    try:
        words.encode("utf-8")
    except UnicodeEncodeError:
        return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return words
