"""The fourth step: which reports can only be merged together, found by keys that are sorted on disk.

What is held is a number for each report.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import accumulate, islice
from typing import Any

from backchannel.extractors.engine import BUCKETS
from backchannel.extractors.engine.local import connected
from backchannel.extractors.engine.tables import Schemas, Tables
from backchannel.graph.decisions import Judgement
from backchannel.graph.partitioned.tables import KEYS, ROWS, Plan, rows_of_files

GROUPED = "grouped.parquet"
_COMPONENTS = "components.parquet"
_SCHEMA: Schemas = {_COMPONENTS: (("shard", "int64"), ("number", "int64"), ("component", "int64"))}


class Sets:
    """Union-find over the numbers from 0, the least of a set standing for it; eight bytes a number."""

    def __init__(self, count: int) -> None:
        self._parent = array("q", range(count))

    def find(self, number: int) -> int:
        """The least number in the set."""
        parent = self._parent
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    def join(self, one: int, other: int) -> None:
        """Make two sets one."""
        a, b = sorted((self.find(one), self.find(other)))
        self._parent[b] = a


def write_grouped(plan: Plan, files: dict[str, list[str]], counts: list[int]) -> str:
    """A table of all reports that may be merged, each with its component; `counts` are the rows of each shard."""
    offsets = [0, *accumulate(counts)]
    sets = Sets(offsets[-1])
    previous: tuple[int, int] | None = None
    for key, shard, number in rows_of_files("key, shard, number", files[KEYS], "ORDER BY key"):
        row = offsets[shard] + number
        if previous and previous[0] == key:
            sets.join(previous[1], row)
        previous = key, row
    for one, other in _decided(plan.judged, files[ROWS], offsets):
        sets.join(one, other)
    with Tables(plan.file("."), _SCHEMA) as tables:
        for shard, count in enumerate(counts):
            for number in range(count):
                tables.add(_COMPONENTS, (shard, number, sets.find(offsets[shard] + number)))
    _join(plan, files[ROWS])
    return str(plan.file(GROUPED))


def _decided(judged: Judgement, files: list[str], offsets: list[int]) -> Iterator[tuple[int, int]]:
    """The pairs of reports that somebody said something about together."""
    wanted = sorted({i for d in judged.decisions if d.subject == "contact" for i in d.ids})
    if not wanted:
        return
    query = "WHERE report IN (SELECT unnest(?::VARCHAR[]))"
    rows = {r: offsets[s] + n for r, s, n in rows_of_files("report, shard, number", files, query, wanted)}
    for d in judged.decisions:
        if d.subject == "contact":
            known = [rows[i] for i in d.ids if i in rows]
            yield from zip(known, islice(known, 1, None), strict=False)


def _join(plan: Plan, rows: list[str]) -> None:
    """The rows with their components, for the engine to bring together."""
    query = f"""
    COPY (SELECT (component % {BUCKETS})::INTEGER AS bucket, component, report, payload
          FROM read_parquet($rows) JOIN read_parquet($components) USING (shard, number))
    TO '{str(plan.file(GROUPED)).replace("'", "''")}' (FORMAT parquet)
    """
    parameters: dict[str, Any] = {"rows": rows, "components": [str(plan.file(_COMPONENTS))]}
    with connected() as connection:
        connection.execute(query, parameters)
