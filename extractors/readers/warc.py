"""Web archives (WARC): every HTML page that a crawler stored.

Read here and not by a package: the records come from a stream that is already bounded against bombs, and damage must
end in one line.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from typing import cast

from backchannel.extractors.readers.html import article_from_page
from backchannel.extractors.readers.source import CHUNK_BYTES, Source, size_text
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article

_MAX_LINE = 64 * 1024
_MAX_HEADERS = 1000
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w-]+)", re.I)
Headers = dict[str, str]


def read_warc(source: Source) -> Iterator[Article | ArticleError]:
    """The articles on the HTML pages that were answered with success; other records are passed over."""
    records = 0
    while (headers := _record_headers(source, records)) is not None:
        records += 1
        try:
            left = int(headers.get("content-length", ""))
        except ValueError:
            raise source.error(f"damaged web archive: record {records} has no length") from None
        page = headers.get("warc-type") == "response"
        kept = min(left, source.options.max_article_bytes + 1) if page else 0
        block = source.stream.read(kept)
        if len(block) < kept or not _skip(source, left - kept):
            raise source.error(f"truncated in record {records}")
        if page:
            yield from _page(block, headers, source, whole=left == kept)
    if not records:
        raise source.error("empty")


def _record_headers(source: Source, records: int) -> Headers | None:
    """The next record's headers, None at the end of the archive."""
    line = source.stream.readline(_MAX_LINE)
    while line in (b"\r\n", b"\n"):
        line = source.stream.readline(_MAX_LINE)
    if not line:
        return None
    if not line.startswith(b"WARC/"):
        raise source.error(f"damaged web archive: no record begins after record {records}" if records else "no WARC")
    return _headers(source.stream, source)


def _headers(stream: io.BufferedIOBase | object, source: Source) -> Headers:
    """Header lines up to the blank one, names in lower case."""
    headers: Headers = {}
    for _ in range(_MAX_HEADERS):
        line = cast(io.BufferedIOBase, stream).readline(_MAX_LINE)
        if not line.strip():
            return headers
        name, _, value = line.decode("utf-8", "replace").partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    raise source.error(f"damaged web archive: more than {_MAX_HEADERS} headers")


def _skip(source: Source, count: int) -> bool:
    """Pass over so many bytes; False where the stream ends before."""
    while count > 0:
        data = source.stream.read(min(count, CHUNK_BYTES))
        if not data:
            return False
        count -= len(data)
    return True


def _page(block: bytes, record: Headers, source: Source, whole: bool) -> Iterator[Article | ArticleError]:
    """The article in one stored HTTP answer, if it is a page that was served."""
    url = record.get("warc-target-uri", "").strip("<>")
    where = f" {url}"
    stream = io.BytesIO(block)
    status = stream.readline(_MAX_LINE).split()
    try:
        headers = _headers(stream, source)
        kind = headers.get("content-type", "")
        if len(status) < 2 or status[1] != b"200" or "html" not in kind.lower():
            return
        if not whole:
            raise source.error(f"longer than {size_text(source.options.max_article_bytes)}", where)
        data = _body(stream, headers, source, where)
        declared = _CHARSET.search(kind)
        yield article_from_page(data, source, url, url, declared[1] if declared else None, where)
    except ArticleError as problem:
        yield problem


def _body(stream: io.BytesIO, headers: Headers, source: Source, where: str) -> bytes:
    """The answer's content with its transfer and content codings undone."""
    data = stream.read()
    if "chunked" in headers.get("transfer-encoding", "").lower():
        data = _unchunked(data)
    coding = headers.get("content-encoding", "identity").lower()
    if coding in ("gzip", "x-gzip", "deflate") and data.lstrip()[:1] != b"<":
        limit = source.options.max_article_bytes
        try:
            if coding == "deflate":
                data = zlib.decompressobj().decompress(data, limit + 1)
            else:
                data = gzip.GzipFile(fileobj=io.BytesIO(data)).read(limit + 1)
        except (OSError, EOFError, zlib.error) as problem:
            raise source.error(f"damaged packed page: {problem}", where) from None
        if len(data) > limit:
            raise source.error(f"longer than {size_text(limit)}", where)
    return data


def _unchunked(data: bytes) -> bytes:
    """The bytes of a chunked body; data that a crawler already joined comes back as it is."""
    parts, at = [], 0
    while found := re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]{0,200}\r?\n").match(data, at):
        size = int(found[1], 16)
        if size == 0:
            break
        parts.append(data[found.end() : found.end() + size])
        at = found.end() + size + 2
    return b"".join(parts) if parts else data
