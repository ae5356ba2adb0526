"""What is known of a customer, where it comes from, and whether it is enough for what is to be done next (A31.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max

from tingtang.customers.fields import Field, birth_of, fault, fields_of
from tingtang.customers.models import Customer, InformationEntry, Source, Tier
from tingtang.manual.book import Rulebook
from tingtang.shared.text import Bilingual

# The list of the manual's values that a kind of duty goes by: `information.needed.<list>`.
PRODUCTS = frozenset({"fund", "insurance", "wealth", "deposit"})
OF_A_PERSON = frozenset({"birth_date", "birth_calendar"})
CONSENTS = {"consent_call": "phone", "consent_marketing": "marketing"}  # the copy's columns, the ledger's words
LIMIT = "information.limit_days."
Entries = Mapping[str, InformationEntry]
Held = tuple[str, str, date | datetime | None, date | None]  # source, by, at, until


@dataclass(frozen=True, slots=True)
class Known:
    """One field of one customer: its value, where it comes from, how long it counts, what is wrong with it."""

    field: Field
    value: str
    source: str = ""
    by: str = ""
    at: date | datetime | None = None
    until: date | None = None
    limited: bool = False
    fault: Bilingual | None = None
    on: date = date.min

    @property
    def expired(self) -> bool:
        """Whether it is to be asked again: its time has passed, or nobody knows since when it is so."""
        return bool(self.value) and self.limited and (self.until is None or self.until < self.on)

    @property
    def state(self) -> str:
        """missing | wrong | expired | good."""
        if not self.value:
            return "missing"
        return "wrong" if self.fault else "expired" if self.expired else "good"


def latest_entries(customer_ids: Iterable[str]) -> dict[str, dict[str, InformationEntry]]:
    """The latest line of each field, by customer and field. One query."""
    newest = InformationEntry.objects.filter(customer__in=list(customer_ids)).values("customer", "field")
    found = InformationEntry.objects.filter(pk__in=newest.annotate(last=Max("pk")).values("last"))
    held: dict[str, dict[str, InformationEntry]] = {}
    for one in found:
        held.setdefault(one.customer_id, {})[one.field] = one
    return held


def held_value(customer: Customer, field: str) -> str:
    """One field's value as it stands, unmasked."""
    return values_of(customer, latest_entries([customer.pk]).get(customer.pk, {}))[field]


def known(customer: Customer, entries: Mapping[str, InformationEntry], on: date, book: Rulebook) -> tuple[Known, ...]:
    """Everything that may be known of a customer as of a day, from the copy and the latest lines. Pure."""
    values = values_of(customer, entries)
    return tuple(_known(one, customer, entries.get(one.name), values, on, book) for one in fields_of(customer.kind))


def values_of(customer: Customer, entries: Mapping[str, InformationEntry]) -> dict[str, str]:
    """Every field's value as text; a date of birth that only the identity number tells is among them."""
    values = {one.name: _held(customer, one, entries.get(one.name)) for one in fields_of(customer.kind)}
    if customer.kind == "P" and not values["birth_date"] and (told := birth_of(values)):
        values["birth_date"] = told.isoformat()
    return values | {name: _answered(customer, name, entries) for name in CONSENTS}


def _answered(customer: Customer, name: str, entries: Mapping[str, InformationEntry]) -> str:
    """Whether the customer was asked, by the copy or by a line of the ledger; the answer itself is `consent.py`'s."""
    part = CONSENTS[name]
    known = getattr(customer, name) is not None or any(
        one.startswith("consent.") and part in one.split(".") and entry.value for one, entry in entries.items()
    )
    return "asked" if known else ""


def _held(customer: Customer, field: Field, entry: InformationEntry | None) -> str:
    if not field.core:
        return entry.value if entry else ""
    value = getattr(customer, field.name)
    return "" if value is None else str(value)


def _known(
    field: Field,
    customer: Customer,
    entry: InformationEntry | None,
    values: Mapping[str, str],
    on: date,
    book: Rulebook,
) -> Known:
    value = values[field.name]
    wrong = fault(field, value, values, kind=customer.kind, on=on)
    days = limit_days(field.name, on, book)
    held: Held = ("", "", None, None)
    if entry is not None and entry.value == value:
        held = (entry.source, entry.by, entry.at, entry.confirmed_until)
    elif field.core and value:
        held = _of_the_core(customer, field, entry, days)
    return Known(field, value, *held, limited=days is not None, fault=wrong, on=on)


def _of_the_core(customer: Customer, field: Field, entry: InformationEntry | None, days: int | None) -> Held:
    """A value of the core bank counts from the opening of the account; one that came after a confirmation of another
    from nowhere: the feed does not say when it was asked."""
    source = Source.DERIVED if field.name == "birth_date" and customer.birth_date is None else Source.CORE_BANK
    since = None if entry else customer.created_on
    return source, "", customer.as_of, since + timedelta(days=days) if since and days is not None else None


def limit_days(name: str, on: date, book: Rulebook) -> int | None:
    """For how many days a confirmed value counts, by the manual; None when it does not age."""
    key = LIMIT + name
    return int(str(book.value(key, on).value)) if key in book.entries else None


def list_of(kind: str) -> str:
    """Which of the lists a kind of duty needs: contact, birthday or product."""
    family = kind.split(".")[0]
    if family == "birthday":
        return "birthday"
    return "product" if family in PRODUCTS else "contact"


def lists_for(kind: str, tier: str) -> tuple[str, ...]:
    """The lists for a duty with a customer of this tier."""
    return (list_of(kind), *(("private",) if tier == Tier.PRIVATE else ()))


def missing(customer: Customer, values: Mapping[str, str], needed: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The fields of these lists that nobody has filled in, in their order; companies have no birthday."""
    fields = dict.fromkeys(field for one in needed for field in one)
    if customer.kind == "C":
        fields = {field: None for field in fields if field not in OF_A_PERSON}
    return tuple(field for field in fields if not _filled(customer, values, field))


def _filled(customer: Customer, values: Mapping[str, str], field: str) -> bool:
    return bool(values[field]) if field in values else getattr(customer, field) not in (None, "")
