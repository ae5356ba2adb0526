"""The cards of a page of my day: each subject with its duties, the sentence of why, its clock, and what may be done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tingtang.customers.information import CONSENTS, latest_entries, values_of
from tingtang.customers.models import Customer, InformationEntry
from tingtang.desk.customers.information import lacking, shut_channels
from tingtang.desk.duties.day import Group, Line
from tingtang.desk.reasons import Reason, reason
from tingtang.desk.subjects import subject_names, subject_page
from tingtang.desk.ties import entrusted, own_tie
from tingtang.duties.models import Duty, State
from tingtang.manual.book import Rulebook
from tingtang.organisation.access import Viewer
from tingtang.organisation.masking import Masker
from tingtang.shared.times import business_date


@dataclass(frozen=True)
class Card:
    """One subject with its duties, soonest first. Customer fields are as this viewer may see them."""

    key: str
    subject_kind: str
    subject_id: str
    name: str
    tier: str
    phone: str
    assets: Any
    as_of: date | None
    last_reached_at: datetime | None
    group: Group
    reasons: tuple[Reason, ...]

    href: str = ""
    lacks: tuple[str, ...] = ()
    shut: tuple[str, ...] = ()  # channels by which the customer wants to hear nothing

    @property
    def is_customer(self) -> bool:
        """Whether a contact can be recorded."""
        return self.subject_kind == "customer"


def cards(viewer: Viewer, lines: Sequence[Line], at: datetime, book: Rulebook) -> list[Card]:
    """The cards of these lines, in their order: three queries, and one for each kind of subject besides customers.

    What a customer refused in another file of theirs is asked when somebody calls or records a contact.
    """
    owed = [one for line in lines for one in line.owed]
    customers = Customer.objects.in_bulk([line.subject_id for line in lines if line.subject_kind == "customer"])
    duties: dict[tuple[str, str], list[Duty]] = defaultdict(list)
    found = Duty.objects.filter(
        pk__in=[one.id for one in owed], period_on__in={one.period_on for one in owed}, state=State.OPEN
    )
    for duty in found.order_by("due_at", "-score", "pk"):
        duties[duty.subject_kind, duty.subject_id].append(duty)
    entries = latest_entries(customers) if customers else {}
    lacks = _lacks(customers, duties, entries, at, book)
    names = subject_names((line.subject_kind, line.subject_id) for line in lines if line.subject_kind != "customer")
    return [
        _card(
            viewer,
            line,
            customers.get(line.subject_id) if line.subject_kind == "customer" else None,
            duties[line.subject_kind, line.subject_id],
            names.get((line.subject_kind, line.subject_id), line.subject_id),
            lacks.get(line.subject_id, ()) if line.subject_kind == "customer" else (),
            entries.get(line.subject_id, {}),
            at,
            book,
        )
        for line in lines
    ]


def _card(
    viewer: Viewer,
    line: Line,
    customer: Customer | None,
    duties: list[Duty],
    otherwise: str,
    lacks: tuple[str, ...],
    entries: Mapping[str, InformationEntry],
    at: datetime,
    book: Rulebook,
) -> Card:
    tie = own_tie(viewer, customer) or (entrusted(viewer, duties) if customer else None)
    mask = Masker(viewer, tie)
    return Card(
        key=f"{line.subject_kind}-{line.subject_id}",
        subject_kind=line.subject_kind,
        subject_id=line.subject_id,
        name=str(mask.field("name", customer.name)) if customer else otherwise,
        tier=customer.tier if customer else "",
        phone=str(mask.field("phone", customer.phone)) if customer else "",
        assets=mask.field("assets", customer.assets) if customer else None,
        as_of=customer.as_of if customer else None,
        last_reached_at=customer.last_reached_at if customer else None,
        group=line.group,
        reasons=tuple(reason(duty, at, book, tied=tie is not None) for duty in duties),
        href=subject_page(line.subject_kind, line.subject_id, duties[0].kind if duties else ""),
        lacks=lacks if tie else (),
        shut=tuple(shut_channels(customer, entries, business_date(at), book)) if customer and tie else (),
    )


def _lacks(
    customers: Mapping[str, Customer],
    duties: Mapping[tuple[str, str], list[Duty]],
    entries: Mapping[str, Mapping[str, InformationEntry]],
    at: datetime,
    book: Rulebook,
) -> dict[str, tuple[str, ...]]:
    """What the first duty of each customer needs and nobody has filled in (A31.1).

    Consents are left to the customer page; what was refused stands on the card itself.
    """
    today = business_date(at)
    kinds = {key: owed[0].kind for key in customers if (owed := duties.get(("customer", key)))}
    return {
        key: tuple(
            field
            for field in lacking(customers[key], values_of(customers[key], entries.get(key, {})), kind, today, book)
            if field not in CONSENTS
        )
        for key, kind in kinds.items()
    }
