"""Made-up news of any size that is put together as news is: one article in ten tells of a contact, a few people are in
most of them, several articles tell of one contact, and some repeat another one.

The people do not exist: their names are made of syllables.
"""

from __future__ import annotations

import datetime
import json
import random
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

TELLING = 10  # one article in so many tells of a contact
TELLERS = 2  # articles that tell of one contact, on average
COPIES = 0.04  # share of articles that repeat one of the hundred before them
PEOPLE = 60  # of each state; the first are in most contacts
_START, _DAYS = datetime.date(2014, 1, 1), 4000
_HEADS = ("ba", "de", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "we", "yo", "zi", "ga", "hu")
_MIDDLES = ("lan", "mir", "dor", "vek", "sun", "tal", "ren", "kos", "bin", "gar", "hel", "jup")
_ENDS = ("a", "o", "i", "en", "us", "ova", "ara", "eki", "im", "ant")
_STATES = (
    "Prancis", "Rusia", "Jepang", "Mesir", "Turki", "India", "Brasil", "Kanada", "Jerman", "Australia", "Iran",
    "Vietnam", "Norwegia", "Kenya", "Meksiko", "Polandia", "Qatar", "Malaysia", "Italia", "Spanyol",
)  # fmt: skip
_OFFICES = ("Presiden", "Menteri Luar Negeri", "Menteri Pertahanan", "Utusan Khusus", "Duta Besar", "Juru Bicara")
_CITIES = ("Paris", "Moskow", "Tokyo", "Kairo", "Ankara", "Jenewa", "Wina", "Jakarta", "Doha", "Oslo", "Nairobi")
_TOPICS = ("pelabuhan", "gandum", "perbatasan", "tahanan", "visa", "perikanan", "bendungan", "beras", "gas")
_OUTLETS = tuple(f"{kind} {place}" for kind in ("Kabar", "Harian", "Suara", "Warta") for place in
                 ("Teluk", "Senja", "Ampera", "Karang", "Lembah", "Muara", "Bukit"))  # fmt: skip
_CONTACTS = (
    "{a} menelepon {b} pada {day} untuk membahas {topic}.",
    "{a} bertemu dengan {b} di {city} pada {day}.",
    "{a} bertemu {b} secara rahasia di {city} pada {day}.",
    "{a} mengirim surat kepada {b} mengenai {topic} pada {day}.",
    "{a} akan bertemu {b} di {city} pekan depan.",
    "{a} membantah bertemu {b} di {city} pada {day}.",
)
_TURNS = (30, 40, 5, 12, 8, 5)  # how often each of them
_OTHER = (
    "Harga {topic} di pasar {city} naik {number} persen dalam sepekan, menurut catatan para pedagang setempat.",
    "Hujan lebat mengguyur {city} selama {number} jam dan merendam sejumlah ruas jalan di pusat kota.",
    "Para peneliti menghitung {number} perubahan pada data {topic} sejak awal tahun.",
    "Panitia lomba di {city} mencatat {number} peserta, lebih banyak daripada tahun sebelumnya.",
    "Perpustakaan {city} menambah {number} buku baru tentang {topic} untuk pembaca muda.",
)
_NEAR = "Pameran tentang {topic} dikunjungi {number} orang sejak dibuka di balai kota {city}."
_NEAR_SHARE = 0.01  # of sentences have a word of contacts and tell of none: one in twelve ordinary articles
_MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
           "November", "Desember")  # fmt: skip


def rows(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """So many articles as the rows of a JSON-lines file; each is made from its own number only."""
    for number in range(count):
        rng = random.Random(f"{seed}-copy-{number}")
        copies = rng.random() < COPIES
        told = max(0, number - rng.randint(1, 100)) if copies else number
        title, text, day = _article(told, seed)
        published = day + datetime.timedelta(days=rng.randint(0, 1) if copies else 0)
        yield {
            "id": f"n{number:08d}",
            "title": title,
            "text": text,
            "published": published.isoformat(),
            "outlet": rng.choice(_OUTLETS),
        }


def write_news(path: Path, count: int, seed: int = 1) -> Path:
    """The rows as a JSON-lines file."""
    with path.open("w", encoding="utf-8") as out:
        for row in rows(count, seed):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def _article(number: int, seed: int) -> tuple[str, str, datetime.date]:
    """Title, text and day of an article that repeats no other."""
    rng = random.Random(f"{seed}-{number}")
    sentences = [_other(rng) for _ in range(9)]
    day = _START + datetime.timedelta(days=rng.randrange(_DAYS))
    if rng.randrange(TELLING) == 0:
        telling, after, day = _contact(number // (TELLING * TELLERS), seed, rng)
        sentences[rng.choice((0, 0, 4))] = telling
        sentences[5] = after
    return f"Berita {number}", "\n".join(" ".join(sentences[at : at + 3]) for at in range(0, 9, 3)), day


def _other(rng: random.Random) -> str:
    return (_NEAR if rng.random() < _NEAR_SHARE else rng.choice(_OTHER)).format(
        city=rng.choice(_CITIES), topic=rng.choice(_TOPICS), number=rng.randint(2, 99_999)
    )  # fmt: skip


def _contact(event: int, seed: int, rng: random.Random) -> tuple[str, str, datetime.date]:
    """How an article tells of a contact, a sentence that comes back to it, and the day of the article."""
    it = random.Random(f"{seed}-event-{event}")
    states = it.sample(range(len(_STATES)), 2)
    people = [(state, it.choices(range(PEOPLE), cum_weights=_standing())[0]) for state in states]
    frame = it.choices(_CONTACTS, _TURNS)[0]
    day = _START + datetime.timedelta(days=it.randrange(_DAYS))
    a, b = (_named(*person, rng) for person in people)
    telling = frame.format(
        a=a,
        b=b,
        city=it.choice(_CITIES),
        topic=it.choice(_TOPICS),
        day=f"{day.day} {_MONTHS[day.month - 1]} {day.year}",
    )
    surname = person(*people[0]).rsplit(" ", 1)[1]
    after = f"{surname} mengatakan pembicaraan tentang {it.choice(_TOPICS)} itu berjalan baik."
    return telling, after, day + datetime.timedelta(days=rng.randint(0, 2))


def _named(state: int, number: int, rng: random.Random) -> str:
    """A person by name and office, or as news often has it: the office alone, the state, or people without names."""
    office, land = _OFFICES[number % len(_OFFICES)], _STATES[state]
    way = rng.random()
    if way < 0.08:
        return f"{office} {land}"
    if way < 0.14:
        return f"Pemerintah {land}"
    if way < 0.17:
        return "Sejumlah pejabat senior"
    return f"{office} {land} {person(state, number)}"


@cache
def person(state: int, number: int) -> str:
    """The name of one person of a state."""
    rng = random.Random(f"person-{state}-{number}")
    return " ".join((rng.choice(_HEADS) + rng.choice(_MIDDLES) + rng.choice(_ENDS)).capitalize() for _ in range(2))


@cache
def _standing() -> list[float]:
    """How often each person of a state is in the news: the n-th a n-th as often as the first, added up."""
    return list(accumulate(1 / n for n in range(1, PEOPLE + 1)))
