"""A long run: plan, extract every shard, and read back what the parts hold, in order and in bounded memory.

A run that was stopped, by Ctrl-C or by a dead machine, goes on where it was when it is started again with the same
inputs: parts that are there are not made again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backchannel.extractors.duplicates import COPY_SHARE, originals, share
from backchannel.extractors.engine import Engine, Stage, Task
from backchannel.extractors.engine.local import sorted_rows
from backchannel.extractors.engine.parts import PLAN, Counts, Parts
from backchannel.extractors.engine.shards import Shard, plan_shards, read_plan, write_plan
from backchannel.extractors.engine.stages import ARTICLES, BANDS, PAIRS, REPORTS, SKIPPED, extract_shard, pair_copies
from backchannel.schema.errors import ArticleError

TOTALS = ("articles", "reports", "skipped")


@dataclass(frozen=True, slots=True)
class State:
    """How far a run is."""

    shards: int
    size: int  # bytes of all inputs
    shards_done: int
    size_done: int
    counts: Counts
    resumed: int  # shards that an earlier run did


Show = Callable[[State], None]


def run_extraction(
    engine: Engine,
    paths: Iterable[str | Path],
    folder: Path,
    settings: dict[str, Any],
    show: Show = lambda _: None,
    stage: Stage = extract_shard,
) -> Extracted:
    """Extract everything under `paths` into parts in `folder`, going on with what an earlier run left there."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = Parts(folder.absolute())
    shards, size, digest = write_plan(plan_shards(paths), folder / PLAN)
    parts.sweep()
    totals = _run_missing(engine, parts, (shards, size), settings, show, stage)
    parts.sweep()
    parts.write_manifest({"parts": shards, "plan": digest, "counts": totals, "settings": settings})
    return Extracted(parts, totals)


def run_share(
    engine: Engine,
    paths: Iterable[str | Path],
    folder: Path,
    settings: dict[str, Any],
    share: tuple[int, int],
    show: Show = lambda _: None,
) -> Counts:
    """Extract every n-th shard from the i-th on, for a share (i, n), while other processes do the other shares.

    `run_extraction` takes up what all of them did.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts = Parts(folder.absolute())
    shards, size, _ = write_plan(plan_shards(paths), folder / PLAN)
    return _run_missing(engine, parts, (shards, size), settings, show, extract_shard, share)


def _run_missing(
    engine: Engine,
    parts: Parts,
    extent: tuple[int, int],
    settings: dict[str, Any],
    show: Show,
    stage: Stage,
    share: tuple[int, int] = (0, 1),
) -> Counts:
    """Run the shards of a share that have no part yet; what is in all parts of the share."""
    totals = dict.fromkeys(TOTALS, 0)
    state = {"done": 0, "size": 0, "resumed": 0}

    def progress(shard: Shard, counts: Counts) -> None:
        state["done"] += 1
        state["size"] += shard.size
        for name, count in counts.items():
            totals[name] = totals.get(name, 0) + count
        show(State(*extent, state["done"], state["size"], dict(totals), state["resumed"]))

    def missing() -> Iterator[Task]:
        for shard in read_plan(parts.path / PLAN):
            if shard.index % share[1] != share[0]:
                continue
            task = Task(stage, shard, parts, settings)
            counts = parts.counts(shard.index, task.digest)
            if counts is None:
                yield task
            else:
                state["resumed"] += 1
                progress(shard, counts)

    engine.each(missing(), progress)
    return totals


class Extracted:
    """What a complete run found."""

    def __init__(self, parts: Parts, counts: Counts) -> None:
        self._parts = parts
        self.counts = counts
        self._losers = list(sorted_rows(_SECOND_IDS, [self._files(ARTICLES), self._files(ARTICLES)]))

    def _files(self, name: str) -> list[str]:
        return self._parts.files(name)

    @property
    def kept(self) -> int:
        """How many articles there are, without those whose id was taken."""
        return self.counts["articles"] - len(self._losers)

    def errors(self) -> Iterator[ArticleError]:
        """Everything that could not be read, in reading order, then the articles whose ids were taken."""
        for row in self._parts.rows(SKIPPED):
            yield ArticleError(row["source"], row["reason"])
        for id_, _, _, source, first in self._losers:
            yield ArticleError(source, f"its id {id_!r} is already taken by {first}")

    def article_rows(self) -> Iterator[str]:
        """The articles as JSON, in the order of their ids."""
        for (row,) in self._kept(ARTICLES, "row", "id"):
            yield row

    def report_rows(self) -> Iterator[str]:
        """The reports as JSON, in the order of articles and report ids."""
        for (row,) in self._kept(REPORTS, "row", "article, id"):
            yield row

    def losers(self, shard: int) -> list[int]:
        """The places in a shard of articles whose id was taken."""
        return [position for _, index, position, *_ in self._losers if index == shard]

    @property
    def parts(self) -> Parts:
        """Where the parts are."""
        return self._parts

    def shards(self) -> Iterator[Shard]:
        """The shards that the parts were made from."""
        return read_plan(self._parts.path / PLAN)

    def originals(self, pairs: str) -> Iterator[tuple[str, str]]:
        """(copy, its original's row) for a table of copies and originals."""
        query = "SELECT pairs.id, found.row FROM read_parquet(?) pairs JOIN found ON found.id = original ORDER BY 1"
        yield from self._rows(ARTICLES, query, [[pairs]])

    def _kept(self, name: str, columns: str, order: str) -> Iterator[tuple[Any, ...]]:
        """Rows of all parts but those of articles whose id was taken."""
        return self._rows(name, f"SELECT {columns} FROM found ORDER BY {order}", [])

    def _rows(self, name: str, query: str, more: list[Any]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query over `found`, the table of that name without articles whose id was taken."""
        found, files = "SELECT * FROM read_parquet(?) extracted", [self._files(name)]
        if self._losers:
            found += f" ANTI JOIN ({_SECOND_IDS}) losers USING (shard, position)"
            files += [self._files(ARTICLES), self._files(ARTICLES)]
        return sorted_rows(f"WITH found AS ({found}) {query}", [*files, *more])

    def copies(self, engine: Engine) -> dict[str, str]:
        """Article -> the original it repeats nearly word for word."""
        out = Parts(self._parts.path / "copies")
        shutil.rmtree(out.path, ignore_errors=True)
        found = engine.grouped(pair_copies, self._files(BANDS), ("key", "published", "id"), out)
        pairs = [str(part / PAIRS) for part in found]
        articles = self._files(ARTICLES)
        rows = sorted_rows(_PAIRS_WITH_BINS, [pairs, articles, articles])
        return originals(
            (later, earlier, (one is None, one or "", later), (other is None, other or "", earlier))
            for later, earlier, one, other, bins, others in rows
            if share(bins, others) >= COPY_SHARE
        )

    def remove(self) -> None:
        """Delete the parts: what they hold is in the workspace."""
        shutil.rmtree(self._parts.path, ignore_errors=True)


_SECOND_IDS = """
SELECT id, shard, position, source, first
FROM (SELECT id, shard, position, source,
             row_number() OVER (PARTITION BY id ORDER BY shard, position) AS turn,
             first_value(source) OVER (PARTITION BY id ORDER BY shard, position) AS first
      FROM read_parquet(?) articles
      SEMI JOIN (SELECT id FROM read_parquet(?) GROUP BY id HAVING count(*) > 1) USING (id))
WHERE turn > 1
ORDER BY shard, position
"""
_PAIRS_WITH_BINS = """
WITH pairs AS (SELECT DISTINCT later, earlier FROM read_parquet(?))
SELECT DISTINCT later, earlier, one.published, other.published, one.bins, other.bins
FROM pairs
JOIN read_parquet(?) one ON one.id = later
JOIN read_parquet(?) other ON other.id = earlier
ORDER BY ALL
"""
