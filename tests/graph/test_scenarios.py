"""The scenario suite: every case in the domain's own words comes out as written, and the scores hold their floors."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


def _suite() -> ModuleType:
    spec = importlib.util.spec_from_file_location("merge_scenarios", Path(__file__).with_name("scenarios.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


SUITE = _suite()
CASES = SUITE.read_scenarios()


@pytest.mark.parametrize("case", CASES, ids=[f"{c.file}: {c.name}" for c in CASES])
def test_scenario(case: object) -> None:
    """Who and what the case says is one is one, what it says is two is two, and what it expects holds."""
    assert SUITE.measure(case, case.merged(), SUITE.Score(), SUITE.Score()) == []  # type: ignore[attr-defined]


def test_the_suite_is_large_enough_and_scores_hold() -> None:
    """At least 60 cases and 250 reports; pairwise precision of 0.98 and recall of 0.95 for actors and contacts."""
    actors, contacts = SUITE.Score(), SUITE.Score()
    for case in CASES:
        SUITE.measure(case, case.merged(), actors, contacts)

    assert len(CASES) >= 60
    assert sum(len(c.reports) for c in CASES) >= 250
    assert min(actors.precision, contacts.precision) >= 0.98
    assert min(actors.recall, contacts.recall) >= 0.95
    assert actors.true >= 300
    assert contacts.true >= 100
