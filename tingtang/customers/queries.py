"""Reading maintained customers."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q

from tingtang.customers.models import Customer, Merge
from tingtang.duties.models import Duty, State
from tingtang.organisation.access import CustomerFacts, Tie, Viewer, tie_to_customer
from tingtang.organisation.models import InstitutionTree
from tingtang.shared.phones import spellings

ENTRUSTS = "outreach.given"  # the duty by which a head gives somebody a contact with another's customer (A21.1c)
# Whether a file is linked to another of the same customer: told with the file, so that a page asks no more of most.
LINKS = Merge.objects.filter(Q(duplicate=OuterRef("pk")) | Q(kept=OuterRef("pk")), state=Merge.State.LINKED)


def facts_of(customer: Customer) -> CustomerFacts:
    """What a tie to this customer depends on: the manager, and the line of institutions above the home one."""
    above = InstitutionTree.objects.filter(descendant=customer.home_institution_id)
    return CustomerFacts(
        manager_id=customer.manager_id,
        line=frozenset({customer.home_institution_id, *above.values_list("ancestor_id", flat=True)}),
    )


def tied_customer(viewer: Viewer, customer_id: str) -> tuple[Customer, Tie]:
    """A customer and why the viewer may see it; with it the figures of the file, and `in_merge`.

    Whoever has no other tie sees a customer while a contact with them is theirs to make: one question more.
    Raises PermissionDenied without a tie, and for a customer that does not exist: the answer must not tell which.
    """
    found = Customer.objects.select_related("home_institution", "manager", "quality").annotate(in_merge=Exists(LINKS))
    customer = found.filter(pk=customer_id).first()
    tie = tie_of(viewer, customer) if customer else None
    if customer is None or tie is None:
        raise PermissionDenied("customer.see")
    return customer, tie


def tie_of(viewer: Viewer, customer: Customer) -> Tie | None:
    """The strongest tie: as manager, deputy or head; else by a contact that the viewer was given and has not made."""
    if tie := tie_to_customer(viewer, facts_of(customer)):
        return tie
    return Tie.ENTRUSTED if viewer.reaches_customers and _entrusted(viewer, customer.pk) else None


def _entrusted(viewer: Viewer, customer_id: str) -> bool:
    mine = {viewer.staff_id, *viewer.stands_in_for} - {""}
    given = Duty.objects.filter(owner_staff__in=mine, state=State.OPEN, kind=ENTRUSTS)
    return bool(mine) and given.filter(subject_kind="customer", subject_id=customer_id).exists()


def known_by_phone(number: str) -> Customer | None:
    """The one maintained customer with this number (`shared.phones`, as dialled within the country), however written.

    None when nobody has it, and when several share it: then it tells nobody apart.
    """
    found = list(Customer.objects.filter(phone__in=spellings(number)).order_by("pk")[:2])
    return found[0] if len(found) == 1 else None
