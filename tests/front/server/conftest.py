"""One server for the tests of this folder, over the sample graph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backchannel.exports.view import write_page
from backchannel.graph.workspace import Workspace
from tests.front.server.serving import Server
from tests.graph.sample import ARTICLES, sample


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    graph = sample()
    folder = tmp_path_factory.mktemp("served") / "workspace"
    return Workspace.replace(folder, graph, ARTICLES.values(), page=lambda g, path: write_page(g, path))


@pytest.fixture(scope="session")
def server(workspace: Workspace) -> Iterator[Server]:
    found = Server(Path(workspace.path), "--time-limit", "2", "--row-limit", "5000", "--cors", "https://example.org")
    yield found
    found.stop()
