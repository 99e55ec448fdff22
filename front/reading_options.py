"""Options of the commands that read articles."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

from backchannel.extractors.readers.records import GUESSES
from backchannel.extractors.readers.source import ReadOptions

F = TypeVar("F", bound=Callable[..., Any])


def reading_options(command: F) -> F:
    """Give a command the options that say how to read; it gets them as one `reading`."""

    @wraps(command)
    def with_reading(
        *args: Any, encoding: str | None, field: tuple[str, ...], language: str | None, **rest: Any
    ) -> Any:
        reading = ReadOptions(encoding=encoding, fields=tuple(map(_pair, field)), language=language)
        return command(*args, reading=reading, **rest)

    decorated: Any = with_reading
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


def _pair(text: str) -> tuple[str, str]:
    name, equals, column = text.partition("=")
    if not equals or name not in GUESSES or not column:
        raise click.BadParameter(
            f"{text!r} is not NAME=COLUMN with NAME one of {', '.join(GUESSES)}", param_hint="--field"
        )
    return name, column


_OPTIONS = (
    click.option("--encoding", metavar="NAME", help="Of files that do not say theirs; `detect` guesses. Else UTF-8."),
    click.option("--field", multiple=True, metavar="NAME=COLUMN", help="Where a table keeps id, text, title, date, …"),
    click.option("--language", metavar="TAG", help="Of articles that do not say theirs, such as id or en."),
)
