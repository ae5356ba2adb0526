"""Every rule of the night by the kinds of duty it opens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from tingtang.manual.rules import (
    attrition_asset_drop,
    attrition_closed,
    attrition_outflow,
    attrition_payroll,
    attrition_silence,
    birthday_customer,
    birthday_family,
    contact_plan,
    deposit_rate_change,
    festival_greeting,
    fund_abnormal_market,
    fund_monthly_nav,
    fund_opens,
    fund_target_return,
    insurance_dividend,
    insurance_expiry,
    loan_arrears,
    loan_liquid_above_rate,
    wealth_before_maturity,
    wealth_payout_day,
)
from tingtang.manual.rules.decision import Decision, Values
from tingtang.manual.rules.facts import Customer

Rule: TypeAlias = Callable[[Customer, Values, date], Decision | None]

SINGLE = (
    fund_opens,
    fund_monthly_nav,
    fund_abnormal_market,
    fund_target_return,
    insurance_dividend,
    insurance_expiry,
    wealth_before_maturity,
    wealth_payout_day,
    loan_arrears,
    loan_liquid_above_rate,
    deposit_rate_change,
    birthday_customer,
    birthday_family,
    festival_greeting,
    attrition_asset_drop,
    attrition_outflow,
    attrition_silence,
    attrition_payroll,
    attrition_closed,
)
RULES: dict[str, Rule] = {
    **{f"contact.{plan}": contact_plan.decide for plan in ("private", "wealth", "maintained")},
    **{rule.KIND: rule.decide for rule in SINGLE},
}


def decisions(customer: Customer, values: Values, as_of: date) -> list[Decision]:
    """Everything owed to one maintained customer on the day after `as_of`, by kind."""
    found = [rule(customer, values, as_of) for rule in dict.fromkeys(RULES.values())]
    return sorted((decision for decision in found if decision), key=lambda decision: decision.kind)
