"""Plans of inspections: what each period owes, who goes, what meets it; the head's check of the day."""

from __future__ import annotations

from datetime import date

import pytest

from tingtang.audit.models import Entry
from tingtang.duties.models import Duty
from tingtang.inspections.actions import (
    add_photo,
    appoint,
    close,
    find,
    make_plan,
    mark,
    open_daily,
    open_planned,
    publish,
)
from tingtang.inspections.errors import BadInput, WrongState
from tingtang.inspections.models import Planned
from tingtang.inspections.plans import period_within, span_of
from tingtang.inspections.queries import planned_for
from tingtang.inspections.tests.outlet import MONDAY, PNG, Outlet, later
from tingtang.live.models import OutboxEvent
from tingtang.organisation.models import Institution
from tingtang.organisation.tree import rebuild_tree

TODAY = MONDAY.date()
BY = {"by": "system:jobs", "at": MONDAY}


@pytest.mark.parametrize(
    ("period", "on", "span"),
    [
        ("month", date(2028, 2, 29), (date(2028, 2, 1), date(2028, 2, 29))),
        ("quarter", date(2026, 12, 31), (date(2026, 10, 1), date(2026, 12, 31))),
        ("half", date(2026, 6, 30), (date(2026, 1, 1), date(2026, 6, 30))),
        ("half", date(2026, 7, 1), (date(2026, 7, 1), date(2026, 12, 31))),
        ("year", date(2026, 5, 5), (date(2026, 1, 1), date(2026, 12, 31))),
    ],
)
def test_a_period_is_one_of_the_calendar(period: str, on: date, span: tuple[date, date]) -> None:
    assert span_of(period, on) == span


@pytest.mark.parametrize(
    ("months", "period"), [(6, "half"), (5, "quarter"), (3, "quarter"), (2, "month"), (12, "year")]
)
def test_a_tightened_value_gives_the_longest_period_that_keeps_it(months: int, period: str) -> None:
    assert period_within(months) == period


def owed() -> set[tuple[str, str]]:
    return set(Planned.objects.values_list("institution", "level"))


def test_each_half_year_owes_each_outlet_to_province_and_branch_and_a_managing_branch_by_its_plan(
    outlet: Outlet,
) -> None:
    assert open_planned(on=TODAY, **BY) == 6
    assert open_planned(on=TODAY, **BY) == 0
    assert owed() == {(place, level) for place in ("O1", "O2", "O3") for level in ("province", "branch")}
    duty = Duty.objects.get(subject_id=str(Planned.objects.get(institution="O1", level="branch").pk))
    assert (duty.kind, duty.institution_id, duty.owner_role) == ("inspection.half_yearly", "B1", "inspector")
    assert (duty.period_on, duty.inputs["until"]["value"]) == (date(2026, 7, 1), "2026-12-31")
    assert not Duty.objects.filter(institution_id="O1").exists()
    Institution.objects.create(institution_id="S1", parent_id="B1", kind="subbranch", name="支行")
    Institution.objects.filter(pk="O2").update(parent="S1")
    rebuild_tree()
    make_plan(by="HB", at=MONDAY, institution_id="S1", level="managing", period="month", from_on=TODAY)
    row = Planned.objects.get(level="managing")
    assert (row.institution_id, row.owner_id, row.first, row.last) == (
        "O2", "S1", date(2026, 11, 1), date(2026, 11, 30),
    )  # fmt: skip
    assert Duty.objects.get(kind="inspection.managing").institution_id == "S1"
    assert open_planned(on=date(2027, 1, 1), **BY) == 7


def test_a_plan_is_never_looser_than_the_half_year_nor_of_the_past(outlet: Outlet) -> None:
    plain = {"by": "HB", "at": MONDAY, "institution_id": "B1", "level": "branch", "period": "quarter", "from_on": TODAY}
    for field, value in (("period", "year"), ("from_on", date(2026, 1, 1))):
        with pytest.raises(BadInput) as refused:
            make_plan(**{**plain, field: value})
        assert refused.value.field == field
    make_plan(**plain)
    assert Planned.objects.get(institution="O1", level="branch").first == date(2026, 10, 1)
    with pytest.raises(BadInput):
        make_plan(**{**plain, "period": "month"})


def test_who_goes_when_is_arranged_within_the_period_and_is_nobody_of_the_outlet(outlet: Outlet) -> None:
    open_planned(on=TODAY, **BY)
    row = Planned.objects.get(institution="O1", level="branch")
    plain = {"by": "HB", "at": MONDAY, "planned_id": row.pk, "day": date(2026, 12, 1), "inspector_id": "I2",
             "category": "special", "carrier": "mutual", "covert": True, "on_site": False}  # fmt: skip
    wrong = (("day", date(2027, 1, 1)), ("day", date(2026, 11, 22)), ("inspector_id", "H1"), ("inspector_id", "X"))
    for field, value in wrong:
        with pytest.raises(BadInput) as refused:
            appoint(**{**plain, field: value})
        assert refused.value.field == field
    done = appoint(**plain)
    assert (done.inspector_id, done.covert, done.on_site) == ("I2", True, False)
    duty = Duty.objects.get(subject_id=str(row.pk), kind="inspection.half_yearly")
    assert (duty.owner_staff_id, duty.owner_role, duty.institution_id) == ("I2", "", "B1")
    assert appoint(**{**plain, "inspector_id": "I1"}).inspector_id == "I1"  # arranged anew
    duty.refresh_from_db()
    assert duty.owner_staff_id == "I1"
    here, outside, head = (outlet.viewer(key) for key in ("HB", "I3", "H1"))
    assert planned_for(here, TODAY).filter(pk=row.pk).exists()
    assert not planned_for(outside, TODAY).filter(pk=row.pk).exists()
    assert not planned_for(head, TODAY).exists()


def test_a_closed_inspection_meets_what_its_level_owed_for_the_period_of_its_day(outlet: Outlet) -> None:
    open_planned(on=TODAY, **BY)
    found = outlet.closed("40", "50", "10")
    row = Planned.objects.get(institution="O1", level="branch")
    assert row.inspection_id == found.pk
    assert Duty.objects.get(subject_id=str(row.pk), kind="inspection.half_yearly").state == "met"
    assert Planned.objects.get(institution="O1", level="province").inspection_id is None
    again = outlet.closed("40", "50", "10")
    assert Planned.objects.filter(inspection=again).count() == 0
    with pytest.raises(WrongState):
        appoint(by="HB", at=MONDAY, planned_id=row.pk, day=TODAY, inspector_id="I2", category="routine",
                carrier="superior")  # fmt: skip


def test_the_heads_check_of_the_day_meets_that_day_and_is_known_to_the_outlet_at_once(outlet: Outlet) -> None:
    assert open_daily(on=TODAY, **BY) == 3
    assert open_daily(on=date(2026, 11, 22), **BY) == 0  # a Sunday
    with pytest.raises(BadInput):
        outlet.started(by="H1", level="head", carrier="self", covert=True)
    found = outlet.started(by="H1", level="head", carrier="self")
    items = {item.pk: item.points for item in found.sheet.items.all()}
    mark(by="H1", at=later(hours=1), inspection_id=found.pk, edition=0, marks=items)
    done = close(by="H1", at=later(hours=1), inspection_id=found.pk, edition=1)
    assert done.state == "published"
    states = dict(Duty.objects.filter(kind="inspection.head_daily").values_list("subject_id", "state"))
    assert states == {"O1": "met", "O2": "open", "O3": "open"}


def test_what_was_inspected_before_the_plan_stood_is_not_owed_again(outlet: Outlet) -> None:
    found = outlet.closed("40", "50", "10")
    outlet.closed("40", "50", "10", on=date(2026, 6, 30))
    assert open_planned(on=TODAY, **BY) == 5
    assert Planned.objects.get(inspection__isnull=False).inspection_id == found.pk


def test_what_is_planned_and_done_covertly_tells_the_outlet_nothing_by_duty_news_or_trail(outlet: Outlet) -> None:
    open_planned(on=TODAY, **BY)
    row = Planned.objects.get(institution="O1", level="branch")
    appoint(by="HB", at=MONDAY, planned_id=row.pk, day=TODAY, inspector_id="I1", category="routine",
            carrier="superior", covert=True)  # fmt: skip
    found = outlet.scored("40", "50", "10", covert=True)
    find(by="I1", at=later(), inspection_id=found.pk, article="A3", text="污渍", person_id="H1")
    add_photo(by="I1", at=later(), inspection_id=found.pk, content=PNG)
    close(by="I1", at=later(), inspection_id=found.pk, edition=1)
    assert not Duty.objects.filter(institution_id="O1").exists()
    assert not Entry.objects.filter(institution_id="O1").exists()
    topics = set(OutboxEvent.objects.values_list("topic", flat=True))
    assert not {one for one in topics if "O1" in one or "H1" in one}
    publish(by="I1", at=later(), inspection_id=found.pk)
    assert Duty.objects.filter(institution_id="O1").count() == 2
