"""What is true night after night is raised once: a changed rate, an abnormal move, a sign of leaving that waits."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tingtang.duties.models import Duty, Task
from tingtang.manual.book import load
from tingtang.nightly.night import run_night, try_night
from tingtang.nightly.tests.feeds import BANK, customer, holding, write_feed

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("each_database")]
RATE, MOVE = "deposit.rate_change", "fund.abnormal_market"
END = date(2026, 3, 30)
CUT = {"rate": "0.011", "rate_previous": "0.0135"}
FELL = {"nav": "0.90", "nav_month_ago": "1.00"}
CALM = {"nav": "0.99", "nav_month_ago": "1.00"}


def feed(root: Path, on: date, deposit: dict[str, str], fund: dict[str, str], **fund2: Any) -> Path:
    """A customer with a deposit and two funds, under the prices of a day."""
    rest = [row for row in BANK["products"] if row["product_id"] not in ("DEP", "FUND")]
    products = [
        *rest,
        {"product_id": "DEP", "type": "fixed_income", "name": "一年定期", **deposit},
        {"product_id": "FUND", "type": "fund", "name": "稳健基金", **fund},
        {"product_id": "FUND2", "type": "fund", "name": "成长基金", **(fund2 or CALM)},
    ]
    held = [holding("C1", "300000"), holding("C1", "90000", "FUND"), holding("C1", "1000", "FUND2")]
    return write_feed(root, on, products=products, customers=[customer("C1")], holdings=held)


def night(folder: Path, on: date) -> None:
    run_night(folder, load(), at=datetime(on.year, on.month, on.day, 20, tzinfo=UTC), verify=True)


def periods(kind: str) -> list[date]:
    return list(Duty.objects.filter(kind=kind).order_by("period_on").values_list("period_on", flat=True))


def test_news_is_told_once_though_the_month_turns_and_the_feed_repeats_it(tmp_path: Path) -> None:
    for days in range(4):
        on = END + timedelta(days=days)
        night(feed(tmp_path, on, CUT, FELL), on)
    assert periods(RATE) == [END + timedelta(days=1)]
    assert periods(MOVE) == [END + timedelta(days=1)]


def test_the_same_night_again_opens_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        night(feed(tmp_path, END, CUT, FELL), END)
    assert len(periods(RATE)) == len(periods(MOVE)) == 1


def test_another_change_and_another_fall_are_news_again(tmp_path: Path) -> None:
    prices = [(CUT, FELL), (CUT, CALM), ({"rate": "0.009", "rate_previous": "0.011"}, FELL)]
    for days, (deposit, fund) in enumerate(prices):
        on = END + timedelta(days=days)
        night(feed(tmp_path, on, deposit, fund), on)
    first, third = END + timedelta(days=1), END + timedelta(days=3)
    assert periods(RATE) == [first, third]
    assert periods(MOVE) == [first, third]


def test_a_second_fund_that_falls_is_told_though_a_larger_one_fell_before(tmp_path: Path) -> None:
    night(feed(tmp_path, END, CUT, FELL), END)
    after = END + timedelta(days=1)
    night(feed(tmp_path, after, CUT, FELL, **FELL), after)
    told = Duty.objects.filter(kind=MOVE).order_by("period_on")
    assert [duty.inputs["product"]["value"] for duty in told] == ["稳健基金", "成长基金"]


def test_a_change_older_than_the_days_of_notice_is_no_news_for_who_buys_now(tmp_path: Path) -> None:
    night(feed(tmp_path, END, CUT, CALM), END)
    notice = load().value("deposit.rate_notice_days", END).value
    late = END + timedelta(days=notice + 1)
    folder = write_feed(
        tmp_path,
        late,
        products=[
            *(row for row in BANK["products"] if row["product_id"] != "DEP"),
            {"product_id": "DEP", "type": "fixed_income", "name": "一年定期", **CUT},
        ],
        customers=[customer("C1"), customer("C2")],
        holdings=[holding("C1", "300000"), holding("C2", "300000")],
    )
    night(folder, late)
    assert set(Duty.objects.filter(kind=RATE).values_list("subject_id", flat=True)) == {"C1"}


def test_a_trial_run_leaves_no_trace_of_what_is_news(tmp_path: Path) -> None:
    folder = feed(tmp_path, END, CUT, FELL)
    try_night(folder, load())
    after = END + timedelta(days=1)
    night(feed(tmp_path, after, CUT, FELL), after)
    assert periods(RATE) == [after + timedelta(days=1)]


def silent(root: Path, on: date) -> Path:
    return write_feed(root, on, customers=[customer("C1", created_on="2026-01-20")], holdings=[holding("C1", "300000")])


def test_a_sign_of_leaving_is_not_raised_again_while_the_last_waits_for_its_result(tmp_path: Path) -> None:
    for days in range(4):  # the month turns meanwhile
        on = END + timedelta(days=days)
        night(silent(tmp_path, on), on)
    assert periods("attrition.silence") == [date(2026, 3, 1)]
    cards = Task.objects.filter(on=END + timedelta(days=4), subject_id="C1").values_list("kinds", flat=True)
    assert any("attrition.silence" in kinds for kinds in cards)


def test_a_sign_that_was_answered_is_raised_again_in_another_month(tmp_path: Path) -> None:
    night(silent(tmp_path, END), END)
    ended = datetime(2026, 3, 31, 2, tzinfo=UTC)
    done = {"state": "met", "closed_at": ended, "evidence_kind": "attrition", "evidence_id": "1"}
    Duty.objects.filter(kind="attrition.silence").update(**done)
    after = END + timedelta(days=2)
    night(silent(tmp_path, after), after)
    assert periods("attrition.silence") == [date(2026, 3, 1), date(2026, 4, 1)]
