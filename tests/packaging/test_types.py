"""The type check looks at the real code: an error put into it turns the check red."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT, script


@pytest.mark.slow
def test_an_injected_type_error_turns_the_check_red(tmp_path: Path) -> None:
    """A wrong return type in a deep sub-package is reported by its place, and the exit status is not 0."""
    sources = script(".ci/check_types.py").copy_sources(ROOT, tmp_path / "sources")
    with (sources / "graph" / "queries" / "__init__.py").open("a") as module:
        module.write("\n\ndef injected() -> int:\n    return 'no number'\n")

    done = subprocess.run(
        [sys.executable, ROOT / ".ci" / "check_types.py", "--root", sources],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode != 0
    assert "graph/queries/__init__.py" in done.stdout
    assert 'expected "int"' in done.stdout
