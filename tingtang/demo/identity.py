"""Numbers that pass the check digits and yet belong to nobody."""

from __future__ import annotations

from datetime import date

REGION = "990001"  # GB/T 2260 has no region 99
PHONE = "1400000"  # 140 is never given to a person's telephone

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def id_card(number: int, born: date, *, woman: bool) -> str:
    """An 18-digit identity number of the region that does not exist; the sequence is odd for men (GB 11643)."""
    sequence = number % 499 * 2 + (0 if woman else 1)
    body = f"{REGION}{born:%Y%m%d}{sequence:03}"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, _ID_WEIGHTS, strict=True)) % 11]


def credit_code(number: int) -> str:
    """An 18-character unified social credit code of the same region (GB 32100)."""
    body = f"91{REGION}{number:09}"
    total = sum(_CREDIT_ALPHABET.index(c) * pow(3, place, 31) for place, c in enumerate(body))
    return body + _CREDIT_ALPHABET[(31 - total % 31) % 31]


def phone(number: int) -> str:
    """An 11-digit mobile number out of a block that no person holds."""
    return f"{PHONE[:4]}{number % 10_000_000:07}"
