"""What reading an article by the rules costs: CPU time beside spaCy's splitting alone, and how it grows with length.

    python -m benchmarks.extract                # 15 rounds over each corpus
    python -m benchmarks.extract --rounds 50

spaCy's blank pipeline (`spacy.blank("id")` and `"en"` with its `sentencizer`) cuts a text into words and sentences and
does nothing else: it is the floor of what any reader built upon it costs. Both read every article in turn, the order
changing from round to round, so that whatever else the machine does falls on both alike. A round's figure is its CPU
time divided by its articles; the tables give the median of the rounds, and the least and most of the ratio. Loading is
not counted, nor is a first round in which both learn the words (they keep what they have seen of word forms).

Corpora: the project's own articles by language (tests/gold), nearly all with contacts; *ordinary*, where nine articles
in ten tell of none (the texts of benchmarks/ordinary.txt and the own articles without a contact stand for the nine, own
articles with contacts for the tenth); and *dev*, where the texts used for measuring accuracy lie beside the project.
Without spaCy the reader is measured alone, and a line says so.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from backchannel.extractors.rules import read_contacts
from backchannel.extractors.rules.pack import load_pack
from backchannel.schema.model import Article

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "gold"
DEV = ROOT.parent / "shared" / "gold" / "dev_articles.jsonl"
TELLING = 0.1  # of ordinary articles tell of a contact
COLUMNS = ("corpus", "articles", "kB each", "ms/article", "articles/s", "MB/s", "spaCy ms", "ratio", "least", "most")
SIZES = (10_000, 100_000, 1_000_000)  # characters of one article
Reader = Callable[[Article], int]  # what it found, so that nothing measured is work thrown away
Parts = list[tuple[float, list[Article]]]  # articles, and their share of the corpus


def articles(file: Path) -> list[Article]:
    """The articles of a JSON-lines file."""
    return [Article.from_json(json.loads(row)) for row in file.read_text("utf-8").splitlines()]


def own(code: str) -> list[Article]:
    """The project's own articles in a language."""
    return [article for file in sorted(GOLD.glob(f"{code}_*_articles.jsonl")) for article in articles(file)]


def ordinary() -> Parts:
    """Articles without a contact, and with one."""
    rows = [json.loads(row) for file in sorted(GOLD.glob("id_*.jsonl")) for row in file.open(encoding="utf-8")]
    telling = {row["article"] for row in rows if row.get("contacts")}
    texts = (ROOT / "benchmarks" / "ordinary.txt").read_text("utf-8").split("\n\n")
    others = [Article(f"ordinary-{n}", text, language="id") for n, text in enumerate(texts)]
    others += [article for article in own("id") if article.id not in telling]
    return [(1 - TELLING, others), (TELLING, [article for article in own("id") if article.id in telling])]


def corpora() -> dict[str, tuple[str, Parts]]:
    """All corpora by name, with their language."""
    found: dict[str, tuple[str, Parts]] = {code: (code, [(1.0, own(code))]) for code in ("id", "en")}
    found["ordinary"] = ("id", ordinary())
    if DEV.exists():
        found["dev"] = ("id", [(1.0, articles(DEV))])
    return found


def own_reader(code: str) -> Reader:
    """The rules, with the pack of a language loaded."""
    load_pack(code)
    return lambda article: len(read_contacts(article))


def spacy_reader(code: str) -> Reader | None:
    """SpaCy's words and sentences, or None where it is not installed."""
    try:
        import spacy
    except ImportError:
        return None
    pipeline = spacy.blank(code)
    pipeline.add_pipe("sentencizer")
    return lambda article: sum(1 for _ in pipeline(article.text).sents)


def milliseconds(read: Callable[[], object]) -> float:
    """CPU time of one call in this process."""
    started = time.process_time_ns()
    read()
    return (time.process_time_ns() - started) / 1e6


def one_round(readers: list[Reader], parts: Parts, swapped: bool) -> list[float]:
    """CPU milliseconds an article of each reader, all of them reading each article before the next one."""
    order = sorted(range(len(readers)), reverse=swapped)
    means = [0.0] * len(readers)
    for share, texts in parts:
        for article, which in itertools.product(texts, order):
            spent = milliseconds(lambda read=readers[which], article=article: read(article))  # type: ignore[misc]
            means[which] += share * spent / len(texts)
    return means


def row(name: str, code: str, parts: Parts, rounds: int) -> list[str]:
    """The line of a corpus."""
    mine, peer = own_reader(code), spacy_reader(code)
    readers = [mine, peer] if peer else [mine]
    gc.collect()
    one_round(readers, parts, False)
    results = [one_round(readers, parts, bool(n % 2)) for n in range(rounds)]
    size = sum(share * statistics.fmean(len(a.text.encode()) for a in texts) for share, texts in parts)
    cost = statistics.median(spent[0] for spent in results)
    told = [name, f"{sum(len(texts) for _, texts in parts):,}", f"{size / 1e3:.1f}", f"{cost:.2f}"]
    told += [f"{1e3 / cost:,.0f}", f"{size / cost / 1e3:.2f}"]
    if not peer:
        return [*told, *["-"] * 4]
    ratios = [ours / other for ours, other in results]
    return [*told, f"{statistics.median(other for _, other in results):.2f}"] + [
        f"{ratio:.2f}" for ratio in (statistics.median(ratios), min(ratios), max(ratios))
    ]


def growth() -> list[list[str]]:
    """What one article costs that is as long as many: the own articles one behind the other, ever again."""
    lines = itertools.cycle(line for article in own("id") for line in article.text.split("\n"))
    found, first = [], 0.0
    for size in SIZES:
        text, held = [], 0
        while held < size:
            text.append(next(lines))
            held += len(text[-1]) + 1
        article = Article("long", "\n".join(text), language="id", published="2022-02-15")
        cost = min(milliseconds(lambda article=article: read_contacts(article)) for _ in range(3)) / held  # type: ignore[misc]
        first = first or cost
        found.append([f"{held:,}", f"{cost * held:.0f}", f"{cost * 1e3:.2f}", f"{cost / first:.2f}"])
    return found


def table(columns: tuple[str, ...]) -> None:
    """The head of a table."""
    print("| " + " | ".join(columns) + " |\n|" + " ---: |" * len(columns), flush=True)


def main() -> None:
    """Measure each corpus and print the tables."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=15, help="how often every article is read")
    asked = arguments.parse_args()
    table(COLUMNS)
    for name, (code, parts) in corpora().items():
        print("| " + " | ".join(row(name, code, parts, max(1, asked.rounds))) + " |", flush=True)
    print()
    table(("characters of one article", "ms", "ms/1,000", "beside the shortest"))
    for line in growth():
        print("| " + " | ".join(line) + " |", flush=True)
    if spacy_reader("en") is None:
        print("\nspaCy is not installed, so nothing stands beside our figures: pip install spacy", file=sys.stderr)


if __name__ == "__main__":
    main()
