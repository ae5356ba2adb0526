"""Scores are exact, grades leave no hole and are never reached by rounding, nonsense is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingtang.inspections.cli import thresholds_on
from tingtang.inspections.scoring import GRADES, Item, Sheet, Unscorable, Veto, decimal_of, grade_of, score
from tingtang.manual.book import load

LIMITS = thresholds_on(load(), date(2026, 11, 30))
HALVES = (Item("环境", Decimal(50), Decimal(45)), Item("礼仪", Decimal(50), Decimal(40)))


def sheet(*items: tuple[str, str, str] | tuple[str, str], **more: object) -> Sheet:
    """A sheet of base 100: (section, points, score), or (section, points) for what does not apply."""
    rows = [(one[0], Decimal(one[1]), Decimal(one[2]) if len(one) == 3 else Decimal(), len(one) == 3) for one in items]
    made = [Item(*row) for row in rows]
    return Sheet(Decimal(100), tuple(made), **more)  # type: ignore[arg-type]


def reached(points: str) -> Sheet:
    """A sheet on which so many of a hundred points were reached."""
    return sheet(("环境", "100", points))


@pytest.mark.parametrize(
    ("points", "grade"),
    [
        ("100", "excellent"), ("90", "excellent"), ("89.999999999", "good"), ("89.75", "good"), ("89.5", "good"),
        ("80", "good"), ("79.99", "fair"), ("70", "fair"), ("69.5", "poor"), ("60", "poor"), ("59.999", "bad"),
        ("0", "bad"),
    ],
)  # fmt: skip
def test_a_grade_begins_at_its_limit_and_there_is_no_hole_between_two(points: str, grade: str) -> None:
    found = score(reached(points), LIMITS)
    assert (found.grade, found.total) == (grade, Decimal(points))


def test_what_does_not_apply_shrinks_the_denominator() -> None:
    found = score(sheet(("环境", "30", "25"), ("礼仪", "60", "55"), ("无障碍", "10")), LIMITS)
    assert found.exact == Fraction(8000, 90)
    assert found.total == Decimal("88.888888")
    assert [(one.section, one.points, one.score) for one in found.sections] == [
        ("环境", 30, 25), ("礼仪", 60, 55), ("无障碍", 0, 0),
    ]  # fmt: skip


def test_a_total_that_no_decimal_holds_is_cut_off_and_never_shown_as_the_next_grade() -> None:
    found = score(sheet(("环境", "70", "62.9999999"), ("礼仪", "30")), LIMITS)
    assert found.exact < 90
    assert found.total < 90
    assert found.grade == "good"


def test_plus_and_minus_come_after_the_scaling() -> None:
    more = {"plus": (Decimal("2"), Decimal("0.5")), "minus": (Decimal("1.25"),)}
    found = score(sheet(("环境", "50", "50"), ("礼仪", "50"), **more), LIMITS)
    assert found.total == Decimal("101.25")
    assert [what for what, _, _ in found.steps] == ["points", "reached", "scaled", "plus", "minus", "total", "grade"]


def test_tenths_add_up_exactly() -> None:
    assert score(sheet(*[("环境", "0.1", "0.1")] * 899, ("礼仪", "10.1", "0.1")), LIMITS).total == Decimal("90.0")


def test_a_section_with_a_veto_makes_the_grade_bad_whatever_the_total() -> None:
    rows = (("安全", "10", "9.9"), ("环境", "90", "90"))
    assert score(sheet(*rows), LIMITS).grade == "excellent"
    found = score(sheet(*rows, vetoes=(Veto("安全"),)), LIMITS)
    assert (found.grade, found.total) == ("bad", Decimal("99.9"))
    assert [one.section for one in found.sections if one.vetoed] == ["安全"]
    assert score(sheet(*rows, vetoes=(Veto("安全", Decimal(99)),)), LIMITS).grade == "excellent"
    assert score(sheet(("安全", "10"), ("环境", "90", "90"), vetoes=(Veto("安全"),)), LIMITS).grade == "excellent"


def test_another_base_is_graded_out_of_full_marks() -> None:
    made = Sheet(Decimal(200), (Item("环境", Decimal(200), Decimal(179)),))
    assert score(made, LIMITS).grade == "good"


@pytest.mark.parametrize(
    ("made", "place"),
    [
        (Sheet(Decimal(0), HALVES), "base"),
        (Sheet(Decimal(100), ()), "items"),
        (Sheet(Decimal(99), HALVES), "items"),
        (sheet(("环境", "100")), "items"),
        (sheet(("环境", "100", "100.1")), "items[0].score"),
        (sheet(("环境", "50", "-1"), ("环境", "50", "1")), "items[0].score"),
        (sheet(("环境", "0", "0"), ("环境", "100", "1")), "items[0].points"),
        (Sheet(Decimal(100), tuple(Item("a", Decimal(50), Decimal(), name="x") for _ in range(2))), "items[1].item"),
        (Sheet(Decimal(100), HALVES, plus=(Decimal(-1),)), "plus[0]"),
        (Sheet(Decimal(100), HALVES, minus=(Decimal(1), Decimal(-1))), "minus[1]"),
        (Sheet(Decimal(100), HALVES, vetoes=(Veto("月亮"),)), "veto[0].section"),
        (Sheet(Decimal(100), HALVES, vetoes=(Veto("环境", Decimal(101)),)), "veto[0].least"),
    ],
)
def test_a_sheet_that_makes_no_sense_is_refused_with_its_place(made: Sheet, place: str) -> None:
    with pytest.raises(Unscorable) as refused:
        score(made, LIMITS)
    assert refused.value.place == place


NUMBERS = st.decimals(0, 100, places=3)


@given(NUMBERS)
def test_every_total_has_exactly_one_grade_and_more_is_never_worse(points: Decimal) -> None:
    here = GRADES.index(grade_of(Fraction(points), LIMITS)[0])
    assert GRADES.index(grade_of(Fraction(points) + Fraction(1, 1000), LIMITS)[0]) <= here


@given(st.lists(st.tuples(NUMBERS.filter(bool), st.fractions(0, 1, max_denominator=8)), min_size=1, max_size=8))
def test_leaving_out_what_does_not_apply_is_the_same_as_a_sheet_without_it(
    rows: list[tuple[Decimal, Fraction]],
) -> None:
    items = [Item("s", points, decimal_of(Fraction(points) * share)) for points, share in rows]
    base = sum((one.points for one in items), Decimal())
    more = (*items, Item("s", Decimal(7), Decimal(), applies=False))
    alone, among = Sheet(base, tuple(items)), Sheet(base + 7, more)
    assert score(among, LIMITS).exact / Fraction(among.base) == score(alone, LIMITS).exact / Fraction(alone.base)


@given(st.fractions(-1000, 1000))
def test_a_decimal_is_never_more_than_the_fraction(number: Fraction) -> None:
    found = Fraction(decimal_of(number))
    assert found <= number < found + Fraction(1, 10**6)
