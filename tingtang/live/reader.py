"""The stream process's one reader of the outbox: woken by NOTIFY on PostgreSQL, by looking on SQLite; quiet while no
page is open."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import psycopg
from django.db import DatabaseError, connection
from django.utils import timezone

from tingtang.live import queries
from tingtang.live.cursor import Cursor
from tingtang.live.hub import Hub

log = logging.getLogger("tingtang.live")
T = TypeVar("T")

LOOK_SECONDS = 0.2  # SQLite: how often to look
SAFETY_SECONDS = 2.0  # PostgreSQL: look even when no wake-up came
_MOST = 20_000  # events in one step, shared by all pages; above it they are told to read again
_CALM_SECONDS = 0.05  # at most twenty reads a second, however many commits; the first after a silence is at once


class Reader:
    """Follows the outbox and hands each batch to the hub. Errors of the database are waited out, nothing is skipped.

    While no page is open it neither reads nor listens: a page that opens reads what it missed for itself, and the
    reader goes on from where that ended (`begin`). `_from` moves only in the database's thread, one read after another.
    """

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.cursor: Cursor | None = None  # up to where the hub was given everything
        self._from: Cursor | None = None  # up to where it was read; None while nobody follows
        self._database = ThreadPoolExecutor(1, "outbox")  # Django's connection belongs to one thread
        self._wake = asyncio.Event()

    async def query(self, call: Callable[[], T]) -> T:
        """Run `call` where the database connection lives."""
        return await asyncio.get_running_loop().run_in_executor(self._database, lambda: _safely(call))

    def begin(self, cursor: Cursor) -> None:
        """Where a page that opened has read to; called within `query`. The first of them starts the reading."""
        if self._from is None:
            self._from = cursor

    def wake(self) -> None:
        """A page went: with the last of them the reader is to be quiet now, not when its rest is over."""
        if not self.hub.listeners:
            self._wake.set()

    async def run(self) -> None:
        """Read until cancelled."""
        listening = connection.vendor == "postgresql"
        waker = asyncio.create_task(self._listen()) if listening else None
        pause = SAFETY_SECONDS if listening else LOOK_SECONDS
        try:
            while True:
                await self.hub.followed.wait()
                while self.hub.listeners:
                    await self._step()
                    await self._rest(pause)
                await self._step()  # nobody: forgets where it was, so that it does not begin there hours later
        finally:
            if waker:
                waker.cancel()

    async def _step(self) -> None:
        self._wake.clear()
        try:
            batch = await self.query(self._read)
        except DatabaseError as error:
            log.warning("live: cannot read the outbox, trying again: %s", error)
            await asyncio.sleep(1)
            return
        self.cursor = batch.cursor if batch else None
        if batch:
            self.hub.dispatch(batch)

    def _read(self) -> queries.Batch | None:
        """What is new; None where nobody follows, or the first who does has not read yet."""
        if not self.hub.listeners:
            self._from = None
        if self._from is None:
            return None
        batch = queries.after(self._from, at=timezone.now(), most=_MOST)
        self._from = batch.cursor
        return batch

    async def _rest(self, seconds: float) -> None:
        await asyncio.sleep(_CALM_SECONDS)
        try:
            await asyncio.wait_for(self._wake.wait(), seconds)
        except TimeoutError:
            return

    async def _listen(self) -> None:
        """Hold a connection of its own for LISTEN while pages are open; while it is away, SAFETY_SECONDS bounds the
        delay."""
        while True:
            await self.hub.followed.wait()
            try:
                await self._listen_once()
            except psycopg.Error as error:
                log.warning("live: lost the wake-up connection, opening another: %s", error)
                await asyncio.sleep(1)

    async def _listen_once(self) -> None:
        async with await psycopg.AsyncConnection.connect(**_connection_parameters(), autocommit=True) as listener:
            await listener.execute("LISTEN tingtang_live")
            self._wake.set()
            while self.hub.listeners:  # what came while it rested is taken in one go: each by itself costs a step
                async for _ in listener.notifies(timeout=SAFETY_SECONDS, stop_after=1):
                    self._wake.set()
                await asyncio.sleep(_CALM_SECONDS)


def _connection_parameters() -> dict[str, Any]:
    ours = {"cursor_factory", "context", "prepare_threshold", "server_side_binding"}
    return {key: value for key, value in connection.get_connection_params().items() if key not in ours}


def _safely(call: Callable[[], T]) -> T:
    """After an error the connection is thrown away, so that the next call opens a new one."""
    try:
        return call()
    except DatabaseError:
        connection.close()
        raise
