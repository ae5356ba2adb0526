"""Quota (A29.2): asked of those above, never refused to a customer from elsewhere, given back, never below zero."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tingtang.advice import actions
from tingtang.advice.errors import AdviceError, BadInput, Ended, NotYet, NotYours
from tingtang.advice.models import Product, Quota, QuotaEntry, QuotaEvent, QuotaRequest, Sale
from tingtang.advice.tests.shop import Shop, later
from tingtang.audit.models import Entry
from tingtang.customers.models import Customer
from tingtang.duties.models import Duty

pytestmark = pytest.mark.postgres


@pytest.fixture
def bank(shop: Shop) -> Shop:
    """Ten million of Q3 at the province, three hundred thousand at B1, one hundred thousand at O1."""
    shop.product("Q3", "wealth", 3, limited=True)
    shop.assess(3)
    shop.assess(3, customer_id="C2")
    do("issue_quota", "HP", institution_id="P", product="Q3", amount=Decimal(10_000_000))
    moved("P", "B1", 400_000)
    moved("B1", "O1", 100_000, by="HB")
    return shop


def do(action: str, by: str, /, hours: int = 0, **fields: Any) -> Any:
    given = {"reason": "年度额度"} if action in ("issue_quota", "move_quota") else {}
    return getattr(actions, action)(by=by, at=later(hours=hours), **{**given, **fields})


def moved(from_id: str, to_id: str, amount: int, by: str = "HP") -> Any:
    return do("move_quota", by, product="Q3", from_id=from_id, to_id=to_id, amount=Decimal(amount))


def asked(by: str, amount: int, place: str = "O1") -> QuotaRequest:
    return do("ask_quota", by, institution_id=place, product="Q3", amount=Decimal(amount), reason="客户预约")


def answer(action: str, by: str, request: QuotaRequest, **fields: Any) -> QuotaRequest:
    return do(action, by, 1, request_id=request.pk, **fields)


def free() -> dict[str, int]:
    return {one.institution_id: int(one.free) for one in Quota.objects.all()}


def told(sale: Sale) -> Sale:
    return do("disclose", sale.advised_by_id, sale_id=sale.pk)


def closed(sale: Sale) -> Sale:
    return do("close", sale.advised_by_id, 2, sale_id=sale.pk)


def away_sale(shop: Shop, amount: int = 200_000) -> Sale:
    """C2 of O2 at O1."""
    return told(shop.advise("Q3", customer_id="C2", amount=Decimal(amount)))


def balanced() -> bool:
    """Whether each place's quota is what its entries add up to, line by line."""
    for quota in Quota.objects.all():
        left = Decimal(0)
        for entry in QuotaEntry.objects.filter(quota=quota).order_by("n"):
            left += entry.amount
            if entry.free != left:
                return False
        if quota.free != left:
            return False
    return True


def test_quota_moves_down_from_the_province_and_every_movement_is_kept(bank: Shop) -> None:
    assert free() == {"P": 9_600_000, "B1": 300_000, "O1": 100_000}
    assert balanced()
    assert list(QuotaEntry.objects.filter(quota__institution="B1").order_by("n").values_list("what", "other_id")) == [
        ("in", "P"), ("out", "O1"),
    ]  # fmt: skip
    assert Entry.objects.filter(action__startswith="quota.").count() == 5


@pytest.mark.parametrize(
    ("by", "from_id", "to_id", "amount", "wrong"),
    [
        ("HB", "B1", "O1", 300_001, "amount"),
        ("HP", "P", "O1", 0, "amount"),
        ("HP", "O1", "O2", 1, "to_id"),
        ("HP", "P", "nowhere", 1, "to_id"),
        ("HB", "P", "B1", 1, None),
        ("W1", "O1", "B1", 1, None),
        ("HP", "P", "B2", 1, ""),
        ("HB", "O1", "B1", 50_000, ""),
    ],
)
def test_quota_moves_between_a_level_and_one_below_it_by_who_answers_above(
    bank: Shop, by: str, from_id: str, to_id: str, amount: int, wrong: str | None
) -> None:
    before = free()
    if wrong == "":
        moved(from_id, to_id, amount, by=by)
        assert free()[to_id] == before.get(to_id, 0) + amount
    else:
        with pytest.raises(BadInput if wrong else NotYours) as refused:
            moved(from_id, to_id, amount, by=by)
        assert getattr(refused.value, "field", None) == wrong
        assert free() == before
    assert balanced()


def test_only_the_province_is_issued_quota_and_what_is_gone_cannot_be_cut(bank: Shop) -> None:
    with pytest.raises(BadInput):
        do("issue_quota", "HP", institution_id="B1", product="Q3", amount=Decimal(1))
    with pytest.raises(BadInput):
        do("issue_quota", "HP", institution_id="P", product="Q3", amount=Decimal(-9_600_001))
    with pytest.raises(BadInput):
        do("issue_quota", "HP", institution_id="P", product="R3", amount=Decimal(1))
    do("issue_quota", "HP", institution_id="P", product="Q3", amount=Decimal(-9_600_000))
    assert free()["P"] == 0


def test_a_sale_uses_quota_when_it_closes(bank: Shop) -> None:
    sale = told(bank.advise("Q3"))
    assert (sale.quota_needed, sale.quota_use_id) == (True, None)
    assert closed(sale).state == "closed"
    assert free()["O1"] == 50_000
    assert Sale.objects.get(pk=sale.pk).quota_use is not None
    assert balanced()


def test_without_quota_ones_own_customer_waits_until_those_above_grant_it(bank: Shop) -> None:
    sale = told(bank.advise("Q3", amount=Decimal(250_000)))
    with pytest.raises(NotYet):
        closed(sale)
    assert not QuotaRequest.objects.exists()
    request = do("ask_for_sale", "W1", sale_id=sale.pk, reason="客户急用")
    assert (request.asked_of_id, request.away) == ("B1", False)
    duty = Duty.objects.get(kind="quota.answer")
    assert (duty.owner_staff_id, duty.clause, duty.state) == ("HB", "A29.2", "open")
    answer("grant_quota", "HB", request)
    assert free() == {"P": 9_600_000, "B1": 50_000, "O1": 100_000}  # set aside for this sale: nobody else takes it
    duty.refresh_from_db()
    assert (duty.state, duty.evidence_kind) == ("met", "quota_request")
    assert closed(sale).state == "closed"
    assert balanced()


def test_the_branch_that_has_too_little_is_passed_over(bank: Shop) -> None:
    assert asked("H1", 300_000).asked_of_id == "B1"
    assert asked("H1", 300_001).asked_of_id == "P"
    assert asked("H1", 99_000_000).asked_of_id == "P"


def test_a_request_goes_up_level_by_level_each_with_its_duty(bank: Shop) -> None:
    request = asked("H1", 200_000)
    answer("pass_up", "HB", request, text="留作本行到期客户")
    assert QuotaRequest.objects.get().asked_of_id == "P"
    assert list(Duty.objects.order_by("pk").values_list("owner_staff_id", "state")) == [("HB", "met"), ("HP", "open")]
    with pytest.raises(NotYet):
        answer("pass_up", "HP", request, text="没有了")
    answer("grant_quota", "HP", request, text="同意")
    assert list(QuotaEvent.objects.order_by("n").values_list("what", flat=True)) == ["asked", "passed_up", "granted"]
    assert free() == {"P": 9_400_000, "B1": 300_000, "O1": 300_000}


def test_nobody_grants_more_than_there_is(bank: Shop) -> None:
    request = asked("H1", 99_000_000)
    with pytest.raises(BadInput):
        answer("grant_quota", "HP", request)
    assert QuotaRequest.objects.get().state == "open"
    assert balanced()


def test_a_customer_from_elsewhere_is_never_refused(bank: Shop) -> None:
    sale = away_sale(bank)
    request = QuotaRequest.objects.get()  # made by itself: the outlet had too little
    assert (request.sale_id, request.away, request.asked_of_id, request.asked_by_id) == (sale.pk, True, "B1", "W1")
    with pytest.raises(NotYet):
        answer("refuse_quota", "HB", request, text="没有额度")
    answer("pass_up", "HB", request, text="本行留用")
    with pytest.raises(NotYet):
        answer("refuse_quota", "HP", request, text="没有额度")
    answer("grant_quota", "HP", request)
    assert closed(sale).state == "closed"


def test_ones_own_request_may_be_refused_with_a_reason(bank: Shop) -> None:
    request = asked("H1", 10)
    with pytest.raises(BadInput):
        answer("refuse_quota", "HB", request, text=" ")
    assert answer("refuse_quota", "HB", request, text="月底再议").state == "refused"
    with pytest.raises(Ended):
        answer("grant_quota", "HB", request)


def test_what_was_enough_when_advised_and_is_gone_at_the_end_is_asked_for_then(bank: Shop) -> None:
    sale = away_sale(bank, 80_000)
    assert not QuotaRequest.objects.exists()
    closed(told(bank.advise("Q3")))
    with pytest.raises(NotYet):
        closed(sale)
    assert QuotaRequest.objects.get().sale_id == sale.pk


def test_what_a_customer_from_elsewhere_used_is_given_back_at_once(bank: Shop) -> None:
    closed(away_sale(bank, 80_000))
    assert free() == {"P": 9_520_000, "B1": 300_000, "O1": 100_000}
    back = QuotaEntry.objects.get(what="back")
    assert (back.quota.institution_id, back.other_id, int(back.amount), back.use and back.use.what) == (
        "O1", "P", 80_000, "used",
    )  # fmt: skip
    assert balanced()


def test_an_ordinary_customers_use_is_not_given_back(bank: Shop) -> None:
    Customer.objects.filter(pk="C2").update(tier="ordinary")
    closed(away_sale(bank, 80_000))
    assert free()["O1"] == 20_000
    assert not Duty.objects.filter(kind="quota.give_back").exists()


def test_what_the_province_cannot_give_back_it_owes_until_it_can(bank: Shop) -> None:
    do("issue_quota", "HP", institution_id="P", product="Q3", amount=Decimal(-9_600_000))
    closed(away_sale(bank, 80_000))
    duty = Duty.objects.get(kind="quota.give_back")
    assert (duty.owner_staff_id, duty.state, free()["O1"]) == ("HP", "open", 20_000)
    use = QuotaEntry.objects.get(what="used")
    with pytest.raises(BadInput):
        do("give_back", "HP", 2, use_id=use.pk)
    with pytest.raises(NotYours):
        do("give_back", "HB", 2, use_id=use.pk)
    do("issue_quota", "HP", 3, institution_id="P", product="Q3", amount=Decimal(100_000))
    assert free() == {"P": 20_000, "B1": 300_000, "O1": 100_000}
    duty.refresh_from_db()
    assert duty.state == "met"
    with pytest.raises(NotYet):
        do("give_back", "HP", 4, use_id=use.pk)
    assert balanced()


def test_a_sale_given_up_frees_its_quota_and_withdraws_what_it_asked_for(bank: Shop) -> None:
    sale = away_sale(bank)
    answer("grant_quota", "HB", QuotaRequest.objects.get())
    do("give_up", "W1", 2, sale_id=sale.pk, reason="客户改主意")
    assert free() == {"P": 9_600_000, "B1": 100_000, "O1": 300_000}
    other = away_sale(bank, 350_000)
    do("give_up", "W1", 2, sale_id=other.pk, reason="客户改主意")
    assert QuotaRequest.objects.get(sale=other).state == "withdrawn"
    assert not Duty.objects.filter(state="open").exists()
    assert balanced()


def test_a_request_is_withdrawn_by_who_made_it(bank: Shop) -> None:
    request = asked("H1", 10)
    with pytest.raises(NotYours):
        answer("withdraw_quota", "HB", request, text="不要了")
    assert answer("withdraw_quota", "H1", request, text="不要了").state == "withdrawn"
    assert Duty.objects.get(kind="quota.answer").state == "cancelled"


@pytest.mark.parametrize(
    ("by", "amount", "place", "trouble"),
    [
        ("T1", 10, "O1", NotYours),
        ("W3", 10, "O1", NotYours),
        ("H2", 10, "O1", NotYours),
        ("H1", 0, "O1", BadInput),
        ("HP", 10, "P", BadInput),
    ],
)
def test_a_request_that_is_none_is_not_made(
    bank: Shop, by: str, amount: int, place: str, trouble: type[AdviceError]
) -> None:
    with pytest.raises(trouble):
        asked(by, amount, place)
    assert not QuotaRequest.objects.exists()


def test_who_answers_answers_at_their_level_and_below(bank: Shop) -> None:
    request = asked("H1", 10)
    for stranger in ("H1", "H3", "W1"):
        with pytest.raises(NotYours):
            answer("grant_quota", stranger, request)
    assert answer("grant_quota", "HP", request).state == "granted"


def test_the_same_request_sent_again_is_the_first(bank: Shop) -> None:
    given = {"institution_id": "O1", "product": "Q3", "amount": Decimal(10), "reason": "x", "key": "k"}
    assert do("ask_quota", "H1", **given).pk == do("ask_quota", "H1", **given).pk
    with pytest.raises(BadInput):
        do("ask_quota", "HB", **given)


def test_a_product_without_quota_asks_for_none(bank: Shop) -> None:
    sale = told(bank.advise("R3"))
    assert (sale.quota_needed, Product.objects.get(pk="R3").limited) == (False, False)
    closed(sale)
    assert not QuotaEntry.objects.filter(what="used").exists()
