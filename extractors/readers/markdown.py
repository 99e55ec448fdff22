"""One article in a Markdown file; what stands between `---` lines at its top is its metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backchannel.extractors.readers.records import article_from_record
from backchannel.extractors.readers.source import Source, checked_text
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article

_FRONT = re.compile(r"---[ \t]*\r?\n(?P<fields>.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"(?P<key>[\w-]+)[ \t]*:[ \t]*(?P<value>.+?)[ \t]*\Z")
_HEADING = re.compile(r"#[ \t]+(?P<title>.+?)[ \t#]*\r?$", re.MULTILINE)


def read_markdown(source: Source) -> Iterator[Article | ArticleError]:
    """The file's text as it stands, without its metadata block; its id is the file's name without suffix."""
    text = checked_text(source.read_all(), source)
    row: dict[str, str] = {}
    if front := _FRONT.match(text):
        for line in front["fields"].splitlines():
            if found := _FIELD.match(line):
                row[found["key"]] = found["value"].strip("\"'")
        text = text[front.end() :]
    if heading := _HEADING.search(text):
        row.setdefault("title", heading["title"])
    yield article_from_record({**row, "id": row.get("id", source.stem), "text": text}, source, 1)
