"""Whatever a server does, every article ends in reports that the text bears out, or in one clear line.

The replies are scripted; nothing here says how well any model reads.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from backchannel.extractors.llm import ModelOptions, read_by_model, server
from backchannel.extractors.llm.check import Dropped
from backchannel.extractors.llm.errors import ModelError
from backchannel.extractors.llm.tally import Tally
from backchannel.schema.model import Article, Report
from tests.extractors.llm.scripted import Script, Scripted, Step, answer, article, by_case, contact, error, serving

pytest.importorskip("httpx", reason="pip install 'backchannel[llm]'")

GOOD = Step(answer())
LIMIT = 2.0  # seconds for one answer in these tests
NO_SCHEMA = "'response_format' of type 'json_schema' is not supported"
OTHER_NAMES = [{"name": "Boris Kolar", "role": "initiator"}, {"name": "Dina Wati", "role": "recipient"}]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "FIRST_WAIT", 0.02)


@dataclass
class Run:
    """What came of reading some articles."""

    reports: dict[str, tuple[Report, ...]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    dropped: list[Dropped] = field(default_factory=list)


def run(articles: list[Article], url: str, **options: Any) -> Run:
    """Read articles by the server at `url`."""
    done = Run()
    chosen = ModelOptions("scripted", url, **{"timeout": LIMIT, "retries": 2, **options})
    told = lambda problem: done.lines.append(str(problem))  # noqa: E731
    for one, reports in read_by_model(articles, chosen, told, tally=done.tally, log=done.dropped.append):
        done.reports[one.id] = reports
    return done


def cut(text: str, share: float = 0.6) -> str:
    return text[: int(len(text) * share)]


PARTS = json.dumps({"choices": [{"message": {"content": [{"type": "text", "text": answer()}]}}]}).encode()
NOON = "Mon, 14 Feb 2022 12:00:00 GMT"
NEEDED = ("participants", "channel", "status", "evidence", "date")
TWO = answer(contact(), contact(status="planned"))
# case -> how the server answers, one request after another
RECOVERED: dict[str, list[Step]] = {
    "well": [GOOD],
    "schema-refused": [error(400, NO_SCHEMA), GOOD],
    "schema-crashes-the-grammar": [error(500, "failed to parse grammar"), GOOD],
    "no-json-mode-at-all": [error(400, NO_SCHEMA), error(422, "response_format.type must be 'text'"), GOOD],
    "other-name-for-the-limit": [error(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'"), GOOD],
    "no-temperature": [error(400, "Unsupported value: 'temperature' does not support 0 with this model"), GOOD],
    "fenced": [Step("```json\n" + answer() + "\n```")],
    "fence-without-end": [Step("```json\n" + answer())],
    "prose-around": [Step("Tentu! Berikut hasilnya:\n" + answer() + "\nSemoga membantu {ya}.")],
    "thinks-aloud": [Step('<think>{"contacts": [{"wrong": 1}]} or rather</think>\n' + answer())],
    "corrects-itself": [Step(answer(contact(status="denied")) + "\nSorry, corrected:\n" + answer())],
    "bare-list": [Step(json.dumps([contact()]))],
    "parts": [Step(body=PARTS)],
    "cut-off-once": [Step(cut(TWO), finish="length"), GOOD],
    "prose-once": [Step("I found one contact between two ministers."), GOOD],
    "empty-once": [Step(""), GOOD],
    "null-once": [Step(None), GOOD],
    "429-with-seconds": [error(429, "slow down", {"Retry-After": "0.1"}), GOOD],
    "429-with-a-day": [
        error(429, "slow down", {"Date": NOON, "Retry-After": NOON}),
        GOOD,
    ],
    "429-without": [error(429, "slow down"), error(429, "slow down"), GOOD],
    "500-once": [error(500, "internal"), GOOD],
    "502-html": [Step(status=502, body=b"<html>bad gateway</html>"), GOOD],
    "error-in-200": [Step(body=b'{"error": {"code": 503, "message": "overloaded"}}'), GOOD],
    "html-in-200": [Step(body=b"<html>hello</html>"), GOOD],
    "no-choices": [Step(body=b'{"choices": []}'), GOOD],
    "breaks-off": [replace(GOOD, cut=True), GOOD],
    "hangs-once": [replace(GOOD, delay=LIMIT + 1), GOOD],
    "one-contact-of-wrong-types": [Step(answer(contact(confidential="yes"), contact(participants="A, B"), contact()))],
    "missing-fields": [Step(answer({k: contact()[k] for k in NEEDED}))],
    "loose-spelling": [Step(answer(contact(channel="Phone_call", status="Occurred ")))],
    "no-usage": [replace(GOOD, usage=False)],
}  # fmt: skip
# case -> how the server answers, and the line the user reads
LOST: dict[str, tuple[list[Step], str]] = {
    "500-for-ever": (
        [error(500, "internal")],
        r"the server fails \(HTTP 500: invalid_request_error internal; 3 tries\)",
    ),
    "429-for-ever": ([error(429, "slow")], r"the server fails \(HTTP 429: .*; 3 tries\)"),
    "429-for-an-hour": ([error(429, "slow", {"Retry-After": "3600"})], r"asks to wait 3600 s .* run it again later"),
    "hangs": ([replace(GOOD, delay=LIMIT + 1)], r"no whole answer within 2 s \(3 tries\)"),
    "drips": ([replace(GOOD, drip=0.05)], r"no whole answer within 2 s \(3 tries\)"),
    "breaks-off-for-ever": ([replace(GOOD, cut=True)], r"the connection broke: \w+ \(3 tries\)"),
    "empty": ([Step("")], r"the model's answer is empty"),
    "prose": ([Step("There are two contacts.")], r"holds no contacts in the form asked for: 'There are two contacts.'"),
    "other-json": ([Step('{"answer": 42}')], r"holds no contacts in the form asked for"),
    "nothing-but-wrong-types": ([Step(answer(contact(status=3)))], r"holds no contacts in the form asked for"),
    "refuses": ([Step(None, refusal="I can't help with\nthat.")], r"the model refuses: I can't help with that\.$"),
    "filtered": ([Step(None, finish="content_filter")], r"the server's filter withheld the answer"),
    "too-long": ([error(400, "maximum context length is 4096 tokens")], r"refuses it \(HTTP 400: .*context length"),
    "huge": ([Step(body=b"x" * 9_000_000)], r"the answer is larger than 8,000,000 bytes"),
    "deep": ([Step("[" * 100_000)], r"holds no contacts in the form asked for"),
}
# case -> what the model says that the text does not bear out; no report may come of it
INVENTED: dict[str, Step] = {
    "invented-quote": Step(answer(contact(evidence=["Ane Solheim bertemu Pablo Rojas di Santiago"]))),
    "one-invented-quote-of-two": Step(answer(contact(evidence=[*contact()["evidence"], "demikian kata Rojas"]))),
    "quote-too-short": Step(answer(contact(evidence=["menelepon"]))),
    "half-a-word": Step(answer(contact(evidence=["Ane Solheim menelepon Menteri Lu"]))),
    "no-quote": Step(answer(contact(evidence=[]))),
    "invented-names": Step(answer(contact(participants=OTHER_NAMES))),
    "one-participant": Step(answer(contact(participants=contact()["participants"][:1]))),
    "joined-with-dots": Step(answer(contact(evidence=["Ane Solheim menelepon … presiden Cile"]))),
}


@pytest.fixture(scope="module")
def everything() -> Iterator[tuple[Run, Scripted]]:
    """All cases in one run, ten requests at once, so that each stands among the others' misfortunes."""
    before, server.FIRST_WAIT = server.FIRST_WAIT, 0.02
    steps = {**RECOVERED, **{c: s for c, (s, _) in LOST.items()}, **{c: [s] for c, s in INVENTED.items()}}
    forms_refused = ("schema-refused", "schema-crashes-the-grammar", "no-json-mode-at-all", "other-name", "no-temp")
    with serving(by_case(steps)) as serving_now:
        articles = [article(case) for case in steps if not case.startswith(forms_refused)]
        yield run(articles, serving_now.url, concurrency=10), serving_now
    server.FIRST_WAIT = before


def test_others_are_done(everything: tuple[Run, Scripted]) -> None:
    """Every article that an answer was got for is there, in order, and each of the others has exactly one line."""
    done, _ = everything
    wanted = [f"{c}-0" for c in (*RECOVERED, *INVENTED) if f"{c}-0" in done.reports]

    assert list(done.reports) == wanted
    assert len(done.lines) == len(LOST)
    assert all("\n" not in line for line in done.lines)


@pytest.mark.parametrize("case", sorted(RECOVERED))
def test_recovers(case: str) -> None:
    """What a retry, another form or a closer look can mend ends in the report the article bears out."""
    with serving(by_case({case: RECOVERED[case]})) as scripted:
        done = run([article(case)], scripted.url)

    assert done.lines == []
    (report,) = done.reports[f"{case}-0"]
    assert [(p.name, p.role) for p in report.participants] == [
        ("Ane Solheim", "initiator"),
        ("Pablo Rojas", "recipient"),
    ]
    assert (report.channel, report.status, report.date) == ("phone-call", "occurred", "2022-02-14")
    assert report.extractor == "llm/scripted/id-1"
    for passage in report.evidence:
        assert article(case).text[passage.start : passage.end] == passage.text


@pytest.mark.parametrize("case", sorted(LOST))
def test_one_clear_line(case: str, everything: tuple[Run, Scripted]) -> None:
    """What cannot be mended is one line that names the article and the reason, and no report."""
    done, _ = everything
    (line,) = [line for line in done.lines if line.startswith(f"{case}-0: ")]

    assert re.search(LOST[case][1], line)
    assert f"{case}-0" not in done.reports


@pytest.mark.parametrize("case", sorted(INVENTED))
def test_nothing_is_believed_unchecked(case: str, everything: tuple[Run, Scripted]) -> None:
    """A contact that the text does not bear out is dropped and said to be; the article counts as read."""
    done, _ = everything

    assert done.reports[f"{case}-0"] == ()
    assert [d.reason for d in done.dropped if d.article == f"{case}-0"] in (["quote"], ["names"])
    assert sum(done.tally.dropped.values()) == len(done.dropped)


@pytest.mark.parametrize("at_once", [1, 4, 20])
def test_limit_on_requests_at_once(at_once: int) -> None:
    """As many requests as allowed are under way, never more, and the reports are the same for any number."""
    articles = [article("a", n) for n in range(40)]
    meeting = threading.Barrier(at_once)

    def script(*_: object) -> Step:
        meeting.wait(60)  # no answer before as many questions are there as may be
        return GOOD

    with serving(script) as scripted:
        done = run(articles, scripted.url, concurrency=at_once, timeout=100)
    with serving(lambda *_: GOOD) as plain:
        alone = run(articles, plain.url, concurrency=1, timeout=100)

    assert scripted.most == at_once
    assert done.lines == []
    assert list(done.reports.items()) == list(alone.reports.items())


def test_cut_off_answer_keeps_what_came_whole() -> None:
    """An answer cut off twice gives the contacts that came whole, and a line; the second may be twice as long."""
    with serving(by_case({"cut": [Step(cut(TWO), finish="length")]})) as scripted:
        done = run([article("cut")], scripted.url, most_tokens=300)

    assert [r.status for r in done.reports["cut-0"]] == ["occurred"]
    assert done.lines == ["cut-0: the answer was cut off; the 1 contacts that came whole are used"]
    assert [s.body["max_tokens"] for s in scripted.seen] == [300, 600]


def test_forms_in_turn() -> None:
    """A refused schema is followed by plain JSON mode, that by none; what was learnt holds for later articles."""
    steps = [error(400, NO_SCHEMA), error(400, "json_object is not supported"), GOOD]
    with serving(lambda seen, _: steps[len(scripted.seen) - 1] if len(scripted.seen) < 3 else GOOD) as scripted:
        done = run([article("a"), article("b")], scripted.url, concurrency=1)

    forms = [s.body.get("response_format", {}).get("type") for s in scripted.seen]
    assert forms == ["json_schema", "json_object", None, None]
    assert len(done.reports) == 2


def test_schema_is_in_the_prompt_whatever_the_form() -> None:
    """A server that takes no schema still gets it in words."""
    with serving(by_case({"a": [error(400, NO_SCHEMA), GOOD]})) as scripted:
        run([article("a")], scripted.url)

    assert all('"additionalProperties":false' in s.body["messages"][0]["content"] for s in scripted.seen)


def test_unrelated_400_is_not_asked_again() -> None:
    """A refusal that has nothing to do with the form of the answer is told, not hidden behind another try."""
    with serving(by_case({"a": [error(400, "this account is suspended")]})) as scripted:
        done = run([article("a")], scripted.url)

    assert len(scripted.seen) == 1
    assert done.lines == ["a-0: the server refuses it (HTTP 400: invalid_request_error this account is suspended)"]


STOPS = {
    401: (error(401, "Incorrect API key provided: sk-abcdef123456"), "refuses the key"),
    404: (error(404, "model 'scripted' not found"), "knows no such model or address"),
    402: (error(402, "no credit"), "wants to be paid first"),
    429: (error(429, "You exceeded your quota", code="insufficient_quota"), "wants to be paid first"),
    307: (Step(status=307, headers={"Location": "http://127.0.0.1:1/"}, body=b""), "sends elsewhere"),
}


@pytest.mark.parametrize("status", sorted(STOPS))
def test_what_no_article_can_pass_stops_the_run(status: int) -> None:
    """A wrong key, model or address is one line for the whole run, not one for each article."""
    step, words = STOPS[status]
    with serving(lambda *_: step) as scripted, pytest.raises(ModelError, match=words) as stopped:
        run([article("a", n) for n in range(30)], scripted.url, key="sk-abcdef123456", concurrency=2)

    assert len(scripted.seen) <= 2
    assert "sk-abcdef" not in str(stopped.value)


def test_server_that_goes_away() -> None:
    """A server that ends in the middle costs the run, once it is clear; what was read before is handed out."""
    articles = [article("a", n) for n in range(20)]
    done: list[str] = []
    with serving(lambda *_: GOOD) as scripted:
        options = ModelOptions("scripted", scripted.url, timeout=30, retries=0, concurrency=1)
        reading = read_by_model(articles, options, lambda _: None)
        done.append(next(reading)[0].id)
    with pytest.raises(ModelError, match="no server answers at 127"):
        done += [one.id for one, _ in reading]

    assert done[0] == "a-0"


def test_all_wait_when_one_is_told_to() -> None:
    """After a 429 no request of any article is sent before the time the server asked for."""
    times: list[float] = []

    def script(*_: object) -> Step:
        times.append(time.monotonic())
        return error(429, "slow", {"Retry-After": "0.5"}) if len(times) == 1 else GOOD

    limited: Script = script
    with serving(limited) as scripted:
        done = run([article("a", n) for n in range(6)], scripted.url, concurrency=1)

    assert times[1] - times[0] >= 0.5
    assert len(done.reports) == 6


def test_proxy_is_for_other_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy in the environment does not get what is meant for a server on this machine."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    with serving(lambda *_: GOOD) as scripted:
        done = run([article("a")], scripted.url)

    assert len(done.reports) == len(scripted.seen) == 1
