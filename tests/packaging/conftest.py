"""A wheel and a source package, built once from a clean copy of the sources, and an empty place for both."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def script(name: str) -> ModuleType:
    """One of the repository's own scripts, as a module."""
    spec = importlib.util.spec_from_file_location(Path(name).stem, ROOT / name)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(*command: object, cwd: Path, timeout: float = 600) -> str:
    """What a command prints; its errors if it fails. Nothing of this environment's Python leaks into it."""
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV", "PYTHONHOME")}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=clean,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert done.returncode == 0, f"{command} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source package."""
    folder = tmp_path_factory.mktemp("packages")
    sources = script(".ci/check_types.py").copy_sources(ROOT, folder / "sources")
    for kind in ("sdist", "wheel"):
        build = f"from setuptools import build_meta as b; b.build_{kind}({str(folder)!r})"
        run(sys.executable, "-c", build, cwd=sources)
    return folder


@pytest.fixture(scope="session")
def wheel(packages: Path) -> Path:
    (found,) = packages.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def sdist(packages: Path) -> Path:
    (found,) = packages.glob("*.tar.gz")
    return found
