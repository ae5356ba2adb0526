#!/usr/bin/env python3
"""Turn the PKDD'99 bank's own files into one day of the nightly feed: convert.py DATA_DIR FEED_DIR DATE.

Writes FEED_DIR/DATE/*.csv as docs/feed.md describes it. Standard library only; money is Decimal from text to text.
What the bank's data does not say (managers, cards by our names, arrears as days) is declared in README.md.
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from pkdd import BadInput, Movement, Row, born, day, ledger, money, read

HISTORY_WEEKS = 52
TRANSACTION_DAYS = 92  # longer than any window of the night
INSTALMENT_DAY = 12  # the bank collects every instalment on the 12th
IN_DEBT = {"B", "D"}  # loan.status: finished unpaid, running in debt
CARDS = {"junior": "none", "classic": "wealth_management", "gold": "wealth"}
FREQUENCIES = {
    "POPLATEK MESICNE": ("ACC-MONTHLY", "Account, statement monthly"),
    "POPLATEK TYDNE": ("ACC-WEEKLY", "Account, statement weekly"),
    "POPLATEK PO OBRATU": ("ACC-AFTER", "Account, statement after a transaction"),
}
PENSION, INSTALMENT = "DUCHOD", "UVER"
ROOT = "BERKA"
CUSTOMER_COLUMNS = [
    *("customer_id", "kind", "name", "home_institution_id", "manager_id", "birth_date", "birth_calendar", "card"),
    *("payroll", "last_payroll_on", "created_on"),
]


def institutions(districts: Sequence[Row]) -> Iterator[list[object]]:
    """The bank, its regions as branches, its districts as outlets."""
    yield ["institution_id", "parent_id", "kind", "name", "name_en"]
    yield [ROOT, "", "province", "PKDD'99 bank", "PKDD'99 bank"]
    for region in sorted({row["A3"] for row in districts}):
        yield [region_id(region), ROOT, "branch", region, region]
    for row in districts:
        yield [f"D{row['A1']}", region_id(row["A3"]), "outlet", row["A2"], row["A2"]]


def region_id(region: str) -> str:
    """An id for a region's name."""
    return "R-" + region.replace(" ", "-")


def staff(districts: Sequence[Row]) -> Iterator[list[object]]:
    """The bank's data has no staff: one manager per district, declared."""
    yield ["staff_id", "name", "institution_id", "position"]
    for row in districts:
        yield [f"M{row['A1']}", f"Manager {row['A2']}", f"D{row['A1']}", "wealth_manager"]


@dataclass(frozen=True)
class Account:
    """An account with its owner, its card and its movements up to the day."""

    account_id: str
    client_id: str
    district: str
    product: str
    opened: date
    birth: date
    card: str
    movements: Sequence[Movement]

    def balance_on(self, on: date) -> Decimal | None:
        """The end-of-day balance, None before the first movement."""
        found = [m.balance for m in self.movements if m.on <= on]
        return found[-1] if found else None


def accounts(data: Path, until: date) -> list[Account]:
    """The accounts that have a movement by `until`, by number."""
    movements = ledger(data, until)
    owners = {row["account_id"]: row for row in read(data, "disp") if row["type"] == "OWNER"}
    births = {row["client_id"]: born(row["birth_number"]) for row in read(data, "client")}
    cards = {row["disp_id"]: row["type"] for row in read(data, "card") if day(row["issued"]) <= until}
    found = []
    for row in read(data, "account"):
        if row["account_id"] not in movements:
            continue
        owner = owners[row["account_id"]]
        found.append(
            Account(
                account_id=row["account_id"],
                client_id=owner["client_id"],
                district=row["district_id"],
                product=FREQUENCIES[row["frequency"]][0],
                opened=day(row["date"]),
                birth=births[owner["client_id"]],
                card=CARDS[cards.get(owner["disp_id"], "junior")],
                movements=movements[row["account_id"]],
            )
        )
    return sorted(found, key=lambda a: int(a.account_id))


def customers(held: Iterable[Account]) -> Iterator[list[object]]:
    """The owner of each account; those who may only dispose of one hold nothing and are left out."""
    yield list(CUSTOMER_COLUMNS)
    for a in held:
        pensions = [m.on for m in a.movements if m.symbol == PENSION]
        paid = ["true", max(pensions)] if pensions else ["false", ""]
        home, manager = f"D{a.district}", f"M{a.district}"
        yield [a.client_id, "P", f"Client {a.client_id}", home, manager, a.birth, "solar", a.card, *paid, a.opened]


def products(loans: Iterable[Loan]) -> Iterator[list[object]]:
    """Account kinds by statement, and loans by their length in months."""
    yield ["product_id", "type", "name"]
    for product_id, name in FREQUENCIES.values():
        yield [product_id, "deposit", name]
    for months in sorted({loan.months for loan in loans}):
        yield [f"LOAN-{months}", "loan", f"Loan, {months} months"]


@dataclass(frozen=True)
class Loan:
    """A loan as it stands at the end of the day."""

    account_id: str
    months: int
    outstanding: Decimal
    overdue_days: int
    overdue_amount: Decimal


def instalments(granted: date, until: date, months: int) -> list[date]:
    """The days on which instalments fell due by `until`: the 12th of each month after the grant."""
    due: list[date] = []
    year, month = granted.year, granted.month
    while len(due) < months:
        one = date(year, month, INSTALMENT_DAY)
        if one > until:
            break
        if one > granted:
            due.append(one)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return due


def loans(data: Path, held: Iterable[Account], until: date) -> list[Loan]:
    """Loans granted by `until`; the ones whose status says debt are overdue from their first unpaid instalment."""
    movements = {a.account_id: a.movements for a in held}
    found = []
    for row in read(data, "loan"):
        if day(row["date"]) > until:
            continue
        months, payment = int(row["duration"]), money(row["payments"])
        due = instalments(day(row["date"]), until, months)
        paid = sum(m.symbol == INSTALMENT for m in movements[row["account_id"]])
        unpaid = due[paid:] if row["status"] in IN_DEBT else []
        late = (until - unpaid[0]).days if unpaid else 0
        outstanding = max(money(row["amount"]) - paid * payment, Decimal(0))
        found.append(Loan(row["account_id"], months, outstanding, late, payment * len(unpaid)))
    return found


def holdings(held: Iterable[Account], borrowed: Iterable[Loan], on: date) -> Iterator[list[object]]:
    """Each account's balance at the end of the day and each loan's outstanding sum."""
    yield ["customer_id", "product_id", "balance", "overdue_days", "overdue_amount"]
    owners = {a.account_id: a.client_id for a in held}
    for a in held:
        yield [a.client_id, a.product, a.balance_on(on), "", ""]
    for loan in borrowed:
        late = [loan.overdue_days, loan.overdue_amount]
        yield [owners[loan.account_id], f"LOAN-{loan.months}", loan.outstanding, *late]


def balances(held: Iterable[Account], on: date) -> Iterator[list[object]]:
    """End-of-day assets a week apart, back from the week before."""
    yield ["customer_id", "on", "aum"]
    for a in held:
        for week in range(1, HISTORY_WEEKS + 1):
            then = on - timedelta(weeks=week)
            if (aum := a.balance_on(then)) is not None:
                yield [a.client_id, then, aum]


def transactions(held: Iterable[Account], on: date) -> Iterator[list[object]]:
    """Recent movements; the minutes after 9:00 only keep the order within a day."""
    yield ["customer_id", "at", "amount", "kind"]
    for a in held:
        count: dict[date, int] = defaultdict(int)
        for m in a.movements:
            if m.on > on - timedelta(days=TRANSACTION_DAYS):
                yield [a.client_id, f"{m.on}T09:{count[m.on]:02d}:00+08:00", m.change, m.symbol]
                count[m.on] += 1


def convert(data: Path, feed: Path, on: date) -> Path:
    """Write the feed of `on`; the folder appears whole or not at all, a repeated run replaces it."""
    districts = list(read(data, "district"))
    held = accounts(data, on)
    borrowed = loans(data, held, on)
    tables = {
        "institutions": institutions(districts),
        "staff": staff(districts),
        "customers": customers(held),
        "products": products(borrowed),
        "holdings": holdings(held, borrowed, on),
        "balances": balances(held, on),
        "transactions": transactions(held, on),
    }
    feed.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=feed, prefix=".convert-") as scratch:
        day_dir = Path(scratch) / on.isoformat()
        day_dir.mkdir()
        for name, rows in tables.items():
            with (day_dir / f"{name}.csv").open("w", newline="", encoding="utf-8") as handle:
                csv.writer(handle, lineterminator="\n").writerows(rows)
        target = feed / on.isoformat()
        shutil.rmtree(target, ignore_errors=True)
        day_dir.rename(target)
    return target


def main(arguments: Sequence[str]) -> int:
    """The command line: 0 when written, 2 with one line on standard error when the input is bad."""
    if len(arguments) != 3:
        print("usage: convert.py DATA_DIR FEED_DIR DATE", file=sys.stderr)
        return 2
    try:
        print(convert(Path(arguments[0]), Path(arguments[1]), date.fromisoformat(arguments[2])))
    except KeyError as error:
        print(f"convert.py: the data holds {error}, which it does not explain", file=sys.stderr)
        return 2
    except (BadInput, ValueError) as error:
        print(f"convert.py: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
