"""A real HTTP server on this machine that answers as a script says, as OpenAI-compatible servers do on bad days.

Its replies are written by hand in the tests. They show that our side bears them; they say nothing about any model.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from backchannel.schema.model import Article


@dataclass(frozen=True, slots=True)
class Step:
    """How one request is answered."""

    content: str | None = None  # what the model "wrote"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None  # instead of a completion
    finish: str = "stop"
    refusal: str | None = None
    usage: bool = True
    delay: float = 0.0  # seconds before the first byte
    drip: float = 0.0  # seconds between single bytes
    cut: bool = False  # close the connection in the middle of the body

    def raw(self) -> bytes:
        """The body that is sent."""
        if self.body is not None:
            return self.body
        message = {"role": "assistant", "content": self.content, "refusal": self.refusal}
        row: dict[str, Any] = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": int(time.time()),
            "model": "scripted-2031-05-07",
            "choices": [{"index": 0, "message": message, "finish_reason": self.finish}],
        }
        if self.usage:
            row["usage"] = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
        return json.dumps(row, ensure_ascii=False).encode("utf-8")


def error(status: int, message: str, headers: Mapping[str, str] | None = None, code: str | None = None) -> Step:
    """An error as OpenAI-compatible servers word it."""
    row = {"error": {"message": message, "type": "invalid_request_error", "code": code}}
    return Step(status=status, headers=headers or {}, body=json.dumps(row).encode())


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it arrived."""

    path: str
    headers: Mapping[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw)

    @property
    def words(self) -> str:
        """What the user's message holds."""
        return str(self.body["messages"][-1]["content"])


Script = Callable[[Seen, int], Step]  # the request, and how often one with this case was seen before


class Scripted:
    """The server, what it saw, and how many requests it had at once."""

    def __init__(self, script: Script, case: Callable[[Seen], str]) -> None:
        self.script, self.case = script, case
        self.seen: list[Seen] = []
        self.counts: Counter[str] = Counter()
        self.now = self.most = 0
        self.lock = threading.Lock()
        self.stopped = False
        self.httpd = _Quiet(("127.0.0.1", 0), _handler(self))
        self.httpd.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.httpd.server_address[1]}/v1"

    def start(self) -> None:
        threading.Thread(target=self.httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        self.stopped = True
        self.httpd.shutdown()
        self.httpd.server_close()


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that went away is no news here."""


def _handler(server: Scripted) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            if server.stopped:
                self.close_connection = True
                return
            seen = Seen(self.path, {k.lower(): v for k, v in self.headers.items()}, raw)
            with server.lock:
                server.seen.append(seen)
                case = server.case(seen)
                before = server.counts[case]
                server.counts[case] += 1
                server.now += 1
                server.most = max(server.most, server.now)
            try:
                self._answer(server.script(seen, before))
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
            finally:
                with server.lock:
                    server.now -= 1

        def _answer(self, step: Step) -> None:
            time.sleep(step.delay)
            raw = step.raw()
            self.send_response(step.status)
            for name, value in step.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            if step.cut:
                self.wfile.write(raw[: len(raw) // 2])
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
            elif step.drip:
                for i in range(len(raw)):
                    self.wfile.write(raw[i : i + 1])
                    self.wfile.flush()
                    time.sleep(step.drip)
            else:
                self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextmanager
def serving(script: Script, case: Callable[[Seen], str] = lambda seen: case_of(seen.words)) -> Iterator[Scripted]:
    """A server that runs while the block does."""
    server = Scripted(script, case)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def in_turn(*steps: Step) -> Script:
    """The steps one after another for each case, the last one for ever."""
    return lambda _, before: steps[min(before, len(steps) - 1)]


def by_case(steps: Mapping[str, Sequence[Step]]) -> Script:
    """Each case by its own steps."""
    return lambda seen, before: in_turn(*steps[case_of(seen.words)])(seen, before)


# --- articles made for a case, and the answer a careful reader gives ---


def article(case: str, number: int = 0) -> Article:
    """A short article of a case, such as `kasus-hang`."""
    text = (
        f"Menlu Norwegia Telepon Menlu Cile\n\nOSLO - Menteri Luar Negeri Norwegia Ane Solheim menelepon Menteri Luar "
        f"Negeri Cile Pablo Rojas pada Senin (14/2/2022). Catatan kasus-{case}-{number} menyebut keduanya membahas "
        "perikanan.\n"
    )
    return Article(f"{case}-{number}", text, published="2022-02-15", language="id")


def case_of(words: str) -> str:
    """The case an article was made for."""
    return words.split("kasus-")[1].split(" ")[0].rsplit("-", 1)[0]


def contact(**changes: Any) -> dict[str, Any]:
    """The contact that every article of a case reports."""
    row: dict[str, Any] = {
        "participants": [
            {"name": "Ane Solheim", "role": "initiator", "kind": "person", "office": "Menteri Luar Negeri Norwegia",
             "of": "NO", "aliases": []},
            {"name": "Pablo Rojas", "role": "recipient", "kind": "person", "office": "Menteri Luar Negeri Cile",
             "of": "CL", "aliases": []},
        ],
        "channel": "phone-call",
        "status": "occurred",
        "date": "2022-02-14",
        "date_text": "pada Senin (14/2/2022)",
        "place": None,
        "confidential": False,
        "attribution": [],
        "topic": "perikanan",
        "evidence": ["Ane Solheim menelepon Menteri Luar Negeri Cile Pablo Rojas pada Senin"],
    }  # fmt: skip
    return {**row, **changes}


def answer(*contacts: dict[str, Any]) -> str:
    """The JSON a model gives for these contacts; for none given, for the one the article reports."""
    return json.dumps({"contacts": list(contacts or [contact()])}, ensure_ascii=False)
