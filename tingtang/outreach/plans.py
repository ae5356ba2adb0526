"""Work plans by client: the periods, what stands in one, who is still without, and the duty to write it (A31.5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from tingtang.customers.models import Customer
from tingtang.duties.actions import Opening, open_duties
from tingtang.duties.models import Duty, State
from tingtang.manual.book import Rulebook
from tingtang.manual.queries import rulebook
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.outreach.models import CustomerPlan, PlanStep
from tingtang.shared.clocks import Due, add_months, due

KIND = "plan.made"
QUARTER = 3  # months
SHAPE = re.compile(r"(20\d\d)(?:-Q([1-4]))?")


def quarter_of(on: date) -> tuple[date, date]:
    """First and last day of the quarter a day falls in. Pure."""
    first = date(on.year, (on.month - 1) // QUARTER * QUARTER + 1, 1)
    return first, add_months(first, QUARTER) - timedelta(days=1)


def period_of(code: str) -> tuple[date, date] | None:
    """First and last day of 2026-Q4 or 2026; None for anything else. Pure."""
    found = SHAPE.fullmatch(code)
    if found is None:
        return None
    year, quarter = int(found[1]), found[2]
    if quarter:
        return quarter_of(date(year, int(quarter) * QUARTER, 1))
    return date(year, 1, 1), date(year, 12, 31)


def code_of(first: date, last: date) -> str:
    """The code of a period: 2026-Q4, or 2026 for a whole year. Pure."""
    whole_year = (last - first).days > 100
    return str(first.year) if whole_year else f"{first.year}-Q{(first.month - 1) // QUARTER + 1}"


def codes_from(on: date) -> list[str]:
    """The periods one may plan for: this quarter and the next, this year and the next. Pure."""
    first, last = quarter_of(on)
    following = quarter_of(last + timedelta(days=1))
    return [code_of(first, last), code_of(*following), str(on.year), str(on.year + 1)]


def tiers(on: date, book: Rulebook) -> tuple[str, ...]:
    """The tiers whose clients have a plan, by the manual."""
    found = book.value("plan.tiers", on).value
    return found if isinstance(found, tuple) else ()


def plans_of(customer_id: str) -> QuerySet[CustomerPlan]:
    """The plans of a client with their steps, the latest period first."""
    steps = Prefetch("steps", PlanStep.objects.order_by("due_on", "pk"))
    return CustomerPlan.objects.filter(customer=customer_id).prefetch_related(steps).order_by("-first", "last")


def current_plans(customer_ids: Iterable[str], on: date) -> dict[str, CustomerPlan]:
    """Each client's plan in force on a day, the shorter period first, with its steps. Two queries."""
    found = CustomerPlan.objects.filter(customer__in=list(customer_ids), first__lte=on, last__gte=on)
    rows = found.prefetch_related(Prefetch("steps", PlanStep.objects.order_by("due_on", "pk"))).order_by("first", "pk")
    return {one.customer_id: one for one in rows}


def ask_for_plans(*, on: date, by: str, at: datetime, book: Rulebook | None = None) -> int:
    """Open the day's duties to write a plan: clients of the manual's tiers who have none for the quarter or year.

    Most assets first, a few a manager and day, once a client and quarter. Run again on the same day it opens nothing.
    How many were opened.
    """
    book = book or rulebook()
    first, _ = quarter_of(on)
    most = int(str(book.value("plan.asked_per_day", on).value))
    days = int(str(book.value("plan.due_working_days", on).value))
    ends = due(at, "working_days", days, calendar=working_calendar())
    wanted = tiers(on, book)
    managers = Customer.objects.filter(tier__in=wanted).exclude(manager=None).values_list("manager_id", flat=True)
    opened = 0
    for manager in sorted(str(one) for one in managers.distinct()):
        chosen = _without(manager, wanted, on, first, most - _asked_today(manager, on))
        openings = [_opening(one, first, on, at, ends, days) for one in chosen]
        opened += open_duties(openings=openings, by=by, at=at, book=book) if openings else 0
    return opened


def _asked_today(manager: str, on: date) -> int:
    """Duties to plan that this manager was given on this day."""
    mine = Duty.objects.filter(owner_staff=manager, kind=KIND, clause="A31.5", period_on=quarter_of(on)[0])
    return mine.filter(inputs__asked_on__value=on.isoformat()).count()


def _without(manager: str, wanted: Sequence[str], on: date, first: date, most: int) -> list[Customer]:
    if most <= 0:
        return []
    planned = CustomerPlan.objects.filter(customer=OuterRef("pk"), first__lte=on, last__gte=on)
    owed = Duty.objects.filter(subject_kind="customer", subject_id=OuterRef("pk"), kind=KIND, period_on=first)
    mine = Customer.objects.filter(~Exists(planned), ~Exists(owed), manager=manager, tier__in=wanted)
    return list(mine.order_by("-assets", "pk")[:most])


def _opening(one: Customer, first: date, on: date, at: datetime, ends: Due, days: int) -> Opening:
    seen = {"tier": one.tier, "first": first.isoformat(), "working_days": days, "asked_on": on.isoformat()}
    return Opening(
        kind=KIND, subject_id=one.pk, period_on=first, institution_id=one.home_institution_id,
        owner_staff_id=one.manager_id, due_at=ends.due_at, due_provisional=ends.provisional,
        inputs={name: {"value": said, "as_of": on.isoformat()} for name, said in seen.items()},
        clock={"start": at.isoformat(), "unit": "working_days", "n": days, "pauses": []},
    )  # fmt: skip


def owed_for(customer_id: str) -> QuerySet[Duty]:
    """Duties to write this client's plan that are open."""
    return Duty.objects.filter(subject_kind="customer", subject_id=customer_id, kind=KIND, state=State.OPEN)
