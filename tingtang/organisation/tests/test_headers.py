"""What the browser is told: policy, frames, cookies."""

import pytest
from django.test import Client

from tingtang.organisation.tests.bank import PASSWORD, person, signed_up, small_bank

pytestmark = pytest.mark.django_db


def test_the_policy_allows_no_inline_script_and_no_other_site(client: Client) -> None:
    policy = client.get("/sign-in").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy


def test_the_page_has_no_inline_script_handler_or_style(client: Client) -> None:
    page = client.get("/sign-in").text
    assert "<script>" not in page
    assert " onclick=" not in page
    assert " style=" not in page


def test_the_other_headers_stand(client: Client) -> None:
    headers = client.get("/sign-in").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]


def test_the_session_cookie_is_for_this_site_and_not_for_scripts(client: Client) -> None:
    small_bank()
    signed_up(person("H1", "guard"), PASSWORD)
    answer = client.post("/sign-in", {"username": "H1", "password": PASSWORD})
    cookie = answer.cookies["tingtang"]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"


def test_a_form_without_its_token_is_refused_with_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in", {"username": "H1", "password": "x"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.text


def test_an_address_that_is_not_there_and_one_not_for_me_read_the_same(client: Client) -> None:
    small_bank()
    client.force_login(signed_up(person("H1", "outlet_head")))
    unknown, outside = client.get("/no-such-page"), client.get("/organisation/O3")
    assert unknown.status_code == outside.status_code == 404
    assert "找不到这个页面" in unknown.text
    assert "找不到这个页面" in outside.text


def test_a_position_that_may_not_open_a_page_is_told_so_and_led_home(client: Client) -> None:
    small_bank()
    client.force_login(signed_up(person("L1", "lobby_manager")))
    answer = client.get("/audit")
    assert answer.status_code == 403
    assert "您的岗位不能打开这个页面" in answer.text


def test_a_mistake_of_ours_is_said_plainly_in_both_languages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("tingtang.organisation.views.sign_in_page", None)
    answer = client.get("/sign-in")
    assert answer.status_code == 500
    assert "系统出错了" in answer.text
    assert "Something failed on our side" in answer.text
