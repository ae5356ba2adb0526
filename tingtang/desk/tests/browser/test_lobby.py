"""What staff do in the lobby, in a real browser: a visit by keyboard, care in two taps, a suspension on the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tingtang.desk.tests.browser.conftest import Site
from tingtang.desk.tests.browser.test_accessibility import everyone
from tingtang.lobby.models import Care, Ticket

pytestmark = pytest.mark.browser
OpenAs = Callable[..., Page]

# (who, address, what is opened on it)
PAGES = [
    ("CT", "/counter", ""),
    ("CT", "/counter", "[data-key=p]"),
    ("LM", "/lobby", ""),
    ("LM", "/lobby", "[href$=care]"),
    ("LM", "/lobby", "[href$=prepare]"),
    ("LM", "/lobby", "[href$=recognise]"),
    ("LM", "/lobby", "[data-key=n]"),
    ("LM", "/lobby/devices", ""),
    ("LM", "/lobby/news", ""),
    ("H1", "/lobby/head", "summary"),
    ("H1", "/lobby/tickets?what=waiting", ""),
    ("H1", "/lobby/counterfeit", "[data-key=n]"),
    ("GU", "/guard", "[data-key=n]"),
    ("LM", "/lobby/ticket/1", ""),
    ("LM", "/lobby/ticket/1", ".page-head a.btn"),
    ("CT", "/lobby/away", ""),
]


@pytest.mark.parametrize(("who", "address", "opened"), PAGES)
def test_a_page_of_the_lobby_can_be_used_by_everyone(
    site: Site, open_as: OpenAs, who: str, address: str, opened: str
) -> None:
    page = open_as(who)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    assert troubles + everyone(page, site, address, opened) == []


def test_care_is_recorded_in_two_taps(site: Site, open_as: OpenAs) -> None:
    page = open_as("LM")
    page.goto(f"{site.address}/lobby")
    card = page.locator(".wait-card.needs-care").first
    key = card.get_attribute("data-card")
    card.get_by_role("link", name="关怀").click()
    page.locator("#sheet").get_by_role("button", name="送水送读物").click()
    expect(page.locator(f".wait-card.needs-care[data-card='{key}']")).to_have_count(0)
    with site.database_access():
        assert Care.objects.get(ticket=int(key or 0)).note == "送水送读物"


def test_a_teller_serves_a_visit_with_the_keyboard_alone(site: Site, open_as: OpenAs) -> None:
    page = open_as("CT")
    page.goto(f"{site.address}/counter")
    page.keyboard.press("n")
    number = page.locator(".called-number")
    expect(number).to_be_visible()
    called = number.inner_text().split()[-1]
    page.keyboard.press("s")
    expect(page.locator("[data-key=f]")).to_be_visible()
    page.keyboard.press("f")
    expect(page.locator("[data-key=n]")).to_be_visible()
    with site.database_access():
        ticket = next(one for one in Ticket.objects.filter(institution="O1") if called.endswith(one.number))
        assert ticket.state == "served"


def test_a_suspension_says_why_on_the_screen_and_ends(site: Site, open_as: OpenAs) -> None:
    page = open_as("CT")
    page.goto(f"{site.address}/counter")
    page.keyboard.press("p")
    sheet = page.locator("#sheet")
    sheet.get_by_text("清点现金").click()
    sheet.get_by_role("button", name="暂停服务").click()
    expect(page.get_by_text("已暂停服务：")).to_be_visible()
    hall = open_as("LM")
    hall.goto(f"{site.address}/screen/O1")
    shown = hall.locator(".counters .is-suspended")
    expect(shown).to_contain_text("暂停服务 Paused")
    expect(shown).to_contain_text("清点现金 / counting cash")
    page.keyboard.press("n")
    expect(page.locator("[data-key=p]")).to_be_visible()
