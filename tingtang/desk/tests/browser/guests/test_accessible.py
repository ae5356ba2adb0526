"""What customers see, in every state: no accessibility violation, a contrast of 7:1, nothing wider than the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tingtang.desk.tests.browser.guests.test_kiosk import asks, tickets
from tingtang.desk.tests.browser.guests.test_panel import serve, shows
from tingtang.desk.tests.browser.test_accessibility import RULES, SETTLED, violations
from tingtang.lobby.actions import finish, leave, start, suspend
from tingtang.lobby.actions.broadcasting import open_outage
from tingtang.lobby.tests.guests import GuestHall
from tingtang.organisation.positions import Position

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Opened = Callable[..., Page]
RULE = "color-contrast-enhanced"
SEVEN = {"runOnly": {"type": "rule", "values": [RULE]}, "rules": {RULE: {"enabled": True}}}
ALL = {**RULES, "rules": {RULE: {"enabled": True}}}
LOOKS = [(390, "zh"), (1024, "en"), (1920, "zh")]


def troubles(page: Page, what: str, *, seven: bool = True) -> list[str]:
    """What is wrong with the page as it stands, in light and dark."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.evaluate(SETTLED, "light")
    found = violations(page, ALL if seven else RULES)
    if seven:
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        page.evaluate(SETTLED, "dark")
        found += [f"dark {one}" for one in violations(page, SEVEN)]
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        found.append("wider than the screen")
    return [f"{what}: {one}" for one in found]


def test_a_word_of_five_to_one_is_found_by_the_one_look_at_all_rules(opened: Opened, hall: GuestHall) -> None:
    page = opened(hall, Position.SCREEN, f"/screen/{hall.outlet}")
    page.evaluate("document.querySelector('.day').style.color = '#6e6e6e'")
    assert [one.split(":")[0] for one in violations(page, ALL)] == [RULE]
    assert violations(page, RULES) == []  # it would do for a page of the staff


@pytest.mark.parametrize(("width", "lang"), LOOKS)
def test_the_kiosk_in_every_question(opened: Opened, hall: GuestHall, width: int, lang: str) -> None:
    page = opened(hall, Position.KIOSK, f"/kiosk/{hall.outlet}", width=width)
    if lang == "en":
        page.click("button[name=lang]")
        expect(page.locator("h1")).to_contain_text("Welcome")
    found = []

    def look(question: str, touch: str) -> None:
        asks(page, question)
        found.extend(troubles(page, f"{question} {width} {lang}"))
        page.locator(touch).click()

    look("topic", "button[value=identify]")
    look("identify", "button[value=phone]")
    look("number", "footer .main")
    expect(page.locator("[role=alert]:visible")).to_be_visible()
    found += troubles(page, "number refused")
    page.click("button[name=back]")
    look("identify", "button[value=facts]")
    look("facts", "footer .main")
    expect(page.locator("[role=alert]:visible")).to_be_visible()
    page.click("button[name=back]")
    look("identify", "button[name=back]")
    look("topic", "button[value=pay]")
    look("business", "button[value=transfer]")
    look("faster", "button[value=declined]")
    look("ready", "button[value=need]")
    look("need", "button[value=old]")
    look("reason", "button[name=reason][value='0']")
    asks(page, "ready")
    page.click("button[value=help]")
    look("help", "footer .main")
    asks(page, "ready")
    page.click("footer .main")
    asks(page, "taken")
    found += troubles(page, "taken")
    assert len(tickets(hall)) == 1
    assert found == []


def test_the_question_for_time_and_the_word_of_a_broken_line(opened: Opened, hall: GuestHall) -> None:
    page = opened(hall, Position.KIOSK, f"/kiosk/{hall.outlet}")
    page.click("button[value=cash]")
    asks(page, "business")
    page.evaluate("document.getElementById('still').showModal()")
    found = troubles(page, "still there?")
    page.evaluate("document.getElementById('still').close()")
    page.context.set_offline(True)
    page.click("button[value=coin_exchange]")
    expect(page.locator("#trouble")).to_be_visible()
    assert found + troubles(page, "offline") == []


@pytest.mark.parametrize(("width", "lang"), LOOKS)
def test_the_screen_quiet_and_busy(opened: Opened, hall: GuestHall, width: int, lang: str) -> None:
    path = f"/screen/{hall.outlet}"
    page = opened(hall, Position.SCREEN, path, width=width)
    found = troubles(page, f"quiet {width}")
    for label in ("3", "4", "5", "6", "7", "8", "9", "10", "V1"):
        hall.counter(label)
    hall.open(hall.two, hall.teller(2))
    for _ in range(3):
        serve(hall)
    hall.take()
    hall.called(at=timezone.now())
    suspend(counter_id=hall.two.pk, reason="系统升级，请稍候或到其他窗口办理", by=hall.teller(2), at=timezone.now())
    open_outage(institution_id=hall.outlet, zh="转账暂停，正在抢修", en="Transfers are down", by="H", at=timezone.now())
    page.reload()
    expect(page.locator(".news")).to_be_visible()
    assert found + troubles(page, f"busy {width}") == []


@pytest.mark.parametrize(("width", "lang"), LOOKS)
def test_the_panel_in_every_state(opened: Opened, hall: GuestHall, width: int, lang: str) -> None:
    page = opened(hall, Position.PANEL, f"/panel/{hall.one.pk}", width=width, lang=lang)
    found = []

    def look(state: str) -> None:
        shows(page, state)
        found.extend(troubles(page, f"{state} {width} {lang}"))

    look("welcome")
    hall.take()
    mine = hall.called(at=timezone.now()).ticket_id
    look("called")
    start(ticket_id=mine, by=hall.teller(1), at=timezone.now())
    look("serving")
    finish(ticket_id=mine, by=hall.teller(1), at=timezone.now())
    look("rate")
    page.locator(".face:has(input[value='4'])").click()
    found += troubles(page, f"a face touched {width} {lang}")
    page.click("[data-send]")
    look("thanks")
    suspend(counter_id=hall.one.pk, reason="交接班", by=hall.teller(1), at=timezone.now())
    page.reload()
    look("suspended")
    assert found == []


@pytest.mark.parametrize(("width", "lang"), LOOKS)
def test_the_public_page_in_every_state(opened: Opened, hall: GuestHall, width: int, lang: str) -> None:
    mine = hall.take("large_cash_withdrawal")
    page = opened(hall, None, f"/t/{mine.key}", width=width, lang=lang)
    found = troubles(page, "waiting")
    page.click("[data-open=leave]")
    found += troubles(page, "leaving?")
    page.click("#leave [data-close]")
    hall.called(at=timezone.now())
    page.reload()
    found += troubles(page, "called")
    start(ticket_id=mine.ticket_id, by=hall.teller(1), at=timezone.now())
    finish(ticket_id=mine.ticket_id, by=hall.teller(1), at=timezone.now())
    page.reload()
    expect(page.locator(".faces")).to_be_visible()
    found += troubles(page, "rating")
    gone = hall.take()
    leave(ticket_id=gone.ticket_id, by="L", at=timezone.now())
    for address, what in ((f"/t/{gone.key}", "left"), ("/t/nonsense", "no such ticket")):
        page.goto(page.url.split("/t/")[0] + address)
        found += troubles(page, what)
    assert found == []
