"""Actors across articles: which names mean one person, state, organisation or group.

Names join when they are one name in other letters, in another order, or one a shorter form of the other, and no
state, mark (Jr, H. W.) or decision speaks against it. A name that fits two actors joins none, and a person is asked.
Offices and mere surnames are settled mention by mention in `offices` and `surnames`, for they depend on time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from rapidfuzz import fuzz

from backchannel.graph.mentions import Place, loosely
from backchannel.graph.names import Name, parse_name, skeleton
from backchannel.graph.outliers import Holders, holders_of, strays_of
from backchannel.graph.partition import Partition
from backchannel.graph.senses import Ident, Sense
from backchannel.schema.model import Question

CROWD = 200  # names that share two words with more others than this are left to authority files and decisions
# rapidfuzz ratio of two romanisations of one name; Muhammad/Mohammed 78 to 88 by pair, unlike names below 70
ALIKE = 80.0


@dataclass(slots=True)
class Resolution:
    """The state of actor resolution: joined senses, single mentions settled by time, and what to ask."""

    senses: dict[Ident, Sense]
    sets: Partition[Ident] = field(default_factory=Partition)
    settled: dict[Place, Ident] = field(default_factory=dict)  # a mention that time assigned to another sense's actor
    misplaced: set[Ident] = field(default_factory=set)  # senses whose state is another's by mistake
    misspelt: set[Ident] = field(default_factory=set)  # senses that are slips of the pen
    doubted: set[tuple[Ident, tuple[str, str | None]]] = field(default_factory=set)  # offices that others hold
    split: set[Ident] = field(default_factory=set)  # senses with such mentions
    inferred: set[Place] = field(default_factory=set)  # of these, the ones named by an office only
    given: set[tuple[Ident, Ident]] = field(default_factory=set)  # (holder, sense that is not somebody else)
    asked: list[tuple[Ident, Ident, float, str]] = field(default_factory=list)
    met: set[frozenset[Ident]] | None = None  # people who met and share a word; None: the senses' mentions tell

    def may_give(self, ident: Ident, holder: Ident) -> bool:
        """Whether mentions of the sense can be the holder's: nobody said otherwise of him or of others given to him."""
        if not self.sets.may_join(holder, ident):
            return False
        if not self.sets.parted(ident):
            return True
        home = self.sets.find(holder)
        return all(self.sets.may_join(ident, other) for to, other in self.given if self.sets.find(to) == home)

    def give(self, place: Place, ident: Ident, holder: Ident) -> None:
        """Settle a mention of the sense as the holder's."""
        self.settled[place] = holder
        self.split.add(ident)
        if self.sets.parted(ident):
            self.given.add((holder, ident))

    def ask(self, one: Ident, others: Iterable[Ident], score: float, reason: str) -> None:
        """Put a question about a sense that may be one of several actors."""
        self.asked.extend((one, other, score, reason) for other in others)

    def open_questions(self, ids: Mapping[Ident, str]) -> Iterator[Question]:
        """The questions about what are still two actors, by their ids."""
        for one, other, score, reason in self.asked:
            if one in ids and other in ids and ids[one] != ids[other]:
                yield Question("actor", tuple(sorted((ids[one], ids[other]))), score, (reason,))


def join_names(resolution: Resolution) -> None:
    """Join senses whose names say that they are one actor."""
    by_name: dict[tuple[object, ...], list[Ident]] = defaultdict(list)
    for ident, sense in resolution.senses.items():
        if not sense.bare and not ident[4]:
            by_name[(ident[0], ident[1], ident[2])].append(ident)
    holders = holders_of(resolution.senses.values())
    for name in sorted(by_name, key=repr):
        _join_namesakes(resolution, sorted(by_name[name], key=repr), holders)
    _join_people(resolution)
    _join_aliases(resolution)
    _join_acronyms(resolution)


def _join_namesakes(resolution: Resolution, idents: Sequence[Ident], holders: Holders) -> None:
    """Same name: one actor if at most one state is known of it, else one for each state."""
    if len(idents) < 2:
        return
    senses = resolution.senses
    single = idents[0][0] == "person" and len(idents[0][1]) < 2
    by_state: dict[str | None, list[Ident]] = defaultdict(list)
    for ident in idents:
        by_state[senses[ident].state].append(ident)
    for group in by_state.values():
        if single or idents[0][0] in ("organization", "group"):
            continue  # "Ahmed of X" and "Ahmed of Y": organisations keep mere names apart
        for ident in group[1:]:
            resolution.sets.join(group[0], ident)
    stateless = by_state.pop(None, [])
    known = list(by_state.values())
    if len(known) > 1 and not single and idents[0][0] == "person":
        known = _take_back_states(resolution, known, holders)
    if len(known) == 1 and not single:
        for ident in stateless:
            if senses[ident].of is None or idents[0][0] == "person":
                resolution.sets.join(known[0][0], ident)
    elif len(known) > 1:
        for ident in stateless:
            resolution.ask(ident, [group[0] for group in known], 0.5, "same name, state unknown")
        if not single and idents[0][0] == "person":
            for one, other in combinations(known, 2):
                resolution.ask(one[0], [other[0]], 0.4, "same name, other state")


def _take_back_states(resolution: Resolution, known: Sequence[Sequence[Ident]], holders: Holders) -> list[list[Ident]]:
    """The groups by state, those that are one well-known person with another's state put to his."""
    groups = [[resolution.senses[i] for i in group] for group in known]
    home, strays = strays_of(groups, holders)
    kept = [[s.ident for s in group] for group in groups if group not in strays]
    for stray in strays:
        for sense in stray:
            resolution.misplaced.add(sense.ident)
            sense.offices = {office: held for office, held in sense.offices.items() if office[1] != sense.state}
            resolution.sets.join(home[0].ident, sense.ident)
    return kept


def _join_people(resolution: Resolution) -> None:
    """Join full names that differ in spelling or length; each looks for the one fuller name it can be."""
    people = [i for i, s in resolution.senses.items() if has_full_name(i, s.bare)]
    index: dict[tuple[str, str], list[Ident]] = defaultdict(list)
    together = _met(resolution, people) if resolution.met is None else resolution.met
    for ident in sorted(people, key=lambda i: (-len(i[1]), repr(i))):
        pairs = {(a, b) for a, b in combinations(sorted({skeleton(t) for t in ident[1]}), 2)}
        near = {other for pair in pairs if len(index[pair]) <= CROWD for other in index[pair]}
        fits = [o for o in near if _same_person(resolution.senses[ident], resolution.senses[o])]
        _join_only(resolution, ident, fits, together)
        for pair in pairs:
            index[pair].append(ident)


def _join_only(resolution: Resolution, ident: Ident, fits: Iterable[Ident], together: set[frozenset[Ident]]) -> None:
    """Join the sense to the one set that has only fitting members; ask if there are several."""
    sets, senses = resolution.sets, resolution.senses
    roots = defaultdict(list)
    for other in fits:
        roots[sets.find(other)].append(other)
    mine = sets.members(ident)
    able = []
    for root in roots:
        members = sets.members(root)
        if root == sets.find(ident):
            return
        fitting = all(
            _same_person(senses[a], senses[b]) for a in mine for b in members if b not in resolution.misplaced
        )
        if fitting and not any(frozenset((a, b)) in together for a in mine for b in members):
            able.append(root)
    known = [
        r for r in able if any(senses[m].state and senses[m].state == senses[ident].state for m in sets.members(r))
    ]
    able = known or able
    if len(able) == 1:
        sets.join(able[0], ident)
    elif able:
        resolution.ask(ident, sorted(able, key=repr), 0.6, "fits more than one fuller name")


def _met(resolution: Resolution, people: Iterable[Ident]) -> set[frozenset[Ident]]:
    """Pairs of senses that share a word of the name and take part in one report together: two persons."""
    by_report: dict[str, list[Ident]] = defaultdict(list)
    for ident in people:
        for mention in resolution.senses[ident].mentions:
            by_report[mention.place[0]].append(ident)
    return {pair for idents in by_report.values() if len(idents) > 1 for pair in namesakes_in(idents)}


def has_full_name(ident: Ident, bare: bool) -> bool:
    """Whether it is a person with more than a surname who may be met in other articles."""
    return ident[0] == "person" and not bare and not ident[4] and len(ident[1]) > 1


def namesakes_in(idents: Iterable[Ident]) -> Iterator[frozenset[Ident]]:
    """Pairs of people in one report who share a word of the name."""
    for a, b in combinations(set(idents), 2):
        if {skeleton(t) for t in a[1]} & {skeleton(t) for t in b[1]}:
            yield frozenset((a, b))


def _same_person(one: Sense, other: Sense) -> bool:
    """Whether two full names can be one person's."""
    if one.state and other.state and one.state != other.state:
        return False
    if one.ident[2] != other.ident[2] and not _initials_spelled_out(one, other):
        return False  # marks: settled by time
    if one.name.key == other.name.key:
        return True
    short, full = sorted((one, other), key=lambda s: len(s.name.tokens))
    if len(short.name.tokens) == len(full.name.tokens):
        return romanised_alike(short.name, full.name)
    return shortens(_as_written(short).tokens, _as_written(full).tokens)


def romanised_alike(one: Name, other: Name) -> bool:
    """Whether two names of equal length differ in vowels only, as romanisations do."""
    mine, theirs = sorted(one.tokens, key=skeleton), sorted(other.tokens, key=skeleton)
    if [skeleton(t) for t in mine] != [skeleton(t) for t in theirs]:
        return False
    return fuzz.ratio(" ".join(mine), " ".join(theirs)) >= ALIKE


def shortens(short: Sequence[str], full: Sequence[str]) -> bool:
    """Whether `short` is `full` with words left out or put as initials: Retno LP Marsudi, Retno Lestari Priansari
    Marsudi.
    """
    if not short:
        return True
    if len(short) > len(full):
        return False
    if skeleton(short[0]) == skeleton(full[0]) or (len(short[0]) == 1 and short[0] == full[0][0]):
        return shortens(short[1:], full[1:])
    return shortens(short, full[1:])


def _join_aliases(resolution: Resolution) -> None:
    """Join a misspelt name with the right one that the same article has beside it: Vladimir Putih, Vladimir Putin."""
    by_key: dict[tuple[str, ...], list[Ident]] = defaultdict(list)
    for ident in sorted(resolution.senses, key=repr):
        if ident[0] == "person" and not ident[4] and len(ident[1]) > 1:
            by_key[ident[1]].append(ident)
    for ident, sense in sorted(resolution.senses.items(), key=lambda item: repr(item[0])):
        if ident[0] != "person" or ident[4] or len(ident[1]) < 2:
            continue
        for alias in sorted(sense.aliases):
            name = parse_name(alias)
            if len(name.tokens) == len(ident[1]) and name.key != ident[1] and loosely(name, _as_written(sense)):
                fits = [o for o in by_key[name.key] if _states_agree(sense, resolution.senses[o])]
                if len({resolution.sets.find(o) for o in fits}) != 1 or not resolution.sets.join(fits[0], ident):
                    continue
                if _often(resolution.senses[fits[0]]) >= _often(sense):
                    resolution.misspelt.add(ident)


def _initials_spelled_out(one: Sense, other: Sense) -> bool:
    """Whether one has initials for what the other has words for: Retno LP Marsudi, Retno Lestari Priansari Marsudi."""
    if one.name.generation != other.name.generation or (one.name.initials and other.name.initials):
        return False
    short, full = (one, other) if one.name.initials else (other, one)
    written, words = _as_written(short).written, _as_written(full).tokens
    return len(words) >= len(written) and shortens(written, words)


def _often(sense: Sense) -> int:
    return sum(sense.names.values())


def _states_agree(one: Sense, other: Sense) -> bool:
    return (one.state is None or other.state is None or one.state == other.state) and one.ident[2] == other.ident[2]


def _as_written(sense: Sense) -> Name:
    """The commonest spelling's words in written order, which the sorted key has lost."""
    return parse_name(min(sense.names, key=lambda n: (-sense.names[n], n)))


def _join_acronyms(resolution: Resolution) -> None:
    """Join "KPK" and "Komisi Pemberantasan Korupsi" where the letters fit and no other name has them."""
    full: dict[tuple[str, str | None], list[Ident]] = defaultdict(list)
    for ident in resolution.senses:
        if ident[0] == "organization" and not ident[4] and len(ident[1][0].split()) > 2:
            full[("".join(w[0] for w in ident[1][0].split()), ident[3])].append(ident)
    for ident in sorted(resolution.senses, key=repr):
        if ident[0] != "organization" or ident[4] or " " in ident[1][0] or len(ident[1][0]) < 3:
            continue
        fits = {resolution.sets.find(i) for i in full.get((ident[1][0], ident[3]), ())}
        if len(fits) == 1:
            resolution.sets.join(fits.pop(), ident)
