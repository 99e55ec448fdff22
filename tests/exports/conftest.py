"""The nasty graph, written once to every format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backchannel.exports.formats import FORMATS, format_named
from backchannel.schema.model import MergedGraph
from tests.exports.nasty import nasty


@pytest.fixture(scope="session")
def graph() -> MergedGraph:
    """The nasty graph."""
    return nasty()


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory, graph: MergedGraph) -> Callable[[str], Path]:
    """Where the nasty graph stands in a format, by the format's name."""
    folder = tmp_path_factory.mktemp("exported")
    for form in FORMATS:
        if form.name != "parquet":  # needs a library that may be missing
            form.write(graph, folder / f"contacts{form.suffix}")

    def path(name: str) -> Path:
        target = folder / f"contacts{format_named(name).suffix}"
        if not target.exists():
            format_named(name).write(graph, target)
        return target

    return path
