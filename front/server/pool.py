"""Child processes that answer queries: a few at once, the quick ones first, and none longer than it may.

A query starts in a quick lane. One that is not done after `QUICK` seconds steps back: its process gives way to every
other one, and its place in the quick lane is free again. Only so many may do that at once; further ones are stopped.
Whoever goes away while waiting takes the query along.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from backchannel.graph.store import Answer, QueryWorker
from backchannel.graph.workspace import Workspace
from backchannel.schema.errors import LimitOver

QUICK = 0.3  # seconds after which a query steps back; look-ups at 100,000 contacts take less than 0.1
PATIENCE = 1.0  # seconds it may stay in the quick lane while too many others have stepped back
LOOK = 0.1  # seconds between two looks at whether the asker is still there
MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may cost, and how many may run and wait."""

    seconds: float = 10.0
    rows: int = 100_000
    megabytes: int = 1024
    quick: int = 2
    slow: int = 2
    waiting: int = 200


class Busy(LimitOver):
    """Too many queries at once."""


class AskerGone(Exception):
    """Nobody waits for this answer any more."""


async def _stays() -> bool:
    return False


class WorkerPool:
    """Answers queries to one store, on one event loop."""

    def __init__(self, workspace: Workspace, limits: Limits) -> None:
        self.limits = limits
        self._workspace = workspace
        self._idle: list[QueryWorker] = []
        self._all: set[QueryWorker] = set()
        self._quick = asyncio.Semaphore(limits.quick)
        self._slow = 0
        self._waiting = 0
        self._closed = False
        self._threads = ThreadPoolExecutor(limits.quick * 2 + limits.slow, thread_name_prefix="query")
        self._tasks: set[asyncio.Task[None]] = set()

    @staticmethod
    def worker(workspace: Workspace, limits: Limits) -> QueryWorker:
        """A process that answers within the limits."""
        return QueryWorker(workspace.path / "store", workspace.base, limits.megabytes * MEGABYTE)

    async def start(self) -> None:
        """Have the quick lane's processes ready."""
        await asyncio.gather(*(self._add() for _ in range(self.limits.quick)))

    async def ask(
        self,
        query: str,
        format: str = "json",
        *,
        default_graphs: tuple[str, ...] = (),
        named_graphs: tuple[str, ...] = (),
        row_limit: int | None = None,
        gone: Callable[[], Awaitable[bool]] = _stays,
    ) -> Answer:
        """The answer, or LimitOver; `gone` tells whether whoever asked has left."""
        if self._waiting >= self.limits.waiting:
            raise Busy("too many queries are waiting: try again in a moment")
        self._waiting += 1
        lane = _Place(self._quick)
        try:
            await lane.enter()
        finally:
            self._waiting -= 1
        worker = None
        try:
            worker = await self._take()
            answering = asyncio.get_running_loop().run_in_executor(
                self._threads,
                lambda: worker.ask(
                    query,
                    format,
                    time_limit=self.limits.seconds,
                    row_limit=min(row_limit or self.limits.rows, self.limits.rows),
                    default_graphs=default_graphs,
                    named_graphs=named_graphs,
                ),
            )
            return await self._watched(worker, answering, lane, gone)
        finally:
            stepped_back = lane.left
            lane.leave()
            if worker is not None:
                self._give_back(worker, reuse=not stepped_back)

    async def _watched(
        self, worker: QueryWorker, answering: asyncio.Future[Answer], lane: _Place, gone: Callable[[], Awaitable[bool]]
    ) -> Answer:
        clock = asyncio.get_running_loop().time
        started = clock()
        try:
            while not (await asyncio.wait({answering}, timeout=LOOK))[0]:
                if await gone():
                    raise AskerGone
                if lane.left or clock() - started < QUICK:
                    continue
                if self._slow < self.limits.slow:
                    self._slow += 1
                    answering.add_done_callback(self._one_slow_less)
                    worker.step_back()
                    lane.leave()
                elif clock() - started > PATIENCE:
                    raise Busy("stopped: too many long queries at once; try again in a moment, or ask for less")
            return answering.result()
        finally:
            if not answering.done():
                worker.stop()
                with contextlib.suppress(Exception):
                    await asyncio.shield(answering)

    def _one_slow_less(self, _: object) -> None:
        self._slow -= 1

    async def _take(self) -> QueryWorker:
        while not self._idle:
            await self._add()
        return self._idle.pop()

    async def _add(self) -> None:
        worker = self.worker(self._workspace, self.limits)
        self._all.add(worker)
        await asyncio.get_running_loop().run_in_executor(self._threads, lambda: worker.ask("ASK {}"))
        if self._closed:
            worker.close()
        else:
            self._idle.append(worker)

    def _give_back(self, worker: QueryWorker, reuse: bool) -> None:
        """Keep a process that is as good as new; end any other and have a new one ready."""
        if reuse and worker.running and not self._closed:
            self._idle.append(worker)
            return
        self._all.discard(worker)
        self._threads.submit(worker.close)
        if not self._closed and len(self._idle) < self.limits.quick:
            task = asyncio.get_running_loop().create_task(self._add())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End every process."""
        self._closed = True
        for worker in self._all:
            worker.stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for worker in self._all:
            worker.close()
        self._threads.shutdown(wait=False, cancel_futures=True)


class _Place:
    """A place in a lane, left once."""

    def __init__(self, lane: asyncio.Semaphore) -> None:
        self._lane = lane
        self.left = True

    async def enter(self) -> None:
        await self._lane.acquire()
        self.left = False

    def leave(self) -> None:
        if not self.left:
            self.left = True
            self._lane.release()
