"""A real server process over a workspace, for tests that ask it as a client would."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


class Server:
    """`backchannel serve` in a process of its own, on a free port."""

    def __init__(self, workspace: Path, *options: str) -> None:
        command = [sys.executable, "-m", "backchannel", "serve", str(workspace), "--no-open", "--port", "0", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, line + self.process.stdout.read()
        self.url = found[0]
        self.host = urlsplit(self.url).netloc
        self.wait()

    def wait(self, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while True:
            try:
                if self.get("/healthz").status == 200:
                    return
            except OSError:
                assert self.process.poll() is None, self.process.communicate()[0]
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.05)

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        timeout: float = 60,
    ) -> Reply:
        connection = http.client.HTTPConnection(self.host, timeout=timeout)
        try:
            connection.request(method, path, body, headers or {})
            found = connection.getresponse()
            headers_found: dict[str, str] = {}
            for name, value in found.getheaders():
                key = name.lower()
                headers_found[key] = f"{headers_found[key]}, {value}" if key in headers_found else value
            return Reply(found.status, headers_found, found.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Reply:
        return self.send("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def ask(self, query: str, **fields: str) -> Reply:
        return self.get("/sparql?" + urlencode({"query": query, **fields}, quote_via=quote))

    def children(self) -> list[int]:
        """Processes that this one started (Linux tells)."""
        return [
            int(p) for p in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ] + [
            int(c)
            for task in Path(f"/proc/{self.process.pid}/task").iterdir()
            if task.name != str(self.process.pid)
            for c in (task / "children").read_text().split()
        ]

    def seconds_used(self) -> float:
        """Processor time of the server and of what it started and has not yet outlived, user and system."""
        ticks = 0
        for pid in (self.process.pid, *self.children()):
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def resident(self) -> int:
        """Bytes of memory that the server and its children hold."""
        total = 0
        for pid in (self.process.pid, *self.children()):
            try:
                total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            except OSError:
                continue
        return total

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
