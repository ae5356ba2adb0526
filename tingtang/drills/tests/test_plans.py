"""Emergency plans: opened in one press, gone through step by step, closed with lessons, told to the staff."""

from __future__ import annotations

from datetime import date

import pytest

from tingtang.audit.models import Entry
from tingtang.drills import actions
from tingtang.drills.errors import AlreadyDone, BadInput, DrillError
from tingtang.drills.models import Run
from tingtang.drills.periods import period_of
from tingtang.drills.queries import plans_at
from tingtang.drills.tests.outlet import BY, MONDAY, Outlet, later
from tingtang.shared.photos import LARGEST

PNG = b"\x89PNG\r\n\x1a\n a drill"


def test_pressed_twice_a_plan_opens_once_and_owes_its_closing(outlet: Outlet) -> None:
    first, again = outlet.run(ticked=False), outlet.run(ticked=False)
    assert first == again
    assert [step["article"] for step in first.steps][:2] == ["A35.4", "A35.4"]
    [owed] = outlet.owed("plan.closed")
    assert (owed.subject_id, owed.owner_role, owed.due_at.date()) == (str(first.pk), "outlet_head", date(2026, 11, 26))
    assert Entry.objects.filter(action="plan.open").count() == 1


def test_it_closes_with_lessons_once_every_step_is_dealt_with(outlet: Outlet) -> None:
    run = outlet.run(ticked=False)
    for n in range(1, run.steps_n):
        actions.tick(by="L1", at=later(hours=1), run_id=run.pk, n=n, done=True)
    closing = {"by": "H1", "at": later(hours=2), "run_id": run.pk, "lessons": "先通知公关部门"}
    with pytest.raises(DrillError, match="steps are neither"):
        actions.close_run(**closing)
    with pytest.raises(BadInput, match="say why"):
        actions.tick(by="L1", at=later(hours=1), run_id=run.pk, n=run.steps_n, done=False)
    with pytest.raises(AlreadyDone):
        actions.tick(by="L1", at=later(hours=1), run_id=run.pk, n=1, done=True)
    actions.tick(by="L1", at=later(hours=1), run_id=run.pk, n=run.steps_n, done=False, note="没有报道")
    with pytest.raises(BadInput, match="needed"):
        actions.close_run(**{**closing, "lessons": " "})
    actions.close_run(**closing)
    assert [duty.state for duty in outlet.owed("plan.closed")] == ["met"]
    with pytest.raises(DrillError):
        actions.close_run(**closing)
    [owed] = outlet.owed("plan.told")
    actions.tell_lessons(by="H1", at=later(days=1), run_id=run.pk, text="晨会通报")
    owed.refresh_from_db()
    assert (owed.state, owed.evidence_kind) == ("met", "plan_run")
    with pytest.raises(AlreadyDone):
        actions.tell_lessons(by="H1", at=later(days=1), run_id=run.pk, text="再通报")


def test_a_photo_is_kept_with_its_step(outlet: Outlet) -> None:
    run = outlet.run(ticked=False)
    step = {"by": "L1", "at": later(hours=1), "run_id": run.pk, "done": True}
    for wrong in (b"GIF89a", b"\xff\xd8\xff" + b"x" * LARGEST):
        with pytest.raises(BadInput) as refused:
            actions.tick(**step, n=1, photo=wrong)
        assert refused.value.field == "photo"
    assert not run.ticks.exists()  # what was refused left nothing
    made = actions.tick(**step, n=1, photo=PNG)
    kept = made.photo
    assert (kept.media, bytes(kept.content), kept.size) == ("image/png", PNG, len(PNG))
    assert Entry.objects.get(action="plan.tick").detail["photo"] == kept.sha256
    assert not hasattr(actions.tick(**step, n=2), "photo")


def test_a_source_opens_its_plan_once_for_good(outlet: Outlet) -> None:
    run = outlet.run(source=("complaint", "7"))
    actions.close_run(by="H1", at=later(hours=2), run_id=run.pk, lessons="无")
    again, fresh = actions.open_plan(**BY, institution_id="O1", plan="media", real=True, source=("complaint", "7"))
    assert (again.pk, fresh) == (run.pk, False)
    assert outlet.run(ticked=False).pk != run.pk  # somebody presses the button another day


def test_a_drill_meets_the_duty_of_its_plan_and_names_who_took_part(outlet: Outlet) -> None:
    assert actions.open_drill_duties(on=MONDAY.date(), by="system:jobs", at=MONDAY) == 15  # three outlets
    assert actions.open_drill_duties(on=MONDAY.date(), by="system:jobs", at=MONDAY) == 0
    run = outlet.run("system", real=False)
    closing = {"by": "H1", "at": later(hours=2), "run_id": run.pk, "lessons": "备用机没电"}
    for nobody in ((), ("T3",)):
        with pytest.raises(BadInput):
            actions.close_run(**closing, participants=nobody)
    actions.close_run(**closing, participants=["T1", "L1"])
    met = {duty.subject_id for duty in outlet.owed("drill.held") if duty.state == "met"}
    assert met == {"O1:system"}
    [system] = [one for one in plans_at("O1", MONDAY.date()) if one.plan.code == "system"]
    assert (system.last_drill, system.duty and system.duty.state) == (run, "met")
    assert not outlet.owed("plan.told")


def test_the_real_thing_is_no_drill(outlet: Outlet) -> None:
    actions.open_drill_duties(on=MONDAY.date(), by="system:jobs", at=MONDAY)
    run = outlet.run("incident")
    actions.close_run(by="H1", at=later(hours=2), run_id=run.pk, lessons="出口要畅通")
    assert {duty.state for duty in outlet.owed("drill.held")} == {"open"}
    with pytest.raises(BadInput):
        actions.open_plan(**BY, institution_id="O1", plan="flood", real=True)
    assert Run.objects.count() == 1


@pytest.mark.parametrize(
    ("on", "months", "first", "last"),
    [
        (date(2026, 6, 30), 6, date(2026, 1, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), 6, date(2026, 7, 1), date(2026, 12, 31)),
        (date(2028, 2, 29), 1, date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 11, 5), 5, date(2026, 11, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_is_a_part_of_the_calendar_year(on: date, months: int, first: date, last: date) -> None:
    assert period_of(on, months) == (first, last)
