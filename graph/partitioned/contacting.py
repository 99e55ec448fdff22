"""The fifth step, bucket by bucket: the contacts of components, each merged without looking at the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from backchannel.extractors.engine.parts import Counts
from backchannel.extractors.engine.tables import Tables
from backchannel.graph.direct import direct_pairs, direct_properties
from backchannel.graph.iris import Iris
from backchannel.graph.merge import contacts_of
from backchannel.graph.merged_rows import merged_row
from backchannel.graph.pairs import pairs_of
from backchannel.graph.partitioned.casting import Gathered, question_row
from backchannel.graph.partitioned.resolving import WHO, Who, read_who
from backchannel.graph.partitioned.tables import (
    CONFLICTS,
    CONTACTING,
    CONTACTS,
    DIRECT,
    PAIRS,
    QUESTIONS,
    REPLACED,
    Plan,
)
from backchannel.graph.rdf import contact_nodes
from backchannel.graph.resolved import rows_of
from backchannel.graph.rowfiles import line_of
from backchannel.graph.turtle import node_lines
from backchannel.schema.model import Conflict, Contact, MergedGraph

BATCH = 2_000  # reports that are merged at once: few components have more, and those go by themselves


def merge_bucket(groups: Iterator[tuple[Any, list[tuple[Any, ...]]]], folder: Path, settings: dict[str, Any]) -> Counts:
    """Write the contacts of a bucket's components."""
    plan = Plan.from_json(settings["plan"])
    who = read_who(str(plan.file(WHO)))
    counts = {"contacts": 0}
    with Tables(folder, CONTACTING) as tables:
        writer = _Writer(tables, plan, who)
        for gathered in _batches(groups):
            known = gathered.known(who)
            contacts, conflicts, questions = contacts_of(rows_of(known).values(), known, plan.judged)
            writer.write(contacts, conflicts, gathered)
            for question in questions:
                tables.add(QUESTIONS, question_row(question))
            counts["contacts"] += len(contacts)
    return counts


def _batches(groups: Iterator[tuple[Any, list[tuple[Any, ...]]]]) -> Iterator[Gathered]:
    """Some components at a time."""
    gathered = Gathered()
    for _, rows in groups:
        for _, report_id, payload in rows:
            gathered.take(report_id, payload)
        if len(gathered.reports) >= BATCH:
            yield _sorted(gathered)
            gathered = Gathered()
    if gathered.reports:
        yield _sorted(gathered)


def _sorted(gathered: Gathered) -> Gathered:
    gathered.reports = dict(sorted(gathered.reports.items()))
    return gathered


class _Writer:
    """Writes contacts as lines and as RDF."""

    def __init__(self, tables: Tables, plan: Plan, who: Who) -> None:
        self._tables = tables
        self._who = who
        self._iris = Iris(plan.base)

    def write(self, contacts: list[Contact], conflicts: list[Conflict], gathered: Gathered) -> None:
        """Write the contacts of some components."""
        graph = MergedGraph(self._who.actors, tuple(contacts), gathered.reports, gathered.citations, {})
        by_contact = defaultdict(list)
        for conflict in sorted(conflicts, key=lambda c: (c.contact, c.field)):
            by_contact[conflict.contact].append(conflict)
            self._tables.add(CONFLICTS, (conflict.contact, conflict.field, line_of(merged_row(conflict))))
        for contact in contacts:
            nodes = contact_nodes(contact, graph, self._iris, by_contact[contact.id])
            text = "".join(node_lines(nodes))
            self._tables.add(CONTACTS, (contact.id, contact.place, line_of(merged_row(contact)), text))
            self._relations(contact)

    def _relations(self, contact: Contact) -> None:
        for former in contact.replaces:
            self._tables.add(REPLACED, (former, contact.id))
        for source, target in direct_pairs(contact):
            for name in direct_properties(contact.channel):
                self._tables.add(DIRECT, (source, name, target))
        for one, other, _ in pairs_of(contact):
            self._tables.add(PAIRS, (one, other, contact.id))
