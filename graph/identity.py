"""Who is who in all articles: names, time, authority files and decisions together.

An id in a decision is an actor's (any that its spellings mint), or one mention, `REPORT/NUMBER`: the participant
with that number in that report. A mention so named is taken out of its name, for it is somebody else there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from backchannel.graph.actor_records import actor_ids, assign, office_actor_id
from backchannel.graph.actors import Resolution, join_names
from backchannel.graph.decisions import Judgement
from backchannel.graph.mentions import Place
from backchannel.graph.periods import settle_by_time
from backchannel.graph.senses import Ident, Sense, gather
from backchannel.schema.model import Citation, Decision, Question, Report

_NOBODY: Ident = ("", (), (), None, "")


@dataclass(slots=True)
class Identity:
    """The resolved actors: an actor id for every mention, and what stays open."""

    resolution: Resolution
    participants: dict[Place, str]
    questions: list[Question] = field(default_factory=list)
    corrected: dict[str, str] = field(default_factory=dict)  # id in a correction -> the actor it stands for


def mention_of(reference: str) -> Place | None:
    """The mention that `REPORT/NUMBER` stands for, or None if it is no such reference."""
    report, slash, number = reference.rpartition("/")
    return (report, int(number)) if slash and number.isdigit() and report else None


def identify(
    reports: Mapping[str, Report],
    citations: Mapping[str, Citation],
    judged: Judgement,
    synonyms: Mapping[str, str],
    known: Iterable[Sequence[Sense]] = (),
) -> Identity:
    """Resolve the actors of all reports; `known` are people from authority files, each as senses that are one actor."""
    pairs = [(v, *pair) for v in ("same", "different") for pair in judged.pairs("actor", v)]
    single = {m for _, *ids in pairs for i in ids if (m := mention_of(i))}
    resolution = Resolution(gather(reports, citations, synonyms, single))
    _add_known(resolution, known)
    found = _References(resolution, {i: r.article for i, r in reports.items()})
    _apply(resolution, found, pairs)
    join_names(resolution)
    settle_by_time(resolution)
    _apply_offices(resolution, found, pairs)
    _separate(resolution, reports)
    participants = assign(resolution, found.articles)
    roots = actor_ids(resolution)
    ids = {i: roots[root] for i in resolution.senses if (root := resolution.sets.find(i)) in roots}
    corrected = {i: found.actor(i, ids, participants) or i for subject, i in judged.corrections if subject == "actor"}
    return Identity(resolution, participants, _questions(resolution, found, judged, ids, participants), corrected)


def _add_known(resolution: Resolution, known: Iterable[Sequence[Sense]]) -> None:
    for senses in known:
        for sense in senses:
            mine = resolution.senses.setdefault(sense.ident, sense)
            if mine is not sense:
                mine.learn(sense)
            resolution.sets.join(senses[0].ident, sense.ident)


class _References:
    """What ids in decisions stand for."""

    def __init__(self, resolution: Resolution, articles: Mapping[str, str]) -> None:
        self.articles = articles
        self.idents: dict[str, Ident] = {}
        self.mentions: dict[Place, Ident] = {}
        self.offices: dict[str, list[Place]] = {}
        for ident, sense in resolution.senses.items():
            if sense.bare:
                for mention in sense.mentions:
                    office = office_actor_id(sense, mention.day, articles[mention.place[0]])
                    self.offices.setdefault(office, []).append(mention.place)
                    self.mentions[mention.place] = ident
                continue
            for minted in sense.ids:
                self.idents[minted] = ident
            for mention in sense.mentions if ident[4] else ():
                self.mentions[mention.place] = ident

    def ident(self, reference: str) -> Ident | None:
        """The sense an id stands for; None for an office, and for what no article names any more."""
        mention = mention_of(reference)
        return self.idents.get(reference) if mention is None else self.mentions.get(mention)

    def actor(self, reference: str, ids: Mapping[Ident, str], participants: Mapping[Place, str]) -> str | None:
        """The actor an id stands for in the end."""
        mention = mention_of(reference)
        if mention is not None:
            return participants.get(mention)
        if reference in self.offices:
            return participants[self.offices[reference][0]]
        ident = self.idents.get(reference)
        return None if ident is None else ids.get(ident)


def _apply(resolution: Resolution, found: _References, pairs: Iterable[Sequence[str]]) -> None:
    """Take over what people said of two names, before any rule speaks; "same" stand before "different"."""
    for verdict, one, other in pairs:
        a, b = found.ident(one), found.ident(other)
        if a is not None and b is not None:
            if verdict == "same":
                resolution.sets.join(a, b)
            else:
                resolution.sets.part(a, b)


def _apply_offices(resolution: Resolution, found: _References, pairs: Iterable[Sequence[str]]) -> None:
    """Take over what people said of an unnamed holder of an office."""
    for verdict, *ids in pairs:
        for office, other in (ids, reversed(ids)):
            holder = found.ident(other)
            for place in found.offices.get(office, ()) if holder is not None else ():
                if verdict == "same" and holder is not None:
                    resolution.settled[place] = holder
                    resolution.inferred.discard(place)
                elif place in resolution.settled and resolution.sets.find(
                    resolution.settled[place]
                ) == resolution.sets.find(holder or _NOBODY):
                    del resolution.settled[place]
                    resolution.inferred.discard(place)


def _separate(resolution: Resolution, reports: Mapping[str, Report]) -> None:
    """Nobody meets himself: where time gave two participants of one report to one actor, it is taken back."""
    if not resolution.settled:
        return
    at: dict[str, list[tuple[Place, Ident]]] = {}
    wanted = {place[0] for place in resolution.settled}
    for ident, sense in resolution.senses.items():
        for mention in sense.mentions:
            if mention.place[0] in wanted:
                at.setdefault(mention.place[0], []).append((mention.place, ident))
    for places in at.values():
        seen: dict[Ident, int] = {}
        roots = [(p, resolution.sets.find(resolution.settled.get(p, i))) for p, i in sorted(places)]
        for _, root in roots:
            seen[root] = seen.get(root, 0) + 1
        for place, root in roots:
            if seen[root] > 1 and place in resolution.settled:
                del resolution.settled[place]
                resolution.inferred.discard(place)


def _questions(
    resolution: Resolution,
    found: _References,
    judged: Judgement,
    ids: Mapping[Ident, str],
    participants: Mapping[Place, str],
) -> list[Question]:
    """What a person should look at, without what somebody looked at already; and decisions that could not be
    followed.
    """
    settled = set()
    for d in judged.decisions:
        if d.subject == "actor" and len(d.ids) == 2:
            settled.add(frozenset(found.actor(i, ids, participants) or i for i in d.ids))
    wanted = set(participants.values())
    asked = [
        q
        for q in resolution.open_questions(ids)
        if frozenset(q.ids) not in settled and q.ids not in judged.settled and wanted.issuperset(q.ids)
    ]
    for d in judged.decisions:
        if d.subject == "actor" and d.verdict in ("same", "different"):
            one, other = (found.actor(i, ids, participants) for i in d.ids)
            if one and other and (one == other) != (d.verdict == "same"):
                asked.append(unmet(d))
    return asked


def unmet(decision: Decision) -> Question:
    """The question that a decision raises which cannot be followed."""
    return Question(
        decision.subject, tuple(sorted(decision.ids)), 1.0, (f"decision {decision.id} cannot be followed as it stands",)
    )
