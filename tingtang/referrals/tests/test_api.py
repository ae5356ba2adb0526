"""The interface to cards: what it answers, what it refuses and with which status, and that a repeat is one card."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tingtang.organisation.models import Institution, User
from tingtang.organisation.positions import Position
from tingtang.organisation.tokens import create_token
from tingtang.referrals.models import Referral
from tingtang.referrals.tests.cards import PHONE, Cards

CARD = {"sentence": "问起大额存单", "need": "deposit", "phone": PHONE, "prospect_name": "王小明"}


@pytest.fixture
def cards(db: None) -> Cards:
    return Cards(signed=True)


def call(who: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
    client = Client(headers=headers or None)
    client.force_login(User.objects.get(username=who))
    return client.generic(method, f"/api{path}", _json(body), content_type="application/json")


def _json(body: Any) -> str:
    import json

    return "" if body is None else json.dumps(body)


def made(**changes: Any) -> int:
    answer = call("T1", "POST", "/referrals", {**CARD, **changes})
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])


def test_a_card_is_made_and_says_who_has_it(cards: Cards) -> None:
    answer = call("T1", "POST", "/referrals", {**CARD, "source": "ticket:7"})
    assert answer.status_code == 201
    told = answer.json()
    assert (told["to_staff"], told["state"], told["again"], told["known"]) == ("W1", "new", False, False)
    assert Referral.objects.get().source_id == "7"


def test_a_repeat_with_its_key_is_one_card(cards: Cards) -> None:
    answers = [call("T1", "POST", "/referrals", CARD, **{"Idempotency-Key": "k1"}).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert Referral.objects.get().n == 1


def test_from_new_to_won_over_the_interface(cards: Cards) -> None:
    card = made()
    assert call("W1", "POST", f"/referrals/{card}/accept").json() == {"id": card, "state": "accepted", "to_staff": "W1"}
    won = call("W1", "POST", f"/referrals/{card}/outcome", {"outcome": "won", "text": "买了存单"})
    assert won.json()["state"] == "won"
    told = call("T1", "GET", f"/referrals/{card}").json()
    assert [event["what"] for event in told["events"]] == ["won", "accepted", "made"]
    assert told["card"]["answer"] == "买了存单"


def test_handed_back_and_given_to_another(cards: Cards) -> None:
    card = made()
    assert call("W1", "POST", f"/referrals/{card}/hand-back", {"reason": "不归我管"}).json()["to_staff"] == ""
    placed = call("H1", "POST", f"/referrals/{card}/reassign", {"to_staff": "OT", "reason": "请跟进"})
    assert placed.json() == {"id": card, "state": "new", "to_staff": "OT"}


def test_lists_are_paged_counted_and_masked(cards: Cards) -> None:
    made()
    mine = call("W1", "GET", "/referrals").json()
    assert (mine["total"], mine["pages"], mine["counts"]) == (1, 1, {"new": 1})
    assert mine["rows"][0]["phone"] == "139****1111"
    assert mine["rows"][0]["why"] == "accept"
    sent = call("T1", "GET", "/referrals?box=made").json()["rows"][0]
    assert sent["prospect_name"] == "王**"
    assert call("H1", "GET", "/referrals?box=below").json()["total"] == 1
    assert call("H3", "GET", "/referrals?box=below").json()["total"] == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**CARD, "phone": "1381"}, "phone"),
        ({**CARD, "need": "moon"}, "need"),
        ({**CARD, "sentence": ""}, "sentence"),
        ({**CARD, "willing": False, "phone": ""}, "phone"),
        ({**CARD, "to_staff": "T1"}, "to_staff"),
    ],
    ids=lambda value: str(value)[-40:],
)
def test_a_card_that_cannot_be_kept_is_refused_with_its_field(cards: Cards, body: dict, field: str) -> None:
    answer = call("T1", "POST", "/referrals", body)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["fields"]] == [field]


def test_what_the_state_forbids_is_a_conflict_and_what_is_not_yours_is_not_there(cards: Cards) -> None:
    card = made()
    call("W1", "POST", f"/referrals/{card}/accept")
    assert call("W1", "POST", f"/referrals/{card}/accept").status_code == 409
    assert call("OT", "POST", f"/referrals/{card}/accept").status_code == 404
    assert call("W1", "GET", "/referrals/404404").status_code == 404
    assert call("T1", "POST", f"/referrals/{card}/accept").status_code == 403
    assert call("W1", "POST", f"/referrals/{card}/reassign", {"to_staff": "OT", "reason": "x"}).status_code == 403
    assert call("T1", "GET", "/referrals?box=below").status_code == 403
    assert Client().get("/api/referrals").status_code == 401


def test_a_device_makes_no_card(cards: Cards) -> None:
    outlet = Institution.objects.get(pk="O1")
    token = create_token(by="t", at=timezone.now(), name="t", position=Position.LOBBY_MANAGER, institution=outlet)
    answer = Client(headers={"Authorization": f"Bearer {token}"}).post(
        "/api/referrals", CARD, content_type="application/json"
    )
    assert answer.status_code == 403
    assert not Referral.objects.exists()
