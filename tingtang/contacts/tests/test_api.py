"""Contacts over the interface: people report their own, systems report for people, those with a tie read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.portfolio import Portfolio
from tingtang.audit.models import Entry
from tingtang.contacts.models import Contact
from tingtang.duties.models import Duty
from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import signed_up
from tingtang.organisation.tokens import create_token
from tingtang.shared.times import business_date

NOW = timezone.now()
GOOD = {"customer_id": "C1", "channel": "phone", "outcome": "reached", "memo": "谈了到期安排", "staff_id": "W1"}


@pytest.fixture
def bank(portfolio: Portfolio) -> Portfolio:
    customer = portfolio.customer("C1")
    portfolio.customer("D1", "W2", home_institution_id="O3")
    portfolio.duty(customer, "contact.private", business_date(NOW))
    return portfolio


def system(at: str = "O1", position: str = Position.CONTACT_SYSTEM) -> dict[str, str]:
    place = Institution.objects.get(pk=at)
    name = f"crm {at} {position}"
    token = create_token(by="test", at=NOW, name=name, position=Position(position), institution=place)
    return {"Authorization": f"Bearer {token}"}


def person(key: str = "W1") -> Client:
    page = Client(headers={"X-CSRFToken": "x"})
    page.force_login(signed_up(Staff.objects.get(pk=key)))
    return page


def report(headers: dict[str, str], key: str = "k1", **fields: Any) -> Any:
    given = {name: said for name, said in {**GOOD, **fields}.items() if said is not None}
    sent = {**headers, **({"Idempotency-Key": key} if key else {})}
    return Client().post("/api/contacts", given, content_type="application/json", headers=sent)


def test_a_system_reports_for_the_manager_and_the_duty_is_met(bank: Portfolio) -> None:
    answer = report(system())
    assert answer.status_code == 201
    assert [(one["kind"], one["verdict"]) for one in answer.json()["ended"]] == [("contact.private", "met")]
    kept = Contact.objects.get()
    assert (kept.staff_id, kept.source, kept.memo) == ("W1", "api", "谈了到期安排")
    assert Entry.objects.get(action="contact.record").actor == "token:crm O1 contact_system"


def test_sent_again_it_is_kept_once(bank: Portfolio) -> None:
    caller = system()
    first, again = report(caller).json(), report(caller, memo="别的").json()
    assert (again["again"], again["id"], again["ended"]) == (True, first["id"], [])
    assert Contact.objects.count() == 1


def test_two_systems_may_use_the_same_key(bank: Portfolio) -> None:
    assert [report(caller).json()["again"] for caller in (system(), system("B1"))] == [False, False]


def test_a_key_used_for_another_customer_is_refused(bank: Portfolio) -> None:
    bank.customer("C2")
    caller = system()
    report(caller)
    answer = report(caller, customer_id="C2")
    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, "key")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"customer_id": "nobody"}, "customer_id"),
        ({"customer_id": "D1"}, "customer_id"),
        ({"customer_id": None}, "customer_id"),
        ({"staff_id": "nobody"}, "staff_id"),
        ({"staff_id": "W2"}, "staff_id"),
        ({"channel": "pigeon"}, "channel"),
        ({"outcome": "maybe"}, "outcome"),
        ({"memo": ""}, "memo"),
        ({"memo": "x" * 4001}, "memo"),
        ({"next_on": "2001-01-01"}, "next_on"),
        ({"at": (NOW + timedelta(days=1)).isoformat()}, "at"),
        ({"at": (NOW - timedelta(days=9)).isoformat()}, "at"),
        ({"at": "2026-11-23T09:00:00"}, "at"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(bank: Portfolio, fields: dict, field: str) -> None:
    answer = report(system(), **fields)
    assert answer.status_code == 422, answer.content
    assert answer.json()["fields"][0]["field"].split(".")[-1] == field
    assert not Contact.objects.exists()


def test_without_a_key_nothing_is_kept(bank: Portfolio) -> None:
    answer = report(system(), key="")
    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, "Idempotency-Key")


def test_in_time_is_judged_by_when_it_happened(bank: Portfolio) -> None:
    duty = Duty.objects.get()
    moment = NOW - timedelta(hours=1)
    report(system(), at=moment.isoformat())
    duty.refresh_from_db()
    assert (duty.state, duty.closed_at) == ("met", moment)


def test_a_reported_wrong_number_is_to_be_put_right(bank: Portfolio) -> None:
    report(system(), outcome="wrong_number", memo="")
    assert Duty.objects.filter(kind="information.repair", state="open").exists()


@pytest.mark.parametrize("position", [Position.KIOSK, Position.LOBBY_MANAGER])
def test_another_token_reports_nothing(bank: Portfolio, position: str) -> None:
    assert report(system(position=position)).status_code == 403


def test_a_system_reads_nothing(bank: Portfolio) -> None:
    caller = system()
    for address in ("/api/customers/C1/contacts", "/api/me", "/api/referrals"):
        assert Client().get(address, headers=caller).status_code in ({200} if address == "/api/me" else {403, 404})


def test_a_person_reports_their_own_and_reads_them(bank: Portfolio) -> None:
    page = person()
    sent = {"Idempotency-Key": "k1"}
    answer = page.post("/api/contacts", {**GOOD, "staff_id": ""}, content_type="application/json", headers=sent)
    assert answer.status_code == 201, answer.content
    rows = page.get("/api/customers/C1/contacts").json()["rows"]
    assert [(row["memo"], row["staff_id"], row["source"]) for row in rows] == [("谈了到期安排", "W1", "app")]


def test_contacts_are_paged_newest_first(bank: Portfolio) -> None:
    moments: list[datetime] = [NOW - timedelta(days=n) for n in range(60)]
    Contact.objects.bulk_create(
        Contact(
            customer_id="C1", staff_id="W1", at=at, channel="phone", outcome="no_answer", source="feed", key=f"f{n}"
        )
        for n, at in enumerate(moments)
    )
    page = person()
    first, second = (page.get(f"/api/customers/C1/contacts?page={n}").json() for n in (1, 2))
    assert (len(first["rows"]), first["more"], len(second["rows"]), second["more"]) == (50, True, 10, False)
    assert first["rows"][0]["at"] > first["rows"][-1]["at"] > second["rows"][0]["at"]


def test_a_stranger_meets_the_same_as_for_nobody(bank: Portfolio) -> None:
    page = person("W2")
    assert [page.get(f"/api/customers/{key}/contacts").status_code for key in ("C1", "nobody")] == [404, 404]
    sent = {"Idempotency-Key": "k1"}
    assert page.post("/api/contacts", GOOD, content_type="application/json", headers=sent).status_code == 403


def test_a_head_who_reads_leaves_a_trace(bank: Portfolio) -> None:
    assert person("H1").get("/api/customers/C1/contacts").status_code == 200
    assert Entry.objects.filter(action="contact.history.read", actor="H1").exists()
