"""The page as one HTML file: template, styles, words, data and scripts, with a policy that forbids all else."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from backchannel.exports.view.model import ViewModel
from backchannel.exports.view.pyvis_data import pyvis_data, vis_script

# In this order, in one function: each may use those before it
SCRIPTS = ("data", "filter", "scene", "labels", "cards", "controls", "table", "save", "render_{renderer}", "main")
_SLOT = re.compile(r"@([A-Z]+)@")
_NOT_IN_SCRIPT = re.compile("[<\u2028\u2029\ud800-\udfff]")


@cache
def _text(name: str) -> str:
    return resources.files("backchannel.exports.view.page").joinpath(name).read_text(encoding="utf-8")


def page_html(model: ViewModel, renderer: str) -> str:
    """The whole page for one renderer, `pyvis` or `webgl`."""
    vendor, islands = "", [model.network, model.evidence]
    scripts = [_page_script(renderer)]
    if renderer == "pyvis":
        vis = _no_end_tag(vis_script())
        scripts.append(vis)
        data = f'<script type="application/json" id="pyvis">{island(pyvis_data(model.network))}</script>\n'
        vendor = f"{data}<script>{vis}</script>"
    strings = json.loads(_text("strings.json"))
    parts = {
        "POLICY": policy(scripts, [_text("page.css")]),
        "TITLE": html.escape(f"{strings['en']['title']} · backchannel"),
        "NOSCRIPT": html.escape(strings["en"]["noscript"]),
        "STYLE": _text("page.css"),
        "STRINGS": island(strings),
        "NETWORK": island(islands[0]),
        "EVIDENCE": island(islands[1]),
        "VENDOR": vendor,
        "SCRIPT": scripts[0],
    }
    return _SLOT.sub(lambda slot: parts[slot[1]], _text("page.html"))


def _page_script(renderer: str) -> str:
    body = "\n".join(_text(f"{name.format(renderer=renderer)}.js") for name in SCRIPTS)
    return _no_end_tag(
        f'(() => {{\n"use strict";\nconst makeRenderer = (...given) => {renderer}Renderer(...given);\n{body}}})();\n'
    )


def _no_end_tag(script: str) -> str:
    """The script, sure not to end the element it stands in."""
    if re.search(r"</script|<!--", script, re.IGNORECASE):
        raise ValueError("a script of the page holds an end tag")
    return script


def island(data: Any) -> str:
    """JSON that can stand in a script element: no `<`, and nothing UTF-8 cannot hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _NOT_IN_SCRIPT.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """A Content-Security-Policy for these scripts and styles and pictures made here, that connects to nothing."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(_hash(s) for s in scripts)}",
            f"style-src {' '.join(_hash(s) for s in styles)}",
            "img-src data: blob:",
            "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
