"""What people do with my day, in a real browser against a real server."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from tingtang.contacts.models import Contact
from tingtang.desk.tests.browser.conftest import Site, sign_in
from tingtang.duties.models import Duty

pytestmark = pytest.mark.browser
OpenAs = Callable[..., Page]


def customers(page: Page) -> list[str]:
    """Those whose cards are shown, from the top."""
    keys = page.locator("[data-card]").evaluate_all("cards => cards.map(card => card.dataset.card)")
    return [str(key).removeprefix("customer-") for key in keys]


def first_customer(page: Page) -> str:
    return customers(page)[0]


def test_signing_in_leads_to_my_day(site: Site, chromium) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{site.address}/?state=late")
    expect(page).to_have_url(f"{site.address}/sign-in?next=%2F%3Fstate%3Dlate")
    sign_in_here(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("我的一天")
    context.close()


def sign_in_here(page: Page) -> None:
    from tingtang.desk.tests.browser.conftest import PASSWORD

    page.fill("input[name=username]", "M1")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button.btn-primary")


def test_a_contact_is_recorded_and_its_duties_are_met(site: Site, open_as: OpenAs) -> None:
    page = open_as("M1")
    page.goto(f"{site.address}/?state=today")
    key = first_customer(page)
    page.locator("[data-card]").first.get_by_role("button", name="记录联系").click()
    sheet = page.locator("#sheet")
    expect(sheet.get_by_text("保存后完成")).to_be_visible()

    sheet.get_by_label("客户需求").fill("想了解大额存单")
    sheet.get_by_role("button", name="保存").click()
    expect(sheet.locator("#wrong-memo")).to_be_visible()
    expect(sheet.get_by_label("客户需求")).to_have_value("想了解大额存单")

    sheet.get_by_text("无人接听").click()
    expect(sheet.get_by_text("只记为一次尝试")).to_be_visible()
    sheet.get_by_text("已联系上", exact=True).click()
    sheet.get_by_label("联系内容").fill("谈了到期后的安排，周五再定")
    sheet.get_by_role("button", name="保存").click()
    expect(page.locator("#toasts")).to_contain_text("已记录联系")
    expect(sheet).not_to_be_visible()
    expect(page.locator(f"[data-card=customer-{key}]")).to_have_count(0)
    with site.database_access():
        kept = Contact.objects.get(customer=key, source="app")
        assert kept.need == "想了解大额存单"
        ended = Duty.objects.filter(subject_id=key, evidence_kind="contact", evidence_id=str(kept.pk))
        assert {duty.state for duty in ended} == {"met"}


def test_closing_a_sheet_with_something_typed_asks_first(site: Site, open_as: OpenAs) -> None:
    page = open_as("M1")
    page.goto(site.address)
    page.locator("[data-card-record]").first.click()
    memo = page.locator("#memo")
    memo.fill("写了一半")
    asked: list[str] = []

    def stay(dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", stay)
    page.locator("#sheet [data-close]").first.click()
    expect(memo).to_have_value("写了一半")
    assert len(asked) == 1


def test_signed_out_in_another_tab_what_was_typed_is_still_there(site: Site, chromium) -> None:
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, site, "M1")
    page.locator("[data-card-record]").first.click()
    page.locator("#memo").fill("一字不能丢")
    cookies = [cookie for cookie in context.cookies() if cookie["name"] == "csrftoken"]
    context.clear_cookies()
    context.add_cookies(cookies)
    page.locator("#sheet").get_by_role("button", name="保存").click()
    expect(page.locator("#toasts")).to_contain_text("登录")
    expect(page.locator("#memo")).to_have_value("一字不能丢")

    other = context.new_page()
    sign_in(other, site, "M1")
    page.locator("#sheet").get_by_role("button", name="保存").click()
    expect(page.locator("#toasts")).to_contain_text("已记录联系")
    context.close()


def test_the_keys_move_through_the_cards_and_open_the_form(site: Site, open_as: OpenAs) -> None:
    page = open_as("M1")
    page.goto(site.address)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-card]").nth(1)).to_have_class("duty-card is-here")
    page.keyboard.press("k")
    expect(page.locator("[data-card]").nth(0)).to_have_class("duty-card is-here")
    page.keyboard.press("e")
    expect(page.locator("#sheet")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#sheet")).not_to_be_visible()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()


def test_searching_filters_the_list_and_the_address(site: Site, open_as: OpenAs) -> None:
    page = open_as("M1")
    page.goto(site.address)
    before = page.locator("[data-card]").count()
    page.locator("[data-search]").type("C00003")
    expect(page.locator("[data-card]")).to_have_count(1)
    expect(page).to_have_url(f"{site.address}/?state=&q=C00003&clause=&tier=")
    page.reload()
    expect(page.locator("[data-card]")).to_have_count(1)
    assert before == 20


def test_what_somebody_else_records_leaves_my_list_by_itself(site: Site, open_as: OpenAs) -> None:
    from django.utils import timezone

    from tingtang.contacts.actions import record_contact
    from tingtang.duties.models import Duty
    from tingtang.shared.times import business_date

    page = open_as("M1")
    page.goto(f"{site.address}/?state=soon")
    with site.database_access():
        more = (
            Duty.objects.filter(state="open").exclude(kind__startswith="contact.").values_list("subject_id", flat=True)
        )
        key = next(one for one in customers(page) if one not in set(more))  # what a contact alone takes off the list
        record_contact(
            customer_id=key, channel="phone", outcome="reached", memo="代为联系", by="H1", at=timezone.now(),
            on=business_date(timezone.now()), key=f"elsewhere-{key}",
        )  # fmt: skip
    expect(page.locator(f"[data-card=customer-{key}]")).to_have_count(0)


def test_a_number_is_shown_after_a_reason(site: Site, open_as: OpenAs) -> None:
    page = open_as("M1")
    page.goto(site.address)
    page.locator(".masked button").first.click()
    sheet = page.locator("#sheet")
    sheet.get_by_label("查看原因").fill("约周五回访")
    sheet.get_by_role("button", name="显示").click()
    expect(sheet.locator(".revealed")).to_contain_text("138")
    assert "*" not in sheet.locator(".revealed").inner_text()


def test_asking_to_be_excused_reaches_the_head_who_decides(site: Site, open_as: OpenAs) -> None:
    page = open_as("M1")
    page.goto(f"{site.address}/?state=soon&page=2")
    page.locator(".duty-card [popovertarget]").last.click()
    page.locator(".menu:popover-open button").first.click()
    page.locator("#sheet textarea").fill("客户出国至月底")
    page.locator("#sheet").get_by_role("button", name="提交").click()
    expect(page.locator("#toasts")).to_contain_text("等待审批")
    expect(page.locator(".reason .chip", has_text="豁免待批")).to_have_count(1)

    head = open_as("H1")
    head.goto(f"{site.address}/excuses")
    expect(head.get_by_text("客户出国至月底")).to_be_visible()
    head.get_by_role("button", name="同意").click()
    expect(head.get_by_text("没有待审批的申请")).to_be_visible()


def test_the_theme_switch_is_remembered_and_the_language_too(site: Site, open_as: OpenAs) -> None:
    page = open_as("M1")
    page.goto(site.address)
    switch = page.locator(".rail [data-theme-switch]")
    switch.click()
    switch.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator(".rail .switches button[name=lang]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My day")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_cell_of_the_heat_map_leads_to_its_cases(site: Site, open_as: OpenAs) -> None:
    page = open_as("HB")
    page.goto(f"{site.address}/compliance")
    canvas = page.locator("[data-chart] canvas").first
    expect(canvas).to_be_visible()
    box = canvas.bounding_box()
    assert box is not None
    # Which cells are filled follows from what the night found: the pointer becomes a hand over one that leads on.
    for x, y in product(range(4, 20), range(50, int(box["height"]), 20)):
        place = box["x"] + box["width"] * x / 20, box["y"] + y
        page.mouse.move(*place)
        if canvas.evaluate("canvas => canvas.parentElement.style.cursor") == "pointer":
            page.mouse.click(*place)
            break
    else:
        raise AssertionError("No cell of the heat map can be pressed.")
    page.wait_for_url("**/compliance/cases?**")
    expect(page.locator("table.rows tbody tr").first).to_be_visible()


def test_a_row_of_tabs_too_wide_for_a_phone_shows_the_one_that_is_open(site: Site, open_as: OpenAs) -> None:
    page = open_as("H1", width=390)
    page.goto(f"{site.address}/registers/accessibility")
    expect(page.locator('.segments [aria-current="true"]')).to_be_in_viewport(ratio=0.9)
    page.goto(f"{site.address}/registers/licences")
    assert page.locator(".segments").evaluate("row => row.scrollLeft") == 0


def test_without_script_the_day_and_the_contact_form_still_work(site: Site, chromium, open_as: OpenAs) -> None:
    open_as("M1")
    context = chromium.new_context(java_script_enabled=False, storage_state=site.sessions["M1"])
    page = context.new_page()
    page.goto(site.address)
    page.locator(".subject a").first.click()
    page.locator("#memo").fill("没有脚本也能记录")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("我的一天")
    context.close()


def test_a_sheet_opened_as_a_page_is_refused_in_place_and_left_by_its_cross(site: Site, open_as: OpenAs) -> None:
    page = open_as("M1")
    page.goto(f"{site.address}/customers/C00004")
    page.goto(f"{site.address}/customers/C00004/information/birth_date")
    page.locator("main").get_by_role("button", name="提出", exact=True).click()
    expect(page.locator("main #wrong-reason")).to_be_visible()
    expect(page.locator("[name=reason]")).to_have_count(1)
    expect(page.locator("dialog#sheet")).not_to_be_visible()
    page.goto(f"{site.address}/customers/C00004")
    page.goto(f"{site.address}/customers/C00004/contact")
    page.locator("main [data-close]").first.click()
    expect(page).to_have_url(site.address + "/")


def test_on_a_phone_the_memo_what_it_meets_and_the_way_to_save_are_in_view(site: Site, open_as: OpenAs) -> None:
    page = open_as("M1", width=390)
    page.goto(f"{site.address}/?state=today")
    page.locator("[data-card]").first.get_by_role("button", name="记录联系").click()
    sheet = page.locator("#sheet")
    save = sheet.get_by_role("button", name="保存")
    expect(save).to_contain_text("完成")
    expect(sheet.get_by_label("联系内容")).to_be_focused()
    below = save.bounding_box()
    told = sheet.get_by_text("保存后完成").bounding_box()
    assert below is not None
    assert told is not None
    assert told["y"] + told["height"] < below["y"]
    page.keyboard.press("Escape")
    page.goto(f"{site.address}/customers/C00004/contact")
    saving, bar = (page.locator(one).bounding_box() for one in ("main footer .btn-primary", "nav.bottom-nav"))
    assert saving is not None
    assert bar is not None
    assert saving["y"] + saving["height"] <= bar["y"] + 1
