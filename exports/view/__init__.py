"""The interactive network: one HTML file that needs no network connection and shows the sentence behind every line."""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from backchannel.exports.view.model import ViewModel, view_model
from backchannel.exports.view.pages import page_html
from backchannel.exports.writing import new_file
from backchannel.graph.iris import DEFAULT_BASE
from backchannel.graph.pairs import Extent, strongest
from backchannel.schema.errors import ExportError
from backchannel.schema.model import MergedGraph

Renderer = Literal["auto", "pyvis", "webgl"]
RENDERERS: tuple[str, ...] = get_args(Renderer)

# Up to here vis-network draws a frame in well under 50 ms; above, WebGL (measured by benchmarks/view.py)
PYVIS_UP_TO_ACTORS = 600
PYVIS_UP_TO_PAIRS = 1_200


def write_page(
    graph: MergedGraph,
    path: Path | str,
    renderer: str = "auto",
    base: str = DEFAULT_BASE,
    whole: Extent | None = None,
) -> Path:
    """Write the page for `graph`; the file is there whole or not at all. `base` is where the data's IRIs live.

    Of a graph that is too large for a page the strongest pairs are shown, and what is left out is said. `whole` is the
    extent of the graph that this one is such a part of already.
    """
    target = Path(path)
    if whole is None:
        graph, whole = strongest(graph)
    text = page_text(graph, renderer, base, whole)
    try:
        with new_file(target) as stream:
            stream.write(text.encode("utf-8"))
    except OSError as error:
        raise ExportError(f"{target}: {error.strerror or error}") from error
    return target


def page_text(graph: MergedGraph, renderer: str = "auto", base: str = DEFAULT_BASE, whole: Extent | None = None) -> str:
    """The page as text; the same graph always gives the same text."""
    if renderer not in RENDERERS:
        raise ExportError(f"no renderer is called {renderer!r}; there are {', '.join(RENDERERS)}")
    model = view_model(graph, base, whole)
    return page_html(model, chosen_renderer(model) if renderer == "auto" else renderer)


def chosen_renderer(model: ViewModel) -> str:
    """What `auto` stands for: pyvis while it is quick."""
    actors, pairs = model.size
    return "pyvis" if actors <= PYVIS_UP_TO_ACTORS and pairs <= PYVIS_UP_TO_PAIRS else "webgl"


_ALLOWED = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"


@dataclass(frozen=True, slots=True)
class Picture:
    """A graph as a notebook shows it: the page in a frame that cannot reach the notebook around it."""

    graph: MergedGraph
    renderer: str = "auto"
    height: int = 720

    def _repr_html_(self) -> str:
        text = html.escape(page_text(self.graph, self.renderer), quote=True)
        return (
            f'<iframe sandbox="{_ALLOWED}" srcdoc="{text}" '
            f'style="width:100%;height:{self.height}px;border:1px solid #ccc;border-radius:8px" '
            'title="backchannel"></iframe>'
        )
