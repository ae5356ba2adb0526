"""An open page and the real servers: it hears what happens, catches up after losing them, polls where it must."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page

from tests.databases import default_database
from tests.ports import free_port
from tingtang.desk.tests.bank import DeskBank
from tingtang.desk.tests.browser.conftest import PASSWORD, Site, sign_in
from tingtang.live.actions import publish

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HEAR = "window.heard = []; document.body.addEventListener('live', e => window.heard.push(e.detail.payload.n))"


@pytest.fixture
def database(
    _sqlite_template: Path, tmp_path: Path, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop in this thread
    url = f"sqlite:///{shutil.copy(_sqlite_template, tmp_path / 'live.sqlite3')}"
    with django_db_blocker.unblock(), default_database(url):
        with transaction.atomic():
            bank = DeskBank(timezone.now())
            bank.keep_manual()
            user = bank.user(bank.manager)
            user.set_password(PASSWORD)
            user.password_changed_at = bank.at
            user.save()
        yield url


@contextmanager
def _served(url: str, var: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = free_port()
    command = ["serve", "--port", str(port), "--workers", "1", "--no-jobs", *options]
    process = subprocess.Popen(
        [sys.executable, "-c", "from tingtang.cli import main; main()", *command],
        env={**os.environ, "DATABASE_URL": url, "TINGTANG_VAR": str(var)},
        stderr=subprocess.DEVNULL,
    )
    try:
        _until(lambda: _answers(port), 60)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(120)


def _answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _until(condition: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)


def _see(page: Page, expression: str, wanted: object, seconds: float = 30) -> None:
    """Wait until `expression` is `wanted` in the page (its policy forbids what wait_for_function does)."""
    deadline = time.monotonic() + seconds
    while (found := page.evaluate(expression)) != wanted:
        assert time.monotonic() < deadline, f"{expression}: {found!r}, wanted {wanted!r}"
        page.wait_for_timeout(100)


def _say(n: int) -> None:
    with transaction.atomic():
        publish(topic="staff:M1", name="duty.closed", payload={"n": n}, at=timezone.now())


def _open(browser: Browser, address: str) -> Page:
    page = browser.new_context().new_page()
    sign_in(page, Site(address, "", None, {}), "M1")
    page.evaluate(HEAR)
    return page


def _live_process(parent: int) -> int:
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_text().split("\0")
            above = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        if above == parent and "live" in words:
            return int(entry.name)
    return 0


def test_a_page_hears_and_after_the_stream_was_killed_catches_up_by_itself(
    database: str, tmp_path: Path, chromium: Browser
) -> None:
    with _served(database, tmp_path) as (address, server):
        page = _open(chromium, address)
        _see(page, "document.documentElement.dataset.live", "stream")
        _say(1)
        _see(page, "window.heard", [1])
        before = _live_process(server.pid)
        os.kill(before, signal.SIGKILL)
        _say(2)
        _until(lambda: _live_process(server.pid) not in (0, before))
        _say(3)
        _see(page, "window.heard", [1, 2, 3], 60)
        page.context.close()


def test_a_page_polls_where_no_stream_passes(database: str, tmp_path: Path, chromium: Browser) -> None:
    with _served(database, tmp_path, "--no-live") as (address, _):
        page = _open(chromium, address)
        _see(page, "document.documentElement.dataset.live", "poll")
        _say(1)
        _say(2)
        _see(page, "window.heard", [1, 2])
        page.context.close()


def test_a_page_whose_session_ended_is_told_and_asks_no_more(database: str, tmp_path: Path, chromium: Browser) -> None:
    with _served(database, tmp_path) as (address, server):
        page = _open(chromium, address)
        _see(page, "document.documentElement.dataset.live", "stream")
        page.evaluate("document.body.addEventListener('live:ended', e => { window.ended = e.detail.status })")
        page.context.clear_cookies()
        os.kill(_live_process(server.pid), signal.SIGKILL)
        _see(page, "window.ended", 401)
        _see(page, "document.documentElement.dataset.live", "off")
        page.context.close()
