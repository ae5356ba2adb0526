"""Pages of advice: products, assess, recommend, each step of a sale; and the interface to them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tingtang.advice.models import Assessment, Sale
from tingtang.advice.tests.shop import PDF, Shop
from tingtang.audit.models import Entry
from tingtang.customers.models import Customer
from tingtang.lobby.models import Counter, Ticket
from tingtang.organisation.models import User
from tingtang.shared.times import business_date

NOW = timezone.now() - timedelta(minutes=5)
GIVEN = {"key": "k1", "product": "R4", "amount": "50000", "need": "想要收益高一点"}


@pytest.fixture
def shop(db: None) -> Shop:
    return Shop(signed=True, at=NOW)


def client_of(staff_id: str, **headers: str) -> Client:
    signed_in = Client(headers=headers or None)
    signed_in.force_login(User.objects.get(username=staff_id))
    return signed_in


def body(answer: Any) -> str:
    return answer.content.decode()


def stepped(page: Client, sale: Sale, step: str, **given: Any) -> Any:
    return page.post(f"/advice/sales/{sale.pk}/{step}", given)


def test_products_are_narrowed_by_kind_and_risk(shop: Shop) -> None:
    page = client_of("W1")
    assert all(f"产品R{n}" in body(page.get("/advice/products")) for n in range(1, 6))
    narrowed = body(page.get("/advice/products?kind=fund&most=2"))
    assert ("产品F2" in narrowed, "产品F3" in narrowed, "产品R1" in narrowed) == (True, False, False)


def test_a_product_shows_its_rules_and_the_history_of_its_rating(shop: Shop) -> None:
    said = body(client_of("W1").get("/advice/products/F3"))
    assert "fund-2017" in said
    assert "总行评级" in said
    assert client_of("W1").get("/advice/products/none").status_code == 404


def test_above_the_tolerance_from_the_assessment_to_the_sale(shop: Shop) -> None:
    page = client_of("W1")
    assert "没有风险承受能力评估" in body(page.get("/advice/customers/C1"))
    assert page.post("/advice/customers/C1/assess", {"key": "a1", "level": "2"}).status_code == 302
    assert page.post("/advice/customers/C1", GIVEN).status_code == 302
    sale = Sale.objects.get()
    assert "还差 3 步" in body(page.get(f"/advice/sales/{sale.pk}"))
    assert stepped(page, sale, "close").status_code == 409
    stepped(page, sale, "disclose")
    stepped(page, sale, "ask", text="看过说明书，坚持要买")
    file = SimpleUploadedFile("确认书.pdf", PDF, "application/pdf")
    assert stepped(page, sale, "confirm", signed_on=business_date(NOW).isoformat(), file=file).status_code == 302
    assert stepped(page, sale, "close").status_code == 302
    assert Sale.objects.get().state == "closed"
    kept = page.get(f"/advice/sales/{sale.pk}/confirmation")
    assert (kept.content, kept["Content-Disposition"][:10]) == (PDF, "attachment")
    assert Entry.objects.filter(action="advice.confirmation.read").count() == 1


def test_a_stop_is_shown_with_every_reason_and_leads_no_further(shop: Shop) -> None:
    page = client_of("W1")
    page.post("/advice/customers/C1", GIVEN)
    sale = Sale.objects.get()
    said = body(page.get(f"/advice/sales/{sale.pk}"))
    assert "客户没有风险承受能力评估" in said
    assert "确认成交" not in said
    assert stepped(page, sale, "disclose").status_code == 409


@pytest.mark.parametrize(
    ("given", "field"), [({"amount": "lots"}, "amount"), ({"need": ""}, "need"), ({"product": "X"}, "product")], ids=str
)
def test_what_is_refused_names_its_field_and_keeps_the_rest(shop: Shop, given: dict, field: str) -> None:
    answer = client_of("W1").post("/advice/customers/C1", {**GIVEN, "need": "独特的需求", **given})
    assert answer.status_code == 422
    assert f'id="wrong-advise-{field}"' in body(answer)
    assert field == "need" or "独特的需求" in body(answer)
    assert not Sale.objects.exists()


def test_a_level_must_be_chosen(shop: Shop) -> None:
    answer = client_of("W1").post("/advice/customers/C1/assess", {"key": "a1"})
    assert answer.status_code == 422
    assert 'id="wrong-assess-level"' in body(answer)
    assert not Assessment.objects.exists()


def test_a_customer_from_elsewhere_is_advised_only_while_at_the_counter(shop: Shop) -> None:
    page = client_of("W1")
    assert page.get("/advice/customers/C2").status_code == 403
    counter = Counter.objects.create(institution_id="O1", label="1", since=NOW)
    Ticket.objects.create(
        institution_id="O1", on=business_date(timezone.now()), prefix="A", seq=1, key="t", service_class="ordinary",
        business="enquiry", origin="lobby", taken_at=NOW, clock_from=NOW, ahead=0, state="serving", n=2, since=NOW,
        customer_id="C2", recognised_by="card", counter=counter, staff_id="W1",
    )  # fmt: skip
    said = body(page.get("/advice/customers/C2"))
    assert "异地客户" in said
    assert "欧阳明" not in said
    assert Entry.objects.filter(action="record.read", subject_id="C2").exists()
    assert client_of("OT").get("/advice/customers/C2").status_code == 403


def test_customers_stand_by_what_their_assessment_is_worth(shop: Shop) -> None:
    assert "未评估" in body(client_of("W1").get("/advice/customers"))
    shop.assess(3, at=NOW)
    said = body(client_of("W1").get("/advice/customers?q=C1"))
    assert "平衡型" in said
    assert "/advice/customers/C1" in said
    assert "/advice/customers/C2" not in said


def test_heads_see_figures_by_person_and_read_a_sale_with_a_trace(shop: Shop) -> None:
    shop.advise()
    sale = Sale.objects.get()
    said = body(client_of("H1").get("/advice"))
    assert "员工W1" in said
    assert client_of("H1").get(f"/advice/sales/{sale.pk}").status_code == 200
    assert Entry.objects.filter(nature="read", subject_kind="sale").count() == 1
    assert client_of("H2").get(f"/advice/sales/{sale.pk}").status_code == 403
    assert stepped(client_of("H1"), sale, "disclose").status_code == 403


def call(who: str, method: str, path: str, given: Any = None, **headers: str) -> Any:
    text = "" if given is None else json.dumps(given)
    return client_of(who, **headers).generic(method, f"/api/advice{path}", text, content_type="application/json")


def test_the_interface_assesses_recommends_and_sells(shop: Shop) -> None:
    key = {"Idempotency-Key": "k1"}
    wanted = {"customer_id": "C1", "product": "R3", "amount": "50000", "need": "稳一点"}
    assert call("W1", "POST", "/customers/C1/assessments", {"level": 3}, **key).status_code == 201
    made = [call("W1", "POST", "/sales", wanted, **key).json() for _ in range(2)]
    assert made[0] == made[1]
    assert (made[0]["verdict"], made[0]["waits_for"]) == ("fits", ["disclose"])
    sale = made[0]["id"]
    assert call("W1", "POST", f"/sales/{sale}/close", {}).status_code == 409
    call("W1", "POST", f"/sales/{sale}/disclose", {})
    assert call("W1", "POST", f"/sales/{sale}/close", {}).json()["state"] == "closed"
    assert call("W2", "GET", f"/sales/{sale}").status_code == 404
    assert call("W2", "POST", "/sales", wanted).status_code == 404
    assert call("W1", "POST", "/sales", {**wanted, "amount": "0"}).status_code == 422
    assert call("W1", "GET", "/products?most=2").json()["total"] == 4


def test_the_register_is_kept_by_those_above(shop: Shop) -> None:
    rated = {"level": 2, "from_on": business_date(NOW).isoformat(), "reason": "总行评级"}
    product = {**rated, "code": "N1", "name": "新产品", "kind": "fund", "minimum": "1000"}
    assert call("W1", "POST", "/products", product).status_code == 403
    assert call("DO", "POST", "/products", product).status_code == 201
    assert call("DO", "POST", "/products", product).json()["fields"][0]["field"] == "code"
    assert call("DO", "POST", "/products/N1/ratings", rated).json()["fields"][0]["field"] == "from_on"
    assert call("DO", "POST", "/products/none/ratings", rated).status_code == 404


def advised(shop: Shop, who: str = "W1", **fields: Any) -> dict[str, Any]:
    wanted = {"customer_id": "C1", "product": "R3", "amount": "50000", "need": "稳一点", **fields}
    made: dict[str, Any] = call(who, "POST", "/sales", wanted).json()
    return made


def test_through_the_interface_above_the_tolerance_nothing_closes_without_the_signed_form(shop: Shop) -> None:
    shop.assess(2, at=NOW)
    sale = advised(shop, product="R4")
    assert (sale["verdict"], sale["rating"], sale["level"], sale["rule_version"]) == ("on_request", 4, 2, "bank-2012")
    for step in ("disclose", "ask"):
        assert call("W1", "POST", f"/sales/{sale['id']}/{step}", {"text": "坚持要买"}).status_code == 200
    refused = call("W1", "POST", f"/sales/{sale['id']}/close", {})
    assert (refused.status_code, "确认书" in refused.json()["message"]) == (409, True)


def test_through_the_interface_an_expired_assessment_stops_and_funds_follow_their_own_rules(shop: Shop) -> None:
    shop.assess(1, at=NOW, assessed_on=business_date(NOW) - timedelta(days=400))
    expired = advised(shop, product="R1")
    assert (expired["state"], expired["reasons"], expired["waits_for"]) == ("stopped", ["assessment_expired"], [])
    assert call("W1", "POST", f"/sales/{expired['id']}/close", {}).status_code == 409
    shop.assess(1, at=NOW)
    bank, fund = advised(shop, product="R2"), advised(shop, product="F2")
    assert ((bank["verdict"], fund["verdict"]), fund["rule_version"]) == (("on_request", "stopped"), "fund-2017")


def test_through_the_interface_an_older_customer_and_a_large_sum_from_elsewhere_ask_for_their_steps(shop: Shop) -> None:
    Customer.objects.filter(pk="C1").update(birth_date="1950-01-01", home_institution="O2")
    shop.assess(3, at=NOW)
    sale = advised(shop, amount="600000")
    assert sale["waits_for"] == ["home", "disclose", "care"]
    address = f"/sales/{sale['id']}"
    for step in ("home", "disclose", "care"):
        assert call("W1", "POST", f"{address}/close", {}).status_code == 409
        assert call("W1", "POST", f"{address}/{step}", {"text": "说明与答复"}).status_code == 200
    assert call("W1", "POST", f"{address}/close", {}).json()["state"] == "closed"
    assert Sale.objects.get().home_asked_of_id == "W1"  # their manager, wherever they bank
