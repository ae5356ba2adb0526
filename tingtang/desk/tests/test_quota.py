"""Pages and interface of quota (A29.2), and of fee discounts (A32)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tingtang.advice.actions import issue_quota, move_quota
from tingtang.advice.fees import eligible_tiers, table
from tingtang.advice.models import Quota, QuotaEntry, QuotaRequest, Sale
from tingtang.advice.tests.shop import Shop
from tingtang.audit.models import Entry
from tingtang.customers.models import Customer
from tingtang.desk.tests.counting import held
from tingtang.desk.tests.test_advice import NOW, body, call, client_of, stepped
from tingtang.lobby.models import Counter, Ticket
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import Institution
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up
from tingtang.shared.times import business_date

PAGES = {
    "quota": ("HB", "/advice/quotas"),
    "quota of a product": ("HP", "/advice/quotas/Q3"),
    "a request for quota": ("HB", "/advice/quota-requests/{request}"),
    "a sale short of quota": ("W1", "/advice/sales/{sale}"),
    "fee discounts": ("WC", "/fees"),
}


@pytest.fixture
def shop(db: None) -> Shop:
    made = Shop(signed=True, at=NOW)
    made.product("Q3", "wealth", 3, limited=True)
    made.assess(3, at=NOW)
    made.assess(3, at=NOW, customer_id="C2")
    rest: dict[str, Any] = {"by": "HP", "at": NOW, "product": "Q3", "reason": "年度额度"}
    issue_quota(institution_id="P", amount=Decimal(10_000_000), **rest)
    move_quota(from_id="P", to_id="B1", amount=Decimal(400_000), **rest)
    return made


def at_counter(shop: Shop, customer_id: str, who: str, state: str = "serving") -> Ticket:
    counter = Counter.objects.create(institution_id="O1", label=who, since=NOW)
    called = {} if state == "waiting" else {"counter": counter, "staff_id": who}
    return Ticket.objects.create(
        institution_id="O1", on=business_date(timezone.now()), prefix="A", seq=counter.pk, key=who + customer_id,
        service_class="ordinary", business="enquiry", origin="lobby", taken_at=NOW, clock_from=NOW, ahead=0,
        state=state, n=2, since=NOW, customer_id=customer_id, recognised_by="card" if customer_id else "",
        **called,
    )  # fmt: skip


def test_a_sale_short_of_quota_asks_is_granted_and_closes(shop: Shop) -> None:
    page = client_of("W1")
    sale = shop.advise("Q3")
    assert "向上级申请额度" in body(page.get(f"/advice/sales/{sale.pk}"))
    stepped(page, sale, "disclose")
    short = stepped(page, sale, "close")
    assert (short.status_code, "额度不足" in body(short)) == (409, True)
    assert 'id="wrong-quota-text"' in body(stepped(page, sale, "quota", text=""))
    assert stepped(page, sale, "quota", text="客户急用").status_code == 302
    request = QuotaRequest.objects.get()
    head = client_of("HB")
    assert f"/advice/quota-requests/{request.pk}" in body(head.get("/advice/quotas"))
    assert "全额调剂" in body(head.get(f"/advice/quota-requests/{request.pk}"))
    assert head.post(f"/advice/quota-requests/{request.pk}/grant", {"text": ""}).status_code == 302
    assert "已占用" in body(page.get(f"/advice/sales/{sale.pk}"))
    assert stepped(page, sale, "close").status_code == 302
    assert Sale.objects.get(pk=sale.pk).state == "closed"


def test_a_customer_from_elsewhere_is_never_refused_on_the_page_or_through_the_interface(shop: Shop) -> None:
    shop.advise("Q3", customer_id="C2")
    request = QuotaRequest.objects.get()
    said = body(client_of("HB").get(f"/advice/quota-requests/{request.pk}"))
    assert ("不得回绝" in said, f"/advice/quota-requests/{request.pk}/refuse" in said) == (True, False)
    for answer in (
        client_of("HB").post(f"/advice/quota-requests/{request.pk}/refuse", {"text": "没有"}),
        call("HB", "POST", f"/quota-requests/{request.pk}/refuse", {"text": "没有"}),
    ):
        assert answer.status_code == 409
    assert client_of("HB").post(f"/advice/quota-requests/{request.pk}/pass-up", {"text": ""}).status_code == 422
    assert client_of("HB").post(f"/advice/quota-requests/{request.pk}/pass-up", {"text": "留用"}).status_code == 302
    assert QuotaRequest.objects.get().asked_of_id == "P"


def test_quota_is_issued_moved_and_asked_for_on_the_products_page(shop: Shop) -> None:
    top, branch, outlet = client_of("HP"), client_of("HB"), client_of("H1")
    issue = {"amount": "1000000", "reason": "追加"}
    assert top.post("/advice/quotas/Q3/issue", issue).status_code == 302
    assert branch.post("/advice/quotas/Q3/issue", issue).status_code == 422
    down = {"way": "down", "place": "O1", "amount": "100000", "reason": "周末"}
    assert branch.post("/advice/quotas/Q3/move", down).status_code == 302
    assert branch.post("/advice/quotas/Q3/move", {**down, "way": "up", "amount": "50000"}).status_code == 302
    assert outlet.post("/advice/quotas/Q3/move", down).status_code == 403
    assert Quota.objects.get(institution="O1").free == 50_000
    asked = outlet.post("/advice/quotas/Q3/ask", {"key": "k", "amount": "10", "reason": "备用"})
    assert "备用" in outlet.get(asked["Location"]).text  # where the request stands
    assert QuotaRequest.objects.get().asked_of_id == "B1"


@pytest.mark.parametrize(
    ("given", "field"), [({"amount": "lots"}, "amount"), ({"amount": "9999999"}, "amount"), ({"place": ""}, "place")],
    ids=str,
)  # fmt: skip
def test_what_is_refused_names_its_field_and_keeps_the_rest(shop: Shop, given: dict, field: str) -> None:
    down = {"way": "down", "place": "O1", "amount": "100000", "reason": "独特的理由", **given}
    answer = client_of("HB").post("/advice/quotas/Q3/move", down)
    assert answer.status_code == 422
    assert f'id="wrong-move-{field}"' in body(answer)
    assert "独特的理由" in body(answer)


def test_what_is_owed_is_given_back_by_the_province(shop: Shop) -> None:
    rest: dict[str, Any] = {"by": "HP", "at": NOW, "product": "Q3", "reason": "x"}
    move_quota(from_id="B1", to_id="O1", amount=Decimal(400_000), **rest)
    issue_quota(institution_id="P", amount=Decimal(-9_600_000), **rest)
    sale = shop.advise("Q3", customer_id="C2")
    for step in ("disclose", "close"):
        stepped(client_of("W1"), sale, step)
    use = QuotaEntry.objects.get(what="used")
    top = client_of("HP")
    assert f'value="{use.pk}"' in body(top.get("/advice/quotas/Q3"))
    assert top.post("/advice/quotas/Q3/give-back", {"use": use.pk}).status_code == 422
    move_quota(from_id="O1", to_id="P", amount=Decimal(350_000), **rest)
    assert top.post("/advice/quotas/Q3/give-back", {"use": use.pk}).status_code == 302
    assert QuotaEntry.objects.filter(what="back", use=use).exists()


def test_a_manager_asks_for_their_outlet_on_the_products_page_and_sees_no_other_place(shop: Shop) -> None:
    page = client_of("W1")
    said = body(page.get("/advice/quotas/Q3"))
    assert ('action="/advice/quotas/Q3/ask"' in said, "年度额度" in said) == (True, False)
    refused = page.post("/advice/quotas/Q3/ask", {"key": "k", "amount": "-1", "reason": "备用"})
    assert (refused.status_code, 'id="wrong-ask-amount"' in refused.text, 'value="备用"' in refused.text) == (
        422,
        True,
        True,
    )
    asked = page.post("/advice/quotas/Q3/ask", {"key": "k", "amount": "10", "reason": "备用"})
    assert "备用" in page.get(asked["Location"]).text
    assert QuotaRequest.objects.get().institution_id == "O1"
    assert client_of("W1").post("/advice/quotas/Q3/issue", {"amount": "1", "reason": "x"}).status_code == 403


def test_the_close_is_offered_only_when_it_will_not_be_refused(shop: Shop) -> None:
    page, sale, closes = client_of("W1"), shop.advise("Q3"), "</svg>确认成交</button>"
    assert closes not in body(page.get(f"/advice/sales/{sale.pk}"))  # a step is missing
    stepped(page, sale, "disclose")
    said = body(page.get(f"/advice/sales/{sale.pk}"))
    assert (closes in said, "本机构额度不足" in said) == (False, True)
    assert stepped(page, sale, "quota", text="客户急用").status_code == 302
    said = body(page.get(f"/advice/sales/{sale.pk}"))
    assert (closes in said, "额度已申请，批准后即可成交" in said) == (False, True)
    move_quota(by="HB", at=NOW, product="Q3", from_id="B1", to_id="O1", amount=Decimal(400_000), reason="调剂")
    assert closes in body(page.get(f"/advice/sales/{sale.pk}"))
    assert stepped(page, sale, "close").status_code == 302
    assert QuotaRequest.objects.get().state == "withdrawn"  # nobody is left to answer what is no longer needed


def test_who_has_no_part_in_quota_sees_none(shop: Shop) -> None:
    assert client_of("T1").get("/advice/quotas").status_code == 403
    request = call("H1", "POST", "/quota-requests", asked()).json()["id"]
    assert client_of("W3").get(f"/advice/quota-requests/{request}").status_code == 403
    assert client_of("W1").post(f"/advice/quota-requests/{request}/grant", {}).status_code == 403
    assert client_of("HP").get("/advice/quotas/R3").status_code == 404


def asked(**fields: Any) -> dict[str, Any]:
    return {"product": "Q3", "amount": "10", "reason": "备用", "institution_id": "O1", **fields}


def test_the_interface_asks_answers_and_moves(shop: Shop) -> None:
    key = {"Idempotency-Key": "k1"}
    made = [call("H1", "POST", "/quota-requests", asked(), **key).json() for _ in range(2)]
    assert made[0] == made[1]
    one = made[0]["id"]
    assert call("HB", "GET", "/quota-requests?box=to_answer").json()["total"] == 1
    assert call("W3", "GET", f"/quota-requests/{one}").status_code == 404
    assert call("H1", "POST", f"/quota-requests/{one}/grant", {}).status_code == 403
    assert call("HB", "POST", f"/quota-requests/{one}/grant", {}).json()["state"] == "granted"
    assert call("H1", "GET", "/quotas").json()[0]["here"] == "10.00"
    moved = {"from_id": "B1", "to_id": "O2", "amount": "5", "reason": "x"}
    assert call("HB", "POST", "/quotas/Q3/moves", moved).json() == {"n": 1, "free": "5.00"}
    assert call("HB", "POST", "/quotas/Q3/moves", {**moved, "amount": "0"}).status_code == 422
    assert call("H1", "POST", "/quota-requests", asked(institution_id="O3")).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_quota_costs_no_more_queries_than_recorded(shop: Shop, name: str) -> None:
    for number in range(25):
        call("H1", "POST", "/quota-requests", asked(), **{"Idempotency-Key": f"k{number}"})
    in_wealth_centre()
    sale = shop.advise("Q3")
    who, address = PAGES[name]
    address = address.format(request=QuotaRequest.objects.first().pk, sale=sale.pk)  # type: ignore[union-attr]
    page = client_of(who)
    page.get(address)  # sessions and the manual are warm
    with CaptureQueriesContext(connection) as seen:
        assert page.get(address).status_code == 200
    held(name, seen.captured_queries)


# -- fee discounts ----------------------------------------------------------------------------------------------------


def in_wealth_centre() -> None:
    """WC, a wealth manager of a wealth centre."""
    Institution.objects.create(institution_id="WC1", parent_id="B1", kind="wealth_centre", name="财富中心")
    signed_up(person("WC", Position.WEALTH_MANAGER, "WC1"))


def kept(action: str) -> list[str]:
    return list(Entry.objects.filter(action=action).order_by("pk").values_list("actor", flat=True))


def test_every_tiers_discounts_are_told_in_a_wealth_centre_only_and_each_look_is_kept(shop: Shop) -> None:
    in_wealth_centre()
    said = body(client_of("WC").get("/fees"))
    assert all(words in said for words in ("保管箱租金", "减收 20%", "免收", "私人银行"))
    assert [client_of(who).get("/fees").status_code for who in ("W1", "H1", "HP")] == [403, 403, 403]
    assert (kept("fees.read"), kept("fees.refused")) == (["WC"], ["W1", "H1", "HP"])
    assert client_of("T1").get("/fees").status_code == 403


def test_a_customer_s_page_offers_the_discounts_of_that_tier_where_they_may_be_told(shop: Shop) -> None:
    in_wealth_centre()
    Customer.objects.filter(pk="C2").update(manager="WC", tier="private")
    offered = 'hx-get="/fees/customers/C2"'
    assert offered in body(client_of("WC").get("/customers/C2"))
    said = body(client_of("WC", **{"HX-Request": "true"}).get("/fees/customers/C2"))
    assert ('tier-private"' in said, 'tier-wealth"' in said) == (True, False)
    Customer.objects.filter(pk="C2").update(manager="W1")
    assert offered not in body(client_of("W1").get("/customers/C2"))
    assert client_of("W1").get("/fees/customers/C2").status_code == 403
    assert (kept("fees.read"), kept("fees.refused")) == (["WC"], ["W1"])


def test_a_teller_tells_the_customer_at_the_counter_of_the_own_tier_only(shop: Shop) -> None:
    ticket = at_counter(shop, "C2", "T1")
    said = body(client_of("T1", **{"HX-Request": "true"}).get(f"/fees/tickets/{ticket.pk}"))
    assert ("存款证明手续费" in said, 'tier-private"' in said, 'tier-wealth"' in said) == (True, True, False)
    assert kept("fees.read") == ["T1"]


@pytest.mark.parametrize("case", ["waiting", "another's", "ordinary", "a stranger", "served"])
def test_without_the_eligible_customer_at_hand_it_is_refused_and_kept(shop: Shop, case: str) -> None:
    state = {"waiting": "waiting", "served": "served"}.get(case, "serving")
    customer = "" if case == "a stranger" else "C2"
    ticket = at_counter(shop, customer, "OT" if case == "another's" else "T1", state)
    if case == "ordinary":
        Customer.objects.filter(pk="C2").update(tier="ordinary")
    assert client_of("T1").get(f"/fees/tickets/{ticket.pk}").status_code == 403
    assert (kept("fees.read"), kept("fees.refused")) == ([], ["T1"])


def test_discounts_are_dated_values_with_their_article(shop: Shop) -> None:
    on = business_date(NOW) + timedelta(days=1)
    rows = table(on, eligible_tiers(on))
    assert len(rows) >= 5
    assert all(value is not None for row in rows for value in row.by_tier.values())
    assert {e.article for key, e in rulebook().entries.items() if key.startswith("fees.discount.")} == {"A32"}
