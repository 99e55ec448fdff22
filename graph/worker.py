"""The child process behind `store.QueryWorker`: reads questions on stdin, answers on stdout, ends with its parent.

`python -m backchannel.graph.worker STORE BASE MEMORY_LIMIT`; a message is its length in eight bytes and then itself, an
answer is two messages: a JSON head and the body.
"""

from __future__ import annotations

import json
import resource
import struct
import sys
from typing import Any

from backchannel.graph.confinement import no_network
from backchannel.graph.store import TOO_LARGE, ask, open_store
from backchannel.schema.errors import BackchannelError


def main(store_path: str, base: str, memory_limit: str) -> None:
    """Answer until stdin ends."""
    if limit := int(memory_limit):
        # on Linux what is written to counts, not the address space, of which allocators and threads reserve plenty
        kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
        resource.setrlimit(kind, (limit, limit))
    no_network()
    store = None
    while size := sys.stdin.buffer.read(8):
        request = json.loads(sys.stdin.buffer.read(struct.unpack(">Q", size)[0]))
        try:
            if store is None:
                store = open_store(store_path)
            request |= {name: tuple(request[name]) for name in ("default_graphs", "named_graphs")}
            answer = ask(store, request.pop("query"), base=base, **request)
        except BackchannelError as error:
            _send({"error": str(error), "kind": type(error).__name__}, b"")
        except MemoryError:
            store = None
            _send({"error": TOO_LARGE, "kind": "LimitOver"}, b"")
        else:
            _send({"media_type": answer.media_type, "kind": answer.kind, "count": answer.count}, answer.body)


def _send(head: dict[str, Any], body: bytes) -> None:
    for part in (json.dumps(head).encode(), body):
        sys.stdout.buffer.write(struct.pack(">Q", len(part)) + part)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (KeyboardInterrupt, BrokenPipeError):
        sys.exit(1)
