"""CSV: a folder of five tables (actors, offices, contacts, participants, reports), for anything that reads tables.

Cannot carry: types (dates and numbers are text to many readers), lists other than as JSON text, the character NUL
(U+FFFD), conflicts and decisions. A cell that a spreadsheet would run as a formula has an apostrophe in front.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from backchannel.exports.rows import csv_line
from backchannel.exports.tables import TABLES, Table
from backchannel.exports.writing import Format, write_text
from backchannel.schema.model import MergedGraph


def _lines(table: Table, graph: MergedGraph) -> Iterator[str]:
    yield ",".join(table.header) + "\r\n"
    for row in table.rows(graph):
        yield csv_line(row)


def write_tables(graph: MergedGraph, folder: Path) -> None:
    """Write each table as one file of `folder`."""
    for table in TABLES:
        with (folder / f"{table.name}.csv").open("wb") as stream:
            write_text(stream, _lines(table, graph))


FORMAT = Format(
    "csv",
    "Folder of CSV tables (actors, offices, contacts, participants, reports): R, pandas, DuckDB, spreadsheets",
    "types, lists (JSON text instead), conflicts and decisions; cells like formulas get an apostrophe in front",
    "-csv",
    to_folder=write_tables,
    files=tuple(f"{table.name}.csv" for table in TABLES),
)
