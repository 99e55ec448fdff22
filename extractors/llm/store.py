"""Answers kept on disk under the hash of their question: the cache, recordings, and answers written by hand.

    KEY.request.json   the question as it is sent
    KEY.prompt.txt     the same to read or to paste
    KEY.reply.json     the answer: {"content": ...}, a whole chat completion, or the contacts themselves
    KEY.reply.txt      or just what a model wrote
    index.tsv          which question is about which article, after a dry run
    rejected/          answers that were paid for and could not be used

A cache keeps the files in folders by the first two digits of their keys; both layouts are read everywhere. Files are
written whole or not at all and are on disk before anything is made of them.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from backchannel.extractors.llm.errors import ModelError
from backchannel.extractors.llm.requests import Request, encoded

LONGEST_REPLY = 8_000_000  # bytes; no list of contacts is longer


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered, without anything of the server that could be secret."""

    content: str
    finish: str | None = None  # "stop", "length", "content_filter"
    refusal: str | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    model: str | None = None  # as the server calls it

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Reply:
        """A kept answer, a chat completion, or contacts written by hand; ValueError for anything else."""
        if isinstance(row.get("contacts"), list):
            return cls(json.dumps(row, ensure_ascii=False), "stop")
        if isinstance(row.get("choices"), list):
            return _completion(row)
        if not isinstance(row.get("content"), str):
            raise ValueError("it holds neither contacts nor what a model wrote")
        return cls(
            row["content"],
            _text(row.get("finish")),
            _text(row.get("refusal")),
            _count(row.get("tokens_in")),
            _count(row.get("tokens_out")),
            _text(row.get("model")),
        )


def _completion(row: Mapping[str, Any]) -> Reply:
    """A chat completion as OpenAI-compatible servers give it."""
    choices = row["choices"]
    first = choices[0] if choices and isinstance(choices[0], dict) else {}
    told = first.get("message")
    message = told if isinstance(told, dict) else {}
    counted = row.get("usage")
    usage = counted if isinstance(counted, dict) else {}
    return Reply(
        _content(message.get("content")),
        _text(first.get("finish_reason")),
        _text(message.get("refusal")),
        _count(usage.get("prompt_tokens")),
        _count(usage.get("completion_tokens")),
        _text(row.get("model")),
    )


def _content(value: object) -> str:
    """The words of a message; some servers give them in parts."""
    if isinstance(value, list):
        parts = (p.get("text") for p in value if isinstance(p, dict))
        value = "".join(p for p in parts if isinstance(p, str))
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of answers."""

    path: Path
    flat: bool = False  # one folder for people to look into

    def _file(self, key: str, end: str) -> Path:
        return (self.path if self.flat else self.path / key[:2]) / f"{key}.{end}"

    def get(self, key: str) -> Reply | None:
        """The answer to a question, if there is one that can be read."""
        try:
            return self.read(key)
        except ValueError:
            return None

    def read(self, key: str) -> Reply | None:
        """The answer to a question; ValueError says what is wrong with the file."""
        for folder in (self.path, self.path / key[:2]):
            for end in ("reply.json", "reply.txt"):
                file = folder / f"{key}.{end}"
                try:
                    if file.stat().st_size > LONGEST_REPLY:
                        raise ValueError(f"{file.name}: larger than {LONGEST_REPLY:,} bytes")
                    raw = file.read_text("utf-8")
                except (FileNotFoundError, NotADirectoryError):
                    continue
                except (OSError, UnicodeDecodeError) as problem:
                    raise ValueError(f"{file.name}: {getattr(problem, 'strerror', None) or 'no UTF-8'}") from None
                return Reply(raw, "stop") if end == "reply.txt" else _parsed(raw, file.name)
        return None

    def put(self, request: Request, reply: Reply) -> None:
        """Keep an answer."""
        self._write(self._file(request.key, "reply.json"), _bytes(asdict(reply)))

    def reject(self, request: Request, reply: Reply) -> None:
        """Keep an answer that cannot be used where it is not found again: the question may be asked anew."""
        self._write(self.path / "rejected" / f"{request.key}.json", _bytes(asdict(reply)))

    def put_request(self, request: Request, most_tokens: int) -> None:
        """Keep the question, for a person or another program to answer."""
        self._write(self._file(request.key, "request.json"), encoded(request.body(most_tokens)))
        self._write(self._file(request.key, "prompt.txt"), f"{request.system}\n\n{request.user}\n".encode())

    def put_index(self, requests: Iterable[Request]) -> None:
        """Say which question is about which article."""
        lines = [f"{request.key}\t{' '.join(request.name.split())}\n" for request in requests]
        self._write(self.path / "index.tsv", "".join(lines).encode())

    def _write(self, file: Path, data: bytes) -> None:
        """The file is there whole or not at all, also after a crash."""
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=file.parent)
            try:
                with os.fdopen(handle, "wb") as out:
                    out.write(data)
                    out.flush()
                    os.fsync(out.fileno())
                os.replace(name, file)
            except BaseException:
                os.unlink(name)
                raise
        except OSError as problem:
            raise ModelError(f"{file.parent}: answers cannot be kept there: {problem.strerror or problem}") from None


def _parsed(raw: str, name: str) -> Reply:
    try:
        row = json.loads(raw)
    except (ValueError, RecursionError):
        return Reply(raw, "stop")  # what a model wrote, saved under .json: looked through like any other answer
    if not isinstance(row, dict):
        return Reply(raw, "stop")
    try:
        return Reply.from_json(row)
    except ValueError as wrong:
        raise ValueError(f"{name}: {wrong}") from None


def _bytes(row: Mapping[str, Any]) -> bytes:
    return (json.dumps(row, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
