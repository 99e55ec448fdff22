"""Many readers at once, some of them hostile: a short run of `benchmarks/server.py`."""

from __future__ import annotations

import importlib.util
import statistics
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.front.server.serving import Server


def benchmark() -> ModuleType:
    path = Path(__file__).parents[3] / "benchmarks" / "server.py"
    spec = importlib.util.spec_from_file_location("benchmarks_server", path)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)

    sys.modules[spec.name] = found
    spec.loader.exec_module(found)
    return found


@pytest.mark.slow
def test_hostile_queries_do_not_bring_the_server_down(tmp_path: Path) -> None:
    """No answer of 500 and above but the announced limit, memory bounded, cheap queries answered, alive at the end."""
    load = benchmark()
    workspace = load.workspace_of(1500, tmp_path / "w")
    server = Server(workspace.path, "--time-limit", "3", "--memory-limit", "512")
    try:
        measured = load.run(server, workspace.graph(), workspace.base, clients=24, hostile=10, seconds=12)
    finally:
        server.stop()
    assert measured.alive
    assert measured.unannounced == 0, measured.statuses
    assert any("limit" in name for name in measured.statuses)
    assert len(measured.cheap) > 5
    assert statistics.median(measured.cheap) < 5  # on however busy a machine; the benchmark measures
    assert measured.peak < 4e9
