"""IRIs for everything in the graph: ids escaped so that two ids never share one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import quote

import pyoxigraph as ox

from backchannel.schema.errors import StoreError

DEFAULT_BASE = "https://w3id.org/backchannel/data/"
SECTIONS = ("contact", "actor", "article", "report", "place", "office", "speaker", "extraction", "decision", "graph")

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
    """The IRIs of one graph, all under `base`."""

    base: str = DEFAULT_BASE
    _known: dict[tuple[str, str], ox.NamedNode] = field(default_factory=dict, repr=False, compare=False)

    def of(self, section: str, *names: str) -> ox.NamedNode:
        """`<base>section/name/...`, each name escaped."""
        escaped = [escape(n) for n in names]
        return ox.NamedNode(f"{self.base}{section}/{escaped[0] if len(escaped) == 1 else '/'.join(escaped)}")

    def contact(self, contact_id: str) -> ox.NamedNode:
        return self.of("contact", contact_id)

    def actor(self, actor_id: str) -> ox.NamedNode:
        return self._remembered("actor", actor_id)

    def article(self, article_id: str) -> ox.NamedNode:
        return self._remembered("article", article_id)

    def report(self, report_id: str) -> ox.NamedNode:
        return self.of("report", report_id)

    def place(self, name: str) -> ox.NamedNode:
        return self._remembered("place", name)

    def _remembered(self, section: str, name: str) -> ox.NamedNode:
        """What stands in many triples is made once."""
        found = self._known.get((section, name))
        if found is None:
            found = self._known[section, name] = self.of(section, name)
        return found

    def graph(self, article_id: str, digest: str) -> ox.NamedNode:
        """The named graph of one version of an article."""
        return self.of("graph", article_id, digest)

    @property
    def decisions(self) -> ox.NamedNode:
        """The named graph of the decisions in force."""
        return ox.NamedNode(f"{self.base}decisions")

    def prefixes(self) -> dict[str, str]:
        """Prefixes for the sections, for readable files and short queries."""
        return {section: f"{self.base}{section}/" for section in SECTIONS[:5]}
