"""A repayment is late: remind and help (A31.2b). Owed until done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tingtang.manual.rules.decision import Decision, Values, weightiest
from tingtang.manual.rules.facts import Customer, Holding, work_day

KIND = "loan.arrears"


def decide(customer: Customer, values: Values, as_of: date) -> Decision | None:
    """One duty per spell of arrears: its period is the day the longest one began, so that it does not open daily."""
    last = work_day(as_of) + timedelta(days=values["loan.arrears_notice_days"])
    late = [h for h in customer.of_type("loan") if (h.overdue_days or 0) >= values["loan.arrears_days"]]
    decision = weightiest((Decision(KIND, as_of, last, work_day(as_of), _inputs(loan)), loan) for loan in late)
    if decision is None:
        return None
    return replace(decision, period_on=as_of - timedelta(days=max(loan.overdue_days or 0 for loan in late)))


def _inputs(loan: Holding) -> dict[str, object]:
    return {"overdue_days": loan.overdue_days, "overdue_amount": loan.overdue_amount}
