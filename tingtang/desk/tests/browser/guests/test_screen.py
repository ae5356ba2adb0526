"""The calling screen in a real browser, over the real servers: hears, speaks each call once, catches up by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tingtang.desk.tests.browser.guests.conftest import ALMOST_NEVER, Servers, beat, see
from tingtang.desk.tests.browser.guests.test_kiosk import VOICE
from tingtang.lobby.actions import recall, suspend
from tingtang.lobby.actions.broadcasting import open_outage
from tingtang.lobby.tests.guests import GuestHall
from tingtang.organisation.positions import Position

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Opened = Callable[..., Page]
LATEST = ".latest .number"
# A loudspeaker that a test can count on: no machine that runs tests need have one.
LOUD = """
window.tones = 0;
window.AudioContext = class {
  constructor() { this.state = window.silent ? "suspended" : "running"; this.currentTime = 0; this.destination = {}; }
  async resume() { if (!window.silent) this.state = "running"; }
  createOscillator() { return { frequency: {}, connect: (to) => to, start() { window.tones += 1; }, stop() {} }; }
  createGain() { return { gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect: (to) => to }; }
};
"""


def screen(opened: Opened, hall: GuestHall, init: str = "") -> Page:
    """The screen of the hall, its live channel open."""
    page = opened(hall, Position.SCREEN, f"/screen/{hall.outlet}", width=1920, init=init)
    see(page, lambda: page.evaluate("document.documentElement.dataset.live") == "stream")
    return page


def call(hall: GuestHall) -> str:
    """Take and call a ticket now; its number."""
    number = hall.take().number
    hall.called(at=timezone.now())
    return number


def said(page: Page) -> list[list[str]]:
    """What the voice was asked to say."""
    return page.evaluate("window.said")


def test_a_call_appears_at_once_is_chimed_and_spoken_in_both_languages(opened: Opened, hall: GuestHall) -> None:
    page = screen(opened, hall, VOICE + LOUD + ALMOST_NEVER)  # what comes is not read at a beat: it was told
    expect(page.locator(".latest")).to_contain_text("现在没有等候的客户")
    number = call(hall)
    expect(page.locator(LATEST)).to_have_text(number)
    see(page, lambda: len(said(page)) == 2)
    zh, en = said(page)
    assert zh[0] == "zh-CN"
    assert zh[1].startswith("请A零零一号，到1号窗口")
    assert en == ["en-US", "Number A 0 0 1, please go to counter 1"]
    assert page.evaluate("window.tones") == 2


def test_a_recall_is_spoken_again_and_nothing_twice(opened: Opened, hall: GuestHall) -> None:
    page = screen(opened, hall, VOICE + LOUD + beat(500))
    mine = hall.take()
    hall.called(at=timezone.now())
    see(page, lambda: len(said(page)) == 2)
    for _ in range(3):  # the same hall is read again
        with page.expect_response(lambda answer: "x-background" in answer.request.headers):
            pass
    assert len(said(page)) == 2
    recall(ticket_id=mine.ticket_id, by=hall.teller(1), at=timezone.now())
    see(page, lambda: len(said(page)) == 4)


def test_it_is_silent_until_the_device_allows_and_says_how(opened: Opened, hall: GuestHall) -> None:
    page = screen(opened, hall, VOICE + LOUD + "window.silent = true;")
    expect(page.locator("#sound")).to_have_attribute("aria-pressed", "false")
    number = call(hall)
    expect(page.locator(LATEST)).to_have_text(number)
    page.wait_for_timeout(1500)
    assert said(page) == []
    page.evaluate("window.silent = false")
    page.click("#sound")
    expect(page.locator("#sound")).to_have_attribute("aria-pressed", "true")


def test_what_was_called_before_the_screen_came_up_is_shown_and_not_shouted(opened: Opened, hall: GuestHall) -> None:
    number = call(hall)
    page = screen(opened, hall, VOICE + LOUD)
    expect(page.locator(LATEST)).to_have_text(number)
    page.wait_for_timeout(1500)
    assert said(page) == []


def test_a_suspension_and_an_outage_appear_by_themselves(opened: Opened, hall: GuestHall) -> None:
    page = screen(opened, hall, ALMOST_NEVER)
    suspend(counter_id=hall.one.pk, reason="交接班", by=hall.teller(1), at=timezone.now())
    expect(page.locator(".is-suspended")).to_contain_text("交接班")
    open_outage(institution_id=hall.outlet, zh="网络故障", en="Network down", by="H", at=timezone.now())
    expect(page.locator(".news")).to_contain_text("Network down")


def test_after_the_network_was_lost_it_says_since_when_and_catches_up(opened: Opened, hall: GuestHall) -> None:
    page = screen(opened, hall)
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible(timeout=60_000)
    assert page.locator("#offline [data-since]").inner_text().count(":") == 1
    number = call(hall)
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden(timeout=60_000)
    expect(page.locator(LATEST)).to_have_text(number, timeout=60_000)


def test_after_the_server_was_restarted_it_recovers_by_itself(
    opened: Opened, hall: GuestHall, servers: Servers
) -> None:
    page = screen(opened, hall)
    servers.stop()
    try:
        expect(page.locator("#offline")).to_be_visible(timeout=60_000)
        number = call(hall)
    finally:
        servers.start()
    expect(page.locator(LATEST)).to_have_text(number, timeout=60_000)
    expect(page.locator("#offline")).to_be_hidden()


def test_numbers_are_read_from_afar(opened: Opened, hall: GuestHall) -> None:
    """72 px and up for called numbers."""
    call(hall)
    page = screen(opened, hall)
    for width, height in ((390, 844), (1024, 768), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.latest .number')).fontSize)")
        assert size >= 72
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
