"""What is known of a customer as a page shows it: each field with its source and age, its faults, its corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from tingtang.customers.consent import CHANNELS, REFUSED, Consent, consents, greeting_ways, guardian_agrees
from tingtang.customers.information import Known, known, latest_entries, lists_for, missing, values_of
from tingtang.customers.merging import entries_of, linked_ids
from tingtang.customers.models import Correction, Customer, InformationEntry
from tingtang.desk.customers.words import field_name, value_name
from tingtang.desk.names import people as people_named
from tingtang.manual.book import Rulebook
from tingtang.organisation.access import Viewer, subtree
from tingtang.organisation.masking import Masker

HISTORY, PAGE = 30, 20
ORDER = {"wrong": 0, "expired": 1, "missing": 2, "good": 3}


@dataclass(frozen=True)
class Quality:
    """What the customer page says of the information: what the next duty lacks, what is wrong, what is too old."""

    ways_to_greet: tuple[str, ...]
    guardian: bool
    lacks: tuple[str, ...]
    wrong: tuple[str, ...]
    expired: tuple[str, ...]
    consents: dict[tuple[str, str], Consent]

    @property
    def shut(self) -> bool:
        """Whether the customer refused every way for every purpose."""
        return all(one.answer == REFUSED for one in self.consents.values())

    @property
    def channels(self) -> int:
        """How many channels there are."""
        return len(CHANNELS)

    def refused(self, purpose: str) -> list[str]:
        """The channels that are refused for a purpose."""
        return [channel for (one, channel), held in self.consents.items() if one == purpose and held.answer == REFUSED]

    def ways(self, purpose: str) -> list[str]:
        """The channels that remain for a purpose."""
        return [channel for (one, channel), held in self.consents.items() if one == purpose and held.allowed]


@dataclass(frozen=True)
class Row:
    """One field as this viewer may see it. `needed`: the next duty asks for it."""

    known: Known
    value: str
    masked: bool
    by: str
    needed: bool
    waiting: Correction | None

    @property
    def name(self) -> str:
        """The field's name in code."""
        return self.known.field.name


def quality(customer: Customer, kind: str, today: date, book: Rulebook, linked: Sequence[str] = ()) -> Quality:
    """The information of one customer against a kind of duty. One query.

    What was refused under any of the `linked` files is refused.
    """
    entries = entries_of(customer.pk, linked)
    held = known(customer, entries, today, book)
    return Quality(
        ways_to_greet=tuple(greeting_ways(customer, entries, today, book)),
        guardian=guardian_agrees(entries, today),
        lacks=lacking(customer, values_of(customer, entries), kind, today, book),
        wrong=tuple(one.field.name for one in held if one.state == "wrong"),
        expired=tuple(one.field.name for one in held if one.state == "expired"),
        consents=consents(customer, entries, today, book),
    )


def refused_channels(customer: Customer, today: date, book: Rulebook) -> list[str]:
    """The channels by which the customer wants to hear nothing, not even of what is held. Two queries."""
    return shut_channels(customer, entries_of(customer.pk, linked_ids(customer.pk)), today, book)


def shut_channels(
    customer: Customer, entries: Mapping[str, InformationEntry], today: date, book: Rulebook
) -> list[str]:
    """The channels that these lines of the ledger refuse, even for what is held. Pure."""
    held = consents(customer, entries, today, book)
    return [one.channel for one in held.values() if one.purpose == "service" and one.answer == REFUSED]


def lacking(customer: Customer, values: dict[str, str], kind: str, today: date, book: Rulebook) -> tuple[str, ...]:
    """The fields a duty of this kind needs for this customer's tier that nobody has filled in."""
    return missing(customer, values, _needed(customer, kind, today, book))


def _needed(customer: Customer, kind: str, today: date, book: Rulebook) -> list[tuple[str, ...]]:
    found = (book.value(f"information.needed.{name}", today).value for name in lists_for(kind, customer.tier))
    return [one for one in found if isinstance(one, tuple)]


def table(customer: Customer, mask: Masker, kind: str, today: date, book: Rulebook) -> list[Row]:
    """Every field, those that ask for something first. Three queries."""
    entries = latest_entries([customer.pk]).get(customer.pk, {})
    held = known(customer, entries, today, book)
    needed = lacking(customer, values_of(customer, entries), kind, today, book)
    waiting = {one.field: one for one in corrections_of(customer).filter(state=Correction.State.PENDING)}
    people = people_named({one.by for one in held})
    rows = [
        Row(
            known=one,
            value=shown(one.field.name, one.value, mask),
            masked=bool(one.value) and mask.masks(one.field.name),
            by=people.get(one.by, one.by),
            needed=one.field.name in needed,
            waiting=waiting.get(one.field.name),
        )
        for one in held
    ]
    return sorted(rows, key=lambda row: (not row.needed, ORDER[row.known.state]))


def shown(field: str, value: str, mask: Masker) -> str:
    """A value as the viewer may see it, codes in words."""
    return str(mask.field(field, value)) if mask.masks(field) else value_name(field, value)


def corrections_of(customer: Customer) -> QuerySet[Correction]:
    """The corrections of a customer, newest first."""
    return Correction.objects.filter(customer=customer).order_by("-pk")


def history(customer: Customer, mask: Masker) -> list[dict[str, Any]]:
    """The latest lines of the ledger, for the timeline. Two queries."""
    lines = list(InformationEntry.objects.filter(customer=customer).order_by("-pk")[:HISTORY])
    people = people_named({one.by for one in lines})
    return [
        {
            "line": one,
            "field": field_name(one.field),
            "value": shown(one.field, one.value, mask),
            "by": people.get(one.by, one.by),
        }
        for one in lines
    ]


@dataclass(frozen=True)
class Proposal:
    """One correction that waits for an answer, as a head sees it in the list."""

    row: Correction
    name: str
    old: str
    new: str
    by: str
    decided_by: str = ""


@dataclass(frozen=True)
class Filters:
    """What the list of corrections is narrowed to: a state, a field; empty for any."""

    state: str = Correction.State.PENDING
    field: str = ""
    page: int = 1


@dataclass(frozen=True)
class Proposals:
    """A page of corrections, and how many there are under the filters."""

    rows: list[Proposal]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages, at least one."""
        return max(1, -(-self.total // PAGE))


def corrections_below(viewer: Viewer, filters: Filters) -> Proposals:
    """Corrections where the viewer may answer: those that wait oldest first, those answered newest first.

    Of those that wait, one's own are another's to answer and are left out. Three queries, one more for names.
    """
    places = subtree(viewer.institutions_for("correction.decide"))
    found = Correction.objects.filter(state=filters.state, customer__home_institution__in=places)
    if filters.field:
        found = found.filter(field=filters.field)
    waiting = filters.state == Correction.State.PENDING
    found = found.exclude(proposed_by=viewer.staff_id).order_by("pk") if waiting else found.order_by("-pk")
    total = found.count()
    page = min(max(1, filters.page), max(1, -(-total // PAGE)))
    rows = list(found.select_related("customer")[(page - 1) * PAGE : page * PAGE])
    people = people_named({one.proposed_by for one in rows} | {one.decided_by for one in rows})
    return Proposals([proposal(one, people) for one in rows], total, page)


def proposal(one: Correction, people: dict[str, str] | None = None, *, full: bool = False) -> Proposal:
    """A correction with what is there and what it should be, masked unless `full`."""
    people = people_named({one.proposed_by}) if people is None else people
    mask = Masker(None, None)
    there = getattr(one.customer, one.field)
    return Proposal(
        row=one,
        name=str(mask.field("name", one.customer.name)),
        old=shown(one.field, "" if there is None else str(there), mask),
        new=value_name(one.field, one.value) if full else shown(one.field, one.value, mask),
        by=people.get(one.proposed_by, one.proposed_by),
        decided_by=people.get(one.decided_by, one.decided_by),
    )
