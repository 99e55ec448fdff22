"""A process that may open no connection: what keeps a query at home even if the engine would let it out."""

from __future__ import annotations

import contextlib
import ctypes
import platform
import struct
import sys

# From <linux/prctl.h>, <linux/seccomp.h>, <linux/filter.h>, <linux/audit.h> and the tables of system calls
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _EPERM = 0x7FFF0000, 0x00050001
_LOAD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}  # audit architecture, number of `socket`


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def no_network() -> bool:
    """Forbid this process every new socket, for good; False where the system cannot (only Linux can)."""
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        return False
    architecture, socket_call = _MACHINES[platform.machine()]
    steps = b"".join(
        struct.pack("HBBI", *step)
        for step in (
            (_LOAD, 0, 0, 4),  # the architecture
            (_JUMP_EQUAL, 0, 3, architecture),
            (_LOAD, 0, 0, 0),  # the number of the call
            (_JUMP_EQUAL, 0, 1, socket_call),
            (_RETURN, 0, 0, _EPERM),
            (_RETURN, 0, 0, _ALLOW),
        )
    )
    program = _Program(len(steps) // 8, steps)
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0:
            return bool(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)
    return False
