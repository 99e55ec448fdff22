"""Measure extraction on every corpus with gold, and hold each figure to its floor.

    python benchmarks/accuracy.py                       measure, print, fail below a floor
    python benchmarks/accuracy.py --raise               raise the floors to what is measured, less the slack
    python benchmarks/accuracy.py --raise --because WHY ... even where that lowers one; WHY must stand in CHANGELOG.md

The floors stand in `floors.jsonl` beside this file: a ledger in which each line names the digest of the corpus it was
measured on and the line before it. It is added to, never edited; a floor that sinks without a reason that the changelog
gives too makes the ledger, and with it this check, fail. `dev` and `en_dev` are third-party news and no part of the
project: they are read from a folder `shared` beside the repository (or BACKCHANNEL_SHARED), and passed over without it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from backchannel.evaluation import Evaluation, evaluate
from backchannel.gold import read_gold
from backchannel.pipeline import extract, read_all
from backchannel.schema.errors import ArticleError

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("BACKCHANNEL_SHARED", ROOT.parent / "shared"))
LEDGER = Path(__file__).with_name("floors.jsonl")
CHANGELOG = ROOT / "CHANGELOG.md"
SLACK = 0.01  # a change may cost this much in one figure before it has to be argued for
SEALED = 16  # hex digits by which a line of the ledger names the one before it

FLOORS = (
    "found precision", "found recall", "found f1", "strict f1", "channel", "status", "date", "date stated", "place",
    "confidential", "evidence", "role", "attributed_to f1",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles and what a careful reader finds in them."""

    name: str
    about: str
    gold: Path
    articles: Path  # a file, or a folder of .txt files

    @property
    def present(self) -> bool:
        return self.gold.exists() and self.articles.exists()

    @property
    def inputs(self) -> tuple[Path, ...]:
        return tuple(sorted(self.articles.glob("*.txt"))) if self.articles.is_dir() else (self.articles,)

    @property
    def digest(self) -> str:
        """SHA-256 over the gold and the articles."""
        return hashlib.sha256(b"\0".join(path.read_bytes() for path in (self.gold, *self.inputs))).hexdigest()


def _own(name: str, about: str) -> Corpus:
    folder = ROOT / "tests" / "gold"
    return Corpus(name, about, folder / f"{name}.jsonl", folder / f"{name}_articles.jsonl")


CORPORA = (
    Corpus("seeds", "the five sample articles", ROOT / "seeds" / "_expected.jsonl", ROOT / "seeds"),
    Corpus("dev", "real Indonesian news", SHARED / "gold" / "dev.jsonl", SHARED / "gold" / "dev_articles.jsonl"),
    _own("id_own", "own Indonesian articles, to develop on"),
    _own("id_blind", "own Indonesian articles, never looked at"),
    _own("id_plain", "own Indonesian articles in the plain manner of the press, to develop on"),
    _own("id_plain_blind", "the same manner, never looked at"),
    Corpus("en_dev", "real English news", SHARED / "gold" / "en_dev.jsonl", SHARED / "gold" / "en_articles.jsonl"),
    _own("en_own", "own English articles, to develop on"),
    _own("en_blind", "own English articles, never looked at"),
)
GAPS = (
    ("dev", "id_blind"),
    ("id_own", "id_blind"),
    ("id_plain", "id_plain_blind"),
    ("en_dev", "en_blind"),
    ("en_own", "en_blind"),
)


class FloorError(Exception):
    """A figure is below its floor, or the ledger does not say why a floor sank."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One line of the ledger: what a corpus must reach."""

    corpus: str
    digest: str
    floors: Mapping[str, float]
    ceilings: Mapping[str, int]
    why: str = ""
    previous: str = ""

    @property
    def row(self) -> dict[str, Any]:
        return {**asdict(self), "floors": dict(self.floors), "ceilings": dict(self.ceilings)}

    @property
    def seal(self) -> str:
        """How the next line names this one, and how an edit of it is found."""
        return hashlib.sha256(json.dumps(self.row, sort_keys=True).encode()).hexdigest()[:SEALED]

    @property
    def line(self) -> str:
        return json.dumps({**self.row, "seal": self.seal}, ensure_ascii=False)

    def sinks(self, before: Pin) -> list[str]:
        """The figures of which this line asks less than the one before."""
        return [n for n in before.floors if self.floors.get(n, 0) < before.floors[n]] + [
            n for n in before.ceilings if self.ceilings.get(n, sys.maxsize) > before.ceilings[n]
        ]


def read_ledger(path: Path, changelog: str) -> dict[str, Pin]:
    """The pins in force, by corpus; FloorError if a line was edited, or lowers a floor for no reason given."""
    pins: dict[str, Pin] = {}
    previous = ""
    for number, line in enumerate(path.read_text("utf-8").splitlines() if path.exists() else (), 1):
        row = json.loads(line)
        given = row.pop("seal", None)
        pin = Pin(**row)
        if pin.previous != previous or pin.seal != given:
            raise FloorError(f"{path.name}:{number}: was edited, or what stood before it; floors are only added")
        sunk = pin.sinks(pins[pin.corpus]) if pin.corpus in pins else []
        if sunk and not (pin.why and pin.why in changelog):
            raise FloorError(
                f"{path.name}:{number}: lowers {', '.join(sunk)} of {pin.corpus}; CHANGELOG.md does not say why"
            )
        pins[pin.corpus], previous = pin, pin.seal
    return pins


def measured(corpus: Corpus) -> tuple[Evaluation, dict[str, float], dict[str, int]]:
    """The evaluation of a corpus, and its figures with floors and with ceilings."""
    failed: list[ArticleError] = []
    found = {article.id: reports for article, reports in extract(read_all(corpus.inputs, failed.append), failed.append)}
    result = evaluate(read_gold(corpus.gold), found)
    rates = {f"found {name}": rate for name, rate in result.found.as_json().items()}
    shares = {**rates, "strict f1": result.strict.f1, **{name: share or 0.0 for name, share in result.fields.items()}}
    if not result.counts["found"]:  # the rates of nothing are 1, which is no floor to hold
        shares = {}
    ceilings = {"false alarms": result.counts["alarms"], "articles failed": len(failed)}
    return result, {name: shares.get(name, 0.0) for name in FLOORS}, ceilings


def shortfalls(pin: Pin | None, corpus: Corpus, floors: Mapping[str, float], ceilings: Mapping[str, int]) -> list[str]:
    """What a corpus does not hold, each in one line."""
    if pin is None:
        return [f"{corpus.name}: has no floors; pin them with --raise"]
    changed = [f"{corpus.name}: gold or articles changed; pin them with --raise"] if pin.digest != corpus.digest else []
    low = [
        f"{corpus.name}: {n} {floors[n]:.3f} is below {floor:.3f}"
        for n, floor in pin.floors.items()
        if floors[n] < floor
    ]
    high = [
        f"{corpus.name}: {n} {ceilings[n]} is above {most}" for n, most in pin.ceilings.items() if ceilings[n] > most
    ]
    return changed + low + high


def raised(
    pin: Pin | None, corpus: Corpus, floors: Mapping[str, float], ceilings: Mapping[str, int], because: str
) -> Pin | None:
    """The pin to add, or None if nothing changes; FloorError if it asks for less and there is no reason."""
    reached = {name: max(0.0, round(figure - SLACK, 3)) for name, figure in floors.items()}
    asked = Pin(corpus.name, corpus.digest, reached, dict(ceilings), because)
    if pin is None:
        return asked
    kept = {n: max(f, pin.floors.get(n, 0.0)) if floors[n] >= pin.floors.get(n, 0.0) else f for n, f in reached.items()}
    asked = Pin(corpus.name, corpus.digest, kept, dict(ceilings), because)
    sunk = asked.sinks(pin)
    if sunk and not because:
        raise FloorError(f"{corpus.name}: {', '.join(sunk)} would sink; say why with --because, and in CHANGELOG.md")
    same = (asked.digest, asked.floors, asked.ceilings) == (pin.digest, pin.floors, pin.ceilings)
    return None if same else asked if sunk else Pin(corpus.name, corpus.digest, kept, dict(ceilings))


def table(results: Mapping[Corpus, Evaluation]) -> str:
    """All figures as a Markdown table."""
    head = ("articles", "gold", "found P", "found R", "found F1", "strict F1")
    fields = ("channel", "status", "date stated", "place", "role", "attributed_to f1", "evidence")
    lines = [
        f"| corpus | {' | '.join((*head, *fields))} | false alarms |",
        f"| --- |{' ---: |' * (len(head) + len(fields) + 1)}",
    ]
    for corpus, result in results.items():
        found, n = result.found, result.counts
        cells = [str(n["articles"]), str(n["gold"]), *(f"{x:.2f}" for x in (found.precision, found.recall, found.f1))]
        cells += [
            f"{result.strict.f1:.2f}",
            *(f"{result.fields.get(f) or 0:.2f}" for f in fields),
            f"{n['alarms']} of {n['empty']}",
        ]
        lines.append(f"| {corpus.name}: {corpus.about} | {' | '.join(cells)} |")
    return "\n".join(lines)


def gaps(results: Mapping[Corpus, Evaluation]) -> Iterable[str]:
    """How much better the rules do on what they were developed on than on what nobody looked at."""
    by_name = {corpus.name: result for corpus, result in results.items()}
    for seen, blind in GAPS:
        if seen in by_name and blind in by_name:
            found = by_name[seen].found.f1 - by_name[blind].found.f1
            strict = by_name[seen].strict.f1 - by_name[blind].strict.f1
            yield f"gap {seen} − {blind}: found F1 {found:+.3f}, strict F1 {strict:+.3f}"


def check(
    corpora: Sequence[Corpus], raising: bool, because: str, ledger: Path = LEDGER, changelog: Path = CHANGELOG
) -> int:
    """Measure, print, and hold to the floors or raise them; the exit status."""
    written = changelog.read_text("utf-8") if changelog.exists() else ""
    pins = read_ledger(ledger, written)
    results, problems, added = {}, [], []
    for corpus in corpora:
        if not corpus.present:
            print(f"!!! {corpus.name} is NOT measured: {corpus.gold} is not there", file=sys.stderr)
            continue
        results[corpus], floors, ceilings = measured(corpus)
        if raising:
            new = raised(pins.get(corpus.name), corpus, floors, ceilings, because)
            added += [new] if new else []
        else:
            problems += shortfalls(pins.get(corpus.name), corpus, floors, ceilings)
    print("\n".join([table(results), "", *gaps(results)]))
    _append(ledger, added)
    print("\n".join(problems) if problems else f"{len(results)} corpora hold their floors", file=sys.stderr)
    return int(bool(problems))


def _append(ledger: Path, added: Iterable[Pin]) -> None:
    lines = ledger.read_text("utf-8").splitlines() if ledger.exists() else []
    for pin in added:
        previous = json.loads(lines[-1])["seal"] if lines else ""
        lines.append(replace(pin, previous=previous).line)
        print(f"pinned {pin.corpus}" + (f"; write in CHANGELOG.md: {pin.why}" if pin.why else ""), file=sys.stderr)
    ledger.write_text("".join(line + "\n" for line in lines), "utf-8")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", metavar="CORPUS", help="only these")
    parser.add_argument("--raise", dest="raising", action="store_true", help="raise the floors to what is measured")
    parser.add_argument("--because", default="", metavar="WHY", help="with --raise: why a floor may sink")
    options = parser.parse_args(argv)
    chosen = [c for c in CORPORA if not options.corpora or c.name in options.corpora]
    try:
        return check(chosen, options.raising, options.because)
    except FloorError as error:
        print(f"accuracy: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
