"""What only time can tell: mere surnames, namesakes of one family, and offices without a name.

"Bush" in 1990 and in 2003, "Ferdinand Marcos" in 1980 and in 2023, "Menlu AS" in 2022 and in 2025: each mention is
settled by itself, by the one candidate that the graph has seen about that day, in that office. Where two are
possible, none is taken.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from backchannel.graph.actors import Resolution
from backchannel.graph.mentions import Mention
from backchannel.graph.names import Name, fathers_names, parse_name
from backchannel.graph.offices import held_by_one, office_class
from backchannel.graph.senses import Ident, Sense, Span, around, overlap

CAREER = 5 * 365  # days before and after the seen ones in which a surname still means the same person
# The same for a full name that differs by initials only (Donald Trump, Donald J. Trump): between two terms of one man
# lie less than seven years, between the two Bushes eight
FULL_CAREER = 7 * 365
TERM = 180  # days around the seen ones in which an office is taken to be held by the same person


@dataclass(slots=True)
class Bearer:
    """One joined actor as a candidate for a mention."""

    root: Ident
    states: set[str]
    seen: Span = field(default_factory=Span)
    offices: dict[tuple[str, str | None], Span] = field(default_factory=dict)
    times: Counter[tuple[str, str | None]] = field(default_factory=Counter)  # how often in each office

    def see(self, mention: Mention, state: str | None) -> None:
        """Take over what a mention shows of the actor."""
        if state:
            self.states.add(state)
        self.seen.see(mention.day)
        if mention.office and (office := office_class(mention.office)):
            self.offices.setdefault((office, mention.of), Span()).see(mention.day)
            self.times[office, mention.of] += 1

    def widen(self, sense: Sense) -> None:
        """Take over what a sense shows of the actor."""
        if sense.state:
            self.states.add(sense.state)
        for day in (sense.seen.first, sense.seen.last):
            self.seen.see(day)
        for office, (wordings, span) in sense.offices.items():
            self.times[office] += wordings.total()
            mine = self.offices.setdefault(office, Span())
            for day in (span.first, span.last):
                mine.see(day)


def settle_by_time(resolution: Resolution) -> None:
    """Settle namesakes, then surnames, then offices: each can rest on the one before."""
    _settle_marked(resolution)
    _settle_surnames(resolution)
    _settle_offices(resolution)


def _bearers(resolution: Resolution, idents: Iterable[Ident]) -> dict[Ident, Bearer]:
    """The joined actors that bear the senses, with what is seen of them; settled mentions count where they were put."""
    found: dict[Ident, Bearer] = {}
    for ident in idents:
        sense = resolution.senses[ident]
        root = resolution.sets.find(ident)
        if ident not in resolution.split:
            found.setdefault(root, Bearer(root, set())).widen(sense)
            continue
        for mention in sense.mentions:
            settled = resolution.settled.get(mention.place)
            home = root if settled is None else resolution.sets.find(settled)
            found.setdefault(home, Bearer(home, set())).see(mention, sense.state)
    return found


def _people(resolution: Resolution) -> list[Ident]:
    return sorted((i for i, s in resolution.senses.items() if i[0] == "person" and not s.bare and not i[4]), key=repr)


def _settle_marked(resolution: Resolution) -> None:
    """A name without mark (George Bush) among marked ones (George W. Bush) is settled by time."""
    by_key: dict[tuple[str, ...], list[Ident]] = defaultdict(list)
    for ident in _people(resolution):
        if len(ident[1]) > 1:
            by_key[ident[1]].append(ident)
    for key in sorted(by_key):
        alike: dict[tuple[Ident, ...], list[Sense]] = defaultdict(list)
        for ident in by_key[key]:
            sense = resolution.senses[ident]
            marked = [i for i in by_key[key] if less_marked(sense.name, resolution.senses[i].name)]
            marked = [i for i in marked if _states_agree(sense, resolution.senses[i])]
            if marked:
                alike[tuple(marked)].append(sense)
        for able, senses in alike.items():
            career = CAREER if any(i[2][-1] for i in able) else FULL_CAREER
            for sense in senses:
                _settle(resolution, sense, list(_bearers(resolution, able).values()), career, senses)


def less_marked(one: Name, other: Name) -> bool:
    """Whether `one` may be the other name with its mark left out."""
    initials = one.initials in ((), other.initials)
    generation = one.generation in (None, other.generation)
    return initials and generation and one.marks != other.marks


def _states_agree(one: Sense, other: Sense) -> bool:
    return one.state is None or other.state is None or one.state == other.state


def _settle_surnames(resolution: Resolution) -> None:
    """A single name means the one person seen with it, in the same state and about the same time."""
    people = _people(resolution)
    by_word: dict[str, set[Ident]] = defaultdict(set)
    full = [i for i in people if len(i[1]) > 1]
    for ident in full:
        aliases = (parse_name(a).tokens for a in resolution.senses[ident].aliases)
        for word in {*_called_by(resolution.senses[ident]), *(a[0] for a in aliases if len(a) == 1)}:
            by_word[word].add(ident)
    single = [i for i in people if len(i[1]) == 1]
    for ident in sorted(single, key=lambda i: (resolution.senses[i].state is None, repr(i))):
        sense = resolution.senses[ident]
        bearers = list(_bearers(resolution, sorted(by_word.get(ident[1][0], ()), key=repr)).values())
        if sense.state:
            bearers = [b for b in bearers if sense.state in b.states] or [b for b in bearers if not b.states]
        if not bearers and sense.state is None:
            same = [i for i in single if i[1] == ident[1] and resolution.senses[i].state and i[2] == ident[2]]
            bearers = list(_bearers(resolution, same).values())
        if bearers:
            _settle(resolution, sense, bearers)


def _called_by(sense: Sense) -> set[str]:
    """The words of a full name that can stand for it alone: not the father's."""
    fathers = frozenset.intersection(*(fathers_names(name) for name in sense.names))
    return set(sense.ident[1]) - fathers or set(sense.ident[1])


def _settle(
    resolution: Resolution,
    sense: Sense,
    bearers: Sequence[Bearer],
    career: int = CAREER,
    alike: Sequence[Sense] = (),
) -> None:
    """Give each mention to the one bearer it can mean; if that is one for all, the names are one actor.

    `alike` are the senses whose mentions may lead from one to the next, by default the sense alone.
    """
    bearers = [b for b in bearers if resolution.may_give(sense.ident, b.root)]
    if len(bearers) == 1:
        _reach(bearers[0], alike or [sense], career)
    chosen = {m.place: choose(m, bearers, career) for m in sense.mentions}
    roots = {b.root if b else None for b in chosen.values()}
    if not roots and len(bearers) == 1:
        roots = {bearers[0].root}
    if len(roots) == 1 and None not in roots:
        resolution.sets.join(next(r for r in roots if r), sense.ident)
        return
    for place, bearer in chosen.items():
        if bearer:
            resolution.give(place, sense.ident, bearer.root)
    if None in roots and bearers:
        resolution.ask(sense.ident, [b.root for b in bearers], 0.55, "one name, several persons or times")


def _reach(bearer: Bearer, senses: Iterable[Sense], career: int) -> None:
    """Widen what is seen of the one bearer by mentions that follow each other without a long gap."""
    days = sorted({m.day for sense in senses for m in sense.mentions if m.day})
    for ordered in (days, days[::-1]):
        for day in ordered:
            if bearer.seen.first and around(day, bearer.seen, career):
                bearer.seen.see(day)


def choose(mention: Mention, bearers: Sequence[Bearer], career: int = CAREER) -> Bearer | None:
    """The one bearer whom the mention can mean by its day and office, or None."""
    fitting = [b for b in bearers if around(mention.day, b.seen, career)]
    if len(fitting) > 1 and mention.office:
        held = office_class(mention.office)
        fitting = [b for b in fitting if any(office == held for office, _ in b.offices)] or fitting
    if len(fitting) > 1 and mention.day:
        fitting = [b for b in fitting if around(mention.day, b.seen, 0)] or fitting
    return fitting[0] if len(fitting) == 1 else None


def _settle_offices(resolution: Resolution) -> None:
    """An office without a name means its one known holder of that day."""
    bearers = _bearers(resolution, _people(resolution))
    resolution.doubted = _doubted(bearers.values())
    holders: dict[tuple[str, str | None], dict[Ident, Span]] = defaultdict(dict)
    for root, bearer in bearers.items():
        for office, span in bearer.offices.items():
            if (root, office) not in resolution.doubted:
                holders[office][root] = span
    for ident, sense in sorted(resolution.senses.items(), key=lambda item: repr(item[0])):
        decided = len(resolution.sets.members(ident)) > 1
        if sense.bare and sense.state and not decided and held_by_one(ident[1][0]):
            known = holders.get((ident[1][0], ident[3]), {})
            for mention in sense.mentions:
                holder = holder_on(mention.day, known)
                if holder is not None and resolution.may_give(ident, holder):
                    resolution.give(mention.place, ident, holder)
                    resolution.inferred.add(mention.place)


def _doubted(bearers: Iterable[Bearer]) -> set[tuple[Ident, tuple[str, str | None]]]:
    """Offices given to somebody by mistake: another one holds it then, and he himself mostly holds another office."""
    by_office: dict[tuple[str, str | None], list[Bearer]] = defaultdict(list)
    for bearer in bearers:
        for office in bearer.offices:
            if office[1] and held_by_one(office[0]):
                by_office[office].append(bearer)
    found = set()
    for office, rivals in by_office.items():
        for one in rivals if len(rivals) > 1 else ():
            better = any(n > one.times[office] for o, n in one.times.items() if o[1] == office[1] and held_by_one(o[0]))
            for other in rivals if better else ():
                meet = overlap(one.offices[office], other.offices[office], TERM)
                if other is not one and meet and other.times[office] >= one.times[office]:
                    found.add((one.root, office))
    return found


def holder_on(day: str | None, known: Mapping[Ident, Span]) -> Ident | None:
    """Who held the office that day, if the graph has seen exactly one holder about then."""
    if day is None:
        return None
    near = [root for root, span in known.items() if span.first and around(day, span, TERM)]
    if len(near) > 1:
        near = [root for root in near if around(day, known[root], 0)]
    return near[0] if len(near) == 1 else None
