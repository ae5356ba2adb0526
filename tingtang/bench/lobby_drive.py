"""Driving visits over HTTP: plain sockets kept open, so that the driver takes little from the two cores it shares."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

CALLS = ("take", "call", "start", "finish", "rate")
_TAKE = json.dumps({"business": "cash_withdrawal"}).encode()
_RATE = json.dumps({"score": 5}).encode()


class Refused(RuntimeError):
    """The server answered other than 200."""


class Caller:
    """One connection, kept open."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._open()

    def _open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def post(self, path: str, token: str, key: str, body: bytes = b"") -> dict[str, Any]:
        """The JSON of the answer. Raises Refused, OSError."""
        head = (
            f"POST /api/lobby/{path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAuthorization: Bearer {token}\r\n"
            f"Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.socket.sendall(head.encode() + body)
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, rest = data.partition(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
        )
        while len(rest) < length:
            rest += self._more()
        if not head.startswith(b"HTTP/1.1 200"):
            raise Refused(f"{head.splitlines()[0]!r} {rest[:200]!r}")
        answer: dict[str, Any] = json.loads(rest)
        return answer

    def _more(self) -> bytes:
        got = self.socket.recv(65536)
        if not got:
            raise ConnectionError("the server closed the connection")
        return got


@dataclass
class Drive:
    """A run: how many visits, how quickly (visits a second; 0: as fast as it goes), by how many at once."""

    port: int
    tokens: dict[str, list[str]]
    counters: Sequence[Sequence[int]]
    name: str
    visits: int
    rate: float = 0.0
    workers: int = 8
    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    called_at: dict[int, float] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def run(self) -> None:
        """Drive; `taken` has the seconds of each call, `called_at` when each ticket's call was sent."""
        self._next, self._lock, self._started = 0, threading.Lock(), time.perf_counter()
        threads = [threading.Thread(target=self._work, args=(worker,)) for worker in range(self.workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.seconds = time.perf_counter() - self._started

    def _work(self, worker: int) -> None:
        caller = Caller(self.port)
        while (visit := self._number()) is not None:
            if self.rate:
                time.sleep(max(0.0, self._started + visit / self.rate - time.perf_counter()))
            try:
                self._visit(caller, worker, visit)
            except (Refused, OSError) as error:
                self.errors.append(str(error))
                caller = Caller(self.port)

    def _number(self) -> int | None:
        with self._lock:
            if self._next >= self.visits:
                return None
            self._next += 1
            return self._next - 1

    def _visit(self, caller: Caller, worker: int, visit: int) -> None:
        """Each worker has a counter of its own; it serves whom the rules choose, not whom it took a ticket for."""
        outlet = worker % len(self.counters)
        counter = self.counters[outlet][worker // len(self.counters)]
        kiosk, console, panel = (self.tokens[name][outlet] for name in ("kiosk", "console", "panel"))
        key = f"{self.name}-{visit}"
        self._timed("take", caller, "tickets", kiosk, key, _TAKE)
        sent = time.perf_counter()
        ticket = self._timed("call", caller, f"counters/{counter}/call-next", console, key + "c")["ticket"]["ticket_id"]
        self.called_at[ticket] = sent
        self._timed("start", caller, f"tickets/{ticket}/start", console, key + "s")
        self._timed("finish", caller, f"tickets/{ticket}/finish", console, key + "f")
        self._timed("rate", caller, f"tickets/{ticket}/rating", panel, key + "r", _RATE)

    def _timed(self, call: str, caller: Caller, path: str, token: str, key: str, body: bytes = b"") -> dict[str, Any]:
        started = time.perf_counter()
        answer = caller.post(path, token, key, body)
        self.taken[call].append(time.perf_counter() - started)
        return answer

    def latencies(self) -> dict[str, dict[str, float]]:
        """Milliseconds by call."""
        return {call: percentiles(self.taken[call]) for call in CALLS}


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds."""
    cuts = quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else [0.0] * 99
    return {f"p{at}": round(cuts[at - 1] * 1000, 2) for at in (50, 95, 99)}
