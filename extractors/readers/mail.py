"""Newsletters as mail: one message (.eml) or many (.mbox)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from email import errors, policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr

from backchannel.extractors.publication import publication, published_in_metadata
from backchannel.extractors.readers.fragment import text_of_fragment
from backchannel.extractors.readers.source import Source, decode, size_text
from backchannel.extractors.readers.tags import language_tag
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article

MAX_PARTS = 1000
_SEPARATOR = b"From "
_HEADER = re.compile(rb"[!-9;-~]+:")


def read_message(source: Source) -> Iterator[Article | ArticleError]:
    """The one message of an .eml file."""
    data = source.read_all()
    if not data.strip():
        raise source.error("empty")
    yield _article(data, source, source.stem, "")


def read_mailbox(source: Source) -> Iterator[Article | ArticleError]:
    """The messages of an mbox file, one at a time."""
    limit = source.options.max_article_bytes
    position, length = 0, 0
    lines: list[bytes] = []
    for number, line in source.lines():
        if number == 1 and not (line or b"").startswith(_SEPARATOR):
            raise source.error("not a mailbox: it does not begin with a 'From ' line")
        if line is not None and line.startswith(_SEPARATOR) and (not lines or not lines[-1].strip()):
            if position:
                yield _checked(lines, length, limit, source, position)
            position, length, lines = position + 1, 0, []
            continue
        length += limit + 1 if line is None else len(line)
        if line is not None and length <= limit:
            lines.append(line)
    if not position:
        raise source.error("empty")
    yield _checked(lines, length, limit, source, position)


def _checked(lines: list[bytes], length: int, limit: int, source: Source, position: int) -> Article | ArticleError:
    where = f" message {position}"
    if length > limit:
        return source.error(f"longer than {size_text(limit)}", where)
    try:
        return _article(b"".join(lines), source, f"{source.stem}-{position}", where)
    except ArticleError as problem:
        return problem


def _article(data: bytes, source: Source, id_: str, where: str) -> Article:
    """The message's readable part as an article."""
    if not _HEADER.match(data):
        raise source.error("not a mail message: it does not begin with headers", where)
    try:
        message = BytesParser(policy=policy.default).parse(io.BytesIO(data))
        text = _body(message, source, where)
        subject, sender, sent = (_header(message, name) for name in ("Subject", "From", "Date"))
    except (RecursionError, errors.MessageError, IndexError, AttributeError, TypeError, ValueError) as problem:
        raise source.error(f"broken message: {type(problem).__name__}", where) from None
    if not text.strip():
        raise source.error("empty", where)
    name, address = parseaddr(sender or "")
    published, published_from = publication(published_in_metadata(sent), None, text)
    return Article(
        id=(_header(message, "Message-ID") or "").strip().strip("<>") or id_,
        text=text,
        title=subject,
        published=published,
        outlet=name or address or None,
        language=language_tag(_header(message, "Content-Language")) or source.options.language,
        published_from=published_from,
    )


def _header(message: EmailMessage, name: str) -> str | None:
    value = message.get(name)
    return " ".join(str(value).split()) or None if value is not None else None


def _body(message: EmailMessage, source: Source, where: str) -> str:
    """The first plain text part, else the first HTML part as text."""
    found: dict[str, str] = {}
    for count, part in enumerate(message.walk()):
        if count > MAX_PARTS:
            raise source.error(f"more than {MAX_PARTS} parts", where)
        kind = part.get_content_type()
        if part.is_multipart() or kind not in ("text/plain", "text/html") or kind in found or part.get_filename():
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload.strip():
            found[kind] = decode(payload, source, part.get_content_charset(), where)
    return found.get("text/plain") or text_of_fragment(found.get("text/html", ""))
