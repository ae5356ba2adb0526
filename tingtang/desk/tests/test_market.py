"""Market events on the desk: a draft, whom it touches, the opening, how the telling goes (A31.3)."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tingtang.contacts.models import MarketEvent
from tingtang.customers.models import Holding, Product
from tingtang.desk.tests.bank import DeskBank
from tingtang.desk.tests.counting import held
from tingtang.desk.tests.test_contact import GOOD
from tingtang.duties.models import Duty

PAGES = {
    "market events": ("H1", "/market-events"),
    "a market event, a draft": ("HB", "/market-events/{draft}"),
    "a market event, opened": ("HB", "/market-events/{opened}"),
    "a market event, a manager": ("M1", "/market-events/{opened}"),
    "a market event, its form": ("H1", "/market-events/new"),
}


@pytest.fixture
def fund(bank: DeskBank) -> Product:
    made = Product.objects.create(product_id="F1", type="fund", name="安心成长一号")
    for n in range(3):
        Holding.objects.create(customer=bank.customer(f"C{n}"), product=made, balance=Decimal(100_000))
    return made


def form(bank: DeskBank, **fields: object) -> dict[str, object]:
    given = {"title": "基金大跌", "happened": "指数下跌", "tell": "不必急于赎回", "happened_on": bank.today.isoformat()}
    return {**given, "products": ["F1"], **fields}


def write(bank: DeskBank, head: Client) -> str:
    return str(head.post("/market-events/new", form(bank))["Location"])


def test_with_no_event_the_page_says_what_it_is_for(bank: DeskBank, head: Client, manager: Client) -> None:
    assert "还没有市场事件" in head.get("/market-events").text
    assert "/market-events/new" not in manager.get("/market-events").text


def test_from_the_draft_to_the_opened_duties(bank: DeskBank, head: Client, fund: Product) -> None:
    address = write(bank, head)
    draft = head.get(address).text
    assert "下发 3 项任务" in draft
    assert "李思远" in draft
    assert Duty.objects.count() == 0
    assert head.post(f"{address}/open")["Location"] == address
    assert "待告知" in head.get(address).text
    assert Duty.objects.filter(kind="market_event.told").count() == 3
    head.post(f"{address}/open")
    assert Duty.objects.count() == 3


def test_a_draft_is_changed_with_what_was_chosen_still_chosen(bank: DeskBank, head: Client, fund: Product) -> None:
    address = write(bank, head)
    text = head.get(f"{address}/edit").text
    assert 'value="F1" checked' in text
    head.post(f"{address}/edit", form(bank, title="改过的标题"))
    assert MarketEvent.objects.get().title == "改过的标题"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, 'id="wrong-title"'),
        ({"happened_on": "never"}, 'id="wrong-happened_on"'),
        ({"products": []}, "请选择产品"),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(
    bank: DeskBank, head: Client, fund: Product, change: dict, said: str
) -> None:
    answer = head.post("/market-events/new", form(bank, **change))
    assert answer.status_code == 422
    assert said in answer.text
    assert "不必急于赎回" in answer.text
    assert not MarketEvent.objects.exists()


def test_what_touches_nobody_is_not_opened(bank: DeskBank, head: Client, fund: Product) -> None:
    Holding.objects.all().delete()
    answer = head.post(f"{write(bank, head)}/open")
    assert answer.status_code == 422
    assert "没有客户受影响" in answer.text


def test_the_contact_form_says_what_to_tell(bank: DeskBank, head: Client, manager: Client, fund: Product) -> None:
    assert "须告知" not in manager.get("/customers/C1/contact").text
    head.post(f"{write(bank, head)}/open")
    assert "不必急于赎回" in manager.get("/customers/C1/contact").text


def test_a_manager_reads_their_own_part_and_changes_nothing(
    bank: DeskBank, head: Client, manager: Client, fund: Product
) -> None:
    address = write(bank, head)
    assert manager.get(address).status_code == 403
    head.post(f"{address}/open")
    text = manager.get(address).text
    assert "不必急于赎回" in text
    assert re.findall(r'href="/customers/(C\d)"', text) == ["C0", "C1", "C2"]
    assert re.findall(r'href="/customers/(C\d)/contact"', text) == ["C0", "C1", "C2"]
    assert manager.post("/customers/C0/contact", {**GOOD, "key": "told-c0"}).status_code == 302
    text = manager.get(address).text  # who is still to be told stands in front
    assert re.findall(r'href="/customers/(C\d)"', text) == ["C1", "C2", "C0"]
    assert re.findall(r'href="/customers/(C\d)/contact"', text) == ["C1", "C2"]
    assert manager.post(f"{address}/open").status_code == 403
    assert manager.get(f"{address}/edit").status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_its_pages_cost_no_more_queries_than_recorded(bank: DeskBank, head: Client, fund: Product, name: str) -> None:
    draft, done = write(bank, head), write(bank, head)
    head.post(f"{done}/open")
    who, address = PAGES[name]
    address = address.format(draft=draft.split("/")[-1], opened=done.split("/")[-1])
    page = Client()
    page.force_login(bank.user(bank.person_by(who)))
    page.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert page.get(address).status_code == 200
    held(name, seen.captured_queries)
