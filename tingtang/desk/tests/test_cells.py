"""Lines of cells parted by a bar: read strictly, the wrong line named, nothing guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms

from tingtang.desk.cells import read_lines, whole
from tingtang.desk.inspections.forms import SheetForm
from tingtang.desk.satisfaction.forms import SchemeForm
from tingtang.inspections.actions import Line
from tingtang.satisfaction.actions import Line as Criterion
from tingtang.satisfaction.models import Measure
from tingtang.shared.text import Bilingual

SHAPE = Bilingual("甲 | 乙", "a | b")


def pair(cells: list[str]) -> tuple[str, str]:
    """Two cells of at most three characters."""
    first, second = whole(cells, [3, 3])
    return first, second


def test_lines_are_read_in_order_with_either_bar_and_empty_ones_left_out() -> None:
    assert read_lines(" a | b \n\n  \nc｜d", 2, SHAPE, pair) == [("a", "b"), ("c", "d")]
    assert read_lines("", 2, SHAPE, pair) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a | b\nc", "第 2 行须为：甲 | 乙"),
        ("a | b | c", "第 1 行须为"),
        ("a | ", "第 1 行须为"),
        ("abcd | b", "第 1 行须为"),
        ("\na | b\nc | d\ne | f", "最多 2 行"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text: str, why: str) -> None:
    with pytest.raises(forms.ValidationError, match=why):
        read_lines(text, 2, SHAPE, pair)


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("环境 | 门前整洁 | A3 | 40.5", Line("环境", "门前整洁", "A3", Decimal("40.5"), "score")),
        ("加减分 | 表扬 | A13 | 2 | 加分", Line("加减分", "表扬", "A13", Decimal(2), "plus")),
        ("加减分 | 投诉 | A34 | 5 | minus", Line("加减分", "投诉", "A34", Decimal(5), "minus")),
        (
            "环境 | 门前整洁 | A3 | 40 | 每处污渍扣 5 分",
            Line("环境", "门前整洁", "A3", Decimal(40), "score", "每处污渍扣 5 分"),
        ),
        ("加减分 | 表扬 | A13 | 2 | 加分 | 每件 1 分", Line("加减分", "表扬", "A13", Decimal(2), "plus", "每件 1 分")),
        ("环境 | 门前整洁 | A3 | 40 | 每处扣 5 分 | 再说", None),
        ("环境 | 门前整洁 | A3 | 40 | ", None),
        ("环境 | 门前整洁 | A3 | NaN", None),
        ("环境 | 门前整洁 | A3 | 1.2345", None),
        ("环境 | 门前整洁 | A3 | 加分", None),
    ],
)
def test_a_line_of_a_sheet(line: str, item: Line | None) -> None:
    form = SheetForm({"year": "2026", "title": "表", "base": "100", "lines": line})
    assert form.is_valid() is (item is not None)
    assert form.cleaned_data.get("lines") == ([item] if item else None)


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("5 | 技能 | 录入 | 92.5", Criterion(5, "技能", Measure.TYPED, Decimal("92.5"))),
        ("1 | 满意 | satisfaction | 0", Criterion(1, "满意", Measure.SATISFACTION, Decimal(0))),
        ("6 | 技能 | 录入 | 92", None),
        ("0 | 技能 | 录入 | 92", None),
        ("3 | 技能 | 猜的 | 92", None),
        ("3 | 技能 | 录入 | -1", None),
    ],
)
def test_a_line_of_criteria(line: str, item: Criterion | None) -> None:
    form = SchemeForm({"from_on": "2026-11-23", "title": "标准", "lines": line})
    assert form.is_valid() is (item is not None)
    assert form.cleaned_data.get("lines") == ([item] if item else None)
