"""What is built from the sources holds everything, and works in an empty environment beside packages of like names."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT, run

MAPPED = ("front", "schema", "extractors", "graph", "exports", "seeds")


def tracked() -> list[Path]:
    """The files under the mapped folders that git knows."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", *MAPPED], cwd=ROOT, capture_output=True, text=True, check=True)
    return [Path(name) for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def installed_name(path: Path) -> str:
    """Where a file of the repository stands in the installed package."""
    return str(Path("backchannel", *(path.parts[1:] if path.parts[0] == "front" else path.parts)))


def test_every_tracked_file_of_the_mapped_folders_is_in_the_wheel(wheel: Path) -> None:
    """Nothing is forgotten: no data file with a new suffix, no sub-package that nobody listed."""
    inside = set(zipfile.ZipFile(wheel).namelist())
    missing = [str(path) for path in tracked() if installed_name(path) not in inside]

    assert tracked()
    assert not missing, "list the package or the suffix in pyproject.toml under [tool.setuptools]"


def test_the_wheel_holds_one_package_only(wheel: Path) -> None:
    """No bare `schema` or `graph` lands in site-packages, and no tests do."""
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"backchannel"}


def test_the_source_package_builds_the_same_files(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    """A wheel built from the source package holds what the wheel built from the repository holds."""
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (sources,) = tmp_path.iterdir()
    run(sys.executable, "-c", f"from setuptools import build_meta as b; b.build_wheel({str(tmp_path)!r})", cwd=sources)
    (again,) = tmp_path.glob("*.whl")

    assert sorted(zipfile.ZipFile(again).namelist()) == sorted(zipfile.ZipFile(wheel).namelist())


def test_every_folder_with_modules_is_listed() -> None:
    """`packages` and `package-dir` in pyproject.toml name each folder that holds modules, once."""
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    folders = {path.parent for path in tracked() if path.suffix == ".py"}

    assert {Path(folder) for folder in setuptools["package-dir"].values()} == folders
    assert sorted(setuptools["package-dir"]) == sorted(setuptools["packages"])


@pytest.fixture(scope="module")
def empty(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of a fresh environment with the wheel and PyPI's `schema`, in a directory of its own."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "env", with_pip=True)
    bin_ = folder / "env" / "bin"
    pip = [
        bin_ / "python",
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        "--timeout",
        "60",
        "--retries",
        "2",
    ]
    run(*pip, "install", "--quiet", "--only-binary", ":all:", wheel, "schema", cwd=folder)
    return bin_


@pytest.mark.slow
def test_the_wheel_works_in_an_empty_environment_in_another_directory(empty: Path) -> None:
    """After `pip install`, the demo builds, is queried and validated; no extra is needed."""
    folder = empty.parents[1]
    run(empty / "backchannel", "build", "--demo", "-o", "graph", cwd=folder)
    met = run(empty / "backchannel", "query", "graph", "ASK { ?a bc:contacted ?b }", cwd=folder)

    assert met.strip() == "yes"
    assert (folder / "graph" / "network.html").stat().st_size > 10_000
    run(empty / "backchannel", "validate", "graph", cwd=folder)
    assert run(empty / "python", "-m", "backchannel", "--version", cwd=folder).startswith("backchannel, version 0.1.0")


@pytest.mark.slow
def test_the_schema_of_others_stays_importable(empty: Path) -> None:
    """PyPI's package `schema` and ours do not meet."""
    code = "import schema, backchannel.schema as ours; print(schema.Schema(int).validate(3), ours.__name__)"

    assert run(empty / "python", "-c", code, cwd=empty.parents[1]).split() == ["3", "backchannel.schema"]


@pytest.mark.slow
def test_every_module_imports_without_extras_or_asks_for_one(empty: Path) -> None:
    """In a plain installation every command can be imported; a module that cannot names a library of an extra."""
    code = (
        "import importlib, pkgutil, backchannel\n"
        "def walk(path, prefix):\n"
        "    for m in pkgutil.iter_modules(path, prefix):\n"
        "        if m.name.endswith('__main__'): continue\n"
        "        try: found = importlib.import_module(m.name)\n"
        "        except ModuleNotFoundError as error: print(m.name, error.name)\n"
        "        else:\n"
        "            print(m.name, 'fine')\n"
        "            if m.ispkg: walk(found.__path__, m.name + '.')\n"
        "walk(backchannel.__path__, 'backchannel.')\n"
    )
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    known = {re.split(r"[^\w-]", wanted)[0].lower() for extra in extras.values() for wanted in extra}
    rows = [line.split() for line in run(empty / "python", "-c", code, cwd=empty.parents[1]).splitlines()]
    failed = {module: (missing or "").partition(".")[0] for module, missing in rows if missing != "fine"}

    assert len(rows) > 100
    assert {module: name for module, name in failed.items() if name.lower() not in known} == {}
    assert not [module for module in failed if module.startswith("backchannel.commands")]
