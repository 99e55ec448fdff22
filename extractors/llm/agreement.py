"""Two readers of one article put together: where they agree the report is surer, where they differ both readings stay.

A contact that both find is one report. Where they contradict each other it has the reading of the surer report (of the
model where both are alike), the other reading stands in its warnings, and it is so unsure that it comes to review.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from backchannel.extractors.llm.dates import checked
from backchannel.extractors.llm.sameness import dates_fit, differences, likeness, paired
from backchannel.schema.model import Participant, Report
from backchannel.schema.vocabulary import broader_channels

CERTAIN = 0.99
EVEN = 0.5  # of two readings that contradict each other at most one is right
MOST_EVIDENCE = 8
# The most telling first, where one contact is called by two channels.
_TELLING = ("phone-call", "video-call", "letter", "summit", "meeting", "message", "visit", "talks", "contact")


def together(rules: Sequence[Report], model: Sequence[Report]) -> tuple[Report, ...]:
    """The reports of two readers of one article, each contact once, in the order of the text."""
    matches = _matches(rules, model)
    joined = [both_of(rules[i], model[j]) for i, j in matches]
    mine, theirs = {i for i, _ in matches}, {j for _, j in matches}
    alone = [_alone(r) for i, r in enumerate(rules) if i not in mine]
    alone += [_alone(r) for j, r in enumerate(model) if j not in theirs]
    return in_text_order([*joined, *alone])


def in_text_order(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Each report once, by where its first passage stands."""
    unique = {r.id: r for r in reports}

    def place(report: Report) -> tuple[object, ...]:
        first = min(((e.field != "title", e.start) for e in report.evidence), default=(True, 0))
        return (*first, report.id)

    return tuple(sorted(unique.values(), key=place))


def once_each(windows: Iterable[Sequence[Report]]) -> tuple[Report, ...]:
    """One reader's reports of an article's windows, with those put together that two windows tell.

    What one window tells as two contacts stays two: the reader had both before it.
    """
    kept: list[Report] = []
    for reports in windows:
        free = list(range(len(kept)))
        for report in reports:
            twin = next((n for n in free if likeness(kept[n], report) and not differences(kept[n], report)), None)
            if twin is None:
                kept.append(report)
            else:
                free.remove(twin)
                sure = max(kept[twin].confidence, report.confidence)
                kept[twin] = replace(_joined(kept[twin], report), confidence=sure)
    return in_text_order(kept)


def _matches(rules: Sequence[Report], model: Sequence[Report]) -> list[tuple[int, int]]:
    """Pairs that are most alike, each report in one pair at most."""
    rated = [(-likeness(a, b), i, j) for i, a in enumerate(rules) for j, b in enumerate(model)]
    matches: list[tuple[int, int]] = []
    for score, i, j in sorted(r for r in rated if r[0] < 0):
        if all(i != a and j != b for a, b in matches) and score < 0:
            matches.append((i, j))
    return sorted(matches)


def both_of(rules: Report, model: Report) -> Report:
    """One report out of what two readers say of one contact."""
    told = differences(rules, model)
    first, second = (model, rules) if model.confidence >= rules.confidence else (rules, model)
    joined = _joined(first, second)
    warnings = [
        f"readers-differ:{name}: {rules.extractor} {a}; {model.extractor} {b}" for name, (a, b) in sorted(told.items())
    ]
    if told:
        sure = EVEN * max(rules.confidence, model.confidence)
    else:
        sure = min(CERTAIN, 1 - (1 - rules.confidence) * (1 - model.confidence))
    return replace(
        joined,
        warnings=(*joined.warnings, *warnings),
        confidence=round(sure, 4),
        extractor=f"both/{rules.extractor}+{model.extractor}",
    )


def _joined(first: Report, second: Report) -> Report:
    """The first report, with what the second adds to it without contradicting it."""
    finer = second if _finer_date(second, first) else first
    evidence = tuple(dict.fromkeys([*first.evidence, *second.evidence]))[:MOST_EVIDENCE]
    return replace(
        first,
        participants=_participants(first, second),
        channel=_channel(first.channel, second.channel),
        date=finer.date,
        date_text=finer.date_text,
        place=first.place or second.place,
        attribution=first.attribution or second.attribution,
        topic=first.topic or second.topic,
        evidence=evidence,
        rules=tuple(dict.fromkeys([*first.rules, *second.rules])),
        warnings=tuple(
            w for w in dict.fromkeys([*first.warnings, *second.warnings]) if not (w == "no-date" and finer.date)
        ),
    )


def _channel(one: str, other: str) -> str:
    """The more telling one, if the other is a looser word for it."""
    if one in broader_channels(other) or (one in _TELLING[-2:] and _TELLING.index(other) < _TELLING.index(one)):
        return other
    return one


def _finer_date(one: Report, other: Report) -> bool:
    """Whether `one` has a date that `other` lacks, or holds it more exactly."""
    if not one.date or not other.date:
        return bool(one.date)
    return dates_fit(one.date, other.date) and _width(one.date) < _width(other.date)


def _width(date: str) -> tuple[bool, int]:
    """Without a year last, then by how many days it can be."""
    parsed = checked(date)
    if parsed is None or parsed.earliest is None or parsed.latest is None:
        return True, 0
    return False, (parsed.latest - parsed.earliest).days


def _participants(first: Report, second: Report) -> tuple[Participant, ...]:
    """The first report's participants with what the second knows of each, and intermediaries that only it names."""
    pairs = dict(paired(first, second, loose=True))
    mine = [_refined(p, second.participants[pairs[i]]) if i in pairs else p for i, p in enumerate(first.participants)]
    theirs = [p for j, p in enumerate(second.participants) if j not in pairs.values() and p.role == "intermediary"]
    return (*mine, *theirs)


def _refined(one: Participant, other: Participant) -> Participant:
    if (one.kind == "state") != (other.kind == "state"):
        return one  # the state that a person acts for is no other name of the person
    names = [n for n in dict.fromkeys([*one.aliases, other.name, *other.aliases]) if n != one.name]
    role = other.role if one.role == "party" and other.role in ("initiator", "recipient") else one.role
    return replace(one, role=role, office=one.office or other.office, of=one.of or other.of, aliases=tuple(names))


def _alone(report: Report) -> Report:
    """A report that the other reader does not have."""
    return replace(report, warnings=(*report.warnings, "one-reader-only"))
