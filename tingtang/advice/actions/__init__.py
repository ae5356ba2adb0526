"""Writing. All keyword-only; `by` is a staff id; one transaction each, history and audit inside."""

from tingtang.advice.actions.advising import assess, recommend
from tingtang.advice.actions.register import add_product, end_sale, rate
from tingtang.advice.actions.steps import ask_home, care_for, close, confirm, customer_asks, disclose, give_up

__all__ = [
    "add_product",
    "ask_home",
    "assess",
    "care_for",
    "close",
    "confirm",
    "customer_asks",
    "disclose",
    "end_sale",
    "give_up",
    "rate",
    "recommend",
]
