"""Writing a client's work plan, its steps and review; taking down what they think of the service (A31.5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tingtang.audit import actions as audit
from tingtang.customers.models import Customer
from tingtang.customers.queries import tied_customer
from tingtang.duties.actions import close_with_evidence
from tingtang.duties.verdicts import Evidence
from tingtang.organisation.access import viewer_of_staff
from tingtang.outreach.errors import OutreachRefused, words
from tingtang.outreach.models import CustomerPlan, Opinion, PlanStep
from tingtang.outreach.plans import period_of
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

GOALS, WHAT, OPINION, MOST_STEPS = 600, 120, 400, 20
NO_PERIOD = Bilingual("请选择期间", "choose a period")
OVER = Bilingual("这个期间已经结束", "this period is over")
MADE = Bilingual("这个期间已有计划", "there is a plan for this period")
OUTSIDE = Bilingual("步骤的日期须在计划期间内", "a step lies within its plan's period")
TOO_MANY = Bilingual("步骤过多", "these are too many steps")
NO_CHOICE = Bilingual("请选择一项", "choose one")


@transaction.atomic
def make_plan(
    *, customer_id: str, period: str, goals: str, steps: Sequence[tuple[str, date]], by: str, at: datetime
) -> CustomerPlan:
    """Write the plan of a client for a quarter (2026-Q4) or a year (2026); a duty to write it is met.

    Raises PermissionDenied without a tie, OutreachRefused naming the input.
    """
    customer, today = _tied(customer_id, by, at), business_date(at)
    found = period_of(period)
    if found is None:
        raise OutreachRefused("period", NO_PERIOD)
    first, last = found
    if last < today:
        raise OutreachRefused("period", OVER)
    if len(steps) > MOST_STEPS:
        raise OutreachRefused("what", TOO_MANY)
    try:
        with transaction.atomic():
            made = CustomerPlan.objects.create(
                customer=customer, first=first, last=last, goals=words("goals", goals, GOALS), made_by=by, made_at=at
            )
    except IntegrityError:
        raise OutreachRefused("period", MADE) from None
    for what, on in steps:
        _step(made, what, on)
    _record("plan.make", customer, by, at, plan=made.pk, period=period)
    if first <= today:  # a plan for a time to come is not the one that is owed now
        evidence = Evidence("plan.made", "plan", str(made.pk), "customer", customer.pk, at)
        close_with_evidence(evidence=evidence, by=by, at=at)
    return made


@transaction.atomic
def add_step(*, plan_id: int, what: str, due_on: date, by: str, at: datetime) -> PlanStep:
    """One more step of a plan that is not reviewed yet. Raises PermissionDenied, OutreachRefused."""
    plan = _plan(plan_id, by, at)
    if plan.steps.count() >= MOST_STEPS:
        raise OutreachRefused("what", TOO_MANY)
    made = _step(plan, what, due_on)
    _record("plan.step", plan.customer, by, at, plan=plan.pk, step=made.pk)
    return made


def _step(plan: CustomerPlan, what: str, due_on: date) -> PlanStep:
    if not plan.first <= due_on <= plan.last:
        raise OutreachRefused("due_on", OUTSIDE)
    return PlanStep.objects.create(plan=plan, what=words("what", what, WHAT), due_on=due_on)


@transaction.atomic
def tick_step(*, plan_id: int, step_id: int, by: str, at: datetime) -> PlanStep:
    """A step is done; again: it is to be done after all. Raises PermissionDenied."""
    plan = _plan(plan_id, by, at)
    step = plan.steps.filter(pk=step_id).first()
    if step is None:
        raise PermissionDenied("plan.change")
    step.done_by, step.done_at = ("", None) if step.done_at else (by, at)
    step.save(update_fields=["done_by", "done_at"])
    _record("plan.tick", plan.customer, by, at, plan=plan.pk, step=step.pk, done=bool(step.done_at))
    return step


@transaction.atomic
def review_plan(*, plan_id: int, review: str, by: str, at: datetime) -> CustomerPlan:
    """Say what came of a plan; it is final then. Raises PermissionDenied, OutreachRefused."""
    plan = _plan(plan_id, by, at)
    plan.review, plan.reviewed_by, plan.reviewed_at = words("review", review, GOALS), by, at
    plan.save(update_fields=["review", "reviewed_by", "reviewed_at"])
    _record("plan.review", plan.customer, by, at, plan=plan.pk)
    return plan


@transaction.atomic
def record_opinion(
    *, customer_id: str, about: str, text: str, satisfied: bool | None, by: str, at: datetime
) -> Opinion:
    """What a client says of the service. Raises PermissionDenied without a tie, OutreachRefused naming the input."""
    customer = _tied(customer_id, by, at)
    if about not in Opinion.About.values:
        raise OutreachRefused("about", NO_CHOICE)
    made = Opinion.objects.create(
        customer=customer, about=about, text=words("text", text, OPINION), satisfied=satisfied, by=by, at=at
    )
    _record("opinion.record", customer, by, at, opinion=made.pk, about=about)
    return made


def _plan(plan_id: int, by: str, at: datetime) -> CustomerPlan:
    """The plan, locked, for somebody tied to its client, while it is not reviewed."""
    found = CustomerPlan.objects.select_for_update(of=("self",)).select_related("customer").filter(pk=plan_id).first()
    if found is None or found.reviewed_at is not None:
        raise PermissionDenied("plan.change")
    _tied(found.customer_id, by, at)
    return found


def _tied(customer_id: str, by: str, at: datetime) -> Customer:
    return tied_customer(viewer_of_staff(by, business_date(at)), customer_id)[0]


def _record(action: str, customer: Customer, by: str, at: datetime, **detail: object) -> None:
    place = customer.home_institution_id
    audit.record(by=by, at=at, action=action, subject=("customer", customer.pk), institution=place, detail=detail)
