"""An emergency plan opened, gone through step by step, closed with its lessons: a drill, or because it happened."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from tingtang.audit import actions as audit
from tingtang.audit.unique import once
from tingtang.drills.errors import AlreadyDone, BadInput, DrillError, NoSuchThing
from tingtang.drills.models import Participant, Photo, Run, Tick, Told
from tingtang.drills.periods import subject_of
from tingtang.duties.actions import close_with_evidence, open_duty
from tingtang.duties.openings import Within
from tingtang.duties.verdicts import Evidence
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import Staff
from tingtang.organisation.tree import employed
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

NO_PLAN = Bilingual("手册没有这项预案", "the manual has no such plan")
OVER = Bilingual("预案已结束", "this is closed")
NOT_OVER = Bilingual("请先结束预案", "close the plan first")
ONLY_REAL = Bilingual("演练不需要通报", "a drill needs no telling")
NO_STEP = Bilingual("没有这一步", "there is no such step")
SAY_WHY = Bilingual("不适用的步骤请说明原因", "say why a step was not called for")
STEPS_LEFT = Bilingual("还有步骤没有落实或说明", "some steps are neither done nor said not to be called for")
NOBODY = Bilingual("请勾选参加演练的人员", "say who took part")
NOT_HERE = Bilingual("有人员不在本网点", "somebody does not work here")


@transaction.atomic
def open_plan(
    *, by: str, at: datetime, institution_id: str, plan: str, real: bool, source: tuple[str, str] = ("", "")
) -> tuple[Run, bool]:
    """(the run, whether it was opened now). A plan that stands open is that run: pressed twice it opens once.

    `source` = (kind, id) of what it was opened for; the same source opens a plan once for good. What really happens
    owes its closing (A39.3). Raises BadInput for a plan the manual has not.
    """
    found = rulebook().emergency_plans.get(plan)
    if found is None:
        raise BadInput("plan", NO_PLAN)
    if standing := _standing(institution_id, plan, real, source):
        return standing, False
    steps = [{"article": one.article, "zh": one.text.zh, "en": one.text.en} for one in found.steps]
    try:
        with transaction.atomic():
            run = Run.objects.create(
                institution_id=institution_id, plan=plan, real=real, source_kind=source[0], source_id=source[1],
                opened_at=at, opened_by=by, steps=steps, steps_n=len(steps),
            )  # fmt: skip
    except IntegrityError:  # somebody else pressed at the same moment
        if standing := _standing(institution_id, plan, real, source):
            return standing, False
        raise
    _note(run, "plan.open", by=by, at=at, plan=plan, real=real)
    if real:
        _owe(run, "plan.closed", "plan.close_working_days", by=by, at=at, opened_on=business_date(at).isoformat())
    return run, True


def _standing(institution_id: str, plan: str, real: bool, source: tuple[str, str]) -> Run | None:
    if source[1]:
        of_source = Run.objects.filter(source_kind=source[0], source_id=source[1], plan=plan).first()
        if of_source:
            return of_source
    return Run.objects.filter(institution=institution_id, plan=plan, real=real, closed_at__isnull=True).first()


def _owe(run: Run, kind: str, key: str, *, by: str, at: datetime, **said: object) -> None:
    title = rulebook().emergency_plans[run.plan].title
    clock = Within(at, key, business_date(at), run.institution_id)
    facts = {"plan": title.zh, "plan_en": title.en, **said}
    open_duty(opening=clock.opening(kind, str(run.pk), facts), by=by, at=at)


@transaction.atomic
def tick(*, by: str, at: datetime, run_id: int, n: int, done: bool, note: str = "", photo: bytes = b"") -> Tick:
    """Say that step `n` (from 1) is done, or, with the reason, that it is not called for. Once each.

    `photo`: JPEG or PNG bytes, kept with the step. Raises BadInput naming the field.
    """
    run, note = _open(run_id), note.strip()
    if not 1 <= n <= run.steps_n:
        raise BadInput("n", NO_STEP)
    if note or not done:
        note = BadInput.words("note", note, 400) if note else ""
    if not done and not note:
        raise BadInput("note", SAY_WHY)
    with once(AlreadyDone(), "run_id", "n"):
        made = Tick.objects.create(run=run, n=n, done=done, note=note, at=at, by=by)
    taken = Photo.keep(photo, BadInput, tick=made) if photo else None
    _note(run, "plan.tick", by=by, at=at, n=n, done=done, photo=taken.sha256 if taken else "")
    return made


@transaction.atomic
def close_run(*, by: str, at: datetime, run_id: int, lessons: str, participants: Collection[str] = ()) -> Run:
    """Close it with its lessons once every step is dealt with; a drill says who took part and meets its duty.

    After the real thing the staff are owed its lessons (`plan.told`). Raises BadInput, DrillError with steps left.
    """
    run, lessons = _open(run_id), BadInput.words("lessons", lessons, 2000)
    if run.ticks.count() < run.steps_n:
        raise DrillError(STEPS_LEFT)
    _take_part(run, participants, at)
    run.closed_at, run.closed_by, run.lessons = at, by, lessons
    run.save(update_fields=["closed_at", "closed_by", "lessons"])
    _note(run, "plan.close", by=by, at=at, real=run.real, participants=len(set(participants)))
    if run.real:
        _meet(run, "plan.closed", ("plan_run", str(run.pk)), by=by, at=at)
        _owe(run, "plan.told", "plan.told_working_days", by=by, at=at, closed_on=business_date(at).isoformat())
    else:
        _meet(run, "drill.held", ("drill", subject_of(run.institution_id, run.plan)), by=by, at=at)
    return run


def _take_part(run: Run, participants: Collection[str], at: datetime) -> None:
    """Who took part: people of the outlet; a drill has somebody."""
    wanted = set(participants)
    if not run.real and not wanted:
        raise BadInput("participants", NOBODY)
    here = Staff.objects.filter(employed(business_date(at)), institution=run.institution_id, pk__in=wanted)
    people = list(here)
    if len(people) != len(wanted):
        raise BadInput("participants", NOT_HERE)
    Participant.objects.bulk_create(Participant(run=run, staff=one) for one in people)


@transaction.atomic
def tell_lessons(*, by: str, at: datetime, run_id: int, text: str) -> Told:
    """The staff were told the lessons: how and where. Meets `plan.told`. Raises AlreadyDone for a second time."""
    run, text = _take(run_id), BadInput.words("text", text, 1000)
    if run.closed_at is None:
        raise DrillError(NOT_OVER)
    if not run.real:
        raise DrillError(ONLY_REAL)
    with once(AlreadyDone(), "run_id"):
        made = Told.objects.create(run=run, at=at, by=by, text=text)
    _note(run, "plan.tell", by=by, at=at)
    _meet(run, "plan.told", ("plan_run", str(run.pk)), by=by, at=at)
    return made


def _take(run_id: int) -> Run:
    """The run, locked until the transaction ends."""
    run = Run.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise NoSuchThing
    return run


def _open(run_id: int) -> Run:
    run = _take(run_id)
    if run.closed_at is not None:
        raise DrillError(OVER)
    return run


def _note(run: Run, action: str, *, by: str, at: datetime, **detail: object) -> None:
    audit.record(
        by=by, at=at, action=action, subject=("plan_run", str(run.pk)), institution=run.institution_id, detail=detail
    )


def _meet(run: Run, event: str, subject: tuple[str, str], *, by: str, at: datetime) -> None:
    proof = Evidence(
        event=event, kind="plan_run", id=str(run.pk), subject_kind=subject[0], subject_id=subject[1], at=at
    )
    close_with_evidence(evidence=proof, by=by, at=at)
