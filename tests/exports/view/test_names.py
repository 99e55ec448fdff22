"""Names in the picture: in a real Chromium, none covers another, a shape that can be read, or a button."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from backchannel.exports.view import write_page
from backchannel.graph.workspace import Workspace
from backchannel.pipeline import build, demo_articles
from backchannel.schema.model import MergedGraph
from tests.exports.view.driving import Page
from tests.synthetic import synthetic_graph

pytestmark = pytest.mark.browser
DESKTOP, PHONE = (1400, 900), (390, 844)
# without a graphics card the WebGL page draws on a plain canvas; both ways are held to the same
DRAWN = {"pyvis": ("pyvis", ""), "webgl": ("webgl", "draw=webgl"), "canvas": ("webgl", "draw=canvas")}
# Keeps what is written on the layer of names: the texts and their boxes on the screen since it was last wiped.
LISTEN = """
(() => {
  const pen = CanvasRenderingContext2D.prototype, { fillText, clearRect } = pen;
  window.written = [];
  pen.clearRect = function (...given) {
    if (this.canvas.id === 'labels') window.written = [];
    return clearRect.apply(this, given);
  };
  pen.fillText = function (text, x, y) {
    if (this.canvas.id === 'labels' && this.font.startsWith('500')) {
      const w = this.measureText(text).width, left = { left: x, right: x - w, center: x - w / 2 }[this.textAlign];
      window.written.push([text, left, y - 5, left + w, y + 5, this.globalAlpha]);
    }
    return fillText.call(this, text, x, y);
  };
})();
"""
# For each box, how many of its pixels lie amid others of the same colour of a shape, in the picture without its names:
# lines over each other have such colours too, but no three by three pixels of them.
PIXELS = """
const [png, boxes, colors, done] = arguments, image = new Image();
image.onload = () => {
  const canvas = document.createElement('canvas'), pen = canvas.getContext('2d');
  canvas.width = image.width; canvas.height = image.height; pen.drawImage(image, 0, 0);
  const wanted = colors.map(c => [1, 3, 5].map(k => parseInt(c.slice(k, k + 2), 16)));
  done(boxes.map(([x, y, right, bottom]) => {
    const d = pen.getImageData(x, y, right - x, bottom - y).data;
    const wide = right - x, high = bottom - y;
    const is = (c, px, py) => c.every((v, i) => Math.abs(v - d[(py * wide + px) * 4 + i]) <= 1);
    const around = [-1, 0, 1].flatMap(dx => [-1, 0, 1].map(dy => [dx, dy]));
    let found = 0;
    for (let px = 1; px < wide - 1; px++) for (let py = 1; py < high - 1; py++)
      if (wanted.some(c => is(c, px, py) && around.every(([dx, dy]) => is(c, px + dx, py + dy)))) found++;
    return found;
  }));
};
image.src = 'data:image/png;base64,' + png;
"""
COVERED = """
const surface = document.getElementById('surface').getBoundingClientRect();
const seen = (x, y) => document.elementFromPoint(surface.x + x, surface.y + y)?.closest('#surface');
return arguments[0].filter(([, x, y, right, bottom]) =>
  ![x, (x + right) / 2, right].every(px => [y, (y + bottom) / 2, bottom].every(py => seen(px, py)))).map(b => b[0]);
"""


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> MergedGraph:
    """The sample articles."""
    with demo_articles() as articles:
        demo = tmp_path_factory.mktemp("seeds") / "demo"
        build(articles, demo, print)
    return Workspace.open(demo).graph()


@pytest.fixture(scope="module")
def dense() -> MergedGraph:
    """Eighty actors of whom each is in contact with many."""
    return synthetic_graph(80, 400, seed=3)


@pytest.fixture
def listening(browser: Any) -> Any:
    """Every page opened in the test keeps what it writes."""
    added = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": LISTEN})
    yield browser
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)


def names(page: Page) -> list[list[Any]]:
    """What is written, once the picture rests."""
    page.browser.execute_async_script("setTimeout(arguments[0], 500)")
    found: list[list[Any]] = page.script("return window.written")
    return found


def overlapping(boxes: list[list[Any]]) -> list[tuple[str, str]]:
    """Texts whose boxes meet."""
    return [
        (one[0], other[0])
        for i, one in enumerate(boxes)
        for other in boxes[:i]
        if one[1] < other[3] and one[3] > other[1] and one[2] < other[4] and one[4] > other[2]
    ]


def over_shapes(page: Page, boxes: list[list[Any]]) -> list[str]:
    """Texts that lie on pixels of a shape, told from a screenshot without the names."""
    page.script("document.getElementById('labels').style.visibility = 'hidden'")
    shot = page.browser.get_screenshot_as_base64()
    page.script("document.getElementById('labels').style.visibility = ''")
    assert base64.b64decode(shot).startswith(b"\x89PNG")
    x, y = page.script("const b = document.getElementById('surface').getBoundingClientRect(); return [b.x, b.y]")
    colors = page.script("return [...new Set([...document.querySelectorAll('.sample [fill^=\"#\"]')].map(e => e.getAttribute('fill')))].filter(c => c.length === 7)")  # fmt: skip # noqa: E501
    assert len(colors) > 5
    at = [[round(left + x), round(top + y), round(right + x), round(bottom + y)] for _, left, top, right, bottom, _ in boxes]  # fmt: skip # noqa: E501
    found = page.browser.execute_async_script(PIXELS, shot, at, colors)
    return [text for (text, *_), pixels in zip(boxes, found, strict=True) if pixels > 3]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("drawn", [*DRAWN])
@pytest.mark.parametrize(("which", "least"), [("seeds", 18), ("dense", 15)])
def test_no_name_covers_anything(
    listening: Any, request: pytest.FixtureRequest, tmp_path: Path, which: str, least: int, drawn: str,
    size: tuple[int, int],
) -> None:  # fmt: skip
    """Whoever draws, at either width, names lie clear of each other, of shapes and of buttons, and there are many."""
    renderer, address = DRAWN[drawn]
    graph: MergedGraph = request.getfixturevalue(which)
    target = write_page(graph, tmp_path / "network.html", renderer)
    page = Page(listening, target, f"{address}&lang=en&theme=light", width=size[0], height=size[1])
    boxes = names(page)
    assert len(boxes) >= least
    assert overlapping(boxes) == []
    assert page.script(COVERED, boxes) == []
    assert over_shapes(page, boxes) == []
    left, top, right, bottom = page.script("const s = document.getElementById('surface'); return [0, 0, s.clientWidth, s.clientHeight]")  # fmt: skip # noqa: E501
    assert all(b[1] >= left and b[2] >= top and b[3] <= right and b[4] <= bottom for b in boxes)


def test_every_sample_actor_is_named_on_a_desktop(listening: Any, seeds: MergedGraph, tmp_path: Path) -> None:
    """The whole picture of the sample articles leaves out no name."""
    page = Page(listening, write_page(seeds, tmp_path / "network.html"), "lang=en", width=1400, height=900)
    written = " ".join(text for text, *_ in names(page))
    drawn = {p.actor for c in seeds.contacts for p in c.participants if len(c.participants) > 1}
    labels = {a: next((t for t, code in seeds.actors[a].labels if code == "en"), seeds.actors[a].name) for a in drawn}
    assert [name for name in labels.values() if not all(word in written for word in name.split())] == []
    assert page.texts("#notes li") == []


def test_the_strongest_are_named_first_and_the_weak_on_zooming_in(
    listening: Any, dense: MergedGraph, tmp_path: Path
) -> None:
    """On a phone the busiest of a dense graph have names though many find no room; closer, more appear."""
    page = Page(listening, write_page(dense, tmp_path / "network.html"), "lang=en", width=390, height=844)
    whole = [text for text, *_ in names(page)]
    busiest = page.script("return [...document.querySelectorAll('.card .rows:last-child .row bdi')].map(e => e.textContent)")  # fmt: skip # noqa: E501
    assert set(busiest[:3]) <= set(whole)
    assert "Zoom in for more names and locks." in page.texts("#notes li")
    for _ in range(5):
        page.script("document.querySelector('#zoom button').click()")
        boxes = names(page)
        assert overlapping(boxes) == []
        assert page.script(COVERED, boxes) == []
    shapes = len(set(whole) | {text for text, *_ in boxes})
    assert shapes > len(whole)


def test_names_keep_clear_of_what_is_opened(listening: Any, seeds: MergedGraph, tmp_path: Path) -> None:
    """With the legend open, or a card over the picture, no name is half hidden, and what is chosen has one."""
    page = Page(listening, write_page(seeds, tmp_path / "network.html"), "lang=en", width=390, height=844)
    page.script("document.getElementById('legend-button').click()")
    assert page.script(COVERED, names(page)) == []
    page.script("document.getElementById('legend-button').click(); document.querySelector('.card .row').click()")
    boxes = names(page)
    assert page.script(COVERED, boxes) == []
    chosen = page.texts(".card h2 .name")
    assert len(boxes) == len(chosen) == 2
    assert {text for text, *_ in boxes} == set(chosen)
    busiest = max(seeds.actors, key=lambda a: sum(a in {p.actor for p in c.participants} for c in seeds.contacts))
    page.go(urlencode({"actor": busiest, "lang": "en"}))
    boxes = names(page)
    assert page.script(COVERED, boxes) == []
    assert page.texts(".card h2")[0] in {text for text, *_ in boxes}


def test_a_low_window_shows_what_an_address_opens(listening: Any, seeds: MergedGraph, tmp_path: Path) -> None:
    """Where the picture turns from tall to wide while the page grows, the actor asked for is in view and named."""
    one = max(seeds.actors, key=lambda a: sum(a in {p.actor for p in c.participants} for c in seeds.contacts))
    for renderer in ("pyvis", "webgl"):
        address = urlencode({"actor": one, "around": 1, "lang": "en"})
        page = Page(listening, write_page(seeds, tmp_path / "network.html", renderer), address, width=390, height=706)
        boxes = names(page)
        assert page.texts(".card h2")[0] in {text for text, *_ in boxes}
        page.script("document.querySelector('.card-head .round').click()")
        assert len(names(page)) >= 3
