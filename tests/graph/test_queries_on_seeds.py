"""Every named query on the graph of the five seed articles: what a reader of `seeds/*.txt` would answer.

The answers were written down from the articles, with the words they rest on, and not from what the program says. Where
the articles hold no answer, the query gives none here, and its example (`tests/graph/test_queries.py`, on a graph made
by hand) shows one. `may` are rows that a reader can defend and another may leave out.
"""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from backchannel.graph.queries import bind, library
from backchannel.graph.store import QueryWorker

Row = tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A query with its parameters, the columns compared, and the rows."""

    name: str
    given: Mapping[str, str] = field(default_factory=dict)
    columns: str = ""
    must: tuple[Row, ...] = ()
    may: tuple[Row, ...] = ()


ASKED = (
    # "pertemuan yang ditayangkan televisi pada Senin (14/2/2022)"; "menerima pesan dari ... Antony Blinken";
    # "Shoukry bertolak ke Moskow dan berunding dengan Lavrov", dated nowhere
    Asked(
        "who-contacted",
        {"actor": "Lavrov"},
        "who channel contacts first last",
        (
            ("Vladimir Putin", "meeting", "1", "2022-02-14", "2022-02-14"),
            ("Antony Blinken", "message", "1", "", ""),
            ("Sameh Shoukry", "talks", "1", "", ""),
        ),
    ),
    # two articles tell of the one meeting on Monday 14 February, one by AP; the other's headline tells of it too
    Asked(
        "between",
        {"x": "Lavrov", "y": "Putin"},
        "date channel status said_by quote",
        (
            (
                "2022-02-14",
                "meeting",
                "occurred",
                "AP",
                "Saran itu ia sampaikan langsung kepada Presiden Vladimir Putin dalam pertemuan yang ditayangkan"
                " televisi pada Senin (14/2/2022), demikian dilaporkan kantor berita AP.",
            ),
        ),
        tuple(
            ("2022-02-14", "meeting", "occurred", said_by, quote)
            for said_by in ("Al Jazeera", "")
            for quote in (
                "Kremlin Tayangkan Percakapan Putin-Lavrov, Biden Hubungi London",
                "Kesan itu muncul dari percakapan yang disiarkan televisi antara Presiden Rusia Vladimir Putin dan"
                " Menteri Luar Negeri Sergey Lavrov pada Senin (14/2), seperti dikutip dari Al Jazeera.",
            )
        ),
    ),
    # "pesan tersebut diantarkan kepadanya oleh Menteri Luar Negeri Mesir Sameh Shoukry"
    Asked(
        "timeline",
        {"x": "Blinken", "y": "Lavrov"},
        "first last who channel status secret outlets",
        (("", "", "Antony Blinken → Sergei Lavrov (Sameh Shoukry)", "message", "occurred", "false", "1"),),
    ),
    # Shoukry saw Blinken in Cairo, then Lavrov in Moscow, and carried the message, which counts with both
    Asked(
        "stands-between",
        {"x": "Blinken", "y": "Lavrov"},
        "who with_x with_y carried",
        (("Sameh Shoukry", "2", "2", "1"),),
    ),
    # only the televised meeting stands in two articles
    Asked(
        "by-outlets",
        {"outlets": "2"},
        "outlets date who channel status",
        (("2", "2022-02-14", "Sergei Lavrov → Vladimir Putin", "meeting", "occurred"),),
    ),
    # "tanpa pengumuman apa pun pada 3 Februari untuk menemui"; "datang sendiri ke Rusia secara rahasia"; the headline's
    # "Utusan Macron Terbang Senyap"; "meminta agar percakapan mereka tidak dibuka ke publik"
    Asked(
        "secret",
        {},
        "date who channel status",
        (
            ("XXXX-02-03", "Emmanuel Bonne → Yuri Ushakov", "meeting", "occurred"),
            ("", "pemimpin lainnya → Russia", "visit", "occurred"),
        ),
        (
            ("", "Utusan Macron → Russia", "visit", "occurred"),
            ("XXXX-02-03", "Emmanuel Bonne → Russia", "visit", "occurred"),
            ("", "pemimpin Eropa → Russia", "phone-call", "occurred"),
        ),
    ),
    # "dijadwalkan meneruskan perjalanannya ke Moskow guna berunding dengan Putin"; the journey may stand alone
    Asked(
        "planned-not-held",
        {},
        "due who channel place",
        (("", "Olaf Scholz → Vladimir Putin", "talks", "Moskow"),),
        (
            ("", "Olaf Scholz → Russia", "visit", "Moskow"),
            ("", "pemimpin Eropa → Vladimir Putin", "meeting", ""),
        ),
    ),
    # "perundingan Rusia dan Ukraina di Istanbul pada Maret 2022"; those of the other dated contacts share a country
    # or have none (Stoltenberg speaks for NATO)
    Asked("countries-by-month", {}, "month one other contacts", (("2022-03", "RU", "UA", "1"),)),
    Asked(
        "intermediaries",
        {},
        "carrier date who channel status",
        (("Sameh Shoukry", "", "Antony Blinken → Sergei Lavrov (Sameh Shoukry)", "message", "occurred"),),
    ),
    # Putin: Lavrov, Biden ("telah berbicara dengan Putin"), "sejumlah pemimpin Eropa sudah lebih dulu menemui Putin";
    # Lavrov: Putin, Shoukry, the message; Shoukry: Blinken, Lavrov, the message; Blinken: Shoukry, the message;
    # Biden: Putin, Johnson
    Asked(
        "busiest",
        {"kind": "Person", "limit": "5"},
        "who contacts secret",
        (
            ("Sameh Shoukry", "3", "0"),
            ("Sergei Lavrov", "3", "0"),
            ("Vladimir Putin", "3", "0"),
            ("Antony Blinken", "2", "0"),
            ("Joe Biden", "2", "0"),
        ),
    ),
    # Peskov neither confirms nor denies; nobody else denies a contact, and no two articles contradict each other
    Asked("disputed", {}, "what who"),
    # a "first contact since October 2022" without the days of either
    Asked("after-silence", {"actor": "Shoigu"}, "who before after"),
    # no seed names the outlet that printed it
    Asked("outlets", {}, "outlet status reports"),
    Asked("claims", {"outlet": "TASS"}, "who quote"),
)


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryWorker]:
    """A worker on what `backchannel build --demo` makes."""
    folder = tmp_path_factory.mktemp("seeds") / "demo"
    command = [sys.executable, "-m", "backchannel", "build", "--demo", "-o", str(folder)]
    subprocess.run(command, check=True, capture_output=True, timeout=170)
    with QueryWorker(Path(folder) / "store") as found:
        yield found


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.name)
def test_the_answer_is_what_the_articles_say(worker: QueryWorker, asked: Asked) -> None:
    """Nothing that a reader finds is left out, nothing is there that a reader would not say, and the order holds."""
    body = worker.ask(bind(asked.name, asked.given, worker), "csv", time_limit=60).body.decode()
    rows = [tuple(row[c] for c in asked.columns.split()) for row in csv.DictReader(io.StringIO(body, newline=""))]

    assert [row for row in rows if row in asked.must] == list(asked.must)
    assert set(rows) <= {*asked.must, *asked.may}


def test_every_named_query_is_asked() -> None:
    """A new query needs an answer here, if only that the seeds hold none; most are answered by them."""
    assert sorted(asked.name for asked in ASKED) == sorted(library())
    assert sum(bool(asked.must) for asked in ASKED) >= 10
