"""The page in a real Chromium, opened from disk: what a reader can do, and what hostile text cannot."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from backchannel.cli import cli
from backchannel.exports.view import Picture, write_page
from backchannel.exports.view.model import radius
from backchannel.graph.decisions import read_decisions
from backchannel.graph.rdf import quads
from backchannel.graph.workspace import Workspace
from backchannel.pipeline import build, demo_articles
from backchannel.schema.errors import DecisionError
from backchannel.schema.model import MergedGraph
from tests.exports.view.driving import Page
from tests.foreign import node_modules
from tests.synthetic import PAYLOADS, synthetic_graph

pytestmark = pytest.mark.browser
RENDERERS = ("pyvis", "webgl")
# without a graphics card the WebGL page draws on a plain canvas; both ways are held to the same
DRAW = {"pyvis": "", "webgl": "draw=webgl", "no-webgl": "draw=canvas"}


@pytest.fixture(scope="module")
def graph() -> MergedGraph:
    """A graph of ordinary size."""
    return synthetic_graph(40, 70, seed=4)


@pytest.fixture(scope="module")
def hostile() -> MergedGraph:
    """A graph whose every text may be an attack."""
    return synthetic_graph(40, 80, seed=9, hostile=True)


@pytest.fixture
def preferring(browser: Any) -> Iterator[None]:
    """Whatever a test says the system prefers is taken back."""
    yield
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


def busiest_pair(graph: MergedGraph) -> tuple[str, str]:
    """The two actors with the most contacts between them."""
    sums: dict[tuple[str, str], int] = {}
    for contact in graph.contacts:
        if len(contact.participants) == 2:
            one, other = sorted(p.actor for p in contact.participants)
            sums[one, other] = sums.get((one, other), 0) + 1
    return max(sums, key=lambda ends: (sums[ends], ends))


@pytest.mark.parametrize("renderer", RENDERERS)
def test_opens_without_request_or_error(browser: Any, graph: MergedGraph, tmp_path: Path, renderer: str) -> None:
    """From disk, the page asks the network for nothing, logs no error, and draws a first frame."""
    page = Page(browser, write_page(graph, tmp_path / "network.html", renderer), "draw=webgl")
    assert page.script("return document.documentElement.dataset.renderer") == renderer
    assert page.script("return performance.getEntriesByName('first-frame').length") == 1
    page.go("view=table")
    page.go("level=countries&color=community&lang=id&theme=dark")
    assert page.requests() == []
    assert page.complaints() == []


@pytest.mark.parametrize("renderer", [*DRAW])
def test_a_click_shows_the_sentence(browser: Any, tmp_path: Path, renderer: str) -> None:
    """A real click on the line between two actors shows the quotes behind it; one on a shape shows the actor."""
    graph = synthetic_graph(2, 1, seed=2)
    page = Page(browser, write_page(graph, tmp_path / "network.html", renderer.removeprefix("no-")), DRAW[renderer])
    x, y = page.middle()
    page.click(x, y)
    page.wait(lambda: page.texts(".card.open .contacts"))
    quotes = {e.text for r in graph.reports.values() for e in r.evidence}
    assert set(page.texts("blockquote")) <= quotes
    assert page.texts("blockquote")
    page.script("document.querySelector('.card-head .round').click()")
    weight = sum(1 for c in graph.contacts for p in c.participants if p.actor == min(graph.actors))
    gap = 96 + radius(weight)  # as the two stand apart, drawn one and a half times as large
    page.click(x - gap / 2 * 1.5, y)
    page.wait(lambda: page.texts(".card.open .subtitle"))
    assert page.texts(".card h2")[0] in {a.name for a in graph.actors.values()} | {
        text for a in graph.actors.values() for text, _ in a.labels
    }


@pytest.mark.parametrize("renderer", RENDERERS)
def test_hostile_text_is_only_text(browser: Any, hostile: MergedGraph, tmp_path: Path, renderer: str) -> None:
    """Whatever names, quotes, titles and links hold, nothing runs, no element appears, and only web links are links."""
    page = Page(browser, write_page(hostile, tmp_path / "network.html", renderer))
    for actor in [a.id for a in hostile.actors.values() if a.name in PAYLOADS]:
        page.go(urlencode([("actor", actor)]))
    one, other = busiest_pair(hostile)
    seen_links = 0
    pairs = {tuple(sorted(p.actor for p in c.participants)[:2]) for c in hostile.contacts}
    for ends in sorted(pairs)[::4]:
        page.go(urlencode([("pair", ends[0]), ("pair", ends[1])]))
        links = page.script(
            "return [...document.querySelectorAll('a[href]:not(.skip)')]"
            ".map(a => [a.getAttribute('href'), a.rel, a.target])"
        )
        seen_links += len(links)
        for href, rel, target in links:
            assert re.match(r"https?://", href), href
            assert (rel, target) == ("noopener noreferrer", "_blank")
    assert seen_links > 5
    page.go(urlencode([("view", "table"), ("pair", one), ("pair", other)]))
    page.script("const s = document.getElementById('search'); s.value = 'img'; s.dispatchEvent(new Event('input'))")
    assert page.texts("#matches [role=option]")
    page.go("level=countries&color=community")
    assert page.script("return window.__pwned") is None
    assert page.script("return document.querySelectorAll('img, iframe, [onload], [onerror], [style*=url]').length") == 0
    assert page.requests() == []
    assert page.complaints() == []


def test_a_bidi_override_stays_in_its_name(browser: Any, hostile: MergedGraph, tmp_path: Path) -> None:
    """A name that turns the writing direction around stands in an element that keeps it to itself."""
    page = Page(browser, write_page(hostile, tmp_path / "network.html"))
    nasty = next(a.id for a in hostile.actors.values() if "\u202e" in a.name)
    page.go(urlencode([("actor", nasty)]))
    assert page.script("return document.querySelector('.card h2').firstElementChild.tagName") == "BDI"


def test_from_search_to_quote_with_the_keyboard_alone(browser: Any, graph: MergedGraph, tmp_path: Path) -> None:
    """Slash, a spelling, Enter; Tab to a counterpart, Enter: the quotes are there and the focus is with them."""
    keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
    actions = pytest.importorskip("selenium.webdriver").ActionChains
    one, _ = busiest_pair(graph)
    page = Page(browser, write_page(graph, tmp_path / "network.html"))
    page.script("document.body.focus()")
    actions(browser).send_keys("/").perform()
    assert page.script("return document.activeElement.id") == "search"
    actions(browser).send_keys(graph.actors[one].name).perform()
    assert page.script("return document.getElementById('search').getAttribute('aria-activedescendant')") == "match-0"
    actions(browser).send_keys(keys.ARROW_DOWN, keys.ARROW_UP, keys.ENTER).perform()
    assert page.script("return document.activeElement.tagName") == "H2"
    assert page.texts(".card h2") == [graph.actors[one].name]
    for _ in range(12):
        actions(browser).send_keys(keys.TAB).perform()
        if page.script("return document.activeElement.classList.contains('row')"):
            break
    actions(browser).send_keys(keys.ENTER).perform()
    assert page.texts(".card blockquote")
    assert page.script("return document.getElementById('card').contains(document.activeElement)")
    actions(browser).send_keys(keys.ESCAPE).perform()
    assert not page.texts(".card.open")


def test_the_table_sorts_and_opens_with_the_keyboard(browser: Any, graph: MergedGraph, tmp_path: Path) -> None:
    """The table holds each contact in view once; its headings sort it and its rows open the sentences."""
    keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
    actions = pytest.importorskip("selenium.webdriver").ActionChains
    page = Page(browser, write_page(graph, tmp_path / "network.html"), "view=table&st=occurred")
    rows = page.script("return [...document.querySelectorAll('tbody tr')].map(r => r.dataset.contact)")
    assert sorted(rows) == sorted(c.id for c in graph.contacts if c.status == "occurred")
    page.script("document.getElementById('sort-confidence').focus()")
    actions(browser).send_keys(keys.ENTER).perform()
    first = page.script("return document.querySelector('tbody tr').dataset.contact")
    best = max(c.confidence for c in graph.contacts if c.status == "occurred")
    assert next(c for c in graph.contacts if c.id == first).confidence == best
    assert page.script("return document.activeElement.closest('th').getAttribute('aria-sort')") == "ascending"
    page.script("document.querySelector('tbody tr button').focus()")
    actions(browser).send_keys(keys.ENTER).perform()
    assert page.texts(".card.open blockquote")


def test_no_serious_accessibility_violation(browser: Any, graph: MergedGraph, tmp_path: Path, preferring: None) -> None:
    """axe-core finds nothing serious or critical in any theme, language or view, and on a phone."""
    axe = (node_modules(Path(__file__).parent / "node") / "node_modules/axe-core/axe.min.js").read_text("utf-8")
    one, other = busiest_pair(graph)
    pair = urlencode([("pair", one), ("pair", other)])
    target = write_page(graph, tmp_path / "network.html")
    for address, width in (
        ("", 1440), ("theme=dark", 1440), (f"{pair}&lang=id", 1440), (f"{pair}&theme=dark", 390),
        (f"actor={one}&around=1", 1440), ("view=table&lang=id", 1440), ("view=table&theme=dark", 390),
        ("level=countries&secret=yes", 1440), ("sure=1&outlets=3&ch=summit", 1440), (f"way={one}&way={other}", 1440),
    ):  # fmt: skip
        page = Page(browser, target, address, width=width)
        page.script("document.getElementById('legend-button').click()")
        page.script(axe)
        found = browser.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run(document, { resultTypes: ['violations'] }).then(r => done(r.violations.map("
            "v => [v.impact, v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 160))])))"
        )
        assert [v for v in found if v[0] in ("serious", "critical")] == [], address


def test_reduced_motion_is_respected(browser: Any, graph: MergedGraph, tmp_path: Path, preferring: None) -> None:
    """Where the system asks for less motion, nothing slides: the picture jumps and styles change at once."""
    one, _ = busiest_pair(graph)
    page = Page(browser, write_page(graph, tmp_path / "network.html", "webgl"), f"actor={one}")
    spot = "return getComputedStyle(document.querySelector('.row')).transitionDuration"
    assert page.script(spot) != "0s"
    page.media(prefers_reduced_motion="reduce")
    assert page.script(spot) == "0s"
    pixels = (
        "const c = document.getElementById('labels'); return c.toDataURL().length + ':' + c.toDataURL().slice(-4000)"
    )
    page.script("document.querySelector('#zoom button').click()")
    page.script("document.querySelector('#zoom button:last-child').click()")
    at_once = browser.execute_async_script(
        "const done = arguments[arguments.length - 1]; requestAnimationFrame(() => requestAnimationFrame(() => done()))"
    ) or page.script(pixels)
    page.wait(lambda: page.script("return performance.now()") > 0)
    browser.execute_async_script("const done = arguments[arguments.length - 1]; setTimeout(done, 500)")
    assert page.script(pixels) == at_once


def test_ego_and_shortest_way_equal_networkx(browser: Any, graph: MergedGraph, tmp_path: Path) -> None:
    """The view around an actor and the way between two are those networkx finds."""
    network: nx.Graph[str] = nx.Graph()
    for contact in graph.contacts:
        role = {p.actor: p.role for p in contact.participants}
        network.add_edges_from(
            (a, b) for a in role for b in role if a < b and not (role[a] == role[b] and role[a] != "party")
        )
    page = Page(browser, write_page(graph, tmp_path / "network.html"))
    nodes = sorted(network)
    for one, steps in ((nodes[0], 1), (nodes[5], 2), (nodes[9], 3)):
        page.go(urlencode([("actor", one), ("around", steps)]))
        around = nx.ego_graph(network, one, radius=steps)
        assert (page.counts()["actors"], page.counts()["pairs"]) == (len(around), around.number_of_edges())
        assert any("Only" in note for note in page.texts("#notes li"))
    largest = sorted(max(nx.connected_components(network), key=len))
    for one, other in ((largest[0], largest[-1]), (largest[3], largest[7])):
        page.go(urlencode([("way", one), ("way", other)]))
        steps = nx.shortest_path_length(network, one, other)
        assert len(page.texts(".path .step")) == steps


def test_countries_roll_up(browser: Any, graph: MergedGraph, tmp_path: Path) -> None:
    """Rolled up, a country's card counts the contacts of all its actors, and what lies inside it is said."""
    page = Page(browser, write_page(graph, tmp_path / "network.html"), "level=countries&country=RU")
    russians = {a.id for a in graph.actors.values() if a.country == "RU"}
    contacts = [c for c in graph.contacts if russians & {p.actor for p in c.participants}]
    assert page.texts(".card h2") == ["Russia"]
    assert int(page.texts(".figure b")[1]) == len(contacts)
    assert page.counts()["contacts"] == len(graph.contacts)


def test_what_is_hidden_is_said(browser: Any, graph: MergedGraph, tmp_path: Path) -> None:
    """Filters, periods and actors without a line each leave a note."""
    page = Page(browser, write_page(graph, tmp_path / "network.html"), "st=planned&lang=en")
    planned = sum(c.status == "planned" for c in graph.contacts)
    assert f"{len(graph.contacts) - planned} contacts are hidden by the filters." in page.texts("#notes li")
    page.go("from=2022-01-01&lang=en")
    undated = sum(c.earliest is None for c in graph.contacts)
    assert any(note.startswith(f"{undated} contacts without a full date") for note in page.texts("#notes li"))
    page.go("st=cancelled&sure=1&lang=en")
    assert page.texts("#empty h2") == ["Nothing to draw"]


def test_the_address_brings_the_view_back(browser: Any, graph: MergedGraph, tmp_path: Path) -> None:
    """What is chosen by hand stands in the address, and the address alone shows it again."""
    page = Page(browser, write_page(graph, tmp_path / "network.html"))
    for name in ("f-status-occurred", "f-channel-meeting", "f-country-RU", "color-community"):
        page.script("document.getElementById(arguments[0]).click()", name)
    page.script("document.querySelector('.card .row').click()")
    address, counts, card = page.script("return location.hash.slice(1)"), page.counts(), page.texts(".card")
    again = Page(browser, page.path, address)
    assert again.counts() == counts
    assert again.texts(".card") == card
    page.go("st=nonsense&from=yesterday&actor=nobody&around=9&lang=xx&sure=abc&pair=a&pair=b")
    assert page.counts()["contacts"] == len(graph.contacts)
    assert page.complaints() == []


def test_playing_moves_through_time(browser: Any, graph: MergedGraph, tmp_path: Path) -> None:
    """Play shows more and more contacts until all dated ones are in view, and then gives the choice back."""
    page = Page(browser, write_page(graph, tmp_path / "network.html", "webgl"), "from=2022-01-01&undated=no")
    page.script("document.getElementById('play').click()")
    seen = []
    page.wait(
        lambda: seen.append(page.counts()["contacts"]) or page.script("return !location.hash.includes('to=')"), 40
    )
    later = sum(c.latest is not None and c.latest >= "2022-01-01" for c in graph.contacts)
    assert seen[:-1] == sorted(seen[:-1])
    assert len(set(seen)) > 3
    assert later // 2 < max(seen[:-1]) <= later
    assert seen[-1] == later


@pytest.mark.parametrize("which", ["graph", "hostile"])
def test_saved_files_hold_the_view(browser: Any, request: pytest.FixtureRequest, tmp_path: Path, which: str) -> None:
    """CSV, Turtle, GEXF, SVG and PNG open in other readers and hold just what is in view."""
    graph: MergedGraph = request.getfixturevalue(which)
    page = Page(browser, write_page(graph, tmp_path / "network.html", "webgl"), "st=occurred&st=planned&lang=en")
    counts = page.counts()
    kept = {c.id for c in graph.contacts if c.status in ("occurred", "planned")}

    text = page.download("Contacts in view (CSV)").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {row["contact"] for row in rows} == kept
    assert not any(value[:1] in "=+-@\t\r" for row in rows for value in row.values() if value)

    turtle = page.download("Contacts in view (Turtle)").read_bytes()
    ours = {(q.subject, q.predicate, q.object) for q in ox.parse(turtle, ox.RdfFormat.TURTLE)}
    whole = {(q.subject, q.predicate, q.object) for q in quads(graph) if q.graph_name == ox.DefaultGraph()}
    assert ours <= whole, [t for t in ours if t not in whole][:3]
    contact = ox.NamedNode("https://w3id.org/backchannel/ns#Contact")
    assert sum(t[2] == contact for t in ours) == len(kept)

    network = nx.read_gexf(page.download("Network in view (GEXF)"))
    assert (len(network), network.number_of_edges()) == (counts["actors"], counts["pairs"])

    svg = ElementTree.parse(page.download("Picture to edit (SVG)")).getroot()
    words = "".join(svg.itertext())
    assert "Saved " in words
    assert "only planned or proposed" in words
    assert not [e for e in svg.iter() if e.tag.endswith(("script", "foreignObject", "image"))]
    assert page.download("Picture (PNG)").read_bytes().startswith(b"\x89PNG")
    assert page.complaints() == []


def test_flags_become_decisions(browser: Any, tmp_path: Path) -> None:
    """A flag set in a workspace's page and saved is what `decide --import` reads: the report no longer counts."""
    with demo_articles() as articles:
        workspace = build(articles, tmp_path / "demo", print).workspace
    graph = workspace.graph()
    one, other = busiest_pair(graph)
    address = urlencode([("pair", one), ("pair", other), ("lang", "en")])
    page = Page(browser, workspace.path / "network.html", address)
    page.script("document.querySelector('.flagger').click()")
    page.script("const w = document.getElementById('who'); w.value = 'Rini'; w.dispatchEvent(new Event('input'))")
    flags = page.download("Flags as decisions (JSONL)")
    done = CliRunner().invoke(cli, ["decide", str(workspace.path), "--import", str(flags)])
    assert done.output == "1 decisions taken, 0 stand already\n"
    after = Workspace.open(workspace.path).graph()
    (decision,) = after.decisions
    assert (decision.verdict, decision.subject, decision.who) == ("wrong", "report", "Rini")
    assert decision.ids[0] in graph.reports
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", decision.when)
    assert not any(decision.ids[0] in c.reports for c in after.contacts)


def test_a_file_that_holds_no_decisions_is_refused(tmp_path: Path) -> None:
    """A bad line is named and nothing is taken."""
    (tmp_path / "flags.jsonl").write_text('{"verdict": "wrong"}\n', "utf-8")
    with pytest.raises(DecisionError, match=r"flags\.jsonl, line 1: not a decision"):
        read_decisions(tmp_path / "flags.jsonl")
    with pytest.raises(DecisionError, match="cannot be read"):
        read_decisions(tmp_path / "nowhere.jsonl")


def test_a_notebook_frame_works(browser: Any, graph: MergedGraph, tmp_path: Path) -> None:
    """In a frame without an origin, as a notebook has it, the page counts and shows cards."""
    outer = tmp_path / "notebook.html"
    outer.write_text(f"<!DOCTYPE html><meta charset=utf-8>{Picture(graph)._repr_html_()}", "utf-8")
    browser.get(f"file://{outer}")
    browser.switch_to.frame(0)
    page = Page.__new__(Page)
    page.browser = browser
    page.wait(lambda: page.script("return document.documentElement.dataset.ready === 'yes'"))
    assert page.counts()["contacts"] == len(graph.contacts)
    page.script("document.querySelector('.card .row').click()")
    assert page.texts(".card blockquote")
    browser.switch_to.default_content()
    assert page.complaints() == []


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_nothing_spills_out(browser: Any, graph: MergedGraph, tmp_path: Path, width: int) -> None:
    """At any width the page itself does not scroll sideways and no control leaves the window."""
    one, other = busiest_pair(graph)
    target = write_page(graph, tmp_path / "network.html")
    for address in ("lang=id", urlencode([("pair", one), ("pair", other)]), "view=table&lang=id"):
        page = Page(browser, target, address, width=width, height=844)
        assert page.script("return document.documentElement.scrollWidth") <= width
        outside = page.script(
            "const controls = 'header button, header input, .bar button, .zoom button, .time button';"
            "return [...document.querySelectorAll(controls)].map(e => e.getBoundingClientRect())"
            ".filter(b => b.width && (b.left < -1 || b.right > innerWidth + 1)).length"
        )
        assert outside == 0
        assert not math.isnan(page.counts()["contacts"])


def test_a_period_is_written_as_in_the_graph(browser: Any, graph: MergedGraph, tmp_path: Path) -> None:
    """A year or a month stands for its first day at the beginning of a period and for its last at the end."""
    page = Page(browser, write_page(graph, tmp_path / "network.html"))
    write = "const f = document.getElementById('date-' + arguments[0]); f.value = arguments[1]; f.dispatchEvent(new Event('change'));"  # fmt: skip # noqa: E501
    for start, end, first, last in (
        ("2022", "2022-02", "2022-01-01", "2022-02-28"),
        ("2021-11-05", "2022", "2021-11-05", "2022-12-31"),
    ):
        page.script(write, "from", start)
        page.script(write, "to", end)
        assert f"from={first}&to={last}" in page.script("return location.hash")
        dated = [c for c in graph.contacts if c.earliest and c.latest]
        assert page.counts()["contacts"] == sum(str(c.latest) >= first and str(c.earliest) <= last for c in dated)
    for wrong in ("2022-02-31", "2022-13", "soon"):
        page.script(write, "from", wrong)
        assert page.script("return document.getElementById('date-from').getAttribute('aria-invalid')") == "true"
    assert "from=2021-11-05" in page.script("return location.hash")


def test_paper_is_white_and_says_how_to_read_it(
    browser: Any, graph: MergedGraph, tmp_path: Path, preferring: None
) -> None:
    """From a dark screen the picture prints dark on white with legend and date, and the table with all its rows."""
    page = Page(browser, write_page(graph, tmp_path / "network.html"), "theme=dark&lang=en")
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": []})
    page.script("dispatchEvent(new Event('beforeprint'))")
    assert page.script("return document.querySelector('#paper svg > rect').getAttribute('fill')") == "#ffffff"
    words = " ".join(page.texts("#paper svg text"))
    for part in ("Who was in contact with whom", "Saved ", "only planned or proposed", "larger: more contacts"):
        assert part in words
    shown = "return [...document.querySelectorAll(arguments[0])].filter(e => e.getBoundingClientRect().width).length"
    assert page.script(shown, ".side, .time, .canvas, .tools, .finder, .card") == 0
    assert page.script(shown, "#paper svg") == 1
    assert page.script("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.script("dispatchEvent(new Event('afterprint'))")
    assert page.script("return document.documentElement.dataset.theme") == "dark"
    assert page.texts("#paper *") == []
    page.go("view=table&lang=en")
    page.script("dispatchEvent(new Event('beforeprint'))")
    assert len(page.texts("tbody tr")) == len(graph.contacts)
    assert page.texts("#paper h2") == ["Who was in contact with whom"]
    page.script("dispatchEvent(new Event('afterprint'))")
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    assert page.complaints() == []
