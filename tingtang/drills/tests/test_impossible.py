"""What the database itself refuses, on SQLite and PostgreSQL both."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tingtang.drills import actions
from tingtang.drills.actions import Part
from tingtang.drills.models import Participant, Photo, Result, Run, Tick, Told
from tingtang.drills.tests.outlet import BY, MONDAY, Outlet, later

STEPS = [{"article": "A39.3", "zh": "一", "en": "one"}]


def refused(what: Callable[[], object]) -> None:
    """It does not happen."""
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        what()


def test_runs_and_their_steps(outlet: Outlet) -> None:
    run = outlet.run(ticked=False)
    plain = {"institution_id": "O1", "plan": "system", "real": True, "opened_at": MONDAY, "opened_by": "H1"}
    whole = {**plain, "steps": STEPS, "steps_n": 1}
    refused(lambda: Run.objects.create(**{**whole, "steps_n": 0}))
    refused(lambda: Run.objects.create(**{**whole, "plan": "media"}))  # one of a plan at a time
    refused(lambda: Run.objects.create(**{**whole, "closed_at": MONDAY}))  # closed without lessons
    refused(lambda: Run.objects.create(**{**whole, "real": False, "source_kind": "complaint", "source_id": "7"}))
    refused(lambda: Tick.objects.create(run=run, n=run.steps_n + 1, done=True, at=MONDAY, by="L1"))
    refused(lambda: Tick.objects.create(run=run, n=1, done=False, at=MONDAY, by="L1"))
    refused(lambda: Tick.objects.create(run=run, n=1, done=True, at=later(days=-1), by="L1"))
    refused(lambda: Told.objects.create(run=run, at=MONDAY, by="H1", text="通报"))
    closed = {"closed_at": later(hours=1), "closed_by": "H1", "lessons": "无"}
    refused(lambda: Run.objects.filter(pk=run.pk).update(**closed))  # with steps left
    refused(lambda: Run.objects.filter(pk=run.pk).update(plan="system"))


def test_what_is_closed_is_final(outlet: Outlet) -> None:
    run = outlet.run()
    step, bare = run.ticks.get(n=1), {"media": "image/png", "content": b"x", "size": 1, "sha256": "0" * 64}
    refused(lambda: Photo.objects.create(tick=step, **{**bare, "size": 0}))
    refused(lambda: Photo.objects.create(tick=step, **{**bare, "media": "text/html"}))
    refused(lambda: Photo.objects.create(tick=step, **{**bare, "sha256": "none"}))
    kept = Photo.objects.create(tick=step, **bare)
    refused(lambda: Photo.objects.filter(pk=kept.pk).update(content=b"y"))
    actions.close_run(by="H1", at=later(hours=2), run_id=run.pk, lessons="无")
    refused(lambda: Photo.objects.create(tick=run.ticks.get(n=2), **bare))  # afterwards
    refused(lambda: Run.objects.filter(pk=run.pk).update(lessons="没有"))
    refused(lambda: Run.objects.filter(pk=run.pk).delete())
    refused(lambda: Tick.objects.filter(run=run).update(note="改"))
    refused(lambda: Tick.objects.filter(run=run).delete())
    refused(lambda: Participant.objects.create(run=run, staff_id="T1"))
    drill = outlet.run("system", real=False)
    closed = {"closed_at": later(hours=3), "closed_by": "H1", "lessons": "无"}
    refused(lambda: Run.objects.filter(pk=drill.pk).update(**closed))  # nobody took part


def test_results(outlet: Outlet) -> None:
    course = outlet.course()
    refused(lambda: Result.objects.create(course=course, staff_id="T1", present=True))  # not said whether passed
    refused(lambda: Result.objects.create(course=course, staff_id="T1", present=False))  # nor why absent
    refused(lambda: Result.objects.create(course=course, staff_id="T1", present=False, passed=True, note="病"))
    lesson = outlet.course("lesson")
    refused(lambda: Result.objects.create(course=lesson, staff_id="T1", present=True, passed=True))
    actions.hold_course(**BY, course_id=lesson.pk, summary="练", parts=[Part("T1", True)])
    refused(lambda: Result.objects.create(course=lesson, staff_id="L1", present=True))  # it has ended
    refused(lambda: Result.objects.filter(course=lesson).delete())
