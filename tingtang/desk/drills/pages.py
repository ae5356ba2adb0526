"""What the pages of emergency plans, training and skills show."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404

from tingtang.complaints.standing import visible
from tingtang.desk.names import people
from tingtang.desk.places import place
from tingtang.drills.models import Course, Photo, Run, Tick, What
from tingtang.drills.queries import PAGE, courses_at, newcomers_at, open_runs, plans_at, runs_at
from tingtang.meetings.queries import belongs
from tingtang.organisation.access import Viewer, may_at, scope_ids
from tingtang.organisation.models import SkillCode, SkillLevel
from tingtang.organisation.skills import skills_of, speakers
from tingtang.shared.times import business_date


def plans_context(viewer: Viewer, asked: str, page: str, at: datetime) -> dict[str, Any]:
    """The five plans at one's outlet, what runs now, and all runs within one's reach."""
    here, today = place(viewer, asked, "plan.see"), business_date(at)
    outlet = here.kind == "outlet"
    shown = Paginator(runs_at([here.pk] if outlet else scope_ids(viewer, "plan.see")), PAGE).get_page(page)
    return {
        "here": here, "plans": plans_at(here.pk, today) if outlet else [], "rows": list(shown.object_list), "at": at,
        "page": shown.number, "pages": shown.paginator.num_pages, "today": today,
        "running": [one for one in open_runs([here.pk]) if one.real],
        "may_open": may_at(viewer, "plan.open", here.pk) and outlet,
        "may_drill": may_at(viewer, "plan.close", here.pk) and outlet,
    }  # fmt: skip


def run_for(viewer: Viewer, run_id: int, capability: str = "plan.see") -> Run:
    """A run within one's reach; for others there is none."""
    found = Run.objects.filter(pk=run_id).select_related("institution", "told").first()
    if found is None or not may_at(viewer, capability, found.institution_id):
        raise Http404(str(run_id))
    return found


def photo_for(viewer: Viewer, tick_id: int) -> Photo:
    """The photo of a step of such a run."""
    found = Tick.objects.filter(pk=tick_id).select_related("run", "photo").first()
    if found is None or not hasattr(found, "photo") or not may_at(viewer, "plan.see", found.run.institution_id):
        raise Http404(str(tick_id))
    return found.photo


def run_context(viewer: Viewer, run: Run, at: datetime) -> dict[str, Any]:
    """The checklist of a run."""
    ticks = {one.n: one for one in run.ticks.select_related("photo").defer("photo__content")}
    told = getattr(run, "told", None)
    here, left = run.institution_id, run.steps_n - len(ticks)
    closing = may_at(viewer, "plan.close", here)
    return {
        "run": run, "steps": [(n, step, ticks.get(n)) for n, step in enumerate(run.steps, 1)], "left": left,
        "told": told, "at": at, "today": business_date(at),
        "may_tick": may_at(viewer, "plan.open", here) and run.closed_at is None,
        "may_close": closing and run.closed_at is None and not left,
        "may_tell": closing and run.closed_at is not None and run.real and told is None,
        "people": list(belongs(here, business_date(at))) if closing and not run.real and run.closed_at is None else [],
        "participants": [one.staff.name for one in run.participants.select_related("staff").order_by("staff__name")],
        "complaint": _complaint(viewer, run),
        "names": people([run.opened_by, run.closed_by, *(one.by for one in ticks.values()), told.by if told else ""]),
    }  # fmt: skip


def _complaint(viewer: Viewer, run: Run) -> int:
    """The complaint it was opened for, when this viewer may read it; 0: none that they need know of (A34.6)."""
    if run.source_kind != "complaint":
        return 0
    return visible(viewer).filter(pk=int(run.source_id)).values_list("pk", flat=True).first() or 0


def training_context(viewer: Viewer, page: str, at: datetime) -> dict[str, Any]:
    """Trainings within one's reach, and the newcomers of one's own outlet."""
    shown = Paginator(courses_at(scope_ids(viewer, "training.see")), PAGE).get_page(page)
    here = place(viewer, "", "training.see")
    return {
        "rows": list(shown.object_list), "page": shown.number, "pages": shown.paginator.num_pages, "here": here,
        "newcomers": newcomers_at(here.pk), "may_plan": may_at(viewer, "training.plan", here.pk), "at": at,
        "today": business_date(at), "whats": What.values,
    }  # fmt: skip


def course_for(viewer: Viewer, course_id: int, capability: str = "training.see") -> Course:
    """A training within one's reach; for others there is none."""
    found = Course.objects.filter(pk=course_id).select_related("institution").first()
    if found is None or not may_at(viewer, capability, found.institution_id):
        raise Http404(str(course_id))
    return found


def course_context(viewer: Viewer, course: Course, at: datetime) -> dict[str, Any]:
    """The page of one training."""
    today, here = business_date(at), course.institution_id
    may = may_at(viewer, "training.plan", here) and course.ended_at is None
    return {
        "course": course, "results": list(course.results.select_related("staff").order_by("staff__name")), "at": at,
        "today": today, "may_hold": may and course.on <= today, "may_cancel": may,
        "people": list(belongs(here, today)) if may else [], "names": people([course.by, course.ended_by]),
    }  # fmt: skip


def languages_context(viewer: Viewer, asked: str, on: date) -> dict[str, Any]:
    """Who speaks what at and near one's outlet; for a head, the people whose skills are written down here."""
    here = place(viewer, "", "skill.see")
    code = asked if asked in SkillCode.values else ""
    may_set = may_at(viewer, "skill.set", here.pk)
    team = list(belongs(here.pk, on)) if may_set else []
    known: dict[str, list[Any]] = {}
    for skill in skills_of([one.pk for one in team]) if team else ():
        known.setdefault(skill.staff_id, []).append(skill)
    return {
        "here": here, "code": code, "codes": SkillCode.values, "levels": SkillLevel.values, "may_set": may_set,
        "found": speakers(here.pk, [code] if code else SkillCode.values, on), "team": team, "known": known,
    }  # fmt: skip
