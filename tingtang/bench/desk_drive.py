"""Reading pages over HTTP as signed-in people do: plain sockets kept open, some at once."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tingtang.bench.lobby_drive import percentiles


class Reader:
    """One person's browser: a connection, a session."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.session = port, session
        self._open()

    def _open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str) -> int:
        """The status of a page, read to its end. Raises OSError."""
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.session}\r\n\r\n"
        self.socket.sendall(head.encode())
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head_bytes, _, rest = data.partition(b"\r\n\r\n")
        headers = head_bytes.lower()
        if b"content-length:" in headers:
            left = int(headers.split(b"content-length:")[1].split(b"\r\n")[0]) - len(rest)
            while left > 0:
                left -= len(self._more())
        else:
            while not rest.endswith(b"0\r\n\r\n"):
                rest += self._more()
        if b"connection: close" in headers:
            self.socket.close()
            self._open()
        return int(head_bytes.split(b" ", 2)[1])

    def _more(self) -> bytes:
        got = self.socket.recv(65536)
        if not got:
            raise ConnectionError("the server closed the connection")
        return got


@dataclass
class Drive:
    """A run: `paths[person]` are the pages each reads in turn; `pause`: seconds between two pages of one person."""

    port: int
    sessions: Sequence[str]
    paths: Sequence[Sequence[str]]
    pages: int
    pause: float = 0.0
    taken: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def run(self) -> Drive:
        """Each person reads so many pages, all persons at once."""
        started = time.perf_counter()
        threads = [threading.Thread(target=self._read, args=(who,)) for who in range(len(self.sessions))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.seconds = time.perf_counter() - started
        return self

    def _read(self, who: int) -> None:
        reader, paths = Reader(self.port, self.sessions[who]), self.paths[who]
        time.sleep(self.pause * who / len(self.sessions))
        for number in range(self.pages):
            path = paths[number % len(paths)]
            started = time.perf_counter()
            try:
                status = reader.get(path)
            except OSError as error:
                self.errors.append(f"{path}: {error}")
                reader = Reader(self.port, self.sessions[who])
                continue
            self.taken.append(time.perf_counter() - started)
            if status != 200:
                self.errors.append(f"{path}: {status}")
            if self.pause:
                time.sleep(self.pause)

    def milliseconds(self) -> dict[str, float]:
        """p50, p95, p99."""
        return percentiles(self.taken)
