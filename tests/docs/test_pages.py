"""The documents tell what really happens: outputs, lists, links and the names of commands."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

from tests.packaging.conftest import ROOT, script

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
RUN_PAGES = [ROOT / "README.md", DOCS / "tutorial.md"]


@pytest.fixture(scope="module")
def writer() -> ModuleType:
    return script("docs/write_pages.py")


@pytest.fixture(scope="module")
def outputs() -> ModuleType:
    return script("docs/write_outputs.py")


@pytest.mark.parametrize("name", ["reference.md", "README.md", "decisions/README.md"])
def test_generated_pages_are_fresh(name: str, writer: ModuleType) -> None:
    """The reference says what the code says, and the lists name every page and decision."""
    written = dict(writer.PAGES)[name]()

    assert (DOCS / name).read_text("utf-8") == written, "run: make docs"


@pytest.mark.parametrize("page", RUN_PAGES, ids=lambda page: page.name)
def test_shown_outputs_are_the_real_ones(page: Path, outputs: ModuleType) -> None:
    """Every command of the page runs and prints what the page shows; figures are the measured ones."""
    assert outputs.BLOCK.search(page.read_text("utf-8"))
    assert outputs.difference(page) == "", "run: make docs"


def test_a_wrong_output_is_found(outputs: ModuleType) -> None:
    """What a page shows is compared line by line; only `...` stands for any lines."""
    page = "```console\n$ echo one; echo two\none\n...\n$ echo three\nfour\n```\n"

    assert outputs.refreshed(page) == page.replace("four", "three")
    assert not outputs.fits("one\n", "one\ntwo\n")


def test_the_reference_documents_every_command_and_option(writer: ModuleType) -> None:
    """No command, no option and no argument is missing from the reference."""
    reference = (DOCS / "reference.md").read_text("utf-8")
    for name, command in writer.commands():
        section = reference.partition(f"### `backchannel {name}`\n")[2].partition("\n### ")[0]
        assert section, f"backchannel {name} is not documented"
        for parameter in command.params:
            for spelling in (
                (*parameter.opts, *parameter.secondary_opts) if parameter.param_type_name == "option" else ()
            ):
                assert spelling in section, f"backchannel {name} {spelling} is not documented"


def test_every_option_says_what_it_does(writer: ModuleType) -> None:
    """Each option has help, save those whose choices say it all."""
    silent = [
        f"backchannel {name} {parameter.opts[0]}"
        for name, command in writer.commands()
        for parameter in command.params
        if parameter.param_type_name == "option" and not getattr(parameter, "help", None)
        and not hasattr(parameter.type, "choices")
    ]  # fmt: skip

    assert not silent


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_pages_name_only_commands_and_options_that_exist(page: Path, writer: ModuleType) -> None:
    """A renamed command or option is found in every page that still uses the old name."""
    options = {
        name: {spelling for p in command.params for spelling in (*p.opts, *p.secondary_opts)} | {"--help", "-h"}
        for name, command in writer.commands()
    }
    text = page.read_text("utf-8").replace("\\\n", " ")
    lines = [line for block in re.findall(r"(?ms)^```.*?^```", text) for line in block.splitlines()]
    spans = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", re.sub(r"(?ms)^```.*?^```", "", text))
    for line in lines + spans:
        for called in re.findall(r"(?<![\w./-])backchannel ((?:[a-z]\w*|--?\w).*)", line):
            words = called.replace("`", " ").split()
            if words[0].startswith("-") or words[0] == "import" or page.name == "reference.md":
                continue
            assert words[0] in options, f"{page.name}: no command {words[0]!r} in: {line}"
            plain = re.sub(r"\"[^\"]*\"|'[^']*'", "", called.partition("|")[0].partition("#")[0])
            used = set(re.findall(r"(?<!\S)(--?[a-z][\w-]*)", plain))
            assert used <= options[words[0]], f"{page.name}: {sorted(used - options[words[0]])} in: {line}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """Every relative link names a file that is there, and a heading in it."""
    text = re.sub(r"(?ms)^```.*?^```", "", page.read_text("utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.exists(), f"{page.name} links to {target}"
        if anchor:
            headings = re.findall(r"(?m)^#+ (.*)$", file.read_text("utf-8"))
            slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert anchor in slugs, f"{page.name} links to {target}"
