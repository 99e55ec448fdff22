"""Questions to a workspace's store: prefixes bound, answers in every format as bytes, and limits that hold.

`ask` answers in this process. `QueryWorker` answers in a child process that is killed when its time is up, so that a
query that runs too long stops for good and costs nothing more; a server keeps a few of them.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import pyoxigraph as ox

from backchannel.graph.iris import DEFAULT_BASE, Iris
from backchannel.graph.results import BY_NAME, format_for
from backchannel.graph.sparql import refuse_outside
from backchannel.graph.turtle import turtle_of
from backchannel.schema.errors import LimitOver, QueryError, Refused, StoreError
from backchannel.schema.vocabulary import NAMESPACES

__all__ = ["Answer", "QueryWorker", "TimeOver", "ask", "open_store", "prefixes_for", "written"]

ERRORS = {kind.__name__: kind for kind in (QueryError, Refused, LimitOver, StoreError)}  # as a child names them
MOST_WORDS = 160  # characters of an error that are shown
TOO_LARGE = "the query was stopped: it needs more memory than it may have"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, written out."""

    body: bytes
    media_type: str
    kind: str  # "rows", "boolean" or "triples"
    count: int  # rows or triples


class TimeOver(LimitOver):
    """The query ran longer than it may and was stopped."""


def open_store(path: str | Path) -> ox.Store:
    """The store in a workspace's `store` folder, read-only."""
    try:
        return ox.Store.read_only(str(path))
    except OSError as error:
        raise StoreError(f"{path}: the store cannot be opened: {error}") from None


def prefixes_for(base: str = DEFAULT_BASE) -> dict[str, str]:
    """The prefixes that every query may use without declaring them."""
    return {**NAMESPACES, **Iris(base).prefixes()}


def ask(
    store: ox.Store,
    query: str,
    format: str = "json",
    *,
    base: str = DEFAULT_BASE,
    row_limit: int | None = None,
    default_graphs: tuple[str, ...] = (),
    named_graphs: tuple[str, ...] = (),
) -> Answer:
    """The answer to a SPARQL 1.1 query in one of the formats of `results`.

    QueryError if it is no query, would leave this store, has more than `row_limit` rows, or cannot be written so. The
    graphs stand for the dataset of the SPARQL protocol; without them it is the merged graph and all named ones.
    """
    if format not in BY_NAME:
        raise QueryError(f"no format is called {format!r}; there are {', '.join(BY_NAME)}")
    refuse_outside(query)
    dataset: dict[str, Any] = {}
    if default_graphs or named_graphs:
        dataset["default_graph"] = [_graph(g) for g in default_graphs]
        dataset["named_graphs"] = [_graph(g) for g in named_graphs]
    prefixes = prefixes_for(base)
    try:
        found = store.query(query, prefixes=prefixes, **dataset)
        return written(found, format, prefixes, row_limit)
    except SyntaxError as error:
        raise QueryError(f"not a SPARQL query: {_in_short(error.msg or str(error))}") from None
    except (OSError, ValueError) as error:
        raise QueryError(f"the query failed: {error}") from None


def _in_short(words: str) -> str:
    """One line of what the engine says; it would list every character that a name may begin with."""
    line = " ".join(words.split())
    return line if len(line) <= MOST_WORDS else line[:MOST_WORDS].rpartition(" ")[0] + " …"


def _graph(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"not a graph's IRI: {iri!r} ({error})") from None


def written(found: Any, format: str, prefixes: Mapping[str, str], row_limit: int | None) -> Answer:
    """What the engine found (or a list of triples) in one of the formats of `results`."""
    if isinstance(found, ox.QueryBoolean):
        form = format_for(format, "boolean")
        assert form.boolean is not None
        return Answer(form.boolean(bool(found)).encode(), form.media_type, "boolean", 1)
    kind = "triples" if isinstance(found, ox.QueryTriples | list) else "rows"
    form = format_for(format, kind)
    rows = []
    for row in found:
        rows.append(row)
        if row_limit is not None and len(rows) > row_limit:
            raise LimitOver(f"more than {row_limit} {kind}: add a LIMIT or ask for less")
    if kind == "triples":
        rows.sort(key=str)
    if form.triples == ox.RdfFormat.TURTLE:
        return Answer(turtle_of(rows, prefixes).encode("utf-8"), form.media_type, kind, len(rows))
    if form.triples is not None:
        body = ox.serialize(rows, format=form.triples) or b""
        return Answer(body, form.media_type, kind, len(rows))
    assert form.rows is not None
    variables = ["subject", "predicate", "object"] if kind == "triples" else [v.value for v in found.variables]
    return Answer(form.rows(variables, rows).encode("utf-8"), form.media_type, kind, len(rows))


class QueryWorker:
    """A child process that answers questions to one store, one after another; for one thread at a time."""

    def __init__(self, store: str | Path, base: str = DEFAULT_BASE, memory_limit: int | None = None) -> None:
        """`memory_limit` in bytes bounds the child's memory; a query that needs more ends with an error."""
        self._command = [sys.executable, "-m", "backchannel.graph.worker", str(store), base, str(memory_limit or 0)]
        self._child: subprocess.Popen[bytes] | None = None

    def ask(
        self,
        query: str,
        format: str = "json",
        *,
        time_limit: float | None = None,
        row_limit: int | None = None,
        default_graphs: tuple[str, ...] = (),
        named_graphs: tuple[str, ...] = (),
    ) -> Answer:
        """As `ask`; TimeOver after `time_limit` seconds, with the child killed and its processor idle."""
        request = {
            "query": query,
            "format": format,
            "row_limit": row_limit,
            "default_graphs": default_graphs,
            "named_graphs": named_graphs,
        }
        until = None if time_limit is None else time.monotonic() + time_limit
        try:
            head, body = self._exchange(json.dumps(request).encode(), until)
        except TimeoutError:
            self.close()
            raise TimeOver(f"stopped after {time_limit:g} s: the query takes too long") from None
        except (EOFError, BrokenPipeError):
            raise self._why_it_ended() from None
        except BaseException:
            self.close()
            raise
        if "error" in head:
            raise ERRORS.get(head["kind"], QueryError)(head["error"])
        return Answer(body, head["media_type"], head["kind"], head["count"])

    def close(self) -> None:
        """Kill the child, whatever it does; the next question starts another."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):  # the question it never read is lost with it
                    pipe.close()

    @property
    def running(self) -> bool:
        """Whether its child is there and waits for a question."""
        return self._child is not None and self._child.poll() is None

    def seconds_used(self) -> float | None:
        """Processor time that the child has used so far; None where the system does not tell (only Linux does)."""
        child = self._child
        try:
            text = Path(f"/proc/{child.pid}/stat").read_text() if child is not None else ""
            fields = text.rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, IndexError, ValueError):
            return None

    def stop(self) -> None:
        """End the question it is at, from any thread; whoever waits for the answer gets an error."""
        if (child := self._child) is not None:
            child.kill()

    def step_back(self) -> None:
        """Let every other process go first from now on, from any thread."""
        if (child := self._child) is not None and hasattr(os, "setpriority"):
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, child.pid, 19)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _why_it_ended(self) -> QueryError:
        """What to say of a child that closed its pipe before it answered."""
        assert self._child is not None
        try:
            status = self._child.wait(5)
        except subprocess.TimeoutExpired:
            status = 0
        self.close()
        if status in (-signal.SIGABRT, -signal.SIGKILL):
            return LimitOver(TOO_LARGE)
        return QueryError(f"the query ended its process (status {status})")

    def _exchange(self, request: bytes, until: float | None) -> tuple[dict[str, Any], bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(struct.pack(">Q", len(request)) + request)
        self._child.stdin.flush()
        head = json.loads(_receive(self._child.stdout, until))
        return head, _receive(self._child.stdout, until)


def _receive(pipe: IO[bytes], until: float | None) -> bytes:
    size = struct.unpack(">Q", _exactly(pipe, 8, until))[0]
    return _exactly(pipe, size, until)


def _exactly(pipe: IO[bytes], size: int, until: float | None) -> bytes:
    parts = []
    while size:
        wait = None if until is None else max(0.0, until - time.monotonic())
        if not select.select([pipe], [], [], wait)[0]:
            raise TimeoutError
        part = os.read(pipe.fileno(), min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
