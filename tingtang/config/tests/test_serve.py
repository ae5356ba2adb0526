"""`tingtang serve`: answers, brings back what dies, and leaves nothing behind. Real processes on a real database."""

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.ports import free_port

TINGTANG = [sys.executable, "-c", "from tingtang.cli import main; main()"]


def _get(port: int, path: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def _until(condition: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            if condition():
                return
        except (OSError, http.client.HTTPException):
            pass
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)


def _environment(url: str, var: Path) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": url, "TINGTANG_VAR": str(var), "TINGTANG_SECRET_KEY": "a secret of the tests"}


class Served:
    """A running `tingtang serve`."""

    def __init__(self, url: str, var: Path, *options: str) -> None:
        self.port = free_port()
        command = [*TINGTANG, "serve", "--port", str(self.port), "--workers", "1", *options]
        self.process = subprocess.Popen(command, env=_environment(url, var), stderr=subprocess.PIPE, text=True)
        self.tree: set[int] = set()
        self.left: set[int] = set()  # what still lived when the server had ended

    def see(self) -> set[int]:
        """The processes of this server now; remembered, to look for orphans later."""
        children = _children(self.process.pid)
        self.tree |= children
        return children

    def child(self, name: str) -> int:
        """The process id of `web`, `live` or `worker`."""
        named = [pid for pid in _children(self.process.pid, deep=False) if name in _words(pid)]
        return named[0] if named else 0

    def gone(self) -> bool:
        """Whether no process of the tree lives."""
        return not any(_words(pid) for pid in self.tree)

    def end_the_rest(self) -> None:
        """Give what was killed the moment that dying takes; note what lives on all the same, and end it."""
        deadline = time.monotonic() + 20
        while not self.gone() and time.monotonic() < deadline:
            time.sleep(0.05)
        for pid in self.tree:
            if any("tingtang" in word for word in _words(pid)):
                self.left.add(pid)
                os.kill(pid, signal.SIGKILL)


def _words(pid: int) -> list[str]:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        return [] if state == "Z" else Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def _children(pid: int, *, deep: bool = True) -> set[int]:
    found: set[int] = set()
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        if parent == pid:
            child = int(entry.parent.name)
            found |= {child} | (_children(child) if deep else set())
    return found


@contextmanager
def _served(url: str, var: Path, *options: str) -> Iterator[Served]:
    server = Served(url, var, *options)
    try:
        _until(lambda: _get(server.port, "/healthz")[0] == 200)
        server.see()
        yield server
        server.see()
    finally:
        server.process.terminate()
        try:
            server.process.communicate(timeout=120)
        finally:
            server.process.kill()
            server.end_the_rest()


def test_it_serves_pages_stream_and_jobs_and_stops_without_a_trace(fresh_database: str, tmp_path: Path) -> None:
    with _served(fresh_database, tmp_path) as server:
        _until(lambda: json.loads(_get(server.port, "/readyz")[1])["clock"])
        ready = json.loads(_get(server.port, "/readyz")[1])
        assert (ready["ready"], ready["database"], ready["migrated"]) == (True, True, True)
        _until(lambda: _get(server.port + 1, "/healthz") == (200, "ok"))
        assert _get(server.port + 1, "/live")[0] == 401
        assert all(server.child(name) for name in ("web", "live", "worker"))
        assert len(server.see()) >= 5
    assert server.process.returncode == 0
    assert not server.left


@pytest.mark.slow
def test_what_dies_is_started_again_even_when_it_left_workers_behind(fresh_sqlite: str, tmp_path: Path) -> None:
    with _served(fresh_sqlite, tmp_path) as server:
        for name in ("web", "worker", "live"):
            _until(lambda name=name: server.child(name))
            before = server.child(name)
            server.see()
            os.kill(before, signal.SIGKILL)
            _until(lambda name=name, before=before: server.child(name) not in (0, before))
        _until(lambda: _get(server.port, "/healthz")[0] == 200)
        _until(lambda: _get(server.port + 1, "/healthz")[0] == 200)
    assert not server.left


@pytest.mark.slow
def test_a_killed_supervisor_leaves_no_orphans_and_a_free_port(fresh_sqlite: str, tmp_path: Path) -> None:
    with _served(fresh_sqlite, tmp_path) as server:
        _until(lambda: len(server.see()) >= 5)
        server.process.kill()
        server.process.wait()
        _until(server.gone)
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", server.port))


@pytest.mark.slow
def test_what_is_published_reaches_an_open_page_through_the_real_server(fresh_database: str, tmp_path: Path) -> None:
    publish = """if True:
        import django; django.setup()
        from django.db import transaction
        from django.utils import timezone
        from tingtang.live.actions import publish
        with transaction.atomic():
            publish(topic="staff:S1", name="duty.closed", payload={"n": 1}, at=timezone.now())
    """
    ticket = """if True:
        import django; django.setup()
        from django.utils import timezone
        from tingtang.live.tickets import issue
        print(issue(viewer="S1", topics=["staff:S1"], at=timezone.now()))
    """
    environment = {**_environment(fresh_database, tmp_path), "DJANGO_SETTINGS_MODULE": "tingtang.config.settings"}
    issued = subprocess.run(
        [sys.executable, "-c", ticket], env=environment, check=True, capture_output=True, text=True
    ).stdout
    with _served(fresh_database, tmp_path, "--no-jobs") as server:
        _until(lambda: _get(server.port + 1, "/healthz")[0] == 200)
        with closing(http.client.HTTPConnection("127.0.0.1", server.port + 1, timeout=60)) as connection:
            connection.request("GET", "/live?" + urlencode({"ticket": issued.strip()}))
            answer = connection.getresponse()
            assert answer.status == 200
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            while b"event: beat" not in (line := answer.readline()):
                assert line
            subprocess.run([sys.executable, "-c", publish], env=environment, check=True)
            while not (line := answer.readline()).startswith(b'data: {"id"'):
                assert line
            assert json.loads(line.removeprefix(b"data: "))["payload"] == {"n": 1}
    assert not server.left


def _refused(url: str, var: Path, *options: str) -> str:
    done = subprocess.run(
        [*TINGTANG, "serve", *options], env=_environment(url, var), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 2
    assert done.stdout == ""
    return done.stderr


def test_a_port_that_is_taken_is_named_in_one_line(fresh_sqlite: str, tmp_path: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = _refused(fresh_sqlite, tmp_path, "--port", str(port))
    assert f"port {port} on 127.0.0.1" in said
    assert "--port" in said
    assert len(said.splitlines()) == 1


def test_a_database_that_is_not_prepared_says_what_to_run(tmp_path: Path) -> None:
    empty = tmp_path / "empty.sqlite3"
    sqlite3.connect(empty).close()
    said = _refused(f"sqlite:///{empty}", tmp_path, "--port", str(free_port()))
    assert "tingtang migrate" in said
    assert len(said.splitlines()) == 1


def test_it_listens_to_this_machine_alone_unless_told_otherwise() -> None:
    said = subprocess.run([*TINGTANG, "serve", "--help"], capture_output=True, text=True, check=True).stdout
    assert "127.0.0.1" in said
