"""The stream: a small ASGI application that sends the outbox to open pages as server-sent events.

GET /live?ticket=...&after=... ; a `Last-Event-ID` header (the browser's own reconnect) wins over `after`. No Django
request cycle: the ticket is the right to read, and its bearer may come from any origin, so no cookie is looked at.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from django.db import DatabaseError, connection
from django.utils import timezone

from tingtang.live import queries, tickets
from tingtang.live.cursor import BadCursor, Cursor, parse
from tingtang.live.envelope import followed, frame, notice
from tingtang.live.hub import Hub, Listener
from tingtang.live.reader import Reader
from tingtang.live.tickets import BadTicket, Ticket

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

BEAT_SECONDS = 15.0  # proxies close a silent connection, often after 30 or 60 s
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"access-control-allow-origin", b"*"),
    (b"x-content-type-options", b"nosniff"),
]


class Stream:
    """The ASGI application."""

    def __init__(self, *, beat_seconds: float = BEAT_SECONDS) -> None:
        self.hub = Hub()
        self.reader = Reader(self.hub)
        self.beat_seconds = beat_seconds
        self._reading: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        self._start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._stop()
        await send({"type": "lifespan.shutdown.complete"})

    def _start(self) -> None:
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self.reader.run())

    def _stop(self) -> None:
        for listener in list(self.hub.listeners):
            listener.close()
        if self._reading:
            self._reading.cancel()

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/healthz":
            await _answer(send, 200, "ok")
        elif scope["path"] != "/live":
            await _answer(send, 404, "only /live is here")
        elif scope["method"] != "GET":
            await _answer(send, 405, "GET only")
        else:
            await self._live(scope, receive, send)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        at = timezone.now()
        try:
            ticket, cursor = _read_request(scope, at=at)
        except BadTicket as error:
            return await _answer(send, 401, f"ticket: {error}")
        except BadCursor:
            return await _answer(send, 422, "after: not a position of this installation")
        self._start()
        listener = self.hub.join(ticket.topics)
        try:
            first = await self._catch_up(listener, cursor, at)
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await _write(send, first)
            await self._follow(listener, _seconds_left(ticket, at), receive, send)
        except DatabaseError:
            await _answer(send, 503, "the database does not answer")
        finally:
            self.hub.leave(listener)
            self.reader.wake()

    async def _catch_up(self, listener: Listener, cursor: Cursor | None, at: datetime) -> bytes:
        """What came before the listener joined. It joined first, so nothing falls between.

        Reading goes in turn: what is queued by now was read before this and is in it; what is read later drops by id.
        """
        if cursor is None:
            now = await self.reader.query(lambda: self._begin(queries.Batch((), queries.current(at=at))))
            return b"retry: 2000\n\n" + notice("beat", now.cursor)
        batch = await self.reader.query(lambda: self._begin(queries.after(cursor, at=at, topics=listener.topics)))
        listener.drop()
        listener.sent_first = frozenset(event.pk for event in batch.events)
        frames = b"".join(frame(event, followed(event, listener.topics)) for event in batch.events)
        return b"retry: 2000\n\n" + frames + notice("reset" if batch.reset else "beat", batch.cursor)

    def _begin(self, batch: queries.Batch) -> queries.Batch:
        """The reader goes on from where this page has read to, if it has not begun."""
        self.reader.begin(batch.cursor)
        return batch

    async def _follow(self, listener: Listener, seconds: float, receive: Receive, send: Send) -> None:
        """Write until the page goes, the ticket ends or the page is too slow."""
        gone = asyncio.create_task(_until_gone(receive, listener))
        ends = asyncio.get_running_loop().time() + seconds
        try:
            while listener.open and asyncio.get_running_loop().time() < ends:
                chunk = await self._next(listener)
                if chunk is not None:
                    await _write(send, chunk)
            with contextlib.suppress(Exception):  # the page may be gone already
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            gone.cancel()

    async def _next(self, listener: Listener) -> bytes | None:
        try:
            return await asyncio.wait_for(listener.chunks.get(), self.beat_seconds)
        except TimeoutError:
            return notice("beat", self.reader.cursor) if self.reader.cursor and listener.chunks.empty() else b": \n\n"


async def _until_gone(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.close()


def _read_request(scope: Scope, *, at: datetime) -> tuple[Ticket, Cursor | None]:
    query = parse_qs(scope["query_string"].decode("latin-1"))
    ticket = tickets.read(query.get("ticket", [""])[0], at=at)
    resumed = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    text = resumed or query.get("after", [""])[0]
    return ticket, parse(text, vendor=connection.vendor) if text else None


def _seconds_left(ticket: Ticket, at: datetime) -> float:
    """To the ticket's end, spread so that pages opened together do not come back together."""
    return (ticket.until - at).total_seconds() * random.uniform(0.8, 1.0)  # noqa: S311 - spreads load, guards nothing


async def _write(send: Send, chunk: bytes) -> None:
    await send({"type": "http.response.body", "body": chunk, "more_body": True})


async def _answer(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"access-control-allow-origin", b"*")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode(), "more_body": False})
