"""The second step: who is who in all shards.

What is held are the senses, which are as many as there are names, and single mentions only where time tells who is
meant: mere surnames, offices without a name and names with marks. Mentions that say the same on one day are one here,
with the number of times it was made.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from backchannel.extractors.engine.local import sorted_rows
from backchannel.graph.actor_records import actor_ids, actor_records, assign
from backchannel.graph.actors import Resolution
from backchannel.graph.authority import Authority, known_people
from backchannel.graph.compatible import Cast
from backchannel.graph.identity import identity_of, resolve
from backchannel.graph.judged import corrected_actors
from backchannel.graph.mentions import Mention, Place
from backchannel.graph.partitioned.idents import absorb, ident_of, ident_text
from backchannel.graph.partitioned.tables import MENTIONS, MET, NAMED_APART, SENSES, Plan, rows_of_files
from backchannel.graph.resolved import cast_of
from backchannel.graph.senses import Ident, Sense
from backchannel.schema.model import Actor, Question

WHO = "who.json"
Told = tuple[str, str | None, str | None, str | None]  # name, of, office, day
Standing = tuple[int, str, bool]  # number of the actor's set, its id, whether an office alone tells


@dataclass(slots=True)
class Who:
    """Who is meant by each name, and where time tells, by each mention."""

    names: dict[str, Standing] = field(default_factory=dict)  # by ident
    settled: dict[str, dict[Told, Standing]] = field(default_factory=dict)  # by ident and what is told
    reverted: set[Place] = field(default_factory=set)  # single mentions that time would make meet themselves
    actors: dict[str, Actor] = field(default_factory=dict)
    cast: Cast = field(default_factory=Cast)

    def of(self, ident: str, told: Told) -> Standing:
        """Whom a mention means."""
        return self.settled.get(ident, {}).get(told) or self.names[ident]

    def of_report(self, report: str, mentions: Iterable[tuple[int, str, Told]]) -> Iterator[tuple[int, str, bool]]:
        """(participant, actor id, whether inferred) of every mention of a report."""
        for participant, ident, told in mentions:
            mine = (report, participant) in self.reverted
            _, actor, inferred = self.names[ident] if mine else self.of(ident, told)
            yield participant, actor, inferred

    def write(self, path: Path) -> None:
        """Write it for the workers."""
        row = {
            "names": self.names,
            "settled": {ident: [[told, to] for told, to in by.items()] for ident, by in self.settled.items()},
            "reverted": sorted(self.reverted),
            "actors": [actor.as_json() for actor in self.actors.values()],
            "apart": sorted(sorted(pair) for pair in self.cast.apart),
        }
        path.write_text(json.dumps(row), "utf-8")


@lru_cache(maxsize=1)
def read_who(path: str) -> Who:
    """What `Who.write` wrote; a worker reads it once."""
    row = json.loads(Path(path).read_text("utf-8"))
    actors = {a.id: a for a in map(Actor.from_json, row["actors"])}
    return Who(
        {ident: tuple(to) for ident, to in row["names"].items()},
        {ident: {tuple(told): tuple(to) for told, to in by} for ident, by in row["settled"].items()},
        {(report, participant) for report, participant in row["reverted"]},
        actors,
        cast_of(actors, frozenset(map(frozenset, row["apart"]))),
    )


def resolve_names(
    plan: Plan, files: dict[str, list[str]], authority: Iterable[Authority]
) -> tuple[Who, list[Question]]:
    """Who is who, and what stays open."""
    senses = _senses(files[SENSES])
    known = [list(one) for one in known_people(authority)]
    classes = _timed_mentions(senses, [sense.ident for one in known for sense in one], files[MENTIONS])
    met = {frozenset(map(ident_of, pair)) for pair in rows_of_files("DISTINCT one, other", files[MET])}
    apart = {(r, n): ident_of(i) for r, n, i in rows_of_files("report, participant, ident", files[NAMED_APART])}
    resolution = Resolution(senses, met=met)
    found = resolve(resolution, plan.judged, known, apart)
    who = _standings(resolution, classes)
    who.reverted = _reverted(who, resolution, classes, files[MENTIONS])
    participants = assign(resolution)
    roots = actor_ids(resolution)
    for number, (ident, sense) in enumerate(senses.items()):  # a name whose mentions are not held has some all the same
        if not sense.mentions and sense.names.total():
            participants["", -1 - number] = roots.get(resolution.sets.find(ident), "")
    identity = identity_of(resolution, found, plan.judged, participants)
    drawn = actor_records(resolution, identity.participants)
    who.actors = corrected_actors(drawn, plan.judged, identity.corrected)
    who.cast = cast_of(who.actors, identity.apart)
    return who, identity.questions


def _senses(files: list[str]) -> dict[Ident, Sense]:
    """All senses, in the order in which articles bring them, gathered from all shards."""
    senses: dict[Ident, Sense] = {}
    for text, sense in rows_of_files("ident, sense", files, "ORDER BY article, number, ident"):
        ident = ident_of(text)
        senses[ident] = absorb(senses.get(ident), ident, sense)
    return senses


def _timed(senses: dict[Ident, Sense], known: Iterable[Ident]) -> list[Ident]:
    """The senses whose mentions time may settle one by one; `known` are those of authority files."""
    marks: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
    for ident in (*senses, *known):
        if ident[0] == "person":
            marks[ident[1]].add(ident[2])
    return [
        ident
        for ident, sense in senses.items()
        if sense.bare or (ident[0] == "person" and (len(ident[1]) == 1 or len(marks[ident[1]]) > 1))
    ]


def _timed_mentions(
    senses: dict[Ident, Sense], known: Iterable[Ident], files: list[str]
) -> dict[Ident, dict[Told, Mention]]:
    """Give these senses their mentions: those that tell the same are one mention, as often as it is made."""
    classes: dict[Ident, dict[Told, Mention]] = {}
    wanted = [ident_text(ident) for ident in _timed(senses, known)]
    query = "WHERE ident IN (SELECT unnest(?::VARCHAR[])) GROUP BY ALL ORDER BY ALL"
    found = rows_of_files('ident, name, "of", office, day, count(*)', files, query, wanted) if wanted else iter(())
    for number, (text, *told, count) in enumerate(found):
        ident = ident_of(text)
        mention = Mention(("", number), *told)
        classes.setdefault(ident, {})[_told(mention)] = mention
        senses[ident].mentions.extend([mention] * count)
    return classes


def _told(mention: Mention) -> Told:
    return mention.name, mention.of, mention.office, mention.day


def _standings(resolution: Resolution, classes: dict[Ident, dict[Told, Mention]]) -> Who:
    """Whom each name and each settled mention means."""
    ids = actor_ids(resolution)
    numbers = {root: number for number, root in enumerate(ids)}
    who = Who()
    for ident in resolution.senses:
        root = resolution.sets.find(ident)
        who.names[ident_text(ident)] = numbers.get(root, -1), ids.get(root, ""), False
    for ident, mentions in classes.items():
        for told, mention in mentions.items():
            settled = resolution.settled.get(mention.place)
            if settled is not None:
                root = resolution.sets.find(settled)
                standing = numbers[root], ids[root], mention.place in resolution.inferred
                who.settled.setdefault(ident_text(ident), {})[told] = standing
    return who


def _reverted(
    who: Who, resolution: Resolution, classes: dict[Ident, dict[Told, Mention]], files: list[str]
) -> set[Place]:
    """Nobody meets himself: mentions that time gave to one who is in the same report already are taken back."""
    query = """
    SELECT report, participant, ident, name, "of", office, day FROM read_parquet(?) made
    SEMI JOIN (SELECT report FROM read_parquet(?) WHERE ident IN (SELECT unnest(?::VARCHAR[]))) timed USING (report)
    ORDER BY report, participant
    """
    found: set[Place] = set()
    back: dict[Ident, Counter[Told]] = defaultdict(Counter)
    rows = sorted_rows(query, [files, files, list(who.settled)]) if who.settled else iter(())
    for report, group in itertools.groupby(rows, key=lambda row: row[0]):
        seats = [(n, ident, (name, of, office, day)) for _, n, ident, name, of, office, day in group]
        sets = Counter(who.of(ident, told)[0] for _, ident, told in seats)
        for n, ident, told in seats:
            if sets[who.of(ident, told)[0]] > 1 and told in who.settled.get(ident, {}):
                found.add((report, n))
                back[ident_of(ident)][told] += 1
    _take_back(resolution, classes, back)
    return found


def _take_back(
    resolution: Resolution, classes: dict[Ident, dict[Told, Mention]], back: dict[Ident, Counter[Told]]
) -> None:
    """Leave mentions that were taken back with their own name."""
    for ident, counts in back.items():
        sense = resolution.senses[ident]
        for number, (told, count) in enumerate(counts.items()):
            mention = classes[ident][told]
            own = Mention((f"own {number}", mention.place[1]), *told)
            kept = [m for m in sense.mentions if m is not mention]
            kept += [mention] * (sense.mentions.count(mention) - count) + [own] * count
            sense.mentions[:] = kept
