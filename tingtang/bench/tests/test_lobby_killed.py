"""The real web server killed in the middle of its work, and asked again with the same keys."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter as Tally
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from tingtang.audit.models import Entry
from tingtang.bench.lobby_drive import Caller, Refused
from tingtang.lobby.models import Step
from tingtang.lobby.tests.lobby import Lobby
from tingtang.organisation.models import Institution
from tingtang.organisation.positions import Position
from tingtang.organisation.tokens import create_token

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture
def lobby(on_each_database: str) -> Lobby:
    """The small lobby, committed, on a database of this test's own."""
    return Lobby()


class Server:
    """The real web server on a port of its own, in a process group that can be killed whole."""

    def __init__(self, url: str, port: int) -> None:
        self.url, self.port = url, port
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "tingtang.config.processes", "web", "127.0.0.1", str(self.port), "2"]
        environment = {**os.environ, "DATABASE_URL": self.url}
        self.process = subprocess.Popen(command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                Caller(self.port).socket.close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError("the server did not start")

    def kill(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def persistent(server: Server, path: str, token: str, key: str, body: bytes) -> dict[str, Any]:
    """Ask until an answer comes, with the same key, as a device does that lost its network."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        try:
            caller = Caller(server.port)
            try:
                return caller.post(path, token, key, body)
            finally:
                caller.socket.close()
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(path)


def test_a_server_killed_under_load_loses_no_acknowledged_step_and_repeats_none(
    lobby: Lobby, on_each_database: str
) -> None:
    place = Institution.objects.get(pk="O1")
    kiosk, console = (
        create_token(by="t", at=timezone.now(), name=name, position=position, institution=place)
        for name, position in (("k", Position.KIOSK), ("c", Position.CLOSED_TELLER))
    )
    connections["default"].close()
    server = Server(on_each_database, 8112)
    server.start()
    answers: dict[str, dict[str, Any]] = {}
    visits = 40

    def drive(worker: int, counter: int) -> None:
        for n in range(visits):
            key, body = f"{worker}-{n}", json.dumps({"business": "enquiry"}).encode()
            answers[f"take {key}"] = persistent(server, "tickets", kiosk, f"t{key}", body)
            called = persistent(server, f"counters/{counter}/call-next", console, f"c{key}", b"")["ticket"]
            answers[f"call {key}"] = called
            for operation in ("start", "finish"):
                path = f"tickets/{called['ticket_id']}/{operation}"
                answers[f"{operation} {key}"] = persistent(server, path, console, f"{operation[0]}{key}x", b"")

    threads = [threading.Thread(target=drive, args=(w, c.pk)) for w, c in enumerate((lobby.one, lobby.two))]
    try:
        for thread in threads:
            thread.start()
        for kills in range(3):
            while len(answers) < 60 * (kills + 1):
                time.sleep(0.01)
            server.kill()
            server.start()
        for thread in threads:
            thread.join()
    finally:
        server.kill()
    total = 2 * visits
    assert len(answers) == 4 * total
    numbers = sorted(answer["number"] for name, answer in answers.items() if name.startswith("take"))
    assert numbers == [f"A{n:03d}" for n in range(1, total + 1)]  # none lost, none twice
    assert len({answer["ticket_id"] for name, answer in answers.items() if name.startswith("call")}) == total
    assert Tally(Step.objects.values_list("state", flat=True)) == dict.fromkeys(
        ("waiting", "called", "serving", "served"), total
    )
    assert Entry.objects.filter(action__startswith="lobby.", subject_kind="ticket").count() == 4 * total


def test_the_driver_says_what_the_server_refused(lobby: Lobby, on_each_database: str) -> None:
    server = Server(on_each_database, 8112)
    server.start()
    try:
        caller = Caller(server.port)
        with pytest.raises(Refused, match="401"):
            caller.post("tickets", "tt_x", "key")
        caller.socket.close()
    finally:
        server.kill()
