"""A prospect passed on in a sentence, taken up, won, and the word back to the sender; in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tingtang.desk.tests.browser.conftest import Site
from tingtang.referrals.models import Referral

pytestmark = pytest.mark.browser
OpenAs = Callable[..., Page]


def test_from_one_sentence_to_the_word_back(site: Site, open_as: OpenAs) -> None:
    teller = open_as("T1")
    teller.goto(f"{site.address}/referrals")
    teller.get_by_role("link", name="一句话转介").first.click()
    sheet = teller.locator("#sheet")
    sheet.get_by_label("一句话").fill("卖了房，想找稳健的产品")
    sheet.get_by_text("理财", exact=True).click()
    sheet.get_by_text("现在不便").click()
    sheet.get_by_role("button", name="转介").click()
    expect(sheet.locator("#wrong-phone")).to_be_visible()
    expect(sheet.get_by_label("一句话")).to_have_value("卖了房，想找稳健的产品")
    expect(sheet.get_by_role("textbox", name="电话")).to_be_focused()

    sheet.get_by_role("textbox", name="电话").fill("139 7777 8888")
    sheet.get_by_label("转给").select_option("W1")
    sheet.get_by_role("button", name="转介").click()
    expect(teller.locator("#toasts")).to_contain_text("已转给吴理财")
    expect(sheet).not_to_be_visible()
    with site.database_access():
        card = Referral.objects.get(phone="13977778888")
        assert (card.willing, card.need, card.to_staff_id) == (False, "wealth", "W1")

    holder = open_as("W1")
    holder.goto(f"{site.address}/referrals/{card.pk}")
    holder.get_by_role("button", name="接收", exact=True).click()
    holder.get_by_text("成交", exact=True).click()
    holder.get_by_label("情况").fill("买了二十万理财")
    holder.get_by_role("button", name="保存结果").click()
    expect(holder.locator(".timeline")).to_contain_text("买了二十万理财")

    teller.goto(f"{site.address}/referrals?state=won&q=8888")
    expect(teller.locator("tbody")).to_contain_text("买了二十万理财")
    expect(teller.locator("tbody")).to_contain_text("139****8888")


def test_the_number_is_asked_for_with_a_reason_by_keyboard_alone(site: Site, open_as: OpenAs) -> None:
    page = open_as("W1", width=390)
    page.goto(f"{site.address}/referrals/1")
    eye = page.locator(".page-head .masked button")
    eye.focus()
    page.keyboard.press("Enter")
    reason = page.locator("#sheet #reason")
    expect(reason).to_be_focused()
    page.keyboard.type("致电客户")
    page.keyboard.press("Enter")
    expect(page.locator("#sheet .revealed")).to_have_text("13900000000")
    page.keyboard.press("Escape")
    expect(page.get_by_text("13900000000")).to_have_count(0)
