"""The why of a duty is a sentence in both languages, whatever the ledger kept."""

import pytest

from tingtang.manual.book import explain, load


def weekly(lang: str, **inputs: object) -> str:
    """The sentence of the weekly contact."""
    return explain(load().kinds["contact.private"], inputs, lang)


FULL = {"assets": {"value": "9200000.00", "as_of": "2026-11-22"}, "interval_days": 7, "last_reached_on": "2026-11-12"}


def test_a_sentence_shows_its_inputs_in_both_languages() -> None:
    assert weekly("en", **FULL) == "assets CNY 9.2 m, contact every 7 days, last reached 2026-11-12"
    assert weekly("zh", **FULL) == "资产 920 万元，须每 7 天联系一次，上次联系上为 2026-11-12"


def test_what_is_not_known_is_said_so() -> None:
    assert weekly("zh", **{**FULL, "last_reached_on": None}).endswith("上次联系上为 无记录")
    assert weekly("en").count("not on record") == 3


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        ("0.50", "0.50 元", "CNY 0.50"),
        ("9999.99", "9,999.99 元", "CNY 9,999.99"),
        ("10000", "1 万元", "CNY 10,000.00"),
        ("123456789.12", "1.23 亿元", "CNY 123.46 m"),
        ("-20000", "-2 万元", "CNY -20,000.00"),
    ],
)
def test_money_is_said_as_people_say_it(amount: str, zh: str, en: str) -> None:
    assert zh in weekly("zh", assets=amount)
    assert en in weekly("en", assets=amount)


def test_shares_numbers_and_words_are_said() -> None:
    kinds = load().kinds
    target = explain(
        kinds["fund.target_return"], {"product": "F1", "gain_share": "0.1250", "target_return": "0.1"}, "en"
    )
    assert "F1 gained 12.5%" in target
    assert "target was 10%" in target
    nav = explain(kinds["fund.monthly_nav"], {"product": "F1", "nav": "1.230000", "nav_month_ago": "1"}, "zh")
    assert "净值 1.23，上月 1，" in nav
    wish = explain(kinds["birthday.customer"], {"birthday_on": "2026-11-24", "calendar": "lunar"}, "zh")
    assert "（农历）" in wish


def test_a_word_that_is_not_known_is_shown_as_it_is() -> None:
    wish = explain(load().kinds["birthday.customer"], {"birthday_on": "2026-11-24", "calendar": "mayan"}, "en")
    assert "(mayan)" in wish


@pytest.mark.parametrize(
    ("kind", "inputs", "zh", "en"),
    [
        ("licence.renew", {"licence": "business_licence"}, "营业执照", "Business licence"),
        ("licence.renew", {"licence": "other 食品-7"}, "其他证照 食品-7", "Other 食品-7"),
        ("licence.renew", {"licence": "证照 食品-7"}, "证照 食品-7", "证照 食品-7"),  # as it was kept before
        ("licence.rename", {"now": "nobody_yet"}, "现为 尚未到任", "is not in post yet"),
        ("licence.rename", {"now": "王丽"}, "现为 王丽", "is 王丽"),
        ("material.withdraw", {"place": "frame"}, "海报框", "Poster frame"),
        ("decoration.remove", {"place": "hall", "festival": "new_year"}, "元旦假期", "New Year's Day"),
        (
            "keeper.name",
            {"facility": "signs", "why": "nobody"},
            "门楣标识无人负责（未指定）",
            "Signs (nobody is named)",
        ),
        ("keeper.name", {"why": "left 张伟"}, "原负责人已离开 张伟", "who was named has left 张伟"),
        ("meeting.task", {"meeting": "review", "task": "换灯箱"}, "例会交办：换灯箱", "(weekly review): 换灯箱"),
        ("meeting.task", {"meeting": "午间排队"}, "午间排队", "(午间排队)"),
    ],
)
def test_a_code_is_said_in_the_readers_language(kind: str, inputs: dict[str, str], zh: str, en: str) -> None:
    found = load().kinds[kind]
    assert zh in explain(found, inputs, "zh")
    assert en in explain(found, inputs, "en")
