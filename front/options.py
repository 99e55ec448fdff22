"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

from backchannel.graph.selection import Selection
from backchannel.schema.model import STATUSES
from backchannel.schema.vocabulary import CHANNEL_CONCEPTS

F = TypeVar("F", bound=Callable[..., Any])


def selection_options(command: F) -> F:
    """Give a command the options that choose contacts; it gets them as one `selection`."""

    @wraps(command)
    def with_selection(*args: Any, **options: Any) -> Any:
        chosen = {name: options.pop(name) for name in _NAMES}
        return command(*args, selection=Selection(**chosen), **options)

    decorated: Any = with_selection
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


_NAMES = ("actor", "with_", "channel", "status", "since", "until", "secret", "source", "place", "min_outlets")
_OPTIONS = (
    click.option("--actor", multiple=True, metavar="NAME", help="Somebody who takes part: name, id or country code."),
    click.option("--with", "with_", multiple=True, metavar="NAME", help="Somebody else who takes part in it."),
    click.option(
        "--channel",
        multiple=True,
        type=click.Choice(list(CHANNEL_CONCEPTS)),
        help="How; a heading stands for all below it.",
    ),
    click.option("--status", multiple=True, type=click.Choice(STATUSES), help="Whether it happened."),
    click.option("--since", metavar="DATE", help="Held on or after this day, month or year (such as 2022-02)."),
    click.option("--until", metavar="DATE", help="Held on or before it."),
    click.option("--secret/--open", "secret", default=None, help="Only those said to be secret, or only the others."),
    click.option("--source", multiple=True, metavar="NAME", help="Told by this article, outlet or speaker."),
    click.option("--place", multiple=True, metavar="NAME", help="Held in this place."),
    click.option("--min-outlets", type=click.IntRange(1), default=1, help="Told by at least so many outlets."),
)
