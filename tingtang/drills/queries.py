"""Reads of emergency plans and of training."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tingtang.drills.models import Course, Run
from tingtang.drills.periods import period_of, subject_of
from tingtang.duties.models import Duty, State
from tingtang.manual.book.routines import EmergencyPlan
from tingtang.manual.queries import rulebook, value
from tingtang.organisation.models import Staff

PAGE = 20


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """A plan at an outlet: the run that is open because it happened, the drill under way, the last drill, the duty."""

    plan: EmergencyPlan
    real: Run | None
    drill: Run | None
    last_drill: Run | None
    duty: Duty | None


def plans_at(institution_id: str, on: date) -> list[PlanStanding]:
    """The five plans as they stand at an outlet, in the manual's order. Three queries."""
    plans = rulebook().emergency_plans
    under_way = {(run.plan, run.real): run for run in open_runs([institution_id])}
    ended = Run.objects.filter(institution=institution_id, real=False, closed_at__isnull=False).order_by("closed_at")
    last = {run.plan: run for run in ended}
    first, _ = period_of(on, int(str(value("drill.months", on, institution_id).value)))
    keys = [subject_of(institution_id, code) for code in plans]
    owed = Duty.objects.filter(kind="drill.held", subject_kind="drill", subject_id__in=keys, period_on=first)
    duties = {duty.subject_id: duty for duty in owed}
    return [
        PlanStanding(
            plan,
            under_way.get((code, True)),
            under_way.get((code, False)),
            last.get(code),
            duties.get(subject_of(institution_id, code)),
        )
        for code, plan in plans.items()
    ]


def open_runs(institution_ids: Collection[str]) -> QuerySet[Run]:
    """Runs not closed yet, the real ones first."""
    return Run.objects.filter(institution__in=institution_ids, closed_at__isnull=True).order_by("-real", "-opened_at")


def runs_at(institution_ids: Collection[str]) -> QuerySet[Run]:
    """All runs of outlets, the latest first: the caller pages."""
    return Run.objects.filter(institution__in=institution_ids).select_related("institution").order_by("-opened_at")


def run_of_source(kind: str, key: str) -> Run | None:
    """The run that was opened for something (a complaint)."""
    return Run.objects.filter(source_kind=kind, source_id=key).first()


def courses_at(institution_ids: Collection[str]) -> QuerySet[Course]:
    """Trainings of outlets, the latest day first: the caller pages."""
    return Course.objects.filter(institution__in=institution_ids).select_related("institution").order_by("-on", "-pk")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is to be skilled by a day, and how it stands."""

    staff: Staff
    duty: Duty


def newcomers_at(institution_id: str) -> list[Newcomer]:
    """Who still is to pass an assessment here, the soonest due first."""
    owed = list(
        Duty.objects.filter(kind="training.newcomer", institution=institution_id, state=State.OPEN).order_by("due_at")
    )
    people = Staff.objects.in_bulk([duty.subject_id for duty in owed])
    return [Newcomer(people[duty.subject_id], duty) for duty in owed if duty.subject_id in people]
