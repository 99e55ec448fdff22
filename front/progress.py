"""How far a long run is: a bar with rate and remaining time at a terminal, nothing in a pipe."""

from __future__ import annotations

import time
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from backchannel.extractors.engine.run import Show, State


def no_progress() -> Iterator[Show]:
    """Nothing to see, as `--quiet` wants it."""
    yield lambda _: None


def progress_bar() -> Iterator[Show]:
    """A bar for as long as the run goes on; it is fed with the run's states."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = (
        TextColumn("reading"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[told]}"),
        TimeRemainingColumn(),
    )
    started = time.monotonic()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading", total=None, told="")

        def show(state: State) -> None:
            rate = state.counts["articles"] / max(time.monotonic() - started, 0.001)
            told = f"{state.counts['articles']:,} articles, {rate:,.0f}/s, {state.counts['skipped']:,} skipped"
            bar.update(task, total=max(state.size, 1), completed=state.size_done, told=told)

        yield show
