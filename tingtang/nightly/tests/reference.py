"""The night once more, slowly and plainly: rows in, reasons and cards out, one customer after the other.

Checks are written from docs/feed.md; what is owed is decided by the pure rules of the manual. No SQL, no engine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tingtang.contacts.models import Channel, Outcome
from tingtang.manual.rules import ranking, tier
from tingtang.manual.rules.facts import Customer, Holding, Product, Relative
from tingtang.manual.rules.registry import decisions
from tingtang.nightly.tests.answers import Answer
from tingtang.nightly.values import EARLIEST_BIRTH, PRODUCT_TYPES
from tingtang.organisation.models import InstitutionKind
from tingtang.organisation.positions import PEOPLE_VALUES
from tingtang.shared.times import ZONE, business_date

Row = Mapping[str, str]
Rows = Mapping[str, Sequence[Row]]
Reason = tuple[str, str, date, date, date, int]
Card = tuple[str, int, str, int, tuple[str, ...], bool]


@dataclass
class Expected:
    """What the night must find."""

    bad: Counter[tuple[str, str]] = field(default_factory=Counter)
    tiers: Counter[str] = field(default_factory=Counter)
    assets: Decimal = Decimal(0)
    reasons: set[Reason] = field(default_factory=set)
    inputs: dict[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)
    cards: set[Card] = field(default_factory=set)


class Unreadable(ValueError):
    """A cell that is not of its column's type; the reason is the message."""


def cell(row: Row, column: str, kind: str) -> Any:
    """The typed value of a cell; None when empty. Raises Unreadable."""
    text = row.get(column, "")
    if text == "":
        return None
    try:
        return _READERS[kind](text)
    except Unreadable:
        raise
    except (ValueError, ArithmeticError, KeyError):
        raise Unreadable(f"bad_{column}") from None


def _decimal(places: int) -> Callable[[str], Decimal]:
    def read(text: str) -> Decimal:
        if re.fullmatch(rf"[+-]?\d+\.\d{{{places + 1},}}", text):
            raise Unreadable("bad_scale")
        if not re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
            raise ValueError(text)
        return Decimal(text)

    return read


def _day(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=ZONE)


_READERS: dict[str, Callable[[str], Any]] = {
    "text": str,
    "date": _day,
    "instant": _moment,
    "money": _decimal(2),
    "rate": _decimal(6),
    "share": _decimal(4),
    "int": int,
    "bool": {"true": True, "false": False}.__getitem__,
}


def first_reason(*tests: Callable[[], str | None]) -> str | None:
    """The first reason that any test gives; an unreadable cell is a reason where its test stands."""
    for test in tests:
        try:
            if reason := test():
                return reason
        except Unreadable as trouble:
            return str(trouble)
    return None


def readable(row: Row, columns: str) -> None:
    """Read every column (`name:type`), raising Unreadable for the first that cannot be."""
    for column in columns.split():
        name, kind = column.split(":")
        cell(row, name, kind)


class Reference:
    """One feed, read row by row."""

    def __init__(
        self,
        rows: Rows,
        as_of: date,
        values: Mapping[str, Any],
        own: Sequence[tuple[str, date, Decimal]] = (),
        answers: Sequence[Answer] = (),
    ):
        self.rows = {name: list(found) for name, found in rows.items()}
        self.as_of = as_of
        self.work_day = as_of + timedelta(days=1)
        self.values = values
        self.own = own
        self.said = {(who, about): (value, until) for who, about, value, until in answers}
        self.found = Expected()

    def run(self) -> Expected:
        """Everything, in the order of the tables."""
        self._institutions()
        self._staff()
        self._products()
        self._customers()
        self._holdings()
        self._balances()
        self._events()
        self._decide()
        return self.found

    def _good(self, table: str, judge: Callable[[Row], str | None]) -> list[Row]:
        good = []
        for row in self.rows.get(table, []):
            reason = judge(row)
            if reason:
                self.found.bad[(table, reason)] += 1
            else:
                good.append(row)
        return good

    def _institutions(self) -> None:
        rows = self.rows.get("institutions", [])
        first: dict[str, Row] = {}
        for row in rows:
            if row.get("institution_id"):
                first.setdefault(row["institution_id"], row)
        own = {id(row): self._institution_itself(row, first) for row in rows}
        standing: set[str] = set()
        for row in rows:
            if self._stands(row, first, own):
                standing.add(row["institution_id"])

        def judge(row: Row) -> str | None:
            if own[id(row)]:
                return own[id(row)]
            return None if row["institution_id"] in standing else "unknown_parent"

        self._good("institutions", judge)
        self.institutions = standing

    def _institution_itself(self, row: Row, first: Mapping[str, Row]) -> str | None:
        return first_reason(
            lambda: "missing_id" if not row.get("institution_id") else None,
            lambda: "duplicate_id" if first[row["institution_id"]] is not row else None,
            lambda: "bad_kind" if row.get("kind") not in InstitutionKind.values else None,
            lambda: "missing_name" if not row.get("name") else None,
            lambda: self._place(row, first),
        )

    def _place(self, row: Row, first: Mapping[str, Row]) -> str | None:
        seen = set()
        while parent := row.get("parent_id"):
            if parent not in first:
                return "unknown_parent"
            if parent in seen:
                return "cycle"
            seen.add(parent)
            row = first[parent]
        return None

    def _stands(self, row: Row, first: Mapping[str, Row], own: Mapping[int, str | None]) -> bool:
        while not own[id(row)]:
            if not row.get("parent_id"):
                return True
            row = first[row["parent_id"]]
        return False

    def _first(self, key: str) -> Callable[[Row], str | None]:
        seen: set[str] = set()

        def judge(row: Row) -> str | None:
            if not row.get(key):
                return "missing_id"
            if row[key] in seen:
                return "duplicate_id"
            seen.add(row[key])
            return None

        return judge

    def _staff(self) -> None:
        identity = self._first("staff_id")
        self.staff = {
            row["staff_id"]: row
            for row in self._good(
                "staff",
                lambda row: first_reason(
                    lambda: identity(row),
                    lambda: "missing_name" if not row.get("name") else None,
                    lambda: "unknown_institution" if row.get("institution_id") not in self.institutions else None,
                    lambda: "bad_position" if row.get("position") not in PEOPLE_VALUES else None,
                ),
            )
        }

    def _products(self) -> None:
        identity = self._first("product_id")
        rates = "nav:rate nav_month_ago:rate rate:rate rate_previous:rate opens_on:date"
        good = self._good(
            "products",
            lambda row: first_reason(
                lambda: identity(row),
                lambda: "bad_type" if row.get("type") not in PRODUCT_TYPES else None,
                lambda: "missing_name" if not row.get("name") else None,
                lambda: readable(row, rates),
            ),
        )
        self.products = {
            row["product_id"]: Product(
                row["product_id"],
                row["type"],
                row["name"],
                **{name: cell(row, name, kind) for name, kind in (word.split(":") for word in rates.split())},
            )
            for row in good
        }

    def _birth(self, row: Row) -> str | None:
        born = cell(row, "birth_date", "date")
        return "bad_birth_date" if born and not EARLIEST_BIRTH <= born <= self.as_of else None

    def _customers(self) -> None:
        identity = self._first("customer_id")
        dates = "birth_date:date consent_call:bool payroll:bool last_payroll_on:date created_on:date"

        def manager(row: Row) -> str | None:
            return "unknown_manager" if row.get("manager_id") and row["manager_id"] not in self.staff else None

        good = self._good(
            "customers",
            lambda row: first_reason(
                lambda: identity(row),
                lambda: "bad_kind" if row.get("kind") not in ("P", "C") else None,
                lambda: "missing_name" if not row.get("name") else None,
                lambda: "unknown_institution" if row.get("home_institution_id") not in self.institutions else None,
                lambda: manager(row),
                lambda: self._birth(row),
                lambda: readable(row, dates),
            ),
        )
        self.customers = {row["customer_id"]: row for row in good}

    def _owner(self, row: Row) -> str | None:
        if not row.get("customer_id"):
            return "missing_customer"
        return None if row["customer_id"] in self.customers else "unknown_customer"

    def _holdings(self) -> None:
        columns = (
            "balance:money cost:money maturity_on:date next_dividend_on:date target_return:share overdue_days:int "
            "overdue_amount:money"
        )
        good = self._good(
            "holdings",
            lambda row: first_reason(
                lambda: self._owner(row),
                lambda: "unknown_product" if row.get("product_id") not in self.products else None,
                lambda: readable(row, columns),
                lambda: "missing_balance" if not row.get("balance") else None,
            ),
        )
        self.holdings: dict[str, list[Holding]] = {}
        for row in good:
            typed = {name: cell(row, name, kind) for name, kind in (word.split(":") for word in columns.split())}
            self.holdings.setdefault(row["customer_id"], []).append(Holding(self.products[row["product_id"]], **typed))

    def _balances(self) -> None:
        self.balances: dict[str, dict[date, Decimal]] = {}
        nth: Counter[tuple[str, Any]] = Counter()

        def judge(row: Row) -> str | None:
            def twice() -> str | None:
                return "duplicate_day" if nth[(row["customer_id"], row["on"])] > 1 else None

            nth[(row.get("customer_id", ""), row.get("on", ""))] += 1
            return first_reason(
                lambda: self._owner(row),
                lambda: readable(row, "on:date aum:money"),
                lambda: "missing_date" if not row.get("on") else None,
                lambda: "missing_aum" if not row.get("aum") else None,
                lambda: "future_date" if cell(row, "on", "date") > self.as_of else None,
                twice,
            )

        for row in self._good("balances", judge):
            self.balances.setdefault(row["customer_id"], {})[cell(row, "on", "date")] = cell(row, "aum", "money")
        for customer_id, on, aum in self.own:
            known = self.balances.setdefault(customer_id, {})
            known[on] = max(aum, known.get(on, aum))

    def _future(self, row: Row) -> str | None:
        return "future" if business_date(cell(row, "at", "instant")) > self.as_of else None

    def _events(self) -> None:
        contacts = self._good(
            "contacts",
            lambda row: first_reason(
                lambda: self._owner(row),
                lambda: "bad_channel" if row.get("channel") not in Channel.values else None,
                lambda: "bad_outcome" if row.get("outcome") not in Outcome.values else None,
                lambda: readable(row, "at:instant"),
                lambda: "missing_time" if not row.get("at") else None,
                lambda: self._future(row),
            ),
        )
        self.reached: dict[str, date] = {}
        for row in contacts:
            if row["outcome"] == "reached" and row.get("memo", "").strip():
                on = business_date(cell(row, "at", "instant"))
                self.reached[row["customer_id"]] = max(on, self.reached.get(row["customer_id"], on))
        self.family = self._good(
            "family",
            lambda row: first_reason(
                lambda: self._owner(row),
                lambda: "missing_relation" if not row.get("relation") else None,
                lambda: self._birth(row),
                lambda: readable(row, "birth_date:date consent:bool"),
            ),
        )
        self.movements = self._good(
            "transactions",
            lambda row: first_reason(
                lambda: self._owner(row),
                lambda: readable(row, "at:instant amount:money"),
                lambda: "missing_time" if not row.get("at") else None,
                lambda: "missing_amount" if not row.get("amount") else None,
                lambda: self._future(row),
            ),
        )

    def _facts(self, customer_id: str, row: Row) -> Customer:
        calendar = "lunar" if row.get("birth_calendar") == "lunar" else "solar"
        return Customer(
            customer_id=customer_id,
            created_on=cell(row, "created_on", "date"),
            last_reached_on=self.reached.get(customer_id),
            birth_date=cell(row, "birth_date", "date"),
            birth_calendar=calendar,
            consent_call=cell(row, "consent_call", "bool"),
            answers=self._answers(customer_id),
            preferred_channel=self._answer(customer_id, "preferred_channel"),
            guardian=self._answer(customer_id, "consent.guardian.child") == "granted",
            payroll=cell(row, "payroll", "bool"),
            last_payroll_on=cell(row, "last_payroll_on", "date"),
            holdings=tuple(self.holdings.get(customer_id, [])),
            family=tuple(_relative(one) for one in self.family if one["customer_id"] == customer_id),
            balances=self.balances.get(customer_id, {}),
            movements=tuple(
                (business_date(cell(one, "at", "instant")), cell(one, "amount", "money"))
                for one in self.movements
                if one["customer_id"] == customer_id
            ),
            offers=tuple(self.products.values()),
        )

    def _answer(self, customer_id: str, about: str) -> str:
        """The last answer, unless it was taken back or is a consent that has lapsed."""
        value, until = self.said.get((customer_id, about), ("", None))
        lapsed = until is not None and until < self.work_day
        return "" if lapsed and value == "granted" else value

    def _answers(self, customer_id: str) -> dict[str, str]:
        found = {one: self._answer(customer_id, f"consent.care.{one}") for one in Channel.values}
        return {channel: value for channel, value in found.items() if value}

    def _decide(self) -> None:
        by_manager: dict[str, list[ranking.Card]] = {}
        for customer_id, row in self.customers.items():
            facts = self._facts(customer_id, row)
            level = tier.decide(facts, self.values, self.as_of)
            self.found.tiers[level] += 1
            self.found.assets += facts.assets
            if not row.get("manager_id"):
                continue
            owed = decisions(facts, self.values, self.as_of)
            for one in owed:
                score = ranking.score_of(one.kind, level, self.values)
                self.found.reasons.add((one.kind, customer_id, one.period_on, one.last_day, one.show_day, score))
                self.found.inputs[(one.kind, customer_id)] = one.inputs
            card = ranking.card(customer_id, facts.assets, level, owed, self.values, self.as_of)
            if card:
                by_manager.setdefault(row["manager_id"], []).append(card)
        for manager, cards in by_manager.items():
            for one in ranking.ranked(cards, self.values):
                self.found.cards.add((manager, one.rank, one.customer_id, one.score, one.kinds, one.within_cap))


def _relative(row: Row) -> Relative:
    calendar = "lunar" if row.get("birth_calendar") == "lunar" else "solar"
    return Relative(
        row["relation"], row.get("name", ""), cell(row, "birth_date", "date"), calendar, cell(row, "consent", "bool")
    )
