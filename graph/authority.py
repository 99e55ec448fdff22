"""Authority files: who is known elsewhere, with other names, offices over time, and an address to link to.

Read are the results of a Wikidata query as CSV or JSON, and FollowTheMoney entities, one JSON object a line, as
OpenSanctions publishes them. Columns of a query result are known by name: `item` (the entity), `itemLabel`, `altLabel`
(several by `|`), `iso` (its state's two-letter code), `positionLabel`, `positionIso`, `start`, `end`, `kind`. Others
are passed over.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Self

from backchannel.graph.gazetteer import state_code
from backchannel.graph.mentions import Local
from backchannel.graph.names import is_state
from backchannel.graph.offices import office_class
from backchannel.graph.senses import STILL, Ident, Sense, Span, sense_ident
from backchannel.schema.errors import BackchannelError

_ENTITY = re.compile(r"Q[1-9]\d*\Z")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_KINDS = {"person": "person", "organization": "organization", "publicbody": "organization", "company": "organization"}
_SPLIT = re.compile(r"\s*[|;]\s*")


@dataclass(frozen=True, slots=True)
class Held:
    """An office held for a state over some time; days are ISO texts."""

    office: str
    of: str | None = None
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Authority:
    """One actor as an authority file knows it."""

    link: str  # IRI
    names: tuple[str, ...]  # the preferred one first
    kind: str = "person"
    of: str | None = None  # ISO code of its state
    offices: tuple[Held, ...] = ()

    def as_json(self) -> dict[str, Any]:
        offices = [[h.office, h.of, h.start, h.end] for h in self.offices]
        return {"link": self.link, "names": list(self.names), "kind": self.kind, "of": self.of, "offices": offices}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        offices = tuple(Held(*held) for held in row["offices"])
        return cls(row["link"], tuple(row["names"]), row["kind"], row["of"], offices)


def read_authority(path: str | Path) -> tuple[Authority, ...]:
    """The actors an authority file knows, by link; BackchannelError says why it cannot be read."""
    try:
        text = Path(path).read_text("utf-8-sig")
    except OSError as error:
        raise BackchannelError(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise BackchannelError(f"{path}: not UTF-8: {error.reason}") from None
    try:
        found = tuple(sorted(_parsed(text), key=lambda a: a.link))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackchannelError(f"{path}: no query result and no FollowTheMoney file: {error}") from None
    if not found:
        raise BackchannelError(f"{path}: names nobody: a query result needs columns item and itemLabel")
    return found


def _parsed(text: str) -> Iterator[Authority]:
    start = text.lstrip()[:1]
    if start == "[":
        yield from _from_rows(json.loads(text))
    elif start == "{":
        try:
            whole = json.loads(text)
        except ValueError:
            whole = None
        if isinstance(whole, dict) and "results" in whole:
            yield from _from_rows([{k: v["value"] for k, v in row.items()} for row in whole["results"]["bindings"]])
        else:
            yield from _from_entities([json.loads(line) for line in text.splitlines() if line.strip()])
    else:
        yield from _from_rows(list(csv.DictReader(io.StringIO(text))))


def _from_rows(rows: Iterable[Mapping[str, str]]) -> Iterator[Authority]:
    """One actor for all rows about one item."""
    told = sorted((r for r in rows if r.get("item")), key=lambda r: r["item"])
    for item, group in groupby(told, key=lambda r: r["item"]):
        own = sorted(group, key=lambda r: sorted((k, v or "") for k, v in r.items() if k))
        names = [r.get("itemLabel") or "" for r in own] + [
            n for r in own for n in _SPLIT.split(r.get("altLabel") or "")
        ]
        offices = [
            Held(
                r["positionLabel"],
                _code(r.get("positionIso") or r.get("iso")),
                _day(r.get("start")),
                _day(r.get("end")),
            )
            for r in own
            if r.get("positionLabel")
        ]
        code = next((c for r in own if (c := _code(r.get("iso")))), None)
        kind = next((k for r in own if (k := _KINDS.get((r.get("kind") or "").casefold()))), "person")
        yield from _made(_link(item), names, kind, code, offices)


def _from_entities(entities: Iterable[Mapping[str, Any]]) -> Iterator[Authority]:
    """Persons and organisations, with the posts that Occupancy entities give them."""
    known = {e["id"]: e for e in entities}
    held: dict[str, list[Held]] = defaultdict(list)
    for e in known.values():
        p = e["properties"]
        if e["schema"] == "Occupancy":
            post = known.get((p.get("post") or [""])[0], {}).get("properties", {})
            for holder in p.get("holder", ()):
                for name in post.get("name", ())[:1]:
                    held[holder].append(Held(name, _of(post), _first(p, "startDate"), _first(p, "endDate")))
    for e in known.values():
        kind = _KINDS.get(e["schema"].casefold())
        if kind:
            p = e["properties"]
            offices = held[e["id"]] + [Held(position, _of(p)) for position in p.get("position", ())]
            names = [*([e["caption"]] if e.get("caption") else []), *p.get("name", ()), *p.get("alias", ())]
            link = (p.get("wikidataId") or [e["id"]])[0]
            yield from _made(_link(link), names, kind, _of(p), offices)


def _made(link: str, names: Iterable[str], kind: str, of: str | None, offices: Iterable[Held]) -> Iterator[Authority]:
    kept = tuple(dict.fromkeys(n.strip() for n in names if n and n.strip()))
    if kept:
        order = sorted(set(offices), key=lambda h: (h.start or "", h.office, h.of or "", h.end or ""))
        yield Authority(link, kept, kind, of, tuple(order))


def _link(entity: str) -> str:
    if _ENTITY.match(entity):
        return f"http://www.wikidata.org/entity/{entity}"
    return entity if entity.startswith(("http://", "https://")) else f"https://www.opensanctions.org/entities/{entity}/"


def _code(text: str | None) -> str | None:
    told = (text or "").strip()
    return told.upper() if is_state(told.upper()) else state_code(told) if told else None


def _of(properties: Mapping[str, Any]) -> str | None:
    """The one state the properties name; several tell nothing."""
    for name in ("country", "nationality", "citizenship"):
        codes = {c for c in map(_code, properties.get(name, ())) if c}
        if codes:
            return codes.pop() if len(codes) == 1 else None
    return None


def _first(properties: Mapping[str, Any], name: str) -> str | None:
    return _day((properties.get(name) or [None])[0])


def _day(text: str | None) -> str | None:
    found = _DAY.match(text or "")
    return found.group() if found else None


def known_people(authority: Iterable[Authority]) -> Iterator[list[Sense]]:
    """The senses of each known actor's names, for resolution to join with what articles say."""
    for actor in sorted(authority, key=lambda a: a.link):
        senses: dict[Ident, Sense] = {}
        for name in actor.names:
            ident = sense_ident(Local(actor.kind, "", name, actor.of), {})
            sense = senses.setdefault(ident, Sense(ident))
            sense.names[name] += 0
        first = next(iter(senses.values()))
        first.links = frozenset({actor.link})
        for held in actor.offices:
            if (office := office_class(held.office)) and (held.start or held.end):
                wordings, span = first.offices.setdefault((office, held.of or actor.of), (Counter(), Span()))
                wordings[held.office] += 0
                for day in (held.start, held.end or STILL):
                    span.see(day)
        yield list(senses.values())
