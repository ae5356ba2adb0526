"""Who gets a card: the manager of a customer the bank knows, else the position that the manual names for the need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tingtang.customers.models import Customer
from tingtang.customers.queries import known_by_phone
from tingtang.manual.queries import value
from tingtang.organisation.capabilities import positions_with
from tingtang.organisation.models import Staff
from tingtang.organisation.tree import employed, person_in_role
from tingtang.referrals.errors import BadInput, Unroutable
from tingtang.referrals.models import Need, Route
from tingtang.shared.text import Bilingual

TAKES = "referral.take"
NO_SUCH_PERSON = Bilingual("没有这位接收人，或其岗位不接收卡片", "there is no such person, or they take no cards")


@dataclass(frozen=True, slots=True)
class Prospect:
    """Who a card is about. `customer` is there when the bank maintains them; `key` is the same for the same person."""

    phone: str = ""
    customer_id: str = ""
    customer: Customer | None = None

    @property
    def key(self) -> str:
        """customer:.. before phone:..; empty when nothing tells who it is."""
        if self.customer_id:
            return f"customer:{self.customer_id}"
        return f"phone:{self.phone}" if self.phone else ""


def prospect_of(phone: str, customer_id: str) -> Prospect:
    """The prospect, matched against maintained customers: by id when one is given, else by the number alone."""
    if customer_id:
        return Prospect(phone, customer_id, Customer.objects.filter(pk=customer_id).first())
    known = known_by_phone(phone) if phone else None
    return Prospect(phone, known.pk if known else "", known)


def route_of(need: str) -> Route:
    """Corporate business goes to the corporate side, everything else to the personal one."""
    return Route.CORPORATE if need == Need.CORPORATE else Route.PERSONAL


def receiver(*, prospect: Prospect, route: Route, institution_id: str, on: date, to_staff: str | None = None) -> Staff:
    """Who answers for the card on a day.

    1. whoever the sender names, if they take cards; 2. the manager of a maintained customer, on that customer's side of
    the bank; 3. the first position of `referral.route.<route>` that somebody holds here or above. Raises BadInput,
    Unroutable.
    """
    if to_staff:
        return _named(to_staff, on)
    return _manager(prospect.customer, route, on) or _in_position(route, institution_id, on)


def _takers() -> set[str]:
    return {str(position) for position in positions_with(TAKES)}


def taker(staff_id: str, on: date) -> Staff | None:
    """The person, where they are in office on a day and take cards."""
    return Staff.objects.filter(employed(on), pk=staff_id, position__in=_takers()).first()


def _named(staff_id: str, on: date) -> Staff:
    staff = taker(staff_id, on)
    if staff is None:
        raise BadInput("to_staff", NO_SUCH_PERSON)
    return staff


def _manager(customer: Customer | None, route: Route, on: date) -> Staff | None:
    """The manager, on leave or not: a deputy stands in. A person's corporate business is not their manager's."""
    if customer is None or not customer.manager_id or (customer.kind == "C") != (route == Route.CORPORATE):
        return None
    return taker(customer.manager_id, on)


def _in_position(route: Route, institution_id: str, on: date) -> Staff:
    positions = value(f"referral.route.{route.value}", on, institution_id).value
    for position in positions if isinstance(positions, tuple) else ():
        if found := person_in_role(institution_id, position, on):
            return found
    raise Unroutable
