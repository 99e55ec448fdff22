"""How well reports agree with gold: found, strict, and field by field.

found   precision, recall and F1 of the matching of reports with gold contacts
strict  the same, but a pair counts only when all participants agree, nobody's role is turned round (initiator for
        recipient, intermediary for party), and channel, status and date are right
fields  the share of matched pairs in which a field is right; `date stated` only where the gold does not allow "no date"
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from backchannel.gold import GoldArticle, GoldContact
from backchannel.matching import Pairs, date_right, matched, paired, same_name
from backchannel.schema.model import Report

FIELDS = ("channel", "status", "date", "date stated", "place", "confidential", "evidence")
LONG_ENOUGH = 16  # characters of a passage from which on it may be a part of the gold's one


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, right: int, found: int, wanted: int) -> Rates:
        """The rates of so many right ones among those found and those wanted; 1 where nothing is asked."""
        p = right / found if found else 1.0
        r = right / wanted if wanted else 1.0
        return cls(round(p, 3), round(r, 3), round(2 * p * r / (p + r) if p + r else 0.0, 3))

    def as_json(self) -> dict[str, float]:
        return {"precision": self.precision, "recall": self.recall, "f1": self.f1}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing the reports have wrong."""

    kind: str  # "missed", "false" or "inexact"
    article: str
    found: Report | None = None
    wanted: GoldContact | None = None


@dataclass(slots=True)
class Evaluation:
    """Counts over articles, and the figures they give."""

    counts: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)  # by field: pairs in which the gold says what is right
    right: Counter[str] = field(default_factory=Counter)
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def found(self) -> Rates:
        return Rates.of(self.counts["found"], self.counts["predicted"], self.counts["gold"])

    @property
    def strict(self) -> Rates:
        return Rates.of(self.counts["strict"], self.counts["predicted"], self.counts["gold"])

    @property
    def fields(self) -> dict[str, float | None]:
        """Accuracy by field; fields that no pair asks for are left out."""
        shares: dict[str, float | None] = {
            name: round(self.right[name] / self.asked[name], 3) for name in FIELDS if self.asked[name]
        }
        shares["role"] = round(self.right["role"] / self.asked["role"], 3) if self.asked["role"] else None
        shares["attributed_to f1"] = Rates.of(
            self.counts["speakers right"], self.counts["speakers found"], self.counts["speakers wanted"]
        ).f1
        return shares

    def as_json(self) -> dict[str, Any]:
        """The figures as one JSON object."""
        return {
            "articles": self.counts["articles"],
            "gold": self.counts["gold"],
            "predicted": self.counts["predicted"],
            "found": self.found.as_json(),
            "strict": self.strict.as_json(),
            "fields": self.fields,
            "articles without contact": self.counts["empty"],
            "false alarms in them": self.counts["alarms"],
        }


def evaluate(gold: Sequence[GoldArticle], reports: Mapping[str, Sequence[Report]]) -> Evaluation:
    """Hold the reports of each article, by its id, against the gold."""
    result = Evaluation()
    for article in gold:
        found = reports.get(article.article, ())
        pairs = matched(found, article.contacts)
        _count_matches(result, article, found, pairs)
        for i, j in pairs:
            if not article.contacts[j].optional:
                _count_fields(result, found[i], article.contacts[j])
        result.mistakes += _mistakes(article, found, pairs)
    return result


def _count_matches(result: Evaluation, article: GoldArticle, reports: Sequence[Report], pairs: Pairs) -> None:
    demanded = sum(not contact.optional for contact in article.contacts)
    result.counts["articles"] += 1
    result.counts["gold"] += demanded
    result.counts["predicted"] += len(reports) - sum(article.contacts[j].optional for _, j in pairs)
    if not demanded:
        result.counts["empty"] += 1
        result.counts["alarms"] += len(reports) - len(pairs)


def _count_fields(result: Evaluation, report: Report, gold: GoldContact) -> None:
    result.counts["found"] += 1
    result.counts["strict"] += exact(report, gold)
    for name, good in _judged(report, gold):
        result.asked[name] += 1
        result.right[name] += good
    result.counts["speakers wanted"] += len(gold.attributed_to)
    result.counts["speakers found"] += len(report.attributed_to)
    result.counts["speakers right"] += _speakers_right(report, gold)


def _judged(report: Report, gold: GoldContact) -> Iterator[tuple[str, bool]]:
    """Each field the gold has an answer for, with whether the report has it right."""
    yield "channel", report.channel in gold.channels
    yield "status", report.status in gold.statuses
    yield "date", date_right(report, gold)
    if None not in gold.dates:
        yield "date stated", date_right(report, gold)
    if gold.places:
        yield "place", any(same_name(report.place or "", place) for place in gold.places)
    yield "confidential", report.confidential == gold.confidential
    yield "evidence", shows(report, gold)
    for i, j in paired(report, gold):
        yield "role", report.participants[i].role == gold.participants[j].role


def _speakers_right(report: Report, gold: GoldContact) -> int:
    left = list(gold.attributed_to)
    for speaker in report.attributed_to:
        fitting = next((name for name in left if same_name(speaker, name)), None)
        if fitting is not None:
            left.remove(fitting)
    return len(gold.attributed_to) - len(left)


def exact(report: Report, gold: GoldContact) -> bool:
    """Whether a matched report says just what the gold says of who, how, whether and when."""
    pairs = paired(report, gold)
    if not len(pairs) == len(gold.participants) == len(report.participants):
        return False
    if any(_turned_round(report.participants[i].role, gold.participants[j].role) for i, j in pairs):
        return False
    return report.channel in gold.channels and report.status in gold.statuses and date_right(report, gold)


def _turned_round(found: str, wanted: str) -> bool:
    return (found == "intermediary") != (wanted == "intermediary") or {found, wanted} == {"initiator", "recipient"}


def shows(report: Report, gold: GoldContact) -> bool:
    """Whether one of the report's passages overlaps one of the gold's."""
    for passage in report.evidence:
        for wanted in gold.evidence:
            if isinstance(wanted, str):
                if wanted in passage.text or (len(passage.text) >= LONG_ENOUGH and passage.text in wanted):
                    return True
            elif passage.start < wanted[1] and wanted[0] < passage.end:
                return True
    return False


def _mistakes(article: GoldArticle, reports: Sequence[Report], pairs: Pairs) -> Iterator[Mistake]:
    found, matched_gold = {i for i, _ in pairs}, {j for _, j in pairs}
    for j, contact in enumerate(article.contacts):
        if j not in matched_gold and not contact.optional:
            yield Mistake("missed", article.article, wanted=contact)
    for i, report in enumerate(reports):
        if i not in found:
            yield Mistake("false", article.article, found=report)
    for i, j in pairs:
        contact = article.contacts[j]
        if not contact.optional and not exact(reports[i], contact):
            yield Mistake("inexact", article.article, reports[i], contact)
