"""Signing in by password, lock-out, sessions and their limits, one's own password."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tingtang.audit.models import Entry
from tingtang.organisation import actions
from tingtang.organisation.models import Staff, User, UserSession
from tingtang.organisation.tests.bank import PASSWORD, person, signed_up, small_bank

pytestmark = pytest.mark.django_db


@pytest.fixture
def head() -> User:
    small_bank()
    return signed_up(person("H1", "outlet_head"), PASSWORD)


def sign_in(client: Client, name: str = "H1", password: str = PASSWORD, **more: str):
    return client.post("/sign-in", {"username": name, "password": password, **more})


def test_the_right_password_opens_the_page_one_came_for(head: User, client: Client) -> None:
    assert client.get("/trace?of=mine").headers["Location"] == "/sign-in?next=%2Ftrace%3Fof%3Dmine"
    answer = sign_in(client, next="/trace?of=mine")
    assert answer.headers["Location"] == "/trace?of=mine"
    assert client.get("/trace").status_code == 200


def test_a_way_back_never_leads_to_another_site(head: User, client: Client) -> None:
    assert sign_in(client, next="https://evil.example/").headers["Location"] == "/"
    assert client.get("/sign-in?next=//evil.example/").headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_read_the_same(head: User, client: Client) -> None:
    wrong, unknown = sign_in(client, password="x"), sign_in(client, name="nobody")
    assert wrong.status_code == unknown.status_code == 422
    assert "用户名或密码不正确" in wrong.text
    assert "用户名或密码不正确" in unknown.text


def test_the_language_switch_reaches_the_sign_in_page(head: User, client: Client) -> None:
    client.cookies["lang"] = "en"
    assert "The name or the password is not right." in sign_in(client, password="x").text


def test_a_name_is_locked_after_repeated_failures_and_unlocked_by_an_administrator(
    head: User, client: Client, settings
) -> None:
    answers = [sign_in(client, password=f"wrong{n}").status_code for n in range(settings.AXES_FAILURE_LIMIT)]
    assert answers == [422] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    locked = sign_in(client)
    assert locked.status_code == 429
    assert "已锁定 30 分钟" in locked.text
    assert "_auth_user_id" not in client.session
    assert actions.unlock(by="system:cli", at=timezone.now(), user=head) > 0
    assert sign_in(client).status_code == 302


def test_locking_one_name_locks_no_other_behind_the_same_address(head: User, client: Client, settings) -> None:
    signed_up(person("H2", "outlet_head"), PASSWORD)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, password="wrong")
    assert sign_in(client, "H2").status_code == 302


def test_a_switched_off_sign_in_is_refused_and_its_sessions_end(head: User, client: Client) -> None:
    sign_in(client)
    actions.set_active(by="system:cli", at=timezone.now(), user=head, active=False)
    assert client.get("/trace").status_code == 302
    assert sign_in(client).status_code == 422


def test_the_session_key_changes_at_sign_in(head: User, client: Client) -> None:
    client.get("/sign-in")
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies["tingtang"] = before = session.session_key
    sign_in(client)
    assert client.session.session_key != before


def test_signing_out_ends_the_session_for_whoever_kept_its_cookie(head: User, client: Client) -> None:
    sign_in(client)
    stolen = Client()
    stolen.cookies["tingtang"] = client.cookies["tingtang"].value
    assert stolen.get("/trace").status_code == 200
    assert client.post("/sign-out").headers["Location"] == "/sign-in"
    assert stolen.get("/trace").status_code == 302


def test_signing_out_needs_a_post(head: User, client: Client) -> None:
    sign_in(client)
    assert client.get("/sign-out").status_code == 405


@pytest.mark.parametrize(
    ("column", "setting", "why"), [("seen_at", "SESSION_IDLE", "idle"), ("started_at", "SESSION_LIFE", "too_old")]
)
def test_a_session_ends_idle_or_old_and_the_page_says_why(head, client, settings, column, setting, why) -> None:
    sign_in(client)
    past = timezone.now() - getattr(settings, setting) + timedelta(seconds=30)
    UserSession.objects.update(**{column: past})
    assert client.get("/trace").status_code == 200
    UserSession.objects.update(**{column: past - timedelta(seconds=60)})
    answer = client.get("/trace")
    assert answer.headers["Location"] == f"/sign-in?why={why}&next=%2Ftrace"
    assert client.get(answer.headers["Location"]).status_code == 200


def test_use_keeps_a_session_awake(head: User, client: Client, settings) -> None:
    sign_in(client)
    UserSession.objects.update(seen_at=timezone.now() - settings.SESSION_IDLE / 2)
    client.get("/trace")
    assert timezone.now() - UserSession.objects.get().seen_at < timedelta(minutes=1)


def test_what_an_open_page_asks_by_itself_keeps_no_session_awake(head: User, client: Client, settings) -> None:
    sign_in(client)
    long_ago = timezone.now() - settings.SESSION_IDLE + timedelta(minutes=1)
    UserSession.objects.update(seen_at=long_ago)
    assert client.get("/trace", headers={"X-Background": "1"}).status_code == 200
    assert UserSession.objects.get().seen_at == long_ago
    client.get("/trace")
    assert UserSession.objects.get().seen_at > long_ago


def test_one_sign_in_too_many_ends_the_oldest(head: User, settings) -> None:
    clients = [Client() for _ in range(settings.SESSIONS_PER_USER + 1)]
    for one in clients:
        sign_in(one)
    assert [one.get("/trace").status_code for one in clients] == [302] + [200] * settings.SESSIONS_PER_USER


def test_a_fragment_asked_without_a_session_sends_the_whole_page_to_sign_in(head: User, client: Client) -> None:
    answer = client.get("/trace", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/sign-in?next=%2Ftrace")


def test_a_program_asking_for_json_gets_401_and_no_page(head: User, client: Client) -> None:
    answer = client.get("/trace", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()) == (401, {"error": "sign in first"})


def test_a_temporary_password_must_be_changed_first(client: Client) -> None:
    small_bank()
    actions.create_user(
        by="system:cli", at=timezone.now(), username="N1", staff=person("N1", "guard"), password=PASSWORD
    )
    sign_in(client, "N1")
    assert client.get("/trace").headers["Location"] == "/password"
    assert "临时密码" in client.get("/password").text
    changed = client.post("/password", {"old": PASSWORD, "new": "Another-2026-pw", "again": "Another-2026-pw"})
    assert changed.status_code == 302
    assert client.get("/trace").status_code == 200


def test_an_old_password_must_be_changed_first(head: User, client: Client, settings) -> None:
    User.objects.update(password_changed_at=timezone.now() - settings.PASSWORD_MAX_AGE)
    sign_in(client)
    assert client.get("/trace").headers["Location"] == "/password"
    settings.PASSWORD_MAX_AGE = timedelta(0)
    assert client.get("/trace").status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", "Another-2026-pw", "Another-2026-pw", "原密码不正确"),
        (PASSWORD, "Another-2026-pw", "Another-2026-px", "两次输入的新密码不一致"),
        (PASSWORD, "a1b2", "a1b2", "10"),
        (PASSWORD, "onlyletters-here", "onlyletters-here", "密码须同时含有字母和数字"),
        (PASSWORD, "password123", "password123", "常见"),
        (PASSWORD, PASSWORD, PASSWORD, "不能使用最近"),
    ],
)
def test_a_password_that_breaks_a_rule_is_refused_with_the_rule(head, client, old, new, again, said) -> None:
    sign_in(client)
    answer = client.post("/password", {"old": old, "new": new, "again": again})
    assert answer.status_code == 422
    assert said in answer.text
    assert client.get("/trace").status_code == 200


def test_guessing_the_present_password_from_an_open_session_counts_towards_the_lock(
    head: User, client: Client, settings
) -> None:
    sign_in(client)
    guess = {"old": "guess", "new": "Another-2026-pw", "again": "Another-2026-pw"}
    answers = [client.post("/password", guess).status_code for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert answers[-1] == 429
    assert sign_in(Client()).status_code == 429


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(head: User, client: Client) -> None:
    other = Client()
    sign_in(client)
    sign_in(other)
    before = client.session.session_key
    client.post("/password", {"old": PASSWORD, "new": "Another-2026-pw", "again": "Another-2026-pw"})
    assert client.session.session_key != before
    assert (client.get("/trace").status_code, other.get("/trace").status_code) == (200, 302)


def test_the_last_passwords_do_not_come_back_but_older_ones_may(head: User, settings) -> None:
    settings.AUTH_PASSWORD_VALIDATORS = [
        {"NAME": "tingtang.organisation.passwords.HistoryValidator", "OPTIONS": {"last": 2}}
    ]
    at = timezone.now()
    actions.set_password(by="t", at=at, user=head, password="second-one-2")
    with pytest.raises(Exception, match="2"):
        actions.set_password(by="t", at=at, user=head, password=PASSWORD)
    actions.set_password(by="t", at=at + timedelta(1), user=head, password="third-one-3")
    actions.set_password(by="t", at=at + timedelta(2), user=head, password=PASSWORD)


def test_every_sign_in_refusal_lock_and_sign_out_is_in_the_trail_without_the_password(
    head: User, client: Client, settings
) -> None:
    sign_in(client, password="Secret-tried-1")
    sign_in(client, name="Secret-typed-as-name-1")
    sign_in(client)
    client.post("/sign-out")
    rows = list(Entry.objects.filter(nature="sign_in").order_by("id").values_list("action", "subject_id"))
    assert rows == [("session.refused", "H1"), ("session.refused", "?"), ("session.begin", "H1"), ("session.end", "H1")]
    assert "Secret" not in str(list(Entry.objects.values()))


def test_a_sign_in_is_made_once_per_name_and_person() -> None:
    small_bank()
    staff = person("A", "guard")
    actions.create_user(by="t", at=timezone.now(), username="A", staff=staff)
    for name, who in (("A", person("B", "guard")), ("A2", staff)):
        with pytest.raises(actions.UserExists):
            actions.create_user(by="t", at=timezone.now(), username=name, staff=who)
    assert Entry.objects.filter(action="user.create").count() == 1


def test_a_sign_in_without_a_password_cannot_be_opened_by_any(client: Client) -> None:
    small_bank()
    signed_up(person("S1", "guard"))
    assert sign_in(client, "S1", "").status_code == 422
    assert sign_in(client, "S1", "!").status_code == 422


def test_whoever_left_the_bank_may_sign_in_to_nothing(head: User, client: Client) -> None:
    Staff.objects.update(to_on="2020-01-01")
    sign_in(client)
    assert client.get("/trace").status_code == 403
