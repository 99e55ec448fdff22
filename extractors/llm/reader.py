"""Reading articles by a model: questions, answers, and reports that the text bears out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from backchannel.extractors.llm.agreement import once_each, together
from backchannel.extractors.llm.asking import Answer, in_order
from backchannel.extractors.llm.check import Dropped, Held
from backchannel.extractors.llm.options import ModelOptions
from backchannel.extractors.llm.requests import Request, requests_for
from backchannel.extractors.llm.store import Store
from backchannel.extractors.llm.tally import Tally
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article, Report

Tell = Callable[[ArticleError], None]
Log = Callable[[Dropped], None]
Rules = Callable[[Article], tuple[Report, ...]]
Work = Iterable[tuple[Article, tuple[Request, ...]]]


def work_of(articles: Iterable[Article], options: ModelOptions) -> Iterator[tuple[Article, tuple[Request, ...]]]:
    """Each article with the questions that reading it takes."""
    for article in articles:
        yield article, requests_for(article, options.model, options.window)


def write_requests(work: Work, options: ModelOptions) -> int:
    """Write every question to the folder `record`, and the answers that are already kept; nothing is sent."""
    assert options.record is not None
    store = Store(options.record, flat=True)
    asked = [request for _, requests in work for request in requests]
    for request in asked:
        store.put_request(request, options.most_tokens)
        kept = Store(options.cache).get(request.key) if options.cache else None
        if kept and store.get(request.key) is None:
            store.put(request, kept)
    store.put_index(asked)
    return len(asked)


def read_by_model(
    articles: Iterable[Article],
    options: ModelOptions,
    tell: Tell,
    rules: Rules | None = None,
    tally: Tally | None = None,
    log: Log = lambda _: None,
) -> Iterator[tuple[Article, tuple[Report, ...]]]:
    """Each article with its reports, in the order of the articles; with `rules`, both readers' put together.

    What cannot be answered goes to `tell`, one line each. The article then has the reports of the questions that were
    answered, and of the rules; it is left out where neither says anything of it.
    """
    tally = tally or Tally()
    for article, answers in in_order(work_of(articles, options), options):
        for answer in answers:
            tally.answer(answer)
            if answer.problem:
                tell(ArticleError(answer.request.name, answer.problem))
        read = not answers or any(a.found for a in answers)
        reports = reports_of(article, answers, tally, log)
        if rules is not None:
            try:
                reports = together(rules(article), reports) if read else rules(article)
            except ArticleError as problem:
                tell(problem)
            else:
                read = True
        if read:
            yield article, reports


def reports_of(article: Article, answers: tuple[Answer, ...], tally: Tally, log: Log) -> tuple[Report, ...]:
    """What the answers say of an article, as far as the article bears it out."""
    windows: list[list[Report]] = []
    for answer in answers:
        if answer.found is None:
            continue
        found: list[Report] = []
        held = Held(article, extractor_name(answer.request))
        read = [held.report(reading, answer.request.window) for reading in answer.found.readings]
        read += [Dropped(article.id, "malformed", why) for why in answer.found.malformed]
        for item in read:
            if isinstance(item, Dropped):
                tally.drop(item)
                log(item)
            else:
                found.append(item)
        windows.append(found)
    reports = once_each(windows)
    tally.reports += len(reports)
    tally.cleared += sum(len(r.warnings) for r in reports)
    return reports


def extractor_name(request: Request) -> str:
    """The reader as reports name it: llm/<model>/<prompt version>."""
    return f"llm/{re.sub(r'[^!-~]', '_', request.model)}/{request.version}"
