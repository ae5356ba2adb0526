"""What follows from a result: a title, a year without awards, a level that rises, a report on mending."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, transaction

from tingtang.duties.models import Duty
from tingtang.inspections.actions import (
    barred,
    close,
    find,
    give_award,
    look_again,
    mend,
    publish,
    report_mending,
    withdraw_award,
)
from tingtang.inspections.errors import BadInput, InspectionError, NoSuch, WrongState
from tingtang.inspections.models import Award, Bar, Finding, Inspection, Rectification
from tingtang.inspections.report import report_of, sections_of
from tingtang.inspections.results import distribution, findings_by_article, of_period, results, yearly_result
from tingtang.inspections.tests.outlet import MONDAY, PNG, Outlet, later
from tingtang.inspections.tests.test_impossible import refused
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person
from tingtang.shared.reports import as_docx, as_pdf

pytestmark = pytest.mark.postgres
AWARD = {"by": "HB", "at": MONDAY, "institution_id": "O1", "year": 2026, "title": "服务明星"}


def bad(outlet: Outlet, **fields: object) -> Inspection:
    """A bad result of O1, with a finding about T9."""
    found = outlet.scored("10", "20", "0", **fields)
    find(by="I1", at=later(), inspection_id=found.pk, article="A3", text="门前有污渍", person_id="T9")
    close(by="I1", at=later(hours=1), inspection_id=found.pk, edition=1)
    return publish(by="I1", at=later(hours=2), inspection_id=found.pk)


@pytest.fixture
def staffed(outlet: Outlet) -> Outlet:
    person("T9", Position.CLOSED_TELLER)
    person("T8", Position.CLOSED_TELLER)
    return outlet


def test_an_excellent_result_gives_the_title_once_a_year_and_a_check_of_ones_own_gives_none(outlet: Outlet) -> None:
    outlet.closed("40", "50", "10", level="head", carrier="self")
    assert not Award.objects.exists()
    first = outlet.published("40", "50", "10")
    outlet.published("40", "49", "10")
    award = Award.objects.get()
    assert (award.kind, award.inspection_id, award.year) == ("model_outlet", first.pk, 2026)
    assert yearly_result("O1", 2026).titled


def test_the_report_of_an_excellent_result_says_that_the_title_held_already_is_kept(outlet: Outlet) -> None:
    def says(found: Inspection) -> list[tuple[str, ...]]:
        return list(sections_of(found)[-1].rows)

    first, second = outlet.published("40", "50", "10"), outlet.published("40", "49", "10")
    title = ("2026 年称号", "文明优质服务示范网点")
    assert says(first) == [title]
    assert says(second) == [("2026 年称号", f"保留文明优质服务示范网点（检查 #{first.pk} 授予）")]
    own = outlet.closed("40", "50", "10", level="head", carrier="self")
    good, open_yet = outlet.published("30", "40", "10"), outlet.closed("40", "50", "10")
    assert [says(one) for one in (own, good, open_yet)] == [[], [], []]
    withdraw_award(by="HB", at=later(3), award_id=Award.objects.get().pk, reason="更正")
    assert says(second) == []


def test_after_a_bad_result_outlet_head_and_whom_it_is_about_have_no_awards_that_year(staffed: Outlet) -> None:
    staffed.published("40", "50", "10")
    given = give_award(**AWARD, person_id="T9")
    found = bad(staffed)
    assert set(Bar.objects.values_list("person", flat=True)) == {None, "H1", "T9"}
    assert not Award.objects.filter(withdrawn_at=None).exists()
    given.refresh_from_db()
    assert str(found.pk) in given.reason
    for who in (None, "T9", "H1"):
        with pytest.raises(InspectionError, match=f"#{found.pk} was bad"):
            give_award(**AWARD, person_id=who)
    assert give_award(**AWARD, person_id="T8").person_id == "T8"
    assert give_award(**{**AWARD, "year": 2025}).year == 2025
    assert barred(2026, "O2") is None
    staffed.published("40", "50", "10")  # a better result later lifts nothing
    assert not Award.objects.filter(kind="model_outlet", withdrawn_at=None).exists()


def test_past_every_check_the_database_refuses_an_award_after_a_bad_result(staffed: Outlet) -> None:
    found, other = bad(staffed), staffed.closed("40", "50", "10")
    plain = {"kind": "other", "title": "先进", "institution_id": "O1", "year": 2026, "by": "x", "at": MONDAY}
    assert refused(lambda: Award.objects.create(**plain))
    assert refused(lambda: Award.objects.create(**plain, person_id="T9"))
    kept = Award.objects.create(**plain, person_id="T8")
    bar = {"inspection": other, "institution_id": "O1", "year": 2026, "deadline": MONDAY, "by": "x", "at": MONDAY}
    assert refused(lambda: Bar.objects.create(**bar, person_id="T8"))
    for change in ({"title": "另一个"}, {"withdrawn_at": None}, {"withdrawn_at": MONDAY}):
        assert refused(lambda change=change: Award.objects.filter(pk=kept.pk).update(**change))
    assert refused(lambda: Award.objects.filter(pk=kept.pk).delete())
    assert refused(lambda: Bar.objects.filter(inspection=found).delete())
    assert refused(lambda: Bar.objects.filter(inspection=found).update(year=2025))
    withdraw_award(by="HB", at=later(), award_id=kept.pk, reason="更正")
    assert refused(lambda: Award.objects.filter(pk=kept.pk).update(reason="别的"))
    with pytest.raises(WrongState):
        withdraw_award(by="HB", at=later(), award_id=kept.pk, reason="再次")


@pytest.mark.parametrize(
    ("fields", "field"), [({"title": " "}, "title"), ({"year": 2027}, "year"), ({"person_id": "I3"}, "person_id")]
)
def test_an_award_that_makes_no_sense_is_refused_with_its_field(outlet: Outlet, fields: dict, field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        give_award(**{**AWARD, **fields})
    assert refusal.value.field == field


def test_what_is_found_again_rises_a_level_up_to_the_highest_and_tells_of_nothing_unpublished(outlet: Outlet) -> None:
    def found(*, published: bool = True) -> Finding:
        one = outlet.scored("40", "50", "10", covert=not published)
        made = find(by="I1", at=later(), inspection_id=one.pk, article="A3", text="污渍", severity=1)
        close(by="I1", at=later(hours=1), inspection_id=one.pk, edition=1)
        if published:
            publish(by="I1", at=later(hours=2), inspection_id=one.pk)
        return made

    found(published=False)
    made = [found() for _ in range(4)]
    assert [(one.repeats, one.severity, one.level) for one in made] == [(0, 1, 1), (1, 1, 2), (2, 1, 3), (3, 1, 3)]
    assert Duty.objects.get(kind="finding.rectified", subject_id=str(made[2].pk)).score == 3


def test_the_report_on_mending_comes_after_each_finding_and_meets_its_duty(staffed: Outlet) -> None:
    found = bad(staffed)
    finding = found.findings.get()
    report = {"by": "H1", "at": later(2), "inspection_id": found.pk}
    assert Duty.objects.get(kind="inspection.rectified").state == "open"
    for measures in ("全部清洗", ""):
        with pytest.raises((WrongState, BadInput)):
            report_mending(**report, measures=measures)
    step = mend(by="H1", at=later(1), finding_id=finding.pk, text="已清洗", photo=PNG)
    assert finding.photos.get().mending_id == step.pk
    report_mending(**report, measures="全部清洗，安排专人")
    assert Duty.objects.get(kind="inspection.rectified").state == "met"
    with pytest.raises(WrongState):
        report_mending(**report, measures="又一次")
    with pytest.raises(NoSuch):
        report_mending(**{**report, "inspection_id": staffed.closed("40", "50", "10").pk}, measures="x")
    assert refused(lambda: Rectification.objects.update(measures="别的"))
    look_again(by="I2", at=later(3), finding_id=finding.pk, holds=True, text="干净")
    said = json.dumps([one.rows for one in sections_of(found)], ensure_ascii=False)
    for words in ("已清洗", "复查通过：干净", "2026 年不得评优评先", "全部清洗，安排专人", "30"):
        assert words in said
    report = report_of(found, by="检查员", at=later(3))
    assert as_pdf(report).startswith(b"%PDF")
    assert as_docx(report).startswith(b"PK")


def test_results_are_summed_up_exactly_and_only_of_what_a_viewer_sees(staffed: Outlet) -> None:
    staffed.published("35.75", "44", "10")
    bad(staffed)
    staffed.closed("40", "50", "10", institution_id="O2", covert=True)
    staffed.closed("40", "50", "10", level="head", carrier="self")
    first, last = MONDAY.date().replace(month=1, day=1), MONDAY.date()
    seen = of_period(staffed.viewer("I1"), {"O1", "O2"}, first, last)
    assert distribution(seen) == [
        ("30", 1),
        *((str(n), 0) for n in range(35, 85, 5)),
        ("85", 1),
        ("90", 0),
        ("95", 0),
        ("100", 1),
    ]
    (branch,) = results(seen, "branch")
    assert (branch.n, branch.mean, branch.findings, branch.grades["bad"]) == (3, (89.75 + 30 + 100) / 3, 1, 1)
    assert [row.institution.pk for row in results(seen, "outlet")] == ["O1", "O2"]
    months, articles = findings_by_article(seen)
    assert (months, articles) == (["2026-11"], [("A3", {"2026-11": 1})])
    assert of_period(staffed.viewer("H1"), {"O1", "O2"}, first, last).count() == 2
    year = yearly_result("O1", 2026)
    assert (year.n, year.mean, year.lowest) == (2, (89.75 + 30) / 2, "bad")
    assert year.bar is not None
    assert yearly_result("O2", 2026).n == 0  # not published


def test_marks_of_a_closed_inspection_stay(outlet: Outlet) -> None:
    closed, draft = outlet.closed("40", "50", "10"), outlet.scored("40", "50", "10")
    assert refused(lambda: closed.marks.all().delete())
    assert not refused(lambda: draft.marks.all().delete())
    with pytest.raises(DatabaseError), transaction.atomic():
        closed.findings.create(article="A3", text="补记", at=MONDAY, by="x")
