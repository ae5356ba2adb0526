"""What `tingtang serve` checks before it starts, and the processes it starts."""

from __future__ import annotations

import http.client
import os
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from tingtang.config.supervisor import Child, Supervisor
from tingtang.shared.command import Fail

_LOOK_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Plan:
    """What to serve, and where."""

    host: str
    port: int
    live_port: int
    workers: int
    live: bool = True
    jobs: bool = True

    @property
    def address(self) -> str:
        """The address to open in a browser."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104 - read, not bound
        return f"http://{host}:{self.port}"


def require_free(host: str, port: int, option: str) -> None:
    """Raises Fail when `port` is taken. A server may share it silently (SO_REUSEPORT), so ask first."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Fail(f"port {port} on {host}: {error.strerror}; stop what runs there or choose {option}") from None


def require_prepared() -> None:
    """Raises Fail when the database does not answer or lacks a migration."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise Fail(f"the database does not answer: {str(error).splitlines()[0]}") from None
    finally:
        connection.close()
    if missing:
        raise Fail(f"the database lacks {len(missing)} migration(s): run `tingtang migrate` first")


def children(plan: Plan) -> list[Child]:
    """The processes of `plan`."""
    process = [sys.executable, "-m", "tingtang.config.processes"]
    found = [Child("web", [*process, "web", plan.host, str(plan.port), str(plan.workers)])]
    if plan.live:
        found.append(Child("live", [*process, "live", plan.host, str(plan.live_port)]))
    if plan.jobs:
        found.append(Child("worker", [*process, "worker"]))
    return found


def serve(plan: Plan, say: Callable[[str], None]) -> None:
    """Check, start, watch; returns after a clean stop. Raises Fail when it cannot start."""
    require_free(plan.host, plan.port, "--port")
    if plan.live:
        require_free(plan.host, plan.live_port, "--live-port")
    require_prepared()
    environment = {**os.environ, "TINGTANG_LIVE_PORT": str(plan.live_port)}
    Supervisor(children(plan), say, environment).run(each_look=_Announcer(plan, say).look)
    say("stopped")


class _Announcer:
    """Says once, when the servers answer, where they are."""

    def __init__(self, plan: Plan, say: Callable[[str], None]) -> None:
        self.plan, self.say = plan, say
        self.said = False
        self._look_at = 0.0

    def look(self) -> None:
        """Ask the servers now and then until they answer."""
        if self.said or time.monotonic() < self._look_at:
            return
        self._look_at = time.monotonic() + _LOOK_SECONDS
        plan = self.plan
        self.said = _healthy(plan.host, plan.port) and (not plan.live or _healthy(plan.host, plan.live_port))
        if self.said:
            self.say(f"Tingtang is at {plan.address} (Ctrl-C stops it)")


def _healthy(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection({"0.0.0.0": "127.0.0.1"}.get(host, host), port, timeout=2)  # noqa: S104
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
