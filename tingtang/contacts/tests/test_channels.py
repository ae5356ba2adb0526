"""Which channels meet which duty is data (A31.2)."""

from __future__ import annotations

import pytest

from tests.portfolio import TODAY, Portfolio, later
from tingtang.contacts.actions import record_contact


def talk(outcome: str = "reached", channel: str = "phone", hours: int = 1, **fields: object) -> None:
    given = {
        "customer_id": "C1",
        "memo": "谈了" if outcome == "reached" else "",
        "by": "W1",
        "key": f"k{hours}{outcome}",
    }
    record_contact(
        **{**given, "channel": channel, "outcome": outcome, "at": later(hours=hours), "on": TODAY, **fields}
    )  # fmt: skip


@pytest.fixture(autouse=True)
def customer(portfolio: Portfolio) -> None:
    portfolio.customer("C1")


@pytest.mark.parametrize(("channel", "met"), [("phone", True), ("visit", True), ("sms", False), ("mail", False)])
def test_a_market_event_is_talked_over_not_written(portfolio: Portfolio, channel: str, met: bool) -> None:
    from tingtang.customers.models import Customer

    duty = portfolio.duty(Customer.objects.get(pk="C1"), "market_event.told")
    talk("reached", channel)
    duty.refresh_from_db()
    assert duty.state == ("met" if met else "open")
