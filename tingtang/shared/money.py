"""Money: Decimal yuan with two places, never float."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from tingtang.shared.text import Lang

CENT = Decimal("0.01")


class MoneyError(ValueError):
    """Not an amount of money."""


def yuan(text: str | int | Decimal) -> Decimal:
    """An amount with exactly two places. MoneyError for more than two places, a float, or no number at all."""
    if isinstance(text, float | bool):
        raise MoneyError(f"{text!r}: money is never a float")
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise MoneyError(f"{text!r} is not an amount") from None
    if not amount.is_finite():
        raise MoneyError(f"{text!r} is not an amount")
    exact = amount.quantize(CENT) if abs(amount) < Decimal("1e24") else None
    if exact is None or exact != amount:
        raise MoneyError(f"{text!r} has more than two decimal places or is too large")
    return exact + Decimal(0)  # -0.00 becomes 0.00


def fen(amount: Decimal) -> int:
    """The amount in fen (cents). MoneyError when it has parts of a fen."""
    return int(yuan(amount).scaleb(2))


def from_fen(cents: int) -> Decimal:
    """The amount of so many fen, in yuan."""
    return Decimal(cents).scaleb(-2)


def plain(amount: Decimal) -> str:
    """All digits, grouped: `1,234,567.80`."""
    return f"{amount:,.2f}"


def short(amount: Decimal, lang: Lang) -> str:
    """A figure to read at a glance: 920 万元, 1.25 亿元; CNY 9.2 m, CNY 125 m.

    Cut off towards zero, so that no figure seems to reach a threshold by rounding.
    """
    scales = (
        ((Decimal("1e8"), " 亿元"), (Decimal("1e4"), " 万元"), (Decimal(0), " 元"))
        if lang == "zh"
        else ((Decimal("1e9"), " bn"), (Decimal("1e6"), " m"), (Decimal("1e3"), " k"), (Decimal(0), ""))
    )
    size, name = next((size, name) for size, name in scales if abs(amount) >= size)
    return f"{'' if lang == 'zh' else 'CNY '}{_cut(amount / (size or 1))}{name}"


def _cut(figure: Decimal) -> str:
    cut = int(figure * 100) / Decimal(100)
    return f"{cut:,f}".rstrip("0").rstrip(".") if cut % 1 else f"{int(cut):,}"
