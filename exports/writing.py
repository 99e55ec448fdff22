"""What every format shares: its description, text that can be encoded, and files that are there whole or not at all."""

from __future__ import annotations

import codecs
import gc
import io
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, TypeVar

from backchannel.graph.iris import DEFAULT_BASE
from backchannel.schema.errors import ExportError
from backchannel.schema.model import MergedGraph

K = TypeVar("K", str, tuple[str, int])
V = TypeVar("V")
_BATCH = 1 << 16  # characters gathered before they are encoded; larger batches gained nothing measurable
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Parsers make one character of these, some also of those that only XML 1.1 counts as line ends
_LINE_ENDS = {ord(c): f"&#{ord(c)};" for c in "\t\n\r\x85\u2028"}
REPLACEMENT = "\ufffd"  # stands where a format allows no such character


def _replace(error: UnicodeError) -> tuple[bytes, int]:
    """What stands for half a surrogate pair."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return REPLACEMENT.encode("utf-8") * (error.end - error.start), error.end


codecs.register_error("backchannel.replace", _replace)


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file a merged graph can be written to."""

    name: str
    summary: str  # what it is and who opens it, one line
    cannot: str  # what is lost, one line
    suffix: str  # of the file, or at the end of the folder's name
    to_stream: Callable[[MergedGraph, BinaryIO, str], None] | None = None  # graph, where to, base IRI
    to_folder: Callable[[MergedGraph, Path], None] | None = None
    files: tuple[str, ...] = ()  # what a folder holds
    aliases: tuple[str, ...] = ()
    ready: str | None = None  # the file of a workspace that already is this, of the whole graph

    @property
    def folder(self) -> bool:
        """Whether the format is a folder of files."""
        return self.to_folder is not None

    def write(self, graph: MergedGraph, target: Path | BinaryIO, base: str = DEFAULT_BASE) -> None:
        """Write `graph`; a file or folder of that name is replaced only when the new one is whole.

        `base` is the base IRI of the RDF formats.
        """
        graph = ordered(graph)
        if isinstance(target, Path):
            with _reasons(target), _graph_left_alone():
                self._write_path(graph, target, base)
        elif self.to_stream is None:
            raise ExportError(f"{self.name} is a folder of files and cannot go to a stream: name a folder with -o")
        else:
            with _graph_left_alone():
                self.to_stream(graph, target, base)

    def _write_path(self, graph: MergedGraph, target: Path, base: str) -> None:
        if self.to_folder is not None:
            with new_folder(target, self.files) as folder:
                self.to_folder(graph, folder)
        elif self.to_stream is not None:
            with new_file(target) as stream:
                self.to_stream(graph, stream, base)


def ordered(graph: MergedGraph) -> MergedGraph:
    """The same graph with everything in id order, so that a file does not show the order things were put in."""
    return replace(
        graph,
        actors=_by_key(graph.actors),
        contacts=_by(graph.contacts, "id"),
        reports=_by_key(graph.reports),
        citations=_by_key(graph.citations),
        participants=_by_key(graph.participants),
        decisions=_by(graph.decisions, "id"),
        conflicts=_by(graph.conflicts, "contact", "field"),
    )


def _by_key(mapping: Mapping[K, V]) -> Mapping[K, V]:
    """A mapping in the order of its keys; itself, without a copy, if it is."""
    keys = list(mapping)
    return mapping if all(a < b for a, b in pairwise(keys)) else {key: mapping[key] for key in sorted(keys)}


def _by(things: tuple[V, ...], *names: str) -> tuple[V, ...]:
    return tuple(sorted(things, key=attrgetter(*names)))


@contextmanager
def _graph_left_alone() -> Iterator[None]:
    """Keep the garbage collector from walking a large graph over and over while much is made and dropped beside it."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def _reasons(target: Path) -> Iterator[None]:
    """Turn what the file system says into one line."""
    try:
        yield
    except OSError as error:
        raise ExportError(f"{target}: {error.strerror or error}") from error


@contextmanager
def new_file(target: Path) -> Iterator[BinaryIO]:
    """A stream that becomes the file `target` when the block ends, and nothing when it fails.

    A link is followed, and a device or pipe, such as /dev/stdout, is written to as it is.
    """
    if target.is_dir():
        raise ExportError(f"{target}: is a folder; name a file")
    target = target.resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as stream:
            yield stream
        return
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def new_folder(target: Path, files: tuple[str, ...]) -> Iterator[Path]:
    """A folder that becomes `target` when the block ends; refuses to replace one that holds anything but `files`."""
    if target.exists() and not target.is_dir():
        raise ExportError(f"{target}: is a file; this format needs a folder")
    others = sorted(p.name for p in target.iterdir() if p.name not in files) if target.is_dir() else []
    if others:
        raise ExportError(f"{target}: holds {others[0]!r}, which this export did not write; name another folder")
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    old = fresh.with_name(fresh.name + ".old")
    try:
        yield fresh
        fresh.chmod(0o777 & ~_umask())
        if target.is_dir():
            os.replace(target, old)
        os.replace(fresh, target)
    except BaseException:
        if old.is_dir() and not target.exists():
            os.replace(old, target)
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def write_text(stream: BinaryIO, pieces: Iterable[str]) -> None:
    """Write `pieces` as UTF-8, half a surrogate pair as U+FFFD, holding no more than a batch in memory."""
    batch = io.StringIO()
    for piece in pieces:
        batch.write(piece)
        if batch.tell() > _BATCH:
            stream.write(batch.getvalue().encode("utf-8", "backchannel.replace"))
            batch = io.StringIO()
    stream.write(batch.getvalue().encode("utf-8", "backchannel.replace"))


def encodable(text: str) -> str:
    """`text` with half surrogate pairs, which no UTF-8 file can hold, replaced by U+FFFD."""
    return text if text.isascii() else text.encode("utf-8", "backchannel.replace").decode("utf-8")


def xml_allowed(text: str) -> str:
    """`text` with the characters that XML 1.0 forbids replaced by U+FFFD."""
    return _NOT_XML.sub(REPLACEMENT, text)


def xml_text(text: str) -> str:
    """`text` escaped for an XML element or attribute; characters that XML 1.0 forbids become U+FFFD."""
    text = xml_allowed(text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return text.translate(_LINE_ENDS)
