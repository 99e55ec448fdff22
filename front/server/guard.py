"""What every request and response goes through: known hosts, small bodies, harmless pages."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_LIMIT = 1 << 20  # a query longer than that is no query
BODY_SECONDS = 20.0
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Stands before the application."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] | None, cors: str | None = None) -> None:
        """`hosts` are the names the server answers to, None for any; `cors` an origin whose pages may ask it, or `*`.

        A page of another site that gets its own name to point here (DNS rebinding) sends that name, and is refused.
        """
        self._app = app
        self._hosts = None if hosts is None else {h.lower() for h in hosts}
        self._cors = cors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        guarded = self._guarded(scope, send)
        if self._hosts is not None and _host(headers.get(b"host", b"")) not in self._hosts:
            await _refuse(guarded, 421, "this server does not go by that name")
        elif _length(headers.get(b"content-length", b"")) > BODY_LIMIT:
            await _refuse(guarded, 413, f"a request holds at most {BODY_LIMIT} bytes")
        elif scope["path"] == "/sparql" and scope["method"] == "OPTIONS":
            await _refuse(guarded, 204, "", [(b"allow", b"GET, HEAD, POST, OPTIONS")])
        else:
            try:
                body = await _whole(receive)
            except TimeoutError:
                await _refuse(guarded, 408, "the request did not come to an end")
            else:
                if body is None:
                    await _refuse(guarded, 413, f"a request holds at most {BODY_LIMIT} bytes")
                else:
                    await self._app(scope, _again(body, receive), guarded)

    def _guarded(self, scope: Scope, send: Send) -> Send:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                more = [(n.encode(), v.encode()) for n, v in HEADERS.items() if n.encode() not in given]
                message = {**message, "headers": [*message["headers"], *more, *self._sharing(scope)]}
            await send(message)

        return guarded

    def _sharing(self, scope: Scope) -> Iterable[tuple[bytes, bytes]]:
        """Headers that let pages of another origin ask the endpoint, and nothing else."""
        if self._cors is None or scope["path"] != "/sparql":
            return ()
        return (
            (b"access-control-allow-origin", self._cors.encode()),
            (b"access-control-allow-methods", b"GET, POST"),
            (b"access-control-allow-headers", b"accept, content-type"),
            (b"vary", b"Origin"),
        )


def _length(header: bytes) -> int:
    return int(header) if header.isdigit() else 0


def _host(header: bytes) -> str:
    """The name in a Host header, without its port."""
    name = header.decode("latin-1").lower()
    return name[: name.index("]") + 1] if name.startswith("[") and "]" in name else name.partition(":")[0]


async def _whole(receive: Receive) -> bytes | None:
    """The body; None if it is too long."""
    parts: list[bytes] = []
    size = 0
    async with asyncio.timeout(BODY_SECONDS):
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return b"".join(parts)
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > BODY_LIMIT:
                return None
            if not message.get("more_body"):
                return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _refuse(send: Send, status: int, why: str, more: Iterable[tuple[bytes, bytes]] = ()) -> None:
    body = f"{why}\n".encode() if why else b""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
