"""Whether what is known of a customer is enough for what is to be done next (A31.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tingtang.customers.models import Customer, Tier

# The list of the manual's values that a kind of duty goes by: `information.needed.<list>`.
PRODUCTS = frozenset({"fund", "insurance", "wealth", "deposit"})
OF_A_PERSON = frozenset({"birth_date", "birth_calendar"})


def list_of(kind: str) -> str:
    """Which of the lists a kind of duty needs: contact, birthday or product."""
    family = kind.split(".")[0]
    if family == "birthday":
        return "birthday"
    return "product" if family in PRODUCTS else "contact"


def lists_for(kind: str, tier: str) -> tuple[str, ...]:
    """The lists for a duty with a customer of this tier."""
    return (list_of(kind), *(("private",) if tier == Tier.PRIVATE else ()))


def missing(customer: Customer, needed: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The fields of these lists that nobody has filled in, in their order; companies have no birthday."""
    fields = dict.fromkeys(field for one in needed for field in one)
    if customer.kind == "C":
        fields = {field: None for field in fields if field not in OF_A_PERSON}
    return tuple(field for field in fields if getattr(customer, field) in (None, ""))
