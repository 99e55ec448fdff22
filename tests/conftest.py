"""Fixtures for every test: a real Chromium for what must hold in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.foreign import require, require_module

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-GB",
    "--window-size=1440,900",
    "--force-device-scale-factor=1",
)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Headless Chromium driven by selenium, one for the whole run; `browser.downloads` is where its files go."""
    made = start_browser(tmp_path_factory.mktemp("browser"))
    yield made
    made.quit()


def start_browser(folder: Path) -> Any:
    """A Chromium with a profile and a download folder of its own, which keeps its console and its network log."""
    webdriver = require_module("selenium.webdriver", "pip install selenium")
    options = webdriver.ChromeOptions()
    options.binary_location = require("chromium")
    for flag in (*FLAGS, f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(flag)
    downloads = folder / "downloads"
    downloads.mkdir()
    allowed = {"profile.default_content_setting_values.automatic_downloads": 1}  # several files from one page
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads), **allowed})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = require("chromedriver", "apt-get install chromium-driver")
    made = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    made.downloads = downloads
    return made
