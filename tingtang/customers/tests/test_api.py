"""The interface to information: what it answers, what it refuses with which field, and that a repeat is one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.races import at_once
from tingtang.customers.errors import OtherRequest
from tingtang.customers.models import Correction, Customer, InformationEntry, RequestKey
from tingtang.customers.naming import renew_name_keys
from tingtang.customers.once import once
from tingtang.customers.tests.test_information import AT, OTHER, PHONE, make_bank, make_customer
from tingtang.organisation.models import Institution, Staff, User
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up
from tingtang.organisation.tokens import create_token

pytestmark = pytest.mark.django_db
EMAIL = {"values": {"email": "a@b.cn", "occupation": "教师"}, "source": "stated"}


@pytest.fixture
def bank(db: None) -> None:
    make_bank()
    person("M2", Position.WEALTH_MANAGER, "O3")
    person("G1", Position.GUARD)
    make_customer()
    make_customer("C2", name="李雷", id_no="", phone=OTHER, manager_id="M2", home_institution_id="O3")
    renew_name_keys()
    for key in ("M1", "M2", "H1", "G1"):
        signed_up(Staff.objects.get(pk=key))


def call(who: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
    """As a person by their session, as a system by its token (tt_...), or as nobody."""
    client = Client(headers={**headers, **({"Authorization": f"Bearer {who}"} if who.startswith("tt_") else {})})
    if who and not who.startswith("tt_"):
        client.force_login(User.objects.get(username=who))
    return client.generic(method, f"/api{path}", "" if body is None else json.dumps(body), "application/json")


def _schema() -> Any:
    client = Client()
    client.force_login(User.objects.get(username="M1"))
    return client.get("/api/openapi.json").json()


def token(position: Position, at: str) -> str:
    place = Institution.objects.get(pk=at)
    return create_token(by="A1", at=timezone.now(), name=f"crm {at}", position=position, institution=place)


def test_a_search_finds_one_s_own_masked(bank: None) -> None:
    found = call("M1", "GET", "/customers?q=wangsiyuan").json()
    assert [row["customer_id"] for row in found["rows"]] == ["C1"]
    assert found["rows"][0]["phone"] == "138****5678"
    assert PHONE not in json.dumps(found)
    assert call("M1", "GET", "/customers?q=lilei").json()["rows"] == []


def test_a_system_reaches_what_its_token_is_for_and_nothing_beyond(bank: None) -> None:
    crm, hall = token(Position.OUTLET_HEAD, "O1"), token(Position.LOBBY_MANAGER, "O3")
    assert call(crm, "GET", "/customers?q=wangsiyuan").json()["rows"][0]["customer_id"] == "C1"
    assert call(crm, "GET", "/customers?q=lilei").json()["rows"] == []
    assert call(crm, "GET", "/customers/C2/information").status_code == 404
    assert call(hall, "GET", "/customers").status_code == 403
    kept = call(crm, "POST", "/customers/C1/information", EMAIL)
    assert kept.status_code == 200, kept.content
    assert set(InformationEntry.objects.values_list("by", flat=True)) == {"token:crm O1"}


def test_fields_come_with_source_state_and_lock(bank: None) -> None:
    call("M1", "POST", "/customers/C1/information", EMAIL)
    told = {row["field"]: row for row in call("M1", "GET", "/customers/C1/information").json()["fields"]}
    assert (told["occupation"]["value"], told["occupation"]["source"], told["occupation"]["by"]) == (
        "教师",
        "stated",
        "M1",
    )
    assert (told["phone"]["locked"], told["phone"]["state"], told["phone"]["value"]) == (True, "expired", "138****5678")


@pytest.mark.parametrize(
    ("who", "path", "body", "status", "field"),
    [
        ("", "/customers/C1/information", EMAIL, 401, None),
        ("G1", "/customers/C1/information", EMAIL, 403, None),
        ("M1", "/customers/C2/information", EMAIL, 404, None),
        ("M1", "/customers/C9/information", EMAIL, 404, None),
        ("M1", "/customers/C1/information", {"values": {"email": "no"}, "source": "stated"}, 422, "email"),
        ("M1", "/customers/C1/information", {"values": {"phone": OTHER}, "source": "stated"}, 422, "phone"),
        ("M1", "/customers/C1/information", {"values": {"email": "a@b.cn"}, "source": "guessed"}, 422, "source"),
        ("M1", "/customers/C1/information", {"values": {"email": 7}, "source": "stated"}, 422, "values.email"),
        ("M1", "/customers/C1/information", {"source": "stated"}, 422, "values"),
        ("M1", "/customers/C1/information", {**EMAIL, "value": "a@b.cn"}, 422, "value"),
        ("M1", "/customers/C1/information/confirm", {"fields": [], "source": "stated"}, 422, "fields"),
        ("M1", "/customers/C1/corrections", {"field": "phone", "value": "12", "source": "stated"}, 422, "value"),
        ("M1", "/customers/C1/consent", {"purpose": "love"}, 422, "purpose"),
    ],
)
def test_a_refusal_has_its_status_and_names_the_field(
    bank: None, who: str, path: str, body: Any, status: int, field: str | None
) -> None:
    answer = call(who, "POST", path, body)
    assert answer.status_code == status, answer.content
    named = [one["field"] for one in answer.json()["fields"]]
    assert named == ([field] if field else []), answer.content
    assert not InformationEntry.objects.exists()


def test_a_likeness_is_told_before_a_correction_and_stays_without_private_data(bank: None) -> None:
    said = {"field": "phone", "value": OTHER, "source": "documented", "reason": "回执"}
    answer = call("M1", "POST", "/customers/C1/corrections", said)
    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, "warned")
    assert "李雷" not in answer.text
    made = call("M1", "POST", "/customers/C1/corrections", {**said, "warned": True})
    assert (made.status_code, made.json()["state"]) == (201, "pending")


def test_consent_is_recorded_and_told_by_purpose_and_channel(bank: None) -> None:
    said = {"purpose": "care", "channels": ["sms"], "answer": "granted", "source": "stated"}
    assert len(call("M1", "POST", "/customers/C1/consent", said).json()["lines"]) == 1
    rows = call("H1", "GET", "/customers/C1/consent").json()["rows"]
    assert {(one["purpose"], one["channel"]) for one in rows if one["allowed"] and one["purpose"] == "care"} == {
        ("care", "sms")
    }


def test_the_same_request_under_its_key_takes_effect_once_and_another_one_is_refused(bank: None) -> None:
    key = {"Idempotency-Key": "k1"}
    answers = [call("M1", "POST", "/customers/C1/information", EMAIL, **key).json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert InformationEntry.objects.count() == 2
    other = call("M1", "POST", "/customers/C1/information", {**EMAIL, "source": "documented"}, **key)
    assert (other.status_code, other.json()["fields"][0]["field"]) == (409, "Idempotency-Key")
    assert call("H1", "POST", "/customers/C1/information", EMAIL, **key).status_code == 200  # another caller's own key


def test_a_refused_request_leaves_its_key_free(bank: None) -> None:
    key = {"Idempotency-Key": "k1"}
    wrong = {"values": {"email": "no"}, "source": "stated"}
    assert call("M1", "POST", "/customers/C1/information", wrong, **key).status_code == 422
    assert not RequestKey.objects.exists()
    assert call("M1", "POST", "/customers/C1/information", EMAIL, **key).status_code == 200


def test_the_documents_say_what_a_caller_may_send(bank: None) -> None:
    schema = _schema()["paths"]
    posts = [path for path in schema if path.startswith("/api/customers/{customer_id}") and "post" in schema[path]]
    assert len(posts) == 4
    for path in posts:
        operation = schema[path]["post"]
        assert "Idempotency-Key" in {one["name"] for one in operation["parameters"]}, path
        assert {"401", "403", "404", "409", "422"} <= set(operation["responses"]), path


@pytest.mark.postgres
@pytest.mark.slow
def test_of_several_under_one_key_at_once_one_takes_effect(on_each_database: str) -> None:
    make_bank()
    make_customer()

    def act() -> dict[str, Any]:
        made = Correction.objects.create(
            customer_id="C1", field="phone", value=OTHER, source="stated", reason="x", proposed_by="M1", proposed_at=AT
        )
        return {"pk": made.pk}

    def send() -> dict[str, Any]:
        return once(actor="M1", key="k", operation="POST /x", body=b"{}", at=AT, act=act)

    answers = at_once(*[send] * 5, refusals=OtherRequest)
    assert len({one["pk"] for one in answers}) == 1 == Correction.objects.count()
    assert Customer.objects.count() == 1
