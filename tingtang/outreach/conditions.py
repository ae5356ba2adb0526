"""The conditions of a list as the database asks them of one customer: each an indexed probe, none a scan of its own.

Cheap ones narrow a walk along the customer's own columns (`narrowed`); dear ones look into holdings, duties and the
ledger of information of each customer (`holds`) and are asked of a bounded piece of the walk only (finding.py).
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, LessThan

from tingtang.customers.fields import FIELDS, UNREAD
from tingtang.customers.models import Customer, Holding, InformationEntry, Tier
from tingtang.duties.models import Duty, State
from tingtang.manual.book import Rulebook
from tingtang.organisation.access import Viewer, subtree, tied_customers
from tingtang.outreach.criteria import Criteria
from tingtang.shared.lunar import births_kept_on
from tingtang.shared.times import day_start

OLDEST = 120  # years: nobody's birthday is looked for further back


def narrowed(viewer: Viewer, asked: Criteria) -> QuerySet[Customer]:
    """Those the viewer is tied to, by the columns that indexes begin with."""
    found = columns(asked).filter(tied_customers(viewer))
    return found.filter(home_institution__in=subtree([asked.institution])) if asked.institution else found


def columns(asked: Criteria) -> QuerySet[Customer]:
    """Customers by tier, manager and kind, whoever looks."""
    found = Customer.objects.all()
    if asked.staff:
        found = found.filter(manager=asked.staff)
    if asked.tiers:
        found = found.filter(tier__in=asked.tiers)
    return found.filter(kind=asked.kind) if asked.kind else found


def holds(asked: Criteria, today: date, book: Rulebook) -> Q:
    """Everything else that is asked, as one condition."""
    found = Q()
    if asked.product or asked.matures:
        found &= _holding(asked, today)
    if asked.silent:
        found &= unreached(today - timedelta(days=asked.silent))
    if asked.uncovered:
        found &= uncovered(today, book)
    if asked.signal:
        found &= Q(Exists(open_signals(asked.signal, book).filter(subject_id=OuterRef("pk"))))
    if asked.birthday:
        found &= _birthday(today, asked.birthday)
    if asked.missing:
        found &= _missing(asked.missing, today, book)
    return found & _few(asked.few) if asked.few else found


def _holding(asked: Criteria, today: date) -> Q:
    held = Holding.objects.filter(customer=OuterRef("pk"))
    if asked.product:
        held = held.filter(product__type=asked.product)
    if asked.matures:
        held = held.filter(maturity_on__range=(today, today + timedelta(days=asked.matures)))
    return Q(Exists(held))


def unreached(since: date) -> Q:
    """Not reached on this day or later, or never: the day before it is the last that would not count."""
    return Q(last_reached_at__isnull=True) | Q(last_reached_at__lt=day_start(since + timedelta(days=1)))


def intervals(today: date, book: Rulebook) -> dict[str, int]:
    """Tier -> days between contacts, by the manual (A31.2a, A21.2c)."""
    plans = {Tier.PRIVATE: "private", Tier.WEALTH: "wealth"}
    return {
        tier: int(str(book.value(f"contact.interval_days.{plans.get(Tier(tier), 'maintained')}", today).value))
        for tier in Tier.values
    }


def uncovered(today: date, book: Rulebook) -> Q:
    """Not reached within the interval of their own tier; whoever was reached just so many days ago still is covered."""
    found = Q()
    for tier, days in intervals(today, book).items():
        found |= Q(tier=tier) & unreached(today - timedelta(days=days + 1))
    return found


def open_signals(signal: str, book: Rulebook) -> QuerySet[Duty]:
    """The open duties of a signal of attrition, or of any."""
    kinds = [kind for kind in book.kinds if kind.startswith("attrition.") and signal in ("any", kind.split(".", 1)[1])]
    return Duty.objects.filter(subject_kind="customer", kind__in=kinds, state=State.OPEN)


def _birthday(today: date, days: int) -> Q:
    """Birthdays from today on, solar by month and day, lunar by the births that are kept on those days (A31.6)."""
    solar, lunar = Q(), []
    since = today.replace(day=1, year=today.year - OLDEST)
    for offset in range(days + 1):
        on = today + timedelta(days=offset)
        solar |= Q(birth_date__month=on.month, birth_date__day=on.day)
        if (on.month, on.day) == (2, 28) and (on + timedelta(days=1)).month == 3:
            solar |= Q(birth_date__month=2, birth_date__day=29)
        lunar += births_kept_on(on, since)
    kept_by_moon = Q(birth_calendar="lunar")
    return Q(kind="P") & ((~kept_by_moon & solar) | (kept_by_moon & Q(birth_date__in=lunar)))


def _missing(field: str, today: date, book: Rulebook) -> Q:
    if field != "needed":
        return lacks(field)
    found = Q()
    for name in needed(today, book):
        found |= lacks(name)
    return found


def needed(today: date, book: Rulebook) -> tuple[str, ...]:
    """What a contact needs of every customer (information.needed.contact), consents aside."""
    names = book.value("information.needed.contact", today).value
    return tuple(one for one in names if not one.startswith("consent")) if isinstance(names, tuple) else ()


def lacks(name: str) -> Q:
    """Nobody has filled the field in. A date of birth that the identity number tells is not missing."""
    field = FIELDS.get(name)
    if field is None:  # kept beside the ledger, of persons
        return Q(kind="P", **{f"{name}__isnull": True})
    concerned = Q(kind__in=list(field.of))
    if not field.core:
        latest = InformationEntry.objects.filter(customer=OuterRef("pk"), field=name).order_by("-pk").values("value")
        return concerned & Q(Exact(Coalesce(Subquery(latest[:1]), Value("")), Value("")))
    if name == "birth_date":
        return concerned & Q(birth_date__isnull=True) & (Q(id_no="") | Q(id_type__in=UNREAD))
    return concerned & (Q(**{f"{name}__isnull": True}) if field.day else Q(**{name: ""}))


def _few(most: int) -> Q:
    kinds = Holding.objects.filter(customer=OuterRef("pk")).order_by().values("customer")
    counted = kinds.annotate(n=Count("product__type", distinct=True)).values("n")
    number = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    return Q(LessThan(number, Value(most)))


def by_assets(found: QuerySet[Customer]) -> QuerySet[Customer]:
    """Most assets first."""
    return found.order_by(F("assets").desc(), "pk")
