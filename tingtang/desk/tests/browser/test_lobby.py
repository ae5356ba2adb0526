"""What staff do in the lobby, in a real browser: a visit by keyboard, care in two taps, a suspension on the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tingtang.desk.tests.browser.conftest import Site
from tingtang.desk.tests.browser.test_accessibility import everyone
from tingtang.lobby.actions import Wish, take_ticket
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


def _somebody_comes(site: Site, page: Page) -> None:
    """A ticket is taken elsewhere, and the open board has read itself anew."""
    waiting = page.locator(".wait-card[data-card]")
    before = waiting.count()
    with site.database_access():
        take_ticket(institution_id="O1", wish=Wish("cash_deposit"), by="token:kiosk", at=timezone.now())
    expect(waiting).to_have_count(before + 1)


def test_an_open_menu_stays_open_where_it_is_when_the_board_reads_itself_anew(site: Site, open_as: OpenAs) -> None:
    page = open_as("LM")
    page.goto(f"{site.address}/lobby")
    page.locator(".wait-card [popovertarget]").last.click()
    menu = page.locator(".menu:popover-open")
    name, box = menu.get_attribute("id"), menu.bounding_box()
    menu.get_by_role("link", name="经过").focus()
    _somebody_comes(site, page)
    expect(page.locator(".menu:popover-open")).to_have_attribute("id", name or "")
    assert menu.bounding_box() == box
    expect(menu.get_by_role("link", name="经过")).to_be_focused()


def test_whoever_works_by_keyboard_keeps_the_place_when_the_board_reads_itself_anew(
    site: Site, open_as: OpenAs
) -> None:
    page = open_as("LM")
    page.goto(f"{site.address}/lobby")
    link = page.locator(".wait-card").last.get_by_role("link", name="预处理")
    link.focus()
    where = link.get_attribute("href")
    _somebody_comes(site, page)
    expect(page.locator(f"[href='{where}']")).to_be_focused()


def test_the_table_behind_the_chart_stays_open_when_the_head_s_page_reads_itself_anew(
    site: Site, open_as: OpenAs
) -> None:
    page = open_as("H1")
    page.goto(f"{site.address}/lobby/head")
    table = page.locator("#day-table")
    table.locator("summary").click()
    page.evaluate("document.getElementById('head').dataset.old = '1'")
    with site.database_access():
        take_ticket(institution_id="O1", wish=Wish("cash_deposit"), by="token:kiosk", at=timezone.now())
    expect(page.locator("#head[data-old]")).to_have_count(0)
    expect(table).to_have_attribute("open", "")


def test_what_is_half_typed_stands_when_a_part_reads_itself_anew(site: Site, open_as: OpenAs) -> None:
    """Any field of a part that reads itself anew; a word being composed is not torn from under the fingers."""
    page = open_as("LM")
    page.goto(f"{site.address}/lobby")
    page.evaluate(
        """() => document.getElementById('board').insertAdjacentHTML('beforeend',
        '<form action="/x"><input name="word" value=""><select name="one"><option>a<option>b</select></form>')"""
    )
    again = """() => new Promise(done => {
        document.body.addEventListener('htmx:beforeSwap', e => {
          e.detail.serverResponse = document.getElementById('board').outerHTML; }, { once: true });
        document.body.addEventListener('htmx:afterRequest', () => setTimeout(done, 50), { once: true });
        document.body.dispatchEvent(new CustomEvent('lobby:changed', { bubbles: true }));
    })"""
    page.locator("[name=word]").fill("取号机")
    page.locator("[name=one]").select_option("b")
    page.locator("[name=word]").focus()
    page.evaluate(again)
    expect(page.locator("[name=word]")).to_have_value("取号机")
    expect(page.locator("[name=word]")).to_be_focused()
    expect(page.locator("[name=one]")).to_have_value("b")
    compose = "name => document.querySelector('[name=word]').dispatchEvent(new Event(name, { bubbles: true }))"
    page.evaluate("document.getElementById('board').dataset.old = '1'")
    page.evaluate(compose, "compositionstart")
    page.evaluate(again.replace("e.detail.serverResponse", "e.detail.unused"))
    expect(page.locator("#board[data-old]")).to_have_count(1)
    page.evaluate(compose, "compositionend")
    expect(page.locator("#board[data-old]")).to_have_count(0)
