"""Merging in parts writes what merging in memory writes, byte by byte."""

from __future__ import annotations

import importlib.util
import random
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from backchannel.extractors.engine import shards
from backchannel.graph import pairs
from backchannel.graph.authority import Authority, Held
from backchannel.graph.decisions import added, decide
from backchannel.graph.partitioned import components, contacting
from backchannel.schema.errors import DecisionError
from backchannel.schema.model import Article, Citation, Decision, Report
from tests.graph.partitioned.inline import build_in_parts, differences, write_whole

pytest.importorskip("duckdb")
pytest.importorskip("pyarrow")
FOLDER = Path(__file__).parent.parent
KNOWN = (
    Authority("http://www.wikidata.org/entity/Q1", ("Sergey Lavrov", "Lavrov"), "person", "RU", (Held("Menlu", "RU"),)),
    Authority("http://www.wikidata.org/entity/Q2", ("George H. W. Bush",), "person", "US", (Held("Presiden", "US"),)),
)


def module(name: str) -> ModuleType:
    """A module of the tests beside this folder."""
    spec = importlib.util.spec_from_file_location(f"of_parts_{name}", FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = found
    spec.loader.exec_module(found)
    return found


LAWS, SUITE = module("test_merge_laws"), module("scenarios")


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shards of a few articles, and components merged a few at a time."""
    monkeypatch.setattr(shards, "SHARD_BYTES", 4096)
    monkeypatch.setattr(shards, "CHUNK_BYTES", 1024)
    monkeypatch.setattr(contacting, "BATCH", 3)


def article_of(citation: Citation, prefix: str = "") -> Article:
    """An article with such metadata; one that is a copy has the text of its original."""
    text = f"Isi artikel {prefix}{citation.copy_of or citation.id}."
    return Article(
        prefix + citation.id, text, citation.title, citation.published, citation.outlet, citation.url, citation.language
    )


def told_by(
    citations: Iterable[Citation], reports: Iterable[Report], prefix: str = ""
) -> list[tuple[Article, list[Report]]]:
    """Articles with their reports, which are told once each."""
    by_article: dict[str, list[Report]] = {}
    for report in dict.fromkeys(reports):
        by_article.setdefault(report.article, []).append(replace(report, article=prefix + report.article))
    return [(article_of(c, prefix), by_article.get(c.id, [])) for c in citations]


def test_all_scenarios_together(tmp_path: Path) -> None:
    """Every case of merging that is written down, with its decisions, in one corpus and in any order of articles."""
    told, decisions = [], list[Decision]()
    for number, case in enumerate(SUITE.read_scenarios()):
        prefix = f"{number:03d}-"
        told += told_by(case.citations, case.reports, prefix)
        case.reports = [replace(r, article=prefix + r.article) for r in case.reports]
        for decision in case.decisions():
            try:
                decisions[:] = added(decisions, decision)
            except DecisionError:  # cases may contradict each other
                continue
    random.Random(1).shuffle(told)

    whole = write_whole(told, tmp_path / "whole", tuple(decisions), KNOWN)
    parts = build_in_parts(told, tmp_path, tuple(decisions), KNOWN)

    assert len(decisions) > 15
    assert len(whole.graph().questions) > 20
    assert differences(whole, parts) == []


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(st.lists(LAWS.reports(), min_size=1, max_size=40), st.data())
def test_any_reports_and_decisions(
    tmp_path_factory: pytest.TempPathFactory, some: list[Report], data: st.DataObject
) -> None:
    """So do made-up reports whose names, days and decisions get in each other's way."""
    told, folder = told_by(LAWS.ARTICLES, some), tmp_path_factory.mktemp("parts")
    graph = LAWS.merge([a.citation for a, _ in told], some)
    log: tuple[Decision, ...] = ()
    for subject, ids in (
        ("actor", LAWS.ids_of(graph)),
        ("contact", list(graph.reports)),
        ("actor", LAWS.ids_of(graph)),
    ):
        if len(ids) < 2:
            continue
        pair = data.draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True))
        verdict = data.draw(st.sampled_from(["same", "different", "unsure"]))
        try:
            log = added(log, decide(verdict, subject, pair, "tester", "2022-03-01"))
        except DecisionError:
            continue
    wrong = decide("wrong", "report", [data.draw(st.sampled_from(sorted(graph.reports)))], "tester", "2022-03-02")
    log = added(log, wrong)

    assert differences(write_whole(told, folder / "whole", log), build_in_parts(told, folder, log)) == []


def test_page_of_the_strongest_pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A graph too large for a page shows its strongest pairs, the same ones in parts and in memory, and says so."""
    from backchannel.graph.partitioned import writing

    for place in (pairs, writing):
        monkeypatch.setattr(place, "MOST_PAIRS", 12)
        monkeypatch.setattr(place, "MOST_CONTACTS", 40)
    told = [t for n, case in enumerate(SUITE.read_scenarios()) for t in told_by(case.citations, case.reports, f"{n}-")]

    whole, parts = write_whole(told, tmp_path / "whole"), build_in_parts(told, tmp_path)

    assert differences(whole, parts) == []
    page = (parts.path / "network.html").read_text("utf-8")
    assert f'"whole":{{"articles":{len(told)}' in page
    assert page.count('"id":') < len(parts.graph().contacts)


def test_sets_find_their_least_member() -> None:
    """Numbers joined in any order stand for the least of them."""
    sets = components.Sets(6)
    for one, other in ((4, 5), (5, 1), (3, 2)):
        sets.join(one, other)

    assert [sets.find(n) for n in range(6)] == [0, 1, 2, 2, 1, 1]
