"""IRIs for everything in the graph: ids escaped so that two ids never share one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

import pyoxigraph as ox

from backchannel.graph.terms import LOCAL, Term
from backchannel.schema.errors import StoreError

DEFAULT_BASE = "https://w3id.org/backchannel/data/"
SECTIONS = ("contact", "actor", "article", "report", "place", "office", "speaker", "extraction", "decision", "graph")
PREFIXED = SECTIONS[:5]  # whose names stand with a prefix in readable files

_BASE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*[/#]\Z")

_PLAIN = re.compile(r"[A-Za-z0-9_.~-]*\Z")  # what percent-encoding leaves alone


def escape(name: str) -> str:
    """`name` as one path segment. Injective, also under the normalisation IRIs may go through.

    Everything but unreserved characters is percent-encoded as UTF-8. `.` and `..` would be swallowed as path steps and
    the empty name would be no segment at all: these get a `!` in front, which no other name keeps unescaped.
    """
    text = name if _PLAIN.match(name) else quote(name.encode("utf-8", "surrogatepass"), safe="")
    return f"!{text}" if text in ("", ".", "..") else text


def checked_base(base: str) -> str:
    """`base` if data can live under it: absolute, ending in `/` or `#`; StoreError otherwise."""
    if not _BASE.match(base):
        raise StoreError(f"not a base IRI: {base!r} (an absolute IRI that ends in / or #)")
    try:
        ox.NamedNode(base)
    except ValueError as error:
        raise StoreError(f"not a base IRI: {base!r} ({error})") from None
    return base


@dataclass(frozen=True, slots=True)
class Iris:
    """The IRIs of one graph, all under `base`, as terms: with the prefix of their section where that can be."""

    base: str = DEFAULT_BASE

    def address(self, section: str, *names: str) -> str:
        """`<base>section/name/...`, each name escaped."""
        return f"{self.base}{section}/{'/'.join([escape(n) for n in names])}"

    def of(self, section: str, *names: str) -> Term:
        """The thing of that name, or a part of it."""
        if len(names) == 1 and section in PREFIXED:
            return self._named(section, names[0])
        return f"<{self.address(section, *names)}>"

    def contact(self, contact_id: str) -> Term:
        return self._named("contact", contact_id)

    def actor(self, actor_id: str) -> Term:
        return self._named("actor", actor_id)

    def article(self, article_id: str) -> Term:
        return self._named("article", article_id)

    def report(self, report_id: str) -> Term:
        return self._named("report", report_id)

    def place(self, name: str) -> Term:
        return self._named("place", name)

    def _named(self, section: str, name: str) -> Term:
        if LOCAL.match(name):  # as most ids, and then nothing in it is escaped
            return f"{section}:{name}"
        escaped = escape(name)
        return f"{section}:{escaped}" if LOCAL.match(escaped) else f"<{self.base}{section}/{escaped}>"

    def graph(self, article_id: str, digest: str) -> Term:
        """The named graph of one version of an article."""
        return self.of("graph", article_id, digest)

    @property
    def decisions(self) -> Term:
        """The named graph of the decisions in force."""
        return f"<{self.base}decisions>"

    def prefixes(self) -> dict[str, str]:
        """Prefixes for the sections, for readable files and short queries."""
        return {section: f"{self.base}{section}/" for section in PREFIXED}
