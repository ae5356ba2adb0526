"""The emergency plan of a complaint with the media (A35.4): the checklist that was opened for it, or the button."""

from __future__ import annotations

from dataclasses import dataclass

from tingtang.complaints.models import Complaint
from tingtang.drills.models import Run
from tingtang.drills.queries import run_of_source
from tingtang.manual.book import PlanStep
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Viewer, may_at

PLAN = "media"  # of the five plans


@dataclass(frozen=True, slots=True)
class PlanOfCase:
    """`run`: the checklist opened for the case; `may_open`, `may_read`: whether the reader may press, or follow it;
    `steps`: what stands on it (A39.3)."""

    run: Run | None
    may_open: bool
    may_read: bool
    steps: tuple[PlanStep, ...]


def plan_of(viewer: Viewer, case: Complaint) -> PlanOfCase | None:
    """How the plan of a case stands for a reader; None for a case that needs none. One query."""
    if case.plan_opened_at is None:
        return None
    run = run_of_source("complaint", str(case.pk))
    may = may_at(viewer, "plan.open", case.institution_id)
    steps = rulebook().emergency_plans[PLAN].steps
    return PlanOfCase(run, may and run is None, may_at(viewer, "plan.see", case.institution_id), steps)
