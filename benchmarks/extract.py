"""What reading an article by the rules costs: CPU time over the project's own articles, beside spaCy's splitting alone.

    python -m benchmarks.extract                # 15 rounds over tests/gold, Indonesian and English
    python -m benchmarks.extract --rounds 50

spaCy's blank pipeline (`spacy.blank("id")` and `"en"` with its `sentencizer`) cuts a text into words and sentences and
does nothing else: it is the floor of what any reader built upon it costs. Both read every article in turn, the order
changing from round to round, so that whatever else the machine does falls on both alike. A round's figure is its CPU
time divided by its articles; the table gives the median of the rounds, and the least and most of the ratio. Both keep
what they have seen (word forms, shapes of phrases), so the first round, in which every article is new, stands apart as
"first". Loading is not counted. Without spaCy the reader is measured alone, and a line says so.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from backchannel.extractors.rules import read_contacts
from backchannel.extractors.rules.pack import load_pack
from backchannel.schema.model import Article

GOLD = Path(__file__).resolve().parents[1] / "tests" / "gold"
CODES = ("id", "en")
COLUMNS = ("language", "articles", "words each", "contacts", "first ms", "spaCy first ms", "first ratio",
           "ms/article", "spaCy ms/article", "ratio", "least", "most")  # fmt: skip
Reader = Callable[[Article], int]  # what it found, so that nothing measured is work thrown away


def articles(code: str) -> list[Article]:
    """The project's own articles in a language."""
    rows = [row for file in sorted(GOLD.glob(f"{code}_*_articles.jsonl")) for row in file.open(encoding="utf-8")]
    return [Article.from_json(json.loads(row)) for row in rows]


def own_reader(code: str) -> Reader:
    """The rules, with the pack of a language loaded."""
    load_pack(code)
    read_contacts(Article("first", "Rusia bertemu. Russia met.", language=code))  # what is compiled on first use
    return lambda article: len(read_contacts(article))


def spacy_reader(code: str) -> Reader | None:
    """SpaCy's words and sentences, or None where it is not installed."""
    try:
        import spacy
    except ImportError:
        return None
    pipeline = spacy.blank(code)
    pipeline.add_pipe("sentencizer")
    pipeline("Rusia bertemu. Russia met.")
    return lambda article: sum(1 for _ in pipeline(article.text).sents)


def milliseconds(read: Callable[[], object]) -> float:
    """CPU time of one call in this process."""
    started = time.process_time_ns()
    read()
    return (time.process_time_ns() - started) / 1e6


def one_round(readers: list[Reader], texts: list[Article], swapped: bool) -> list[float]:
    """CPU milliseconds an article of each reader, all of them reading each article before the next one."""
    spent = [0.0] * len(readers)
    order = sorted(range(len(readers)), reverse=swapped)
    for article in texts:
        for which in order:
            spent[which] += milliseconds(lambda read=readers[which], article=article: read(article))  # type: ignore[misc]
    return [total / len(texts) for total in spent]


def row(code: str, rounds: int) -> list[str]:
    """The line of a language."""
    texts, own, peer = articles(code), own_reader(code), spacy_reader(code)
    readers = [own, peer] if peer else [own]
    gc.collect()
    first = one_round(readers, texts, False)
    results = [one_round(readers, texts, bool(n % 2)) for n in range(rounds)]
    words = statistics.fmean(len(article.text.split()) for article in texts)
    told = [code, f"{len(texts):,}", f"{words:.0f}", f"{sum(map(own, texts)):,}", f"{first[0]:.2f}"]
    typical = [f"{statistics.median(spent):.2f}" for spent in zip(*results, strict=True)]
    if not peer:
        return [*told, "-", "-", *typical, *["-"] * 4]
    ratios = [mine / other for mine, other in results]
    told += [f"{first[1]:.2f}", f"{first[0] / first[1]:.1f}", *typical]
    return [*told, *(f"{ratio:.1f}" for ratio in (statistics.median(ratios), min(ratios), max(ratios)))]


def main() -> None:
    """Measure each language and print the table."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=15, help="how often every article is read")
    asked = arguments.parse_args()
    print("| " + " | ".join(COLUMNS) + " |\n|" + " ---: |" * len(COLUMNS), flush=True)
    for code in CODES:
        print("| " + " | ".join(row(code, max(1, asked.rounds))) + " |", flush=True)
    if spacy_reader("en") is None:
        print("\nspaCy is not installed, so nothing stands beside our figures: pip install spacy", file=sys.stderr)


if __name__ == "__main__":
    main()
