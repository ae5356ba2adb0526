"""What the ties of people to customers depend on, for many customers at once."""

from __future__ import annotations

from tingtang.customers.models import Customer
from tingtang.organisation.access import CustomerFacts
from tingtang.organisation.tree import lines_of


def facts_of_many(customers: list[Customer]) -> dict[str, CustomerFacts]:
    """What a tie to each of these depends on. One query."""
    lines = lines_of(one.home_institution_id for one in customers)
    return {one.pk: CustomerFacts(one.manager_id, lines.get(one.home_institution_id, frozenset())) for one in customers}
