"""The yearly assessment: parts by weight, exact, and a blank that is neither nought nor full marks."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from tingtang.satisfaction.assessment import PARTS, Assessment, Part, text_of, weights_on
from tingtang.satisfaction.tests.rated import DAY

WEIGHTS = {"inspection": "40", "satisfaction": "25", "complaints": "15", "duties": "20"}


def year(**scores: Fraction | int | None) -> Assessment:
    """An outlet whose parts reached so much of 100; those not named reached all of it."""
    parts = [
        Part(key, Decimal(weight), None if (one := scores.get(key, 100)) is None else Fraction(one), 1)
        for key, weight in WEIGHTS.items()
    ]
    return Assessment("O1", tuple(parts))


@pytest.mark.parametrize(
    ("scores", "total", "said"),
    [
        ({}, Fraction(100), "100"),
        ({"inspection": 0}, Fraction(60), "60"),
        ({"satisfaction": Fraction(8499, 100)}, Fraction(96_2475, 10_000), "96.2475"),
        ({"duties": Fraction(200, 3)}, Fraction(280, 3), "93.333333"),  # cut off, not rounded
        ({"duties": Fraction(299_999_999, 3_000_000)}, None, "99.999999"),
    ],
)
def test_each_part_weighs_what_the_manual_says(
    scores: dict[str, Fraction | int], total: Fraction | None, said: str
) -> None:
    found = year(**scores)
    assert total is None or found.total == total
    assert text_of(found.total) == said


@pytest.mark.parametrize("blank", PARTS)
def test_without_a_part_there_is_no_total_and_it_is_named(blank: str) -> None:
    found = year(**{blank: None})
    assert (found.total, found.missing, text_of(found.total)) == (None, (blank,), "")


def test_the_weights_in_force_add_up_to_a_hundred() -> None:
    found = weights_on(DAY)
    assert set(found) == set(PARTS)
    assert sum(found.values()) == 100
