"""A little of each of outreach: shared lists, targets, contacts planned, a campaign behind and one to come, plans."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count

from tingtang.customers.models import Customer
from tingtang.demo.sign_ins import choose, home_outlet
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.outreach.actions import (
    close_campaign,
    fill_survey,
    list_guests,
    make_plan,
    plan_campaign,
    plan_contacts,
    prepared,
    record_guest,
    record_opinion,
    save_list,
    set_target,
    tick_step,
)
from tingtang.outreach.criteria import Criteria
from tingtang.outreach.models import Campaign, Guest, SavedList
from tingtang.outreach.plans import code_of, quarter_of
from tingtang.shared.times import ZONE

HEADS = (Position.OUTLET_HEAD, Position.BRANCH_HEAD)
KEEPERS = (Position.WEALTH_MANAGER, Position.PRIVATE_BANKER, Position.OPEN_TELLER)
GUESTS, CLIENTS = 8, 3
TARGETS = (("key_customers", 2), ("ordinary_customers", 3), ("sales", 1), ("referrals", 1))
LIFE = (
    ("came", "sold"),
    ("came", "prospect"),
    ("came", "none"),
    ("absent", ""),
    ("declined", ""),
    ("came", "prospect"),
)


def reach_out(until: date) -> int:
    """What the last day, `until`, brought to the people who have sign-ins and to the outlet where most of them sit.

    Once a bank; each person is one transaction: a build that was broken off goes on as it would have gone. How many.
    """
    people = dict.fromkeys(one for one in (_keeper(home_outlet()), *map(choose, KEEPERS)) if one is not None)
    fresh = [one for one in people if not Campaign.objects.filter(owner=one).exists()]
    for one in fresh:
        _person(one, until)
    return len(fresh)


def _keeper(institution_id: str | None) -> Staff | None:
    """Whoever of the outlet looks after most customers."""
    people = Staff.objects.filter(institution=institution_id).annotate(n=Count("customers"))
    return people.filter(n__gt=0).order_by("-n", "pk").first()


@transaction.atomic
def _person(keeper: Staff, until: date) -> None:
    morning = datetime.combine(until, time(8, 40), ZONE)
    head = Staff.objects.filter(institution=keeper.institution_id, position__in=HEADS).order_by("pk").first()
    owner = head or keeper
    if not SavedList.objects.filter(owner=owner).exists():
        by: dict[str, Any] = {"by": owner.pk, "at": morning, "shared": True}
        save_list(name="30 天内到期", criteria=Criteria(matures=30), **by)
        save_list(name="超过联系间隔", criteria=Criteria(uncovered=True), **by)
    for measure, number in TARGETS if head else ():
        set_target(
            institution_id=keeper.institution_id, measure=measure, number=number, from_on=until,
            position=keeper.position, by=owner.pk, at=morning,
        )  # fmt: skip
    customers = list(Customer.objects.filter(manager=keeper).order_by("-assets", "pk")[:GUESTS])
    _campaigns(keeper, [one.pk for one in customers], morning, until)
    _clients(keeper, customers[:CLIENTS], morning, until)
    plan_contacts(
        customer_ids=[one.pk for one in customers], first_on=until + timedelta(days=1), list_name="超过联系间隔",
        by=keeper.pk, at=datetime.combine(until, time(17), ZONE),
    )  # fmt: skip


def _campaigns(keeper: Staff, ids: list[str], at: datetime, until: date) -> None:
    """One that is over, closed with its lessons, and one that is being prepared."""
    by: dict[str, Any] = {"by": keeper.pk}
    past = _one(keeper, "阳光社区理财讲座", "认识有到期资金的住户", at.date(), ids, at)
    after = at + timedelta(hours=8)
    for n, guest in enumerate(Guest.objects.filter(campaign=past).order_by("pk")):
        state, result = LIFE[n % len(LIFE)]
        record_guest(campaign_id=past.pk, guest_id=guest.pk, state=state, result=result, at=after, **by)
    for one in past.preparations.order_by("pk"):
        prepared(campaign_id=past.pk, preparation_id=one.pk, at=at, **by)
    lessons = "周末上午到场最多；带着到期清单逐户约比群发有效。下次提前一周确认场地。"
    close_campaign(campaign_id=past.pk, lessons=lessons, at=after, **by)
    later = datetime.combine(until, time(16), ZONE)
    _one(
        keeper, "园区企业代发客户走访", "了解代发员工的理财需求", until + timedelta(days=6), ids[: len(ids) // 2], later
    )


def _one(keeper: Staff, title: str, goal: str, on: date, ids: list[str], at: datetime) -> Campaign:
    made = plan_campaign(
        title=title, place="社区活动室", goal=goal, on=on, preparations=["场地确认", "宣传折页 50 份", "移动终端调试"],
        by=keeper.pk, at=at,
    )  # fmt: skip
    list_guests(campaign_id=made.pk, customer_ids=ids, by=keeper.pk, at=at)
    return made


def _clients(keeper: Staff, customers: list[Customer], at: datetime, until: date) -> None:
    """A plan with a step done, an opinion and a survey for the largest clients."""
    period = code_of(*quarter_of(until))
    by: dict[str, Any] = {"by": keeper.pk, "at": at}
    for one in customers:
        steps = [("约见面谈，更新家庭信息", until), ("谈到期资金安排", quarter_of(until)[1])]
        made = make_plan(
            customer_id=one.pk, period=period, goals="到期资金分散到三类产品，子女教育金单独打理", steps=steps, **by
        )
        first = made.steps.order_by("pk").first()
        if first is not None:
            tick_step(plan_id=made.pk, step_id=first.pk, by=keeper.pk, at=at + timedelta(hours=2))
        record_opinion(customer_id=one.pk, about="service", text="希望到期前提前一周提醒", satisfied=True, **by)
        answers = {"occupation": "个体经营", "preferred_channel": "phone", "preferred_time": "evening"}
        if one.kind == "P":
            fill_survey(
                customer_id=one.pk, answers=answers, goals="三年后换房", interests=["wealth", "insurance"],
                confirmed=False, **by,
            )  # fmt: skip
