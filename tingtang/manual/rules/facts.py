"""What a decision may know about a customer at the end of a business day. All money is exact; nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Product:
    """A product as the feed describes it that day.

    `rate_since`, `moved_since`: the day of work of the night that first saw the rate change that the feed still tells,
    and the abnormal move that still lasts; None where tonight is the first.
    """

    product_id: str
    type: str
    name: str = ""
    nav: Decimal | None = None
    nav_month_ago: Decimal | None = None
    rate: Decimal | None = None
    rate_previous: Decimal | None = None
    opens_on: date | None = None
    rate_since: date | None = None
    moved_since: date | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """What the customer holds of a product."""

    product: Product
    balance: Decimal
    cost: Decimal | None = None
    maturity_on: date | None = None
    next_dividend_on: date | None = None
    target_return: Decimal | None = None
    overdue_days: int | None = None
    overdue_amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Relative:
    """Someone in the customer's family."""

    relation: str
    name: str = ""
    birth_date: date | None = None
    birth_calendar: str = "solar"
    consent: bool | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """A maintained customer: one who stands on a manager's list.

    `last_reached_on`: business date of the last contact that reached them and has its memo. `balances`: assets at the
    end of earlier days. `movements`: (business date, signed amount). `offers`: every product of the bank that day.
    `answers`: what the customer answered to wishes, by channel, as far as it counts on the day of work (granted,
    refused); `consent_call` is the feed's answer for calls; `guardian`: consented as guardian to the children's dates.
    """

    customer_id: str = "C1"
    created_on: date | None = None
    last_reached_on: date | None = None
    birth_date: date | None = None
    birth_calendar: str = "solar"
    consent_call: bool | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    preferred_channel: str = ""
    guardian: bool = False
    payroll: bool | None = None
    last_payroll_on: date | None = None
    holdings: tuple[Holding, ...] = ()
    family: tuple[Relative, ...] = ()
    balances: dict[date, Decimal] = field(default_factory=dict)
    movements: tuple[tuple[date, Decimal], ...] = ()
    offers: tuple[Product, ...] = ()

    @property
    def assets(self) -> Decimal:
        """The sum of everything that is not a loan; an overdraft lowers it."""
        return sum((h.balance for h in self.holdings if h.product.type != "loan"), Decimal(0))

    def of_type(self, *types: str) -> list[Holding]:
        """The holdings whose product is of one of these types."""
        return [holding for holding in self.holdings if holding.product.type in types]

    def balances_between(self, first: date, last: date) -> dict[date, Decimal]:
        """End-of-day assets from `first` to `last`, both included."""
        return {on: aum for on, aum in self.balances.items() if first <= on <= last}


def work_day(as_of: date) -> date:
    """The day the list is for: the one after the business date of the feed."""
    return as_of + timedelta(days=1)


def month_start(day: date) -> date:
    """The first of its month."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """The last of its month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
