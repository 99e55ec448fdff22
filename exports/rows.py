"""Comma-separated lines: what spreadsheets, databases and data frames read alike."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

# A spreadsheet runs a cell that begins with one of these; an apostrophe in front makes it text. Cells that begin with
# apostrophes and then one of these get one more, so that taking one away always gives the original.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def guarded(text: str) -> str:
    """`text` with an apostrophe in front if a spreadsheet would run it as a formula."""
    return "'" + text if _FORMULA.match(text) else text


def csv_cell(value: object) -> str:
    """One cell: nothing for None, text always quoted (so that "" is not None), lists as JSON, NUL as U+FFFD."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if not isinstance(value, str):
        value = json.dumps(value, ensure_ascii=False)
    return '"' + value.replace('"', '""').replace("\0", "\ufffd") + '"'


def csv_line(values: Iterable[object]) -> str:
    """One line for a spreadsheet or a database, with cells that cannot run."""
    return ",".join([csv_cell(guarded(v) if isinstance(v, str) else v) for v in values]) + "\r\n"
