"""All steps of a merge in parts, one after the other, each going on where a killed run left it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from backchannel.extractors.engine import BUCKETS, Engine, Stage, Task
from backchannel.extractors.engine.local import sorted_rows
from backchannel.extractors.engine.parts import Counts, Parts
from backchannel.extractors.engine.run import Extracted
from backchannel.extractors.engine.tables import Schemas, Tables
from backchannel.graph.authority import Authority
from backchannel.graph.pairs import Extent
from backchannel.graph.partitioned.casting import cast_shard
from backchannel.graph.partitioned.components import write_grouped
from backchannel.graph.partitioned.contacting import merge_bucket
from backchannel.graph.partitioned.naming import COPIES, COPY_COLUMNS, name_shard
from backchannel.graph.partitioned.resolving import WHO, resolve_names
from backchannel.graph.partitioned.tables import CASTING, CONTACTING, NAMING, PAIRS, QUESTIONS, Plan, log_text
from backchannel.graph.partitioned.writing import Files, Found
from backchannel.schema.model import Decision, fingerprint

Timed = Callable[[str], None]  # is told which step begins
_PAIRS_OF_COPIES = "pairs-of-copies.parquet"


def merge_in_parts(
    engine: Engine,
    extracted: Extracted,
    base: str,
    log: Iterable[Decision],
    authority: Iterable[Authority],
    begins: Timed = lambda _: None,
) -> Found:
    """Merge what an extraction found; the tables that a workspace is written from."""
    plan = _plan(extracted, base, log_text(log), list(authority))
    begins("copies")
    _write_copies(plan, extracted, engine)
    begins("names")
    counts = _run(engine, name_shard, extracted, plan, "naming")
    files = _files(plan.parts("naming"), NAMING, len(counts))
    begins("actors")
    who, questions = resolve_names(plan, files, authority)
    who.write(plan.file(WHO))
    begins("reports")
    cast = _run(engine, cast_shard, extracted, plan, "casting")
    files |= _files(plan.parts("casting"), CASTING, len(cast))
    begins("components")
    grouped = write_grouped(plan, files, [c["rows"] for c in cast])
    begins("contacts")
    stage = partial(merge_bucket, settings={"plan": plan.as_json()})
    merged = plan.parts("contacting")
    engine.grouped(stage, [grouped], ("component", "report", "payload"), merged)
    asked = files[QUESTIONS]
    files |= _files(merged, CONTACTING, BUCKETS)
    files[QUESTIONS] = [*asked, *files[QUESTIONS]]
    contacts = sum((merged.counts(n, "bucket") or {})["contacts"] for n in range(BUCKETS))
    ((pairs,),) = sorted_rows("SELECT count(*) FROM (SELECT DISTINCT one, other FROM read_parquet(?))", [files[PAIRS]])
    extent = Extent(sum(c["articles"] for c in counts), len(who.actors), contacts, pairs)
    reports = sum(c["reports"] for c in counts)
    return Found(plan, files, who, questions, extracted.article_rows, extent, reports)


def _plan(extracted: Extracted, base: str, log: str, authority: list[Authority]) -> Plan:
    """A folder for this merge; parts that were made of something else are removed."""
    made_of = [extracted.parts.manifest(), base, log, [a.as_json() for a in authority]]
    folder = extracted.parts.path / f"merge-{fingerprint(made_of)}"
    for other in extracted.parts.path.glob("merge-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    folder.mkdir(exist_ok=True)
    return Plan(str(extracted.parts.path), str(folder), base, log)


def _write_copies(plan: Plan, extracted: Extracted, engine: Engine) -> None:
    """The copies with what they take from their originals."""
    with Tables(plan.file("."), {_PAIRS_OF_COPIES: COPY_COLUMNS[:2]}) as tables:
        for pair in sorted(extracted.copies(engine).items()):
            tables.add(_PAIRS_OF_COPIES, pair)
    with Tables(plan.file("."), {COPIES: COPY_COLUMNS}) as tables:
        for copy, row in extracted.originals(str(plan.file(_PAIRS_OF_COPIES))):
            article = json.loads(row)
            tables.add(COPIES, (copy, article["id"], article["published"], article["outlet"]))


def _run(engine: Engine, stage: Stage, extracted: Extracted, plan: Plan, step: str) -> list[Counts]:
    """Run a stage over all shards that have no part yet; the counts of all."""
    parts = plan.parts(step)
    parts.path.mkdir(exist_ok=True)
    parts.sweep()
    found: dict[int, Counts] = {}

    def tasks() -> Iterator[Task]:
        for shard in extracted.shards():
            settings = {"plan": plan.as_json(), "losers": extracted.losers(shard.index)}
            task = Task(stage, shard, parts, settings)
            counts = parts.counts(shard.index, task.digest)
            if counts is None:
                yield task
            else:
                found[shard.index] = counts

    engine.each(tasks(), lambda shard, counts: found.__setitem__(shard.index, counts))
    return [found[index] for index in sorted(found)]


def _files(parts: Parts, tables: Schemas, count: int) -> Files:
    """The files of each table in all parts of a step."""
    return {name: [str(parts.part(index) / name) for index in range(count)] for name in tables}
