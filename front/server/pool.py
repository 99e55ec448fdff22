"""Child processes that answer queries: a few at once, the quick ones first, and none longer than it may.

A query starts in a quick lane. One that is not done after `QUICK` seconds steps back: its process gives way to every
other one, and its place in the quick lane is free again. Only so many may do that at once; further ones are stopped,
once they have used that much of the processor or hold up others. A query that was stopped once is known, and starts
where it would end: it cannot hold up the quick ones again. Whoever goes away while waiting takes the query along.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from backchannel.graph.store import Answer, QueryWorker
from backchannel.graph.workspace import Workspace
from backchannel.schema.errors import BackchannelError, LimitOver

QUICK = 0.3  # seconds after which a query steps back; look-ups at 100,000 contacts take less than 0.1
PATIENCE = 1.5  # seconds that one which cannot step back may hold up others, however little it gets to do
SPARE = 2  # processes that stand ready
LOOK = 0.1  # seconds between two looks at a query
MOST_KNOWN = 5000  # queries that are remembered because they were stopped
MEGABYTE = 1 << 20
TOO_MANY = "stopped: too many long queries at once; try again in a moment, or ask for less"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may cost, and how many may run and wait."""

    seconds: float = 10.0
    rows: int = 100_000
    megabytes: int = 1024
    quick: int = 6
    slow: int = 4
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
        self._idle: asyncio.LifoQueue[QueryWorker | BackchannelError] = asyncio.LifoQueue()
        self._starting = 0
        self._taking = 0
        self._all: set[QueryWorker] = set()
        self.quick_lane = asyncio.Semaphore(limits.quick)
        self.slow = 0
        self._known: OrderedDict[bytes, None] = OrderedDict()
        self._waiting = 0
        self._closed = False
        self._threads = ThreadPoolExecutor((limits.quick + limits.slow) * 2, thread_name_prefix="query")
        self._tasks: set[asyncio.Task[None]] = set()

    @staticmethod
    def worker(workspace: Workspace, limits: Limits) -> QueryWorker:
        """A process that answers within the limits."""
        return QueryWorker(workspace.path / "store", workspace.base, limits.megabytes * MEGABYTE)

    async def start(self) -> None:
        """Have some processes ready."""
        self._refill()
        self._idle.put_nowait(await self._take())

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
        key = hashlib.sha256(repr((query, default_graphs, named_graphs)).encode()).digest()
        lane = await self._entered(key)
        worker = None
        try:
            worker = await self._take()
            if lane.slow:
                worker.step_back()
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
            found = await self._watched(worker, answering, lane, gone)
            self._known.pop(key, None)
            return found
        except LimitOver:
            self._remember(key)
            raise
        finally:
            stepped_back = lane.slow
            lane.leave()
            if worker is not None:
                self._give_back(worker, reuse=not stepped_back)

    async def _entered(self, key: bytes) -> _Place:
        """A place for a query: in the quick lane after a wait, or among the slow ones if it is known."""
        lane = _Place(self)
        if key in self._known:
            if not lane.step_back():
                raise Busy(TOO_MANY)
        elif self._waiting >= self.limits.waiting:
            raise Busy("too many queries are waiting: try again in a moment")
        else:
            self._waiting += 1
            try:
                await lane.enter()
            finally:
                self._waiting -= 1
        return lane

    def _remember(self, key: bytes) -> None:
        self._known[key] = None
        self._known.move_to_end(key)
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)

    async def _watched(
        self, worker: QueryWorker, answering: asyncio.Future[Answer], lane: _Place, gone: Callable[[], Awaitable[bool]]
    ) -> Answer:
        used, started = _processor_clock(worker), time.monotonic()
        try:
            while not (await asyncio.wait({answering}, timeout=LOOK))[0]:
                if await gone():
                    raise AskerGone
                waited = time.monotonic() - started
                if lane.slow or waited < QUICK:
                    continue
                if lane.step_back():
                    worker.step_back()
                elif used() > QUICK or (waited > PATIENCE and self._waiting):
                    raise Busy(TOO_MANY)
            return answering.result()
        finally:
            if not answering.done():
                worker.stop()
                with contextlib.suppress(Exception):
                    await asyncio.shield(answering)

    async def _take(self) -> QueryWorker:
        """A process that waits for a question, the one that answered last if there are several."""
        self._taking += 1
        try:
            self._refill()
            found = await self._idle.get()
        finally:
            self._taking -= 1
        if isinstance(found, BackchannelError):
            raise found
        return found

    def _refill(self) -> None:
        """Start as many processes as are waited for, and the spare ones."""
        wanted = max(SPARE, self._taking)
        while not self._closed and self._idle.qsize() + self._starting < wanted:
            self._starting += 1
            task = asyncio.get_running_loop().create_task(self._add())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _add(self) -> None:
        worker = self.worker(self._workspace, self.limits)
        self._all.add(worker)
        try:
            await asyncio.get_running_loop().run_in_executor(self._threads, lambda: worker.ask("ASK {}"))
        except BackchannelError as error:
            self._all.discard(worker)
            if self._taking:
                self._idle.put_nowait(error)
        else:
            if self._closed:
                worker.close()
            else:
                self._idle.put_nowait(worker)
        finally:
            self._starting -= 1

    def _give_back(self, worker: QueryWorker, reuse: bool) -> None:
        """Keep a process that is as good as new; end any other and have a new one ready."""
        if reuse and worker.running and not self._closed:
            self._idle.put_nowait(worker)
            return
        self._all.discard(worker)
        self._threads.submit(worker.close)
        self._refill()

    async def close(self) -> None:
        """End every process."""
        self._closed = True
        for worker in self._all:
            worker.stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for worker in self._all:
            worker.close()
        self._threads.shutdown(wait=False, cancel_futures=True)


def _processor_clock(worker: QueryWorker) -> Callable[[], float]:
    """Seconds of processor time since now; of the clock on the wall where the system does not tell them."""
    before, started = worker.seconds_used(), time.monotonic()

    def used() -> float:
        now = worker.seconds_used()
        return time.monotonic() - started if before is None or now is None else now - before

    return used


class _Place:
    """A place in the quick lane or among the slow queries, left once."""

    def __init__(self, pool: WorkerPool) -> None:
        self._pool = pool
        self._quick = False
        self.slow = False

    async def enter(self) -> None:
        """Wait for a place in the quick lane."""
        await self._pool.quick_lane.acquire()
        self._quick = True

    def step_back(self) -> bool:
        """Go among the slow ones, if there is room."""
        if self._pool.slow >= self._pool.limits.slow:
            return False
        self.leave()
        self._pool.slow += 1
        self.slow = True
        return True

    def leave(self) -> None:
        """Give the place up."""
        if self._quick:
            self._quick = False
            self._pool.quick_lane.release()
        if self.slow:
            self.slow = False
            self._pool.slow -= 1
