"""The stages of a build: read and extract a shard, pair articles that may be copies.

A part of the first stage holds articles.parquet, reports.parquet, bands.parquet (for finding copies) and skipped.jsonl.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, cast

from backchannel.extractors.duplicates import candidates, sketch
from backchannel.extractors.engine import BUCKETS
from backchannel.extractors.engine.parts import Counts
from backchannel.extractors.engine.shards import Input, Shard
from backchannel.extractors.engine.tables import Schemas, Tables
from backchannel.extractors.extraction import extracted
from backchannel.extractors.places import open_bytes
from backchannel.extractors.readers.source import ReadOptions
from backchannel.extractors.readers.unpacking import Piece
from backchannel.extractors.reading import read_file, read_stream
from backchannel.schema.errors import ArticleError
from backchannel.schema.model import Article, Report

ARTICLES, REPORTS, BANDS, SKIPPED = "articles.parquet", "reports.parquet", "bands.parquet", "skipped.jsonl"
PAIRS = "pairs.parquet"


def read_shard(shard: Shard, options: ReadOptions) -> Iterator[tuple[str, Article | ArticleError]]:
    """(source, article or error) for everything in a shard."""
    for item in shard.inputs:
        if item.problem is not None:
            yield item.path, ArticleError(item.path, item.problem)
        elif item.whole:
            yield from read_file(item.path, options)
        else:
            yield from _read_piece(item, options)


def _read_piece(item: Input, options: ReadOptions) -> Iterator[tuple[str, Article | ArticleError]]:
    try:
        stream, _ = open_bytes(item.path)
        with stream:
            stream.seek(item.start)
            piece = cast(BinaryIO, BufferedReader(Piece(stream, item.size)))
            yield from read_stream(item.path, piece, item.size, options, item.first_line)
    except OSError as problem:
        yield item.path, ArticleError(item.path, (problem.strerror or "cannot be read").lower())


def extract_shard(shard: Shard, folder: Path, settings: dict[str, Any]) -> Counts:
    """Read a shard's articles and write what they say."""
    options = options_of(settings)
    counts = {"articles": 0, "reports": 0, "skipped": 0}
    with Tables(folder, SCHEMAS) as tables, (folder / SKIPPED).open("w", encoding="utf-8") as skipped:
        for position, (source, item) in enumerate(read_shard(shard, options)):
            try:
                if isinstance(item, ArticleError):
                    raise item
                reports = extracted(item)
            except ArticleError as problem:
                row = {"source": problem.source, "reason": problem.reason}
                skipped.write(json.dumps(row, ensure_ascii=False) + "\n")
                counts["skipped"] += 1
                continue
            write_article(tables, item, reports, source, (shard.index, position))
            counts["articles"] += 1
            counts["reports"] += len(reports)
    return counts


def write_article(
    tables: Tables, article: Article, reports: tuple[Report, ...], source: str, place: tuple[int, int]
) -> None:
    known = sketch(article)
    index, position = place
    row = json.dumps(article.as_json(), ensure_ascii=False)
    tables.add(ARTICLES, (article.id, index, position, source, article.published, known.bins, row))
    for report in reports:
        row = json.dumps(report.as_json(), ensure_ascii=False)
        tables.add(REPORTS, (article.id, report.id, index, position, row))
    for key in known.bands:
        tables.add(BANDS, (key % BUCKETS, key, article.published, article.id))


def pair_copies(groups: Iterator[tuple[Any, list[tuple[Any, ...]]]], folder: Path) -> Counts:
    """Write the pairs of articles that share a band, each article with the earliest."""
    count = 0
    with Tables(folder, PAIR_SCHEMAS) as tables:
        for _, rows in groups:
            if len(rows) > 1:
                for pair in candidates([((day is None, day or "", id_), id_) for _, day, id_ in rows]):
                    tables.add(PAIRS, pair)
                    count += 1
    return {"pairs": count}


SCHEMAS: Schemas = {
    ARTICLES: (
        ("id", "string"), ("shard", "int64"), ("position", "int64"), ("source", "string"), ("published", "string"),
        ("bins", "binary"), ("row", "large_string"),
    ),
    REPORTS: (
        ("article", "string"), ("id", "string"), ("shard", "int64"), ("position", "int64"), ("row", "large_string"),
    ),
    BANDS: (("bucket", "int32"), ("key", "int64"), ("published", "string"), ("id", "string")),
}  # fmt: skip
PAIR_SCHEMAS: Schemas = {PAIRS: (("later", "string"), ("earlier", "string"))}


def settings_of(options: ReadOptions, version: str) -> dict[str, Any]:
    """The options as settings that travel; `version` is the extractor's, whose parts no other may go on with."""
    return {"version": version, "options": asdict(options)}


def options_of(settings: dict[str, Any]) -> ReadOptions:
    """The options in settings that travelled."""
    return ReadOptions(**{**settings["options"], "fields": tuple(map(tuple, settings["options"]["fields"]))})
