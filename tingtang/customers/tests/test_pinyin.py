"""How a name may be typed."""

from __future__ import annotations

import pytest

from tingtang.customers.pinyin import keys, plain


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("王思远", ["王思远", "思远", "wangsiyuan", "wsy"]),
        ("单雄信", ["shanxiongxin", "sxx", "danxiongxin", "dxx"]),
        ("曾国华", ["zengguohua", "zgh", "cengguohua"]),
        ("欧阳明", ["ouyangming", "oym", "明"]),
        ("万俟雅琴", ["moqiyaqin", "mqyq", "雅琴"]),
        ("吕秀兰", ["lvxiulan", "lxl"]),
        ("阿卜杜热西提·买买提", ["阿卜杜热西提买买提"]),
        ("John Smith", ["johnsmith", "smith", "john"]),
        ("江城华光贸易有限公司", ["江城华光贸易有限公司", "jianghenghuaguang".replace("heng", "cheng")]),
    ],
)
def test_a_name_is_found_however_it_is_typed(name: str, typed: list[str]) -> None:
    found = keys(name, person="公司" not in name)
    for one in typed:
        assert any(key.startswith(one) for key in found), (one, found)


def test_spaces_dots_and_full_width_make_no_difference() -> None:
    assert plain("Ｊｏｈｎ  O’Neil") == plain("john oneil")
    assert keys("王 思远") == keys("王思远")


def test_a_company_has_no_given_name() -> None:
    assert "城贸易" not in keys("江城贸易", person=False)


def test_no_name_has_no_key_and_a_long_one_fits_its_column() -> None:
    assert keys("  ") == frozenset()
    assert all(len(one) <= 160 for one in keys("壮" * 120))
