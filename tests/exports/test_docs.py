"""What docs/exports.md tells people to type does what it says, on real files."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from backchannel.exports.formats import FORMATS
from tests.exports.test_rdf_formats import NODE
from tests.foreign import node_modules, require, require_module
from tests.synthetic import synthetic_graph

PAGE = Path(__file__).parents[2] / "docs" / "exports.md"
INSTALL = {
    "rapper": "apt-get install raptor2-utils",
    "dot": "apt-get install graphviz",
    "soffice": "apt-get install --no-install-recommends libreoffice-calc",
    "grep": "apt-get install grep",
}
BLOCKS = [
    pytest.param(language, code, id=f"{section}-{language}-{number}")
    for section, text in re.findall(r"^## [^\n]*`([\w-]+)`\n(.*?)(?=^## |\Z)", PAGE.read_text("utf-8"), re.M | re.S)
    for number, (language, code) in enumerate(re.findall(r"^```(python|sh|sql|js)\n(.*?)^```", text, re.M | re.S))
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up graph in every format, under the names the page uses."""
    target = tmp_path_factory.mktemp("docs")
    require_module("pyarrow", 'pip install "backchannel[exports]"')
    graph = synthetic_graph(40, 90)
    for form in FORMATS:
        form.write(graph, target / f"contacts{form.suffix}")
    return target


@pytest.mark.parametrize(("language", "code"), BLOCKS)
def test_what_the_page_says_works(language: str, code: str, folder: Path) -> None:
    """Every block of the page that names no program we cannot have runs and prints something."""
    if language == "sql":
        with require_module("duckdb", "pip install duckdb").connect() as connection:
            rows = connection.execute(code.replace("'contacts", f"'{folder}/contacts")).fetchall()
        assert rows
        return
    if language == "python":
        for module in re.findall(r"^(?:from|import) (\w+)", code, re.M):
            require_module(module)
        command = [sys.executable, "-c", code]
    elif language == "js":
        cache = node_modules(NODE)
        head = f"const require = (await import('node:module')).createRequire({str(cache) + '/'!r});\n"
        command = [require("node"), "--input-type=module", "-e", head + code]
    else:
        for line in code.splitlines():
            require(line.split()[0], INSTALL[line.split()[0]])
        code = code.replace("soffice ", f"soffice -env:UserInstallation=file://{folder}/profile ")
        command = ["sh", "-e", "-c", code]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=170, check=False)

    assert done.returncode == 0, done.stderr.decode()[-2000:]


def test_page_runs_a_block_for_most_formats() -> None:
    """Blocks are found, in at least fifteen sections, so that the test above cannot pass by finding none."""
    sections = {str(param.id).rsplit("-", 2)[0] for param in BLOCKS}
    assert len(sections) >= 15
    assert sections <= {f.name for f in FORMATS}
