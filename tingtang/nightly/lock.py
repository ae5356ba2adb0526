"""One night at a time: a lock that dies with its holder, on either database."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

# One number for all nights of a database: two dates are published one after the other as well.
LOCK = 0x74_69_6E_67
EVERY = 0.2


class Busy(RuntimeError):
    """Another night holds the lock for longer than we were ready to wait."""


@contextmanager
def only_night(var: Path, wait: float, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the lock of this application database; wait up to `wait` seconds for another holder. Raises Busy."""
    holder = _postgresql if connection.vendor == "postgresql" else _file
    with holder(var) as attempt:
        _acquire(attempt, wait, waiting)
        yield


def _acquire(attempt: Callable[[], bool], wait: float, waiting: Callable[[], None]) -> None:
    deadline = time.monotonic() + wait
    told = False
    while not attempt():
        if time.monotonic() >= deadline:
            raise Busy("another night is running on this database")
        if not told:
            waiting()
            told = True
        time.sleep(EVERY)


@contextmanager
def _postgresql(_var: Path) -> Iterator[Callable[[], bool]]:
    """An advisory lock of a session of its own: the server lets go of it when the process or its machine dies."""
    import psycopg  # a night on SQLite starts without it

    settings = {key: value for key, value in connection.get_connection_params().items() if key != "pool"}
    settings.pop("cursor_factory", None)
    settings.pop("context", None)
    with psycopg.connect(**settings, autocommit=True) as session:
        yield lambda: bool(session.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()[0])  # type: ignore[index]


@contextmanager
def _file(var: Path) -> Iterator[Callable[[], bool]]:
    """A locked file beside the SQLite database: the system lets go of it when the process dies."""
    name = str(connection.settings_dict["NAME"])
    path = Path(f"{name}.night.lock") if Path(name).is_absolute() and Path(name).parent.is_dir() else var / "night.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:

        def attempt() -> bool:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        yield attempt
