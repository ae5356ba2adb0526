"""The PKDD'99 bank's files as they are: rows, amounts, dates, and each account's movements in their true order."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

CREDIT, DEBITS = "PRIJEM", {"VYDAJ", "VYBER"}  # VYBER as a type is a debit, as VYDAJ is

Row = Mapping[str, str]


class BadInput(Exception):
    """What the person must mend, in one line."""


@dataclass(frozen=True)
class Movement:
    """One transaction: `change` is signed, `balance` is the account's balance after it."""

    trans_id: int
    on: date
    change: Decimal
    balance: Decimal
    symbol: str


def read(data: Path, table: str, *, may_be_cut: bool = False) -> Iterator[Row]:
    """Rows of `table`.asc as text by column. With `may_be_cut` a last line cut short is left out (see `ledger`)."""
    file = data / f"{table}.asc"
    if not file.is_file():
        raise BadInput(f"{file}: no such file")
    with file.open(newline="", encoding="ascii") as handle:
        lines = csv.reader(handle, delimiter=";")
        header = next(lines, [])
        for number, fields in enumerate(lines, 2):
            if len(fields) == len(header):
                yield dict(zip(header, fields, strict=True))
            elif not may_be_cut or next(lines, None) is not None:
                raise BadInput(f"{file}:{number}: {len(fields)} columns, {len(header)} expected")


def day(text: str) -> date:
    """YYMMDD of the twentieth century, with or without a time behind it."""
    try:
        return date(1900 + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError:
        raise BadInput(f"{text!r} is not a date YYMMDD") from None


def money(text: str) -> Decimal:
    """Exact amount; more than two decimals is refused, never rounded."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise BadInput(f"{text!r} is not an amount") from None
    if value.as_tuple().exponent < -2:  # type: ignore[operator]
        raise BadInput(f"{text!r} has more than two decimals")
    return value


def born(birth_number: str) -> date:
    """The day of birth in a Czech birth number; a woman's month has 50 added."""
    month = int(birth_number[2:4])
    return day(f"{birth_number[:2]}{month - 50 if month > 50 else month:02d}{birth_number[4:6]}")


def movement(row: Row) -> Movement:
    """One row of trans.asc."""
    if row["type"] != CREDIT and row["type"] not in DEBITS:
        raise BadInput(f"transaction {row['trans_id']}: unknown type {row['type']!r}")
    amount = money(row["amount"])
    change = amount if row["type"] == CREDIT else -amount
    return Movement(int(row["trans_id"]), day(row["date"]), change, money(row["balance"]), row["k_symbol"].strip())


def is_cut(data: Path) -> bool:
    """Whether trans.asc ends in the middle of a line, as a slice of the real file does."""
    with (data / "trans.asc").open("rb") as handle:
        handle.seek(0, os.SEEK_END)
        if handle.tell() == 0:
            return True
        handle.seek(-1, os.SEEK_END)
        return handle.read(1) != b"\n"


def chain(before: Decimal, movements: Sequence[Movement]) -> list[Movement]:
    """One account's movements of one day in the order in which they happened.

    The data has no time of day and the file order is not the order, but each row states the balance after it, so
    row b follows row a where b.balance - b.change = a.balance. The bank kept more digits than it printed, so the
    sums miss by 0.10 at times: the order taken is the one whose gaps are smallest in sum (lowest ids on a tie).
    """
    rows = sorted(movements, key=lambda m: m.trans_id)
    if len(rows) == 1:
        return rows
    opened_at = [m.balance - m.change for m in rows]
    # best[(set of rows used, last row)] = (sum of gaps, the order)
    best = {(1 << i, i): (abs(opened_at[i] - before), (i,)) for i in range(len(rows))}
    for _ in range(len(rows) - 1):
        longer: dict[tuple[int, int], tuple[Decimal, tuple[int, ...]]] = {}
        for (used, last), (gap, order) in best.items():
            for i in range(len(rows)):
                if used >> i & 1:
                    continue
                key = (used | 1 << i, i)
                found = (gap + abs(opened_at[i] - rows[last].balance), (*order, i))
                if key not in longer or found < longer[key]:
                    longer[key] = found
        best = longer
    return [rows[i] for i in min(best.values())[1]]


def ledger(data: Path, until: date) -> dict[str, list[Movement]]:
    """account_id -> its movements up to `until`, in order. Refuses a day that the data does not hold whole."""
    days: dict[str, dict[date, list[Movement]]] = defaultdict(lambda: defaultdict(list))
    first, last = date.max, date.min
    for row in read(data, "trans", may_be_cut=True):
        one = movement(row)
        first, last = min(first, one.on), max(last, one.on)
        if one.on <= until:
            days[row["account_id"]][one.on].append(one)
    whole = last - timedelta(days=1) if is_cut(data) else last
    if not first <= until <= whole:
        raise BadInput(f"{until}: the transactions are whole from {first} to {whole} only")
    ledgers: dict[str, list[Movement]] = {}
    for account, by_day in days.items():
        ordered: list[Movement] = []
        for on in sorted(by_day):
            ordered += chain(ordered[-1].balance if ordered else Decimal(0), by_day[on])
        ledgers[account] = ordered
    return ledgers
