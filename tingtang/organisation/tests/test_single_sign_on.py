"""Single sign-on against an identity server that really answers over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client

from tingtang.audit.models import Entry
from tingtang.organisation.models import Staff, User, UserSession
from tingtang.organisation.single_sign_on import claim
from tingtang.organisation.tests.bank import person, signed_up, small_bank
from tingtang.organisation.tests.oidc_server import CLIENT_ID, CLIENT_SECRET, IdentityServer, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(settings: Any) -> Iterator[IdentityServer]:
    """The identity server, configured as the environment would; H1 has a sign-in without a password."""
    small_bank()
    signed_up(person("H1", "outlet_head"))
    with running() as server:
        app = {
            "provider_id": "bank",
            "name": "统一认证",
            "client_id": CLIENT_ID,
            "secret": CLIENT_SECRET,
            "settings": {"server_url": server.address, "oauth_pkce_enabled": True},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
        settings.OIDC_NAME = "统一认证"
        server.person = {"staff_id": "H1"}
        yield server


def come_in(client: Client, **form: str) -> Any:
    """Press the button, let the identity server answer, come back with what it said."""
    there = client.post("/sso/bank/login/", {"process": "login", **form})
    assert there.status_code == 302, there.content
    back = requests.get(there.headers["Location"], allow_redirects=False, timeout=60).headers["Location"]
    address = urlsplit(back)
    return client.get(address.path, {name: values[0] for name, values in parse_qs(address.query).items()})


def test_the_button_stands_only_when_it_is_configured(client: Client, settings: Any) -> None:
    assert "/sso/" not in client.get("/sign-in").text
    settings.OIDC_NAME = "统一认证"
    assert "统一认证登录 统一认证" in client.get("/sign-in").text


def test_without_configuration_there_is_no_such_address(client: Client) -> None:
    assert client.post("/sso/bank/login/").status_code == 404
    assert client.get("/sso/bank/login/callback/").status_code == 404


def test_whom_the_claim_names_is_signed_in_and_led_where_they_wanted(bank: IdentityServer, client: Client) -> None:
    answer = come_in(client, next="/trace")
    assert answer.headers["Location"] == "/trace"
    assert client.get("/trace").status_code == 200
    entry = Entry.objects.get(action="session.begin")
    assert (entry.actor, entry.detail["how"]) == ("H1", "sso")


def test_the_way_back_never_leads_to_another_site(bank: IdentityServer, client: Client) -> None:
    assert come_in(client, next="https://evil.example/").headers["Location"] == "/"


@pytest.mark.parametrize("claims", [{"staff_id": "nobody"}, {}, {"staff_id": ""}, {"staff_id": ["H1"]}, {"sub": "H1"}])
def test_whoever_has_no_sign_in_here_is_not_let_in_and_none_is_made(
    bank: IdentityServer, client: Client, claims: dict[str, Any]
) -> None:
    person("N1", "guard")
    bank.person = claims
    answer = come_in(client)
    assert answer.headers["Location"] == "/sign-in?why=sso_unknown"
    assert "这里没有您的用户" in client.get(answer.headers["Location"]).text
    assert (User.objects.count(), Staff.objects.count(), UserSession.objects.count()) == (1, 2, 0)


def test_a_switched_off_sign_in_stays_off(bank: IdentityServer, client: Client) -> None:
    User.objects.update(is_active=False)
    assert come_in(client).headers["Location"] == "/sign-in?why=sso_unknown"


def test_another_claim_may_be_configured(bank: IdentityServer, client: Client, settings: Any) -> None:
    settings.OIDC_CLAIM = "employee_no"
    bank.person = {"employee_no": "H1"}
    assert come_in(client).headers["Location"] == "/"


def test_cancelling_or_a_broken_answer_leads_back_with_a_line(bank: IdentityServer, client: Client) -> None:
    bank.refuse = True
    assert come_in(client).headers["Location"] == "/sign-in?why=sso_failed"
    bank.refuse, bank.broken = False, True
    answer = come_in(client)
    assert answer.headers["Location"] == "/sign-in?why=sso_failed"
    assert "统一认证没有完成" in client.get(answer.headers["Location"]).text


def test_an_answer_nobody_asked_for_is_refused(bank: IdentityServer, client: Client) -> None:
    """A forged state, and an answer replayed in another browser."""
    forged = client.get("/sso/bank/login/callback/", {"code": "x", "state": "y"})
    assert forged.headers["Location"] == "/sign-in?why=sso_failed"
    there = client.post("/sso/bank/login/", {"process": "login"})
    back = urlsplit(requests.get(there.headers["Location"], allow_redirects=False, timeout=60).headers["Location"])
    stranger = Client()
    assert stranger.get(f"{back.path}?{back.query}").headers["Location"] == "/sign-in?why=sso_failed"
    assert UserSession.objects.count() == 0


def test_an_identity_server_that_cannot_be_reached_leads_back_with_a_line(client: Client, settings: Any) -> None:
    app = {"provider_id": "bank", "name": "x", "client_id": "c", "settings": {"server_url": "http://127.0.0.1:9"}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    answer = client.post("/sso/bank/login/", {"process": "login"})
    assert answer.headers["Location"] == "/sign-in?why=sso_failed"


def test_a_code_that_is_not_honoured_leads_back_with_a_line(bank: IdentityServer, client: Client) -> None:
    there = client.post("/sso/bank/login/", {"process": "login"})
    back = urlsplit(requests.get(there.headers["Location"], allow_redirects=False, timeout=60).headers["Location"])
    bank.broken = True
    assert client.get(f"{back.path}?{back.query}").headers["Location"] == "/sign-in?why=sso_failed"


def test_starting_needs_a_post(bank: IdentityServer, client: Client) -> None:
    assert client.get("/sso/bank/login/").status_code == 405


def test_a_claim_is_read_from_the_user_information_first() -> None:
    both = {"userinfo": {"staff_id": "A"}, "id_token": {"staff_id": "B"}}
    assert claim(both, "staff_id") == "A"
    assert claim({"userinfo": {}, "id_token": {"staff_id": "B"}}, "staff_id") == "B"
    assert claim({"staff_id": "C"}, "staff_id") == "C"
    assert claim({}, "staff_id") == ""
