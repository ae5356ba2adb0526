"""Work plans by client: goals, steps, review; the duty of who is without; opinions on the service."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tingtang.duties.models import Duty
from tingtang.manual.queries import value
from tingtang.outreach.actions import add_step, make_plan, record_opinion, review_plan, tick_step
from tingtang.outreach.errors import OutreachRefused
from tingtang.outreach.models import CustomerPlan, Opinion
from tingtang.outreach.plans import ask_for_plans, code_of, codes_from, current_plans, period_of, quarter_of
from tingtang.outreach.tests.people import MONDAY, TODAY, People

STEP = [("面谈", date(2026, 12, 1))]


def make(**given: Any) -> CustomerPlan:
    plain = {"customer_id": "C1", "period": "2026-Q4", "goals": "分散到期资金", "steps": STEP, "by": "W1", "at": MONDAY}
    return make_plan(**{**plain, **given})


def ask(people: People, days: int = 0) -> int:
    at = MONDAY + timedelta(days=days)
    return ask_for_plans(on=TODAY + timedelta(days=days), by="system:test", at=at)


def test_periods_are_quarters_and_years() -> None:
    assert quarter_of(date(2026, 12, 31)) == (date(2026, 10, 1), date(2026, 12, 31))
    assert period_of("2026-Q1") == (date(2026, 1, 1), date(2026, 3, 31))
    assert period_of("2028") == (date(2028, 1, 1), date(2028, 12, 31))
    assert [period_of(code) for code in ("2026-Q5", "26", "", "2026-Q", "x")] == [None] * 5
    assert codes_from(TODAY) == ["2026-Q4", "2027-Q1", "2026", "2027"]
    assert [code_of(*found) for code in codes_from(TODAY) if (found := period_of(code))] == codes_from(TODAY)


def test_clients_of_the_named_tiers_without_a_plan_are_asked_for_a_few_a_day(people: People) -> None:
    most = int(str(value("plan.asked_per_day", TODAY).value))
    for n in range(most + 1):
        people.customer(f"C{n}", tier="private", assets=Decimal(n))
    people.customer("W", tier="wealth", assets=Decimal(99))
    people.customer("M", tier="wealth_management")
    people.customer("N", tier="private", manager=None)
    assert ask(people) == most
    assert ask(people) == 0
    owed = Duty.objects.filter(kind="plan.made")
    assert set(owed.values_list("subject_id", flat=True)) == {"W", *(f"C{n}" for n in range(2, most + 1))}
    assert {duty.owner_staff_id for duty in owed} == {"W1"}
    assert {duty.period_on for duty in owed} == {date(2026, 10, 1)}
    assert ask(people, days=1) == 2
    assert ask(people, days=2) == 0


def test_writing_the_plan_meets_the_duty_and_nobody_asks_again(people: People) -> None:
    people.customer("C1", tier="private")
    ask(people)
    make()
    assert Duty.objects.get(kind="plan.made").state == "met"
    assert ask(people, days=1) == 0


def test_a_plan_for_the_year_will_do_one_for_the_next_quarter_will_not(people: People) -> None:
    for key in ("C1", "C2"):
        people.customer(key, tier="private")
    make(customer_id="C1", period="2026")
    make(customer_id="C2", period="2027-Q1", steps=[])
    assert ask(people) == 1
    assert Duty.objects.get(kind="plan.made").subject_id == "C2"
    make(customer_id="C2", period="2027", steps=[])
    assert Duty.objects.get(kind="plan.made").state == "open"


def test_the_shorter_plan_in_force_is_the_current_one(people: People) -> None:
    people.customer("C1")
    make(period="2026")
    quarter = make()
    assert current_plans(["C1"], TODAY) == {"C1": quarter}
    assert current_plans(["C1"], date(2027, 6, 1)) == {}


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("period", {"period": "2026-Q3"}),
        ("period", {"period": "soon"}),
        ("goals", {"goals": ""}),
        ("goals", {"goals": "长" * 601}),
        ("due_on", {"steps": [("面谈", date(2027, 1, 1))]}),
        ("what", {"steps": [(" ", date(2026, 12, 1))]}),
        ("what", {"steps": STEP * 21}),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_whole(people: People, field: str, given: dict[str, Any]) -> None:
    people.customer("C1")
    with pytest.raises(OutreachRefused) as refused:
        make(**given)
    assert refused.value.field == field
    assert not CustomerPlan.objects.exists()


def test_one_plan_a_period(people: People) -> None:
    people.customer("C1")
    make()
    with pytest.raises(OutreachRefused) as refused:
        make()
    assert refused.value.field == "period"


def test_steps_are_added_ticked_and_taken_back_until_the_review(people: People) -> None:
    people.customer("C1")
    plan = make(steps=[])
    who: dict[str, Any] = {"plan_id": plan.pk, "by": "W1", "at": MONDAY}
    step = add_step(what="谈配置", due_on=date(2026, 12, 20), **who)
    assert tick_step(step_id=step.pk, **who).done_by == "W1"
    assert tick_step(step_id=step.pk, **who).done_at is None
    with pytest.raises(OutreachRefused):
        add_step(what="谈配置", due_on=date(2027, 12, 20), **who)
    with pytest.raises(OutreachRefused):
        review_plan(review=" ", **who)
    review_plan(review="配置完成，下季度谈保险", **who)
    for late in (
        lambda: add_step(what="再来", due_on=date(2026, 12, 21), **who),
        lambda: tick_step(step_id=step.pk, **who),
        lambda: review_plan(review="改", **who),
    ):
        with pytest.raises(PermissionDenied):
            late()


def test_whoever_has_no_tie_writes_nothing(people: People) -> None:
    people.customer("C1")
    plan = make()
    for by in ("W2", "H3", "T1"):
        with pytest.raises(PermissionDenied):
            make(by=by, period="2027")
        with pytest.raises(PermissionDenied):
            review_plan(plan_id=plan.pk, review="x", by=by, at=MONDAY)
        with pytest.raises(PermissionDenied):
            record_opinion(customer_id="C1", about="service", text="好", satisfied=True, by=by, at=MONDAY)
    assert make(by="H1", period="2027", steps=[]).made_by == "H1"


def test_what_a_client_thinks_of_the_service_is_kept(people: People) -> None:
    people.customer("C1")
    said: dict[str, Any] = {"customer_id": "C1", "by": "W1", "at": MONDAY}
    record_opinion(about="channel", text=" 手机银行太慢 ", satisfied=None, **said)
    assert Opinion.objects.values_list("about", "text", "satisfied").get() == ("channel", "手机银行太慢", None)
    for given, field in (({"about": "weather", "text": "好"}, "about"), ({"about": "service", "text": ""}, "text")):
        with pytest.raises(OutreachRefused) as refused:
            record_opinion(satisfied=True, **given, **said)
        assert refused.value.field == field
