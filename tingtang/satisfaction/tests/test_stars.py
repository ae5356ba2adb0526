"""Star tellers: criteria as data, levels that follow from results, a share that handles leavers, its duty."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tingtang.duties.models import Duty
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person
from tingtang.satisfaction.actions import Line, grade, make_scheme, settle_stars, withdraw
from tingtang.satisfaction.counting import count_day
from tingtang.satisfaction.errors import BadInput, SatisfactionError, WrongState
from tingtang.satisfaction.models import Grading, Scheme
from tingtang.satisfaction.stars import StarShare, left_with_stars, roster, share, shares
from tingtang.satisfaction.tests.rated import DAY, NOW, TODAY, Rated, later

pytestmark = pytest.mark.postgres
LINES = (
    Line(1, "业务技能（分）", "typed", Decimal(60)), Line(3, "业务技能（分）", "typed", Decimal(85)),
    Line(3, "本人满意率", "satisfaction", Decimal(90)),
)  # fmt: skip


@pytest.fixture
def scheme(rated: Rated) -> Scheme:
    """One and three stars by skill; three by satisfaction as well."""
    return make_scheme(by="HB", at=NOW, from_on=date(2026, 11, 1), title="2026", lines=LINES)


def graded(scheme: Scheme, staff: str, skill: int, on: date = TODAY, reason: str = "年度评定") -> Grading:
    """A grading by a typed skill."""
    values = {one.pk: Decimal(skill) for one in scheme.criteria.filter(measure="typed")}
    return grade(by="HB", at=NOW, staff_id=staff, on=on, values=values, reason=reason)


def test_the_level_follows_from_the_results(rated: Rated, scheme: Scheme) -> None:
    first = graded(scheme, "T1", 90, on=TODAY - timedelta(days=9))
    assert (first.level, first.what) == (1, "promoted")  # skilled enough for three stars, and nobody rated
    assert first.results[-1] == {"title": "本人满意率", "level": 3, "least": "90", "value": "0/0", "met": False}
    for score in (5, 5, 4, 5, 5, 5, 5, 5, 5, 2):
        rated.served(score)
    count_day("O1", DAY)
    second = graded(scheme, "T1", 90)
    assert (second.level, second.what, second.results[-1]["value"]) == (3, "promoted", "9/10")
    assert [graded(scheme, "T1", skill).what for skill in (90, 70, 10)] == ["kept", "lost", "lost"]
    assert Grading.objects.filter(staff="T1").count() == 5
    for staff, on, reason in (("T1", TODAY - timedelta(days=1), "x"), ("T1", TODAY + timedelta(days=1), "x"),
                              ("T1", TODAY, " ")):  # fmt: skip
        with pytest.raises(BadInput):
            graded(scheme, staff, 90, on=on, reason=reason)
    with pytest.raises(SatisfactionError, match="only tellers"):
        graded(scheme, "H1", 90)
    with pytest.raises(BadInput) as missing:
        grade(by="HB", at=NOW, staff_id="T1", on=TODAY, values={}, reason="x")
    assert missing.value.field.startswith("value-")
    with pytest.raises(WrongState):
        withdraw(by="HB", at=NOW, staff_id="T1", reason="违规")


def test_who_left_counts_in_neither_number(rated: Rated, scheme: Scheme) -> None:
    graded(scheme, "T1", 70)
    person("T3", Position.OPEN_TELLER, from_on=TODAY + timedelta(days=1))
    assert shares(["O1"], TODAY) == {"O1": StarShare(1, 2)}
    assert share(roster(["O1"], TODAY + timedelta(days=1))) == StarShare(1, 3)
    Staff.objects.filter(pk="T1").update(to_on=TODAY + timedelta(days=1))
    assert share(roster(["O1"], TODAY + timedelta(days=1))) == StarShare(1, 3)
    assert share(roster(["O1"], TODAY + timedelta(days=2))) == StarShare(0, 2)
    assert [one.staff.pk for one in left_with_stars(["O1"], TODAY, TODAY + timedelta(days=9))] == ["T1"]
    assert share(roster(["O1"], TODAY - timedelta(days=1))) == StarShare(0, 2)  # not graded yet on that day


def test_a_share_that_fell_is_owed_and_met_when_it_is_back(rated: Rated, scheme: Scheme) -> None:
    assert settle_stars(by="system:jobs", at=NOW) == (1, 0)
    assert settle_stars(by="system:jobs", at=later(days=1)) == (0, 0)
    owed = Duty.objects.get(kind="star_teller.restore")
    assert (owed.inputs["stars"]["value"], owed.inputs["tellers"]["value"]) == (0, 2)
    graded(scheme, "T1", 70)
    owed.refresh_from_db()
    assert owed.state == "open"
    graded(scheme, "T2", 70)
    owed.refresh_from_db()
    assert owed.state == "met"
    withdraw(by="HB", at=later(days=3), staff_id="T2", reason="检查评价为差，取消当年评优")
    assert Duty.objects.filter(kind="star_teller.restore", state="open").count() == 1
    Staff.objects.filter(pk="T2").update(to_on=TODAY)
    assert settle_stars(by="system:jobs", at=later(days=5)) == (0, 1)


@pytest.mark.parametrize("lines", [(), (LINES[0], LINES[0]), (Line(6, "x", "typed", Decimal(1)),)], ids=len)
def test_criteria_that_make_no_sense_are_refused(rated: Rated, lines: tuple[Line, ...]) -> None:
    with pytest.raises(BadInput):
        make_scheme(by="HB", at=NOW, from_on=TODAY, title="x", lines=lines)


def test_one_scheme_a_day(rated: Rated, scheme: Scheme) -> None:
    with pytest.raises(BadInput, match="already"):
        make_scheme(by="HB", at=NOW, from_on=scheme.from_on, title="x", lines=LINES)
