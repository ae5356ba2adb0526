"""Signs of leaving from before the bank's first night here, and what came of them (A31.4).

`tingtang attrition evaluate` looks at signals that are a month old at least: a bank that has worked here for four weeks
has none. These were raised in the quarter before, by the system the bank had then: some of the customers left for good,
some stayed, and others left without a sign (cases.py).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from tingtang.contacts.actions import record_result
from tingtang.customers.models import Customer as Kept
from tingtang.demo.cases import FORETOLD
from tingtang.demo.customers import CENT, Customer
from tingtang.demo.life import ACTOR, night_hour
from tingtang.demo.model import Model
from tingtang.duties.actions import Opening, open_duty
from tingtang.manual.book import Rulebook
from tingtang.shared.times import business_date, day_end

SEEN_AFTER = 3  # days from the drop to the night that sees it in the week's balances
ANSWERED_AFTER = timedelta(days=2, hours=8)  # from that night to what the manager says came of it
KIND = "attrition.asset_drop"
SAID = {
    "left": ("partly", "客户已转走一半，答应保留其余部分；约好下月到期再谈。"),
    "stayed": ("false_alarm", "客户买房付首付，其余资金留在本行，没有转走的打算。"),
}


def remember_leavers(model: Model, book: Rulebook) -> None:
    """Raise the signals that foretold something, each answered by the customer's manager; those that stand stay."""
    planned = {one.customer_id: one for one in model.customers if one.case in FORETOLD and one.step_on}
    for kept in Kept.objects.filter(pk__in=planned, manager__isnull=False).order_by("pk"):
        one = planned[kept.pk]
        if one.step_on is None:
            continue
        seen = night_hour(one.step_on + timedelta(days=SEEN_AFTER - 1))
        result, note = SAID[one.case]
        with transaction.atomic():
            duty, opened = open_duty(opening=_opening(one, kept, seen, book), by=ACTOR, at=seen, book=book)
            if opened:
                record_result(
                    customer_id=kept.pk, duty_ids=[duty.pk], result=result, note=note, by=duty.owner_staff_id or ACTOR,
                    at=seen + ANSWERED_AFTER,
                )  # fmt: skip


def _opening(one: Customer, kept: Kept, seen: datetime, book: Rulebook) -> Opening:
    """As the night opens it: what the customer had at the peak of the window, what is left."""
    day = business_date(seen)
    within = int(str(book.value("attrition.retain_days", day).value))
    facts = {
        "assets": str(one.assets), "peak": str((one.assets * one.step).quantize(CENT)),
        "peak_on": (day - timedelta(days=SEEN_AFTER + 1)).isoformat(),
        "drop_share": str((1 - 1 / one.step).quantize(Decimal("0.0001"))),
    }  # fmt: skip
    as_of = (day - timedelta(days=1)).isoformat()
    return Opening(
        kind=KIND, subject_id=kept.pk, period_on=day.replace(day=1), institution_id=kept.home_institution_id,
        owner_staff_id=kept.manager_id, due_at=day_end(day + timedelta(days=within)), opened_at=seen,
        inputs={name: {"value": value, "as_of": as_of} for name, value in facts.items()},
    )  # fmt: skip
