"""One article in a text file; its id is the file's name without suffix."""

from __future__ import annotations

from collections.abc import Iterator

from backchannel.extractors.publication import publication
from backchannel.extractors.readers.source import Source, checked_text
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article


def read_plain(source: Source) -> Iterator[Article | ArticleError]:
    """The file's whole text, newlines untouched."""
    text = checked_text(source.read_all(), source)
    published, published_from = publication(None, None, text)
    yield Article(
        id=source.stem,
        text=text,
        published=published,
        language=source.options.language,
        published_from=published_from,
    )
