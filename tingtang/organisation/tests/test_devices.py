"""A device's browser: signed in by its token, once, and only for what the device is for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tingtang.organisation.devices import COOKIE
from tingtang.organisation.models import Institution, Token
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up, small_bank
from tingtang.organisation.tokens import REMEMBERED, BadTokenName, create_token, revoke_token, viewer_of_token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bank(db: None) -> None:
    small_bank()


def token(position: str = "kiosk", name: str = "k1") -> str:
    place = Institution.objects.get(pk="O1")
    return create_token(by="t", at=timezone.now(), name=name, position=Position(position), institution=place)


def test_opening_the_address_once_signs_the_browser_in_and_leads_to_its_page() -> None:
    browser, bearer = Client(), token()
    led = browser.get(f"/device/{bearer}")
    assert led.headers["Location"] == "/kiosk/O1"
    cookie = led.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert led.headers["Referrer-Policy"] == "no-referrer"
    assert browser.get("/live/ticket?topics=outlet:O1").status_code == 200
    assert browser.get("/live/ticket?topics=outlet:O2").status_code == 403


def test_a_panel_is_led_to_the_counter_named_and_nowhere_else() -> None:
    bearer = token("panel")
    assert Client().get(f"/device/{bearer}?to=/panel/3").headers["Location"] == "/panel/3"
    assert Client().get(f"/device/{bearer}").headers["Location"] == "/panel"  # asks at which counter it stands
    for to in ("//evil.example/panel/3", "https://evil.example", "/customers/C1"):
        assert Client().get(f"/device/{bearer}", {"to": to}).status_code == 404


def test_a_device_opens_no_page_of_the_people() -> None:
    browser = Client()
    browser.get(f"/device/{token()}")
    for page in ("/", "/manual", "/organisation/O1", "/audit", "/api/me"):
        answer = browser.get(page)
        assert answer.status_code == 401 or answer.headers["Location"].startswith("/sign-in"), page


@pytest.mark.parametrize("position", ["outlet_head", "closed_teller"])
def test_a_token_of_a_persons_position_signs_no_browser_in(position: str) -> None:
    assert Client().get(f"/device/{token(position)}").status_code == 404


def test_whoever_is_signed_in_stays_who_they_are() -> None:
    browser = Client()
    browser.get(f"/device/{token()}")
    browser.force_login(signed_up(person("L1", "lobby_manager", "O2")))
    assert browser.get("/live/ticket?topics=outlet:O2").status_code == 200
    assert browser.get("/live/ticket?topics=outlet:O1").status_code == 403


def test_a_revoked_token_opens_nothing_here_at_once_and_elsewhere_soon() -> None:
    bearer, at = token(), timezone.now()
    assert viewer_of_token(bearer, at) is not None
    Token.objects.update(
        revoked_at=at, revoked_by="t", revoke_reason="换机"
    )  # as another process does: this one remembers for a moment
    assert viewer_of_token(bearer, at + REMEMBERED / 2) is not None
    assert viewer_of_token(bearer, at + REMEMBERED) is None
    second = token(name="k2")
    assert viewer_of_token(second, at) is not None
    revoke_token(by="t", at=at, token=Token.objects.get(name="k2"), reason="换机")
    assert viewer_of_token(second, at) is None


def test_a_remembered_token_still_expires_to_the_second() -> None:
    at = timezone.now()
    place = Institution.objects.get(pk="O1")
    bearer = create_token(
        by="t", at=at, name="k", position=Position.KIOSK, institution=place, expires_at=at + timedelta(seconds=1)
    )
    assert viewer_of_token(bearer, at) is not None
    assert viewer_of_token(bearer, at + timedelta(seconds=1)) is None


@pytest.mark.parametrize("name", ["", "k" * 58])
def test_a_tokens_name_fits_the_trail(name: str) -> None:
    with pytest.raises(BadTokenName):
        token(name=name)
