"""Tables with one article a row: CSV and TSV, Excel, Parquet."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from backchannel.extractors.extras import needed
from backchannel.extractors.readers.records import GUESSES, article_from_record
from backchannel.extractors.readers.source import Source, decode, size_text
from backchannel.extractors.readers.unpacking import seekable
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article

_DELIMITERS = (",", ";", "\t", "|")
MAX_WORKBOOK_BYTES = 512 * 1024 * 1024  # a workbook keeps all its distinct strings in memory
MAX_ROW_GROUP_BYTES = 1024**3
_PARQUET_ROWS = 256


def read_delimited(source: Source) -> Iterator[Article | ArticleError]:
    """The rows of a CSV or TSV file with a header; the delimiter is the one the header has most of."""
    csv.field_size_limit(source.options.max_article_bytes)
    lines = _decoded_lines(source)
    header = next(lines, None)
    if header is None or not header.strip():
        raise source.error("empty")
    delimiter = "\t" if source.suffix == ".tsv" else max(_DELIMITERS, key=header.count)
    rows = csv.reader(_chained(header, lines), delimiter=delimiter)
    try:
        names = next(rows)
        yield from _rows_as_articles(names, rows, source)
    except csv.Error as problem:
        raise source.error(f"broken table: {problem}", f":{rows.line_num}") from None


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _decoded_lines(source: Source) -> Iterator[str]:
    """Lines as text. Bytes that do not fit the encoding come as lone surrogates, which the row's reader refuses."""
    start = source.stream.read(4)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        rest = source.read_all()
        yield from io.StringIO(decode(start + rest, source), newline="")
        return
    encoding = source.options.encoding
    if encoding in (None, "detect"):
        encoding = "utf-8"
    source.stream, first = _put_back(start, source), True
    for number, line in source.lines():
        if line is None:
            raise source.error(f"line longer than {size_text(source.options.max_article_bytes)}", f":{number}")
        try:
            yield (line.removeprefix(b"\xef\xbb\xbf") if first else line).decode(encoding or "utf-8", "surrogateescape")
        except LookupError:
            raise source.error(f"unknown encoding {encoding!r}") from None
        first = False


def _put_back(start: bytes, source: Source) -> Any:
    from backchannel.extractors.readers.unpacking import Prefixed

    return Prefixed.over(start, source.stream)


def _rows_as_articles(names: list[str], rows: Iterator[Any], source: Source) -> Iterator[Article | ArticleError]:
    """Each row that is not blank as an article; `names` are the columns."""
    position = 0
    for position, row in enumerate(rows, 2):  # the header is row 1, as a spreadsheet counts
        cells = list(row)
        if not any(cell not in (None, "") for cell in cells):
            continue
        try:
            record = dict(zip(names, cells, strict=False))
            yield article_from_record(record, source, position, f" row {position}")
        except ArticleError as problem:
            yield problem
    if not position:
        yield source.error("a header and no rows")


def read_workbook(source: Source) -> Iterator[Article | ArticleError]:
    """The rows of every sheet of an Excel workbook whose first row names columns."""
    openpyxl = needed("openpyxl", "corpora")
    stream = seekable(source.stream, source.name)
    _check_workbook(stream, source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and filters, which no text depends on
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
    except Exception as problem:  # openpyxl lets many kinds through on a damaged file
        raise source.error(f"not a workbook: {_one_line(problem)}") from None
    try:
        for sheet in book.worksheets:
            rows = sheet.iter_rows(values_only=True)
            names = ["" if cell is None else str(cell) for cell in next(rows, ())]
            if len(book.worksheets) == 1 or {n.strip().lower() for n in names} & set(GUESSES["text"]):
                yield from _rows_as_articles(names, rows, source)
    except ArticleError:
        raise
    except Exception as problem:
        raise source.error(f"damaged workbook: {_one_line(problem)}") from None
    finally:
        book.close()


def _check_workbook(stream: Any, source: Source) -> None:
    """ArticleError for what is no zip, unpacks to too much, or declares entities (which no spreadsheet does)."""
    try:
        with zipfile.ZipFile(stream) as packed:
            if sum(item.file_size for item in packed.infolist()) > MAX_WORKBOOK_BYTES:
                raise source.error(f"unpacks to more than {size_text(MAX_WORKBOOK_BYTES)} (a bomb?)")
            for item in packed.infolist():
                with packed.open(item) as member:
                    if b"<!" in member.read(4096).replace(b"<!--", b""):
                        raise source.error("refused: its XML declares a document type")
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, zlib.error) as problem:
        raise source.error(f"not a workbook: {_one_line(problem)}") from None
    stream.seek(0)


def read_parquet(source: Source) -> Iterator[Article | ArticleError]:
    """The rows of a Parquet file, a few at a time, and only the columns that hold something we know."""
    parquet = needed("pyarrow.parquet", "corpora")
    arrow = needed("pyarrow", "corpora")
    known = {guess for guesses in GUESSES.values() for guess in guesses} | {k for _, k in source.options.fields}
    position = 0
    try:
        table = parquet.ParquetFile(seekable(source.stream, source.name))
        names = [name for name in table.schema_arrow.names if name in known or name.lower() in known]
        for group in range(table.metadata.num_row_groups):
            if table.metadata.row_group(group).total_byte_size > MAX_ROW_GROUP_BYTES:
                raise source.error(f"row group {group} is larger than {size_text(MAX_ROW_GROUP_BYTES)}")
        for batch in table.iter_batches(batch_size=_PARQUET_ROWS, columns=names):
            for row in batch.to_pylist():
                position += 1
                try:
                    yield article_from_record(row, source, position, f" row {position}")
                except ArticleError as problem:
                    yield problem
    except (arrow.ArrowException, OSError, UnicodeDecodeError) as problem:
        raise source.error(f"not readable as Parquet: {_one_line(problem)}") from None
    if not position:
        yield source.error("empty")


def _one_line(problem: BaseException) -> str:
    return (" ".join(str(problem).split()) or type(problem).__name__)[:200]
