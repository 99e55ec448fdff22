"""A row of a table or an object of JSON as an article: which of its fields holds what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from backchannel.extractors.publication import publication, published_in_metadata
from backchannel.extractors.readers.source import Source
from backchannel.extractors.readers.tags import language_tag
from backchannel.schema.model import Article

# The names that news data sets really use, the most telling first.
GUESSES: dict[str, tuple[str, ...]] = {
    "id": ("id", "_id", "article_id", "guid", "uuid"),
    "text": ("text", "body", "content", "isi", "article", "full_text", "articlebody", "isi_berita"),
    "title": ("title", "judul", "headline"),
    "published": (
        "published",
        "date",
        "tanggal",
        "published_at",
        "publish_date",
        "publication_date",
        "pubdate",
        "datepublished",
        "date_publish",
        "datetime",
        "timestamp",
    ),
    "outlet": ("outlet", "source", "media", "publisher", "sumber", "site", "domain"),
    "url": ("url", "link", "source_url", "uri"),
    "language": ("language", "lang", "bahasa"),
    "author": ("author", "authors", "penulis", "byline", "creator", "reporter"),
}


def article_from_record(row: Mapping[str, Any], source: Source, position: int, where: str = "") -> Article:
    """The article a record holds; ArticleError when it has no text.

    Its id is the record's own, else its address, else the file's name and the record's position.
    """
    mapping = dict(source.options.fields)
    lowered = {str(key).strip().lower(): value for key, value in row.items()}

    def find(name: str) -> str | None:
        if name in mapping:
            return _as_text(row.get(mapping[name]))
        return next((found for guess in GUESSES[name] if (found := _as_text(lowered.get(guess)))), None)

    text = find("text")
    if text is None or not text.strip():
        wanted = mapping.get("text") or " or ".join(GUESSES["text"][:4])
        raise source.error(f"no text (looked for {wanted})" if text is None else "empty", where)
    id_, title, outlet, url, author = map(find, ("id", "title", "outlet", "url", "author"))
    _refuse_broken((id_, text, title, outlet, url, author, find("language")), source, where)
    published, published_from = publication(published_in_metadata(find("published")), url, text)
    return Article(
        id=id_ or url or f"{source.stem}-{position}",
        text=text,
        title=title,
        published=published,
        outlet=outlet,
        url=url,
        language=language_tag(find("language")) or source.options.language,
        published_from=published_from,
        author=author,
    )


def _as_text(value: Any) -> str | None:
    """The value as text, None where there is none; a list of paragraphs is joined, an object gives its name."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return _as_text(value.get("name") or value.get("$oid") or value.get("title"))
    if isinstance(value, (list, tuple)):
        return "\n".join(part for item in value if (part := _as_text(item))) or None
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _refuse_broken(values: Iterable[str | None], source: Source, where: str) -> None:
    """ArticleError for text that cannot be written out again."""
    for value in values:
        if value is None:
            continue
        if "\0" in value:
            raise source.error("binary data, not text", where)
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as problem:
            undecoded = "\udc80" <= value[problem.start] <= "\udcff"  # how the readers of tables mark a wrong byte
            reason = f"not {source.options.encoding or 'UTF-8'}" if undecoded else "half a character (lone surrogate)"
            raise source.error(f"{reason} (character {problem.start} of a field)", where) from None
