"""`backchannel export`: write the merged graph, or a part of it, for another program."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import click

from backchannel.exports.formats import FORMATS, format_named
from backchannel.graph.selection import Selection, select
from backchannel.graph.workspace import Workspace
from backchannel.options import selection_options
from backchannel.output import count, output_to
from backchannel.schema.errors import ExportError

_NAMES = ", ".join(f.name for f in FORMATS)


def _explained() -> str:
    """All formats, each with what it is for and what it cannot carry."""
    blocks = []
    for f in FORMATS:
        name = " or ".join((f.name, *f.aliases))
        blocks.append(f"{name}\n    {f.summary}\n    cannot carry: {f.cannot}\n    written to: contacts{f.suffix}")
    return "\n\n".join(blocks)


def _show_list(context: click.Context, _: click.Parameter, value: str) -> str:
    if value == "list":
        click.echo(_explained())
        context.exit()
    return value


def _copy(ready: Path, target: Path | None) -> str:
    """Hand out a file that the workspace already holds, to standard output if there is no target."""
    with ready.open("rb") as source:
        if target is None:
            _to_stdout(lambda stream: shutil.copyfileobj(source, stream))
        else:
            with output_to(str(target)) as stream:
                shutil.copyfileobj(source, stream)
    return "The whole graph"


def _to_stdout(write: Callable[[BinaryIO], None]) -> None:
    """Write to standard output; a reader that has seen enough, such as `head`, is no error."""
    try:
        write(sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise ExportError(f"standard output: {error.strerror or error}") from None


@click.command("export")
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR", required=False)
@click.option(
    "--format",
    "-f",
    "name",
    required=True,
    is_eager=True,
    callback=_show_list,
    metavar="FORMAT",
    help=f"One of {_NAMES}; `list` explains them.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Where to; - is standard output. Without it: contacts and the format's ending, in this folder.",
)
@selection_options
def command(directory: Path | None, name: str, output: Path | None, selection: Selection) -> None:
    """Write the contacts of a workspace for another program.

    \b
    Example:
        backchannel export graph --format gexf --status occurred --since 2022 -o contacts.gexf
    """
    if directory is None:
        raise click.UsageError("Missing argument 'DIR'.")
    form = format_named(name)
    to_stdout = output is not None and str(output) == "-"
    if to_stdout and form.folder:
        raise ExportError(f"{form.name} is a folder of files and cannot go to standard output: name a folder with -o")
    workspace = Workspace.open(directory)
    target = output or Path(f"contacts{form.suffix}")
    if form.ready and not selection and (workspace.path / form.ready).is_file():
        said = _copy(workspace.path / form.ready, None if to_stdout else target)
    else:
        graph = select(workspace.graph(), selection)
        said = f"{count(len(graph.contacts), 'contact')} of {count(len(graph.actors), 'actor')}"
        if to_stdout:
            _to_stdout(lambda stream: form.write(graph, stream, workspace.base))
        else:
            form.write(graph, target, workspace.base)
    if not to_stdout:
        click.echo(f"{said} written to {target}", err=True)
