"""The Python API: a built graph, opened for looking, asking and computing."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backchannel.exports.view import Picture
from backchannel.graph.direct import who_line
from backchannel.graph.network import network
from backchannel.graph.queries import bind
from backchannel.graph.selection import Selection, find_actors, select
from backchannel.graph.sparql import fill, guessed_term
from backchannel.graph.store import QueryWorker, ask
from backchannel.graph.workspace import Workspace
from backchannel.schema.model import Actor, Article, Contact, MergedGraph

if TYPE_CHECKING:
    import networkx
    import pandas
    import rdflib

SHOWN_ROWS = 20  # contacts in a notebook's preview


class ContactGraph:
    """A workspace as Python objects, SPARQL, rdflib and networkx.

    >>> graph = ContactGraph.open("graph")
    >>> graph.select(actor="Lavrov", channel="in-person").contacts
    >>> graph.query("SELECT ?name { ?who bc:met/foaf:name ?name }")
    """

    def __init__(self, workspace: Workspace, merged: MergedGraph | None = None) -> None:
        self._workspace = workspace
        self._part = merged

    @classmethod
    def open(cls, directory: str | Path) -> ContactGraph:
        """The graph that `backchannel build -o DIRECTORY` made; StoreError if there is none."""
        return cls(Workspace.open(directory))

    @property
    def merged(self) -> MergedGraph:
        """Actors, contacts, reports and articles as typed objects."""
        return self._workspace.graph() if self._part is None else self._part

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """The contacts, by id."""
        return self.merged.contacts

    @property
    def actors(self) -> Mapping[str, Actor]:
        """The actors, by id."""
        return self.merged.actors

    @property
    def articles(self) -> Mapping[str, Article]:
        """The articles with their texts, by id."""
        return self._workspace.articles

    def actor(self, name: str) -> Actor:
        """The one actor called `name` (a name, an id or a state's country code); QueryError if none or several are."""
        from backchannel.schema.errors import QueryError

        found = find_actors(self.merged, name)
        if len(found) > 1:
            names = ", ".join(sorted(f"{self.actors[i].name} ({i})" for i in found))
            raise QueryError(f"{name!r} can be {names}")
        return self.actors[next(iter(found))]

    def select(self, selection: Selection | None = None, **parts: Any) -> ContactGraph:
        """The part with these contacts: `actor`, `with_`, `channel`, `status`, `since`, `until`, `secret`, ...

        A part may be one value or several. SPARQL and `rdf` go on seeing the whole graph.
        """
        many = ("actor", "with_", "channel", "status", "source", "place")
        given: dict[str, Any] = {k: (v,) if k in many and isinstance(v, str) else v for k, v in parts.items()}
        given = {k: tuple(v) if k in many else v for k, v in given.items()}
        chosen = selection if selection is not None else Selection(**given)
        return ContactGraph(self._workspace, select(self.merged, chosen))

    def query(self, sparql: str, **params: str | int | bool) -> list[dict[str, Any]] | bool:
        """Rows of a SELECT as dicts of plain values, or the answer of an ASK; `$name` is the parameter `name`."""
        text = fill(sparql, {k: guessed_term(_written(v)) for k, v in params.items()})
        return self._rows(text)

    def named(self, name: str, **params: str | int) -> list[dict[str, Any]]:
        """Rows of a query of the library (`backchannel queries`)."""
        with QueryWorker(self._workspace.path / "store", self._workspace.base) as worker:
            text = bind(name, {k: str(v) for k, v in params.items()}, worker)
        rows = self._rows(text)
        assert isinstance(rows, list)
        return rows

    def _rows(self, text: str) -> list[dict[str, Any]] | bool:
        found = json.loads(ask(self._workspace.store, text, base=self._workspace.base).body)
        if isinstance(found, list):
            return found
        if "boolean" in found:
            return bool(found["boolean"])
        names = found["head"]["vars"]
        return [{n: _value(row.get(n)) for n in names} for row in found["results"]["bindings"]]

    @cached_property
    def rdf(self) -> rdflib.Dataset:
        """The store as an rdflib dataset, read-only; its default graph is the merged graph."""
        import oxrdflib
        import rdflib

        return rdflib.Dataset(store=oxrdflib.OxigraphStore(store=self._workspace.store))

    def network(self, level: str = "contacts", **parts: Any) -> networkx.MultiDiGraph | networkx.DiGraph:
        """A networkx graph: of `contacts` (MultiDiGraph), of `pairs` or of `countries` (weighted DiGraph).

        `parts` select contacts first, such as `since="2022-01", until="2022-03"` for a slice of time.
        """
        return network((self.select(**parts) if parts else self).merged, level)

    def frame(self) -> pandas.DataFrame:
        """The contacts as a pandas table (pandas is not installed with backchannel)."""
        import pandas

        return pandas.DataFrame(list(self._table()))

    def _table(self) -> Iterator[dict[str, Any]]:
        for contact in sorted(self.contacts, key=lambda c: (c.earliest or "9999", c.id)):
            yield {
                "date": contact.date or "",
                "who": who_line(contact, self.actors),
                "channel": contact.channel,
                "status": contact.status,
                "secret": contact.confidential,
                "place": contact.place or "",
                "outlets": contact.outlets,
                "id": contact.id,
            }

    def __len__(self) -> int:
        return len(self.contacts)

    def picture(self, height: int = 720) -> Picture:
        """The interactive network, which a notebook shows in a frame of that many pixels."""
        return Picture(self.merged, height=height)

    def __iter__(self) -> Iterator[Contact]:
        return iter(self.contacts)

    def __repr__(self) -> str:
        return f"<ContactGraph {self._workspace.path}: {len(self.contacts):,} contacts, {len(self.actors):,} actors>"

    def _repr_html_(self) -> str:
        """The first contacts as a table, for notebooks; every value is escaped."""
        rows = []
        for number, row in enumerate(self._table()):
            if number == SHOWN_ROWS:
                rows.append(f"<tr><td colspan=7>… {len(self.contacts) - SHOWN_ROWS:,} more</td></tr>")
                break
            cells = [row[k] for k in ("date", "who", "channel", "status", "place", "outlets")]
            cells.append("secret" if row["secret"] else "")
            rows.append("<tr>" + "".join(f"<td>{html.escape(str(c))}</td>" for c in cells) + "</tr>")
        head = "".join(f"<th>{name}</th>" for name in ("date", "who", "channel", "status", "place", "outlets", ""))
        title = f"{len(self.contacts):,} contacts between {len(self.actors):,} actors"
        return f"<table><caption>{title}</caption><tr>{head}</tr>{''.join(rows)}</table>"


def _written(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _value(term: dict[str, Any] | None) -> Any:
    """Numbers and yes or no as such, everything else as text, None where unbound."""
    if term is None:
        return None
    kind = term.get("datatype", "").rpartition("#")[2]
    if kind == "integer":
        return int(term["value"])
    if kind in ("decimal", "double", "float"):
        return float(term["value"])
    if kind == "boolean":
        return term["value"] in ("true", "1")
    return term["value"]
