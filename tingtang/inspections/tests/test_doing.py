"""An inspection from its start to the mended finding: scored exactly, overwritten by nobody, known once published."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tingtang.audit.models import Entry
from tingtang.duties.models import Duty
from tingtang.inspections.actions import Line, close, find, look_again, mark, mend, publish
from tingtang.inspections.errors import BadInput, ChangedMeanwhile, InspectionError, NoSuch, WrongState
from tingtang.inspections.models import Inspection, Mending
from tingtang.inspections.queries import coverage, half_of, total_of, visible, visible_finding
from tingtang.inspections.tests.outlet import LINES, MONDAY, Outlet, later
from tingtang.shared.times import day_end

pytestmark = pytest.mark.postgres


def test_a_correction_of_a_sheet_is_its_next_version_and_old_inspections_keep_theirs(outlet: Outlet) -> None:
    found = outlet.started()
    again = outlet.made(lines=[Line("全部", "整体", "A3", Decimal(100))], vetoes=[])
    assert (outlet.sheet.version, again.version) == (1, 2)
    items = Inspection.objects.get(pk=found.pk).sheet.items.select_related("scale").order_by("n")
    assert [getattr(item, "scale", None) and item.scale.text for item in items] == ["每处污渍扣 5 分", None, None]
    assert outlet.made(year=2027).version == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"base": Decimal(99)}, "items"),
        ({"lines": (*LINES[:2], LINES[0])}, "lines[2]"),
        ({"lines": (*LINES[:2], Line("安全", "x", "A99", Decimal(10)))}, "lines[2].article"),
        ({"vetoes": ["月亮"]}, "vetoes"),
        ({"lines": (*LINES[:2], Line("安全", "x", "A3", Decimal(0)))}, "lines[2].points"),
    ],
)
def test_a_sheet_that_makes_no_sense_is_refused_with_its_place(outlet: Outlet, fields: dict, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        outlet.made(year=2028, **fields)
    assert refused.value.field == field


def test_a_score_is_exact_and_no_grade_is_reached_by_rounding(outlet: Outlet) -> None:
    found = outlet.closed("35.75", "44", "10")
    assert (total_of(found), found.grade) == ("89.75", "good")


def test_what_does_not_apply_shrinks_the_denominator(outlet: Outlet) -> None:
    found = outlet.closed("38", None, "10")
    assert (total_of(found), found.grade) == ("96", "excellent")


def test_a_point_lost_in_a_veto_section_makes_it_bad(outlet: Outlet) -> None:
    assert outlet.closed("40", "50", "9.5").grade == "bad"


def test_two_people_do_not_save_over_each_other(outlet: Outlet) -> None:
    found = outlet.scored("40", "50", "10")
    item = found.sheet.items.first()
    assert item is not None
    with pytest.raises(ChangedMeanwhile):
        mark(by="I2", at=later(), inspection_id=found.pk, edition=0, marks={item.pk: Decimal(1)})
    assert found.marks.get(item=item).score == 40
    with pytest.raises(ChangedMeanwhile):
        close(by="I2", at=later(), inspection_id=found.pk, edition=0)


@pytest.mark.parametrize("score", ["40.001", "-1"])
def test_a_score_outside_its_range_is_refused(outlet: Outlet, score: str) -> None:
    found = outlet.started()
    item = found.sheet.items.get(n=1)
    with pytest.raises(BadInput) as refused:
        mark(by="I1", at=later(), inspection_id=found.pk, edition=0, marks={item.pk: Decimal(score)})
    assert refused.value.field == str(item.pk)


def test_it_is_not_closed_while_a_line_was_not_looked_at_nor_when_none_applies(outlet: Outlet) -> None:
    for found in (outlet.started(), outlet.scored(None, None, None)):
        with pytest.raises(WrongState):
            close(by="I1", at=later(), inspection_id=found.pk, edition=found.edition)
    with pytest.raises(WrongState):
        publish(by="I1", at=later(), inspection_id=outlet.started().pk)


@pytest.mark.parametrize("fields", [{"on": MONDAY.date() + timedelta(days=1)}, {"recording": "3 号摄像头 9:00-9:30"}])
def test_a_day_to_come_and_a_recording_without_its_frame_are_refused(outlet: Outlet, fields: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        outlet.started(**fields)


def test_a_finding_names_its_article(outlet: Outlet) -> None:
    found = outlet.started()
    for article, text in (("", "地面有污渍"), ("A99", "地面有污渍"), ("A3", " ")):
        with pytest.raises(BadInput):
            find(by="I1", at=later(), inspection_id=found.pk, article=article, text=text)


def test_published_findings_are_owed_by_the_head_within_the_days_of_the_manual(outlet: Outlet) -> None:
    found = outlet.scored("40", "50", "10")
    finding = find(by="I1", at=later(), inspection_id=found.pk, article="A3", text="门前有污渍")
    close(by="I1", at=later(hours=1), inspection_id=found.pk, edition=1)
    assert not Duty.objects.filter(kind="finding.rectified").exists()
    publish(by="I1", at=later(hours=2), inspection_id=found.pk)
    duty = Duty.objects.get(kind="finding.rectified")
    assert (duty.subject_id, duty.clause, duty.owner_role) == (str(finding.pk), "A37.4c", "outlet_head")
    assert duty.due_at == day_end(MONDAY.date() + timedelta(days=10))


def a_finding(outlet: Outlet) -> int:
    """A published finding."""
    found = outlet.scored("40", "50", "10")
    finding = find(by="I1", at=later(), inspection_id=found.pk, article="A3", text="门前有污渍")
    close(by="I1", at=later(hours=1), inspection_id=found.pk, edition=1)
    publish(by="I1", at=later(hours=2), inspection_id=found.pk)
    return finding.pk


def test_it_is_mended_and_looked_at_by_another_until_it_holds(outlet: Outlet) -> None:
    key = a_finding(outlet)
    with pytest.raises(WrongState):
        look_again(by="I1", at=later(1), finding_id=key, holds=True, text="干净")
    mend(by="H1", at=later(2), finding_id=key, text="已清洗")
    with pytest.raises(InspectionError):
        look_again(by="H1", at=later(3), finding_id=key, holds=True, text="干净")
    look_again(by="I2", at=later(3), finding_id=key, holds=False, text="仍有污渍")
    assert Duty.objects.get(kind="finding.rectified").state == "open"
    mend(by="H1", at=later(4), finding_id=key, text="再次清洗")
    with pytest.raises(WrongState):
        mend(by="H1", at=later(4), finding_id=key, text="又一次")
    look_again(by="I2", at=later(30), finding_id=key, holds=True, text="干净")
    assert Duty.objects.get(kind="finding.rectified").state == "met"
    assert [step.what for step in Mending.objects.order_by("n")] == ["mended", "sent_back", "mended", "confirmed"]


def test_what_is_found_again_says_how_often(outlet: Outlet) -> None:
    first = a_finding(outlet)
    found = outlet.started(at=later(30), on=later(30).date())
    again = find(by="I1", at=later(30), inspection_id=found.pk, article="A3", text="门前又有污渍")
    other = find(by="I1", at=later(30), inspection_id=found.pk, article="A14", text="未系领带")
    assert (again.repeats, other.repeats) == (1, 0)
    assert again.pk != first


@pytest.mark.parametrize("covert", [True, False])
def test_the_outlet_knows_of_an_inspection_when_it_is_published(outlet: Outlet, covert: bool) -> None:
    found = outlet.scored("40", "50", "10", covert=covert)
    finding = find(by="I1", at=later(), inspection_id=found.pk, article="A3", text="门前有污渍")
    close(by="I1", at=later(hours=1), inspection_id=found.pk, edition=1)
    head, inspector, elsewhere = (outlet.viewer(key) for key in ("H1", "I2", "I3"))
    assert not visible(head).exists()
    assert visible_finding(head, finding.pk) is None
    assert [len(one.done) for one in coverage(head, {"O1"}, MONDAY.date())] == [0, 0]
    assert visible(inspector).exists()
    assert not visible(elsewhere).exists()
    with pytest.raises(NoSuch):
        mend(by="H1", at=later(1), finding_id=finding.pk, text="已清洗")
    publish(by="I1", at=later(hours=2), inspection_id=found.pk)
    assert visible(head).count() == 1
    assert [len(one.done) for one in coverage(head, {"O1"}, MONDAY.date())] == [0, 1]


def test_the_trail_of_a_covert_inspection_names_no_outlet_before_it_is_published(outlet: Outlet) -> None:
    outlet.closed("40", "50", "10", covert=True)
    places = Entry.objects.filter(subject_kind="inspection").values_list("institution_id", flat=True)
    assert set(places) == {""}
    outlet.closed("40", "50", "10")
    assert "O1" in set(Entry.objects.filter(subject_kind="inspection").values_list("institution_id", flat=True))


@pytest.mark.parametrize(
    ("on", "half"),
    [
        (date(2026, 1, 1), (date(2026, 1, 1), date(2026, 6, 30))),
        (date(2026, 6, 30), (date(2026, 1, 1), date(2026, 6, 30))),
        (date(2026, 7, 1), (date(2026, 7, 1), date(2026, 12, 31))),
    ],
)
def test_a_half_year_is_that_of_the_calendar(on: date, half: tuple[date, date]) -> None:
    assert half_of(on) == half


def test_coverage_counts_by_half_year_and_level_and_names_who_is_left(outlet: Outlet) -> None:
    outlet.closed("40", "50", "10")
    outlet.closed("40", "50", "10", level="province", on=date(2026, 6, 30))
    here = outlet.viewer("I1")
    province, branch = coverage(here, {"O1", "O2", "B1"}, MONDAY.date())
    assert [one.pk for one in branch.done] == ["O1"]
    assert [one.pk for one in branch.left] == ["O2"]
    assert (province.done, [one.pk for one in province.left]) == ((), ["O1", "O2"])
    assert [one.pk for one in coverage(here, {"O1"}, date(2026, 3, 1))[0].done] == ["O1"]
