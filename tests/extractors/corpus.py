"""Made-up corpora of any size: short Indonesian news about people who do not exist, the same for one seed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_GIVEN = ("Surya", "Rindang", "Laksmi", "Bram", "Nadia", "Ilham", "Wening", "Tirta", "Galuh", "Panji", "Ratri", "Bayu")
_FAMILY = ("Wiranata", "Prasetya", "Hartono", "Adikusuma", "Voss", "Soka", "Lindgren", "Morev", "Castell", "Obuya")
_STATES = ("Prancis", "Rusia", "Jepang", "Mesir", "Turki", "India", "Brasil", "Kanada", "Jerman", "Australia")
_CITIES = ("Paris", "Moskow", "Tokyo", "Kairo", "Ankara", "Jenewa", "Wina", "Jakarta")
_TOPICS = ("pelabuhan", "gandum", "perbatasan", "tahanan", "visa", "perikanan", "bendungan", "jalur kereta", "gas")
_OUTLETS = ("Kabar Teluk", "Harian Senja", "Suara Ampera", "Warta Karang")
_OFFICES = ("Presiden", "Perdana Menteri", "Menteri Luar Negeri", "Menteri Pertahanan")
_CONTACTS = (
    "{a} menelepon {b} pada {day}/{month}/2022 untuk membahas {topic}.",
    "{a} bertemu dengan {b} di {city} pada {day}/{month}/2022.",
    "{a} akan mengunjungi {city} dan bertemu {b} pekan depan.",
    "{a} mengirim surat kepada {b} mengenai {topic}.",
)
_OTHER = (
    "Harga {topic} di pasar {city} naik {number} persen dalam sepekan, menurut catatan para pedagang setempat.",
    "Hujan lebat turun di {city} selama {number} jam dan merendam sejumlah ruas jalan di pusat kota.",
    "Pameran tentang {topic} dikunjungi {number} orang sejak dibuka di balai kota {city}.",
    "Para peneliti menghitung {number} perubahan pada data {topic} sejak awal tahun.",
)


def rows(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """So many articles as the rows of a JSON-lines file; each is made from its own number only."""
    for number in range(count):
        rng = random.Random(f"{seed}-{number}")
        yield {
            "id": f"n{number:07d}",
            "title": f"Berita {number}",
            "text": _text(rng),
            "published": f"2022-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
            "outlet": rng.choice(_OUTLETS),
        }


def _text(rng: random.Random) -> str:
    """Two contacts among eight sentences about other things, in four paragraphs."""
    sentences = [_sentence(rng, _OTHER) for _ in range(8)]
    for place in (0, 5):
        sentences[place] = _sentence(rng, _CONTACTS)
    return "\n".join(" ".join(sentences[at : at + 2]) for at in range(0, 8, 2))


def _sentence(rng: random.Random, frames: tuple[str, ...]) -> str:
    return rng.choice(frames).format(
        a=_person(rng), b=_person(rng), city=rng.choice(_CITIES), topic=rng.choice(_TOPICS), day=rng.randint(1, 28),
        month=rng.randint(1, 12), number=rng.randint(2, 99_999),
    )  # fmt: skip


def _person(rng: random.Random) -> str:
    return f"{rng.choice(_OFFICES)} {rng.choice(_STATES)} {rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"


def write_corpus(path: Path, count: int, seed: int = 1) -> Path:
    """The rows as a JSON-lines file."""
    with path.open("w", encoding="utf-8") as out:
        for row in rows(count, seed):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path
