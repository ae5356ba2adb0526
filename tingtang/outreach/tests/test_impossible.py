"""States that must not exist are refused by the database itself, on SQLite and PostgreSQL both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F

from tingtang.outreach.actions import close_campaign, list_guests, make_plan, plan_campaign, review_plan
from tingtang.outreach.models import (
    ActivityReport,
    Campaign,
    CustomerPlan,
    DayTarget,
    Guest,
    Opinion,
    PlanStep,
    Preparation,
    SavedList,
    Survey,
)
from tingtang.outreach.tests.people import MONDAY, TODAY, People

BEFORE = MONDAY - timedelta(days=1)


def refused(write: Callable[[], Any]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        write()


@pytest.fixture
def campaign(people: People) -> Campaign:
    people.customer("C1")
    made = plan_campaign(
        title="讲座", place="社区", goal="认识住户", on=TODAY, preparations=["场地"], by="W1", at=MONDAY
    )
    list_guests(campaign_id=made.pk, customer_ids=["C1"], by="W1", at=MONDAY)
    return made


@pytest.fixture
def plan(people: People) -> CustomerPlan:
    people.customer("C9")
    return make_plan(customer_id="C9", period="2026-Q4", goals="分散", steps=[("面谈", TODAY)], by="W1", at=MONDAY)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "gone"},
        {"title": ""},
        {"goal": ""},
        {"state": "closed", "ended_at": MONDAY},
        {"state": "closed", "lessons": "有"},
        {"ended_at": MONDAY},
        {"state": "closed", "lessons": "有", "ended_at": BEFORE},
    ],
)
def test_of_a_campaign(campaign: Campaign, change: dict[str, Any]) -> None:
    refused(lambda: Campaign.objects.filter(pk=campaign.pk).update(**change))


@pytest.mark.parametrize("change", [{"state": "x"}, {"result": "x"}, {"result": "sold"}])
def test_of_a_guest(campaign: Campaign, change: dict[str, Any]) -> None:
    refused(lambda: Guest.objects.update(**change))


def test_a_customer_is_on_a_list_once(campaign: Campaign) -> None:
    refused(lambda: Guest.objects.create(campaign=campaign, customer_id="C1", changed_by="W1", changed_at=MONDAY))


@pytest.mark.parametrize("change", [{"what": ""}, {"done_by": "W1"}, {"done_at": MONDAY}])
def test_of_a_preparation(campaign: Campaign, change: dict[str, Any]) -> None:
    refused(lambda: Preparation.objects.update(**change))


def test_a_campaign_that_ended_is_final_and_none_is_removed(campaign: Campaign) -> None:
    close_campaign(campaign_id=campaign.pk, lessons="提前约场地", by="W1", at=MONDAY)
    refused(lambda: Campaign.objects.filter(pk=campaign.pk).update(lessons="改"))
    refused(lambda: Campaign.objects.filter(pk=campaign.pk).update(state="planned", ended_at=None))


@pytest.mark.parametrize(
    "change",
    [{"goals": ""}, {"last": F("first")}, {"review": "有"}, {"reviewed_by": "W1"}, {"reviewed_at": MONDAY}],
)
def test_of_a_plan(plan: CustomerPlan, change: dict[str, Any]) -> None:
    refused(lambda: CustomerPlan.objects.filter(pk=plan.pk).update(**change))


@pytest.mark.parametrize("change", [{"what": ""}, {"done_by": "W1"}, {"done_at": MONDAY}])
def test_of_a_step(plan: CustomerPlan, change: dict[str, Any]) -> None:
    refused(lambda: PlanStep.objects.update(**change))


def test_a_plan_stands_once_a_period_and_is_final_once_reviewed(plan: CustomerPlan) -> None:
    refused(
        lambda: CustomerPlan.objects.create(
            customer_id="C9", first=plan.first, last=plan.last, goals="又", made_by="W1", made_at=MONDAY
        )
    )
    review_plan(plan_id=plan.pk, review="完成", by="W1", at=MONDAY)
    refused(lambda: CustomerPlan.objects.filter(pk=plan.pk).update(review="改"))


@pytest.mark.parametrize(
    "given", [{"position": "", "staff_id": None}, {"staff_id": "W1"}, {"measure": "smiles"}, {"number": -1}]
)
def test_of_a_target(people: People, given: dict[str, Any]) -> None:
    plain = {
        "institution_id": "O1", "position": "wealth_manager", "measure": "sales", "number": 1, "from_on": TODAY,
        "set_by": "H1", "set_at": MONDAY,
    }  # fmt: skip
    DayTarget.objects.create(**plain)
    refused(lambda: DayTarget.objects.create(**{**plain, **given}))
    refused(lambda: DayTarget.objects.update(number=0))
    refused(lambda: DayTarget.objects.all().delete())


def test_a_signed_report_stands_once_and_never_changes(people: People) -> None:
    plain = {"staff_id": "OT", "institution_id": "O1", "first": TODAY, "last": TODAY, "lines": [], "signed_at": MONDAY}
    ActivityReport.objects.create(**plain)
    refused(lambda: ActivityReport.objects.create(**plain))
    refused(lambda: ActivityReport.objects.create(**{**plain, "last": TODAY - timedelta(days=1)}))
    refused(lambda: ActivityReport.objects.update(note="改"))


def test_opinions_and_surveys_only_grow(people: People) -> None:
    people.customer("C1")
    said = {"customer_id": "C1", "by": "W1", "at": MONDAY}
    Opinion.objects.create(about="service", text="好", **said)
    Survey.objects.create(**said)
    refused(lambda: Opinion.objects.create(about="service", text="", **said))
    refused(lambda: Opinion.objects.create(about="weather", text="好", **said))
    refused(lambda: Opinion.objects.update(text="坏"))
    refused(lambda: Survey.objects.all().delete())


def test_a_saved_list_has_a_name_of_its_own(people: People) -> None:
    plain = {"owner_id": "W1", "institution_id": "O1", "criteria": {}, "saved_at": MONDAY}
    SavedList.objects.create(name="到期", **plain)
    refused(lambda: SavedList.objects.create(name="到期", **plain))
    refused(lambda: SavedList.objects.create(name="", **plain))
