"""Consent by purpose and channel: what counts, how long, and that the least permissive answer wins."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tingtang.audit.models import Entry
from tingtang.customers.actions import state_consent
from tingtang.customers.consent import CHANNELS, PURPOSES, consent, consents
from tingtang.customers.errors import BadInformation
from tingtang.customers.information import latest_entries
from tingtang.customers.models import Customer, InformationEntry
from tingtang.customers.tests.test_information import AT, TODAY, make_bank, make_customer
from tingtang.manual.queries import rulebook

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(each_database: str) -> Customer:
    make_bank()
    return make_customer()


def _say(purpose: str, answer: str, *channels: str, **more: Any) -> None:
    given = {"source": "stated", "by": "M1", "at": AT, **more}
    state_consent(customer_id="C1", purpose=purpose, channels=channels, answer=answer, **given)


def _now(purpose: str, channel: str, on: date = TODAY) -> tuple[str, bool]:
    found = consent(Customer.objects.get(), latest_entries(["C1"]).get("C1", {}), purpose, channel, on, rulebook())
    return found.answer, found.allowed


def test_before_anybody_asked_only_service_of_what_is_held_is_open(bank: Customer) -> None:
    assert {one: _now(one, "sms") for one in PURPOSES} == {
        "service": ("unasked", True), "care": ("unasked", False), "marketing": ("unasked", False),
    }  # fmt: skip


def test_an_answer_is_of_its_purpose_and_channel_alone(bank: Customer) -> None:
    _say("marketing", "granted", "sms", "wechat")
    assert _now("marketing", "sms") == _now("marketing", "wechat") == ("granted", True)
    assert _now("marketing", "mail") == _now("care", "sms") == ("unasked", False)
    _say("service", "refused", "phone")
    assert _now("service", "phone") == ("refused", False)
    assert _now("service", "sms") == ("unasked", True)


def test_the_least_permissive_of_the_ledger_and_the_core_bank_wins(bank: Customer) -> None:
    _say("marketing", "granted", *CHANNELS)
    Customer.objects.update(consent_marketing=False)
    assert {_now("marketing", one) for one in CHANNELS} == {("refused", False)}
    Customer.objects.update(consent_marketing=True, consent_call=False)
    assert _now("marketing", "phone") == ("refused", False)
    assert _now("marketing", "sms") == ("granted", True)
    _say("care", "granted", "phone")
    assert _now("care", "phone") == ("refused", False)
    Customer.objects.update(consent_call=True)
    _say("care", "refused", "phone")
    assert _now("care", "phone") == ("refused", False)


def test_the_customer_may_change_their_mind_and_both_lines_stay(bank: Customer) -> None:
    _say("marketing", "refused", "sms")
    _say("marketing", "granted", "sms")
    assert _now("marketing", "sms") == ("granted", True)
    assert InformationEntry.objects.count() == 2


def test_a_consent_ends_and_a_refusal_does_not(bank: Customer) -> None:
    _say("care", "granted", "sms")
    _say("service", "refused", "sms")
    last = TODAY + timedelta(days=730)
    assert _now("care", "sms", last) == ("granted", True)
    assert _now("care", "sms", last + timedelta(days=1)) == ("unasked", False)
    assert _now("service", "sms", date(2099, 1, 1)) == ("refused", False)


@pytest.mark.parametrize(
    ("purpose", "channels", "answer", "source", "wrong"),
    [
        ("spam", ["sms"], "granted", "stated", "purpose"), ("care", [], "granted", "stated", "channels"),
        ("care", ["fax"], "granted", "stated", "channels"), ("care", ["sms"], "maybe", "stated", "answer"),
        ("care", ["sms"], "granted", "core_bank", "source"),
    ],
)  # fmt: skip
def test_an_answer_that_makes_no_sense_names_its_input(
    bank: Customer, purpose: str, channels: list[str], answer: str, source: str, wrong: str
) -> None:
    with pytest.raises(BadInformation) as refused:
        _say(purpose, answer, *channels, source=source)
    assert refused.value.field == wrong
    assert not InformationEntry.objects.exists()


def test_who_asked_stands_in_the_trail_and_every_pair_has_an_answer(bank: Customer) -> None:
    _say("care", "granted", "sms")
    assert Entry.objects.get(action="consent.state").actor == "M1"
    held = consents(bank, {}, TODAY, rulebook())
    assert len(held) == len(PURPOSES) * len(CHANNELS)
