"""Who one article names: its participants grouped into the article's own actors, before articles are compared.

Inside one article the rules are looser than between articles: a mere surname means the person named in full, and a
slip of the pen (Lecornu, Lecorno, Licornu) means the same person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from backchannel.graph.gazetteer import state_code
from backchannel.graph.names import Name, is_state, parse_name, plain, term
from backchannel.graph.offices import office_class
from backchannel.graph.spelling import made_good
from backchannel.schema.model import Participant, Report

MIN_LOOSE = 5  # shorter words that differ by a letter are mostly other names (Wang, Tang; Sisi, Sisu)
LONG_LOOSE = 7  # from this length on two letters may differ

Place = tuple[str, int]  # report id, index of the participant


@dataclass(frozen=True, slots=True)
class Mention:
    """One participant of one report, with what helps to tell who it is."""

    place: Place
    name: str
    of: str | None
    office: str | None  # its words, None where the reader doubts them
    day: str | None  # ISO day of the contact or of publication


@dataclass(slots=True)
class Local:
    """One actor as one article names it."""

    kind: str
    article: str
    name: str  # at its fullest
    of: str | None = None
    language: str | None = None
    bare: bool = False  # an office without a name: "Menlu AS"
    names: Counter[str] = field(default_factory=Counter)
    aliases: set[str] = field(default_factory=set)
    mentions: list[Mention] = field(default_factory=list)

    def take(self, mention: Mention, participant: Participant) -> None:
        """Add one more mention."""
        self.names[participant.name] += 1
        self.aliases.update(participant.aliases)
        self.mentions.append(mention)
        if self.of is None or (is_state(mention.of) and not is_state(self.of)):
            self.of = mention.of


def is_bare_office(participant: Participant) -> bool:
    """Whether the participant is named by an office alone, such as "Menlu AS"."""
    if participant.kind != "person" or not participant.office:
        return False
    name, office = plain(participant.name), plain(participant.office)
    if name == office or name.startswith(office + " ") or office.startswith(name + " "):
        return True
    return office_class(name) != name and office_class(name) == office_class(office)


def doubted(report: Report, participant: Participant) -> bool:
    """Whether the reader warns that the office does not go with the name."""
    return any(
        w.startswith("office-") and (":" not in w or w.split(":", 1)[1] in (participant.name, *participant.aliases))
        for w in report.warnings
    )


def local_actors(reports: Sequence[tuple[str, Report]], published: str | None, language: str | None) -> list[Local]:
    """The actors of one article, whose reports are given with their ids, sorted by them."""
    found: list[tuple[Participant, Mention]] = []
    for report_id, report in reports:
        day = _day(report.date) or _day(published)
        for i, told in enumerate(report.participants):
            p = made_good(told)
            office = None if doubted(report, told) else p.office
            found.append((p, Mention((report_id, i), p.name, _of(p), office, day)))
    found.sort(key=lambda pm: (-len(parse_name(pm[0].name).tokens), pm[0].name, pm[1].place))
    locals_: list[Local] = []
    article = reports[0][1].article
    for p, mention in found:
        home = _home(p, mention, locals_)
        if home is None:
            home = Local(p.kind, article, p.name, language=language, bare=is_bare_office(p))
            locals_.append(home)
        home.take(mention, p)
    return locals_


def _day(date: str | None) -> str | None:
    """The ISO day of a date known to the day, for ordering mentions in time."""
    return date[:10] if date and len(date) >= 10 and date[:4].isdigit() and date[4] == date[7] == "-" else None


def _of(p: Participant) -> str | None:
    if p.kind == "state" and not is_state(p.of):
        return state_code(p.name) or p.of
    if p.of and not is_state(p.of):
        return state_code(p.of) or p.of
    return p.of or None


def _home(p: Participant, mention: Mention, locals_: Iterable[Local]) -> Local | None:
    """The actor among those found that the participant surely is, or None."""
    ranked = [(rank, local) for local in locals_ if (rank := _fit(p, mention, local))]
    if not ranked:
        return None
    best = max(rank for rank, _ in ranked)
    fitting = [local for rank, local in ranked if rank == best]
    return fitting[0] if len(fitting) == 1 else None


def _fit(p: Participant, mention: Mention, local: Local) -> int:
    """How well the participant fits the local actor; 0 where it does not."""
    if p.kind != local.kind or any(m.place[0] == mention.place[0] for m in local.mentions):
        return 0
    both_states = is_state(mention.of) and is_state(local.of)
    if both_states and mention.of != local.of:
        return 0
    if p.kind == "state":
        return 9 if both_states or plain(p.name) == plain(local.name) else 0
    if local.bare or is_bare_office(p):
        same = local.bare and is_bare_office(p) and mention.of == local.of
        return 9 if same and office_class(p.office) == office_class(local.mentions[0].office) else 0
    rank = _name_fit(p, local)
    if rank and mention.office and any(office_class(m.office) == office_class(mention.office) for m in local.mentions):
        rank += 1
    return rank


def _name_fit(p: Participant, local: Local) -> int:
    told = {plain(a) for a in (p.name, *p.aliases)}
    known = {plain(a) for a in (*local.names, *local.aliases)}
    if plain(p.name) in known or plain(local.name) in told:
        return 8
    if p.kind != "person":
        return 8 if term(p.name) == term(local.name) else 0
    name, full = parse_name(p.name), parse_name(local.name)
    if name.marks and full.marks and name.marks != full.marks:
        return 0
    if name.key == full.key:
        return 7
    if set(name.tokens) < set(full.tokens):
        return 5
    return 3 if loosely(name, full) else 0


def loosely(name: Name, full: Name) -> bool:
    """Whether every word of `name` is one of `full`, but for a slip of the pen."""
    if len(name.tokens) == len(full.tokens):
        return all(_slip(a, b) for a, b in zip(name.tokens, full.tokens, strict=True))
    return all(any(_slip(a, b) for b in full.tokens) for a in name.tokens)


def _slip(a: str, b: str) -> bool:
    if a == b:
        return True
    shorter = min(len(a), len(b))
    if shorter < MIN_LOOSE or a[0] != b[0]:
        return False
    if a.startswith(b) or b.startswith(a):  # the space after the name is missing
        return True
    return OSA.distance(a, b) <= (2 if shorter >= LONG_LOOSE else 1)
