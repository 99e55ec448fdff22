"""Programs and libraries of others that tests hold our output against: a loud skip without them, a failure under CI."""

from __future__ import annotations

import hashlib
import importlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest


def missing(what: str, install: str) -> NoReturn:
    """Skip the test, or fail it where everything must be there."""
    message = f"{what} is not installed: {install}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def require(tool: str, install: str | None = None) -> str:
    """The path of a program."""
    found = shutil.which(tool)
    return found if found else missing(tool, install or f"apt-get install {tool}")


def require_module(name: str, install: str | None = None) -> ModuleType:
    """A Python library."""
    try:
        return importlib.import_module(name)
    except ImportError:
        missing(name, install or f"pip install {name}")


def node_modules(folder: Path) -> Path:
    """A cached folder in which `npm ci` has installed what `folder` locks; there whole or not at all."""
    npm = require("npm", "apt-get install nodejs npm")
    lock = (folder / "package-lock.json").read_bytes()
    root = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "backchannel-tests"
    cache = root / f"node-{hashlib.sha256(lock).hexdigest()[:16]}"
    if not (cache / "complete").exists():
        root.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix="new-", dir=root))
        for name in ("package.json", "package-lock.json"):
            shutil.copy(folder / name, new / name)
        done = subprocess.run(
            [npm, "ci", "--no-audit", "--no-fund"], cwd=new, capture_output=True, text=True, timeout=300, check=False
        )
        if done.returncode:
            shutil.rmtree(new)
            missing("the npm packages of " + folder.name, done.stderr.strip()[-500:])
        (new / "complete").touch()
        try:
            new.rename(cache)
        except OSError:  # another process was first, or an earlier run left it incomplete
            if not (cache / "complete").exists():
                return new
            shutil.rmtree(new)
    return cache
