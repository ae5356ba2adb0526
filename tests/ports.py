"""Ports for servers that tests start."""

from __future__ import annotations

import os
import random
import socket
from contextlib import closing
from itertools import cycle

# Below those that the system lends to whoever asks for any (from 32768): nobody takes one between looking and starting.
FIRST, EACH, WORKERS = 10_000, 1_000, 20


def _mine() -> list[int]:
    """The even ports of this process of the run, in an order of its own: another run may go on beside it."""
    worker = int("".join(filter(str.isdigit, os.environ.get("PYTEST_XDIST_WORKER", ""))) or WORKERS - 1)
    start = FIRST + worker % WORKERS * EACH
    return random.sample(range(start, start + EACH, 2), EACH // 2)


_next = cycle(_mine())


def free_port() -> int:
    """A port that is free together with the one after it, where the live stream listens."""
    for _ in range(EACH):
        port = next(_next)
        with closing(socket.socket()) as one, closing(socket.socket()) as two:
            try:
                one.bind(("127.0.0.1", port))
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise OSError("no port is free")
