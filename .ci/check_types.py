"""Type-check an installed copy of the package, from outside the repository.

Type checkers do not follow the mapping of folders to the package, so a check inside the repository would pass
because it looked at nothing. This one installs the sources into an empty folder, checks the package there, and
fails unless every module was looked at.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCES = ("pyproject.toml", "README.md", "LICENSE", "front", "schema", "extractors", "graph", "exports", "seeds")


def copy_sources(root: Path, to: Path) -> Path:
    """What a build reads, and nothing that an earlier build left behind."""
    to.mkdir(parents=True)
    for name in SOURCES:
        if (root / name).is_dir():
            shutil.copytree(root / name, to / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy(root / name, to / name)
    return to


def install_copy(sources: Path, to: Path) -> None:
    """The package as a user gets it, without what it depends on."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--no-build-isolation", "--target", str(to), str(sources)], check=True, cwd=to.parent)


def check_types(root: Path) -> int:
    """Mypy's exit status over the installed package; 1 too if it looked at fewer modules than there are."""
    with tempfile.TemporaryDirectory(prefix="backchannel-types-") as folder:
        site = Path(folder) / "site"
        install_copy(copy_sources(root, Path(folder) / "sources"), site)
        modules = {_name(path.relative_to(site)) for path in (site / "backchannel").rglob("*.py")}
        command = [sys.executable, "-m", "mypy", "--config-file", str(root / "pyproject.toml"), "-p", "backchannel"]
        command += ["--cache-dir", str(Path(folder) / "cache"), "--no-error-summary"]
        report = Path(folder) / "report"
        done = subprocess.run(
            [*command, "--linecount-report", str(report)],
            cwd=folder,
            env={**os.environ, "MYPYPATH": str(site)},
            capture_output=True,
            text=True,
            check=False,
        )
        sys.stdout.write(re.sub(rf"(?m)^site/backchannel/|^{re.escape(str(site))}/backchannel/", "", done.stdout))
        sys.stderr.write(done.stderr)
        passed_over = modules - _modules_in(report / "linecount.txt")
    verdict = "no error" if done.returncode == 0 else "errors, see above"
    print(f"types: {len(modules) - len(passed_over)} of {len(modules)} modules checked, {verdict}")
    return done.returncode or int(bool(passed_over))


def _name(path: Path) -> str:
    """The dotted name of a module's file."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _modules_in(linecount: Path) -> set[str]:
    """The modules of ours that mypy reports to have read."""
    return set(re.findall(r"(?m)\s(backchannel[\w.]*)$", linecount.read_text("utf-8"))) if linecount.exists() else set()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[1], help="The repository.")
    sys.exit(check_types(options.parse_args().root))
