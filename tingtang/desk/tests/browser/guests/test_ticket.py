"""The public page of a ticket on a phone: follows by itself, says when it is one's turn, leaves, rates."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tingtang.desk.tests.browser.guests.conftest import ALMOST_NEVER, see
from tingtang.lobby.actions import finish, start
from tingtang.lobby.models import Rating, Ticket
from tingtang.lobby.tests.guests import GuestHall

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Opened = Callable[..., Page]


def phone(opened: Opened, hall: GuestHall, key: str, **options: object) -> Page:
    """The page of a ticket on somebody's phone, its live channel open."""
    page = opened(hall, None, f"/t/{key}", width=390, **options)
    see(page, lambda: page.evaluate("document.documentElement.dataset.live") == "stream")
    return page


def test_it_is_told_at_once_that_it_is_ones_turn(opened: Opened, hall: GuestHall) -> None:
    mine = hall.take()
    page = phone(opened, hall, mine.key, init=ALMOST_NEVER)  # what comes is not read at a beat: it was told
    expect(page.locator(".stands")).to_have_text("正在排队")
    hall.called(at=timezone.now())
    expect(page.locator(".where")).to_have_text("1 号窗口")
    expect(page).to_have_title(f"{mine.number} · 请到窗口办理")


def test_the_place_in_line_moves_without_an_event_of_ones_own(opened: Opened, hall: GuestHall) -> None:
    hall.take()
    page = phone(opened, hall, hall.take().key)
    expect(page.locator(".place-in-line dd").first).to_have_text("1 人")
    hall.called(at=timezone.now())
    expect(page.locator(".place-in-line dd").first).to_have_text("0 人", timeout=60_000)


def test_leaving_asks_first(opened: Opened, hall: GuestHall) -> None:
    mine = hall.take()
    page = phone(opened, hall, mine.key)
    page.click("[data-open=leave]")
    page.click("#leave [data-close]")
    assert Ticket.objects.get(pk=mine.ticket_id).state == "waiting"
    page.click("[data-open=leave]")
    page.click("#leave button:not([data-close])")
    expect(page.locator(".stands")).to_have_text("已离开队伍")
    assert Ticket.objects.get(pk=mine.ticket_id).state == "left"


def test_served_one_may_rate_here_once(opened: Opened, hall: GuestHall) -> None:
    mine = hall.take()
    hall.called(at=timezone.now())
    start(ticket_id=mine.ticket_id, by=hall.teller(1), at=timezone.now())
    page = phone(opened, hall, mine.key, init=ALMOST_NEVER)
    finish(ticket_id=mine.ticket_id, by=hall.teller(1), at=timezone.now())
    expect(page.locator(".faces")).to_be_visible()
    page.locator(".face:has(input[value='5'])").click()
    page.click("form.part .main")
    expect(page.locator(".word.is-ok")).to_contain_text("感谢您的评价")
    assert Rating.objects.get(ticket=mine.ticket_id).score == 5
    expect(page.locator(".faces")).to_have_count(0)


def test_without_network_it_says_of_when_it_speaks(opened: Opened, hall: GuestHall) -> None:
    page = phone(opened, hall, hall.take().key)
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible(timeout=60_000)
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden(timeout=60_000)


def test_the_language_is_the_phones_and_stays(opened: Opened, hall: GuestHall) -> None:
    page = phone(opened, hall, hall.take().key)
    page.click("button[name=lang]")
    expect(page.locator(".stands")).to_have_text("Waiting")
    page.reload()
    expect(page.locator(".stands")).to_have_text("Waiting")
