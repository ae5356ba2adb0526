"""The interface: systems take complaints in, once each, and may ask where one stands."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tingtang.complaints.models import Attachment, Complaint
from tingtang.complaints.tests.desk import PDF, Desk
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import Institution, User
from tingtang.organisation.positions import Position
from tingtang.organisation.tokens import create_token

NOW = timezone.now() - timedelta(minutes=5)
TOLD = {
    "channel": "phone", "business": "card", "cause": "fees", "institution_id": "O1", "facts": "被收年费",
    "request": "退还",
    "complainant": "赵大明", "phone": "13700001234",
}  # fmt: skip


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk(signed=True, at=NOW)


def system(at: str = "PB", position: str = Position.COMPLAINT_OFFICER) -> dict[str, str]:
    """The header of a system's token."""
    place = Institution.objects.get(pk=at)
    token = create_token(by="t", at=NOW, name=f"95566-{at}-{position}", position=position, institution=place)
    return {"Authorization": f"Bearer {token}"}


def send(key: str = "call-1", who: dict[str, str] | None = None, **fields: Any) -> Any:
    headers = {**(who or {}), **({"Idempotency-Key": key} if key else {})}
    return Client().post(
        "/api/complaints", json.dumps({**TOLD, **fields}), content_type="application/json", headers=headers
    )


def test_a_system_takes_one_in_and_sent_again_it_is_the_same(desk: Desk) -> None:
    who = system()
    first, second = send(who=who), send(who=who)
    assert (first.status_code, second.status_code) == (201, 201)
    assert (first.json()["again"], second.json()["again"]) == (False, True)
    assert first.json()["number"] == second.json()["number"]
    case = Complaint.objects.get()
    assert (case.coordinator_id, case.first_asked[:6]) == ("OP1", "token:")


def test_it_says_where_one_stands_to_who_took_it_in(desk: Desk) -> None:
    who = system()
    number = send(who=who, customer_id="C2", complainant="").json()["number"]
    told = Client().get(f"/api/complaints/{number}", headers=who).json()
    assert (told["state"], told["round"], set(told)) == (
        "handling", 1, {"number", "state", "round", "received_at", "quiet_until", "closed_at"},
    )  # fmt: skip
    other = system("B2", Position.BRANCH_HEAD)
    assert Client().get(f"/api/complaints/{number}", headers=other).status_code == 404
    assert Client().get("/api/complaints/TS260302-AAAAAA", headers=who).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"cause": "dream"}, "cause"), ({"facts": ""}, "facts"), ({"phone": "12"}, "phone"), ({"channel": "media"},
    "channel"),
     ({"institution_id": "nowhere"}, "institution_id"), ({"facts": "长" * 4001}, "facts")],
    ids=str,
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_field(desk: Desk, wrong: dict[str, str], field: str) -> None:
    answer = send(who=system(), **wrong)
    assert answer.status_code == 422
    assert any(one["field"].endswith(field) for one in answer.json()["fields"])
    assert not Complaint.objects.exists()


def test_without_a_key_without_a_token_or_for_another_place_nothing_is_taken_in(desk: Desk) -> None:
    assert send("", system()).status_code == 422
    assert send().status_code == 401
    assert send(who=system("O3", Position.LOBBY_MANAGER)).status_code == 403
    assert send("k" * 65, system("DO", Position.DEPARTMENT_OFFICER)).status_code == 422
    assert not Complaint.objects.exists()


def test_a_person_takes_one_in_at_their_own_place(desk: Desk) -> None:
    page = Client(enforce_csrf_checks=False)
    page.force_login(User.objects.get(username="L1"))
    answer = page.post(
        "/api/complaints", json.dumps(TOLD), content_type="application/json", headers={"Idempotency-Key": "mine"}
    )
    assert answer.status_code == 201
    assert Complaint.objects.get().first_asked == "L1"


def test_who_took_in_a_complaint_about_themselves_is_not_told_where_it_stands(desk: Desk) -> None:
    page = Client()
    page.force_login(User.objects.get(username="L1"))
    plain, about = desk.case(), desk.case(concerned=["L1"])
    assert page.get(f"/api/complaints/{plain.number}").status_code == 200
    assert page.get(f"/api/complaints/{about.number}").status_code == 404


def test_what_is_never_said_is_told_before_a_text_is_saved_and_when_it_was(desk: Desk) -> None:
    who, texts = system(), {"facts": "客户说没空理你\n我回答：没空理你", "request": "要求道歉"}
    asked = Client().post("/api/phrases", json.dumps({"texts": texts}), content_type="application/json", headers=who)
    assert asked.status_code == 200
    [found] = asked.json()["findings"]
    assert (found["field"], found["line"], found["start"], found["phrase"], found["clause"]) == (
        "facts", 2, 4, "没空理你", "A18.6",
    )  # fmt: skip
    assert not Complaint.objects.exists()
    saved = send(who=who, **texts)
    assert (saved.status_code, saved.json()["language"]) == (201, asked.json()["findings"])
    assert send(key="call-2", who=who).json()["language"] == []
    for wrong in ({}, {"texts": {"facts": "长" * 4001}}, {"texts": {str(n): "好" for n in range(21)}}):
        answer = Client().post("/api/phrases", json.dumps(wrong), content_type="application/json", headers=who)
        assert answer.status_code == 422
    assert Client().post("/api/phrases", "{}", content_type="application/json").status_code == 401


def paper(number: str, content: bytes, who: dict[str, str], **fields: Any) -> Any:
    file = SimpleUploadedFile("小票.pdf", content, "application/pdf")
    return Client().post(f"/api/complaints/{number}/papers", {"file": file, **fields}, headers=who)


def test_a_system_adds_a_paper_once_and_what_is_none_is_refused(desk: Desk) -> None:
    who = system()
    number = send(who=who).json()["number"]
    first, again = paper(number, PDF, who), paper(number, PDF, who)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (first.json()["media"], first.json()["size"]) == ("application/pdf", len(PDF))
    assert Attachment.objects.get().what == "evidence"
    for content, fields in ((b"MZ a program", {}), (PDF + b"2", {"what": "proof"}), (PDF + b"0" * 6 * 2**20, {})):
        refused = paper(number, content, who, **fields)
        assert refused.status_code == 422
        assert refused.json()["fields"][0]["field"].split(".")[-1] in ("file", "what")
    assert paper(number, PDF, system("B2", Position.BRANCH_HEAD)).status_code == 404
    assert Attachment.objects.count() == 1


def test_the_codes_are_those_of_the_manual_and_the_description_lists_them(desk: Desk) -> None:
    who, codes = system(), rulebook().complaint_codes
    described = Client().get("/api/openapi.json", headers=who).json()["components"]["schemas"]
    told = described["ComplaintIn"]["properties"]
    assert told["channel"]["enum"] == ["phone", "letter", "superior", "web"]
    assert told["business"]["enum"] == list(codes.businesses)
    assert told["cause"]["enum"] == list(codes.causes)
    forwarded = {"superior": "省分行", "deadline": (NOW + timedelta(days=5)).isoformat()}
    for channel in codes.channels:
        status = send(channel, who, channel=channel, **forwarded).status_code
        assert status == (201 if channel in told["channel"]["enum"] else 422), channel
