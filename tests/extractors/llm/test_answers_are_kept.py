"""Answers are paid for once: the cache, recordings, dry runs and answers by hand, through the command line."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from backchannel.cli import main
from tests.extractors.llm.scripted import Seen, Step, answer, article, contact, error, serving

pytest.importorskip("httpx", reason="pip install 'backchannel[llm]'")

KEY = "geheim.0123456789abcdef"
PART = "sk-012*****def"  # as servers repeat a key that they do not know
BY_HAND = Path(__file__).parent / "answers"
GOOD = Step(answer())


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left behind."""

    returncode: int
    stdout: bytes
    stderr: bytes


def environment(folder: Path, env: Mapping[str, str] | None = None) -> dict[str, str]:
    """The user's, with a cache folder of its own and nothing said about models."""
    there = {k: v for k, v in os.environ.items() if not k.startswith("BACKCHANNEL_")}
    return {**there, "XDG_CACHE_HOME": str(folder / "user"), "PYTHONHASHSEED": "random", **(env or {})}


def command(*words: str, at: Path, env: Mapping[str, str] | None = None) -> Done:
    """Run backchannel in this process."""

    @click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
    @click.argument("args", nargs=-1, type=click.UNPROCESSED)
    def run(args: tuple[str, ...]) -> None:
        main(list(args))

    unset = dict.fromkeys(k for k in os.environ if k.startswith("BACKCHANNEL_"))
    result = CliRunner().invoke(run, ["--", *words], env={**unset, "XDG_CACHE_HOME": str(at / "user"), **(env or {})})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout_bytes, result.stderr_bytes)


def separate(*words: str, at: Path, env: Mapping[str, str] | None = None) -> Done:
    """Run backchannel in a process of its own, with a hash seed of its own."""
    run = [sys.executable, "-m", "backchannel", *words]
    done = subprocess.run(run, capture_output=True, env=environment(at, env), cwd=at, timeout=120, check=False)
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Twelve short articles."""
    path = tmp_path / "articles.jsonl"
    rows = [json.dumps(article("a", n).as_json(), ensure_ascii=False) for n in range(12)]
    path.write_text("\n".join(rows), "utf-8")
    return path


def llm(corpus: Path, url: str | None = None, *more: str) -> list[str]:
    """The command line that reads a corpus by a model."""
    asked = ["extract", str(corpus), "--extractor", "llm", "--llm-model", "scripted", "--llm-retries", "0", *more]
    return [*asked, "--llm-url", url] if url else asked


def test_warm_cache_asks_nothing_and_gives_the_same_bytes(corpus: Path, tmp_path: Path) -> None:
    """A second run sends no request, needs no server, and writes the same bytes, whatever its concurrency."""
    with serving(lambda *_: GOOD) as scripted:
        first = separate(*llm(corpus, scripted.url), at=tmp_path)
        asked = len(scripted.seen)
        second = separate(*llm(corpus, scripted.url, "--llm-concurrency", "9"), at=tmp_path)
    third = separate(*llm(corpus), at=tmp_path)

    assert (first.returncode, second.returncode, third.returncode) == (0, 0, 0)
    assert asked == 12
    assert len(scripted.seen) == asked
    assert first.stdout == second.stdout == third.stdout
    assert len(first.stdout.splitlines()) == 12
    assert b"0 answers asked, 12 kept before; 0 tokens in" in third.stderr


def test_kill_loses_no_paid_answer(corpus: Path, tmp_path: Path) -> None:
    """After `kill -9` in the sixth request, the next run asks for the seven articles that had no answer yet."""
    reached, go_on = threading.Event(), threading.Event()

    def script(_: Seen, before: int) -> Step:
        if before == 5:
            reached.set()
            go_on.wait(100)
        return GOOD

    with serving(script) as scripted:
        there = environment(tmp_path)
        run = [sys.executable, "-m", "backchannel", *llm(corpus, scripted.url, "--llm-concurrency", "1")]
        with subprocess.Popen(
            run, env=there, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as child:
            assert reached.wait(100)
            child.send_signal(signal.SIGKILL)
        go_on.set()
        again = command(*llm(corpus, scripted.url), at=tmp_path)

    assert again.returncode == 0
    assert len(again.stdout.splitlines()) == 12
    assert len(scripted.seen) == 6 + 7
    assert b"7 answers asked, 5 kept before" in again.stderr


def test_answers_that_cannot_be_used_are_asked_for_again(corpus: Path, tmp_path: Path) -> None:
    """An answer without contacts in it is kept for looking into, and never taken for an answer."""
    with serving(lambda *_: Step("No idea.")) as scripted:
        lost = command(*llm(corpus, scripted.url), at=tmp_path)
    with serving(lambda *_: GOOD) as scripted:
        found = command(*llm(corpus, scripted.url), at=tmp_path)

    assert lost.returncode == 1
    assert lost.stdout == b""
    assert lost.stderr.count(b"holds no contacts in the form asked for") == 12
    assert len(list((tmp_path / "user/backchannel/llm/rejected").iterdir())) == 12
    assert found.returncode == 0
    assert len(scripted.seen) == 12


def test_damaged_cache_is_asked_anew(corpus: Path, tmp_path: Path) -> None:
    """A file of the cache that is damaged is worth nothing and stops nothing."""
    with serving(lambda *_: GOOD) as scripted:
        first = command(*llm(corpus, scripted.url), at=tmp_path)
        kept = sorted((tmp_path / "user/backchannel/llm").glob("*/*.reply.json"))
        kept[0].write_bytes(b"")
        kept[1].write_bytes(b"\xff\xfe\x00")
        kept[2].write_text('{"content": 3}')
        second = command(*llm(corpus, scripted.url), at=tmp_path)

    assert second.stdout == first.stdout
    assert len(scripted.seen) == 12 + 3


def test_dry_run_writes_the_very_requests(corpus: Path, tmp_path: Path) -> None:
    """A dry run sends nothing and needs no server; what it writes is byte for byte what is sent later."""
    folder = tmp_path / "recorded"
    dry = command(*llm(corpus, None, "--llm-record", str(folder), "--dry-run", "--llm-price", "1/2"), at=tmp_path)
    written = sorted(p.read_bytes() for p in folder.glob("*.request.json"))
    with serving(lambda *_: GOOD) as scripted:
        command(*llm(corpus, scripted.url), at=tmp_path)

    assert dry.returncode == 0
    assert dry.stdout == b""
    assert b"12 articles, 12 requests, 0 answered before; to ask: about " in dry.stderr
    assert b", about $0." in dry.stderr
    assert written == sorted(s.raw for s in scripted.seen)
    assert len((folder / "index.tsv").read_text().splitlines()) == 12


def test_answers_by_hand(tmp_path: Path) -> None:
    """Requests of a dry run on sample articles, answered by hand in three shapes, come back as checked reports."""
    folder, names = tmp_path / "recorded", ("pesan-blinken", "percakapan-televisi", "kontak-rahasia-moskow")
    articles = [str(files("backchannel.seeds") / f"{name}.txt") for name in names]
    asked = ["extract", *articles, "--extractor", "llm", "--llm-model", "by-hand"]
    assert command(*asked, "--llm-record", str(folder), "--dry-run", at=tmp_path).returncode == 0
    for line in (folder / "index.tsv").read_text().splitlines():
        key, name = line.split("\t")
        (given,) = BY_HAND.glob(f"{name}.*")
        shutil.copy(given, folder / f"{key}.reply{given.suffix}")
    done = command(*asked, "--llm-replay", str(folder), at=tmp_path)
    built = command("build", *asked[1:], "--llm-replay", str(folder), "-o", str(tmp_path / "graph"), at=tmp_path)

    assert done.returncode == 0, done.stderr
    assert b"12 reports held by the text with 1 warning, 0 dropped" in done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    texts = {Path(a).stem: Path(a).read_text("utf-8") for a in articles}
    for row in rows:
        assert row["extractor"] == "llm/by-hand/id-1"
        for passage in row["evidence"]:
            assert texts[row["article"]][passage["start"] : passage["end"]] == passage["text"]
    assert [r["article"] for r in rows] == ["pesan-blinken"] * 4 + ["percakapan-televisi"] * 3 + [names[2]] * 5
    assert expected(names) == sorted(told(row) for row in rows)
    assert built.returncode == 0, built.stderr
    assert b"3 articles, 12 reports" in built.stdout


def told(row: Mapping[str, Any]) -> tuple[object, ...]:
    """What must be the same as a careful reader's."""
    return (row["article"], len(row["participants"]), row["status"], row["date"] or "", row["confidential"])


def expected(names: tuple[str, ...]) -> list[tuple[object, ...]]:
    """The contacts that must be found in the sample articles; of several right values, the one that was given."""
    found = []
    for line in (files("backchannel.seeds") / "_expected.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        for one in row["contacts"] if row["article"] in names else ():
            if not one.get("optional"):
                status = one["status"][0] if isinstance(one["status"], list) else one["status"]
                dates = one["date"] if isinstance(one["date"], list) else [one["date"]]
                date = "" if None in dates else dates[0]
                found.append((row["article"], len(one["participants"]), status, date, one["confidential"]))
    return sorted(found)


def test_recording_replays_without_server(corpus: Path, tmp_path: Path) -> None:
    """What was recorded while asking gives the same bytes later, elsewhere, with nothing sent."""
    folder = tmp_path / "recorded"
    with serving(lambda *_: GOOD) as scripted:
        asked = command(*llm(corpus, scripted.url, "--llm-record", str(folder), "--llm-no-cache"), at=tmp_path)
        count = len(scripted.seen)
        replayed = command(*llm(corpus, scripted.url, "--llm-replay", str(folder)), at=tmp_path)

    assert asked.returncode == 0, asked.stderr
    assert replayed.stdout == asked.stdout
    assert len(scripted.seen) == count
    assert not (tmp_path / "user/backchannel").exists()


def test_missing_answer_is_one_line_each(corpus: Path, tmp_path: Path) -> None:
    """A replay that lacks an answer names the article and the question; the others are done."""
    folder = tmp_path / "recorded"
    command(*llm(corpus, None, "--llm-record", str(folder), "--dry-run"), at=tmp_path)
    keys = [line.split("\t")[0] for line in (folder / "index.tsv").read_text().splitlines()]
    for key in keys[:10]:
        (folder / f"{key}.reply.txt").write_text(answer())
    (folder / f"{keys[10]}.reply.json").write_text('{"something": "else"}')
    done = command(*llm(corpus, None, "--llm-replay", str(folder)), at=tmp_path)

    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 10
    assert f"a-10: {keys[10]}.reply.json: it holds neither contacts nor what a model wrote" in done.stderr.decode()
    assert f"no answer to {keys[11]} is recorded" in done.stderr.decode()


def test_nothing_secret_is_written(corpus: Path, tmp_path: Path) -> None:
    """The key goes to the server and nowhere else, even when the server says it back."""
    folder = tmp_path / "recorded"
    echo = error(400, f"Incorrect API key provided: {KEY}, {PART}, Bearer {KEY}")
    script = lambda _, before: echo if before == 3 else GOOD  # noqa: E731
    with serving(script) as scripted:
        words = llm(corpus, scripted.url, "--llm-record", str(folder), "--llm-log", str(tmp_path / "log.jsonl"))
        done = command(*words, at=tmp_path, env={"BACKCHANNEL_LLM_KEY": KEY})

    assert {s.headers["authorization"] for s in scripted.seen} == {f"Bearer {KEY}"}
    assert done.stderr.count(b"the server refuses it") == 1
    kept = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert len(kept) > 12 * 3
    for data in (done.stdout, done.stderr, *(p.read_bytes() for p in kept)):
        assert KEY.encode() not in data
        assert PART.encode() not in data


def test_dropped_contacts_are_logged(corpus: Path, tmp_path: Path) -> None:
    """`--llm-log` says of each contact that was not believed what was wrong with it; the summary counts them."""
    lies = answer(contact(), contact(evidence=["Rojas menutup teleponnya"]), contact(status=1))
    with serving(lambda *_: Step(lies)) as scripted:
        done = command(*llm(corpus, scripted.url, "--llm-log", str(tmp_path / "log.jsonl")), at=tmp_path)

    rows = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text("utf-8").splitlines()]
    assert done.returncode == 0
    assert b"24 dropped: 12 not in the form asked for, 12 passage not in the article" in done.stderr
    assert rows[:2] == [
        {"article": "a-0", "dropped": "quote", "detail": "not in the article: Rojas menutup teleponnya"},
        {"article": "a-0", "dropped": "malformed", "detail": "status is no text"},
    ]


def test_tokens_and_cost_are_told_before_and_after(corpus: Path, tmp_path: Path) -> None:
    """The estimate comes first, the count afterwards; the price is the user's."""
    with serving(lambda *_: GOOD) as scripted:
        done = command(*llm(corpus, scripted.url, "--llm-price", "2.50/10"), at=tmp_path)

    before, after = done.stderr.decode().splitlines()
    assert before.startswith("model: 12 articles, 12 requests, 0 answered before; to ask: about ")
    assert after == (
        "model: 12 answers asked, 0 kept before; 12,000 tokens in, 1,200 out, $0.0420; "
        "12 reports held by the text with 0 warnings, 0 dropped"
    )
    told = int(before.split("about ")[1].split(" ")[0].replace(",", ""))
    sent = sum(len(m["content"]) for s in scripted.seen for m in s.body["messages"])
    assert told == pytest.approx(sent / 3.5, rel=0.01)


LINES = {
    "no model": (["--llm-url", "http://127.0.0.1:9/v1"], "no model is named: give --llm-model"),
    "no server named": (["--llm-model", "m"], "no server is named: give --llm-url"),
    "no server there": (["--llm-model", "m", "--llm-url", "http://127.0.0.1:9/v1"], "no server answers at 127.0.0.1:9"),
    "no address": (["--llm-model", "m", "--llm-url", "localhost:11434"], "must begin with http:// or https://"),
    "key in address": (
        ["--llm-model", "m", "--llm-url", f"https://me:{KEY}@x.test/v1"],
        "put the key into BACKCHANNEL",
    ),
    "key in query": (["--llm-model", "m", "--llm-url", f"https://x.test/v1?key={KEY}"], "put the key into BACKCHANNEL"),
    "key in the open": (["--llm-model", "m", "--llm-url", "http://x.test/v1"], "would go to x.test unencrypted"),
    "no folder": (["--llm-model", "m", "--llm-replay", "/nowhere"], "/nowhere: no folder of recorded answers"),
}


@pytest.mark.parametrize("case", sorted(LINES))
def test_one_line_says_what_to_do(case: str, corpus: Path, tmp_path: Path) -> None:
    """What is missing or unsafe is one clear line, exit status 1, no output, and nothing secret in it."""
    words, line = LINES[case]
    base = ["extract", str(corpus), "--extractor", "llm", "--llm-retries", "0", *words]
    done = command(*base, at=tmp_path, env={"BACKCHANNEL_LLM_KEY": KEY})
    said = [text for text in done.stderr.decode().splitlines() if not text.startswith("model: ")]

    assert done.returncode == 1
    assert done.stdout == b""
    assert len(said) == 1
    assert line in said[0]
    assert KEY not in said[0]


def test_without_the_extra(corpus: Path, tmp_path: Path) -> None:
    """Without httpx one line names what to install; replaying needs none of it."""
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / "httpx.py").write_text("raise ImportError('not here')")
    env = {"PYTHONPATH": str(blocked)}
    done = separate(*llm(corpus, "http://127.0.0.1:9/v1"), at=tmp_path, env=env)
    dry = separate(*llm(corpus, None, "--llm-record", str(tmp_path / "r"), "--dry-run"), at=tmp_path, env=env)

    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[-1] == "backchannel: this needs httpx: pip install 'backchannel[llm]'"
    assert dry.returncode == 0


def test_ctrl_c_ends_at_once(corpus: Path, tmp_path: Path) -> None:
    """An interrupt does not wait for answers that are under way."""
    reached = threading.Event()

    def script(*_: object) -> Step:
        reached.set()
        return Step(answer(), delay=120)

    with serving(script) as scripted:
        there = environment(tmp_path)
        run = [sys.executable, "-m", "backchannel", *llm(corpus, scripted.url)]
        with subprocess.Popen(run, env=there, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as child:
            assert reached.wait(100)
            child.send_signal(signal.SIGINT)
            _, said = child.communicate(timeout=60)

    assert child.returncode != 0
    assert b"Traceback" not in said


def test_workspaces_are_built_and_added_to(corpus: Path, tmp_path: Path) -> None:
    """`build` and `add` read by the model as `extract` does; the graph names the reader, its model and its prompt."""
    later = tmp_path / "later.jsonl"
    later.write_text(json.dumps(article("b", 1).as_json(), ensure_ascii=False), "utf-8")
    graph = str(tmp_path / "graph")
    with serving(lambda *_: GOOD) as scripted:
        asked = llm(corpus, scripted.url)[2:]
        built = command("build", str(corpus), "-o", graph, *asked, at=tmp_path)
        added = command("add", graph, str(later), *asked, at=tmp_path)
        demo = command("build", "--demo", "--dry-run", *asked, at=tmp_path)

    assert built.returncode == 0, built.stderr
    assert b"12 articles, 12 reports: 1 contact between 2 actors" in built.stdout
    assert added.returncode == 0, added.stderr
    assert b"1 new article" in added.stdout
    assert len(scripted.seen) == 13
    assert b"5 articles, 5 requests" in demo.stderr
    trig = command("export", graph, "--format", "trig", "-o", "-", at=tmp_path)
    assert b'"scripted/id-1"' in trig.stdout


def test_engines_are_for_the_rules(corpus: Path, tmp_path: Path) -> None:
    """Options that contradict each other are a usage error."""
    engine = command("build", str(corpus), "-o", "g", "--engine", "local", *llm(corpus)[2:], at=tmp_path)
    both = command(*llm(corpus, None, "--llm-replay", "a", "--llm-record", "b"), at=tmp_path)
    dry = command("extract", str(corpus), "--dry-run", at=tmp_path)
    price = command(*llm(corpus, None, "--llm-price", "cheap"), at=tmp_path)

    assert [d.returncode for d in (engine, both, dry, price)] == [2, 2, 2, 2]
