"""RDF terms of the mapping, made once and escaped in one place.

A term is text: as it stands in a Turtle file that declares the prefixes of the vocabulary and those of the data. Such a
file needs nothing more, other formats read the text (`turtle.Resolver`); a graph has millions of terms, and making
an object of each took longer than writing the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

import pyoxigraph as ox

from backchannel.schema.dates import parse_edtf
from backchannel.schema.vocabulary import NAMESPACES

_DISTINCT = 10_000  # dates and numbers kept: there are few different ones
Term = str
Pairs = list[tuple[Term, Term]]

RDF_TYPE: Term = "a"
LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*\Z")  # the part of PN_LOCAL that every parser reads
INTEGER = re.compile(r"[+-]?[0-9]+\Z")
DECIMAL = re.compile(r"[+-]?[0-9]*\.[0-9]+\Z")
_LINK = re.compile(r"https?://[^\x00-\x20<>\"{}|^`\\]+\Z", re.IGNORECASE)
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z")
_SPECIAL = re.compile(r'[\x00-\x1f"\\\x7f\ufffe\uffff]')
_ESCAPED = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)}
_ESCAPED |= {ord(c): "\\" + name for c, name in zip('\b\t\n\f\r"\\', 'btnfr"\\', strict=True)}
_PREFIXES = {namespace: prefix for prefix, namespace in sorted(NAMESPACES.items())}


@dataclass(frozen=True, slots=True)
class Node:
    """One subject in one graph (None: the merged graph) with all its predicates and objects."""

    graph: Term | None
    subject: Term
    pairs: Pairs


@cache
def term(name: str) -> Term:
    """The term a prefixed name such as `skos:prefLabel` stands for."""
    prefix, _, local = name.partition(":")
    return shortened(NAMESPACES[prefix] + local)


@cache
def bc(name: str) -> Term:
    """A term of the vocabulary's own namespace."""
    return term(f"bc:{name}")


@cache
def channel_term(name: str) -> Term:
    return term(f"channel:{name}")


@cache
def status_term(name: str) -> Term:
    return term(f"status:{name}")


def shortened(iri: str) -> Term:
    """An IRI with a prefix of the vocabulary where one fits and the rest is plain, in `<` and `>` otherwise."""
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    prefix = _PREFIXES.get(iri[:cut])
    return f"{prefix}:{iri[cut:]}" if prefix is not None and LOCAL.match(iri, cut) else f"<{iri}>"


def text(words: str) -> Term:
    """A plain string; half a surrogate pair, which no RDF file can hold, becomes U+FFFD."""
    words = _clean(words)
    return f'"{words.translate(_ESCAPED)}"' if _SPECIAL.search(words) else f'"{words}"'


def tagged(words: str, language: str | None) -> Term:
    """A string in a language, plain where the language is unknown or no language tag."""
    if language and _TAG.match(language):
        return f"{text(words)}@{language.lower()}"
    return text(words)


@lru_cache(_DISTINCT)
def edtf(date: str) -> Term:
    return f"{text(date)}^^edtf:EDTF"


@lru_cache(_DISTINCT)
def date_of(day: str) -> Term:
    return f"{text(day)}^^xsd:date"


@lru_cache(_DISTINCT)
def integer(number: int) -> Term:
    return str(number)


@lru_cache(_DISTINCT)
def decimal(number: float) -> Term:
    """A number between 0 and 1, mostly: at most four places, no exponent, and always a point."""
    written = f"{Decimal(repr(number)):.4f}".rstrip("0")
    return written + "0" if written.endswith(".") else written


def boolean(value: bool) -> Term:
    return "true" if value else "false"


def link_or_text(value: str) -> Term:
    """An http(s) address as an IRI, anything else (a file path, `javascript:`) as inert text."""
    if _LINK.match(value):
        try:
            return shortened(ox.NamedNode(value).value)
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
