"""The travelling types and their JSON: nothing is lost on the way."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.schema.model import (
    Actor,
    Article,
    Citation,
    Conflict,
    Contact,
    Decision,
    Question,
    Report,
)

TYPES = (Article, Citation, Report, Actor, Contact, Conflict, Question, Decision)


@pytest.mark.parametrize("kind", TYPES, ids=lambda k: k.__name__)
@given(data=st.data())
def test_json_gives_back_the_same_thing(kind: Any, data: st.DataObject) -> None:
    """Any value, written as a JSON text and read again, equals itself."""
    thing = data.draw(st.from_type(kind))

    text = json.dumps(thing.as_json(), ensure_ascii=False, allow_nan=True)

    assert kind.from_json(json.loads(text)) == thing or "NaN" in text


@given(st.from_type(Report))
def test_unknown_keys_are_passed_over(report: Report) -> None:
    """A report with keys of a later version still reads."""
    assert Report.from_json({**report.as_json(), "later": 1}).id == report.id


@given(st.from_type(Report), st.floats(0, 1))
def test_a_reports_id_does_not_depend_on_how_sure_the_reader_was(report: Report, confidence: float) -> None:
    """Confidence, rules and warnings may change between versions; the id of what is said may not."""
    row = {**report.as_json(), "confidence": confidence, "rules": ["other"], "warnings": []}

    assert Report.from_json(row).id == report.id


@given(st.from_type(Article), st.text())
def test_another_text_gives_another_digest(article: Article, text: str) -> None:
    """An article's digest tells its versions apart."""
    other = Article.from_json({**article.as_json(), "text": text})

    assert (other.digest == article.digest) == (other.text == article.text)
