"""Make the pictures of the page that the documents show, from the sample articles, in headless Chromium.

python docs/images/make.py
"""

# ruff: noqa: E402 - what is imported lies beside this folder, not in the installed package
from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from backchannel.pipeline import build, demo_articles
from backchannel.schema.model import MergedGraph
from tests.conftest import start_browser
from tests.exports.view.driving import Page


def secret_pair(graph: MergedGraph) -> tuple[str, str]:
    """Two persons or states who were in secret contact, the busiest first."""
    found = [c for c in graph.contacts if c.confidential and len(c.participants) == 2]
    best = max(found, key=lambda c: (c.status == "occurred", c.confidence, c.id))
    one, other = (p.actor for p in best.participants)
    return one, other


def main() -> None:
    with tempfile.TemporaryDirectory() as name, demo_articles() as articles:
        folder = Path(name)
        built = build(articles, folder / "demo", print)
        one, other = secret_pair(built.workspace.graph())
        pair = [("pair", one), ("pair", other)]
        browser = start_browser(folder)
        try:
            for file, address, width, height in (
                ("network.png", [*pair, ("theme", "light")], 1440, 900),
                ("network-dark.png", [*pair, ("theme", "dark")], 1440, 900),
                ("network-id.png", [("lang", "id"), ("theme", "light")], 1440, 900),
                ("table.png", [("view", "table"), ("theme", "light")], 1440, 900),
                ("phone.png", [*pair, ("lang", "id"), ("theme", "light")], 390, 844),
            ):
                page = Page(browser, folder / "demo" / "network.html", urlencode(address), width=width, height=height)
                browser.execute_async_script("setTimeout(arguments[0], 500)")
                browser.save_screenshot(str(HERE / file))
                print(page.counts(), file)
        finally:
            browser.quit()


if __name__ == "__main__":
    main()
