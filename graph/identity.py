"""Who is who in all articles: names, time, authority files and decisions together.

An id in a decision is an actor's (any that its spellings mint), or one mention, `REPORT/NUMBER`: the participant
with that number in that report. A mention so named is taken out of its name, for it is somebody else there.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from backchannel.graph.actor_records import actor_ids, assign
from backchannel.graph.actors import Resolution, join_names
from backchannel.graph.decisions import Judgement
from backchannel.graph.mentions import Place
from backchannel.graph.periods import settle_by_time
from backchannel.graph.senses import Ident, Sense, gather
from backchannel.schema.model import Citation, Decision, Question, Report


@dataclass(slots=True)
class Identity:
    """The resolved actors: an actor id for every mention, and what stays open."""

    resolution: Resolution
    participants: dict[Place, str]
    questions: list[Question] = field(default_factory=list)
    corrected: dict[str, str] = field(default_factory=dict)  # id in a correction -> the actor it stands for
    apart: frozenset[frozenset[str]] = frozenset()  # pairs of actors that somebody said are different


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
    resolution = Resolution(gather(reports, citations, synonyms, named_apart(judged)))
    found = resolve(resolution, judged, known)
    _separate(resolution)
    return identity_of(resolution, found, judged, assign(resolution))


def named_apart(judged: Judgement) -> set[Place]:
    """The mentions that decisions name: each is somebody else than its name says."""
    named = {i for v in ("same", "different") for pair in judged.pairs("actor", v) for i in pair}
    return {m for i in named if (m := mention_of(i))}


def resolve(
    resolution: Resolution,
    judged: Judgement,
    known: Iterable[Sequence[Sense]] = (),
    mentions: Mapping[Place, Ident] | None = None,
) -> References:
    """Join senses by names, time, authority files and decisions; what ids in decisions stand for.

    `mentions` are those that decisions name, where the senses do not hold their mentions themselves.
    """
    _add_known(resolution, known)
    found = References(resolution, mentions)
    _apply(resolution, found, judged)
    join_names(resolution)
    settle_by_time(resolution)
    return found


def identity_of(
    resolution: Resolution, found: References, judged: Judgement, participants: dict[Place, str]
) -> Identity:
    """What a resolution comes to once every mention has its actor."""
    roots = actor_ids(resolution)
    ids = {i: roots[root] for i in resolution.senses if (root := resolution.sets.find(i)) in roots}
    corrected = {i: ids[ident] for subject, i in judged.corrections if subject == "actor" and (ident := found.ident(i))}
    questions = _questions(resolution, found, judged, ids, set(participants.values()))
    said = _idents(found, judged.pairs("actor", "different"))
    apart = frozenset(frozenset((ids[a], ids[b])) for a, b in said if a in ids and b in ids)
    return Identity(resolution, participants, questions, corrected, apart)


def _add_known(resolution: Resolution, known: Iterable[Sequence[Sense]]) -> None:
    for senses in known:
        for sense in senses:
            mine = resolution.senses.setdefault(sense.ident, sense)
            if mine is not sense:
                mine.learn(sense)
            resolution.sets.join(senses[0].ident, sense.ident)


class References:
    """What ids in decisions stand for."""

    def __init__(self, resolution: Resolution, mentions: Mapping[Place, Ident] | None = None) -> None:
        self.idents: dict[str, Ident] = {}
        self.mentions: dict[Place, Ident] = dict(mentions or {})
        for ident, sense in resolution.senses.items():
            for minted in sense.ids:
                self.idents[minted] = ident
            for mention in sense.mentions if ident[4] else ():
                self.mentions[mention.place] = ident

    def ident(self, reference: str) -> Ident | None:
        """The sense an id stands for; None for what no article names any more."""
        mention = mention_of(reference)
        return self.idents.get(reference) if mention is None else self.mentions.get(mention)


def _apply(resolution: Resolution, found: References, judged: Judgement) -> None:
    """Take over what people said of two names, before any rule speaks; "same" stand before "different"."""
    for one, other in _idents(found, judged.pairs("actor", "same")):
        resolution.sets.join(one, other)
    resolution.sets.part_all(_idents(found, judged.pairs("actor", "different")))


def _idents(found: References, pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[Ident, Ident]]:
    for one, other in pairs:
        a, b = found.ident(one), found.ident(other)
        if a is not None and b is not None:
            yield a, b


def _separate(resolution: Resolution) -> None:
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
    resolution: Resolution, found: References, judged: Judgement, ids: Mapping[Ident, str], wanted: Container[str]
) -> list[Question]:
    """What nobody has looked at yet, and decisions that cannot be followed."""
    find = resolution.sets.find
    settled: set[frozenset[str | None]] = set()
    asked = []
    for d in judged.decisions:
        if d.subject == "actor" and len(d.ids) == 2:
            one, other = (found.ident(i) for i in d.ids)
            if one is not None and other is not None:
                settled.add(frozenset((ids.get(one), ids.get(other))))
                if d.verdict in ("same", "different") and (find(one) == find(other)) != (d.verdict == "same"):
                    asked.append(unmet(d))
    asked += (
        q for q in resolution.open_questions(ids) if frozenset(q.ids) not in settled and all(i in wanted for i in q.ids)
    )
    return asked


def unmet(decision: Decision) -> Question:
    """The question that a decision raises which cannot be followed."""
    return Question(
        decision.subject, tuple(sorted(decision.ids)), 1.0, (f"decision {decision.id} cannot be followed as it stands",)
    )
