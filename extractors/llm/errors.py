"""What can go wrong in asking a model.

BackchannelError
└── ModelError   nothing can be asked at all (no server, no key, no model): stop, what was answered is kept
NoReply          this one request got no usable answer: say which article and why, go on
"""

from __future__ import annotations

from backchannel.schema.errors import BackchannelError


class ModelError(BackchannelError):
    """No model can be asked; the text says what to do."""


class NoReply(Exception):
    """One request has no answer that can be used; the text says why."""
