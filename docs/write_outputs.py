"""Run the commands that the tutorial and the README show, and write their real outputs and figures into the pages.

    python docs/write_outputs.py            run and write
    python docs/write_outputs.py --check    run and say where a page shows something else, and fail

A ```console block holds commands after `$ ` (continued after `> `) and what they print; a line `...` in the output
stands for any lines. The commands of one page run one after the other in one new folder, with the sample articles in
`articles/` and the `backchannel` of this environment. Between `<!-- accuracy -->` marks stands what
`benchmarks/accuracy.py` prints.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = (ROOT / "README.md", ROOT / "docs" / "tutorial.md")
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
FIGURES = re.compile(r"(?<=<!-- accuracy -->\n).*?(?=<!-- /accuracy -->)", re.DOTALL)
TIME_LIMIT = 120  # seconds for one command
TOLERANCE = 0.02  # by which a figure may stray before the page is stale


def sandbox(folder: Path) -> dict[str, str]:
    """Lay out the folder that a reader of the page has before them; the environment for its commands."""
    (folder / "articles").mkdir()
    for article in sorted((ROOT / "seeds").glob("*.txt")):
        shutil.copy(article, folder / "articles")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "COLUMNS": "100", "NO_BROWSER": "1", "LC_ALL": "C.UTF-8"}


def run(command: str, folder: Path, env: dict[str, str]) -> str:
    """What a command prints, errors too, with no trailing blanks; variables it sets are there for the next one."""
    kept = folder.with_name(folder.name + ".variables")
    done = subprocess.run(
        ["bash", "-c", f"[ -f {kept} ] && . {kept}\nset -a\n{command}\nset +a\nexport -p > {kept}"],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIME_LIMIT,
        check=False,
    )
    return "".join(line.rstrip() + "\n" for line in done.stdout.replace(str(folder) + "/", "").splitlines())


def commands(block: str) -> Iterator[tuple[str, str, str]]:
    """Each command of a block: as it stands in the page, as the shell gets it, and the output shown under it."""
    for shown in re.split(r"(?m)^(?=\$ )", block)[1:]:
        found = re.match(r"\$ .*\n(?:> .*\n|>\n)*", shown)
        assert found is not None
        prompt = found[0]
        yield prompt, re.sub(r"(?m)^(?:\$ |> ?)", "", prompt), shown[len(prompt) :]


def fits(shown: str, real: str) -> bool:
    """Whether the output shown is the real one, where `...` stands for any lines."""
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + "\n" for line in shown.splitlines())
    return re.fullmatch(pattern, real) is not None


def refreshed(page: str) -> str:
    """The page with the outputs that its commands really give."""
    with tempfile.TemporaryDirectory(prefix="backchannel-page-") as temporary:
        folder = Path(temporary) / "page"
        folder.mkdir()
        env = sandbox(folder)

        def block(found: re.Match[str]) -> str:
            parts = []
            for prompt, command, shown in commands(found[0]):
                real = run(command, folder, env)
                if "Traceback (most recent call last)" in real:
                    raise SystemExit(f"{command}\n{real}")
                parts.append(prompt + (shown if fits(shown, real) else real))
            return "".join(parts)

        return BLOCK.sub(block, page)


def figures() -> str:
    """The table that the accuracy check prints."""
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "accuracy.py"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    return done.stdout.rstrip() + "\n"


def with_figures(page: str, real: str) -> str:
    """The page with the real table, unless every figure is near enough or a corpus is not there to be measured."""

    def table(found: re.Match[str]) -> str:
        shown = {line.split(":")[0]: line for line in found[0].splitlines()}
        near = all(_near(shown.get(line.split(":")[0], ""), line) for line in real.splitlines() if line)
        return found[0] if near else real

    return FIGURES.sub(table, page)


def _near(shown: str, real: str) -> bool:
    """Whether two lines say the same, but for figures that hardly differ."""
    number = re.compile(r"[+-]?\d+\.\d+")
    if number.sub("", shown) != number.sub("", real):
        return False
    pairs = zip(number.findall(shown), number.findall(real), strict=True)
    return all(abs(float(a) - float(b)) <= TOLERANCE for a, b in pairs)


def difference(page: Path, write: bool = False) -> str:
    """How a page departs from what really happens, as a diff; empty if it does not. With `write`, mend it."""
    old = page.read_text("utf-8")
    new = refreshed(old)
    if FIGURES.search(new):
        new = with_figures(new, figures())
    if write and new != old:
        page.write_text(new, "utf-8")
    return "".join(difflib.unified_diff(old.splitlines(True), new.splitlines(True), page.name, "what really happens"))


def main() -> int:
    checking = "--check" in sys.argv
    differences = [found for page in PAGES if (found := difference(page, write=not checking))]
    print("\n".join(differences) or "fresh")
    return int(checking and bool(differences))


if __name__ == "__main__":
    sys.exit(main())
