"""Say where a page is, and open it where somebody sits in front of a screen."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path


def open_page(page: Path) -> None:
    """Print the page's place; open it in the browser unless there is no screen or this is an automatic run."""
    print(f"The page is {page.resolve()}")
    screen = sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if screen and not os.environ.get("CI") and not os.environ.get("NO_BROWSER"):
        webbrowser.open(page.resolve().as_uri())
    else:
        print("Open it with any browser; it needs no network.")


if __name__ == "__main__":
    open_page(Path(sys.argv[1]))
