"""What runs in each process that `tingtang serve` supervises: `python -m tingtang.config.processes web|live|worker`."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from tingtang.config.orphans import end_with_parent

# Each open page holds one connection; granian's own limit (backlog / workers) would silently stop at 1024.
LIVE_CONNECTIONS = 20_000
WEB_THREADS = 4


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens."""

    host: str
    port: int


def web(address: Address, workers: int) -> None:
    """Pages and interface under WSGI."""
    Granian(
        "tingtang.config.wsgi:application",
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=WEB_THREADS,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()


def live(address: Address) -> None:
    """The live stream under ASGI: one process, one reader of the outbox."""
    Granian(
        "tingtang.config.asgi:application",
        address=address.host,
        port=address.port,
        interface=Interfaces.ASGI,
        workers=1,
        backlog=4096,
        backpressure=LIVE_CONNECTIONS,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=3,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()


def worker() -> None:
    """The background jobs and the clock."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tingtang.config.settings")
    import django

    django.setup()
    from tingtang.jobs.worker import run

    sys.exit(run())


def main(words: list[str]) -> None:
    """`web HOST PORT WORKERS`, `live HOST PORT` or `worker`."""
    end_with_parent()
    if words[0] == "web":
        web(Address(words[1], int(words[2])), int(words[3]))
    elif words[0] == "live":
        live(Address(words[1], int(words[2])))
    else:
        worker()


if __name__ == "__main__":
    main(sys.argv[1:])
