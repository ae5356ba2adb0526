"""Training: newcomers are skilled within a year of joining, by an assessment that somebody else says is passed."""

from __future__ import annotations

from datetime import date

import pytest

from tingtang.drills import actions
from tingtang.drills.actions import Part
from tingtang.drills.errors import BadInput, DrillError
from tingtang.drills.queries import newcomers_at
from tingtang.drills.tests.outlet import BY, MONDAY, Outlet, later


def raised(outlet: Outlet) -> int:
    """How many newcomers' duties are new."""
    return actions.open_newcomer_duties(on=MONDAY.date(), by="system:jobs", at=MONDAY)


def test_a_newcomer_is_owed_for_a_year_from_joining_and_met_by_passing(outlet: Outlet) -> None:
    assert (raised(outlet), raised(outlet)) == (1, 0)
    [owed] = outlet.owed("training.newcomer")
    assert (owed.subject_id, owed.period_on, owed.due_at.astimezone(MONDAY.tzinfo).date()) == (
        "T1", date(2026, 3, 2), date(2027, 3, 3),
    )  # fmt: skip
    assert owed.show_at.date() == date(2026, 12, 2)  # ninety days before it stands in the head's day
    assert [one.staff.pk for one in newcomers_at("O1")] == ["T1"]
    course = outlet.course()
    actions.hold_course(**BY, course_id=course.pk, summary="百张 25 秒", parts=[Part("T1", True, False)])
    assert outlet.owed("training.newcomer")[0].state == "open"
    second = outlet.course(key="again")
    actions.hold_course(**BY, course_id=second.pk, summary="百张 18 秒", parts=[Part("T1", True, True)])
    assert outlet.owed("training.newcomer")[0].state == "met"
    assert not newcomers_at("O1")
    assert raised(outlet) == 0


@pytest.mark.parametrize(
    ("what", "parts"),
    [
        ("assessment", [Part("T1", True)]),  # not said whether passed
        ("assessment", [Part("T1", False)]),  # absent, not said why
        ("assessment", [Part("H1", True, True)]),  # passes oneself
        ("assessment", [Part("T3", True, True)]),  # of another outlet
        ("practice", [Part("T1", True, True)]),  # only an assessment is passed
        ("practice", [Part("T1", False, None, "休假")]),  # nobody there
        ("practice", []),
    ],
)
def test_parts_that_do_not_hold_are_refused(outlet: Outlet, what: str, parts: list[Part]) -> None:
    course = outlet.course(what)
    with pytest.raises(BadInput) as refused:
        actions.hold_course(**BY, course_id=course.pk, summary="练", parts=parts)
    assert refused.value.field == "parts"
    course.refresh_from_db()
    assert course.ended_at is None


def test_it_is_held_once_not_before_its_day_or_cancelled_with_the_reason(outlet: Outlet) -> None:
    coming = outlet.course("lesson", on=later(days=3).date())
    with pytest.raises(DrillError, match="day has not come"):
        actions.hold_course(**BY, course_id=coming.pk, summary="练", parts=[Part("T1", True)])
    with pytest.raises(BadInput):
        actions.cancel_course(**BY, course_id=coming.pk, reason=" ")
    actions.cancel_course(**BY, course_id=coming.pk, reason="讲师生病")
    with pytest.raises(DrillError, match="has ended"):
        actions.hold_course(by="H1", at=later(days=3), course_id=coming.pk, summary="练", parts=[Part("T1", True)])
    assert outlet.course("lesson", title="另一次").pk == coming.pk  # the same form sent again
