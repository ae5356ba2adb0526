"""Reading maintained customers."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from tingtang.customers.models import Customer
from tingtang.organisation.access import CustomerFacts, Tie, Viewer, tie_to_customer
from tingtang.organisation.models import InstitutionTree
from tingtang.shared.phones import spellings


def facts_of(customer: Customer) -> CustomerFacts:
    """What a tie to this customer depends on: the manager, and the line of institutions above the home one."""
    above = InstitutionTree.objects.filter(descendant=customer.home_institution_id)
    return CustomerFacts(
        manager_id=customer.manager_id,
        line=frozenset({customer.home_institution_id, *above.values_list("ancestor_id", flat=True)}),
    )


def tied_customer(viewer: Viewer, customer_id: str) -> tuple[Customer, Tie]:
    """A customer and why the viewer may see it.

    Raises PermissionDenied without a tie, and for a customer that does not exist: the answer must not tell which.
    """
    customer = Customer.objects.select_related("home_institution", "manager").filter(pk=customer_id).first()
    tie = tie_to_customer(viewer, facts_of(customer)) if customer else None
    if customer is None or tie is None:
        raise PermissionDenied("customer.see")
    return customer, tie


def known_by_phone(number: str) -> Customer | None:
    """The one maintained customer with this number (`shared.phones`, as dialled within the country), however written.

    None when nobody has it, and when several share it: then it tells nobody apart.
    """
    found = list(Customer.objects.filter(phone__in=spellings(number)).order_by("pk")[:2])
    return found[0] if len(found) == 1 else None
