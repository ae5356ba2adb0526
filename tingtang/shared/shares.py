"""A share as it is shown: one decimal of a per cent, rounded half up. What decides compares the fraction (adr/0088)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def tenth(share: Fraction) -> Decimal:
    """The per cent with one decimal, half up: 8,499 of 10,000 is 85.0. Only the whole is 100.0, 9,999 of it is 99.9.

    For the eye alone: whether a share reaches what is asked for is not read off it.
    """
    rounded = Decimal((share * 2000 + 1) // 2)
    return (min(rounded, Decimal(999)) if share < 1 else rounded).scaleb(-1)
