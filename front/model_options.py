"""The options by which articles are read by rules, by a language model, or by both."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from backchannel.extractors.llm.check import Dropped
from backchannel.extractors.llm.errors import ModelError
from backchannel.extractors.llm.options import KEY, ModelOptions, key_from_environment, usual_cache
from backchannel.extractors.llm.reader import read_by_model, work_of, write_requests
from backchannel.extractors.llm.requests import Request
from backchannel.extractors.llm.tally import Price, Tally, estimate
from backchannel.extractors.llm.windows import SIZE, SMALLEST
from backchannel.output import count
from backchannel.schema.errors import ArticleError, ExportError
from backchannel.schema.model import Article, Report

F = TypeVar("F", bound=Callable[..., Any])
EXTRACTORS = ("rules", "llm", "both")


@dataclass(frozen=True, slots=True)
class Reading:
    """How articles are read."""

    extractor: str = "rules"
    options: ModelOptions | None = None
    price: Price | None = None
    dry_run: bool = False
    log: str | None = None

    def reader(self) -> Callable[..., Iterator[tuple[Article, tuple[Report, ...]]]] | None:
        """The reader for the pipeline; None for the rules alone."""
        return None if self.options is None else self._read

    def _read(
        self, articles: Iterable[Article], tell: Callable[[ArticleError], None]
    ) -> Iterator[tuple[Article, tuple[Report, ...]]]:
        from backchannel.extractors.extraction import extracted

        assert self.options is not None
        held, tally = list(articles), Tally()
        _note(estimate(work_of(held, self.options), self.options).line(self.price))
        rules = extracted if self.extractor == "both" else None
        with ExitStack() as stack:
            log = self._log(stack)
            try:
                yield from read_by_model(held, self.options, tell, rules, tally, log)
            finally:
                if tally.asked or tally.kept:
                    _note(tally.line(self.price))

    def _log(self, stack: ExitStack) -> Callable[[Dropped], None]:
        """Where what was not believed is written, one object a line."""
        if self.log is None:
            return lambda _: None
        try:
            out = stack.enter_context(open(self.log, "w", encoding="utf-8"))  # noqa: SIM115
        except OSError as problem:
            raise ExportError(f"{self.log}: {problem.strerror}") from None
        return lambda dropped: print(json.dumps(dropped.as_json(), ensure_ascii=False), file=out, flush=True)

    def show_requests(self, articles: Iterable[Article]) -> None:
        """Say what reading would take, and write the requests if there is a folder for them; nothing is sent."""
        assert self.options is not None
        work: list[tuple[Article, tuple[Request, ...]]] = list(work_of(articles, self.options))
        _note(estimate(work, self.options).line(self.price))
        if self.options.record:
            written = write_requests(work, self.options)
            click.echo(f"{count(written, 'request')} written to {self.options.record}, none sent", err=True)


def _note(line: str) -> None:
    click.echo(f"model: {line}", err=True)


def model_options(command: F) -> F:
    """Give a command the options of reading; it gets them as one `how`."""

    @wraps(command)
    def with_reading(*args: Any, **options: Any) -> Any:
        return command(*args, how=_chosen({name: options.pop(name) for name in _NAMES}), **options)

    decorated: Any = with_reading
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


def _chosen(said: dict[str, Any]) -> Reading:
    """What the options amount to."""
    if said["extractor"] == "rules":
        if said["dry_run"]:
            raise click.UsageError("--dry-run is about requests to a model: add --extractor llm.")
        return Reading()
    if not said["llm_model"]:
        raise ModelError("no model is named: give --llm-model NAME, as the server calls it")
    replay, record = said["llm_replay"], said["llm_record"]
    if replay and record:
        raise click.UsageError("--llm-replay reads answers and --llm-record writes them: choose one.")
    if replay and not Path(replay).is_dir():
        raise ModelError(f"{replay}: no folder of recorded answers")
    options = ModelOptions(
        model=said["llm_model"],
        url=said["llm_url"],
        key=None if replay or said["dry_run"] else key_from_environment(),
        concurrency=said["llm_concurrency"],
        timeout=said["llm_timeout"],
        retries=said["llm_retries"],
        window=said["llm_window"],
        most_tokens=said["llm_max_tokens"],
        cache=None if said["llm_no_cache"] else Path(said["llm_cache"] or usual_cache()),
        replay=Path(replay) if replay else None,
        record=Path(record) if record else None,
    )
    if replay:
        options = replace(options, url=None)
    return Reading(said["extractor"], options.checked(), _price(said["llm_price"]), said["dry_run"], said["llm_log"])


def _price(text: str | None) -> Price | None:
    if text is None:
        return None
    if not (found := re.fullmatch(r"(\d+(?:\.\d+)?)/(\d+(?:\.\d+)?)", text)):
        raise click.UsageError("--llm-price is two numbers such as 2.50/10: dollars for a million tokens in and out.")
    return Price(float(found[1]), float(found[2]))


def _number(name: str, kind: click.IntRange | click.FloatRange, usual: float, text: str) -> Callable[[F], F]:
    return click.option(name, type=kind, default=usual, show_default=True, metavar="N", help=text)


_NAMES = (
    "extractor", "llm_url", "llm_model", "llm_replay", "llm_record", "dry_run", "llm_cache", "llm_no_cache",
    "llm_concurrency", "llm_timeout", "llm_retries", "llm_window", "llm_max_tokens", "llm_price", "llm_log",
)  # fmt: skip
_OPTIONS = (
    click.option(
        "--extractor",
        type=click.Choice(EXTRACTORS),
        default="rules",
        show_default=True,
        help="Who reads: the rules, a language model, or both, each held against the other.",
    ),
    click.option(
        "--llm-url",
        envvar="BACKCHANNEL_LLM_URL",
        metavar="URL",
        help=f"An OpenAI-compatible server, such as http://127.0.0.1:11434/v1; its key is read from {KEY}.",
    ),
    click.option(
        "--llm-model", envvar="BACKCHANNEL_LLM_MODEL", metavar="NAME", help="The model, by the server's name for it."
    ),
    click.option("--llm-replay", metavar="DIR", help="Take the answers from this folder; nothing is sent."),
    click.option("--llm-record", metavar="DIR", help="Keep every request and answer in this folder."),
    click.option("--dry-run", is_flag=True, help="Only say what a model would be asked; with --llm-record, write it."),
    click.option("--llm-cache", metavar="DIR", help="Where answers are kept; else in the user's cache folder."),
    click.option("--llm-no-cache", is_flag=True, help="Ask for everything anew and keep nothing."),
    click.option(
        "--llm-concurrency", type=click.IntRange(1, 256), default=4, show_default=True, help="Questions at once."
    ),
    click.option(
        "--llm-timeout",
        type=click.FloatRange(0.1),
        default=120.0,
        show_default=True,
        help="Seconds for one whole answer.",
    ),
    click.option(
        "--llm-retries", type=click.IntRange(0, 20), default=4, show_default=True, help="New tries after a failure."
    ),
    click.option(
        "--llm-window",
        type=click.IntRange(SMALLEST),
        default=SIZE,
        show_default=True,
        help="Characters of an article a request.",
    ),
    click.option(
        "--llm-max-tokens",
        type=click.IntRange(64),
        default=4096,
        show_default=True,
        help="Tokens of one answer at most.",
    ),
    click.option("--llm-price", metavar="IN/OUT", help="Dollars for a million tokens in and out, to show the cost."),
    click.option("--llm-log", metavar="FILE", help="Write what was not believed, and why, one JSON object a line."),
)
