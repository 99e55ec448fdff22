"""One article a line, each a JSON object."""

from __future__ import annotations

import json
from collections.abc import Iterator

from backchannel.extractors.readers.records import article_from_record
from backchannel.extractors.readers.source import Source, decode, size_text
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article


def read_json_lines(source: Source) -> Iterator[Article | ArticleError]:
    """Every line's article, or what is wrong with the line; blank lines are passed over."""
    number, blank = 0, True
    for number, line in source.lines():
        where = f":{number}"
        if line is None:
            blank = False
            yield source.error(f"line longer than {size_text(source.options.max_article_bytes)}", where)
        elif line.strip(b" \t\r\n\xef\xbb\xbf"):
            blank = False
            try:
                yield article_from_record(_object(line, source, where), source, number, where)
            except ArticleError as problem:
                yield problem
    if blank:
        yield source.error("empty")


def _object(line: bytes, source: Source, where: str) -> dict[str, object]:
    """The JSON object on a line; ArticleError for anything else."""
    text = decode(line, source, where=where)
    try:
        row = json.loads(text)
    except ValueError as problem:
        reason = problem.msg if isinstance(problem, json.JSONDecodeError) else str(problem)
        raise source.error(f"not JSON: {reason}", where) from None
    except RecursionError:
        raise source.error("not an article: JSON nested too deep", where) from None
    if not isinstance(row, dict):
        raise source.error("not a JSON object", where)
    return row
