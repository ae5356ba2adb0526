"""Writing. All keyword-only; `by` is a staff id; one transaction each, history and audit inside."""

from tingtang.advice.actions.advising import assess, recommend
from tingtang.advice.actions.quota import give_back, issue_quota, move_quota
from tingtang.advice.actions.quota_asking import (
    ask_for_sale,
    ask_quota,
    grant_quota,
    pass_up,
    refuse_quota,
    withdraw_quota,
)
from tingtang.advice.actions.register import add_product, end_sale, rate
from tingtang.advice.actions.steps import ask_home, care_for, close, confirm, customer_asks, disclose, give_up

__all__ = [
    "add_product",
    "ask_for_sale",
    "ask_home",
    "ask_quota",
    "assess",
    "care_for",
    "close",
    "confirm",
    "customer_asks",
    "disclose",
    "end_sale",
    "give_back",
    "give_up",
    "grant_quota",
    "issue_quota",
    "move_quota",
    "pass_up",
    "rate",
    "recommend",
    "refuse_quota",
    "withdraw_quota",
]
