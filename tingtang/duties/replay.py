"""Running a duty's rule again on the facts the duty kept, with the values of its time. Pure.

Each entry of FACTS builds, from the inputs of one kind, the smallest customer that the kind's rule can decide about.
What the inputs do not hold (the name of a product, the other holdings) does not enter the decision either, with two
exceptions, said where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from tingtang.manual.rules import tier
from tingtang.manual.rules.decision import Decision, Values
from tingtang.manual.rules.facts import Customer, Holding, Product, Relative
from tingtang.manual.rules.festivals import slot
from tingtang.manual.rules.registry import RULES
from tingtang.shared.lunar import LunarError, birthday_in, to_lunar

# Long before any duty, a leap year; a birthday of 29 February that was kept on the 28th replays as one of the 28th.
BIRTH_YEAR = 1960


@dataclass(frozen=True, slots=True)
class Inputs:
    """The kept inputs, read in their types, with the values of the time, the business date the rule was asked on and
    the period of the duty: of a product's news it is the day since which it is known."""

    stored: Mapping[str, Any]
    values: Values
    as_of: date
    period_on: date

    def text(self, name: str) -> str:
        """As text; empty when absent."""
        kept = self.stored.get(name)
        bare = kept.get("value") if isinstance(kept, Mapping) else kept
        return "" if bare is None else str(bare)

    def exact(self, name: str) -> Decimal:
        """An exact number. Raises ValueError when absent."""
        return Decimal(self._there(name))

    def day(self, name: str) -> date | None:
        """A day, or None when absent."""
        return date.fromisoformat(self.text(name)[:10]) if self.text(name) else None

    def whole(self, name: str) -> int:
        """A whole number. Raises ValueError when absent."""
        return int(self._there(name))

    def _there(self, name: str) -> str:
        if not self.text(name):
            raise ValueError(f"the duty keeps no {name}")
        return self.text(name)


def _holds(type_: str, balance: Decimal = Decimal(1), **facts: Any) -> Customer:
    of_product = {name: facts.pop(name) for name in list(facts) if name in Product.__dataclass_fields__}
    return Customer(holdings=(Holding(Product("P", type_, **of_product), balance, **facts),))


def _contact(i: Inputs) -> Customer:
    """The tier is of the best day of the grace period, of which only the tier is kept: its threshold stands in."""
    assets, level = i.exact("assets"), i.text("tier")
    reached = tier.tier_of(assets, i.values) == level or level == "ordinary"
    return Customer(
        created_on=i.day("anchor_on"),
        last_reached_on=i.day("last_reached_on"),
        holdings=(Holding(Product("P", "deposit"), assets),),
        balances={} if reached else {i.as_of: i.values[f"tier.threshold.{level}"]},
    )


def _born_for(birthday_on: date, calendar: str) -> date:
    """A day of birth whose birthday in that calendar falls on `birthday_on`."""
    if calendar != "lunar":
        return birthday_on.replace(year=BIRTH_YEAR)
    kept = to_lunar(birthday_on)
    # Not every year's month has a day 30; one of these has.
    born = (birthday_in(kept, year) for year in range(BIRTH_YEAR, BIRTH_YEAR + 30))
    return next(day for day in born if to_lunar(day).day == kept.day)


def _birthday(i: Inputs) -> Customer:
    born = _born_for(_day(i, "birthday_on"), i.text("calendar"))
    return Customer(birth_date=born, birth_calendar=i.text("calendar"), answers=_accepted(i))


def _accepted(i: Inputs) -> dict[str, str]:
    """Of the answers only the channel that was chosen is kept."""
    return {i.text("channel"): "granted"}


def _festival(i: Inputs) -> Customer:
    """Any customer whose day of the festival's is its first, of the highest tier."""
    first = next(f"C{n}" for n in count() if slot(f"C{n}", i.values["festival.spread_days"]) == 0)
    assets = i.values["tier.threshold.private"]
    held = (Holding(Product("P", "deposit"), assets),)
    return Customer(customer_id=first, holdings=held, answers=_accepted(i))


def _family(i: Inputs) -> Customer:
    born = _born_for(_day(i, "birthday_on"), i.text("calendar"))
    one = Relative(i.text("relation"), birth_date=born, birth_calendar=i.text("calendar"), consent=True)
    return Customer(family=(one,) * i.whole("members"), answers=_accepted(i), guardian=True)


def _day(i: Inputs, name: str) -> date:
    found = i.day(name)
    if found is None:
        raise ValueError(f"the duty keeps no {name}")
    return found


def _liquid(i: Inputs) -> Customer:
    customer = _holds("loan", rate=i.exact("rate"))
    offer = Product("L", i.values["loan.liquid_types"][0], rate=i.exact("best_rate"))
    return Customer(holdings=customer.holdings, offers=(offer,))


def _deposit(i: Inputs) -> Customer:
    rates = {"rate": i.exact("rate"), "rate_previous": i.exact("rate_previous")}
    return _holds(i.values["deposit.rate_types"][0], rate_since=i.period_on, **rates)


def _moved(i: Inputs) -> Customer:
    return _holds("fund", nav=i.exact("nav"), nav_month_ago=i.exact("nav_month_ago"), moved_since=i.period_on)


def _dropped(i: Inputs) -> Customer:
    held = _holds("deposit", i.exact("assets"))
    return Customer(holdings=held.holdings, balances={_day(i, "peak_on"): i.exact("peak")})


def _outflow(i: Inputs) -> Customer:
    held = _holds("deposit", i.exact("assets"))
    return Customer(holdings=held.holdings, movements=((i.as_of, -i.exact("outflow")),))


def _silent(i: Inputs) -> Customer:
    since = i.as_of + timedelta(days=1) - timedelta(days=i.whole("silent_days"))
    return Customer(last_reached_on=i.day("last_reached_on"), created_on=since)


FACTS: dict[str, Callable[[Inputs], Customer]] = {
    "contact.private": _contact,
    "contact.wealth": _contact,
    "contact.maintained": _contact,
    "fund.opens": lambda i: _holds("fund", opens_on=i.day("opens_on")),
    "fund.monthly_nav": lambda i: _holds("fund", nav=i.exact("nav")),
    "fund.abnormal_market": _moved,
    "fund.target_return": lambda i: _holds(
        "fund", i.exact("balance"), cost=i.exact("cost"), target_return=i.exact("target_return")
    ),
    "insurance.dividend": lambda i: _holds("insurance", next_dividend_on=i.day("dividend_on")),
    "insurance.expiry": lambda i: _holds("insurance", maturity_on=i.day("maturity_on")),
    "wealth.before_maturity": lambda i: _holds("wealth", maturity_on=i.day("maturity_on")),
    "wealth.payout_day": lambda i: _holds("wealth", maturity_on=i.day("maturity_on")),
    # The period is that of the longest arrears; with several late loans the inputs name the weightiest.
    "loan.arrears": lambda i: _holds("loan", overdue_days=i.whole("overdue_days")),
    "loan.liquid_above_rate": _liquid,
    "deposit.rate_change": _deposit,
    "birthday.customer": _birthday,
    "birthday.family": _family,
    "festival.greeting": _festival,
    "attrition.asset_drop": _dropped,
    "attrition.outflow": _outflow,
    "attrition.silence": _silent,
    "attrition.payroll": lambda i: Customer(payroll=True, last_payroll_on=i.day("last_payroll_on")),
    "attrition.closed": lambda i: Customer(balances={_day(i, "last_assets_on"): i.exact("last_assets")}),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """What a duty keeps of its decision: the work day it was opened on, its inputs, its period, show and due days."""

    opened_on: date
    inputs: Mapping[str, Any]
    period_on: date
    show_on: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of running the rule again. `same` None: it could not be run, `reason` says why.

    `differs`: field -> (what the duty has, what the rule says now).
    """

    same: bool | None
    reason: str = ""
    differs: Mapping[str, tuple[str, str]] | None = None


def replay(kind: str, kept: Kept, values: Values) -> Replay:
    """Run the rule of `kind` on what a duty kept, with the values in force when it was opened."""
    if kind not in FACTS or kind not in RULES:
        return Replay(None, "no rule of the night opens this kind")
    as_of = kept.opened_on - timedelta(days=1)
    try:
        customer = FACTS[kind](Inputs(kept.inputs, values, as_of, kept.period_on))
        decision = RULES[kind](customer, values, as_of)
    except (ValueError, ArithmeticError, LunarError) as trouble:
        return Replay(None, f"the inputs are not complete: {trouble}")
    except KeyError as missing:
        return Replay(None, f"the manual of that version has no {missing.args[0]}")
    return _compared(kind, kept, decision)


def _compared(kind: str, kept: Kept, decision: Decision | None) -> Replay:
    if decision is None or decision.kind != kind:
        return Replay(False, differs={"kind": (kind, decision.kind if decision else "")})
    pairs = {
        "period_on": (kept.period_on, decision.period_on),
        "show_on": (kept.show_on, decision.show_day),
        "last_day": (kept.last_day, decision.last_day),
    }
    if kind == "loan.arrears" and _several(kept.inputs):
        del pairs["period_on"]
    differs = {name: (str(then), str(now)) for name, (then, now) in pairs.items() if then != now}
    return Replay(not differs, differs=differs)


def _several(inputs: Mapping[str, Any]) -> bool:
    return Inputs(inputs, {}, date.min, date.min).text("holdings") not in ("", "1")
