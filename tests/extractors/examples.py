"""The examples of the language packs: what each says must be read, held against what is read."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib import resources
from typing import Any

from backchannel.schema.model import Article, Report


def examples(code: str) -> list[dict[str, Any]]:
    """The examples of a pack."""
    file = resources.files("backchannel.extractors.languages") / code / "examples.toml"
    found: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["example"]
    return found


def article(code: str, example: dict[str, Any]) -> Article:
    """The text of an example, as an article."""
    return Article("x", example["text"], published=example.get("published"), language=code)


def told(report: Report) -> str:
    """A report in the words of the example files."""
    sides = " + ".join(sorted(f"{p.name} {p.role}" for p in report.participants))
    return f"{report.channel} {report.status} {report.date or '-'}: {sides}"


def expected(example: dict[str, Any]) -> list[str]:
    """The lines of an example as `told` has them."""
    lines = (line.split(": ") for line in example["contacts"])
    return sorted(f"{head}: {' + '.join(sorted(sides.split(' + ')))}" for head, sides in lines)


def agrees(example: dict[str, Any], reports: Sequence[Report]) -> bool:
    """What is read is what the example says, in all that it says."""
    return (
        sorted(map(told, reports)) == expected(example)
        and (not example.get("secret") or all(r.confidential for r in reports))
        and all(list(r.attributed_to) == example.get("attributed_to", list(r.attributed_to)) for r in reports)
        and all(r.place == example.get("place", r.place) for r in reports)
    )
