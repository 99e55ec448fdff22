"""The tables that the steps hand on, and what their stages are told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from backchannel.extractors.engine.local import sorted_rows
from backchannel.extractors.engine.parts import Parts
from backchannel.extractors.engine.tables import Schemas
from backchannel.graph.decisions import Judgement, judgement
from backchannel.schema.model import Decision

CITATIONS, REPORTS, SENSES, MENTIONS = "citations.parquet", "reports.parquet", "senses.parquet", "mentions.parquet"
MET, NAMED_APART = "met.parquet", "named_apart.parquet"
CAST, ROWS, KEYS, NAMED, QUESTIONS = (f"{n}.parquet" for n in ("cast", "rows", "keys", "named", "questions"))
CONTACTS, CONFLICTS, REPLACED, DIRECT, PAIRS = (
    f"{n}.parquet" for n in ("contacts", "conflicts", "replaced", "direct", "pairs")
)

_QUESTION_COLUMNS = (("distance", "float64"), ("subject", "string"), ("ids", "strings"), ("row", "large_string"))
NAMING: Schemas = {
    # line: the row of merged.jsonl; merged, named: the article's nodes in the merged graph, and its own graph
    CITATIONS: (
        ("id", "string"), ("line", "large_binary"), ("sketch", "large_binary"), ("merged", "large_string"),
        ("named", "large_string"),
    ),
    REPORTS: (("article", "string"), ("id", "string"), ("line", "large_binary")),
    SENSES: (("article", "string"), ("number", "int64"), ("ident", "string"), ("sense", "large_string")),
    MENTIONS: (
        ("report", "string"), ("participant", "int32"), ("ident", "string"), ("name", "string"), ("of", "string"),
        ("office", "string"), ("day", "string"),
    ),
    MET: (("one", "string"), ("other", "string")),
    NAMED_APART: (("report", "string"), ("participant", "int32"), ("ident", "string")),
}  # fmt: skip
CASTING: Schemas = {
    CAST: (("report", "string"), ("line", "large_binary")),
    ROWS: (("shard", "int64"), ("number", "int64"), ("report", "string"), ("payload", "large_string")),
    KEYS: (("key", "int64"), ("shard", "int64"), ("number", "int64")),
    NAMED: (("actor", "string"), ("report", "string"), ("participant", "int32")),
    QUESTIONS: _QUESTION_COLUMNS,
}
CONTACTING: Schemas = {
    CONTACTS: (("id", "string"), ("place", "string"), ("line", "large_binary"), ("text", "large_string")),
    CONFLICTS: (("contact", "string"), ("field", "string"), ("line", "large_binary")),
    QUESTIONS: _QUESTION_COLUMNS,
    REPLACED: (("former", "string"), ("now", "string")),
    DIRECT: (("actor", "string"), ("property", "string"), ("target", "string")),
    PAIRS: (("one", "string"), ("other", "string"), ("contact", "string")),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What every stage of one merge is told; it travels as JSON."""

    extracted: str  # the parts of the extraction
    folder: str  # of the merge
    base: str
    log: str  # the decisions, as JSON

    def as_json(self) -> dict[str, str]:
        return {"extracted": self.extracted, "folder": self.folder, "base": self.base, "log": self.log}

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Self:
        return cls(row["extracted"], row["folder"], row["base"], row["log"])

    def parts(self, step: str) -> Parts:
        """Where a step leaves its parts."""
        return Parts(Path(self.folder) / step)

    def file(self, name: str) -> Path:
        """A file that one step writes for the next."""
        return Path(self.folder) / name

    @property
    def judged(self) -> Judgement:
        """The decisions in force."""
        return judged_from(self.log)


@lru_cache(maxsize=1)
def judged_from(log: str) -> Judgement:
    """The decisions in force of a log in JSON."""
    return judgement(Decision.from_json(row) for row in json.loads(log))


def row_of(line: bytes) -> Any:
    """The object that a line of a file holds."""
    return json.loads(line.decode("utf-8", "surrogatepass"))


def log_text(log: Iterable[Decision]) -> str:
    """A log of decisions as JSON."""
    return json.dumps([d.as_json() for d in log], sort_keys=True)


def rows_of_files(select: str, files: list[str], order: str = "", *more: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of Parquet files that hold one table, in an order, in bounded memory."""
    return sorted_rows(f"SELECT {select} FROM read_parquet(?) {order}", [files, *more])
