"""Shares are exact where they decide, and say how sure they are where they are shown."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from tingtang.satisfaction.models import Criterion
from tingtang.satisfaction.oddities import in_bursts, seconds_after
from tingtang.satisfaction.share import Share, Z, wilson
from tingtang.satisfaction.stars import StarShare, reached
from tingtang.shared.times import ZONE

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)


def test_one_short_of_the_share_does_not_reach_it_whatever_it_displays() -> None:
    least = Decimal("0.85")
    assert f"{8499 / 10000:.1%}" == "85.0%"
    assert Share(8499, 10000).reaches(least) is False
    assert Share(8500, 10000).reaches(least) is True
    assert Share(17, 20).reaches(least) is True
    assert Share().reaches(least) is None
    assert [Share(n, 10000).short(least) for n in (8400, 8499, 8500, 10000)] == [100, 1, 0, 0]


# 8 of 10 as statistics packages print it; none and all by hand: z^2 / (n + z^2).
@pytest.mark.parametrize(
    ("satisfied", "n", "low", "high"),
    [(8, 10, 0.490162, 0.943318), (0, 10, 0.0, 0.277533), (10, 10, 0.722467, 1.0)],
)
def test_the_interval_is_wilsons(satisfied: int, n: int, low: float, high: float) -> None:
    assert wilson(satisfied, n) == pytest.approx((low, high), abs=2e-6)


@pytest.mark.parametrize(("satisfied", "n"), [(1, 2), (8499, 10000), (3, 4), (1, 200)])
def test_a_bound_is_a_share_from_which_the_seen_one_is_just_so_many_deviations_away(satisfied: int, n: int) -> None:
    for bound in wilson(satisfied, n):
        away = (satisfied / n - bound) ** 2
        assert away == pytest.approx(Z * Z * bound * (1 - bound) / n, rel=1e-9)


def test_the_interval_narrows_with_the_number_and_holds_the_share() -> None:
    widths = []
    for n in (20, 200, 2000):
        interval = Share(n * 9 // 10, n).interval
        assert interval is not None
        assert interval[0] < 0.9 < interval[1]
        widths.append(interval[1] - interval[0])
    assert widths == sorted(widths, reverse=True)
    assert Share().interval is None


def test_outlets_are_pooled_by_customer_not_by_outlet() -> None:
    large, small = Share(90, 100, 200), Share(0, 2, 4)
    assert (large + small).exact == Fraction(90, 102)
    assert (large + small).of == 204


@pytest.mark.parametrize(
    ("asked", "rated", "seconds"),
    [(2, 2.4, 0.4), (0, 12, 12.0), (3, 3, 3.0), (None, 5, 5.0)],
    ids=["asked, then rated", "asked at once", "never asked: from the end of the service", "no question on record"],
)  # fmt: skip
def test_how_soon_after_the_question(asked: float | None, rated: float, seconds: float) -> None:
    at = None if asked is None else NOON + timedelta(seconds=asked)
    assert seconds_after(NOON, at, NOON + timedelta(seconds=rated)) == pytest.approx(seconds)


def test_a_burst_is_so_many_within_the_time_in_any_order() -> None:
    def at(*seconds: float) -> list[datetime]:
        return [NOON + timedelta(seconds=one) for one in seconds]

    assert in_bursts(at(50, 0, 10, 300), 3, 60) == {0, 1, 2}
    assert in_bursts(at(0, 30, 60), 3, 60) == set()
    assert in_bursts(at(0, 30, 59.9), 3, 60) == {0, 1, 2}
    assert in_bursts(at(0, 0, 0, 0, 0), 5, 60) == {0, 1, 2, 3, 4}
    assert in_bursts([], 2, 60) == set()


def test_four_of_five_is_eighty_per_cent_and_nobody_is_no_share() -> None:
    least = Decimal("0.80")
    assert StarShare(4, 5).reaches(least) is True
    assert StarShare(799, 1000).reaches(least) is False
    assert StarShare().reaches(least) is None


@pytest.mark.parametrize(
    ("met", "level"),
    [((True, True, True, True), 3), ((True, True, True, False), 2), ((False, True, True, True), 0),
     ((True, False, True, True), 0), ((True, True, False, True), 1)],
)  # fmt: skip
def test_a_level_needs_its_criteria_and_those_below(met: tuple[bool, ...], level: int) -> None:
    criteria = [Criterion(level=one) for one in (1, 1, 2, 3)]
    assert reached(criteria, met) == level
