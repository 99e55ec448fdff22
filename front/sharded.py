"""Building from a large corpus: extraction in shards on an engine, a progress bar, and going on after a stop.

What the shards hold is kept in `DIR.parts` until the workspace is written: the same command goes on there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from backchannel import __version__
from backchannel.extractors.engine import Engine, engine_named
from backchannel.extractors.engine.run import Extracted, Show, run_extraction, run_share
from backchannel.extractors.engine.stages import settings_of
from backchannel.extractors.places import files_under
from backchannel.extractors.reading import ReadOptions
from backchannel.graph.folders import replacing
from backchannel.graph.workspace import MARKER, OWN, Workspace
from backchannel.pipeline import Built, Told, earlier_authority, earlier_decisions, page_writer
from backchannel.schema.errors import ArticleError, BackchannelError, StoreError
from backchannel.schema.model import Decision

try:
    import fcntl
except ImportError:  # Windows has no such locks: there, two builds of one workspace are the user's to keep apart
    fcntl = None  # type: ignore[assignment]

LARGE_BYTES = 32 * 1024 * 1024  # from here on an engine is used without being asked for


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """Which engine, how many workers, and where the cluster is."""

    name: str = "local"
    workers: int = 1
    master: str | None = None


class Stopped(BackchannelError):
    """The user stopped a long run, which can go on."""

    exit_status = 130


def chosen_engine(
    paths: Iterable[str], name: str | None, workers: int | None, master: str | None
) -> EngineChoice | None:
    """The engine to build with; None for a small input, which this process reads by itself."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if name or workers or master:
        return EngineChoice(name or ("spark" if master else "local"), workers or cores, master)
    if find_spec("duckdb") and find_spec("pyarrow") and _is_large(paths):
        return EngineChoice("local", cores)
    return None


def _is_large(paths: Iterable[str]) -> bool:
    """Whether the inputs are so large that an engine pays; looks at no more files than it must."""
    size = 0
    for path in paths:
        try:
            files: Iterable[tuple[str, int]] | None = None if path == "-" else files_under(path)
            size += os.path.getsize(path) if files is None and os.path.isfile(path) else 0
        except (ArticleError, OSError):
            continue
        for _, more in files or ():
            size += more
            if size > LARGE_BYTES:
                return True
    return size > LARGE_BYTES


def build_in_shards(
    paths: Iterable[str | Path],
    directory: str | Path,
    tell: Told,
    base: str,
    options: ReadOptions,
    choice: EngineChoice,
    progress: Callable[[], Iterator[Show]],
) -> Built:
    """Build the workspace as `pipeline.build` does, from as many articles as there are, with the same bytes."""
    folder = parts_folder(directory)
    decisions = earlier_decisions(directory)
    with _locked(folder), _engine(choice) as engine:
        try:
            with contextmanager(progress)() as show:
                found = run_extraction(engine, paths, folder, settings_of(options, __version__), show)
            built = merged_workspace(found, engine, directory, tell, base, decisions)
        except KeyboardInterrupt:
            raise Stopped(f"stopped; the same command goes on where it was (kept in {folder})") from None
        found.remove()
    return built


def extract_share(
    paths: Iterable[str | Path],
    directory: str | Path,
    options: ReadOptions,
    choice: EngineChoice,
    share: tuple[int, int],
    progress: Callable[[], Iterator[Show]],
) -> int:
    """Do one share of the extraction for a workspace that a later build will write; how many articles it holds.

    Many processes, on machines that see one folder, do one share each.
    """
    folder = parts_folder(directory)
    with _locked(folder, shared=True), _engine(choice) as engine, contextmanager(progress)() as show:
        return run_share(engine, paths, folder, settings_of(options, __version__), share, show)["articles"]


def parts_folder(directory: str | Path) -> Path:
    """Where the parts of a workspace in the making are."""
    return Path(f"{os.path.normpath(directory)}.parts")


def merged_workspace(
    found: Extracted,
    engine: Engine,
    directory: str | Path,
    tell: Told,
    base: str,
    decisions: tuple[Decision, ...],
    begins: Callable[[str], None] = lambda _: None,
) -> Built:
    from backchannel.graph.partitioned.run import merge_in_parts
    from backchannel.graph.partitioned.writing import write_page, write_workspace

    skipped = list(found.errors())
    for error in skipped:
        tell(error)
    count = found.kept
    if not count:
        found.remove()
        raise BackchannelError(f"no article could be read, so {directory} is not written")
    known = earlier_authority(directory)
    merged = merge_in_parts(engine, found, base, decisions, known, begins)
    path = Path(directory)
    with replacing(path, OWN, MARKER) as new:
        begins("files")
        write_workspace(merged, new, decisions, known, skipped)
        begins("page")
        write_page(merged, new, page_writer(base))
    extent = merged.extent
    return Built(Workspace(path, base), count, len(skipped), merged.reports, extent.contacts, extent.actors)


@contextmanager
def _engine(choice: EngineChoice) -> Iterator[Engine]:
    engine = engine_named(choice.name, choice.workers, choice.master)
    try:
        yield engine
    finally:
        engine.close()


@contextmanager
def _locked(folder: Path, shared: bool = False) -> Iterator[None]:
    """Keep a second run out of the parts of the first; those that do a share each go together."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / ".lock", os.O_CREAT | os.O_RDWR, 0o644)
    except OSError as problem:
        raise StoreError(f"{folder}: cannot be written: {problem.strerror}") from None
    try:
        try:
            if fcntl is not None:
                fcntl.flock(lock, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"{folder}: another build is running there") from None
        yield
    finally:
        os.close(lock)
