"""The types that travel: what an article is, what it says, and what all articles say together.

Article ─▶ Report (one article about one contact) ─▶ Contact and Actor (all reports together), beside them Decision.
Every type is frozen and has a plain JSON form (`as_json`, `from_json`); nothing here reads files or knows a language.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import cache
from typing import Any, Literal, Self, get_args

Role = Literal["initiator", "recipient", "party", "intermediary"]
Kind = Literal["person", "state", "organization", "group"]
Stance = Literal["affirms", "denies", "neither"]
Channel = Literal["phone-call", "video-call", "letter", "message", "meeting", "visit", "summit", "talks", "contact"]
Status = Literal["occurred", "ongoing", "planned", "proposed", "cancelled", "denied"]
Verdict = Literal["same", "different", "unsure", "wrong", "right", "correct", "undo"]

ROLES: tuple[str, ...] = get_args(Role)
KINDS: tuple[str, ...] = get_args(Kind)
STANCES: tuple[str, ...] = get_args(Stance)
CHANNELS: tuple[str, ...] = get_args(Channel)
STATUSES: tuple[str, ...] = get_args(Status)
VERDICTS: tuple[str, ...] = get_args(Verdict)


def fingerprint(*parts: object, length: int = 16) -> str:
    """Hex digest of the parts' JSON, the same on every machine; `length` digits of it."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


@dataclass(frozen=True, slots=True)
class Article:
    """One text with its metadata, exactly as it was read."""

    id: str
    text: str
    title: str | None = None
    published: str | None = None  # EDTF, mostly YYYY-MM-DD
    outlet: str | None = None
    url: str | None = None
    language: str | None = None  # BCP 47, such as "id" or "en"
    published_from: str | None = None  # "metadata", "url" or "text": where `published` was found
    author: str | None = None  # the byline's names, as the metadata give them

    @property
    def digest(self) -> str:
        """Hash of what the article says (text and title) and of its metadata."""
        return fingerprint(self.text, self.title, self.published, self.outlet, self.url, self.language, self.author)

    @property
    def citation(self) -> Citation:
        """The article without its text."""
        return Citation(
            self.id, self.title, self.published, self.outlet, self.url, self.language, self.digest, author=self.author
        )

    def as_json(self) -> dict[str, Any]:
        return _flat(self)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        return cls(**_known(cls, row))


@dataclass(frozen=True, slots=True)
class Citation:
    """What is known of an article apart from its text: enough to quote it and to weigh it."""

    id: str
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    digest: str = ""
    copy_of: str | None = None  # id of the article this one repeats nearly word for word (syndication)
    author: str | None = None

    def as_json(self) -> dict[str, Any]:
        return _flat(self)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        return cls(**_known(cls, row))


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words a report rests on, as they stand in the article."""

    text: str
    start: int  # offset in Unicode code points into the article's field
    end: int  # exclusive; article.text[start:end] == text
    field: str = "text"  # "text" or "title"


@dataclass(frozen=True, slots=True)
class Participant:
    """An actor as one article names it, with the part it takes in one contact."""

    name: str  # without title, as the article spells it at its fullest
    role: str  # one of ROLES
    kind: str = "person"  # one of KINDS
    office: str | None = None  # the post in the article's words
    of: str | None = None  # ISO 3166 alpha-2 code or organisation name; for a state its own code
    aliases: tuple[str, ...] = ()  # the other spellings in this article


@dataclass(frozen=True, slots=True)
class Attribution:
    """One link of the chain from the outlet to the speaker."""

    name: str
    stance: str = "affirms"  # one of STANCES


@dataclass(frozen=True, slots=True)
class Report:
    """What one article says about one contact, with its evidence."""

    article: str
    participants: tuple[Participant, ...]
    channel: str  # one of CHANNELS
    status: str  # one of STATUSES
    date: str | None = None  # EDTF
    date_text: str | None = None  # the words the date was read from
    place: str | None = None
    confidential: bool = False
    attribution: tuple[Attribution, ...] = ()  # outermost first
    topic: str | None = None
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 1.0
    rules: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    extractor: str = "rules"  # name/version of the reader that wrote it

    @property
    def id(self) -> str:
        """Hash of what the report says; how sure the reader was is not part of it."""
        return fingerprint(
            self.article,
            [(p.name, p.role, p.kind, p.office, p.of) for p in self.participants],
            [self.channel, self.status, self.date, self.place, self.confidential],
            [(a.name, a.stance) for a in self.attribution],
            [(e.field, e.start, e.end, e.text) for e in self.evidence],
        )

    @property
    def attributed_to(self) -> tuple[str, ...]:
        """Names of the attribution chain, outermost first."""
        return tuple(a.name for a in self.attribution)

    def as_json(self) -> dict[str, Any]:
        """The report as one JSON object, keys in the documented order."""
        return {
            "article": self.article,
            "participants": [{**_flat(p), "aliases": list(p.aliases)} for p in self.participants],
            "channel": self.channel,
            "status": self.status,
            "date": self.date,
            "date_text": self.date_text,
            "place": self.place,
            "confidential": self.confidential,
            "attributed_to": list(self.attributed_to),
            "attribution": [_flat(a) for a in self.attribution],
            "topic": self.topic,
            "evidence": [_flat(e) for e in self.evidence],
            "confidence": self.confidence,
            "rules": list(self.rules),
            "warnings": list(self.warnings),
            "extractor": self.extractor,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """The report a JSON object stands for; raises KeyError, TypeError or ValueError on a wrong one."""
        known = _known(cls, row)
        known["participants"] = tuple(
            Participant(**{**_known(Participant, p), "aliases": tuple(p.get("aliases") or ())})
            for p in row["participants"]
        )
        known["attribution"] = tuple(Attribution(**_known(Attribution, a)) for a in row.get("attribution") or ())
        known["evidence"] = tuple(Evidence(**_known(Evidence, e)) for e in row.get("evidence") or ())
        for name in ("rules", "warnings"):
            known[name] = tuple(row.get(name) or ())
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Membership:
    """A post held by a person for a state or organisation, over the time reports show it."""

    office: str
    of: str | None = None
    earliest: str | None = None  # xsd:date, first seen
    latest: str | None = None  # xsd:date, last seen
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, state, organisation or described group, as all reports together name it."""

    id: str
    kind: str
    name: str  # the preferred label
    labels: tuple[tuple[str, str | None], ...] = ()  # (text, language or None), preferred per language
    aliases: tuple[str, ...] = ()
    country: str | None = None  # ISO 3166 alpha-2
    memberships: tuple[Membership, ...] = ()
    links: tuple[str, ...] = ()  # IRIs for skos:exactMatch

    def as_json(self) -> dict[str, Any]:
        return {**_flat(self), "memberships": [_flat(m) for m in self.memberships]}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        known = _tuples(cls, row)
        known["labels"] = tuple((text, language) for text, language in row.get("labels") or ())
        known["memberships"] = tuple(Membership(**_known(Membership, m)) for m in row.get("memberships") or ())
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Participation:
    """An actor's part in one merged contact."""

    actor: str  # Actor.id
    role: str
    inferred: bool = False  # the reports name an office only; the graph knows who held it


@dataclass(frozen=True, slots=True)
class Contact:
    """What all reports of one contact together say: the thing itself."""

    id: str
    participants: tuple[Participation, ...]
    channel: str
    status: str
    reports: tuple[str, ...]  # Report.id, sorted
    date: str | None = None  # EDTF
    date_text: str | None = None
    earliest: str | None = None  # xsd:date
    latest: str | None = None  # xsd:date
    place: str | None = None
    confidential: bool = False
    topic: str | None = None
    confidence: float = 1.0
    outlets: int = 1  # independent outlets that affirm it
    articles: tuple[str, ...] = ()  # Citation.id, sorted
    contested_by: tuple[str, ...] = ()  # reports that deny what others affirm
    history: tuple[tuple[str | None, str], ...] = ()  # (published, status) in time order
    replaces: tuple[str, ...] = ()  # the other members' minted ids
    role_conflict: bool = False  # reports disagree about who initiated

    def as_json(self) -> dict[str, Any]:
        return {**_flat(self), "participants": [_flat(p) for p in self.participants]}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        known = _tuples(cls, row)
        known["participants"] = tuple(Participation(**_known(Participation, p)) for p in row["participants"])
        known["history"] = tuple((published, status) for published, status in row.get("history") or ())
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A contradiction between reports of one contact, kept and shown."""

    contact: str
    field: str
    values: tuple[tuple[str, tuple[str, ...]], ...]  # (value as text, reports that say so)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        return cls(row["contact"], row["field"], tuple((value, tuple(reports)) for value, reports in row["values"]))


@dataclass(frozen=True, slots=True)
class Question:
    """Something a person should judge: a pair that may be one, or a report that may be wrong."""

    subject: str  # "actor", "contact" or "report"
    ids: tuple[str, ...]
    score: float
    reasons: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        return cls(**_tuples(cls, row))


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's or a rule's judgement, kept apart from the data."""

    id: str
    verdict: str  # one of VERDICTS
    subject: str  # "actor", "contact" or "report"; "decision" with "undo"
    ids: tuple[str, ...]
    who: str
    when: str  # as given by the person, never read from a clock during a rebuild
    why: str = ""
    field: str | None = None  # with "correct"
    value: str | None = None  # with "correct"

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ids": list(self.ids)}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        return cls(**{**_known(cls, row), "ids": tuple(row["ids"])})


@dataclass(frozen=True, slots=True)
class MergedGraph:
    """Actors and contacts rebuilt from reports and decisions, with all they rest on."""

    actors: Mapping[str, Actor]  # by id, in id order
    contacts: tuple[Contact, ...]  # in id order
    reports: Mapping[str, Report]  # by id
    citations: Mapping[str, Citation]  # by article id
    participants: Mapping[tuple[str, int], str]  # (report id, index of participant) -> actor id
    decisions: tuple[Decision, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    questions: tuple[Question, ...] = field(default=())


def _known(cls: type, row: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of `row` that are fields of `cls`; others, such as derived ones, are passed over."""
    names = _names(cls)
    return {k: v for k, v in row.items() if k in names}


@cache
def _names(cls: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(cls))


def _flat(thing: Any) -> dict[str, Any]:
    """The fields of a thing that holds no other things; `asdict` would copy each value."""
    kind: type = type(thing)
    return {name: getattr(thing, name) for name in _names(kind)}


def _tuples(cls: type, row: Mapping[str, Any]) -> dict[str, Any]:
    """The known keys of `row`, each JSON list turned back into a tuple."""
    return {k: tuple(v) if isinstance(v, list) else v for k, v in _known(cls, row).items()}
