"""The merged graph as RDF: default graph, one named graph per article, and the decisions in force.

Every subject comes once per graph, as one `Node`, in an order that depends on ids alone, so files are written as they
are generated; there are no blank nodes. `quads` gives it as quads; `turtle` and `trig` as readable text.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox

from backchannel.graph.changes import Changes
from backchannel.graph.changes import bodies_of as bodies_of
from backchannel.graph.direct import direct_pairs, direct_properties, said_by, who_line
from backchannel.graph.iris import DEFAULT_BASE, Iris, checked_base
from backchannel.graph.term_objects import Resolver
from backchannel.graph.terms import (
    RDF_TYPE,
    Node,
    Pairs,
    Term,
    bc,
    boolean,
    bounds,
    calendar_day,
    channel_term,
    date_of,
    decimal,
    edtf,
    integer,
    link_or_text,
    status_term,
    tagged,
    term,
    text,
)
from backchannel.graph.turtle import Shortener, header, node_lines, turtle_pieces
from backchannel.schema.model import Actor, Citation, Conflict, Contact, Decision, MergedGraph, Report
from backchannel.schema.vocabulary import NAMESPACES

_KIND_CLASS = {"person": "Person", "state": "State", "organization": "Organization", "group": "Group"}


def quads(graph: MergedGraph, base: str = DEFAULT_BASE) -> Iterator[ox.Quad]:
    """Every quad of the graph, in a fixed order."""
    terms = Resolver({**NAMESPACES, **Iris(base).prefixes()})
    for node in nodes(graph, base):
        yield from terms.quads(node)


def nodes(graph: MergedGraph, base: str = DEFAULT_BASE) -> Iterator[Node]:
    """Every subject of every graph once, with all it says: first the merged graph, then articles, then decisions."""
    iris = Iris(checked_base(base))
    yield from merged_nodes(graph, iris)
    yield from named_nodes(graph, iris)


def named_nodes(graph: MergedGraph, iris: Iris) -> Iterator[Node]:
    """The named graphs: each article's, and that of the decisions."""
    yield from article_nodes(graph, iris)
    yield from decision_nodes(graph.decisions, iris)


def decision_nodes(decisions: Iterable[Decision], iris: Iris) -> Iterator[Node]:
    """The named graph of the decisions in force."""
    for decision in sorted(decisions, key=lambda d: d.id):
        yield _decision(decision, iris)


def merged_nodes(graph: MergedGraph, iris: Iris) -> Iterator[Node]:
    """The default graph: contacts, actors, articles, places, conflicts, and the vocabulary they use."""
    return (node for node in nodes_again(graph, iris) if isinstance(node, Node))


@dataclass(frozen=True, slots=True)
class Same:
    """A subject of the default graph that says what it said before."""

    subject: Term


def nodes_again(graph: MergedGraph, iris: Iris, changed: Changes | None = None) -> Iterator[Node | Same]:
    """The nodes of the default graph in their order; of what is not `changed` only that it is the same."""
    conflicts = defaultdict(list)
    for conflict in graph.conflicts:
        conflicts[conflict.contact].append(conflict)
    for contact in graph.contacts:
        if changed is None or contact.id in changed.contacts:
            yield from contact_nodes(contact, graph, iris, conflicts[contact.id])
            continue
        yield Same(iris.contact(contact.id))
        for conflict in conflicts.get(contact.id, ()):
            yield from (Same(node.subject) for node in _conflict(conflict, iris))
    replaced = sorted((old, contact.id) for contact in graph.contacts for old in contact.replaces)
    for old, new in replaced:
        yield replaced_node(old, new, iris)
    yield from _actors(graph, iris, changed)
    for citation in sorted(graph.citations.values(), key=lambda c: c.id):
        same = changed is not None and citation.id not in changed.articles
        yield Same(iris.article(citation.id)) if same else citation_node(citation, iris)
    for place in sorted({c.place for c in graph.contacts if c.place}):
        yield place_node(place, None, iris)
    yield from vocabulary_nodes()


def contact_nodes(contact: Contact, graph: MergedGraph, iris: Iris, conflicts: list[Conflict]) -> Iterator[Node]:
    """A contact and what its reports contradict each other in."""
    yield Node(None, iris.contact(contact.id), _contact(contact, graph, iris, conflicts))
    for conflict in conflicts:
        yield from _conflict(conflict, iris)


def replaced_node(old: str, new: str, iris: Iris) -> Node:
    """Where the IRI that a report of a contact minted leads to."""
    return Node(None, iris.contact(old), [(term("dcterms:isReplacedBy"), iris.contact(new))])


def citation_node(citation: Citation, iris: Iris) -> Node:
    """An article in the merged graph."""
    pairs = _citation(citation, iris)
    if citation.copy_of:
        pairs.append((bc("copyOf"), iris.article(citation.copy_of)))
    return Node(None, iris.article(citation.id), pairs)


def article_nodes(graph: MergedGraph, iris: Iris) -> Iterator[Node]:
    """The named graphs: each article's own metadata and reports, and nothing that rests on another article."""
    by_article = defaultdict(list)
    for report in graph.reports.values():
        by_article[report.article].append(report)
    for citation in sorted(graph.citations.values(), key=lambda c: c.id):
        yield from graph_of_article(citation, by_article[citation.id], iris)


def graph_of_article(citation: Citation, reports: Collection[Report], iris: Iris) -> Iterator[Node]:
    """The named graph of one article."""
    name = iris.graph(citation.id, citation.digest)
    yield Node(name, iris.article(citation.id), _citation(citation, iris))
    for extractor in sorted({r.extractor for r in reports}):
        yield _extraction(extractor, name, iris)
    for speaker in sorted({a.name for r in reports for a in r.attribution}):
        known: Pairs = [(RDF_TYPE, term("prov:Agent")), (term("foaf:name"), text(speaker))]
        yield Node(name, iris.of("speaker", speaker), known)
    for place in sorted({r.place for r in reports if r.place}):
        yield place_node(place, name, iris)
    for report in sorted(reports, key=lambda r: r.id):
        yield from _report(report, name, iris)


@cache
def vocabulary_nodes() -> tuple[Node, ...]:
    """The channel and status schemes, so that labels and hierarchy can be queried beside the data."""
    source = resources.files("backchannel.schema").joinpath("vocabulary.ttl").read_bytes()
    short, grouped = Shortener(NAMESPACES), defaultdict[str, Pairs](list)
    for quad in ox.parse(source, ox.RdfFormat.TURTLE):
        assert isinstance(quad.subject, ox.NamedNode)
        grouped[quad.subject.value].append((short.predicate(quad.predicate), short.term(quad.object)))
    return tuple(Node(None, short.iri(subject), pairs) for subject, pairs in sorted(grouped.items()))


def write_files(graph: MergedGraph, turtle_path: Path, trig_path: Path, base: str = DEFAULT_BASE) -> None:
    """Write the merged graph as readable Turtle, and everything as readable TriG, which begins with the same bytes."""
    iris = Iris(checked_base(base))
    with turtle_path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(header({**NAMESPACES, **iris.prefixes()}))
        out.writelines(node_lines(merged_nodes(graph, iris)))
    shutil.copyfile(turtle_path, trig_path)
    with trig_path.open("a", encoding="utf-8", newline="\n") as out:
        out.writelines(node_lines(named_nodes(graph, iris)))


def turtle(graph: MergedGraph, base: str = DEFAULT_BASE) -> Iterator[str]:
    """The merged graph (without the articles' own graphs) as sorted, readable Turtle, piece by piece."""
    iris = Iris(checked_base(base))
    return turtle_pieces(merged_nodes(graph, iris), {**NAMESPACES, **iris.prefixes()})


def trig(graph: MergedGraph, base: str = DEFAULT_BASE) -> Iterator[str]:
    """Everything as sorted, readable TriG, piece by piece."""
    return turtle_pieces(nodes(graph, base), {**NAMESPACES, **Iris(base).prefixes()})


def _contact(contact: Contact, graph: MergedGraph, iris: Iris, conflicts: list[Conflict]) -> Pairs:
    pairs: Pairs = [
        (RDF_TYPE, bc("Contact")),
        (term("rdfs:label"), text(who_line(contact, graph.actors))),
        (bc("channel"), channel_term(contact.channel)),
        (bc("status"), status_term(contact.status)),
        (bc("confidential"), boolean(contact.confidential)),
        (bc("confidence"), decimal(contact.confidence)),
        (bc("outletCount"), integer(contact.outlets)),
    ]
    for part in contact.participants:
        actor = iris.actor(part.actor)
        pairs += [(bc(part.role), actor), (bc("participant"), actor)]
        if part.inferred:
            pairs.append((bc("inferredParticipant"), actor))
    countries = sorted({c for part in contact.participants if (c := graph.actors[part.actor].country)})
    pairs += [(bc("participantCountry"), text(country)) for country in countries]
    pairs += [(bc("countryPair"), text(f"{one}-{other}")) for one, other in combinations(countries, 2)]
    pairs += _dates(contact.date, contact.date_text, contact.earliest, contact.latest)
    if contact.earliest and contact.latest and contact.earliest[:7] == contact.latest[:7]:
        pairs.append((bc("month"), text(contact.earliest[:7])))
    if contact.place:
        pairs += [(bc("place"), iris.place(contact.place)), (bc("placeName"), text(contact.place))]
    if contact.topic:
        pairs.append((bc("topic"), text(contact.topic)))
    if contact.role_conflict:
        pairs.append((bc("roleConflict"), boolean(True)))
    for former in sorted({status for _, status in contact.history} - {contact.status, "denied"}):
        pairs.append((bc("formerStatus"), status_term(former)))
    for report_id in contact.reports:
        pairs.append((bc("report"), iris.report(report_id)))
        if report_id in graph.reports:
            pairs += [(bc("quote"), text(e.text)) for e in graph.reports[report_id].evidence]
    pairs += [(bc("contestedBy"), iris.report(r)) for r in contact.contested_by]
    pairs += [(term("prov:wasDerivedFrom"), iris.article(a)) for a in contact.articles]
    for conflict in conflicts:
        pairs += [(bc("conflict"), node.subject) for node in _conflict(conflict, iris)]
    return pairs


def place_node(place: str, graph: Term | None, iris: Iris) -> Node:
    return Node(graph, iris.place(place), [(RDF_TYPE, bc("Place")), (term("skos:prefLabel"), text(place))])


def _conflict(conflict: Conflict, iris: Iris) -> Iterator[Node]:
    """One node per value that reports give to one field of a contact."""
    for number, (value, reports) in enumerate(conflict.values, 1):
        pairs: Pairs = [(RDF_TYPE, bc("Conflict")), (bc("field"), text(conflict.field)), (bc("value"), text(value))]
        pairs += [(bc("report"), iris.report(r)) for r in reports]
        yield Node(None, iris.of("contact", conflict.contact, "conflict", conflict.field, str(number)), pairs)


def _actors(graph: MergedGraph, iris: Iris, changed: Changes | None) -> Iterator[Node | Same]:
    wanted = graph.actors.keys() if changed is None else changed.actors
    direct: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for contact in graph.contacts:
        if changed is None or any(p.actor in wanted for p in contact.participants):
            for source, target in direct_pairs(contact):
                direct[source] |= {(name, target) for name in direct_properties(contact.channel)}
    named: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for place, actor_id in graph.participants.items():
        if actor_id in wanted:
            named[actor_id].append(place)
    bodies = bodies_of(graph.actors.values())
    for actor in sorted(graph.actors.values(), key=lambda a: a.id):
        if actor.id in wanted:
            yield from actor_nodes(actor, sorted(direct[actor.id]), sorted(named[actor.id]), bodies, iris)
            continue
        yield Same(iris.actor(actor.id))
        for number in range(1, len(actor.memberships) + 1):
            yield Same(_membership(actor, number, iris))
    yield from office_nodes(graph.actors.values(), iris)


def actor_nodes(
    actor: Actor,
    direct: Iterable[tuple[str, str]],
    named: Iterable[tuple[str, int]],
    bodies: dict[str, str],
    iris: Iris,
) -> Iterator[Node]:
    """An actor and its memberships: `direct` are properties and actors they lead to, `named` reports and parts."""
    pairs = _actor(actor, iris)
    pairs += [(bc(name), iris.actor(target)) for name, target in direct]
    pairs += [(bc("namedIn"), _part(iris, report, "participation", i)) for report, i in named]
    members = _memberships(actor, bodies, iris)
    pairs += [(term("org:hasMembership"), node.subject) for node in members]
    yield Node(None, iris.actor(actor.id), pairs)
    yield from members


def office_nodes(actors: Iterable[Actor], iris: Iris) -> Iterator[Node]:
    """The offices that somebody holds."""
    for office in sorted({m.office for a in actors for m in a.memberships}):
        pairs: Pairs = [(RDF_TYPE, term("org:Role")), (term("skos:prefLabel"), text(office))]
        yield Node(None, iris.of("office", office), pairs)


def _actor(actor: Actor, iris: Iris) -> Pairs:
    pairs: Pairs = [
        (RDF_TYPE, bc(_KIND_CLASS[actor.kind])),
        (RDF_TYPE, bc("Actor")),
        (term("foaf:name"), text(actor.name)),
    ]
    labels = actor.labels or ((actor.name, None),)
    pairs += [(term("skos:prefLabel"), tagged(words, language)) for words, language in labels]
    preferred = {words for words, _ in labels}
    others = {actor.name, *actor.aliases} - preferred
    pairs += [(term("skos:altLabel"), text(alias)) for alias in sorted(others)]
    if actor.country:
        pairs.append((bc("country"), text(actor.country)))
    pairs += [(term("skos:exactMatch"), link_or_text(link)) for link in actor.links]
    return pairs


def _membership(actor: Actor, number: int, iris: Iris) -> Term:
    return iris.of("actor", actor.id, "membership", str(number))


def _memberships(actor: Actor, bodies: dict[str, str], iris: Iris) -> list[Node]:
    found = []
    for number, post in enumerate(actor.memberships, 1):
        pairs: Pairs = [
            (RDF_TYPE, term("org:Membership")),
            (term("org:member"), iris.actor(actor.id)),
            (term("org:role"), iris.of("office", post.office)),
        ]
        if post.of:
            pairs.append((bc("of"), text(post.of)))
            if post.of in bodies:
                pairs.append((term("org:organization"), iris.actor(bodies[post.of])))
        pairs += _dates(None, None, post.earliest, post.latest)
        if post.inferred:
            pairs.append((bc("inferred"), boolean(True)))
        found.append(Node(None, _membership(actor, number, iris), pairs))
    return found


def _citation(citation: Citation, iris: Iris) -> Pairs:
    pairs: Pairs = [(RDF_TYPE, bc("Article")), (term("dcterms:identifier"), text(citation.id))]
    for name, value in (
        ("dcterms:title", citation.title),
        ("dcterms:language", citation.language),
        ("bc:outlet", citation.outlet),
        ("bc:digest", citation.digest),
    ):
        if value:
            pairs.append((term(name), text(value)))
    if citation.published:
        pairs.append((term("dcterms:issued"), edtf(citation.published)))
        if day := calendar_day(citation.published):
            pairs.append((term("schema:datePublished"), date_of(day)))
    if citation.url:
        pairs.append((term("schema:url"), link_or_text(citation.url)))
    return pairs


def _extraction(extractor: str, name: Term, iris: Iris) -> Node:
    """The activity that wrote reports: an extractor at one version."""
    tool, _, version = extractor.partition("/")
    pairs: Pairs = [(RDF_TYPE, term("prov:Activity")), (bc("extractor"), text(tool))]
    if version:
        pairs.append((bc("version"), text(version)))
    return Node(name, iris.of("extraction", extractor), pairs)


def _report(report: Report, name: Term, iris: Iris) -> Iterator[Node]:
    pairs: Pairs = [
        (RDF_TYPE, bc("Report")),
        (bc("channel"), channel_term(report.channel)),
        (bc("status"), status_term(report.status)),
        (bc("confidential"), boolean(report.confidential)),
        (bc("confidence"), decimal(report.confidence)),
        (term("prov:wasDerivedFrom"), iris.article(report.article)),
        (term("prov:wasGeneratedBy"), iris.of("extraction", report.extractor)),
    ]
    pairs += _dates(report.date, report.date_text, *bounds(report.date))
    if report.place:
        pairs.append((bc("place"), iris.place(report.place)))
    if report.topic:
        pairs.append((bc("topic"), text(report.topic)))
    pairs += [(bc("rule"), text(rule)) for rule in report.rules]
    pairs += [(bc("warning"), text(warning)) for warning in report.warnings]
    for link in report.attribution:
        if link.stance == "affirms":
            pairs.append((term("prov:wasAttributedTo"), iris.of("speaker", link.name)))
    parts = list(_parts(report, name, iris))
    pairs += [(bc(prop), node.subject) for prop, node in parts]
    if report.attribution:
        pairs.append((bc("saidBy"), text(said_by(report))))
    yield Node(name, iris.report(report.id), pairs)
    for _, node in parts:
        yield node


def _part(iris: Iris, report_id: str, kind: str, index: int) -> Term:
    return iris.of("report", report_id, kind, str(index + 1))


def _parts(report: Report, name: Term, iris: Iris) -> Iterator[tuple[str, Node]]:
    """Participations, evidence and the attribution chain of a report, each with the property that leads to it."""
    for i, who in enumerate(report.participants):
        pairs: Pairs = [
            (RDF_TYPE, bc("Participation")),
            (bc("name"), text(who.name)),
            (bc("role"), bc(who.role)),
            (bc("kind"), bc(_KIND_CLASS[who.kind])),
        ]
        pairs += [(bc("office"), text(who.office))] if who.office else []
        pairs += [(bc("of"), text(who.of))] if who.of else []
        pairs += [(bc("alias"), text(alias)) for alias in who.aliases]
        yield "participation", Node(name, _part(iris, report.id, "participation", i), pairs)
    for i, quote in enumerate(report.evidence):
        pairs = [
            (RDF_TYPE, term("oa:TextQuoteSelector")),
            (RDF_TYPE, term("oa:TextPositionSelector")),
            (term("oa:exact"), text(quote.text)),
            (term("oa:start"), integer(quote.start)),
            (term("oa:end"), integer(quote.end)),
            (bc("field"), text(quote.field)),
        ]
        yield "evidence", Node(name, _part(iris, report.id, "evidence", i), pairs)
    for i, link in enumerate(report.attribution):
        pairs = [
            (RDF_TYPE, bc("Attribution")),
            (bc("speaker"), iris.of("speaker", link.name)),
            (bc("stance"), bc(link.stance)),
            (bc("order"), integer(i + 1)),
        ]
        yield "attribution", Node(name, _part(iris, report.id, "attribution", i), pairs)


def _decision(decision: Decision, iris: Iris) -> Node:
    pairs: Pairs = [
        (RDF_TYPE, bc("Decision")),
        (bc("verdict"), text(decision.verdict)),
        (bc("who"), text(decision.who)),
        (bc("when"), text(decision.when)),
    ]
    section = decision.subject if decision.subject in ("actor", "contact", "report") else "report"
    pairs += [(bc("about"), iris.of(section, i)) for i in decision.ids]
    for name, value in (("why", decision.why), ("field", decision.field), ("value", decision.value)):
        if value:
            pairs.append((bc(name), text(value)))
    return Node(iris.decisions, iris.of("decision", decision.id), pairs)


def _dates(date: str | None, words: str | None, earliest: str | None, latest: str | None) -> Pairs:
    pairs: Pairs = []
    if words:
        pairs.append((bc("dateText"), text(words)))
    if date:
        pairs.append((bc("date"), edtf(date)))
    if earliest:
        pairs.append((bc("earliest"), date_of(earliest)))
    if latest:
        pairs.append((bc("latest"), date_of(latest)))
    return pairs
