"""Running what is asynchronous in a test: a browser kept for the session has a loop of its own in this thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What `main` comes to, in a loop and a thread of its own."""
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(lambda: asyncio.run(main())).result()
