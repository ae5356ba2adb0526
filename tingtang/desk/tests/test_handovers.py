"""Handovers on the desk: propose, sign, what comes along, and who has nobody accountable."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tingtang.bookings.models import Booking
from tingtang.customers.models import Customer
from tingtang.desk.handovers.handing import begin_handovers
from tingtang.desk.tests.bank import DeskBank
from tingtang.desk.tests.counting import held
from tingtang.duties.models import Duty
from tingtang.handovers.actions import propose
from tingtang.handovers.models import Handover, HandoverLine
from tingtang.organisation.models import Leave, Staff
from tingtang.referrals.actions import refer
from tingtang.referrals.models import Referral
from tingtang.shared.times import business_date

PAGES = {
    "handovers": ("H1", "/handovers"),
    "a handover": ("M1", "/handovers/{made}"),
    "a handover, its form": ("H1", "/handovers/new?giver=M1"),
    "who is accountable": ("H1", "/handovers/accounts"),
    "who is accountable, against the core bank": ("H1", "/handovers/accounts?box=standing"),
}


def signed_in(bank: DeskBank, key: str) -> Client:
    page = Client()
    page.force_login(bank.user(bank.person_by(key)))
    return page


def form(bank: DeskBank, **fields: Any) -> dict[str, Any]:
    given = {"giver": "M1", "taker": "M2", "reason": "transfer", "note": "C1 理财下周到期", "which": "all"}
    return {**given, "from_on": bank.today.isoformat(), **fields}


def made(bank: DeskBank, **fields: Any) -> Handover:
    given = {"giver_id": "M1", "taker_id": "M2", "reason": "transfer", "note": "x", "from_on": bank.today, "by": "M1"}
    return propose(**{**given, "at": bank.at, **fields})


def test_from_the_proposal_over_two_signatures_to_the_takers_day(bank: DeskBank, manager: Client) -> None:
    customer = bank.customer("C1")
    bank.duty(customer)
    bank.contact(customer, memo="谈了孩子留学")
    address = manager.post("/handovers/new", form(bank))["Location"]
    assert "待签署" in manager.get(address).text
    manager.post(f"{address}/sign")
    taker = signed_in(bank, "M2")
    assert "/customers/C1" not in taker.get("/customers").text
    assert taker.post(f"{address}/sign")["Location"] == address
    assert "已生效" in taker.get(address).text
    assert (Customer.objects.get().manager_id, Duty.objects.get(kind="contact.private").owner_staff_id) == ("M2", "M2")
    assert "谈了孩子留学" in taker.get("/customers/C1").text
    assert manager.get("/customers/C1").status_code == 403


def test_the_customers_bookings_and_cards_come_along(bank: DeskBank, manager: Client) -> None:
    bank.customer("C1")
    refer(
        by="H1", at=bank.at, institution_id="O1", sentence="问起大额存单", need="deposit", willing=True,
        source=("customer", "C1"), customer_id="C1",
    )  # fmt: skip
    starts = timezone.now() + timedelta(days=3)
    Booking.objects.create(
        institution_id="O1", staff=bank.manager, customer_id="C1", tier="private", purpose="other", about="x",
        consent="agreed", channel="phone", reach="13812345678", starts_at=starts, ends_at=starts + timedelta(hours=1),
        on=business_date(starts), made_by="M1", made_at=bank.at,
    )  # fmt: skip
    address = manager.post("/handovers/new", form(bank))["Location"]
    manager.post(f"{address}/sign")
    signed_in(bank, "M2").post(f"{address}/sign")
    moved = Handover.objects.get().moved
    assert (moved["cards"], moved["cards_left"]) == (1, 0)
    card = Referral.objects.get()
    assert (card.to_staff_id, card.state, card.turn) == ("M2", "new", 2)
    assert moved["bookings"] + moved["left"] == 1
    assert (Booking.objects.get().staff_id == "M2") == bool(moved["bookings"])


def test_a_signed_handover_begins_with_its_day(bank: DeskBank) -> None:
    bank.customer("C1")
    tomorrow = bank.today + timedelta(days=1)
    one = made(bank, from_on=tomorrow)
    for who in ("M1", "M2"):
        signed_in(bank, who).post(f"/handovers/{one.pk}/sign")
    assert begin_handovers(bank.at) == 0
    assert begin_handovers(bank.at + timedelta(days=1)) == 1
    assert begin_handovers(bank.at + timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"note": ""}, 'id="wrong-note"'),
        ({"taker": ""}, 'id="wrong-taker"'),
        ({"taker": "nobody"}, 'id="wrong-taker"'),
        ({"from_on": "2001-01-01"}, 'id="wrong-from_on"'),
        ({"reason": "tired"}, 'id="wrong-reason"'),
        ({"which": "chosen"}, "没有可移交的客户"),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(bank: DeskBank, manager: Client, change: dict, said: str) -> None:
    bank.customer("C1")
    answer = manager.post("/handovers/new", form(bank, **change))
    assert answer.status_code == 422
    assert said in answer.text
    assert "note" in change or "C1 理财下周到期" in answer.text


def test_only_ticked_customers_go(bank: DeskBank, manager: Client) -> None:
    for key in ("C1", "C2"):
        bank.customer(key)
    manager.post("/handovers/new", form(bank, which="chosen", customers=["C2"]))
    assert list(HandoverLine.objects.values_list("customer_id", flat=True)) == ["C2"]


def test_refused_with_a_reason_it_is_over(bank: DeskBank, manager: Client) -> None:
    bank.customer("C1")
    one = made(bank)
    taker = signed_in(bank, "M2")
    assert taker.post(f"/handovers/{one.pk}/end", {"reason": " "}).status_code == 422
    taker.post(f"/handovers/{one.pk}/end", {"reason": "手上客户已满"})
    assert "手上客户已满" in manager.get(f"/handovers/{one.pk}").text


def test_nobody_hands_over_the_customers_of_a_colleague(bank: DeskBank, manager: Client) -> None:
    bank.customer("C9", manager=bank.colleague, home_institution_id="O2")
    assert manager.get("/handovers/new?giver=M2").status_code == 403
    assert manager.post("/handovers/new", form(bank, giver="M2", taker="M1")).status_code == 403


def test_a_handover_of_others_does_not_open(bank: DeskBank) -> None:
    bank.customer("C1")
    bank.person("M9", "某某", "wealth_manager", "O2")
    one = made(bank)
    stranger = signed_in(bank, "M9")
    assert stranger.get(f"/handovers/{one.pk}").status_code == 403
    assert stranger.post(f"/handovers/{one.pk}/sign").status_code == 403


def test_the_head_signs_for_who_is_on_leave(bank: DeskBank, head: Client) -> None:
    bank.customer("C1")
    one = made(bank, by="H1")
    assert "代移交人签署" not in head.get(f"/handovers/{one.pk}").text
    day = business_date(timezone.now())
    Leave.objects.create(staff=bank.manager, deputy=bank.head, first_on=day, last_on=day)
    assert "代移交人签署" in head.get(f"/handovers/{one.pk}").text
    head.post(f"/handovers/{one.pk}/sign")
    assert "由上级 陈国华 代签" in head.get(f"/handovers/{one.pk}").text


def test_the_head_sees_whose_manager_is_gone_and_what_to_do(bank: DeskBank, head: Client) -> None:
    bank.customer("C1")
    assert "每位客户都有责任人" in head.get("/handovers/accounts").text
    Staff.objects.filter(pk="M1").update(to_on=date(2020, 1, 1))
    text = head.get("/handovers/accounts").text
    assert "客户经理已不在职" in text
    assert 'href="/handovers/new?giver=M1"' in text


def test_the_head_sees_what_the_core_bank_has_yet_to_enter(bank: DeskBank, manager: Client, head: Client) -> None:
    customer = bank.customer("C1")
    one = made(bank)
    for who in ("M1", "M2"):
        signed_in(bank, who).post(f"/handovers/{one.pk}/sign")
    assert customer.name in head.get("/handovers/accounts?box=standing").text


def test_the_signature_stands_in_the_day_of_both(bank: DeskBank) -> None:
    bank.customer("C1")
    one = made(bank)
    text = signed_in(bank, "M2").get("/").text
    assert f"客户移交 #{one.pk}" in text
    assert f"/handovers/{one.pk}" in text


@pytest.mark.parametrize("name", PAGES)
def test_its_pages_cost_no_more_queries_than_recorded(bank: DeskBank, name: str) -> None:
    for n in range(30):
        bank.customer(f"C{n}")
    one = made(bank, customer_ids=[f"C{n}" for n in range(25)])
    for who in ("M1", "M2"):
        signed_in(bank, who).post(f"/handovers/{one.pk}/sign")
    Staff.objects.filter(pk="M2").update(to_on=date(2020, 1, 1))
    who, address = PAGES[name]
    page, address = signed_in(bank, who), address.format(made=one.pk)
    page.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert page.get(address).status_code == 200
    held(name, seen.captured_queries)
