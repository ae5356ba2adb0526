"""What the customers hold on the last day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from tingtang.demo.cases import HELD
from tingtang.demo.customers import CENT, Customer
from tingtang.demo.products import Product

# How many kinds of product a customer of a tier holds besides the current account
BREADTH = {"ordinary": (0, 2), "wealth_management": (1, 4), "wealth": (2, 5), "private": (3, 7)}
TYPES = ("fixed_income", "fund", "insurance", "wealth", "gold", "fx")
WEIGHTS = (4, 4, 2, 5, 1, 1)


@dataclass
class Holding:
    """One holding. `overdue_since`: the first instalment of a loan that was not paid."""

    customer_id: str
    product_id: str
    balance: Decimal
    cost: Decimal | None = None
    maturity_on: date | None = None
    next_dividend_on: date | None = None
    target_return: Decimal | None = None
    overdue_since: date | None = None
    overdue_amount: Decimal | None = None


def build_holdings(
    customers: Iterable[Customer], products: Iterable[Product], on: date, seed: int
) -> Iterator[Holding]:
    """Holdings of all customers: those that are not loans add up to the customer's assets to the cent."""
    rng = Random(f"{seed} holdings")  # noqa: S311 - a seed that repeats is the point
    shelf: dict[str, list[Product]] = {}
    by_id = {}
    for product in products:
        shelf.setdefault(product.type, []).append(product)
        by_id[product.product_id] = product
    for customer in customers:
        chosen = _choice(rng, customer, shelf, by_id)
        loans = [p for p in chosen if p.type == "loan"]
        assets = [p for p in chosen if p.type != "loan"]
        for product, balance in zip(assets, _split(rng, customer.assets, len(assets)), strict=True):
            yield _holding(rng, customer, product, balance, on)
        for product in loans:
            yield _loan(rng, customer, product, on)


def _choice(
    rng: Random, customer: Customer, shelf: dict[str, list[Product]], by_id: dict[str, Product]
) -> list[Product]:
    """The current account, what the case needs, and more by tier."""
    chosen = {"D01": by_id["D01"]}
    if customer.case in HELD:
        chosen[HELD[customer.case]] = by_id[HELD[customer.case]]
    for kind in rng.choices(TYPES, WEIGHTS, k=rng.randint(*BREADTH[customer.tier])):
        product = rng.choice(shelf[kind])
        chosen[product.product_id] = product
    if rng.random() < 0.12:
        product = rng.choice(shelf["loan"][1:])
        chosen.setdefault(product.product_id, product)
    return list(chosen.values())


def _split(rng: Random, total: Decimal, parts: int) -> list[Decimal]:
    """`total` in `parts` positive pieces, exact to the cent."""
    weights = [rng.randrange(10, 100) for _ in range(parts)]
    pieces = [(total * weight / sum(weights)).quantize(CENT) for weight in weights]
    pieces[0] += total - sum(pieces)
    return pieces


def _holding(rng: Random, customer: Customer, product: Product, balance: Decimal, on: date) -> Holding:
    found = Holding(customer.customer_id, product.product_id, balance)
    planned = HELD.get(customer.case) == product.product_id
    if product.type == "fund":
        gain = Decimal(rng.randrange(-150, 200)) / 1000
        if rng.random() < 0.2 or planned:
            found.target_return = Decimal(rng.randrange(8, 25)) / 100
            gain = found.target_return * (Decimal("1.02") if planned else Decimal(rng.randrange(-100, 95)) / 100)
        found.cost = (balance / (1 + gain)).quantize(CENT)
    elif product.type in ("insurance", "wealth"):
        found.cost = (balance / Decimal("1.03")).quantize(CENT)
    if product.type in ("insurance", "wealth", "fixed_income"):
        found.maturity_on = on + timedelta(days=rng.randrange(2, 700))
    if product.type == "insurance":
        found.next_dividend_on = on + timedelta(days=rng.randrange(-20, 340))
    if planned:
        _news(customer.case, found, on)
    return found


def _news(case: str, holding: Holding, on: date) -> None:
    """The day of a case, seen from the list of the day after `on`."""
    if case == "dividend":
        holding.next_dividend_on = on - timedelta(days=1)
    elif case == "expiry":
        holding.maturity_on = on + timedelta(days=16)
    elif case == "maturity":
        holding.maturity_on = on + timedelta(days=5)
    elif case == "payout":
        holding.maturity_on = on + timedelta(days=1)


def _loan(rng: Random, customer: Customer, product: Product, on: date) -> Holding:
    balance = Decimal(rng.randrange(20_000, 900_000)).quantize(CENT)
    found = Holding(
        customer.customer_id, product.product_id, balance, maturity_on=on + timedelta(days=rng.randrange(200, 7000))
    )
    if customer.case == "arrears" or rng.random() < 0.02:
        found.overdue_since = on - timedelta(days=rng.randrange(1, 45))
        found.overdue_amount = (balance / 120).quantize(CENT)
    return found
