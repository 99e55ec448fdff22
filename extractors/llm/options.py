"""What a user says about the model: where it is, how it is asked, where answers are kept."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from backchannel.extractors.llm.errors import ModelError
from backchannel.extractors.llm.windows import SIZE

KEY = "BACKCHANNEL_LLM_KEY"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """How to reach a model and how to ask it."""

    model: str
    url: str | None = None  # None where nothing is sent: replay and dry run
    key: str | None = field(default=None, repr=False)
    concurrency: int = 4
    timeout: float = 120.0  # seconds for one whole answer, however slowly it drips
    retries: int = 4  # after the first try
    longest_wait: float = 120.0  # seconds; a server that asks for more is not waited for
    window: int = SIZE
    most_tokens: int = 4096  # of one answer; doubled once for one that was cut off
    cache: Path | None = None
    replay: Path | None = None
    record: Path | None = None

    def checked(self) -> ModelOptions:
        """The options, or a ModelError that says what is wrong with the address."""
        if self.url is None:
            return self
        try:
            parts = urlsplit(self.url)
            host = parts.hostname
        except ValueError:
            raise ModelError("--llm-url is no address: give one such as http://127.0.0.1:11434/v1") from None
        if parts.scheme not in ("http", "https") or not host:
            raise ModelError("--llm-url must begin with http:// or https://, such as http://127.0.0.1:11434/v1")
        if parts.username or parts.password or parts.query:
            raise ModelError(f"--llm-url must hold no name, password or key: put the key into {KEY}")
        if self.key and parts.scheme == "http" and not self.on_this_machine:
            raise ModelError(f"the key in {KEY} would go to {host} unencrypted: use https://, or unset it")
        return self

    @property
    def on_this_machine(self) -> bool:
        """Whether the server is on the loopback interface."""
        return self.url is not None and urlsplit(self.url).hostname in _LOOPBACK

    @property
    def host(self) -> str:
        """The server as messages name it."""
        return urlsplit(self.url).netloc if self.url else "no server"


def key_from_environment() -> str | None:
    """The key, which is taken from the environment and from nowhere else."""
    return (os.environ.get(KEY) or "").strip() or None


def usual_cache() -> Path:
    """Where answers are kept unless the user says otherwise."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "backchannel" / "llm"
