"""Readers: a stream of bytes in, articles out; one module per format, all in one table.

A reader takes a `Source` and yields each article, or an ArticleError for each that cannot be read. It may also raise an
ArticleError, which ends this source and no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from backchannel.extractors.readers.jsonlines import read_json_lines
from backchannel.extractors.readers.plain import read_plain
from backchannel.extractors.readers.source import Source
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article

Reader = Callable[[Source], Iterator[Article | ArticleError]]

READERS: dict[str, Reader] = {
    ".txt": read_plain,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
}
