"""What changes in a month: a market event told to those who hold it, customers handed from one manager to another."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count

from tingtang.contacts.actions import open_event, write_event
from tingtang.contacts.errors import EventRefused
from tingtang.customers.models import Customer
from tingtang.desk.handovers.handing import begin_handovers
from tingtang.handovers.actions import propose, sign
from tingtang.handovers.people import takers
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.shared.times import day_start

SOME = 5  # customers that go to a colleague
EVENT: dict[str, Any] = {
    "title": "股市大幅下跌，基金净值回撤",
    "happened": "主要指数单日下跌超过百分之五，偏股基金净值普遍回撤。",
    "tell": "说明所持基金的回撤幅度和原因；按风险等级核对配置是否仍然合适；不建议恐慌赎回，可约面谈调整。",
}


def change(after: date) -> None:
    """The day after `after`, at nine: an event opened by a head, a handover in force, another that waits."""
    at = day_start(after + timedelta(days=1)) + timedelta(hours=9)
    head = Staff.objects.filter(position=Position.BRANCH_HEAD, institution__kind="branch").order_by("pk").first()
    if head is not None:
        _event(head, at)
    _handovers(at)


def _event(head: Staff, at: datetime) -> None:
    written = write_event(
        institution_id=head.institution_id, happened_on=at.date(), types=["fund"], by=head.pk, at=at, **EVENT
    )
    try:
        open_event(event_id=written.pk, by=head.pk, at=at)
    except EventRefused:
        return  # nobody below holds a fund: it stays a draft


def _handovers(at: datetime) -> None:
    busiest = Customer.objects.filter(manager__isnull=False).order_by().values_list("manager").annotate(n=Count("pk"))
    done = 0
    for giver_id, _ in busiest.order_by("-n", "manager"):
        giver = Staff.objects.get(pk=giver_id)
        alike = takers([giver.institution_id], at.date()).filter(position=giver.position)
        taker = alike.exclude(pk=giver_id).first()
        if taker is None:
            continue
        _one(giver, taker, at, signed=done == 0)
        done += 1
        if done == 2:
            break
    begin_handovers(at)


def _one(giver: Staff, taker: Staff, at: datetime, *, signed: bool) -> None:
    chosen = list(Customer.objects.filter(manager=giver).order_by("pk").values_list("pk", flat=True)[:SOME])
    made = propose(
        giver_id=giver.pk, taker_id=taker.pk, reason="balance" if signed else "transfer", by=giver.pk, at=at,
        note="理财到期的客户已约面谈；请继续跟进备忘中的承诺。", from_on=at.date(), customer_ids=chosen,
    )  # fmt: skip
    for who in (giver.pk, taker.pk) if signed else (giver.pk,):
        sign(handover_id=made.pk, by=who, at=at)
