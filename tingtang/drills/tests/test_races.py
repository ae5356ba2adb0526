"""Several at once, for real: a plan pressed by two opens once, a step is ticked once."""

from __future__ import annotations

import pytest

from tests.races import at_once
from tingtang.drills import actions
from tingtang.drills.errors import DrillError
from tingtang.drills.models import Photo, Run, Tick
from tingtang.drills.tests.outlet import BY, MONDAY, Outlet, later
from tingtang.duties.models import Duty


@pytest.mark.slow
def test_a_plan_pressed_by_two_at_once_opens_once(on_each_database: str) -> None:
    Outlet()
    press = {"at": MONDAY, "institution_id": "O1", "plan": "incident", "real": True}
    found = at_once(
        *(lambda by=by: actions.open_plan(by=by, **press) for by in ("H1", "L1", "T1")), refusals=DrillError
    )
    assert sorted(fresh for _, fresh in found) == [False, False, True]
    run = Run.objects.get()
    assert Duty.objects.filter(kind="plan.closed").count() == 1
    tick = {**BY, "at": later(hours=1), "run_id": run.pk, "n": 1, "done": True}
    taken = (b"\xff\xd8\xff first", b"\xff\xd8\xff second", b"")
    at_once(*(lambda photo=photo: actions.tick(**tick, photo=photo) for photo in taken), refusals=DrillError)
    assert Tick.objects.count() == 1
    assert Photo.objects.count() <= 1
