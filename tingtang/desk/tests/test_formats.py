"""How numbers, money, dates and clocks are said, in both languages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from tingtang.desk.formats import ZONE, clock, day, exact, file_size, instant, money, money_exact, number, percent
from tingtang.desk.language import in_language, t
from tingtang.desk.sentences import punctuated

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)  # a Monday
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override("zh-hans"):
        yield


def in_english():
    return translation.override("en")


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        ("9200000", "920 万元", "CNY 9.2 m"),
        ("123456789.10", "1.23 亿元", "CNY 123.45 m"),
        ("4300", "4,300 元", "CNY 4.3 k"),
        ("999.50", "999.5 元", "CNY 999.5"),
        ("0", "0 元", "CNY 0"),
        ("-52000", "-5.2 万元", "CNY -52 k"),
        ("10000000", "1,000 万元", "CNY 10 m"),
    ],
)
def test_money_is_said_in_the_unit_people_use(amount: str, zh: str, en: str) -> None:
    assert money(Decimal(amount)) == zh
    with in_english():
        assert money(amount) == en


def test_no_amount_is_a_dash_and_an_exact_one_has_its_fen() -> None:
    assert money(None) == money("") == money_exact(None) == "—"
    assert money_exact("1234567.5") == "1,234,567.50"
    assert number(1234567) == "1,234,567"


def test_a_share_is_rounded_half_up_but_never_to_the_whole() -> None:
    assert percent(9999, 10000) == "99.9%"
    assert percent(8499, 10000) == "85.0%"
    assert (percent(1, 800), percent(3, 800)) == ("0.1%", "0.4%")  # 0.125 and 0.375
    assert (percent(17, 160), percent(1, 2000)) == ("10.6%", "0.1%")  # 10.625; 0.05 is half, and goes up
    assert percent(3, 3) == "100.0%"
    assert percent(0, 5) == "0.0%"
    assert percent(0, 0) == "—"


@pytest.mark.parametrize(
    ("away", "zh", "en"),
    [
        (-1, "昨天", "yesterday"),
        (0, "今天", "today"),
        (1, "明天", "tomorrow"),
        (4, "周五", "Fri"),
        (7, "11月30日", "30 Nov"),
        (-9, "11月14日", "14 Nov"),
        (40, "2027年1月2日", "2 Jan 2027"),
    ],
)
def test_a_day_is_said_as_people_say_it(away: int, zh: str, en: str) -> None:
    on = TODAY + timedelta(days=away)
    assert day(on, TODAY) == zh
    with in_english():
        assert day(on, TODAY) == en


def test_no_day_is_a_dash_and_without_today_it_is_month_and_day() -> None:
    assert day(None) == "—"
    assert day(date(2026, 3, 5)) == "3月5日"


def test_an_instant_is_said_on_the_banks_clock() -> None:
    utc = datetime.fromisoformat("2026-11-23T06:05:00+00:00")
    assert instant(utc, NOW) == "今天 14:05"
    assert exact(utc) == "2026-11-23 14:05"
    assert instant(None) == "—"


@pytest.mark.parametrize(
    ("due", "state", "zh", "en"),
    [
        (datetime(2026, 11, 24, tzinfo=ZONE), "soon", "今天内", "Today"),
        (datetime(2026, 11, 23, 16, 30, tzinfo=ZONE), "soon", "今天 16:30 前", "Today by 16:30"),
        (datetime(2026, 11, 25, tzinfo=ZONE), "ok", "明天前", "By tomorrow"),
        (datetime(2026, 11, 28, tzinfo=ZONE), "ok", "周五前", "By Fri"),
        (datetime(2026, 12, 12, tzinfo=ZONE), "ok", "12月11日前", "By 11 Dec"),
        (datetime(2026, 11, 22, tzinfo=ZONE), "late", "超 1 天", "1 d late"),
        (datetime(2026, 11, 23, tzinfo=ZONE), "late", "超 10 小时", "10 h late"),
        (datetime(2026, 11, 23, 9, 48, tzinfo=ZONE), "late", "超 12 分钟", "12 min late"),
        (NOW, "late", "超 1 分钟", "1 min late"),
    ],
)
def test_a_clock_says_the_time_left_or_late(due: datetime, state: str, zh: str, en: str) -> None:
    shown = clock(due, NOW)
    assert (shown.state, shown.words) == (state, zh)
    with in_english():
        assert clock(due, NOW).words == en


def test_every_state_of_a_clock_has_its_own_shape() -> None:
    late, soon, ok = (clock(NOW + timedelta(days=n), NOW) for n in (-2, 0.3, 5))
    assert len({late.icon, soon.icon, ok.icon}) == 3
    assert clock(NOW, NOW, provisional=True).provisional


def test_what_a_page_says_inside_another_language_is_in_that_one_and_django_s_texts_too() -> None:
    with in_language("en"):
        assert (t("甲", "a"), translation.get_language()) == ("a", "en")
        with in_language("zh"):
            assert (t("甲", "a"), translation.get_language()) == ("甲", "zh-hans")
        assert t("甲", "a") == "a"
    with translation.override("en"):
        assert t("甲", "a") == "a"


@pytest.mark.parametrize(("size", "said"), [(25, "25 B"), (1024, "1 KB"), (12_700, "12 KB"), (3_565_158, "3.4 MB")])
def test_a_file_that_is_there_is_never_of_no_size(size: int, said: str) -> None:
    assert file_size(size) == said


def test_one_is_one_in_english() -> None:
    with in_english():
        assert punctuated("within 1 working days") == "Within 1 working day"
        assert punctuated("within 11 days, 1.1 days and 21 hours") == "Within 11 days, 1.1 days and 21 hours"
