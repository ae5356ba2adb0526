"""From assessment to sale: what is refused, what is kept, what has to come first."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tingtang.advice import actions
from tingtang.advice.errors import BadInput, Ended, NotYet, NotYours
from tingtang.advice.models import Assessment, Confirmation, Sale, SaleEvent
from tingtang.advice.queries import tolerance_of
from tingtang.advice.tests.shop import MONDAY, PDF, Shop, later
from tingtang.audit.models import Entry
from tingtang.customers.models import Customer

pytestmark = pytest.mark.postgres


def step(action: str, sale: Sale, /, **fields: Any) -> Sale:
    given = {"by": "W1", "at": later(hours=1), "sale_id": sale.pk}
    return getattr(actions, action)(**{**given, **fields})


def signed(sale: Sale, **fields: Any) -> Sale:
    return step("confirm", sale, **{"name": "确认书.pdf", "content": PDF, "signed_on": MONDAY.date(), **fields})


def whats(sale: Sale) -> list[str]:
    return list(SaleEvent.objects.filter(sale=sale).order_by("n").values_list("what", flat=True))


def test_a_fitting_product_is_sold_once_its_risk_was_told(shop: Shop) -> None:
    shop.assess(3)
    sale = shop.advise("R3")
    assert (sale.verdict, sale.rating, sale.level, sale.rule_version, sale.waits_for) == (
        "fits", 3, 3, "bank-2012", ["disclose"],
    )  # fmt: skip
    with pytest.raises(NotYet):
        step("close", sale)
    step("disclose", sale)
    assert step("close", sale).state == "closed"
    assert whats(sale) == ["advised", "disclose", "closed"]
    assert Entry.objects.filter(subject_kind="sale", subject_id=str(sale.pk)).count() == 3


def test_above_the_tolerance_it_takes_the_customers_own_words_and_the_signed_form(shop: Shop) -> None:
    shop.assess(2)
    sale = shop.advise("R4")
    assert (sale.verdict, sale.reasons) == ("on_request", ["above_tolerance"])
    step("disclose", sale)
    with pytest.raises(NotYet):
        step("close", sale)
    with pytest.raises(NotYet):
        signed(sale)  # nobody asked for it yet
    step("customer_asks", sale, said="我自己看过说明书，坚持要买")
    with pytest.raises(NotYet):
        step("close", sale)
    signed(sale)
    assert step("close", sale).state == "closed"
    kept = Confirmation.objects.get()
    assert (bytes(kept.content), kept.sha256, kept.by) == (PDF, hashlib.sha256(PDF).hexdigest(), "W1")


def test_without_a_valid_assessment_it_is_stopped_and_kept(shop: Shop) -> None:
    never = shop.advise("R1")
    shop.assess(3, assessed_on=date(2025, 11, 22))
    expired = shop.advise("R1")
    assert [(sale.state, sale.reasons) for sale in (never, expired)] == [
        ("stopped", ["no_assessment"]),
        ("stopped", ["assessment_expired"]),
    ]
    with pytest.raises(Ended):
        step("disclose", expired)
    assert whats(never) == ["stopped"]


def test_the_same_customer_meets_two_rule_sets(shop: Shop) -> None:
    shop.assess(1)
    bank, fund = shop.advise("R2"), shop.advise("F2")
    assert (bank.verdict, bank.rule_version) == ("on_request", "bank-2012")
    assert (fund.verdict, fund.rule_version, fund.reasons[0]) == ("stopped", "fund-2017", "lowest_level")
    assert fund.rules["advice.fund.above_least_level"] == "2"


def test_the_newest_assessment_counts_and_the_older_stay(shop: Shop) -> None:
    shop.assess(5, assessed_on=date(2026, 3, 1))
    shop.assess(2)
    found = tolerance_of(shop.customer, MONDAY.date())
    assert found
    assert (found.level, found.valid_until, found.source) == (2, date(2027, 11, 23), "here")
    assert Assessment.objects.count() == 2


def test_the_core_banks_assessment_counts_where_it_is_the_newer(shop: Shop) -> None:
    Customer.objects.filter(pk="C1").update(risk_tolerance=4, risk_assessed_on=date(2026, 6, 1))
    shop.customer.refresh_from_db()
    found = tolerance_of(shop.customer, MONDAY.date())
    assert found
    assert (found.level, found.valid_until, found.source) == (4, date(2027, 6, 1), "core_bank")
    shop.assess(2, assessed_on=date(2026, 6, 1))
    found = tolerance_of(shop.customer, MONDAY.date())
    assert found
    assert (found.level, found.source) == (2, "here")


def test_from_sixty_five_on_the_extra_care_comes_first(shop: Shop) -> None:
    shop.maintained("C3", "W1", "O1", birth_date=date(1955, 1, 1))
    shop.assess(3, customer_id="C3")
    sale = shop.advise("R2", customer_id="C3")
    assert (sale.care_needed, sale.age) == (True, 71)
    step("disclose", sale)
    with pytest.raises(NotYet):
        step("close", sale)
    step("care_for", sale, done="逐条朗读风险揭示书，女儿在场")
    assert step("close", sale).state == "closed"


def test_a_large_sum_away_from_home_is_talked_over_there_first(shop: Shop) -> None:
    shop.assess(3, customer_id="C2")
    sale = shop.advise("R2", customer_id="C2", amount=Decimal(500000))
    assert (sale.home_first, sale.waits_for) == (True, ["home", "disclose"])
    step("disclose", sale)
    with pytest.raises(NotYet):
        step("close", sale)
    step("ask_home", sale, said="已电话员工W2，同意")
    assert step("close", sale).state == "closed"


def test_a_sale_waits_for_no_rating_that_rose_meanwhile(shop: Shop) -> None:
    shop.assess(3)
    sale = shop.advise("R3")
    step("disclose", sale)
    actions.rate(by="DO", at=later(days=1), code="R3", level=4, from_on=later(days=1).date(), reason="净值波动加大")
    with pytest.raises(NotYet, match="advise again"):
        step("close", sale, at=later(days=1, hours=1))
    sale.refresh_from_db()
    assert (sale.state, sale.rating) == ("open", 3)


def test_a_rating_is_never_dated_back(shop: Shop) -> None:
    with pytest.raises(BadInput) as refused:
        actions.rate(by="DO", at=MONDAY, code="R3", level=4, from_on=date(2026, 11, 22), reason="x")
    assert refused.value.field == "from_on"


def test_the_same_request_is_one_sale_and_one_assessment(shop: Shop) -> None:
    assert shop.assess(3, key="a").pk == shop.assess(3, key="a").pk
    assert shop.advise(key="k").pk == shop.advise(key="k").pk
    assert (Sale.objects.count(), Assessment.objects.count()) == (1, 1)
    with pytest.raises(BadInput):
        shop.advise(key="k", by="OT")


def test_only_the_adviser_goes_on_with_a_sale(shop: Shop) -> None:
    shop.assess(3)
    sale = shop.advise()
    with pytest.raises(NotYours):
        step("disclose", sale, by="OT")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal("0.001")}, "amount"),
        ({"amount": Decimal(10) ** 15}, "amount"),
        ({"need": "  "}, "need"),
        ({"need": "字" * 201}, "need"),
        ({"product": "nothing"}, "product"),
        ({"key": "k" * 65}, "key"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_recommendation_that_cannot_be_is_refused_with_its_field(shop: Shop, fields: dict, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        shop.advise(**fields)
    assert refused.value.field == field
    assert not Sale.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"content": b""}, "file"),
        ({"content": b"MZ a program"}, "file"),
        ({"content": PDF + b"x" * 5 * 1024 * 1024}, "file"),
        ({"signed_on": date(2026, 11, 24)}, "signed_on"),
        ({"signed_on": date(2026, 11, 22)}, "signed_on"),
    ],
    ids=["empty", "no scan", "too large", "signed tomorrow", "signed before"],
)
def test_a_form_that_is_none_is_not_attached(shop: Shop, fields: dict, field: str) -> None:
    shop.assess(1)
    sale = shop.advise("R2")
    step("customer_asks", sale, said="坚持要买")
    with pytest.raises(BadInput) as refused:
        signed(sale, **fields)
    assert refused.value.field == field
    assert not Confirmation.objects.exists()


def test_given_up_says_why_and_is_final(shop: Shop) -> None:
    shop.assess(3)
    sale = shop.advise()
    with pytest.raises(BadInput):
        step("give_up", sale, reason=" ")
    assert step("give_up", sale, reason="客户再考虑").state == "given_up"
    with pytest.raises(Ended):
        step("close", sale)


def test_a_company_is_not_advised_here(shop: Shop) -> None:
    shop.maintained("CC", "W1", "O1", kind="C")
    with pytest.raises(BadInput):
        shop.advise(customer_id="CC")
