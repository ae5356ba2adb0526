"""The rating panel in a real browser: asks by itself, keeps an answer through a lost network, sends it once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from tingtang.desk.tests.browser.guests.conftest import Servers, see
from tingtang.desk.tests.browser.guests.test_kiosk import VOICE
from tingtang.live.actions import publish
from tingtang.lobby.actions import finish, start
from tingtang.lobby.models import Rating, Ticket
from tingtang.lobby.tests.guests import GuestHall
from tingtang.organisation.positions import Position

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Opened = Callable[..., Page]


def panel(opened: Opened, hall: GuestHall, **options: object) -> Page:
    """The panel of counter 1, its live channel open."""
    page = opened(hall, Position.PANEL, f"/panel/{hall.one.pk}", **options)
    see(page, lambda: page.evaluate("document.documentElement.dataset.live") == "stream")
    return page


def shows(page: Page, state: str) -> None:
    """Wait for a state; only its part is seen."""
    expect(page.locator(f"main > [data-state={state}]")).to_be_visible(timeout=60_000)
    assert page.locator("main > [data-state]:visible").count() == 1


def serve(hall: GuestHall) -> int:
    """A service from ticket to end, now."""
    hall.take()
    at = timezone.now()
    ticket = hall.called(at=at).ticket_id
    start(ticket_id=ticket, by=hall.teller(1), at=at)
    finish(ticket_id=ticket, by=hall.teller(1), at=at)
    return ticket


def ratings(ticket: int) -> list[tuple[int, int]]:
    """(revision, score) of a ticket."""
    return list(Rating.objects.filter(ticket=ticket).order_by("revision").values_list("revision", "score"))


def rate(page: Page, face: int) -> None:
    """Touch a face, 5 to 1, and send."""
    page.locator(f".face:has(input[value='{face}'])").click()
    page.click("[data-send]")


def test_it_follows_a_service_and_asks_by_itself_at_its_end(opened: Opened, hall: GuestHall) -> None:
    page = panel(opened, hall)
    shows(page, "welcome")
    expect(page.locator("main > [data-state=welcome]")).to_contain_text(hall.teller(1))
    hall.take()
    called = hall.called(at=timezone.now())
    shows(page, "called")
    start(ticket_id=called.ticket_id, by=hall.teller(1), at=timezone.now())
    shows(page, "serving")
    finish(ticket_id=called.ticket_id, by=hall.teller(1), at=timezone.now())
    shows(page, "rate")
    see(page, lambda: Ticket.objects.get(pk=called.ticket_id).rating_asked_at is not None)
    expect(page.locator("[data-send]")).to_be_disabled()
    rate(page, 4)
    shows(page, "thanks")
    see(page, lambda: ratings(called.ticket_id) == [(1, 4)])


def test_reasons_and_a_comment_go_with_it(opened: Opened, hall: GuestHall) -> None:
    page = panel(opened, hall)
    ticket = serve(hall)
    shows(page, "rate")
    page.locator(".face:has(input[value='2'])").click()
    page.check("input[value=speed]")
    page.fill("textarea", "等得有点久")
    page.click("[data-send]")
    see(page, lambda: bool(ratings(ticket)))
    kept = Rating.objects.get(ticket=ticket)
    assert (kept.score, kept.reasons, kept.comment) == (2, ["speed"], "等得有点久")


def test_a_change_of_mind_within_the_time_shown_is_a_revision(opened: Opened, hall: GuestHall) -> None:
    page = panel(opened, hall)
    ticket = serve(hall)
    shows(page, "rate")
    rate(page, 2)
    shows(page, "thanks")
    assert int(page.locator("[data-left=thanks]").inner_text()) > 0
    page.click("#change")
    rate(page, 5)
    see(page, lambda: ratings(ticket) == [(1, 2), (2, 5)])


def test_the_next_call_does_not_take_the_question_away(opened: Opened, hall: GuestHall) -> None:
    page = panel(opened, hall)
    ticket = serve(hall)
    shows(page, "rate")
    hall.take()
    hall.called(at=timezone.now())
    page.wait_for_timeout(2000)
    shows(page, "rate")
    rate(page, 5)
    see(page, lambda: ratings(ticket) == [(1, 5)])


def test_a_face_touched_and_not_sent_counts_when_the_time_is_over(opened: Opened, hall: GuestHall) -> None:
    ticket = serve(hall)
    page = opened(hall, Position.PANEL, "/healthz")
    page.clock.install()
    page.goto(page.url.replace("/healthz", f"/panel/{hall.one.pk}"))
    shows(page, "rate")
    page.locator(".face:has(input[value='3'])").click()
    page.clock.run_for(46_000)
    shows(page, "thanks")
    see(page, lambda: ratings(ticket) == [(1, 3)])


def test_a_rating_given_without_network_is_kept_and_sent_once(opened: Opened, hall: GuestHall) -> None:
    page = panel(opened, hall)
    ticket = serve(hall)
    shows(page, "rate")
    page.context.set_offline(True)
    rate(page, 4)
    shows(page, "thanks")
    expect(page.locator("#kept")).to_be_visible()
    page.wait_for_timeout(1500)
    assert ratings(ticket) == []
    page.context.set_offline(False)
    see(page, lambda: ratings(ticket) == [(1, 4)])
    page.wait_for_timeout(5000)  # over a retry
    assert ratings(ticket) == [(1, 4)]
    assert page.evaluate("localStorage.getItem('tingtang.panel.outbox')") == "[]"


def test_an_answer_lost_on_its_way_back_makes_no_second_rating(opened: Opened, hall: GuestHall) -> None:
    page = panel(opened, hall)
    ticket = serve(hall)
    shows(page, "rate")
    page.route(re.compile(r"/rating$"), lambda route: (route.fetch(), route.abort())[0], times=1)
    rate(page, 5)
    see(page, lambda: page.evaluate("localStorage.getItem('tingtang.panel.outbox')") == "[]")
    assert ratings(ticket) == [(1, 5)]


def test_a_rating_survives_the_panel_being_switched_off_and_on(opened: Opened, hall: GuestHall) -> None:
    page = panel(opened, hall)
    ticket = serve(hall)
    shows(page, "rate")
    page.route(re.compile(r"/rating$"), lambda route: route.abort())
    rate(page, 1)
    shows(page, "thanks")
    page.unroute(re.compile(r"/rating$"))
    page.reload()
    see(page, lambda: ratings(ticket) == [(1, 1)])


def test_a_server_that_was_away_finds_the_rating_when_it_is_back(
    opened: Opened, hall: GuestHall, servers: Servers
) -> None:
    page = panel(opened, hall)
    ticket = serve(hall)
    shows(page, "rate")
    servers.stop()
    try:
        rate(page, 5)
        expect(page.locator("#kept")).to_be_visible(timeout=60_000)
    finally:
        servers.start()
    see(page, lambda: ratings(ticket) == [(1, 5)])


def test_the_welcome_key_greets_aloud_from_the_panel_and_from_the_console(opened: Opened, hall: GuestHall) -> None:
    page = panel(opened, hall, init=VOICE)
    page.click("#welcome")
    shows(page, "greeting")
    assert [lang for lang, _ in page.evaluate("window.said")] == ["zh-CN", "en-US"]
    shows(page, "welcome")
    with transaction.atomic():
        publish(topic=f"counter:{hall.one.pk}", name="lobby.welcome", at=timezone.now())
    shows(page, "greeting")


def test_no_question_is_covered_by_a_greeting(opened: Opened, hall: GuestHall) -> None:
    page = panel(opened, hall)
    serve(hall)
    shows(page, "rate")
    page.click("#welcome")
    shows(page, "rate")
