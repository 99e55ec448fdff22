"""Scenarios of merging: what articles say, who and what is one, and how often the merge sees it so.

    python tests/graph/scenarios.py            # a line a case that is not right, then precision and recall
    python tests/graph/scenarios.py --all      # a line a case

The cases are in `scenarios/*.txt`, in this form:

    ## What the case shows
    a1 2022-02-15 kompas.com                   an article: id, published (or -), outlet (or -); "copy a0" marks a copy
    c1 | 2022-02-14 | meeting | occurred | Moskow | lavrov: Sergey Lavrov, Menlu, RU + putin: Putin, Presiden, RU | AFP
    expect: c1 outlets 1                       what else must hold

A report names the contact it is about (c1), date, channel, status, place, participants, whom it is attributed to, the
words of the date, and what else is set (`secret`, `sure 0.4`, `warn office-conflict:X`). A participant has the actor it
stands for, a name (other spellings after `=`), an office and what it is of; `+` joins parties, `>` leads from initiator
to recipient, `~` stands before an intermediary. Names of states, organisations and groups begin with the kind. `-`
leaves something open.
A line `decide: same actor ID ID` is a decision; ids of reports are written `@c1.2` (the second report about c1).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path

from backchannel.graph.decisions import decide
from backchannel.graph.merge import merge
from backchannel.schema.model import (
    Attribution,
    Citation,
    Contact,
    Decision,
    Evidence,
    MergedGraph,
    Participant,
    Report,
)

FOLDER = Path(__file__).parent / "scenarios"
KINDS = {"state": "state", "org": "organization", "group": "group"}


@dataclass
class Scenario:
    """One case: its input, and what is one in truth."""

    name: str
    file: str
    citations: list[Citation] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)  # of each report
    actors: list[tuple[str, ...]] = field(default_factory=list)  # of each report's participants
    expected: list[str] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)

    def merged(self) -> MergedGraph:
        """The merged graph of the case."""
        return merge(self.citations, self.reports, self.decisions())

    def decisions(self) -> list[Decision]:
        """The decisions of the case, in order."""
        made: list[Decision] = []
        for line in self.decided:
            verdict, subject, *rest = line.split()
            ids = [self.refer(r, made) for r in rest if "=" not in r]
            name, _, value = next((r for r in rest if "=" in r), "").partition("=")
            correction = {"field": name, "value": value.replace("_", " ")} if name else {}
            made.append(decide(verdict, subject, ids, "tester", "2022-03-01", **correction))
        return made

    def refer(self, told: str, made: list[Decision]) -> str:
        """The id that `@c1.2`, `@c1.2/0` (a mention) or `#1` (the first decision) stands for; others as they are."""
        if told.startswith("#"):
            return made[int(told[1:]) - 1].id
        found = re.fullmatch(r"@(\w+)\.(\d+)(/\d+)?", told)
        if not found:
            return told
        about = [r.id for r, c in zip(self.reports, self.contacts, strict=True) if c == found[1]]
        return about[int(found[2]) - 1] + (found[3] or "")


def read_scenarios() -> list[Scenario]:
    """Every case of every file."""
    found: list[Scenario] = []
    for path in sorted(FOLDER.glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("## "):
                found.append(Scenario(line[3:].strip(), path.stem))
            elif line.strip() and not line.startswith("# "):
                _read_line(found[-1], line.strip())
    return found


def _read_line(case: Scenario, line: str) -> None:
    if line.startswith("expect:"):
        case.expected.append(line[7:].strip())
    elif line.startswith("decide:"):
        case.decided.append(line[7:].strip())
    elif " | " in line:
        _read_report(case, [_open(cell) for cell in line.split(" | ")])
    else:
        article, published, outlet, *rest = line.split()
        copy = rest[1] if rest[:1] == ["copy"] else None
        case.citations.append(Citation(article, None, _open(published), _open(outlet), None, "id", article, copy))


def _open(cell: str) -> str | None:
    return None if cell.strip() == "-" else cell.strip()


def _read_report(case: Scenario, cells: list[str | None]) -> None:
    contact, date, channel, status, place, cast, *more = cells
    said, words, flags = (*more, None, None, None)[:3]
    names, parts = zip(*_participants(cast or ""), strict=True)
    number = len(case.reports)
    report = Report(
        case.citations[-1].id,
        tuple(parts),
        channel or "",
        status or "",
        date,
        words,
        place,
        attribution=tuple(Attribution(n.strip()) for n in (said or "").split(",") if n.strip()),
        evidence=(Evidence(f"kalimat {number}", number, number + 9),),
        confidence=0.8,
    )
    for flag in filter(None, (f.strip() for f in (flags or "").split(";"))):
        word, _, value = flag.partition(" ")
        changes = {"secret": {"confidential": True}, "warn": {"warnings": (value,)}, "topic": {"topic": value}}
        report = replace(report, **(changes.get(word) or {"confidence": float(value)}))  # type: ignore[arg-type]
    case.reports.append(report)
    case.contacts.append(contact or "")
    case.actors.append(tuple(names))


def _participants(text: str) -> Iterator[tuple[str, Participant]]:
    starting = " > " in text
    for n, side in enumerate(text.split(" > ")):
        for told in side.split(" + "):
            actor, _, rest = told.strip().partition(": ")
            spelled, office, of = (*[_open(c) for c in rest.split(",")], None, None)[:3]
            kind, _, tail = (spelled or "").partition(" ")
            name, *aliases = [n.strip() for n in (tail if kind in KINDS else spelled or "").split(" = ")]
            role = "intermediary" if actor.startswith("~") else ("initiator", "recipient")[n] if starting else "party"
            yield actor.lstrip("~"), Participant(name, role, KINDS.get(kind, "person"), office, of, tuple(aliases))


@dataclass
class Score:
    """Pairs that are one in truth and in the merge."""

    both: int = 0
    merged: int = 0
    true: int = 0

    def count(self, truth: Iterable[str], merged: Iterable[str]) -> None:
        """Compare two labellings of the same things, pair by pair."""
        for (a, x), (b, y) in combinations(zip(truth, merged, strict=True), 2):
            self.true += a == b
            self.merged += x == y
            self.both += a == b and x == y

    @property
    def precision(self) -> float:
        return self.both / self.merged if self.merged else 1.0

    @property
    def recall(self) -> float:
        return self.both / self.true if self.true else 1.0

    def __str__(self) -> str:
        return f"precision {self.precision:.3f}  recall {self.recall:.3f}  ({self.true} pairs that are one)"


def measure(case: Scenario, graph: MergedGraph, actors: Score, contacts: Score) -> list[str]:
    """Add the case to the scores; what is not as it should be, in words."""
    mine_a, mine_c = Score(), Score()
    ids = [r.id for r in case.reports]
    home = {report: c.id for c in graph.contacts for report in c.reports}
    mentions = [(key, graph.participants[i, n]) for i, keys in zip(ids, case.actors, strict=True)
                for n, key in enumerate(keys) if (i, n) in graph.participants]  # fmt: skip
    for score in (mine_a, actors):
        score.count([k for k, _ in mentions], [a for _, a in mentions])
    for score in (mine_c, contacts):
        score.count(case.contacts, [home.get(i, f"none {i}") for i in ids])
    wrong = [f"{name}: {score}" for name, score in (("actors", mine_a), ("contacts", mine_c))
             if (score.precision, score.recall) != (1, 1)]  # fmt: skip
    return wrong + [f"not so: {e}" for e in case.expected if not holds(case, graph, e)]


def holds(case: Scenario, graph: MergedGraph, expected: str) -> bool:
    """Whether an expectation holds."""
    about, field_name, *value = expected.split(maxsplit=2)
    told = value[0] if value else ""
    ids = [r.id for r in case.reports]
    if about == "questions":
        return len(graph.questions) == int(field_name)
    if about == "asked":
        return any(q.subject == field_name and told in " ".join((*q.reasons, *q.ids)) for q in graph.questions)
    if about in case.contacts:
        own = [i for i, c in zip(ids, case.contacts, strict=True) if c == about]
        return contact_holds([c for c in graph.contacts if set(own) & set(c.reports)], graph, field_name, told)
    places = [(i, n) for i, keys in zip(ids, case.actors, strict=True) for n, key in enumerate(keys) if key == about]
    actor = graph.actors[graph.participants[places[0]]]
    if field_name == "office":
        office, of, first, last = (*map(_open, told.split(", ")), None, None, None)[:4]
        spans = [(m.office, m.of, m.earliest, m.latest) for m in actor.memberships]
        return any(all(w in (None, x) for w, x in zip((office, of, first, last), s, strict=True)) for s in spans)
    if field_name == "offices":
        return len(actor.memberships) == int(told)
    return str(getattr(actor, field_name)) == told


def contact_holds(found: list[Contact], graph: MergedGraph, name: str, told: str) -> bool:
    """Whether an expectation about one contact holds."""
    if name == "dropped":
        return not found
    if len(found) != 1:
        return False
    contact = found[0]
    if name == "conflict":
        return told in [c.field for c in graph.conflicts if c.contact == contact.id]
    if name == "conflicts":
        return len([c for c in graph.conflicts if c.contact == contact.id]) == int(told)
    if name == "history":
        return " ".join(status for _, status in contact.history) == told
    if name == "inferred":
        return sum(p.inferred for p in contact.participants) == int(told)
    if name == "roles":
        return " ".join(sorted(p.role for p in contact.participants)) == told
    if name == "contested":
        return len(contact.contested_by) == int(told)
    return str(getattr(contact, name)) == told


def main() -> int:
    """Print what is not right and the scores."""
    actors, contacts = Score(), Score()
    cases = read_scenarios()
    failed = 0
    for case in cases:
        wrong = measure(case, case.merged(), actors, contacts)
        failed += bool(wrong)
        if wrong or "--all" in sys.argv:
            print(f"{'wrong' if wrong else 'right'}  {case.file}: {case.name}")
            for line in wrong:
                print(f"         {line}")
    reports = sum(len(c.reports) for c in cases)
    print(f"{len(cases)} cases, {reports} reports, {failed} not as they should be")
    print(f"actors    {actors}\ncontacts  {contacts}")
    return 1 if min(actors.precision, contacts.precision) < 0.98 or min(actors.recall, contacts.recall) < 0.95 else 0


if __name__ == "__main__":
    sys.exit(main())
