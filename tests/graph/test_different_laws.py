"""What people said to be different stays so through everything that comes after it, graph upon graph."""

from __future__ import annotations

from itertools import combinations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from backchannel.graph.decisions import added, decide, in_force
from backchannel.graph.identity import mention_of
from backchannel.graph.merge import merge
from backchannel.graph.senses import minted_id
from backchannel.schema.errors import DecisionError
from backchannel.schema.model import Decision, MergedGraph, Participant, Report
from tests.graph.test_merge_laws import ARTICLES, NAMES, ids_of, reports

LAWS = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
# who can be taken for one another, as ids of earlier graphs: the state and its minister, by office and by name
ALIKE = ["state.US", "office.foreign-minister.US.2022", "person.antony-blinken.US", "person.blinken.US", "state.RU"]
ROLES = st.sampled_from(["party", "initiator", "recipient"])


@st.composite
def near_reports(draw: st.DrawFn) -> Report:
    """A report of one day about one state's minister, whom articles name by name, surname, office or state."""
    who = draw(st.sampled_from([n for n in NAMES if n[3] == "US"]))
    other = draw(st.sampled_from([n for n in NAMES if n[3] == "RU"]))
    day, channel = (
        draw(st.sampled_from(["2022-02-14", "2022-02-14", None])),
        draw(st.sampled_from(["meeting", "talks"])),
    )
    parts = tuple(Participant(n, draw(ROLES), k, o, of) for n, k, o, of in (who, other))
    return Report(draw(st.sampled_from(ARTICLES)).id, parts, channel, "occurred", day)


some_reports = st.lists(st.one_of(reports(), near_reports(), near_reports()), min_size=2, max_size=8)


def bearers(graph: MergedGraph, told: str, apart: set[str]) -> set[str]:
    """The actors of the mentions that an id in a decision names, but for those in articles `apart`."""
    if place := mention_of(told):
        return {graph.participants[place]} if place in graph.participants else set()
    found = {told} & graph.actors.keys()
    for (report, number), actor in graph.participants.items():
        article, p = graph.reports[report].article, graph.reports[report].participants[number]
        if minted_id(p.kind, p.name, p.of) == told and article not in apart and not fuller(graph, article, p.name):
            found.add(actor)
    return found


def fuller(graph: MergedGraph, article: str, name: str) -> bool:
    """Whether the article names somebody in full whom the name alone means there."""
    names = {p.name for r in graph.reports.values() if r.article == article for p in r.participants}
    return any(name != other and name in other.split() for other in names)


def mixed(graph: MergedGraph, one: str, other: str) -> bool:
    """Whether a contact takes the one actor in one report for the other actor in another report.

    Where somebody said that both reports are about one contact, it names both.
    """

    def cast(report: str) -> frozenset[str]:
        told = graph.reports[report].participants
        return frozenset(graph.participants[report, n] for n, p in enumerate(told) if p.role != "intermediary")

    return any(
        {one, other} == cast(a) ^ cast(b)
        for contact in graph.contacts
        if not {one, other} <= {p.actor for p in contact.participants}
        for a, b in combinations(contact.reports, 2)
        if cast(a) != cast(b)
    )


def named_in(graph: MergedGraph, log: tuple[Decision, ...]) -> set[str]:
    """The articles of which a decision names a mention: it is no longer who its name says."""
    named = {place[0] for d in log for i in d.ids if (place := mention_of(i))}
    return {graph.reports[i].article for i in named if i in graph.reports}


def holds(graph: MergedGraph, log: tuple[Decision, ...]) -> None:
    """Every "different" in force holds in the graph, or is told to be one that cannot be followed."""
    home = {report: c.id for c in graph.contacts for report in c.reports}
    unmet = {q.ids for q in graph.questions if "cannot be followed" in " ".join(q.reasons)}
    apart = named_in(graph, in_force(log))
    for d in in_force(log):
        if d.verdict != "different":
            continue
        one, other = d.ids
        if d.subject == "contact":
            assert one not in home or home.get(other) != home[one]
        elif tuple(sorted(d.ids)) not in unmet:
            mine, theirs = bearers(graph, one, apart), bearers(graph, other, apart)
            assert not mine & theirs, (d, mine & theirs)
            assert not any(mixed(graph, a, b) for a in mine for b in theirs), d


@LAWS
@given(some_reports, st.data())
def test_different_holds_through_any_row_of_changes(first: list[Report], data: st.DataObject) -> None:
    """Articles come and go, decisions about ids of any earlier graph are taken and taken back: what is different stays
    apart, no contact mixes two different actors, and each graph made on top of the last is the one made from scratch.
    """
    told, log = list(first), ()
    graph = merge(ARTICLES, told)
    actors, contacts = set(ids_of(graph)), set(graph.reports)
    assume(len(contacts) > 1)
    for _ in range(data.draw(st.integers(2, 5))):
        kind = data.draw(st.sampled_from(["add", "remove", "decide", "decide", "undo"]))
        if kind == "add":
            told += data.draw(some_reports)
        elif kind == "remove":
            gone = data.draw(st.sampled_from([a.id for a in ARTICLES]))
            told = [r for r in told if r.article != gone]
        elif kind == "undo" and in_force(log):
            taken = data.draw(st.sampled_from([d.id for d in in_force(log)]))
            log = added(log, decide("undo", "decision", [taken], "t", "2022-03-02"))
        elif kind == "decide":
            subject = data.draw(st.sampled_from(["actor", "contact"]))
            known = sorted(actors if subject == "actor" else contacts)
            if subject == "actor" and data.draw(st.integers(0, 3)):
                known = ALIKE
            pair = data.draw(st.lists(st.sampled_from(known), min_size=2, max_size=2, unique=True))
            verdict = data.draw(st.sampled_from(["different", "different", "same"]))
            try:
                log = added(log, decide(verdict, subject, pair, "t", "2022-03-01"))
            except DecisionError:
                continue
        graph = merge(ARTICLES, told, log, earlier=graph)
        actors |= set(ids_of(graph))
        contacts |= set(graph.reports)

        assert graph == merge(ARTICLES, told, log)
        holds(graph, log)
