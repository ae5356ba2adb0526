"""One customer as this viewer may see them: everything of the customer page and of the brief, fields masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tingtang.contacts.models import Channel, Contact, Outcome
from tingtang.contacts.queries import history, open_duties
from tingtang.customers.merging import linked_files
from tingtang.customers.models import AssetPoint, Customer, FamilyMember, Holding, TierChange
from tingtang.customers.quality import Figure
from tingtang.desk.customers.information import Quality, quality
from tingtang.desk.customers.quality import file_figures
from tingtang.desk.customers.words import product_type
from tingtang.desk.formats import money
from tingtang.desk.language import t
from tingtang.desk.reasons import Reason, reason
from tingtang.manual.book import Rulebook
from tingtang.manual.rules.greetings import years_before
from tingtang.organisation.access import Tie, Viewer
from tingtang.organisation.masking import Masker
from tingtang.shared.times import business_date

POINTS, CHANGES, CONTACTS, MOST = 53, 12, 20, 200  # a year of weeks; rows that a page shows
EFFECTIVE = 5  # reached contacts from which a channel is said to work


@dataclass(frozen=True)
class Group:
    """Holdings of one type of product with what they come to."""

    type: str
    name: str
    total: Decimal
    rows: tuple[Holding, ...]


@dataclass(frozen=True)
class Ahead:
    """A day that a holding brings: maturity, dividend, opening."""

    on: date
    what: str
    product: str
    balance: Decimal


@dataclass(frozen=True)
class Portrait:
    """What the page shows."""

    customer: Customer
    tie: Tie
    mask: Masker
    duties: tuple[Reason, ...]
    points: tuple[tuple[date, Decimal], ...]
    changes: tuple[TierChange, ...]
    groups: tuple[Group, ...]
    ahead: tuple[Ahead, ...]
    family: tuple[FamilyMember, ...]
    contacts: tuple[Contact, ...]
    quality: Quality
    today: date
    grown_before: date
    files: tuple[Customer, ...] = ()
    kept: str = ""
    figures: tuple[dict[str, Figure], date] | None = None

    @property
    def all_assets(self) -> Decimal:
        """The assets of every file of the customer."""
        return sum((one.assets for one in self.files), self.customer.assets)

    @property
    def family_dates(self) -> list[tuple[FamilyMember, bool]]:
        """The family, and whether a date may be used for wishes: a child's only with the guardian's consent."""
        return [(one, date_used(one, self.quality.guardian, self.grown_before)) for one in self.family]

    @property
    def name(self) -> str:
        """The name as this viewer may see it."""
        return str(self.mask.field("name", self.customer.name))

    @property
    def needs(self) -> list[Contact]:
        """The latest contacts that told of a need."""
        return [one for one in self.contacts if one.need]

    @property
    def works(self) -> list[tuple[str, int]]:
        """The ways by which the customer was reached lately, most often first."""
        reached = [one.channel for one in self.contacts if one.outcome == Outcome.REACHED]
        counted = [(code, reached.count(code)) for code in Channel.values if code in reached]
        return sorted(counted, key=lambda one: -one[1])[:EFFECTIVE]

    @property
    def chart(self) -> dict[str, Any]:
        """The points for the chart: days, amounts, the words of each."""
        return {
            "x": [on.isoformat() for on, _ in self.points],
            "y": [float(value) for _, value in self.points],
            "words": [money(value) for _, value in self.points],
            "name": t("资产", "Assets"),
        }


def portrait(viewer: Viewer, customer: Customer, tie: Tie, at: datetime, book: Rulebook) -> Portrait:
    """Read one customer: eight queries, however much there is; a row of a customer the viewer is tied to.

    One more for a customer with several files linked as one: the contacts of all, and the others by their sums.
    """
    today = business_date(at)
    kept, files = linked_files(customer.pk) if customer.in_merge else ("", [])  # type: ignore[attr-defined]
    linked = [one.pk for one in files]
    holdings = list(
        Holding.objects.filter(customer=customer).select_related("product").order_by("product__type", "-balance")[:MOST]
    )
    duties = open_duties(customer.pk)[:MOST]
    return Portrait(
        customer=customer,
        tie=tie,
        mask=Masker(viewer, tie),
        duties=tuple(reason(duty, at, book, tied=True) for duty in duties),
        points=_points(customer),
        changes=tuple(TierChange.objects.filter(customer=customer).order_by("-on")[:CHANGES]),
        groups=_groups(holdings),
        ahead=_ahead(holdings, today),
        family=tuple(FamilyMember.objects.filter(customer=customer).order_by("relation", "pk")[:MOST]),
        contacts=_contacts(customer, linked),
        quality=quality(customer, duties[0].kind if duties else "contact", today, book, linked),
        today=today,
        grown_before=years_before(today, int(str(book.value("birthday.guardian_age", today).value))),
        files=tuple(files),
        kept="" if kept == customer.pk else kept,
        figures=file_figures(customer),
    )


def date_used(one: FamilyMember, guardian: bool, grown_before: date) -> bool:
    """Whether the family's birthday raises wishes, as the rule of the night decides."""
    if one.consent is not True or one.birth_date is None:
        return False
    return guardian or one.birth_date <= grown_before


def _contacts(customer: Customer, linked: Sequence[str]) -> tuple[Contact, ...]:
    if not linked:
        return tuple(history(customer.pk, CONTACTS))
    every = Contact.objects.filter(customer__in=[customer.pk, *linked]).select_related("staff").order_by("-at")
    return tuple(every[:CONTACTS])


def _points(customer: Customer) -> tuple[tuple[date, Decimal], ...]:
    kept = AssetPoint.objects.filter(customer=customer, on__lt=customer.as_of).order_by("-on")[: POINTS - 1]
    return (*((one.on, one.assets) for one in reversed(kept)), (customer.as_of, customer.assets))


def _groups(holdings: Sequence[Holding]) -> tuple[Group, ...]:
    types = dict.fromkeys(one.product.type for one in holdings)
    made = []
    for code in types:
        rows = tuple(one for one in holdings if one.product.type == code)
        made.append(Group(code, product_type(code), sum((one.balance for one in rows), Decimal(0)), rows))
    return tuple(sorted(made, key=lambda one: (one.type == "loan", -one.total)))


def _ahead(holdings: Sequence[Holding], today: date) -> tuple[Ahead, ...]:
    days = [
        Ahead(on, what, one.product.name, one.balance)
        for one in holdings
        for on, what in (
            (one.maturity_on, t("到期", "matures")),
            (one.next_dividend_on, t("分红", "pays a dividend")),
            (one.product.opens_on, t("开放", "opens")),
        )
        if on is not None and on >= today
    ]
    return tuple(sorted(days, key=lambda one: (one.on, one.product)))
