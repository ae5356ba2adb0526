"""Who listens to what inside the stream process: one reader of the outbox, many open pages."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable

from tingtang.live.envelope import frame, notice
from tingtang.live.models import OutboxEvent
from tingtang.live.queries import Batch

BUFFER = 256  # batches a slow page may lag behind before it is cut off, to come back with its position


class Listener:
    """One open page. `chunks` holds what is to be written; None ends the stream."""

    def __init__(self, topics: Iterable[str]) -> None:
        self.topics = frozenset(topics)
        self.chunks: asyncio.Queue[bytes | None] = asyncio.Queue(BUFFER)
        self.sent_first: frozenset[int] = frozenset()
        self.open = True

    def offer(self, chunk: bytes) -> None:
        """Queue `chunk`; a page too slow to take it is closed rather than left with a hole."""
        try:
            self.chunks.put_nowait(chunk)
        except asyncio.QueueFull:
            self.close()

    def close(self) -> None:
        """End the stream after dropping what was not written: the page resumes from its position."""
        self.open = False
        self.drop()
        self.chunks.put_nowait(None)

    def drop(self) -> None:
        """Forget what was not written."""
        while not self.chunks.empty():
            self.chunks.get_nowait()


class Hub:
    """The listeners by topic."""

    def __init__(self) -> None:
        self._by_topic: defaultdict[str, set[Listener]] = defaultdict(set)
        self.listeners: set[Listener] = set()
        self.followed = asyncio.Event()  # set while there is one

    def join(self, topics: Iterable[str]) -> Listener:
        """A listener that gets every batch dispatched from now on."""
        listener = Listener(topics)
        self.listeners.add(listener)
        self.followed.set()
        for topic in listener.topics:
            self._by_topic[topic].add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """Forget `listener`."""
        self.listeners.discard(listener)
        if not self.listeners:
            self.followed.clear()
        for topic in listener.topics:
            self._by_topic[topic].discard(listener)
            if not self._by_topic[topic]:
                del self._by_topic[topic]

    def dispatch(self, batch: Batch) -> None:
        """Give each listener its events of `batch`, then the position."""
        if batch.reset:
            for listener in self.listeners:
                listener.offer(notice("reset", batch.cursor))
            return
        waiting: defaultdict[Listener, list[bytes]] = defaultdict(list)
        for event in batch.events:
            self._share(event, waiting)
        mark = notice("mark", batch.cursor)
        for listener, frames in waiting.items():
            listener.offer(b"".join([*frames, mark]))

    def _share(self, event: OutboxEvent, waiting: defaultdict[Listener, list[bytes]]) -> None:
        told: set[Listener] = set()  # who follows two topics of one event hears of it once
        for topic in event.topics:
            listeners = self._by_topic.get(topic)
            if not listeners:
                continue
            written = frame(event, topic)
            for listener in listeners - told:
                if event.pk not in listener.sent_first:
                    waiting[listener].append(written)
            told |= listeners
