"""What the page counts is what SPARQL counts, whatever the filters."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from backchannel.exports.view import write_page
from backchannel.graph.rdf import quads
from backchannel.graph.store import prefixes_for
from backchannel.schema.model import CHANNELS, KINDS, STATUSES, MergedGraph
from tests.exports.view.driving import COUNTS, Page
from tests.synthetic import COUNTRIES, OUTLETS, synthetic_graph

pytestmark = pytest.mark.browser
COMBINATIONS = 40
CLASSES = {"person": "Person", "state": "State", "organization": "Organization", "group": "Group"}
Address = list[tuple[str, str]]


@pytest.fixture(scope="module")
def graph() -> MergedGraph:
    """A graph with every value of every field."""
    return synthetic_graph(60, 150, seed=11)


@pytest.fixture(scope="module")
def store(graph: MergedGraph) -> ox.Store:
    """The same graph as quads."""
    made = ox.Store()
    made.bulk_extend(quads(graph))
    return made


def some(rng: random.Random, values: tuple[str, ...], most: int = 3) -> list[str]:
    return sorted(rng.sample(values, rng.randint(1, most)))


def combination(rng: random.Random) -> Address:
    """One choice of filters, as the page's address says it."""
    chosen: Address = []
    for key, values, likely in (
        ("st", STATUSES, 0.4), ("ch", CHANNELS, 0.4), ("ki", KINDS, 0.3), ("co", (*COUNTRIES, "-"), 0.35),
        ("ou", (*OUTLETS, ""), 0.3),
    ):  # fmt: skip
        if rng.random() < likely:
            chosen += [(key, value) for value in some(rng, values)]
    if rng.random() < 0.4:
        chosen.append(("from", f"2021-{rng.randint(6, 12):02d}-{rng.randint(1, 28):02d}"))
    if rng.random() < 0.4:
        chosen.append(("to", f"2022-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"))
    if rng.random() < 0.4:
        chosen.append(("undated", rng.choice(("yes", "no"))))
    if rng.random() < 0.2:
        chosen.append(("secret", "yes"))
    if rng.random() < 0.25:
        chosen.append(("outlets", str(rng.randint(2, 3))))
    if rng.random() < 0.3:
        chosen.append(("sure", f"{rng.uniform(0.4, 0.95):.2f}"))
    return chosen


def sparql(address: Address) -> str:
    """A query for each contact and pair that the filters leave, written from the vocabulary alone."""
    chosen: dict[str, list[str]] = {}
    for key, value in address:
        chosen.setdefault(key, []).append(value)
    one = {key: values[0] for key, values in chosen.items()}
    lines = [
        "?c a bc:Contact ; bc:participant ?a, ?b ; bc:status ?status ; bc:channel ?channel ; bc:confidential ?secret ;"
        " bc:confidence ?sure ; bc:outletCount ?outlets .",
        "FILTER(STR(?a) < STR(?b))",
        "FILTER NOT EXISTS { VALUES ?side { bc:initiator bc:recipient bc:intermediary } ?c ?side ?a, ?b }",
        "OPTIONAL { ?c bc:earliest ?first ; bc:latest ?last }",
        "OPTIONAL { ?a bc:country ?ca } OPTIONAL { ?b bc:country ?cb }",
    ]
    for key, name in (("st", "status"), ("ch", "channel")):
        if key in chosen:
            lines.append(f"VALUES ?{name} {{ {' '.join(f'{name}:{v}' for v in chosen[key])} }}")
    if "ki" in chosen:
        kinds = " ".join(f"bc:{CLASSES[k]}" for k in chosen["ki"])
        lines.append(f"VALUES ?ka {{ {kinds} }} ?a a ?ka . VALUES ?kb {{ {kinds} }} ?b a ?kb .")
    if "co" in chosen:
        wanted = ", ".join(f'"{c}"' for c in chosen["co"])
        lines.append(f'FILTER(COALESCE(?ca, "-") IN ({wanted}) || COALESCE(?cb, "-") IN ({wanted}))')
    if "ou" in chosen:
        named = " ".join(f'"{o}"' for o in chosen["ou"] if o)
        said = f"EXISTS {{ VALUES ?o {{ {named} }} ?c prov:wasDerivedFrom/bc:outlet ?o }}"
        unsaid = " || NOT EXISTS { ?c prov:wasDerivedFrom/bc:outlet ?any }" if "" in chosen["ou"] else ""
        lines.append(f"FILTER({said}{unsaid})")
    period = "from" in one or "to" in one
    with_undated = one.get("undated", "no" if period else "yes") == "yes"
    tests = [f'?last >= "{one["from"]}"^^xsd:date'] if "from" in one else []
    tests += [f'?first <= "{one["to"]}"^^xsd:date'] if "to" in one else []
    dated = " && ".join(["BOUND(?first)", *tests])
    lines.append(f"FILTER(({dated}){' || !BOUND(?first)' if with_undated else ''})")
    if "secret" in one:
        lines.append("FILTER(?secret = true)")
    lines.append(f"FILTER(?outlets >= {one.get('outlets', 1)} && ?sure >= {one.get('sure', 0)})")
    return f"SELECT DISTINCT ?c ?a ?b ?status WHERE {{ {' '.join(lines)} }}"


def counted(store: ox.Store, address: Address) -> dict[str, int]:
    rows: Any = store.query(sparql(address), prefixes=prefixes_for())
    found = [(row["c"].value, row["a"].value, row["b"].value, row["status"].value) for row in rows]
    took = {c for c, _, _, status in found if status.rpartition("/")[2].rpartition("#")[2] in ("occurred", "ongoing")}
    return dict(
        zip(
            COUNTS,
            (
                len({x for _, a, b, _ in found for x in (a, b)}),
                len({(a, b) for _, a, b, _ in found}),
                len({c for c, *_ in found}),
                len(took),
            ),
            strict=True,
        )
    )


def test_counts_equal_sparql(browser: Any, graph: MergedGraph, store: ox.Store, tmp_path: Path) -> None:
    """For 40 combinations of filters the page's actors, pairs, contacts and those that took place are SPARQL's."""
    page = Page(browser, write_page(graph, tmp_path / "network.html"))
    rng = random.Random(5)
    seen = []
    for address in [[], *(combination(rng) for _ in range(COMBINATIONS))]:
        page.go(urlencode(address))
        expected = counted(store, address)
        assert page.counts() == expected, (address, sparql(address))
        seen.append(expected["contacts"])
    assert len({n for n in seen if n}) > 15, "the combinations are too alike to show anything"
    assert not page.complaints()


def test_live_counts_say_what_a_click_shows(browser: Any, graph: MergedGraph, tmp_path: Path) -> None:
    """The number beside a value of a filter is the number of contacts in view once that value alone is chosen."""
    page = Page(browser, write_page(graph, tmp_path / "network.html", "webgl"), "sure=0.5&co=RU&co=US")
    for name in ("status", "channel", "outlet", "kind", "country"):
        page.script("document.getElementById(arguments[0])?.click()", f"{name}-fold")
    boxes = page.script(
        "return [...document.querySelectorAll('.side .box input')]"
        ".filter(i => /^f-(status|channel|secret|outlet)/.test(i.id))"
        ".map(i => [i.id, Number(i.closest('.box').querySelector('.count').textContent)])"
    )
    assert len(boxes) > 15
    for name, promised in boxes:
        page.script("document.getElementById(arguments[0]).click()", name)
        assert page.counts()["contacts"] == promised, name
        page.script("document.getElementById(arguments[0]).click()", name)
