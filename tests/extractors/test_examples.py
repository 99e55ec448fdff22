"""Each language pack's own examples, read as they say."""

from __future__ import annotations

from typing import Any

import pytest

from backchannel.extractors.rules import read_contacts
from backchannel.extractors.rules.pack import pack_codes
from tests.extractors.examples import agrees, article, examples, expected, told

EXAMPLES = [pytest.param(code, e, id=f"{code}-{n}") for code in pack_codes() for n, e in enumerate(examples(code))]


@pytest.mark.parametrize(("code", "example"), EXAMPLES)
def test_example_is_read_as_it_says(code: str, example: dict[str, Any]) -> None:
    """The contacts of an example are exactly those its file tells, and so are the other fields it gives."""
    reports = read_contacts(article(code, example))

    assert sorted(map(told, reports)) == expected(example)
    assert agrees(example, reports)
