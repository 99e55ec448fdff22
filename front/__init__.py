"""backchannel: turn news into a knowledge graph of diplomatic contacts.

from backchannel import ContactGraph
graph = ContactGraph.open("graph")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backchannel.contact_graph import ContactGraph as ContactGraph
    from backchannel.graph.selection import Selection as Selection

__version__ = "0.1.0"
__all__ = ["ContactGraph", "Selection", "__version__"]

_HOMES = {"ContactGraph": "backchannel.contact_graph", "Selection": "backchannel.graph.selection"}


def __getattr__(name: str) -> Any:
    """Load what is asked for, so that `import backchannel` and the command line stay quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'backchannel' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
