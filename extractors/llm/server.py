"""Asking an OpenAI-compatible server: what it refuses is asked otherwise, what fails is tried again, within bounds."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from backchannel.extractors.extras import needed
from backchannel.extractors.llm.errors import ModelError, NoReply
from backchannel.extractors.llm.options import KEY, ModelOptions
from backchannel.extractors.llm.requests import FORMS, Manner, Request, encoded
from backchannel.extractors.llm.store import LONGEST_REPLY, Reply

if TYPE_CHECKING:
    import httpx

FIRST_WAIT = 1.0  # seconds before the first new try; doubled each time
UNREACHABLE = 3  # questions in a row that reach no server end the run
_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_REFUSED = frozenset({400, 404, 415, 422, 500, 501})  # llama.cpp answers a schema it cannot use with 500
_SECRETS = re.compile(r"\b(?:sk|key|pk|gsk|hf|xai)[-_][\w*.-]{6,}|Bearer\s+\S+", re.IGNORECASE)
_TIME_LEFT = 0.05


@dataclass(slots=True)
class Server:
    """A server that is asked by several tasks at once; what one learns of it, all know."""

    options: ModelOptions
    manner: Manner = field(default_factory=Manner)
    answered: int = 0
    unreachable: int = 0
    _client: httpx.AsyncClient | None = None
    _not_before: float = 0.0  # all tasks wait when one was told to

    def __post_init__(self) -> None:
        httpx = needed("httpx", "llm")
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.options.key:
            if not self.options.key.isascii() or not self.options.key.isprintable():
                raise ModelError(f"the key in {KEY} holds characters that no key has")
            headers["Authorization"] = f"Bearer {self.options.key}"
        limits = httpx.Limits(max_connections=self.options.concurrency)
        timeout = httpx.Timeout(self.options.timeout, connect=min(10.0, self.options.timeout))
        self._client = httpx.AsyncClient(
            headers=headers,
            timeout=timeout,
            limits=limits,
            follow_redirects=False,  # a key goes nowhere but where the user said
            trust_env=not self.options.on_this_machine,  # a proxy is for other machines
        )

    async def close(self) -> None:
        """Let the connections go."""
        if self._client is not None:
            await self._client.aclose()

    async def ask(self, request: Request, most_tokens: int, looser: bool = False) -> Reply:
        """The server's answer; NoReply where this question gets none, ModelError where no question will.

        `looser` asks for the next freer form: some servers accept a schema and then answer with nothing or with prose.
        """
        tries = 0
        while True:
            await self._wait_turn()
            manner = _looser(self.manner) if looser else self.manner
            try:
                status, headers, raw = await self._post(encoded(request.body(most_tokens, manner)))
            except _Failed as failed:
                tries += 1
                self._count_failure(failed, tries)
                await asyncio.sleep(self._pause(request, tries))
                continue
            if status == 200:
                kept = _read_completion(raw)
                if isinstance(kept, Reply):
                    self.answered += 1
                    return kept
                status, raw = kept  # some gateways wrap an error in a 200
            said = self._said(raw)
            if self._adapted(status, said, manner):
                continue
            tries += 1
            await self._after_error(request, status, said, headers, tries)

    async def _post(self, data: bytes) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body, within the time for one answer."""
        httpx = needed("httpx", "llm")
        assert self._client is not None
        assert self.options.url is not None
        url = self.options.url.rstrip("/").removesuffix("/chat/completions") + "/chat/completions"
        try:
            async with asyncio.timeout(self.options.timeout):
                async with self._client.stream("POST", url, content=data) as response:
                    parts, size = [], 0
                    async for part in response.aiter_bytes():
                        size += len(part)
                        if size > LONGEST_REPLY:
                            raise NoReply(f"the answer is larger than {LONGEST_REPLY:,} bytes")
                        parts.append(part)
                    self.unreachable = 0
                    return response.status_code, response.headers, b"".join(parts)
        except (TimeoutError, httpx.ReadTimeout, httpx.WriteTimeout):
            raise _Failed(f"no whole answer within {self.options.timeout:g} s", reached=True) from None
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.ProxyError):
            raise _Failed(f"no server answers at {self.options.host}", reached=False) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as problem:
            raise _Failed(f"the connection broke: {type(problem).__name__}", reached=True) from None

    def _count_failure(self, failed: _Failed, tries: int) -> None:
        """Raise what a failed try amounts to once there are enough of them."""
        if tries <= self.options.retries:
            return
        if not failed.reached:
            self.unreachable += 1
            if not self.answered or self.unreachable >= UNREACHABLE:
                raise ModelError(
                    f"{failed}: start the server or give another --llm-url (Ollama: http://127.0.0.1:11434/v1)"
                )
        raise NoReply(f"{failed} ({_tries(tries)})")

    def _adapted(self, status: int, said: str, asked: Manner) -> bool:
        """Whether the server refused how the question was put, and it can be put otherwise."""
        if status not in _REFUSED:
            return False
        low = said.lower()
        changed = asked
        if "max_completion_tokens" in low and asked.limit == "max_tokens":
            changed = replace(asked, limit="max_completion_tokens")
        elif "temperature" in low and asked.temperature:
            changed = replace(asked, temperature=False)
        elif asked.form != FORMS[-1] and re.search(r"response_?format|json_?schema|json_?object|schema|grammar", low):
            changed = _looser(asked)
        if changed == asked:
            return False
        if FORMS.index(changed.form) >= FORMS.index(self.manner.form):  # another task may have learnt more already
            self.manner = changed
        return True

    async def _after_error(
        self, request: Request, status: int, said: str, headers: Mapping[str, str], tries: int
    ) -> None:
        """Wait for a new try after an answer that is an error, or raise what it means."""
        if status in (401, 403):
            raise ModelError(f"{self.options.host} refuses the key (HTTP {status}): put a valid one into {KEY}")
        if status == 404:
            raise ModelError(
                f"{self.options.host} knows no such model or address (HTTP 404: {said}): check --llm-model and "
                "--llm-url, which mostly ends in /v1"
            )
        if 300 <= status < 400:
            raise ModelError(f"{self.options.host} sends elsewhere (HTTP {status}): give the final --llm-url")
        if status == 402 or "insufficient_quota" in said:
            raise ModelError(f"{self.options.host} wants to be paid first (HTTP {status}: {said})")
        if status not in _AGAIN:
            raise NoReply(f"the server refuses it (HTTP {status}: {said})")
        if tries > self.options.retries:
            raise NoReply(f"the server fails (HTTP {status}: {said}; {_tries(tries)})")
        wanted = _retry_after(headers)
        if wanted is not None and wanted > self.options.longest_wait:
            raise NoReply(f"the server asks to wait {wanted:.0f} s (HTTP {status}): run it again later")
        pause = self._pause(request, tries) if wanted is None else wanted
        if status in (429, 503, 529):
            self._not_before = max(self._not_before, asyncio.get_running_loop().time() + pause)
        else:
            await asyncio.sleep(pause)

    async def _wait_turn(self) -> None:
        while (left := self._not_before - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(left + _TIME_LEFT)

    @staticmethod
    def _pause(request: Request, tries: int) -> float:
        """Doubled each time; a part of it depends on the question, so that not all come back at once."""
        return float(FIRST_WAIT * 2 ** (tries - 1) * (0.75 + int(request.key[:4], 16) / 0xFFFF / 2))

    def _said(self, raw: bytes) -> str:
        """What an error's body says, in one short line without anything that looks like a key."""
        text = raw[:4000].decode("utf-8", "replace")
        try:
            row = json.loads(text)
        except (ValueError, RecursionError):
            row = None
        error = row.get("error", row) if isinstance(row, dict) else None
        if isinstance(error, dict):
            parts = [error.get(name) for name in ("code", "type", "message", "param", "detail")]
            text = " ".join(str(p) for p in parts if p)
        elif isinstance(error, str):
            text = error
        if self.options.key:
            text = text.replace(self.options.key, "***")
        text = " ".join(_SECRETS.sub("***", text).split())
        return "".join(c for c in text if c.isprintable())[:300] or "no reason given"


def _looser(manner: Manner) -> Manner:
    """The same with the next freer form, if there is one."""
    return replace(manner, form=FORMS[min(FORMS.index(manner.form) + 1, len(FORMS) - 1)])


class _Failed(Exception):
    """A try that brought no answer at all."""

    def __init__(self, reason: str, reached: bool) -> None:
        super().__init__(reason)
        self.reached = reached


def _read_completion(raw: bytes) -> Reply | tuple[int, bytes]:
    """The answer in the body of a 200, or the status and body of the error it really is."""
    try:
        row: Any = json.loads(raw)
    except (ValueError, RecursionError):
        return 502, b"it answers with something other than JSON"
    if not isinstance(row, dict):
        return 502, b"it answers with something other than an object"
    if row.get("error") and not row.get("choices"):
        code = row["error"].get("code") if isinstance(row["error"], dict) else None
        return (code if isinstance(code, int) and 400 <= code < 600 else 502), raw
    if not isinstance(row.get("choices"), list) or not row["choices"]:
        return 502, b"it answers without choices"
    return Reply.from_json(row)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait by the Retry-After header, which is a number or a day and hour; None without one."""
    value = (headers.get("retry-after") or "").strip()
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        then = parsedate_to_datetime(value)
        now = parsedate_to_datetime(headers["date"])  # by the server's own clock
        return max(0.0, (then - now).total_seconds())
    except (ValueError, TypeError, KeyError, IndexError):
        return None


def _tries(count: int) -> str:
    return "1 try" if count == 1 else f"{count} tries"
