"""Gold: what a careful reader finds in articles, one JSON object per article and line.

    {"article": "a-1", "contacts": [{"participants": [{"names": ["Sergey Lavrov", "Lavrov"], "role": "party"}, ...],
     "channel": "meeting", "status": "occurred", "date": "2022-02-14", "place": ["Moscow"], "confidential": false,
     "attributed_to": ["Kremlin"], "evidence": ["the shortest passage that shows it"], "optional": false}, ...]}

Where several answers are right (channel, status, date, place, the names of a participant), a list holds them all.
An optional contact is neither demanded nor punished.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backchannel.schema.errors import BackchannelError


class GoldError(BackchannelError):
    """A gold file cannot be read; says which line and why."""


@dataclass(frozen=True, slots=True)
class GoldParticipant:
    """Somebody who takes part, under every name that is right."""

    names: tuple[str, ...]
    role: str


@dataclass(frozen=True, slots=True)
class GoldContact:
    """A contact as an annotator reads it; a tuple holds every answer that is right."""

    participants: tuple[GoldParticipant, ...]
    channels: tuple[str, ...]
    statuses: tuple[str, ...]
    dates: tuple[str | None, ...]
    places: tuple[str, ...] = ()
    confidential: bool = False
    attributed_to: tuple[str, ...] = ()
    evidence: tuple[str | tuple[int, int], ...] = ()  # the words, or where they stand
    optional: bool = False

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> GoldContact:
        return cls(
            participants=tuple(GoldParticipant(tuple(p["names"]), p["role"]) for p in row["participants"]),
            channels=_answers(row["channel"]),
            statuses=_answers(row["status"]),
            dates=_answers(row["date"]),
            places=_answers(row.get("place") or []),
            confidential=bool(row.get("confidential")),
            attributed_to=_answers(row.get("attributed_to") or []),
            evidence=tuple(e if isinstance(e, str) else (e[0], e[1]) for e in row["evidence"]),
            optional=bool(row.get("optional")),
        )


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """All contacts of one article; often none."""

    article: str
    contacts: tuple[GoldContact, ...]


def read_gold(path: str | Path) -> tuple[GoldArticle, ...]:
    """The articles of a gold file, in its order."""
    try:
        lines = Path(path).read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: {getattr(error, 'strerror', None) or 'not UTF-8 text'}") from None
    return tuple(_article(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip())


def _article(line: str, where: str) -> GoldArticle:
    try:
        row = json.loads(line)
        return GoldArticle(row["article"], tuple(GoldContact.from_json(c) for c in row["contacts"]))
    except KeyError as error:
        raise GoldError(f"{where}: no {error.args[0]!r}") from None
    except (ValueError, TypeError, IndexError) as error:
        raise GoldError(f"{where}: not a gold article: {error}") from None


def _answers(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list) else (value,)
