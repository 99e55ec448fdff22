"""The workspace that is being served, taken anew when a build has replaced it; what is being asked then is answered."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from backchannel.graph.workspace import MARKER, Workspace
from backchannel.schema.errors import BackchannelError
from backchannel.server.pool import Limits, WorkerPool
from backchannel.server.site import Site

LOOK_EVERY = 1.0  # seconds between two looks at whether there is a newer workspace
FAREWELL = 30.0  # seconds an old one is kept for those who are still reading


@dataclass(slots=True)
class Served:
    """A workspace with what answers from it."""

    site: Site
    pool: WorkerPool
    version: tuple[int, int]


class Serving:
    """Gives every request the workspace that is served when it comes."""

    def __init__(self, app: ASGIApp, live: Live) -> None:
        self._app = app
        self._live = live

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["state"] = {**scope.get("state", {}), "served": self._live.now}
        await self._app(scope, receive, send)


class Live:
    """Holds the workspace that is served now."""

    def __init__(self, directory: Path, limits: Limits) -> None:
        """StoreError if there is no workspace, QueryError if it cannot be asked within the limits."""
        self._directory = directory
        self._first_version = self._version() or (0, 0)
        self._first: Site | None = Site(Workspace.open(directory))
        self.base = self._first.workspace.base
        with WorkerPool.worker(self._first.workspace, limits) as worker:
            worker.ask("ASK {}")
        self._limits = limits
        self._looked = 0.0
        self._renewing: asyncio.Task[None] | None = None
        self._leaving: set[asyncio.Task[None]] = set()
        self._now: Served | None = None

    async def start(self) -> None:
        """Open the workspace."""
        assert self._first is not None
        self._now = await self._with_pool(self._first, self._first_version)
        self._first = None

    @property
    def now(self) -> Served:
        """What is served; a newer workspace is opened behind the scenes and served when it is ready."""
        assert self._now is not None
        clock = asyncio.get_running_loop().time()
        if clock - self._looked > LOOK_EVERY and self._renewing is None:
            self._looked = clock
            if self._version() not in (None, self._now.version):
                self._renewing = asyncio.create_task(self._renew())
        return self._now

    def _version(self) -> tuple[int, int] | None:
        try:
            found = (self._directory / MARKER).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino

    async def _open(self) -> Served:
        version = self._version() or (0, 0)
        site = await run_in_threadpool(lambda: Site(Workspace.open(self._directory)))
        return await self._with_pool(site, version)

    async def _with_pool(self, site: Site, version: tuple[int, int]) -> Served:
        pool = WorkerPool(site.workspace, self._limits)
        await pool.start()
        return Served(site, pool, version)

    async def _renew(self) -> None:
        try:
            old, self._now = self._now, await self._open()
        except BackchannelError as error:
            print(f"backchannel: the new workspace cannot be served: {error}", file=sys.stderr)
        else:
            assert old is not None
            leaving = asyncio.create_task(self._say_farewell(old))
            self._leaving.add(leaving)
            leaving.add_done_callback(self._leaving.discard)
        finally:
            self._renewing = None

    async def _say_farewell(self, old: Served) -> None:
        await asyncio.sleep(FAREWELL)
        await old.pool.close()
        old.site.close()

    async def close(self) -> None:
        """End every process and let go of the files."""
        for task in (*self._leaving, *filter(None, [self._renewing])):
            task.cancel()
        if self._now is not None:
            await self._now.pool.close()
            self._now.site.close()
