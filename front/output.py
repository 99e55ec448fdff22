"""How commands show things: tables at a terminal, bytes to files, problems in one line each."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from backchannel.exports.writing import new_file
from backchannel.schema.errors import BackchannelError, ExportError

WIDE = 200  # columns assumed where the output is no terminal, so that a file does not depend on one


def warn(problem: object) -> None:
    """One line on stderr, whatever the text holds."""
    click.echo("backchannel: " + " ".join(str(problem).split()), err=True)


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> None:
    """A table on stdout; control characters of the data are shown, not obeyed."""
    console = Console(width=None if sys.stdout.isatty() else WIDE, highlight=False)
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible(str(cell))) for cell in row))
    console.print(table)


def visible(text: str) -> str:
    """`text` with control characters, other than line ends, made visible, so that no data can steer a terminal."""
    return "".join(c if c.isprintable() or c in "\n\t" else f"\\x{ord(c):02x}" for c in text)


@contextmanager
def output_to(path: str | None) -> Iterator[BinaryIO]:
    """Stdout, or a file that is there whole or not at all."""
    if path is None or path == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        with new_file(Path(path)) as stream:
            yield stream
    except OSError as error:
        raise ExportError(f"{path}: {error.strerror or error}") from None


class SomeFailed(BackchannelError):
    """The command did its work, but not for all of its input."""


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 article`, `3 articles`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
