"""Rules and model together: agreement makes a report surer, a contradiction keeps both readings and goes to review."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.extractors.llm import ModelOptions, read_by_model
from backchannel.extractors.llm.agreement import once_each, together
from backchannel.graph.merge import merge
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article, Attribution, Evidence, Participant, Report
from tests.extractors.llm.scripted import Step, answer, article, contact, serving

pytest.importorskip("httpx", reason="pip install 'backchannel[llm]'")

MODEL = "llm/m/id-1"
A, B, C = (
    Participant("Ane Solheim", "initiator", "person", "Menteri Luar Negeri", "NO"),
    Participant("Pablo Rojas", "recipient", "person", None, "CL"),
    Participant("Lena Duarte", "intermediary", "person", None, "PT"),
)


def report(reader: str = "rules/1", at: int = 10, **changes: Any) -> Report:
    """A report of one reader; `at` is where its passage stands."""
    base = Report(
        "a", (A, B), "phone-call", "occurred", "2022-02-14", "Senin", evidence=(Evidence("x" * 20, at, at + 20),),
        confidence=0.8, extractor=reader,
    )  # fmt: skip
    return replace(base, **changes)


def model(**changes: Any) -> Report:
    return report(MODEL, **{"confidence": 0.9, **changes})


def test_agreement_makes_surer() -> None:
    """Both readers' report of one contact is one, as sure as two independent witnesses make it, with both names."""
    (both,) = together([report()], [model()])

    assert both.confidence == pytest.approx(1 - 0.2 * 0.1)
    assert both.extractor == "both/rules/1+llm/m/id-1"
    assert both.warnings == ()


SAYS_LESS = {
    "looser channel": ({"channel": "contact"}, {}),
    "no date": ({"date": None, "date_text": None}, {}),
    "month for day": ({"date": "2022-02", "date_text": "Februari"}, {}),
    "no place": ({}, {"place": "Oslo"}),
    "plain parties": ({"participants": (replace(A, role="party"), replace(B, role="party"))}, {}),
    "surname only": ({"participants": (replace(A, name="Solheim"), B)}, {}),
    "no intermediary": ({}, {"participants": (A, B, C)}),
    "no speaker": ({}, {"attribution": (Attribution("Kabar Utara"),)}),
}


@pytest.mark.parametrize("case", sorted(SAYS_LESS))
@pytest.mark.parametrize("turned", [False, True])
def test_saying_less_is_no_contradiction(case: str, turned: bool) -> None:
    """What one reader leaves out or says more loosely is taken from the other, and the report is surer."""
    less, more = SAYS_LESS[case]
    rules, theirs = (report(**more), model(**less)) if turned else (report(**less), model(**more))
    (both,) = together([rules], [theirs])
    full = report(**more)

    assert both.confidence > 0.9
    assert not [w for w in both.warnings if w.startswith("readers-differ")]
    assert (both.channel, both.date, both.place, both.attribution) == (
        full.channel, full.date, full.place, full.attribution,
    )  # fmt: skip
    assert [p.role for p in both.participants] == [p.role for p in full.participants]


DIFFER = {
    "status": ({"status": "planned"}, "readers-differ:status: rules/1 planned; llm/m/id-1 occurred"),
    "date": ({"date": "2022-02-13"}, "readers-differ:date: rules/1 2022-02-13; llm/m/id-1 2022-02-14"),
    "confidential": ({"confidential": True}, "readers-differ:confidential: rules/1 true; llm/m/id-1 false"),
    "roles": (
        {"participants": (replace(A, role="recipient"), replace(B, role="initiator"))},
        "readers-differ:roles: rules/1 Ane Solheim recipient, Pablo Rojas initiator; "
        "llm/m/id-1 Ane Solheim initiator, Pablo Rojas recipient",
    ),
    "participants": (
        {"participants": (A, B, replace(C, role="party"))},
        "readers-differ:participants: rules/1 Ane Solheim, Pablo Rojas, Lena Duarte; "
        "llm/m/id-1 Ane Solheim, Pablo Rojas",
    ),
}


@pytest.mark.parametrize("case", sorted(DIFFER))
def test_contradiction_goes_to_review_with_both_readings(case: str) -> None:
    """The surer reading stands, the other is in the warnings, and the merged graph asks a person about it."""
    changes, warning = DIFFER[case]
    (both,) = together([report(**changes)], [model()])
    cited = Article("a", "x").citation
    questions = [q for q in merge([cited], [both]).questions if q.subject == "report"]

    assert warning in both.warnings
    assert both.confidence < 0.5
    assert getattr(both, case if case != "roles" else "participants") == getattr(
        model(), case if case != "roles" else "participants"
    )
    assert [q.ids for q in questions] == [(both.id,)]
    assert warning in questions[0].reasons


def test_place_that_differs() -> None:
    """Two cities contradict each other; a city and its country do not."""
    (one,) = together([report(place="Oslo")], [model(place="Santiago")])
    (other,) = together([report(place="Oslo")], [model(place="Norwegia")])

    assert any(w.startswith("readers-differ:place") for w in one.warnings)
    assert not any(w.startswith("readers-differ") for w in other.warnings)


def test_one_reader_only() -> None:
    """A contact that one reader alone found is kept as it is and marked."""
    found = together([report()], [model(participants=(A, replace(C, role="recipient")), at=200)])

    assert [r.extractor for r in found] == ["rules/1", MODEL]
    assert all(r.warnings == ("one-reader-only",) for r in found)
    assert [r.confidence for r in found] == [0.8, 0.9]


def test_two_contacts_of_the_same_people_stay_two() -> None:
    """Two calls on two days are matched each with its own."""
    days = ("2022-02-14", "2022-02-16")
    rules = [report(at=10 + 100 * n, date=day) for n, day in enumerate(days)]
    theirs = [model(at=10 + 100 * n, date=day) for n, day in enumerate(days)]
    found = together(rules, theirs[::-1])

    assert [r.date for r in found] == list(days)
    assert all(r.extractor.startswith("both/") for r in found)


@given(st.permutations(range(4)), st.permutations(range(4)))
def test_order_of_reports_does_not_matter(one: list[int], other: list[int]) -> None:
    """However the readers order their reports, the outcome is the same."""
    rules = [report(at=10 + 50 * n, status=s) for n, s in enumerate(("occurred", "planned", "denied", "ongoing"))]
    theirs = [model(at=15 + 50 * n, date=f"2022-02-{14 + n}") for n in range(4)]

    assert together([rules[i] for i in one], [theirs[i] for i in other]) == together(rules, theirs)


def test_windows_that_overlap_tell_a_contact_once() -> None:
    """Two windows' reports of one contact are one; two contacts of one window stay two."""
    first, second = report(MODEL, at=10), report(MODEL, at=15, place="Oslo")
    (one,) = once_each([[first], [second]])

    assert (one.place, len(one.evidence)) == ("Oslo", 2)
    assert len(once_each([[first, report(MODEL, at=300)]])) == 2
    assert len(once_each([[first, report(MODEL, at=300)], [second, report(MODEL, at=300)]])) == 2


def test_long_article_in_windows() -> None:
    """An article longer than a window is asked in parts; a contact is reported once, at its place in the article."""
    pad = "\n".join(f"Paragraf pengantar nomor {n} tentang cuaca di Oslo." for n in range(40))
    text = f"{pad}\n{article('a').text}\n{pad}"
    long = replace(article("a"), text=text)

    def script(seen: Any, _: int) -> Step:
        return Step(answer() if "menelepon" in seen.words else '{"contacts": []}')

    with serving(script, case=lambda _: "a") as scripted:
        options = ModelOptions("m", scripted.url, window=1200)
        ((_, reports),) = read_by_model([long], options, lambda _: None)
        holding = [s for s in scripted.seen if "menelepon Menteri" in s.words]

    assert len(scripted.seen) > 3
    assert holding
    assert all("of" in s.words.splitlines()[0] for s in scripted.seen)
    (one,) = reports
    assert text[one.evidence[0].start : one.evidence[0].end] == one.evidence[0].text


def rules_of(_: Article) -> tuple[Report, ...]:
    """Stands in for the rules, with a known outcome."""
    return (report(article="a-0", at=0),)


def test_failing_reader_leaves_the_other() -> None:
    """Where the model gives no answer the rules' reports stand, and the other way round; each failure is a line."""
    lines: list[str] = []

    def failing(one: Article) -> tuple[Report, ...]:
        raise ArticleError(one.id, "the extractor failed")

    with serving(lambda *_: Step(None, refusal="no")) as scripted:
        options = ModelOptions("m", scripted.url)
        ((_, alone),) = read_by_model([article("a")], options, lambda p: lines.append(str(p)), rules_of)
    with serving(lambda *_: Step(answer())) as scripted:
        options = ModelOptions("m", scripted.url)
        ((_, theirs),) = read_by_model([article("a")], options, lambda p: lines.append(str(p)), failing)

    assert alone == rules_of(article("a"))
    assert [r.extractor for r in theirs] == [MODEL]
    assert lines == ["a-0: the model refuses: no", "a-0: the extractor failed"]


def test_with_the_real_rules() -> None:
    """The rule engine and a scripted model agree about a plain sentence."""
    from backchannel.extractors.extraction import extracted

    row = contact(participants=[{**p, "kind": "person"} for p in contact()["participants"]])
    with serving(lambda *_: Step(answer(row))) as scripted:
        options = ModelOptions("m", scripted.url)
        ((_, found),) = read_by_model([article("a")], options, lambda _: None, extracted)

    (one,) = [r for r in found if r.extractor.startswith("both/rules/")]
    assert one.confidence > 0.9
    assert (one.channel, one.status, one.date) == ("phone-call", "occurred", "2022-02-14")
