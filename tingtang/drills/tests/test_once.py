"""What stands already is told from every other mistake, on both databases."""

import pytest
from django.db import IntegrityError

from tingtang.audit.unique import once, repeated
from tingtang.drills.models import Run, Tick
from tingtang.drills.tests.outlet import MONDAY, Outlet

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("each_database")]


class _There(Exception):
    pass


def _run() -> Run:
    Outlet()
    return Run.objects.create(
        institution_id="O1", plan="incident", real=True, opened_at=MONDAY, opened_by="H1", steps=[{}], steps_n=1
    )


def test_a_row_of_which_there_is_one_is_refused_as_such() -> None:
    said = {"run": _run(), "n": 1, "done": True, "at": MONDAY, "by": "T1"}
    Tick.objects.create(**said)
    with pytest.raises(_There), once(_There(), "run_id", "n"):
        Tick.objects.create(**said)
    assert Tick.objects.count() == 1


def test_any_other_constraint_stays_the_mistake_it_is() -> None:
    run = _run()
    with pytest.raises(IntegrityError, match="tick_left_out_says_why"), once(_There(), "run_id", "n"):
        Tick.objects.create(run=run, n=1, done=False, note="", at=MONDAY, by="T1")
    with pytest.raises(IntegrityError) as twice, once(_There(), "run_id", "n"):
        Run.objects.create(
            institution_id="O1", plan="incident", real=True, opened_at=MONDAY, opened_by="H1", steps=[{}], steps_n=1
        )
    assert repeated(twice.value) == {"institution_id", "plan", "real"}
