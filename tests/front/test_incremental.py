"""A workspace that is changed again and again holds, byte for byte, what a build from scratch of the same holds."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from backchannel.extractors.duplicates import copies, copies_again, sketch
from backchannel.extractors.extraction import extracted
from backchannel.graph import revising
from backchannel.graph.decisions import decide
from backchannel.graph.workspace import Workspace
from backchannel.pipeline import merged, page_writer
from backchannel.revision import add, judge, remove
from backchannel.schema.errors import DecisionError
from backchannel.schema.model import Article
from tests.front.test_revision import digest

WHO = [
    "Menteri Luar Negeri Rusia Sergey Lavrov",
    "Menlu Rusia Sergei Lavrov",
    "Menlu Rusia",
    "Presiden Prancis Emmanuel Macron",
    "Presiden Macron",
    "Menteri Luar Negeri Amerika Serikat Antony Blinken",
    "Menlu AS",
    "Menlu RI Retno Marsudi",
    "Menlu Retno LP Marsudi",
    "Emmanuel Macron",
    "Rusia",
    "Prancis",
]
WHAT = [
    "{a} bertemu dengan {b} di {place} pada {day} Juli 2023.",
    "{a} menelepon {b} pada {day} Juli 2023.",
    "{a} akan mengunjungi {place} dan bertemu {b}.",
    "{a} membantah bertemu dengan {b} di {place}.",
    "{a} mengirim surat kepada {b}, kata AFP.",
]
PLACES = ["Jakarta", "Paris", "Moskow"]


def news(chance: random.Random, number: int) -> Article:
    """An article with one to three contacts; now and then one that repeats a longer text."""
    if chance.random() < 0.2:
        text = " ".join(f"kata{n} lagi" for n in range(30)) + f" Menlu Rusia menelepon Menlu AS. {chance.choice('ab')}"
    else:
        told = [
            chance.choice(WHAT).format(
                a=chance.choice(WHO), b=chance.choice(WHO), day=chance.randint(10, 12), place=chance.choice(PLACES)
            )
            for _ in range(chance.randint(1, 3))
        ]
        text = "JAKARTA - " + " ".join(told)
    return Article(f"a{number}", text, published=f"2023-07-{chance.randint(10, 14)}", outlet=f"k{number % 3}.com")


def file_of(folder: Path, articles: list[Article]) -> Path:
    """The articles as a file."""
    path = folder / "news.jsonl"
    path.write_text("".join(json.dumps(a.as_json()) + "\n" for a in articles), "utf-8")
    return path


def from_scratch(work: Path, folder: Path) -> dict[str, str]:
    """What building all articles of a workspace anew, with its decisions, gives."""
    opened = Workspace.open(work)
    articles = list(opened.articles.values())[::-1]
    reports = [r for a in articles for r in extracted(a)]
    graph = merged(articles, reports, opened.decisions)
    shutil.rmtree(folder, ignore_errors=True)
    Workspace.replace(folder, graph, articles, opened.decisions, page=page_writer(opened.base))
    return digest(folder)


def step(work: Path, folder: Path, chance: random.Random) -> str:
    """One change of some kind; what it was."""
    held = sorted(Workspace.open(work).articles)
    graph = Workspace.open(work).graph()
    kind = chance.choice(["add", "add", "change", "remove", "decide", "decide", "undo"])
    if kind == "remove" and len(held) > 2:
        remove(work, chance.sample(held, 2))
    elif kind in ("add", "change"):
        known = [int(a[1:]) for a in held]
        numbers = [chance.choice(known)] if kind == "change" else [max(known) + n for n in range(1, 4)]
        add(work, [file_of(folder, [news(chance, n) for n in numbers])], lambda _: None)
    elif kind == "undo" and graph.decisions:
        taken = chance.choice(graph.decisions).id
        judge(work, decide("undo", "decision", [taken], "t", "2024-01-02"))
    elif kind == "decide":
        subject = chance.choice(["actor", "contact"])
        ids = sorted(graph.actors) if subject == "actor" else sorted(graph.reports)
        verdict = chance.choice(["same", "different", "right", "wrong" if subject == "contact" else "right"])
        some = chance.sample(ids, 2 if verdict in ("same", "different") else 1)
        try:
            judge(work, decide(verdict, subject, some, "t", "2024-01-01"))
        except DecisionError:
            kind += " (refused)"
    return kind


@pytest.mark.parametrize("seed", range(3))
def test_any_row_of_changes_gives_the_bytes_of_a_build_from_scratch(tmp_path: Path, seed: int) -> None:
    """Articles that come, change and go and decisions that are taken and taken back: after each the bytes agree."""
    chance = random.Random(seed)
    first = [news(chance, n) for n in range(6)]
    work = tmp_path / "work"
    Workspace.replace(
        work,
        merged(first, [r for a in first for r in extracted(a)]),
        first,
        page=page_writer("https://w3id.org/backchannel/data/"),
    )
    done = []
    for _ in range(7):
        done.append(step(work, tmp_path, chance))

        assert digest(work) == from_scratch(work, tmp_path / "scratch"), done


def test_a_change_takes_over_what_it_leaves_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store's large files are the old ones by another name, and nothing is written in full."""
    chance = random.Random(5)
    first = [news(chance, n) for n in range(30)]
    work = tmp_path / "work"
    Workspace.replace(work, merged(first, [r for a in first for r in extracted(a)]), first)
    tables = {p.stat().st_ino for p in (work / "store").glob("*.sst")}

    def never(*_: object) -> None:
        raise AssertionError("the store is filled anew")

    monkeypatch.setattr(revising, "fill", never)
    add(work, [file_of(tmp_path, [news(chance, 30)])], lambda _: None)

    assert tables <= {p.stat().st_ino for p in (work / "store").glob("*.sst")}


def test_files_that_were_meddled_with_are_written_in_full(tmp_path: Path) -> None:
    """A readable file cut short, or a workspace of another version, is no base to go on from."""
    chance = random.Random(6)
    first = [news(chance, n) for n in range(5)]
    work = tmp_path / "work"
    page = page_writer("https://w3id.org/backchannel/data/")
    Workspace.replace(work, merged(first, [r for a in first for r in extracted(a)]), first, page=page)
    text = (work / "contacts.ttl").read_text("utf-8")
    (work / "contacts.ttl").write_text(text[: len(text) // 2], "utf-8")
    add(work, [file_of(tmp_path, [news(chance, 5)])], lambda _: None)

    assert digest(work) == from_scratch(work, tmp_path / "scratch")
    (work / "workspace.json").write_text((work / "workspace.json").read_text().replace('"writer": "', '"writer": "0.'))
    add(work, [file_of(tmp_path, [news(chance, 6)])], lambda _: None)

    assert digest(work) == from_scratch(work, tmp_path / "scratch")


@pytest.mark.parametrize("seed", range(30))
def test_copies_found_again_are_those_found_at_once(seed: int) -> None:
    """After articles came, went and changed, looking at what they touch finds the copies that looking at all finds."""
    chance = random.Random(seed)
    plots = [" ".join(chance.choices([f"w{n}" for n in range(90)], k=60)) for _ in range(3)]

    def article(number: int) -> Article:
        words = chance.choice(plots).split()
        for _ in range(chance.randint(0, 4)):
            words[chance.randrange(len(words))] = "lain"
        text = " ".join(words) if chance.random() < 0.8 else chance.choice(["satu dua", "tiga"])
        return Article(f"a{number}", text, published=chance.choice([None, "2023-07-10", "2023-07-11"]))

    before = {a.id: sketch(a) for a in (article(n) for n in range(12))}
    after = dict(before)
    touched = [after.pop(i) for i in chance.sample(sorted(after), 2)]
    for number in [*(int(i[1:]) for i in chance.sample(sorted(after), 2)), 20, 21]:
        new = sketch(article(number))
        touched += [s for s in (after.get(new.id), new) if s]
        after[new.id] = new

    assert copies_again(after, touched, copies(before.values())) == copies(after.values())
