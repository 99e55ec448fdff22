"""Each language pack's own examples, read as they say."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

import pytest

from backchannel.extractors.rules import read_contacts
from backchannel.extractors.rules.pack import pack_codes
from backchannel.schema.model import Article, Report


def _examples() -> list[Any]:
    out = []
    for code in pack_codes():
        file = resources.files("backchannel.extractors.languages") / code / "examples.toml"
        for n, example in enumerate(tomllib.loads(file.read_text(encoding="utf-8"))["example"]):
            out.append(pytest.param(code, example, id=f"{code}-{n}"))
    return out


def told(report: Report) -> str:
    """A report in the words of the example files."""
    sides = " + ".join(sorted(f"{p.name} {p.role}" for p in report.participants))
    return f"{report.channel} {report.status} {report.date or '-'}: {sides}"


def _sorted_sides(line: str) -> str:
    head, sides = line.split(": ")
    return f"{head}: {' + '.join(sorted(sides.split(' + ')))}"


@pytest.mark.parametrize(("code", "example"), _examples())
def test_example_is_read_as_it_says(code: str, example: dict[str, Any]) -> None:
    """The contacts of an example are exactly those its file tells."""
    reports = read_contacts(Article("x", example["text"], published=example.get("published"), language=code))

    assert sorted(map(told, reports)) == sorted(map(_sorted_sides, example["contacts"]))
    if example.get("secret"):
        assert all(r.confidential for r in reports)
    if "attributed_to" in example:
        assert all(list(r.attributed_to) == example["attributed_to"] for r in reports)
