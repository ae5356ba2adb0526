"""Runs a night many times in children of its own, each killed with -9 at another place, and once more to its end.

`python -m tingtang.nightly.tests.killer FEED STRIDE`: every STRIDE-th place is tried; prints how many places there are.
Places: before each step, before each statement on the application database, before the history is put in its place.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

AT = datetime(2026, 3, 10, 20, tzinfo=UTC)


def at_every_place(reached: Callable[[], None]) -> None:
    """Call `reached` before everything that changes something."""
    from tingtang.nightly import engine, history, night, publish, store

    def before(module: Any, name: str) -> None:
        original = getattr(module, name)

        def hooked(*args: Any, **options: Any) -> Any:
            reached()
            return original(*args, **options)

        setattr(module, name, hooked)

    before(engine, "run_step")
    before(history, "keep")
    before(night, "_mark")
    before(night, "keep_manual")
    before(store, "execute")
    publish.execute = store.execute
    store.Store._fill = _hooked_method(store.Store._fill, reached)  # type: ignore[method-assign]


def _hooked_method(original: Callable[..., Any], reached: Callable[[], None]) -> Callable[..., Any]:
    def hooked(*args: Any) -> Any:
        reached()
        return original(*args)

    return hooked


def run(feed: Path, die_at: int | None) -> int:
    """The night in a child; how many places it passed (0 when it was killed)."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        places = 0

        def reached() -> None:
            nonlocal places
            if places == die_at:
                os.kill(os.getpid(), signal.SIGKILL)
            places += 1

        at_every_place(reached)
        from tingtang.manual.book import load
        from tingtang.nightly.night import run_night

        run_night(feed, load(), at=AT)
        os.write(writer, str(places).encode())
        os._exit(0)
    os.close(writer)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reader) as told:
        passed = told.read()
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    if not killed and status != 0:
        raise SystemExit(f"the night failed: status {status}")
    return int(passed or 0)


def main(feed: Path, stride: int) -> None:
    """Kill at place 0, stride, 2 * stride and so on until a run comes through."""
    place = 0
    while not (passed := run(feed, place)):
        place += stride
    again = run(feed, None)
    sys.stdout.write(f"{passed} places, then {again}\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tingtang.config.settings")
    import django

    django.setup()
    main(Path(sys.argv[1]), int(sys.argv[2]))
