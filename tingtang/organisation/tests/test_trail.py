"""The trail as people may read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from tingtang.audit.actions import log_read, record, reveal
from tingtang.organisation.models import Staff
from tingtang.organisation.tests.bank import person, signed_up, small_bank
from tingtang.organisation.trace import ANSWERED_FOR
from tingtang.organisation.words import action_said

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _bank() -> None:
    small_bank()
    person("M1", "wealth_manager", "O1")
    person("M3", "wealth_manager", "O3")
    with transaction.atomic():
        for n, who in enumerate(("M1", "M3", "system:night")):
            record(by=who, at=AT + timedelta(days=n), action="duty.close", subject=("duty", str(n)))
    reveal(by="M1", at=AT, field="phone", subject=("customer", "C1"), reason="回电 13812345678", institution="O1")
    log_read(by="M3", at=AT, subject=("customer", "C1"), institution="O3", tie="head")


def as_(staff: Staff) -> Client:
    client = Client()
    client.force_login(signed_up(staff))
    return client


def shown(client: Client, **query: str) -> str:
    return client.get("/audit", query).text


def test_a_head_reads_the_subtree_and_nothing_beside_it() -> None:
    page = shown(as_(person("H1", "outlet_head", "O1")))
    assert "duty:0" in page
    assert "duty:1" not in page
    assert "duty:2" not in page


def test_an_inspector_of_the_province_reads_everyone_below() -> None:
    page = shown(as_(person("I1", "inspector", "P")))
    assert "duty:0" in page
    assert "duty:1" in page


@pytest.mark.parametrize(
    ("query", "found", "missing"),
    [
        ({"by": "M1"}, "duty:0", "duty:1"),
        ({"subject": "customer:C1"}, "customer:C1", "duty:0"),
        ({"subject": "customer"}, "customer:C1", "duty:0"),
        ({"nature": "reveal"}, 'title="field.reveal"', 'title="duty.close"'),
        ({"action": "duty."}, 'title="duty.close"', 'title="field.reveal"'),
        ({"since": "2026-11-24"}, "duty:1", "duty:0"),
        ({"until": "2026-11-23"}, "duty:0", "duty:1"),
        ({"since": "not a day"}, "duty:0", "nothing"),
    ],
)
def test_the_trail_is_filtered_by_what_the_address_says(query: dict[str, str], found: str, missing: str) -> None:
    page = shown(as_(person("I1", "inspector", "P")), **query)
    assert found in page
    assert missing not in page


def test_numbers_in_a_reason_are_masked_on_the_page() -> None:
    page = shown(as_(person("I1", "inspector", "P")), nature="reveal")
    assert "回电" in page
    assert "13812345678" not in page


def test_a_long_trail_goes_on_below_and_back_to_the_newest(django_assert_max_num_queries) -> None:
    with transaction.atomic():
        for n in range(120):
            record(by="M1", at=AT, action="duty.note", subject=("duty", f"n{n}"))
    inspector = as_(person("I1", "inspector", "P"))
    with django_assert_max_num_queries(15):
        first = inspector.get("/audit?action=duty.note")
    assert 'title="duty:n119"' in first.text
    assert 'title="duty:n69"' not in first.text
    older = first.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = inspector.get(f"/audit{older}")
    assert 'title="duty:n69"' in second.text
    assert "最新" in second.text


def test_everyone_reads_what_they_did_and_saw() -> None:
    client = Client()
    client.force_login(signed_up(Staff.objects.get(pk="M1")))
    page = client.get("/trace").text
    assert "duty:0" in page
    assert 'title="field.reveal"' in page
    assert 'title="session.begin"' in page
    assert "duty:1" not in page


def test_a_manager_reads_who_looked_at_the_customers_they_answer_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ANSWERED_FOR, "customer", lambda _staff_id: ["C1"])
    client = Client()
    client.force_login(signed_up(Staff.objects.get(pk="M1")))
    page = client.get("/trace?of=mine").text
    assert "员工M3" in page
    assert 'title="field.reveal"' not in page


def test_without_anything_the_page_says_what_would_be_there() -> None:
    assert "没有记录" in shown(as_(person("H2", "outlet_head", "O2")), subject="duty:none")


def test_actions_are_said_in_the_language_of_the_page_and_unknown_ones_by_name() -> None:
    assert action_said("contact.record", "zh") == "记录联系"
    assert action_said("contact.record", "en") == "recorded a contact"
    assert action_said("room.verb", "zh") == "room.verb"
