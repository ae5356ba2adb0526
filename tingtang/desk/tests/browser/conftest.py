"""A real server on a database of its own, and a real Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.databases import default_database
from tests.ports import free_port
from tingtang.advice.actions import add_product, assess, customer_asks, recommend
from tingtang.customers.actions import decide_correction, propose_correction, state_field
from tingtang.customers.models import Customer
from tingtang.desk.assets import DIST
from tingtang.desk.tests.bank import LONG, DeskBank
from tingtang.desk.tests.lobby import lobby_at
from tingtang.manual.actions import propose_value
from tingtang.organisation.models import Institution
from tingtang.referrals.actions import hand_back, record_outcome, refer

PASSWORD = "Ting-tang-2026-desk"
expect.set_options(timeout=60_000)  # a busy machine answers late
CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), "")


@dataclass
class Site:
    """The served bank: its address, its database, the people who can sign in, and their kept sessions."""

    address: str
    database: str
    blocker: Any
    sessions: dict[str, Any]

    def database_access(self) -> Any:
        """Let this process read and write the database that the server stands on."""
        return default_database(self.database)


@pytest.fixture(scope="session")
def site(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Site]:
    """A busy outlet, served by the product's own server in a process of its own."""
    assert (DIST / "manifest.json").exists(), "the front end is not built: make assets"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs a loop in this thread; nothing here is asynchronous
    place = tmp_path_factory.mktemp("site")
    url = f"sqlite:///{shutil.copy(_sqlite_template, place / 'desk.sqlite3')}"
    with django_db_blocker.unblock(), default_database(url):
        _fill()
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
         "--blocking-threads", "4", "--log-level", "warning", "tingtang.config.wsgi:application"],
        env={
            **os.environ, "DATABASE_URL": url, "TINGTANG_VAR": str(place), "TINGTANG_LIVE_PORT": str(port + 1),
            # The same few people sign in again and again: neither that nor a slow machine may end a kept session.
            "TINGTANG_SESSIONS_PER_USER": "100", "TINGTANG_SESSION_IDLE_MINUTES": "600",
        },
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        _wait(f"http://127.0.0.1:{port}/sign-in")
        with django_db_blocker.unblock():
            yield Site(f"http://127.0.0.1:{port}", url, django_db_blocker, {})
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(60)


@transaction.atomic
def _fill() -> None:
    bank = DeskBank(timezone.now())
    bank.keep_manual()
    customers = bank.busy_day(60, waiting=10)
    bank.past_month(customers[0])
    propose_value(
        institution=Institution.objects.get(pk="O1"), key="contact.interval_days.private", value="5",
        from_on=bank.today, reason="私人银行客户不多，可以联系得更勤", by="H1", at=bank.at,
    )  # fmt: skip
    teller, taker = bank.person("T1", "周柜员", "closed_teller"), bank.person("W1", "吴理财", "wealth_manager")
    _cards(bank)
    _advice(bank)
    _information()
    for staff in (
        teller,
        taker,
        bank.manager,
        bank.head,
        bank.branch_head,
        bank.person("M0", "钱无事", "wealth_manager"),
        bank.person("AD", "管理员", "administrator"),
        *lobby_at(bank),
    ):
        user = bank.user(staff)
        user.set_password(PASSWORD)
        user.password_changed_at = bank.at
        user.save()


def _cards(bank: DeskBank) -> None:
    """Prospects of the teller, given to W1: taken up, won, handed back, and some that wait."""
    for n in range(8):
        at = bank.at - timedelta(days=n, hours=1)
        made = refer(
            by="T1", at=at, institution_id="O1", sentence="定期到期二十万，问起大额存单", need="deposit",
            willing=n % 3 > 0, prospect_name=LONG if n == 1 else "王小明", phone=f"1390000{n:04d}", to_staff="W1",
        )  # fmt: skip
        if n % 4 == 2:
            record_outcome(referral_id=made.referral.pk, outcome="won", text="买了存单", by="W1", at=at)
        if n % 4 == 3:
            hand_back(referral_id=made.referral.pk, reason="不归我管", by="W1", at=at)


def _advice(bank: DeskBank) -> None:
    """Products; C00001 may bear little and asks for more, C00002 was never assessed."""
    who: dict[str, Any] = {"by": "M1", "at": bank.at}
    kinds = (
        ("W01", "厅堂稳利理财", "wealth", 2),
        ("F01", "厅堂科技先锋基金", "fund", 4),
        ("I01", "厅堂年金", "insurance", 3),
    )
    for code, name, kind, level in kinds:
        rated = {"level": level, "reason": "总行评级", "from_on": bank.today - timedelta(days=300)}
        add_product(**who, code=code, name=name, kind=kind, minimum=Decimal(10000), **rated)
    here = {**who, "institution_id": "O1"}
    assess(**here, customer_id="C00001", level=2)
    sale = {"amount": Decimal(200000), "need": "想要收益高一点"}
    asked = recommend(**here, customer_id="C00001", product="F01", **sale)
    customer_asks(**who, sale_id=asked.pk, said="看过说明书，坚持要买")
    recommend(**here, customer_id="C00002", product="W01", **sale)


def _information() -> None:
    """C00003: something filled in, an identity number that is wrong, a correction that waits and one refused."""
    who: dict[str, Any] = {"customer_id": "C00003", "by": "M1", "at": timezone.now(), "source": "documented"}
    Customer.objects.filter(pk="C00003").update(
        id_no="110105194912310021", id_type="id_card", birth_calendar="lunar", created_on=date(2015, 1, 1)
    )
    for field, value in (
        ("occupation", "教师"),
        ("address", "湖北省武汉市江岸区一元路八号"),
        ("preferred_channel", "wechat"),
    ):
        state_field(**who, field=field, value=value)
    said = {"value": "13900001111", "reason": "客户出示营业厅回执"}
    refused = propose_correction(**who, field="phone", **said)
    decide_correction(correction_id=refused.pk, accept=False, answer="回执非本人", by="H1", at=timezone.now())
    propose_correction(**who, field="phone", **said)


def _wait(address: str, seconds: int = 120) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=20)  # noqa: S310 -- our own address
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def sign_in(page: Page, site: Site, who: str) -> None:
    """Through the front door, as people do."""
    page.goto(f"{site.address}/sign-in")
    page.fill("input[name=username]", who)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button.btn-primary")
    page.wait_for_url(f"{site.address}/")


@contextmanager
def opening(site: Site, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """What `open_as` is, until its browsers are closed."""
    opened: list[BrowserContext] = []

    def make(who: str, *, width: int = 1024, theme: str = "light", lang: str = "zh") -> Page:
        heights = {390: 844, 1024: 768, 1920: 1080}
        context = chromium.new_context(
            viewport={"width": width, "height": heights[width]}, color_scheme=theme,  # type: ignore[arg-type]
            storage_state=site.sessions.get(who),
        )  # fmt: skip
        opened.append(context)
        context.set_default_timeout(60_000)
        page = context.new_page()
        if who not in site.sessions:
            sign_in(page, site, who)
            site.sessions[who] = context.storage_state()
        context.add_cookies([{"name": "lang", "value": lang, "url": site.address}])
        return page

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def open_as(site: Site, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`open_as("M1", width=390, theme="dark", lang="en")` -> a page signed in; each person signs in once a session."""
    with opening(site, chromium) as make:
        yield make
