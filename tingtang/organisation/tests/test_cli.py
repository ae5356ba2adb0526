"""`tingtang user` and `tingtang audit` as whoever runs the system meets them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import transaction
from django.test import Client
from django.utils import timezone

from tingtang.audit.actions import record, reveal
from tingtang.organisation.cli import audit, user
from tingtang.organisation.models import Token, User
from tingtang.organisation.tests.bank import PASSWORD, person, signed_up, small_bank
from tingtang.shared.times import business_date

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bank() -> None:
    small_bank()
    person("H1", "outlet_head")


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke({"user": user, "audit": audit}[words[0]], words[1:], input=stdin)


def answer(*words: str, stdin: str | None = None) -> Any:
    result = run(*words, "--json", stdin=stdin)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_sign_in_is_made_with_a_temporary_password_that_works_once(client: Client) -> None:
    made = answer("user", "create", "H1")
    assert client.post("/sign-in", {"username": "H1", "password": made["temporary_password"]}).status_code == 302
    assert client.get("/trace").headers["Location"] == "/password"


def test_a_password_from_standard_input_is_never_printed() -> None:
    assert answer("user", "create", "H1", "--password-stdin", stdin=f"{PASSWORD}\n")["temporary_password"] is None
    made = User.objects.get()
    assert made.check_password(PASSWORD)
    assert not made.must_change_password


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (("user", "create", "nobody"), None, "no member of staff nobody"),
        (("user", "create", "H1", "--password-stdin"), "short1\n", "10"),
        (("user", "password", "nobody"), None, "no sign-in named nobody"),
        (("user", "unlock", "nobody"), None, "no sign-in named nobody"),
        (
            ("user", "token", "create", "q", "--position", "lobby_manager", "--institution", "X"),
            None,
            "no institution X",
        ),
        (("user", "token", "revoke", "q", "--reason", "lost"), None, "no token named q"),
        (("audit", "list", "--since", "soon"), None, "soon"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_code_2(words: tuple[str, ...], stdin: str | None, said: str) -> None:
    result = run(*words, stdin=stdin)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_making_a_sign_in_twice_is_refused() -> None:
    answer("user", "create", "H1")
    assert run("user", "create", "H1").exit_code == 2
    assert run("user", "create", "other", "--staff", "H1").exit_code == 2


def test_a_new_password_by_the_administrator_ends_the_sessions(client: Client) -> None:
    signed_up(person("H2", "guard"), PASSWORD)
    client.post("/sign-in", {"username": "H2", "password": PASSWORD})
    answer("user", "password", "H2")
    assert client.get("/trace").status_code == 302


def test_sign_ins_are_listed_with_their_positions() -> None:
    answer("user", "create", "H1", "--sso-only")
    person("H3", "guard", "O3")
    answer("user", "create", "H3")
    assert [(row["username"], row["position"], row["password"]) for row in answer("user", "list")] == [
        ("H1", "outlet_head", False),
        ("H3", "guard", True),
    ]
    assert [row["username"] for row in answer("user", "list", "--institution", "O3")] == ["H3"]


def test_switching_off_refuses_the_next_sign_in(client: Client) -> None:
    signed_up(person("H2", "guard"), PASSWORD)
    assert run("user", "switch", "H2", "off").exit_code == 0
    assert client.post("/sign-in", {"username": "H2", "password": PASSWORD}).status_code == 422
    assert run("user", "switch", "H2", "on").exit_code == 0
    assert client.post("/sign-in", {"username": "H2", "password": PASSWORD}).status_code == 302


def test_unlocking_says_how_many_attempts_it_forgot(client: Client, settings: Any) -> None:
    signed_up(person("H2", "guard"), PASSWORD)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post("/sign-in", {"username": "H2", "password": "wrong"})
    assert answer("user", "unlock", "H2")["attempts_forgotten"] >= 1
    assert client.post("/sign-in", {"username": "H2", "password": PASSWORD}).status_code == 302


def test_a_token_is_printed_once_kept_as_a_hash_and_revoked() -> None:
    create = ("user", "token", "create", "kiosk-1", "--institution", "O1", "--position")
    made = answer(*create, "lobby_manager", "--days", "1")
    row = Token.objects.get()
    assert made["token"].startswith("tt_")
    assert made["token"] not in str(vars(row))
    assert run(*create, "guard").exit_code == 2
    assert run("user", "token", "revoke", "kiosk-1", "--reason", "lost").exit_code == 0
    assert [entry["revoked_at"] is not None for entry in answer("user", "token", "list")] == [True]


def test_the_trail_is_listed_newest_first_filtered_and_continued() -> None:
    at = datetime(2026, 11, 23, 1, tzinfo=UTC)
    with transaction.atomic():
        for n in range(5):
            record(by=f"S{n % 2}", at=at, action="duty.close", subject=("duty", str(n)))
    reveal(by="S0", at=at, field="phone", subject=("customer", "C1"), reason="客户要求回电 13812345678")
    assert [row["subject"] for row in answer("audit", "list", "--by", "S0")["entries"]] == [
        "customer:C1",
        "duty:4",
        "duty:2",
        "duty:0",
    ]
    first = answer("audit", "list", "--subject", "duty:", "--limit", "3")
    rest = answer("audit", "list", "--subject", "duty:", "--before", str(first["older"]))
    assert [row["subject"] for row in first["entries"] + rest["entries"]] == [f"duty:{n}" for n in (4, 3, 2, 1, 0)]
    assert rest["older"] is None
    assert answer("audit", "list", "--nature", "reveal", "--since", "2026-11-24")["entries"] == []
    assert "13812345678" not in run("audit", "list").output


def test_every_command_leaves_its_row_with_the_operator() -> None:
    answer("user", "create", "H1")
    answer("user", "password", "H1")
    rows = answer("audit", "list", "--subject", "user:H1")["entries"]
    assert [row["action"] for row in rows] == ["user.password", "user.create"]
    assert all(row["by"].startswith("system:cli:") for row in rows)


def test_an_extra_post_is_given_listed_and_ended_and_a_wrong_one_says_what_is_wrong() -> None:
    words = ("--position", "outlet_head", "--institution", "O2", "--from", "2026-11-20")
    given = run("user", "post", "give", "H1", *words)
    assert given.exit_code == 0, given.output
    number = given.output.split(":")[0]
    row = answer("user", "post", "list", "--staff", "H1")[0]
    assert (row["institution_id"], row["from_on"], row["to_on"]) == ("O2", "2026-11-20", None)
    assert "already" in run("user", "post", "give", "H1", *words).output
    assert "begins on" in run("user", "post", "end", number, "--on", "2026-11-19").output
    today = business_date(timezone.now()).isoformat()
    assert run("user", "post", "end", number, "--on", today).exit_code == 0
    assert answer("user", "post", "list")[0]["to_on"] == today
    assert "earlier" in run("user", "post", "end", number, "--on", "2099-01-01").output
    wrong = {
        "no member of staff": ("nobody", *words),
        "no institution": ("H1", "--position", "outlet_head", "--institution", "nowhere"),
        "before the first": ("H1", *words, "--until", "2026-11-01"),
        "kiosk": ("H1", "--position", "kiosk", "--institution", "O2"),
    }
    for said, given_words in wrong.items():
        refused = run("user", "post", "give", *given_words)
        assert refused.exit_code != 0
        assert said in refused.output
