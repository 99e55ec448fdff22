"""Parquet files that are written a few rows at a time, so that a table of any length takes the same memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from backchannel.extractors.extras import needed

Schemas = Mapping[str, tuple[tuple[str, str], ...]]  # file name -> columns with the names of their Arrow types
_ROWS = 512  # held before they are written


class Tables:
    """The tables of one part."""

    def __init__(self, folder: Path, schemas: Schemas) -> None:
        self._arrow = needed("pyarrow", "corpora")
        parquet = needed("pyarrow.parquet", "corpora")
        self._schemas = {
            name: self._arrow.schema([(column, self._type(kind)) for column, kind in columns])
            for name, columns in schemas.items()
        }
        self._writers = {
            name: parquet.ParquetWriter(folder / name, schema, compression="zstd", use_dictionary=False)
            for name, schema in self._schemas.items()
        }
        self._held: dict[str, list[tuple[Any, ...]]] = {name: [] for name in schemas}

    def _type(self, kind: str) -> Any:
        return self._arrow.list_(self._arrow.string()) if kind == "strings" else getattr(self._arrow, kind)()

    def add(self, name: str, row: tuple[Any, ...]) -> None:
        """Append one row to one table."""
        held = self._held[name]
        held.append(row)
        if len(held) >= _ROWS:
            self._flush(name)

    def _flush(self, name: str) -> None:
        held, self._held[name] = self._held[name], []
        if held:
            schema = self._schemas[name]
            columns = [self._arrow.array(c, type=f.type) for c, f in zip(zip(*held, strict=True), schema, strict=True)]
            self._writers[name].write_table(self._arrow.table(columns, schema=schema))

    def __enter__(self) -> Tables:
        return self

    def __exit__(self, *_: object) -> None:
        for name, writer in self._writers.items():
            self._flush(name)
            writer.close()
