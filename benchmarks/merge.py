"""How merging grows: time and memory per report, on made reports about actors named as unevenly as in the news.

    python benchmarks/merge.py                      # 10,000 and 100,000 reports
    python benchmarks/merge.py 10000 100000 1000000
    python benchmarks/merge.py --hot 50000          # one pair of actors in that many reports
    python benchmarks/merge.py --hot-day 50000      # the same, all of one day
    python benchmarks/merge.py --add 100000         # one more article on top of so many, against merging from scratch

Each size runs in a process of its own, so that the peak of memory is its own. "held" is what the process held before
merging: the reports themselves.
"""

from __future__ import annotations

import argparse
import datetime
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import accumulate

from backchannel.graph.merge import merge
from backchannel.schema.model import Attribution, Citation, Evidence, Participant, Report

SEED = 20220214
FIRST_DAY = datetime.date(2019, 1, 1)
DAYS = 2200
STATES = ["US", "RU", "CN", "ID", "FR", "DE", "GB", "JP", "IN", "BR", "EG", "TR", "UA", "PL", "KR", "AU", "MY", "TH"]
OFFICES = ["Presiden", "Menteri Luar Negeri", "Menteri Pertahanan", "Duta Besar", "Perdana Menteri", None, None]
CHANNELS = ["meeting", "phone-call", "visit", "talks", "letter", "contact"]
AGENCIES = ["AFP", "Reuters", "AP", None, None, None, None, None]
SYLLABLES = [
    "ba",
    "ke",
    "lo",
    "mi",
    "nu",
    "ra",
    "so",
    "ti",
    "va",
    "zu",
    "gor",
    "lan",
    "mir",
    "pet",
    "ser",
    "dan",
    "hal",
    "vik",
]


def people(count: int, chance: random.Random) -> list[Participant]:
    """So many persons with full names, a state and perhaps an office."""
    found: dict[str, Participant] = {}
    while len(found) < count:
        name = " ".join("".join(chance.choices(SYLLABLES, k=chance.choice((2, 3)))).title() for _ in range(2))
        found.setdefault(name, Participant(name, "party", "person", chance.choice(OFFICES), chance.choice(STATES)))
    return list(found.values())


def news(count: int, pairs: int | None, one_day: bool) -> tuple[list[Citation], list[Report]]:
    """So many reports: contacts of actors by Zipf's law, each told by one to many articles, some of them vaguely."""
    chance = random.Random(SEED)
    actors = people(2 if pairs == 1 else max(50, count // 20), chance)
    weights = list(accumulate(1 / rank for rank in range(1, len(actors) + 1)))
    citations, reports = [], []
    for number, (day, cast, channel, place) in enumerate(contacts(actors, weights, chance, one_day)):
        for _ in range(1 + min(int(chance.paretovariate(1.2)) - 1, 40)):
            article = f"a{len(reports):07d}"
            published = (day + datetime.timedelta(chance.randint(0, 2))).isoformat()
            citations.append(
                Citation(article, None, published, f"outlet{chance.randrange(200)}.com", None, "id", article)
            )
            reports.append(telling(article, day, cast, channel, place, number, chance))
            if len(reports) == count:
                return citations, reports
    raise AssertionError("contacts never end")


def contacts(
    actors: list[Participant], weights: list[float], chance: random.Random, one_day: bool
) -> Iterator[tuple[datetime.date, list[Participant], str, str]]:
    """Contacts without end."""
    while True:
        cast = list(dict.fromkeys(chance.choices(actors, cum_weights=weights, k=chance.choice((2, 2, 2, 2, 3)))))
        if len(cast) > 1:
            day = FIRST_DAY + datetime.timedelta(0 if one_day else chance.randrange(DAYS))
            yield day, cast, chance.choice(CHANNELS), chance.choice(("Moskow", "Jakarta", "Paris", "Jenewa"))


def telling(
    article: str,
    day: datetime.date,
    cast: list[Participant],
    channel: str,
    place: str,
    number: int,
    chance: random.Random,
) -> Report:
    """One article's words about a contact: some name no day, some only a surname."""
    named = tuple(
        p if chance.random() < 0.85 else Participant(p.name.split()[1], "party", "person", p.office, p.of) for p in cast
    )
    date = None if chance.random() < 0.15 else day.isoformat()
    agency = chance.choice(AGENCIES)
    said = (Attribution(agency),) if agency else ()
    quote = Evidence(f"kontak {number} dalam {article}", 100, 130)
    where = place if chance.random() < 0.5 else None
    return Report(
        article, named, channel, "occurred", date, place=where, attribution=said, evidence=(quote,), confidence=0.8
    )


def measure(count: int, pairs: int | None, one_day: bool) -> None:
    """Merge once and print a line."""
    citations, reports = news(count, pairs, one_day)
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    graph = merge(citations, reports)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{count:>9,} reports  {len(graph.actors):>7,} actors  {len(graph.contacts):>9,} contacts  {seconds:8.1f} s"
        f"  {seconds / count * 1e6:6.0f} µs/report  held {held:6.0f} MiB  peak {peak:6.0f} MiB"
        f"  {(peak - held) / count * 1024:5.1f} KiB/report",
        flush=True,
    )


def measure_adding(count: int) -> None:
    """Merge, then add one article of the pair that is told of most, both ways, and see that they agree."""
    citations, reports = news(count, None, False)
    new, last = citations.pop(), reports.pop()
    earlier = merge(citations, [r for r in reports if r.article != new.id])
    start = time.process_time()
    scratch = merge([*citations, new], [*reports, last])
    middle = time.process_time()
    added = merge([*citations, new], [*reports, last], earlier=earlier)
    end = time.process_time()
    agree = "the same graph" if added == scratch else "ANOTHER GRAPH"
    print(
        f"{count:>9,} reports  from scratch {middle - start:6.1f} s  added {end - middle:6.1f} s  {agree}", flush=True
    )


def main() -> None:
    """Measure each size in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--hot", type=int, help="so many reports about one pair of actors")
    parser.add_argument("--hot-day", type=int, help="so many reports about one pair on one day")
    parser.add_argument("--add", type=int, help="one more article on top of so many reports")
    parser.add_argument("--here", action="store_true", help="measure in this very process")
    told = parser.parse_args()
    if told.here and told.add:
        measure_adding(told.add)
        return
    if told.here:
        count = told.hot or told.hot_day or told.sizes[0]
        measure(count, 1 if told.hot or told.hot_day else None, bool(told.hot_day))
        return
    runs = [["--hot", str(told.hot)]] if told.hot else []
    runs += [["--hot-day", str(told.hot_day)]] if told.hot_day else []
    runs += [["--add", str(told.add)]] if told.add else []
    runs += [[str(size)] for size in told.sizes or ([] if runs else [10_000, 100_000])]
    for run in runs:
        print(" ".join(run), end=": ", flush=True)
        subprocess.run([sys.executable, __file__, "--here", *run], check=True)


if __name__ == "__main__":
    main()
