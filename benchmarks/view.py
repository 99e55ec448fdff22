"""How soon the page shows a graph, how it moves, how large it is and how long it takes to make, beside plain pyvis.

    python benchmarks/view.py 100/200 1000/5000 10000/50000 20000/100000

Each graph (actors/pairs, made up, seeded) is written with both renderers and opened in headless Chromium from disk.
Plain pyvis with its default settings is tried up to `--plain-up-to` pairs, and given up after `--patience` seconds.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from backchannel.exports.view.model import ViewModel, view_model
from backchannel.exports.view.pages import page_html
from tests.conftest import start_browser
from tests.synthetic import synthetic_graph

PYVIS_UP_TO = 12_000  # pairs; above, vis-network takes minutes
FRAMES = 60
PAN = """
const done = arguments[arguments.length - 1], frames = arguments[0], times = [];
const surface = document.querySelector('#surface .vis-network canvas') || document.getElementById('surface');
const box = surface.getBoundingClientRect();
surface.setPointerCapture = () => {};
const send = (kind, k) => surface.dispatchEvent(new PointerEvent(kind, { pointerId: 1, isPrimary: true, bubbles: true,
  pointerType: 'mouse', button: 0, buttons: 1, clientX: box.x + 60 + k * 3, clientY: box.y + 60 + k }));
let k = 0, last = performance.now();
send('pointerdown', 0);
const step = () => {
  const now = performance.now(); times.push(now - last); last = now;
  send('pointermove', ++k);
  if (k < frames) requestAnimationFrame(step); else { send('pointerup', k); done(times.slice(1)); }
};
requestAnimationFrame(step);
"""
SETTLED = """
return typeof network !== 'undefined' && network.physics && network.physics.startedStabilization !== undefined
  && (network.physics.stabilized || network.physics.stabilizationIterations >= 1000) ? performance.now() : null;
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of one page; None where it did not finish."""

    way: str
    made: float
    size: int
    first: float | None
    whole: float | None = None
    frame: float | None = None
    slow: float | None = None


def timed(make: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    return make(), time.process_time() - start


def mark(browser: Any, name: str) -> float | None:
    found: list[float] = browser.execute_script(
        "return performance.getEntriesByName(arguments[0]).map(e => e.startTime)", name
    )
    return found[0] / 1000 if found else None


def ours(browser: Any, folder: Path, model: ViewModel, renderer: str, before: float, patience: float) -> Row:
    """One of our pages: first frame, everything drawn, and frames while the picture is dragged."""
    text, seconds = timed(lambda: page_html(model, renderer))
    path = folder / "network.html"
    path.write_text(text, "utf-8")
    browser.get("about:blank")
    browser.get(path.as_uri())
    end = time.monotonic() + patience
    while not mark(browser, "ready") and time.monotonic() < end:
        time.sleep(0.1)
    time.sleep(1)
    frames = sorted(browser.execute_async_script(PAN, FRAMES))
    drawn = browser.execute_script("return document.documentElement.dataset.renderer")
    way = renderer if drawn == renderer else f"{renderer} ({drawn})"
    return Row(way, before + seconds, path.stat().st_size, mark(browser, "first-frame"), mark(browser, "ready"),
               frames[len(frames) // 2], frames[int(len(frames) * 0.95)])  # fmt: skip


def plain(browser: Any, folder: Path, model: ViewModel, patience: float) -> Row:
    """pyvis as it comes, its scripts put into the page so that it needs no web."""
    from pyvis.network import Network

    def make() -> Any:
        net = Network(cdn_resources="in_line")
        actors, pairs = model.network["actors"], model.network["pairs"]
        for number, name in enumerate(actors["name"]):
            net.add_node(number, label=name)
        for a, b in zip(pairs["a"], pairs["b"], strict=True):
            net.add_edge(a, b)
        return net.generate_html()

    text, seconds = timed(make)
    path = folder / "plain.html"
    path.write_text(text, "utf-8")
    browser.get("about:blank")
    browser.set_page_load_timeout(patience)
    end, settled = time.monotonic() + patience, None
    try:
        browser.get(path.as_uri())
        while settled is None and time.monotonic() < end:
            time.sleep(0.2)
            settled = browser.execute_script(SETTLED)
    except Exception as error:  # selenium's timeouts: the page is busy settling
        if "timeout" not in str(error).lower():
            raise
    return Row("plain pyvis", seconds, path.stat().st_size, settled and settled / 1000)


def shown(actors: int, pairs: int, rows: list[Row], patience: float) -> None:
    print(f"\n{actors} actors, {pairs} pairs")
    print(f"{'':<18}{'made s':>9}{'MB':>8}{'first s':>9}{'ready s':>9}{'frame ms':>10}{'95 % ms':>9}")
    base = next((r.first for r in rows if r.way == "plain pyvis"), None)
    for row in rows:
        cells = [f"{v:.2f}" if v is not None else "–" for v in (row.made, row.size / 1e6, row.first, row.whole)]
        cells += [f"{v:.0f}" if v is not None else "–" for v in (row.frame, row.slow)]
        print(f"{row.way:<18}" + "".join(f"{c:>{w}}" for c, w in zip(cells, (9, 8, 9, 9, 10, 9), strict=True)), end="")
        if base and row.first and row.way != "plain pyvis":
            print(f"   {base / row.first:.0f} × sooner than plain pyvis", end="")
        if row.way == "plain pyvis" and row.first is None:
            print(f"   not finished after {patience:.0f} s", end="")
        print(flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", default=["100/200", "1000/5000"], metavar="ACTORS/PAIRS")
    parser.add_argument("--plain-up-to", type=int, default=6_000, metavar="PAIRS")
    parser.add_argument("--patience", type=float, default=180, metavar="SECONDS")
    given = parser.parse_args()
    for size in given.sizes:
        actors, pairs = map(int, size.split("/"))
        graph = synthetic_graph(actors, pairs)
        model, before = timed(lambda graph=graph: view_model(graph))
        rows = []
        ways = [
            *(["pyvis"] if pairs <= PYVIS_UP_TO else []),
            "webgl",
            *(["plain"] if pairs <= given.plain_up_to else []),
        ]
        for way in ways:
            with tempfile.TemporaryDirectory(prefix="view-") as name:
                browser = start_browser(Path(name))
                browser.set_script_timeout(given.patience)
                try:
                    if way == "plain":
                        rows.append(plain(browser, Path(name), model, given.patience))
                    else:
                        rows.append(ours(browser, Path(name), model, way, before, given.patience))
                finally:
                    browser.quit()
        shown(*model.size, rows, given.patience)


if __name__ == "__main__":
    main()
