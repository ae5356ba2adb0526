"""Finding a customer, the customer page and the brief."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tingtang.audit.models import Entry
from tingtang.contacts.models import Contact
from tingtang.customers.models import AssetPoint, Customer, FamilyMember, Holding, Product, TierChange
from tingtang.customers.naming import renew_name_keys
from tingtang.desk.tests.bank import DeskBank
from tingtang.desk.tests.counting import held

PAGES = {
    "customers found": ("M1", "/customers?q=wsy"),
    "customers of a head": ("H1", "/customers?q=0001"),
    "a customer": ("M1", "/customers/C00099"),
    "a customer, a head": ("H1", "/customers/C00099"),
    "a brief": ("M1", "/customers/C00099/brief"),
}


@pytest.fixture
def known(bank: DeskBank) -> Customer:
    """A customer of whom much is known, and the risk tolerance is not."""
    return much_known(bank, bank.customer("C1", name="王思远", id_no="11010519491231002X", birth_calendar="solar"))


def much_known(bank: DeskBank, one: Customer) -> Customer:
    """Holdings, family, history, contacts and duties of a customer."""
    for n, (kind, name) in enumerate((("wealth", "安心稳利三号"), ("deposit", "定期一年"), ("loan", "住房贷款"))):
        product, _ = Product.objects.get_or_create(product_id=f"P{n}", defaults={"type": kind, "name": name})
        Holding.objects.create(
            customer=one, product=product, balance=Decimal(1_500_000 + n),
            maturity_on=bank.today + timedelta(days=3 + 30 * n), overdue_days=4 if kind == "loan" else None,
        )  # fmt: skip
    for n in range(1, 30):
        on = one.as_of - timedelta(weeks=n)
        AssetPoint.objects.create(customer=one, on=on, assets=Decimal(9_200_000 - 150_000 * n))
    FamilyMember.objects.create(customer=one, relation="女儿", name="王小雨", birth_date=bank.today)
    TierChange.objects.create(
        customer=one, on=one.as_of, tier_before="wealth", tier_after="private", assets=Decimal("8100000")
    )
    bank.contact(one)
    Contact.objects.filter(customer=one).update(need="孩子留学用汇")
    bank.duty(one)
    bank.duty(one, "wealth.before_maturity", 5)
    return one


def test_the_page_shows_who_the_customer_is_to_this_user(known: Customer, manager: Client) -> None:
    text = manager.get("/customers/C1").text
    who = ("王思远", "您是客户经理", "920 万元", "女儿", "王小雨", "财富 → 私人银行")
    what = ("安心稳利三号", "逾期 4 天", "assets-data", "孩子留学用汇", "谈了到期理财的安排", "A31.2a")
    for said in (*who, *what):
        assert said in text, said
    assert "11010519491231002X" not in text
    assert known.phone not in text
    assert "/customers/C1/reveal/phone" in text
    assert "/why" in text


def test_the_page_names_what_the_next_duty_lacks(bank: DeskBank, known: Customer, manager: Client) -> None:
    assert "风险承受能力" in manager.get("/customers/C1").text.split("下一项任务还缺")[1][:400]
    Customer.objects.filter(pk="C1").update(
        birth_date=bank.today, risk_tolerance=3, risk_assessed_on=bank.today, consent_call=True, consent_marketing=False
    )
    assert "所需的信息齐全" in manager.get("/customers/C1").text


def test_the_page_speaks_english_and_stands_empty(bank: DeskBank, manager: Client) -> None:
    bank.customer("C2")
    manager.cookies["lang"] = "en"
    text = manager.get("/customers/C2").text
    for said in ("Nothing is open", "Nothing is held", "No contact yet", "No family on record"):
        assert said in text


def test_who_has_no_tie_is_refused_whether_or_not_there_is_such_a_customer(bank: DeskBank, manager: Client) -> None:
    bank.customer("C9", manager=bank.colleague, home_institution_id="O2")
    for address in ("/customers/C9", "/customers/C9/brief", "/customers/nobody"):
        assert manager.get(address).status_code == 403


def test_a_head_leaves_a_trace_the_manager_none_and_paper_always_one(
    known: Customer, manager: Client, head: Client
) -> None:
    read = Entry.objects.filter(subject_kind="customer", subject_id="C1", nature="read").order_by("pk")
    manager.get("/customers/C1")
    assert not read.exists()
    head.get("/customers/C1")
    manager.get("/customers/C1/brief")
    assert list(read.values_list("actor", "action")) == [("H1", "customer.read"), ("M1", "customer.brief.read")]


def test_the_brief_holds_what_one_takes_along(known: Customer, manager: Client) -> None:
    text = manager.get("/customers/C1/brief").text
    for said in ("这次要做的", "A31.2a", "顺便问清", "风险承受能力", "谈了到期理财的安排", "李思远", "data-print"):
        assert said in text, said
    assert known.phone not in text


def test_the_brief_counts_what_it_leaves_out(bank: DeskBank, known: Customer, manager: Client) -> None:
    for n in range(9):
        FamilyMember.objects.create(customer=known, relation="子女", name=f"李{n}")
        Contact.objects.create(
            customer=known, staff_id="M1", at=bank.at - timedelta(days=n), channel="phone", outcome="reached",
            memo="长" * 400, source="app", key=f"k{n}",
        )  # fmt: skip
    family, said = FamilyMember.objects.filter(customer=known).count(), Contact.objects.filter(customer=known).count()
    text = manager.get("/customers/C1/brief").text
    assert f"另有 {family - 4} 位家人" in text
    assert f"另有 {said - 3} 次联系" in text
    assert "长" * 121 not in text


def test_one_finds_one_s_customers_and_goes_to_their_page(known: Customer, manager: Client) -> None:
    renew_name_keys()
    for typed in ("wsy", "王思", known.phone[-4:]):
        text = manager.get("/customers", {"q": typed}).text
        assert 'href="/customers/C1"' in text, typed
        assert known.phone not in text
    assert "没有找到" in manager.get("/customers", {"q": "nobody"}).text
    assert "再输入一些" in manager.get("/customers", {"q": "w"}).text
    fragment = manager.get("/customers", {"q": "wsy"}, headers={"HX-Request": "true"}).text
    assert "<html" not in fragment


def test_a_card_of_my_day_leads_to_the_page(known: Customer, manager: Client) -> None:
    assert 'href="/customers/C1"' in manager.get("/").text


@pytest.mark.parametrize("name", PAGES)
def test_a_page_about_customers_costs_no_more_queries_than_recorded(bank: DeskBank, name: str) -> None:
    bank.busy_day(30)
    much_known(bank, bank.customer("C00099"))
    renew_name_keys()
    who, address = PAGES[name]
    page = Client()
    page.force_login(bank.user(bank.person_by(who)))
    page.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert page.get(address).status_code == 200
    held(name, seen.captured_queries)
