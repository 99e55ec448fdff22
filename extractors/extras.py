"""Packages that only some inputs need, and the one line that says how to get them."""

from __future__ import annotations

import importlib
from typing import Any

from backchannel.schema.errors import BackchannelError


class MissingExtraError(BackchannelError):
    """A package that this input or engine needs is not installed."""


def needed(module: str, extra: str) -> Any:
    """The module, or a MissingExtraError that names the extra to install."""
    try:
        return importlib.import_module(module)
    except ImportError:
        package = module.split(".")[0]
        raise MissingExtraError(f"this needs {package}: pip install 'backchannel[{extra}]'") from None
