"""The product's own servers, a hall of its own for each test, and devices in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from tests.databases import default_database
from tests.ports import free_port
from tingtang.desk.assets import DIST
from tingtang.lobby.tests.guests import GuestHall, device_token
from tingtang.organisation.devices import COOKIE
from tingtang.organisation.positions import Position

BEAT_MS = 10_000  # of assets/src/guest/feed.js


def beat(milliseconds: int) -> str:
    """A script that lets a device read again by itself at another beat: often, or hardly ever."""
    lent = f"(what, after, ...more) => plain(what, after === {BEAT_MS} ? {milliseconds} : after, ...more)"
    return f"{{ const plain = setTimeout.bind(window); window.setTimeout = {lent}; }}\n"


ALMOST_NEVER = beat(3_600_000)
HEIGHTS = {390: 844, 640: 512, 1024: 768, 1080: 1920, 1920: 1080}


@dataclass
class Servers:
    """The servers over one database; they can be stopped and started again at the same address."""

    database: str
    var: Path
    port: int
    running: subprocess.Popen[bytes] | None = None
    halls: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def address(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start and wait until they answer."""
        command = ["serve", "--port", str(self.port), "--workers", "1", "--no-jobs"]
        self.running = subprocess.Popen(
            [sys.executable, "-c", "from tingtang.cli import main; main()", *command],
            env={**os.environ, "DATABASE_URL": self.database, "TINGTANG_VAR": str(self.var)},
            stderr=subprocess.DEVNULL,
        )
        until(lambda: _answers(self.port), 120)

    def stop(self) -> None:
        """Stop and wait until they are gone."""
        if self.running:
            self.running.terminate()
            self.running.wait(120)
            self.running = None


def _answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait for it, outside the browser."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)


def see(page: Page, condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait for it while the page goes on."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited too long: {page.locator('body').inner_text()[:600]}"
        page.wait_for_timeout(100)


@pytest.fixture(scope="package")
def servers(
    _sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Servers]:
    """Pages and live stream over a database that this process reads and writes too."""
    assert (DIST / "manifest.json").exists(), "the front end is not built: make assets"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs a loop in this thread; nothing here is asynchronous
    place = tmp_path_factory.mktemp("guests")
    url = f"sqlite:///{shutil.copy(_sqlite_template, place / 'hall.sqlite3')}"
    made = Servers(url, place, free_port())
    with django_db_blocker.unblock(), default_database(url):
        made.start()
        try:
            yield made
        finally:
            made.stop()


@pytest.fixture
def hall(servers: Servers) -> GuestHall:
    """An outlet of this test's own."""
    with transaction.atomic():
        return GuestHall(timezone.now(), f"G{next(servers.halls)}")


@pytest.fixture
def opened(servers: Servers, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`opened(hall, Position.KIOSK, "/kiosk/...")` -> the page, in a browser signed in as the device (None: nobody)."""
    contexts: list[BrowserContext] = []

    def make(
        hall: GuestHall, position: Position | None, path: str, *, width: int = 1024, lang: str = "zh", init: str = ""
    ) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": HEIGHTS[width]}, color_scheme="light")
        contexts.append(context)
        context.set_default_timeout(60_000)
        cookies = [{"name": "lang", "value": lang, "url": servers.address}]
        if position:
            token = device_token(position, timezone.now(), hall.outlet)
            cookies.append({"name": COOKIE, "value": token, "url": servers.address})
        context.add_cookies(cookies)  # type: ignore[arg-type]
        page = context.new_page()
        if init:
            page.add_init_script(init)
        page.goto(f"{servers.address}{path}")
        return page

    yield make
    for context in contexts:
        context.close()
