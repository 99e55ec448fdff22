"""Parquet: a folder of five tables with real types and lists, for DuckDB, pandas, Polars, Spark, R's arrow.

Cannot carry: conflicts and decisions. Needs pyarrow: `pip install "backchannel[exports]"`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from backchannel.exports.tables import TABLES, Row, Table
from backchannel.exports.writing import Format, encodable
from backchannel.schema.errors import ExportError
from backchannel.schema.model import MergedGraph

GROUP = 20_000  # rows held in memory at once, one row group each


def _arrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise ExportError('parquet needs pyarrow: pip install "backchannel[exports]"') from error
    return pyarrow


def _schema(pa: Any, table: Table) -> Any:
    kinds = {
        "text": pa.string(), "date": pa.date32(), "bool": pa.bool_(), "int": pa.int64(), "float": pa.float64(),
        "texts": pa.list_(pa.string()), "ints": pa.list_(pa.int64()),
    }  # fmt: skip
    return pa.schema([(name, kinds[kind]) for name, kind in table.columns])


def _value(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "date":
        return datetime.date.fromisoformat(value)
    if kind == "text":
        return encodable(value)
    return [encodable(item) for item in value] if kind == "texts" else value


def _groups(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while group := list(islice(rows, GROUP)):
        yield group


def _write_table(pa: Any, table: Table, graph: MergedGraph, path: Path) -> None:
    schema = _schema(pa, table)
    with pa.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for group in _groups(table.rows(graph)):
            columns = zip(table.columns, zip(*group, strict=True), schema, strict=True)
            arrays = [pa.array([_value(v, kind) for v in cells], f.type) for (_, kind), cells, f in columns]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def write_tables(graph: MergedGraph, folder: Path) -> None:
    """Write each table as one file of `folder`."""
    pa = _arrow()
    for table in TABLES:
        _write_table(pa, table, graph, folder / f"{table.name}.parquet")


FORMAT = Format(
    "parquet",
    "Folder of Parquet tables with types and lists: DuckDB, pandas, Polars, Spark, R (needs pyarrow)",
    "conflicts and decisions",
    "-parquet",
    to_folder=write_tables,
    files=tuple(f"{table.name}.parquet" for table in TABLES),
)
