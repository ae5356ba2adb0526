"""The interface: who may call, and how it refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tingtang.audit.models import Entry
from tingtang.organisation.models import Institution, Token, User
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up, small_bank
from tingtang.organisation.tokens import TokenExists, create_token, revoke_token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bank() -> None:
    small_bank()


def token(name: str = "kiosk", position: str = "lobby_manager", at: str = "B1", **more: object) -> str:
    place = Institution.objects.get(pk=at)
    return create_token(by="t", at=timezone.now(), name=name, position=Position(position), institution=place, **more)


def call(path: str, bearer: str = "", client: Client | None = None, **query: object):
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    return (client or Client()).get(f"/api/{path}", query, headers=headers)


def test_without_a_session_or_token_one_is_asked_to_sign_in() -> None:
    answer = call("me")
    assert answer.status_code == 401
    assert answer.json() == {"code": "sign_in_first", "message": "请登录，或附上令牌", "fields": []}


def test_a_session_and_a_token_say_who_they_are() -> None:
    client = Client()
    client.force_login(signed_up(person("H1", "outlet_head")))
    assert call("me", client=client).json()["actor"] == "H1"
    assert call("me", token()).json() == {
        "actor": "token:kiosk",
        "name": "",
        "position": "lobby_manager",
        "institution_id": "B1",
        "roles": ["lobby_manager"],
    }


@pytest.mark.parametrize("bearer", ["", "tt_", "tt_wrong", "x" * 5000])
def test_a_wrong_token_is_nobody(bearer: str) -> None:
    token()
    assert call("me", bearer or "tt").status_code == 401


def test_a_token_ends_when_it_expires_or_is_revoked() -> None:
    past = token("old", expires_at=timezone.now() - timedelta(seconds=1))
    assert call("me", past).status_code == 401
    good = token("good", expires_at=timezone.now() + timedelta(days=1))
    assert call("me", good).status_code == 200
    revoke_token(by="t", at=timezone.now(), token=Token.objects.get(name="good"), reason="换机")
    assert call("me", good).status_code == 401


def test_a_token_is_made_once_per_name_and_revoked_once_in_the_trail() -> None:
    token()
    with pytest.raises(TokenExists):
        token()
    row = Token.objects.get()
    for _ in range(2):
        revoke_token(by="t", at=timezone.now(), token=row, reason="换机")
    assert list(Entry.objects.order_by("id").values_list("action", flat=True)) == ["token.create", "token.revoke"]


def test_a_caller_sees_institutions_in_scope_page_by_page() -> None:
    bearer = token(at="B1")
    first = call("institutions", bearer, size=2).json()
    rest = call("institutions", bearer, size=2, after=first["next"]).json()
    assert [row["institution_id"] for row in first["rows"] + rest["rows"]] == ["B1", "O1", "O2"]
    assert rest["next"] is None


def test_outside_the_scope_a_thing_is_not_there() -> None:
    bearer = token(at="B1")
    assert call("institutions/O1", bearer).status_code == 200
    outside, unknown = call("institutions/O3", bearer), call("institutions/none", bearer)
    assert outside.status_code == unknown.status_code == 404
    assert outside.json()["code"] == unknown.json()["code"] == "not_found"


def test_what_a_position_may_not_do_is_403_by_name() -> None:
    answer = call("audit", token())
    assert (answer.status_code, answer.json()) == (
        403,
        {"code": "forbidden", "message": "没有此项权限: audit.see", "fields": []},
    )


def test_a_wrong_input_is_422_and_names_the_field() -> None:
    answer = call("institutions", token(), size=0)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["fields"]] == ["size"]


def test_a_temporary_password_opens_no_interface() -> None:
    user = signed_up(person("H1", "outlet_head"))
    User.objects.update(must_change_password=True)
    client = Client()
    client.force_login(user)
    assert call("me", client=client).status_code == 403


def test_the_trail_over_the_interface_is_that_of_the_subtree() -> None:
    far = signed_up(person("F1", "outlet_head", "O3"))
    near = signed_up(person("N1", "outlet_head", "O1"))
    for user in (far, near):
        Client().force_login(user)
    rows = call("audit", token(position="inspector", at="B1")).json()["rows"]
    assert {row["subject"] for row in rows if row["action"] == "session.begin"} == {"user:N1"}


def test_a_system_reads_the_description_with_its_token() -> None:
    assert call("openapi.json", token(position="kiosk")).json()["info"]["title"] == "Tingtang"
    assert Client().get("/api/openapi.json").status_code == 401


def test_the_description_is_for_staff_and_lists_every_operation() -> None:
    client = Client()
    assert client.get("/developers").status_code == 302
    client.force_login(signed_up(person("T1", "third_party")))
    assert client.get("/developers").status_code == 403
    client.force_login(signed_up(person("A1", "administrator")))
    assert "/api/institutions/{institution_id}" in client.get("/developers").text
    described = client.get("/api/openapi.json").json()
    for path, methods in described["paths"].items():
        for operation in methods.values():
            assert {"401", "403", "404", "422"} <= set(operation["responses"]), path
