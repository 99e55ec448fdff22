"""Nodes, edges and options as pyvis writes them, for its own renderer.

pyvis gives data and options only: the page around them is ours. Left to itself it loads scripts from the web, reads
titles as markup, and lets the browser find the places.
"""

from __future__ import annotations

import json
from typing import Any

from backchannel.schema.model import KINDS

SHAPES = {"person": "dot", "state": "square", "organization": "hexagon", "group": "triangle"}


def pyvis_data(network: dict[str, Any]) -> dict[str, Any]:
    """What pyvis hands to vis-network for the view model's `network` part."""
    from pyvis.network import Network  # takes a second to import: only where it is used

    net = Network(directed=True)  # directed: an undirected one compares each new edge with all before it
    actors, pairs = network["actors"], network["pairs"]
    for number, (x, y, kind) in enumerate(zip(actors["x"], actors["y"], actors["kind"], strict=True)):
        net.add_node(number, label=" ", shape=SHAPES[KINDS[kind]], x=x, y=y)
    for a, b in zip(pairs["a"], pairs["b"], strict=True):
        net.add_edge(a, b)
    net.toggle_physics(False)  # the places are known
    net.set_edge_smooth("continuous")
    options = json.loads(net.options.to_json())
    options["edges"] = {"smooth": False, "arrowStrikethrough": False, "selectionWidth": 0}
    options["interaction"] = {"hideEdgesOnDrag": False, "hideNodesOnDrag": False, "dragNodes": True}
    return {"nodes": net.nodes, "edges": net.edges, "options": options}


def vis_script() -> str:
    """The vis-network script that comes with pyvis."""
    from importlib import resources

    folder = resources.files("pyvis").joinpath("lib")
    found = max(
        (entry for entry in folder.iterdir() if entry.name.startswith("vis-")),
        key=lambda entry: [int(n) for n in entry.name.removeprefix("vis-").split(".")],
    )
    return found.joinpath("vis-network.min.js").read_text(encoding="utf-8")
