"""An open page in place of a browser's, for the tests of the stream."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction
from django.utils import timezone

from tests.loops import run
from tingtang.live import tickets
from tingtang.live.actions import Message, publish_all
from tingtang.live.stream import Stream


class Page:
    """An open page: reads server-sent events from the ASGI application as a browser would."""

    def __init__(self, status: int, headers: dict[bytes, bytes]) -> None:
        self.status, self.headers = status, headers
        self.blocks: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        self.text = ""
        self.ended = asyncio.Event()

    def feed(self, body: bytes) -> None:
        """Take a chunk; whole blocks become events."""
        self.text += body.decode()
        while "\n\n" in self.text:
            block, self.text = self.text.split("\n\n", 1)
            self.blocks.put_nowait(dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":")))

    async def next(self, *wanted: str, seconds: float = 60) -> dict[str, Any]:
        """The next event of a wanted kind ("" is a message); other kinds are passed over."""
        while True:
            block = await asyncio.wait_for(self.blocks.get(), seconds)
            if "data" in block and block.get("event", "") in wanted:
                return {**json.loads(block["data"]), "position": block.get("id", "")}


@asynccontextmanager
async def opened(app: Stream, *, headers: dict[str, str] | None = None, **query: str) -> AsyncIterator[Page]:
    """GET /live with these parameters."""
    started: asyncio.Future[Page] = asyncio.get_running_loop().create_future()
    gone = asyncio.Event()

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            started.set_result(Page(message["status"], dict(message["headers"])))
        else:
            started.result().feed(message["body"])
            if not message["more_body"]:
                started.result().ended.set()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    given = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/live",
        "query_string": urlencode(query).encode(),
        "headers": given,
    }
    task = asyncio.create_task(app(scope, receive, send))
    page = await asyncio.wait_for(started, 10)
    try:
        yield page
    finally:
        gone.set()
        await asyncio.wait_for(task, 10)


def ticket(*topics: str, at: datetime | None = None) -> str:
    """A ticket of S1, for their own topic unless told otherwise."""
    return tickets.issue(viewer="S1", topics=topics or ("staff:S1",), at=at or timezone.now())


async def say(topic: str = "staff:S1", *, times: int = 1, **payload: Any) -> None:
    """Publish in one transaction, on a thread and connection of its own."""
    messages = [Message(topic, "duty.closed", {"n": n} if times > 1 else payload) for n in range(times)]

    def write() -> None:
        try:
            with transaction.atomic():
                publish_all(messages, at=timezone.now())
        finally:
            connection.close()

    await asyncio.get_running_loop().run_in_executor(None, write)


def drive(scenario: Callable[[Stream], Awaitable[None]], *, beat_seconds: float = 15) -> None:
    """Run `scenario` with a stream of its own, ended with it."""

    async def main() -> None:
        app = Stream(beat_seconds=beat_seconds)
        try:
            await scenario(app)
        finally:
            app._stop()
            await app.reader.query(lambda: connection.close())

    run(main)
