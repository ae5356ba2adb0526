"""`/tokens`: made and shown once, for one's own outlet and harmless positions; revoked with a reason; last use kept."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.races import at_once
from tingtang.audit.models import Entry
from tingtang.organisation.capabilities import CAPABILITIES
from tingtang.organisation.models import Institution, Token
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up, small_bank
from tingtang.organisation.tokens import (
    GIVEN,
    USED_EVERY,
    TokenRefused,
    create_token,
    hashed,
    revoke_token,
    viewer_of_token,
)

ASKED = {"name": "kiosk-2", "position": "kiosk", "institution": "O1", "expires_on": ""}
QUERIES = 10  # of the page, the session apart, however many tokens there are


def client_of(staff_id: str, position: str, at: str = "O1") -> Client:
    client = Client()
    client.force_login(signed_up(person(staff_id, position, at)))
    return client


@pytest.fixture
def head(db: None) -> Client:
    small_bank()
    return client_of("H1", "outlet_head")


def a_token(name: str = "screen-1", outlet: str = "O1", position: str = "screen") -> tuple[str, Token]:
    place = Institution.objects.get(pk=outlet)
    made = create_token(by="H1", at=timezone.now(), name=name, position=Position(position), institution=place)
    return made, Token.objects.get(name=name)


def test_a_token_is_shown_once_with_the_address_that_signs_the_device_in(head: Client) -> None:
    page = head.post("/tokens", ASKED)
    made = re.search(r'value="(tt_[\w-]{40,})"', page.text)
    assert made
    assert f"/device/{made[1]}" in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert Token.objects.get().hash == hashed(made[1])
    assert made[1] not in head.get("/tokens").text
    kept = Entry.objects.get(action="token.create")
    assert (kept.actor, kept.subject_id, kept.institution_id) == ("H1", "kiosk-2", "O1")
    assert viewer_of_token(made[1], timezone.now())


def test_a_system_gets_no_address_to_open(head: Client) -> None:
    assert "/device/tt_" not in head.post("/tokens", {**ASKED, "position": "lobby_manager"}).text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "长" * 58}, "name"),
        ({"name": "a\tb"}, "name"),
        ({"name": "screen-1"}, "name"),
        ({"position": "branch_head"}, "position"),
        ({"position": "outlet_head"}, "position"),
        ({"institution": "O2"}, "institution"),
        ({"institution": "P"}, "institution"),
        ({"expires_on": "2020-01-01"}, "expires_on"),
        ({"expires_on": "soon"}, "expires_on"),
    ],
)
def test_what_cannot_be_made_is_refused_beside_its_field_and_keeps_what_was_typed(
    head: Client, changes: dict[str, str], field: str
) -> None:
    a_token()
    answer = head.post("/tokens", {**ASKED, **changes})
    assert answer.status_code == 422
    assert f'id="token-{field}-mistake"' in answer.text
    assert f'name="expires_on" value="{changes.get("expires_on", "")}"' in answer.text
    assert Token.objects.count() == 1


def test_no_position_that_a_page_gives_opens_a_customer_or_decides_for_people() -> None:
    guarded = [one for one in CAPABILITIES if one.split(".")[0] in ("customer", "token", "user", "manual", "duty")]
    assert {"customer.see", "token.manage", "duty.excuse.decide"} <= set(guarded)
    beyond = {one for one in guarded if one not in ("manual.see", "duty.excuse.ask")}
    assert not [one for one in beyond if CAPABILITIES[one] & GIVEN]


def test_a_token_is_revoked_for_a_reason_that_stands_on_the_page_and_the_trail(head: Client) -> None:
    made, token = a_token()
    refused = head.post(f"/tokens/{token.pk}/revoke", {"reason": " "})
    assert refused.status_code == 422
    assert f'id="reason-{token.pk}-mistake"' in refused.text
    assert viewer_of_token(made, timezone.now())
    assert head.post(f"/tokens/{token.pk}/revoke", {"reason": "屏幕报废"}).status_code == 302
    assert viewer_of_token(made, timezone.now()) is None
    ended = head.get("/tokens?ended=1").text
    assert "屏幕报废" in ended
    assert "员工H1" in ended
    assert "screen-1" not in head.get("/tokens").text
    assert Entry.objects.get(action="token.revoke").detail["reason"] == "屏幕报废"


def test_a_token_that_ran_out_stands_among_those_that_ended(head: Client) -> None:
    _, token = a_token()
    Token.objects.filter(pk=token.pk).update(expires_at=timezone.now() - timedelta(days=1))
    assert "已到期" in head.get("/tokens?ended=1").text


def test_a_head_sees_and_revokes_those_of_the_own_outlet_alone(head: Client) -> None:
    _, elsewhere = a_token("other", "O2")
    assert "other" not in head.get("/tokens").text
    assert head.post(f"/tokens/{elsewhere.pk}/revoke", {"reason": "试试"}).status_code == 404
    assert head.post("/tokens/999999/revoke", {"reason": "试试"}).status_code == 404
    administrator = client_of("A1", "administrator", "P")
    assert "other" in administrator.get("/tokens").text
    assert administrator.post(f"/tokens/{elsewhere.pk}/revoke", {"reason": "停用"}).status_code == 302


def test_the_last_use_is_kept_to_some_minutes(head: Client) -> None:
    made, token = a_token()
    assert "从未" in head.get("/tokens").text
    first = timezone.now()
    for at in (first, first + USED_EVERY / 2, first + USED_EVERY):
        viewer_of_token(made, at)
    token.refresh_from_db()
    assert token.used_at == first + USED_EVERY


def test_the_page_costs_the_same_with_thirty_tokens(head: Client) -> None:
    for n in range(30):
        a_token(f"t{n}")
    head.get("/tokens")
    with CaptureQueriesContext(connection) as seen:
        assert 'rel="next"' in head.get("/tokens").text
    asked = [one["sql"] for one in seen if "session" not in one["sql"]]
    assert len(asked) <= QUERIES, "\n".join(asked)


@pytest.mark.parametrize(
    "half", [{"revoked_at": timezone.now()}, {"revoked_by": "H1"}, {"revoke_reason": "换机", "revoked_by": "H1"}]
)
def test_a_token_is_revoked_by_someone_for_a_reason_or_not_at_all(head: Client, half: dict[str, object]) -> None:
    _, token = a_token()
    with pytest.raises(IntegrityError), transaction.atomic():
        Token.objects.filter(pk=token.pk).update(**half)


def test_of_two_who_revoke_at_once_one_is_on_record(on_each_database: str) -> None:
    small_bank()
    _, token = a_token()

    def revoke(by: str) -> None:
        revoke_token(by=by, at=timezone.now(), token=Token.objects.get(pk=token.pk), reason=f"{by} 收回")

    at_once(lambda: revoke("A"), lambda: revoke("B"), refusals=TokenRefused)
    token.refresh_from_db()
    entry = Entry.objects.get(action="token.revoke")
    assert (entry.actor, entry.detail["reason"]) == (token.revoked_by, token.revoke_reason)
