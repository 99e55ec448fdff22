"""Laws of merging, on made reports about few actors, few days and few channels, so that they meet often."""

from __future__ import annotations

from itertools import combinations, permutations

import pyoxigraph as ox
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from backchannel.graph.compatible import compatible
from backchannel.graph.decisions import added, decide
from backchannel.graph.identity import mention_of
from backchannel.graph.merge import merge
from backchannel.graph.rdf import quads
from backchannel.graph.refine import Known
from backchannel.graph.resolved import cast_of, rows_of
from backchannel.schema.errors import DecisionError
from backchannel.schema.model import Attribution, Citation, Decision, Evidence, MergedGraph, Participant, Report
from backchannel.schema.vocabulary import CHANNEL_CONCEPTS, NS

ARTICLES = [
    Citation("a1", None, "2022-02-15", "x.com", None, "id", "1"),
    Citation("a2", None, "2022-02-15", "y.com", None, "id", "2"),
    Citation("a3", None, "2022-02-18", "z.com", None, "en", "3"),
    Citation("a4", None, "2023-02-15", "x.com", None, "id", "4"),
    Citation("a5", None, None, None, None, None, "5"),
    Citation("a6", None, "2022-02-16", "w.com", None, "id", "6", copy_of="a1"),
]
NAMES = [
    ("Sergey Lavrov", "person", "Menlu", "RU"),
    ("Sergei Lavrov", "person", "Menteri Luar Negeri", "RU"),
    ("Lavrov", "person", None, None),
    ("Sergey Viktorovich Lavrov", "person", None, "RU"),
    ("Menlu Rusia", "person", "Menlu", "RU"),
    ("Antony Blinken", "person", "Menlu", "US"),
    ("Blinken", "person", "Menlu", "US"),
    ("Menlu AS", "person", "Menlu", "US"),
    ("George Bush", "person", "Presiden", "US"),
    ("George W. Bush", "person", "Presiden", "US"),
    ("Bush", "person", None, "US"),
    ("Emmanuel Macron", "person", None, None),
    ("Emmanuel Macron", "person", "Presiden", "FR"),
    ("Prancis", "state", None, "FR"),
    ("Rusia", "state", None, "RU"),
    ("Amerika Serikat", "state", None, "US"),
    ("PBB", "organization", None, None),
    ("Perserikatan Bangsa-Bangsa", "organization", None, None),
    ("pejabat senior", "group", None, None),
]
DATES = [None, "2022-02-14", "2022-02-15", "XXXX-02-14", "2022-02", "2022", "2022-02-13/2022-02-15", "2022-02-14~"]
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """One report."""
    cast = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=3, unique=True))
    roles = draw(
        st.sampled_from([("party",) * 3, ("initiator", "recipient", "recipient"), ("party", "party", "intermediary")])
    )
    number = draw(st.integers(0, 3))
    return Report(
        draw(st.sampled_from(ARTICLES)).id,
        tuple(Participant(n, r, k, o, of) for (n, k, o, of), r in zip(cast, roles, strict=False)),
        draw(st.sampled_from(["meeting", "visit", "talks", "contact", "phone-call", "summit"])),
        draw(st.sampled_from(["occurred", "occurred", "planned", "proposed", "cancelled", "denied"])),
        draw(st.sampled_from(DATES)),
        draw(st.sampled_from([None, "Senin (14/2)"])),
        draw(st.sampled_from([None, None, "Moskow", "Rusia", "Paris"])),
        attribution=draw(st.sampled_from([(), (Attribution("AFP"),)])),
        evidence=(Evidence(f"kalimat {number}", number, number + 9),),
        confidence=draw(st.sampled_from([0.3, 0.8])),
    )


many = st.lists(reports(), max_size=14)


def written(graph: MergedGraph) -> list[str]:
    """All bytes the graph would be written as."""
    return [str(q) for q in quads(graph)]


def ids_of(graph: MergedGraph) -> list[str]:
    """What decisions about actors can name: actors and mentions."""
    return [*graph.actors, *(f"{report}/{n}" for report, n in graph.participants)]


@QUICK
@given(many, st.randoms())
def test_order_and_repetition_do_not_matter(some: list[Report], chance: object) -> None:
    """Merging in any order, with repeats, gives the same graph."""
    once = merge(ARTICLES, some)
    again = [*some, *some]
    chance.shuffle(again)  # type: ignore[attr-defined]

    assert merge(ARTICLES[::-1], again) == once


@QUICK
@given(many)
def test_groups_are_compatible_pair_by_pair(some: list[Report]) -> None:
    """No contact holds two reports that cannot be about one contact."""
    graph = merge(ARTICLES, some)
    cast = cast_of(graph.actors)
    rows = rows_of(Known(graph.reports, graph.citations, graph.participants, frozenset(), cast))

    for contact in graph.contacts:
        for one, other in combinations(contact.reports, 2):
            assert compatible(rows[one], rows[other], cast), (rows[one], rows[other])


@QUICK
@given(many)
def test_every_report_is_in_one_contact_or_has_one_actor(some: list[Report]) -> None:
    """A report with two principals is in exactly one contact, which has the least id of its reports."""
    graph = merge(ARTICLES, some)
    home = [report for c in graph.contacts for report in c.reports]

    rows = rows_of(Known(graph.reports, graph.citations, graph.participants, frozenset(), cast_of(graph.actors)))
    assert sorted(home) == sorted(rows)
    for contact in graph.contacts:
        assert contact.id == min(contact.reports)
        assert contact.replaces == tuple(sorted(contact.reports))[1:]


@QUICK
@given(many, st.data())
def test_decisions_hold(some: list[Report], data: st.DataObject) -> None:
    """What was said to be different is never one, neither actors nor contacts; what cannot be followed is asked."""
    graph = merge(ARTICLES, some)
    assume(len(ids_of(graph)) > 1 and len(graph.reports) > 1)
    log: tuple[Decision, ...] = ()
    for _ in range(data.draw(st.integers(1, 4))):
        subject = data.draw(st.sampled_from(["actor", "contact"]))
        things = ids_of(graph) if subject == "actor" else list(graph.reports)
        pair = data.draw(st.lists(st.sampled_from(things), min_size=2, max_size=2, unique=True))
        verdict = data.draw(st.sampled_from(["same", "different"]))
        try:
            log = added(log, decide(verdict, subject, pair, "tester", "2022-03-01"))
        except DecisionError:
            continue
    decided = merge(ARTICLES, some, log)
    home = {report: c.id for c in decided.contacts for report in c.reports}
    unmet = {q.ids for q in decided.questions if "cannot be followed" in " ".join(q.reasons)}

    for d in log:
        if d.subject == "contact" and d.verdict == "different" and set(d.ids) <= home.keys():
            assert home[d.ids[0]] != home[d.ids[1]]
        if d.subject == "contact" and d.verdict == "same" and set(d.ids) <= home.keys():
            assert home[d.ids[0]] == home[d.ids[1]] or tuple(sorted(d.ids)) in unmet
        if d.subject == "actor":
            actors = [decided.participants[m] if (m := mention_of(i)) else i for i in d.ids]
            if all(a in decided.actors for a in actors) and tuple(sorted(d.ids)) not in unmet:
                assert (actors[0] == actors[1]) == (d.verdict == "same")


@QUICK
@given(many, st.data())
def test_a_decision_taken_back_restores_the_bytes(some: list[Report], data: st.DataObject) -> None:
    """A decision and its undoing leave no trace in the graph."""
    before = merge(ARTICLES, some)
    assume(len(before.reports) > 1)
    verdict = data.draw(st.sampled_from(["same", "different", "unsure", "wrong", "right", "correct"]))
    count = 2 if verdict in ("same", "different", "unsure") else 1
    ids = data.draw(st.lists(st.sampled_from(list(before.reports)), min_size=count, max_size=count, unique=True))
    change = {"field": "date", "value": "2022-02-14"} if verdict == "correct" else {}
    made = decide(verdict, "contact", ids, "tester", "2022-03-01", **change)
    log = added(added((), made), decide("undo", "decision", [made.id], "tester", "2022-03-02"))

    assert len(log) == 2
    assert written(merge(ARTICLES, some, log)) == written(before)


@QUICK
@given(many, many)
def test_adding_and_removing_an_article_restores_the_bytes(some: list[Report], more: list[Report]) -> None:
    """A new article with its reports, taken out again, leaves the graph as it was."""
    kept = [r for r in some if r.article != "a3"]
    new = [r for r in more if r.article == "a3"]
    citations = [c for c in ARTICLES if c.id != "a3"]
    before = written(merge(citations, kept))
    merge(ARTICLES, [*kept, *new])

    assert written(merge(citations, [r for r in (*kept, *new) if r.article != "a3"])) == before


@QUICK
@given(many, many, st.data())
def test_an_earlier_graph_changes_nothing(some: list[Report], more: list[Report], data: st.DataObject) -> None:
    """Merging on top of an earlier graph, with reports and decisions come and gone, equals merging from scratch."""
    ids = sorted({r.id for r in (*some, *more)})
    log: list[tuple[Decision, ...]] = []
    for _ in range(2):
        made: tuple[Decision, ...] = ()
        for _ in range(data.draw(st.integers(0, 2)) if len(ids) > 1 else 0):
            verdict = data.draw(st.sampled_from(["same", "different", "wrong", "right", "correct"]))
            count = 2 if verdict in ("same", "different") else 1
            pair = data.draw(st.lists(st.sampled_from(ids), min_size=count, max_size=count, unique=True))
            change = {"field": "place", "value": "Paris"} if verdict == "correct" else {}
            try:
                made = added(made, decide(verdict, "contact", pair, "tester", "2022-03-01", **change))
            except DecisionError:
                continue
        log.append(made)
    earlier = merge(ARTICLES, some, log[0])
    kept = [r for n, r in enumerate(some) if n % 3]

    assert merge(ARTICLES[:5], [*kept, *more], log[1], earlier=earlier) == merge(ARTICLES[:5], [*kept, *more], log[1])


@QUICK
@given(many)
def test_direct_triples_are_those_the_contacts_imply(some: list[Report]) -> None:
    """A contacted B exactly where a contact that was held leads from A to B, and never through an intermediary."""
    graph = merge(ARTICLES, some)
    implied = set()
    for contact in graph.contacts:
        if contact.status in ("occurred", "ongoing") and not contact.role_conflict:
            by = {
                role: [p.actor for p in contact.participants if p.role == role]
                for role in ("initiator", "recipient", "party")
            }
            pairs = [(a, b) for a in by["initiator"] for b in by["recipient"]] + list(permutations(by["party"], 2))
            particular = CHANNEL_CONCEPTS[contact.channel].direct
            implied |= {(a, name, b) for a, b in pairs for name in ("contacted", particular) if name}
    names = {"contacted", *(c.direct for c in CHANNEL_CONCEPTS.values() if c.direct)}
    told = set()
    by_iri = {iri: actor for actor in graph.actors for iri in [_iri(actor)]}
    for quad in quads(graph):
        name = quad.predicate.value.removeprefix(NS)
        target = quad.object.value if isinstance(quad.object, ox.NamedNode) else None
        if name in names and quad.graph_name == ox.DefaultGraph() and target in by_iri:
            told.add((by_iri[quad.subject.value], name, by_iri[target]))

    assert told == implied


def _iri(actor: str) -> str:
    from backchannel.graph.iris import DEFAULT_BASE, Iris

    return Iris(DEFAULT_BASE).address("actor", actor)


@QUICK
@given(many)
def test_nobody_takes_part_twice(some: list[Report]) -> None:
    """A contact names each actor once, and every participant is an actor of the graph."""
    graph = merge(ARTICLES, some)

    for contact in graph.contacts:
        actors = [p.actor for p in contact.participants]
        assert len(actors) == len(set(actors))
        assert set(actors) <= graph.actors.keys()
