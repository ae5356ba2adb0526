"""Open screens: live connections that hear of each call, and how long after it was sent."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from dataclasses import dataclass, field


@dataclass
class Screens:
    """`addresses`: one a screen, path and query of the stream. `heard`: (ticket, when) of each called ticket."""

    port: int
    addresses: list[str]
    heard: list[tuple[int, float]] = field(default_factory=list)
    open: int = 0

    def start(self) -> None:
        """Open them all, in a thread of their own; returns when they are."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._all(), self._loop)
        deadline = time.monotonic() + 60
        while self.open < len(self.addresses) and time.monotonic() < deadline:
            time.sleep(0.1)

    def stop(self) -> None:
        """Close them."""
        asyncio.run_coroutine_threadsafe(self._none(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _none(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _all(self) -> None:
        self._tasks = []
        for address in self.addresses:
            self._tasks.append(asyncio.create_task(self._one(address)))
            await asyncio.sleep(0.002)

    async def _one(self, address: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n".encode())
        await reader.readuntil(b"event: beat")
        self.open += 1
        async for line in reader:
            if line.startswith(b'data: {"id"') and b'"state":"called"' in line:
                now = time.perf_counter()
                self.heard.append((json.loads(line[6:])["payload"]["ticket"], now))
