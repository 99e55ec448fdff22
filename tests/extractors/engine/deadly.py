"""Stages that misbehave, importable by worker processes."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from backchannel.extractors.engine.parts import Counts
from backchannel.extractors.engine.shards import Shard


def always_dies(shard: Shard, folder: Path, settings: dict[str, Any]) -> Counts:
    """Ends its process, as the system does when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def raises(shard: Shard, folder: Path, settings: dict[str, Any]) -> Counts:
    """Meets an error that no article explains."""
    (folder / "half").write_text("half a part")
    raise OSError(28, "No space left on device")
