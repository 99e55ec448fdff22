"""How the tests drive the page: open it, read its counts, find what it asked the network for."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

COUNTS = ("actors", "pairs", "contacts", "took")


class Page:
    """One page in the browser."""

    def __init__(self, browser: Any, path: Path, address: str = "", *, width: int = 1440, height: int = 900) -> None:
        self.browser, self.path = browser, path
        self.resize(width, height)
        browser.get("about:blank")
        browser.get_log("browser")
        browser.get_log("performance")
        browser.get(f"file://{quote(str(path))}#{address}")
        self.wait(lambda: self.script("return document.documentElement.dataset.ready === 'yes'"))

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def media(self, **features: str) -> None:
        """What the system says it prefers, such as `prefers_color_scheme="dark"`."""
        rows = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": rows})

    def script(self, text: str, *given: Any) -> Any:
        return self.browser.execute_script(text, *given)

    def wait(self, done: Callable[[], Any], seconds: float = 20) -> Any:
        """Wait until `done` says something true, and give it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := done():
                return found
            time.sleep(0.03)
        raise AssertionError(f"waited {seconds} s in vain")

    def go(self, address: str) -> None:
        """Follow a link to another view of the same page."""
        self.browser.execute_async_script(
            "const [address, done] = arguments;"
            "if (location.hash.slice(1) === address) { done(); return; }"
            "addEventListener('hashchange', () => setTimeout(done), { once: true });"
            "location.hash = address;",
            address,
        )

    def counts(self) -> dict[str, int]:
        """The figures over the picture."""
        rows = self.script(
            "return [...document.querySelectorAll('[data-count]')].map(e => [e.dataset.count, e.dataset.value])"
        )
        return {name: int(value) for name, value in rows}

    def texts(self, css: str) -> list[str]:
        found: list[str] = self.script(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", css
        )
        return found

    def click(self, x: float, y: float) -> None:
        """A real click at a place of the window."""
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            event = {
                "type": kind,
                "x": x,
                "y": y,
                "button": "none" if kind == "mouseMoved" else "left",
                "clickCount": 1,
            }
            self.browser.execute_cdp_cmd("Input.dispatchMouseEvent", event)

    def middle(self) -> tuple[float, float]:
        """The middle of the picture."""
        x, y = self.script(
            "const b = document.getElementById('surface').getBoundingClientRect();"
            "return [b.x + b.width / 2, b.y + b.height / 2]"
        )
        return x, y

    def requests(self) -> list[str]:
        """Every address asked for since the page was opened, but for the page itself."""
        events = [json.loads(row["message"])["message"] for row in self.browser.get_log("performance")]
        asked = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
        return [url for url in asked if not url.startswith(("file://", "about:", "data:", "blob:"))]

    def complaints(self) -> list[str]:
        """Errors in the console since the page was opened."""
        return [row["message"] for row in self.browser.get_log("browser") if row["level"] == "SEVERE"]

    def download(self, label: str) -> Path:
        """Press a button of the Save menu and give the file that comes of it."""
        before = set(self.browser.downloads.iterdir())
        self.script(
            "document.getElementById('save-menu').open = true;"
            "[...document.querySelectorAll('.menu-item')].find(b => b.textContent === arguments[0]).click()",
            label,
        )

        def arrived() -> Path | None:
            fresh = [p for p in self.browser.downloads.iterdir() if p not in before and p.suffix != ".crdownload"]
            return fresh[0] if fresh and not fresh[0].name.startswith(".") else None

        found: Path = self.wait(arrived)
        return found
