"""From questions to answers: the kept one if there is one, else the server's, kept before anything is made of it.

The questions of several articles are under way at once in a thread of their own; answers come back in the order of the
articles, so what is written does not depend on which was quicker.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Coroutine, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from backchannel.extractors.llm.errors import ModelError, NoReply
from backchannel.extractors.llm.options import ModelOptions
from backchannel.extractors.llm.replies import Found, contacts_in
from backchannel.extractors.llm.requests import Request
from backchannel.extractors.llm.server import Server
from backchannel.extractors.llm.store import Reply, Store

T = TypeVar("T")
ASKS = 2  # how often a question is put when the answer cannot be used
NO_SERVER = (
    "no server is named: give --llm-url (Ollama: http://127.0.0.1:11434/v1), or answer from a folder with "
    "--llm-replay DIR"
)
AHEAD = 4  # articles under way for each question that may be


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one question."""

    request: Request
    found: Found | None
    problem: str | None = None  # why there is no answer, or why it is not whole
    kept: bool = False  # it was not asked now
    replies: tuple[Reply, ...] = ()  # paid for now


@dataclass(slots=True)
class Asker:
    """Answers questions by the options: replayed, cached, or asked."""

    options: ModelOptions
    server: Server | None = None
    ended: ModelError | None = None  # nothing more is sent once one question showed that none will be answered
    _places: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.options.concurrency)

    def _server(self) -> Server:
        """The server, reached for when the first question has no kept answer."""
        if self.server is None:
            if self.options.url is None:
                raise ModelError(NO_SERVER)
            self.server = Server(self.options.checked())
        return self.server

    async def answers(self, requests: tuple[Request, ...]) -> tuple[Answer, ...]:
        """The answers to one article's questions."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._answer(request)) for request in requests]
        return tuple(task.result() for task in tasks)

    async def _answer(self, request: Request) -> Answer:
        if self.options.replay:
            return self._replayed(request, Store(self.options.replay))
        for store in self._stores():
            kept = store.get(request.key)
            found = contacts_in(kept.content) if kept else None
            if kept and found and found.whole:
                self._record(request, kept)
                return Answer(request, found, kept=True)
        async with self._places:
            if self.ended is not None:
                raise self.ended
            try:
                return await self._asked(request)
            except ModelError as end:
                self.ended = end
                raise

    def _stores(self) -> list[Store]:
        folders = [(self.options.record, True), (self.options.cache, False)]
        return [Store(path, flat) for path, flat in folders if path]

    def _record(self, request: Request, reply: Reply) -> None:
        if self.options.record:
            store = Store(self.options.record, flat=True)
            store.put_request(request, self.options.most_tokens)
            if store.get(request.key) is None:
                store.put(request, reply)

    async def _asked(self, request: Request) -> Answer:
        """Ask; an answer that cannot be used is asked for once more."""
        server = self._server()
        paid: list[Reply] = []
        most = self.options.most_tokens
        problem, found = "", None
        for _ in range(ASKS):
            try:
                reply = await server.ask(request, most, looser=bool(paid) and paid[-1].finish != "length")
            except NoReply as none:
                return Answer(request, found, str(none), replies=tuple(paid))
            paid.append(reply)
            new = contacts_in(reply.content)
            if new and new.whole:
                for store in self._stores():
                    store.put(request, reply)
                self._record(request, reply)
                return Answer(request, new, replies=tuple(paid))
            for store in self._stores():
                store.reject(request, reply)
            found, problem = new or found, unusable(reply, new)
            if reply.refusal:
                break
            most *= 2 if reply.finish == "length" else 1
        return Answer(request, found, problem, replies=tuple(paid))

    def _replayed(self, request: Request, store: Store) -> Answer:
        """The recorded answer; nothing is ever sent."""
        try:
            reply = store.read(request.key)
        except ValueError as wrong:
            return Answer(request, None, str(wrong))
        if reply is None:
            return Answer(request, None, f"{store.path}: no answer to {request.key} is recorded")
        found = contacts_in(reply.content)
        problem = None if found and found.whole else unusable(reply, found)
        return Answer(request, found, problem, kept=True)

    async def close(self) -> None:
        """Let the server go."""
        if self.server is not None:
            await self.server.close()


def unusable(reply: Reply, found: Found | None) -> str:
    """What is wrong with an answer, in one line."""
    if reply.refusal:
        return f"the model refuses: {' '.join(reply.refusal.split())[:160]}"
    if reply.finish == "content_filter":
        return "the server's filter withheld the answer"
    if found is not None:
        return f"the answer was cut off; the {len(found.readings)} contacts that came whole are used"
    if not reply.content.strip():
        return "the model's answer is empty"
    return f"the answer holds no contacts in the form asked for: {' '.join(reply.content.split())[:80]!r}"


def in_order(work: Iterable[tuple[T, tuple[Request, ...]]], options: ModelOptions) -> Iterator[tuple[T, Any]]:
    """(item, answers to its questions) in the order of the items; an error that ends everything is raised."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="asking", daemon=True)
    thread.start()
    waiting: deque[tuple[T, Future[tuple[Answer, ...]]]] = deque()
    asker = _run(loop, _asker(options)).result()
    try:
        for item, requests in work:
            waiting.append((item, _run(loop, asker.answers(requests))))
            if len(waiting) >= AHEAD * options.concurrency:
                yield _first(waiting)
        while waiting:
            yield _first(waiting)
    finally:
        _run(loop, _stop(asker)).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _first(waiting: deque[tuple[T, Future[tuple[Answer, ...]]]]) -> tuple[T, tuple[Answer, ...]]:
    item, future = waiting.popleft()
    try:
        return item, future.result()
    except BaseExceptionGroup as several:  # of the questions of one article, the first failure tells
        raise several.exceptions[0] from None


def _run(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, T]) -> Future[T]:
    return asyncio.run_coroutine_threadsafe(work, loop)


async def _asker(options: ModelOptions) -> Asker:
    return Asker(options)


async def _stop(asker: Asker) -> None:
    """End what is still under way."""
    current = asyncio.current_task()
    others = [task for task in asyncio.all_tasks() if task is not current]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asker.close()
