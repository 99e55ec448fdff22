"""Human judgements: what can be decided, which decisions are in force, and which contradict each other.

The log is only ever added to. "undo" takes one decision back; what is in force is found by reading the log in
order, so a rebuild, a new article or a later change of mind never loses a judgement.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from backchannel.graph.partition import Partition
from backchannel.schema.dates import parse_edtf
from backchannel.schema.errors import DecisionError
from backchannel.schema.model import CHANNELS, KINDS, ROLES, STATUSES, VERDICTS, Decision, Report, fingerprint

SUBJECTS = ("actor", "contact", "report")
PAIRS = ("same", "different", "unsure")
# verdict -> what it can be said of
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "same": ("actor", "contact"),
    "different": ("actor", "contact"),
    "unsure": ("actor", "contact"),
    "wrong": ("contact", "report"),
    "right": SUBJECTS,
    "correct": SUBJECTS,
    "undo": ("decision",),
}
CONTACT_FIELDS = ("date", "place", "channel", "status", "confidential", "topic")
ACTOR_FIELDS = ("name", "country")
PARTICIPANT_FIELDS = ("name", "role", "kind", "office", "of")


def decision_id(decision: Decision) -> str:
    """The id of a decision: a hash of all it says."""
    return fingerprint(
        decision.verdict, decision.subject, decision.ids, decision.who, decision.when, decision.why,
        decision.field, decision.value, length=12,
    )  # fmt: skip


def decide(
    verdict: str,
    subject: str,
    ids: Iterable[str],
    who: str,
    when: str,
    why: str = "",
    field: str | None = None,
    value: str | None = None,
) -> Decision:
    """A decision, checked as far as it can be without the graph; DecisionError says what is wrong with it."""
    made = Decision("", verdict, subject, tuple(ids), who, when, why, field, value)
    _check(made)
    return replace(made, id=decision_id(made))


def read_decisions(path: str | Path) -> tuple[Decision, ...]:
    """The decisions of a file, a JSON object a line, each checked and given its id; DecisionError names a bad line."""
    made = []
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DecisionError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            d = Decision.from_json({"id": "", **json.loads(line)})
            made.append(decide(d.verdict, d.subject, d.ids, d.who, d.when, d.why, d.field, d.value))
        except (ValueError, KeyError, TypeError, AttributeError, DecisionError) as error:
            raise DecisionError(f"{path}, line {number}: not a decision: {error}") from None
    return tuple(made)


def _check(made: Decision) -> None:
    if made.verdict not in VERDICTS:
        raise DecisionError(f"no verdict is called {made.verdict!r}; there are {', '.join(VERDICTS)}")
    if made.subject not in ALLOWED[made.verdict]:
        able = " or ".join(ALLOWED[made.verdict])
        raise DecisionError(f"{made.verdict!r} is said of {able}, not of {made.subject!r}")
    wanted = 2 if made.verdict in PAIRS else 1
    if len(set(made.ids)) != wanted or len(made.ids) != wanted:
        ids = "two different ids" if wanted > 1 else "one id"
        raise DecisionError(f"{made.verdict!r} needs {ids}, not {' '.join(made.ids) or 'none'}")
    if not made.who.strip() or not made.when.strip():
        raise DecisionError("a decision needs to say who took it and when")
    if (made.verdict == "correct") != (made.field is not None):
        raise DecisionError("'correct' needs a field and a value, and no other verdict has them")
    if made.verdict == "correct":
        _check_value(made.subject, made.field or "", made.value)


def _check_value(subject: str, name: str, value: str | None) -> None:
    """Whether the field exists there and can have the value; None empties a field that may be empty."""
    known = ACTOR_FIELDS if subject == "actor" else CONTACT_FIELDS
    number, _, part = name.removeprefix("participant.").partition(".")
    if subject == "report" and name.startswith("participant.") and number.isdigit() and part in PARTICIPANT_FIELDS:
        name = part
    elif name not in known:
        more = ", participant.N.name and so on" if subject == "report" else ""
        raise DecisionError(f"a {subject} has no field {name!r} to correct; it has {', '.join(known)}{more}")
    choices = {"channel": CHANNELS, "status": STATUSES, "role": ROLES, "kind": KINDS, "confidential": ("true", "false")}
    if name in choices and value not in choices[name]:
        raise DecisionError(f"{name} is one of {', '.join(choices[name])}, not {value!r}")
    if name == "name" and not value:
        raise DecisionError("a name cannot be empty")
    if name == "date" and value:
        try:
            parse_edtf(value)
        except ValueError as error:
            raise DecisionError(str(error)) from None


def in_force(log: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that nobody took back, each once, in id order."""
    standing: dict[str, Decision] = {}
    for decision in log:
        if decision.verdict == "undo":
            standing.pop(decision.ids[0], None)
        else:
            standing[decision.id] = decision
    return tuple(standing[i] for i in sorted(standing))


def added(log: Iterable[Decision], new: Decision) -> tuple[Decision, ...]:
    """The log with one more decision; as it is if that stands already. DecisionError if it contradicts one in force."""
    so_far = tuple(log)
    standing = {d.id: d for d in in_force(so_far)}
    if new.verdict == "undo":
        if new.ids[0] not in standing:
            raise DecisionError(f"no decision {new.ids[0]} is in force, so nothing can be taken back")
        return (*so_far, new)
    if new.id in standing:
        return so_far
    clash = contradiction((*standing.values(), new))
    if clash:
        raise DecisionError(clash)
    return (*so_far, new)


def contradiction(standing: Iterable[Decision]) -> str | None:
    """What two of the decisions contradict each other in, or None."""
    decided = sorted(standing, key=lambda d: d.id)
    for subject in ("actor", "contact"):
        sets: Partition[str] = Partition()
        for d in decided:
            if d.subject == subject and d.verdict == "same":
                sets.join(*d.ids)
        for d in decided:
            if d.subject == subject and d.verdict == "different" and sets.find(d.ids[0]) == sets.find(d.ids[1]):
                chain = ", ".join(x.id for x in decided if x.verdict == "same" and _touches(x, sets, d.ids[0]))
                names = f"{d.ids[0]} and {d.ids[1]}"
                return f"decision {d.id} says that {names} are different, {chain} that they are the same"
    said: dict[tuple[str, ...], Decision] = {}
    for d in decided:
        if d.verdict in ("right", "wrong", "correct"):
            key = (d.subject, *d.ids, d.field or "right or wrong")
            other = said.setdefault(key, d)
            if (other.verdict, other.value) != (d.verdict, d.value):
                return f"decisions {other.id} and {d.id} contradict each other about {d.subject} {d.ids[0]}"
    return None


def _touches(decision: Decision, sets: Partition[str], thing: str) -> bool:
    return any(sets.find(i) == sets.find(thing) for i in decision.ids)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The decisions in force, sorted by what the merge needs them for."""

    decisions: tuple[Decision, ...] = ()
    wrong: frozenset[tuple[str, str]] = frozenset()  # (subject, id)
    right: frozenset[tuple[str, str]] = frozenset()
    settled: frozenset[tuple[str, ...]] = frozenset()  # pairs and things nobody need be asked about again
    corrections: Mapping[tuple[str, str], tuple[Decision, ...]] = field(default_factory=dict)  # (subject, id)

    def pairs(self, subject: str, verdict: str) -> Iterator[tuple[str, str]]:
        """The pairs judged so, in id order."""
        for d in self.decisions:
            if d.subject == subject and d.verdict == verdict:
                yield d.ids[0], d.ids[1]

    def usable(self, reports: Mapping[str, Report]) -> dict[str, Report]:
        """The reports that are not wrong, corrected."""
        return {i: self.corrected(i, r) for i, r in reports.items() if ("report", i) not in self.wrong}

    def corrected(self, report_id: str, report: Report) -> Report:
        """The report as it would read without the mistakes people found in it."""
        if ("report", report_id) in self.right:
            report = replace(report, confidence=1.0)
        for d in self.corrections.get(("report", report_id), ()):
            report = _corrected_report(report, d.field or "", d.value)
        return report


def judgement(log: Iterable[Decision]) -> Judgement:
    """What the log comes to; DecisionError if what is in force contradicts itself."""
    standing = in_force(log)
    clash = contradiction(standing)
    if clash:
        raise DecisionError(clash)
    corrections: dict[tuple[str, str], tuple[Decision, ...]] = {}
    for d in standing:
        if d.verdict == "correct":
            key = (d.subject, d.ids[0])
            corrections[key] = (*corrections.get(key, ()), d)
    return Judgement(
        standing,
        frozenset((d.subject, d.ids[0]) for d in standing if d.verdict == "wrong"),
        frozenset((d.subject, d.ids[0]) for d in standing if d.verdict == "right"),
        frozenset(tuple(sorted(d.ids)) for d in standing if d.verdict not in ("correct",)),
        corrections,
    )


def _corrected_report(report: Report, name: str, value: str | None) -> Report:
    if name.startswith("participant."):
        number, part = name.split(".")[1:3]
        if int(number) >= len(report.participants):
            return report
        parts = list(report.participants)
        changed: dict[str, Any] = {part: value}
        parts[int(number)] = replace(parts[int(number)], **changed)
        return replace(report, participants=tuple(parts))
    return replace(report, **{name: value == "true" if name == "confidential" else value})  # type: ignore[arg-type]
