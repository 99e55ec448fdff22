"""Fit how sure a report is to what is right, and show how far the two agree.

    python benchmarks/confidence.py          the reliability table: of the reports so sure, how many are right
    python benchmarks/confidence.py --fit    write the table of points that `extractors/rules/confidence.py` reads

A report is right when it matches a gold contact as `benchmarks/accuracy.py` counts it; those that match an optional one
are left out. The points are a logistic regression over the marks of a contact (maximum likelihood, with a small price
on large points), on every corpus that may be looked at: the blind ones are neither fitted on nor shown. The reliability
table is out of sample: each article is judged by points fitted without its fifth of the articles.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from backchannel.extractors.rules.confidence import marks, probability
from backchannel.extractors.rules.reader import contacts, open_reading
from backchannel.extractors.rules.reporting import report_of
from backchannel.gold import read_gold
from backchannel.matching import matched
from backchannel.pipeline import read_all
from backchannel.schema.errors import ArticleError
from benchmarks.accuracy import CORPORA, ROOT

TABLE = ROOT / "extractors" / "rules" / "confidence.toml"
OPEN = ("dev", "id_own", "id_plain", "en_dev", "en_own")
MARKS = ("headline", "unnamed", "repeated", "dated", "placed", "directed")
PRICE = 1.0  # of the square of a mark's points: about what one report weighs
FOLDS = 5
STEPS, RATE = 2000, 2.0
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """A report's marks, and whether it was right."""

    article: str
    marks: frozenset[str]
    right: bool


def judged(corpora: Iterable[str]) -> list[Judged]:
    """Every report of these corpora, judged by their gold; a corpus that is not there is passed over, aloud."""
    out: list[Judged] = []
    for corpus in (c for c in CORPORA if c.name in corpora):
        if not corpus.present:
            print(f"!!! {corpus.name} is NOT used: {corpus.gold} is not there", file=sys.stderr)
            continue
        gold = {article.article: article.contacts for article in read_gold(corpus.gold)}
        failed: list[ArticleError] = []
        for article in read_all(corpus.inputs, failed.append):
            reading = open_reading(article)
            found = contacts(reading) if reading else []
            reports = [report_of(contact, article, "", ()) for contact in found]
            pairs = dict(matched(reports, gold[article.id]))
            for i, contact in enumerate(found):
                if i not in pairs or not gold[article.id][pairs[i]].optional:
                    out.append(Judged(f"{corpus.name}/{article.id}", marks(contact), i in pairs))
    return out


def fitted(rows: Sequence[Judged]) -> dict[str, float]:
    """The points that make what happened most likely."""
    points = dict.fromkeys(("base", *MARKS), 0.0)
    for _ in range(STEPS):
        slope = {name: PRICE * p if name != "base" else 0.0 for name, p in points.items()}
        for row in rows:
            miss = probability(row.marks, points) - row.right
            for name in ("base", *row.marks):
                slope[name] += miss
        points = {name: p - RATE * slope[name] / len(rows) for name, p in points.items()}
    return {name: round(p, 1) for name, p in points.items()}


def judged_blindly(rows: Sequence[Judged]) -> list[tuple[float, bool]]:
    """What is said of each report, and whether it is right; said with points fitted on the articles of other folds."""
    names = list(dict.fromkeys(row.article for row in rows))
    fold = {name: i % FOLDS for i, name in enumerate(names)}
    tables = [fitted([row for row in rows if fold[row.article] != k]) for k in range(FOLDS)]
    return [(probability(row.marks, tables[fold[row.article]]), row.right) for row in rows]


def reliability(said: Sequence[tuple[float, bool]]) -> str:
    """A Markdown table: of the reports said to be so sure, how many are right."""
    lines = ["| confidence | reports | said on average | right |", "| --- | ---: | ---: | ---: |"]
    for low, high in pairwise(BINS):
        here = [(p, right) for p, right in said if low <= p < high]
        if here:
            mean, share = sum(p for p, _ in here) / len(here), sum(right for _, right in here) / len(here)
            lines.append(f"| {low:.1f} to {high:.1f} | {len(here)} | {mean:.2f} | {share:.2f} |")
    return "\n".join(lines)


def loss(said: Sequence[tuple[float, bool]]) -> float:
    """The mean of minus the logarithm of what was said of that which happened; less is better."""
    return -sum(math.log(p if right else 1 - p) for p, right in said) / len(said)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true", help=f"write {TABLE.relative_to(ROOT)}")
    options = parser.parse_args(argv)
    rows = judged(OPEN)
    said = judged_blindly(rows)
    share = sum(row.right for row in rows) / len(rows)
    print(reliability(said))
    flat = loss([(share, row.right) for row in rows])
    print(f"\n{len(rows)} reports, {share:.2f} right; loss {loss(said):.3f}, of one number for all {flat:.3f}")
    if options.fit:
        TABLE.write_text(HEAD + "".join(f"{name} = {points}\n" for name, points in fitted(rows).items()), "utf-8")
    return 0


HEAD = """# How sure a report is: 1 / (1 + exp(-(base + the points of its marks))). Written by
# python benchmarks/confidence.py --fit.
# headline: only a headline tells it; unnamed: a side without a name; repeated: several sentences tell it;
# dated, placed: it says when, where; directed: one side calls, writes or travels, the other is called or visited
"""

if __name__ == "__main__":
    sys.exit(main())
