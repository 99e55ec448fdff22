"""An article in, its reports out, whatever the article does to the extractor."""

from __future__ import annotations

from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article, Report


def extracted(article: Article) -> tuple[Report, ...]:
    """The article's reports; ArticleError where the extractor fails on it."""
    from backchannel.extractors.rules import read_contacts

    try:
        return read_contacts(article)
    except ArticleError:
        raise
    except Exception as error:  # a defect that one article brings out must not cost the others
        raise ArticleError(article.id, f"the extractor failed: {type(error).__name__}: {error}") from None
