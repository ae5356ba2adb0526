"""Five figures of each file: true, complete, accurate, current, confidential (docs/customers.md says what counts).

Each is so many of so many, never a score: sums of them are figures of a manager, an outlet, the province, and behind
each number stand the files that fall short. A job writes them; pages read one row a file and sums.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from tingtang.audit.models import Entry
from tingtang.customers.duplicates import open_pairs
from tingtang.customers.information import Entries, Known, known, latest_entries, missing, values_of
from tingtang.customers.models import Customer, QualityFigure, QualitySum, Source, Tier
from tingtang.customers.models.figures import PRINCIPLES
from tingtang.manual.book import Rulebook
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import subtree
from tingtang.organisation.models import Institution, InstitutionTree, Staff
from tingtang.shared.times import day_start

CHUNK = 1_000
COUNTS = tuple(f"{one}_{part}" for one in PRINCIPLES for part in ("good", "of"))
LISTS = ("contact", "birthday", "product")
CHECKED = frozenset({"id_no", "phone"})  # numbers that tell by themselves whether they can be


@dataclass(frozen=True, slots=True)
class Looks:
    """How often others than the manager looked into a file lately, and how many of these looks say by what right."""

    good: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """So many as they should be, of so many that count."""

    good: int
    of: int

    @property
    def short(self) -> int:
        """How many fall short."""
        return self.of - self.good


Five = dict[str, Figure]


def five(customer: Customer, entries: Entries, looks: Looks, on: date, book: Rulebook, *, paired: bool = False) -> Five:
    """The five figures of one file as of a day. Pure.

    `paired`: the file stands in an open pair of duplicates, so it is not yet told apart from another.
    """
    held = known(customer, entries, on, book)
    filled = [one for one in held if one.value]
    aging = [one for one in filled if one.limited]
    needed = needed_fields(customer, on, book)
    return {
        "true": Figure(sum(verified(one) for one in filled), len(filled)),
        "complete": Figure(len(needed) - len(missing(customer, values_of(customer, entries), [needed])), len(needed)),
        "accurate": Figure(sum(one.fault is None for one in filled) + (not paired), len(filled) + 1),
        "current": Figure(sum(not one.expired for one in aging), len(aging)),
        "confidential": Figure(looks.good, looks.of),
    }


def verified(one: Known) -> bool:
    """Whether somebody stands for the value: it was stated or documented to a person, or the core bank has it from the
    opening; and where a number has check digits they are right. A value that replaced a confirmed one is nobody's."""
    if one.field.name in CHECKED and one.fault is not None:
        return False
    return bool(one.by) or one.source == Source.DERIVED or not one.limited or one.until is not None


def short_fields(customer: Customer, entries: Entries, on: date, book: Rulebook) -> dict[str, tuple[str, ...]]:
    """The fields behind each figure of one file that fall short, by figure; confidentiality has none. Pure."""
    held = [one for one in known(customer, entries, on, book) if one.value]
    return {
        "true": tuple(one.field.name for one in held if not verified(one)),
        "complete": missing(customer, values_of(customer, entries), [needed_fields(customer, on, book)]),
        "accurate": tuple(one.field.name for one in held if one.fault is not None),
        "current": tuple(one.field.name for one in held if one.expired),
        "confidential": (),
    }


def needed_fields(customer: Customer, on: date, book: Rulebook) -> tuple[str, ...]:
    """Every field that any duty needs of a customer of this tier; companies have no birthday."""
    lists = (*LISTS, "private") if customer.tier == Tier.PRIVATE else LISTS
    found = (book.value(f"information.needed.{name}", on).value for name in lists)
    fields = dict.fromkeys(field for one in found if isinstance(one, tuple) for field in one)
    personal = {"birth_date", "birth_calendar"}
    return tuple(field for field in fields if customer.kind == "P" or field not in personal)


def of_staff(staff: Staff) -> Q:
    """The files of a person, as a filter of figures."""
    return Q(customer__manager=staff)


def of_place(place: Institution) -> Q:
    """The files at home in an institution and below."""
    return Q(customer__manager__isnull=False, customer__home_institution__in=subtree([place.pk]))


def behind(principle: str) -> Q:
    """The files that fall short in a figure; there is an index of them for each."""
    return Q(**{f"{principle}_good__lt": F(f"{principle}_of")})


# -- the job ----------------------------------------------------------------------------------------------------------


def renew_figures(*, on: date, book: Rulebook | None = None) -> int:
    """Bring every maintained file's figures in line, a chunk a transaction, then the month's sums; how many changed.

    Derived data, so without an audit row of its own. Run again on the same day it writes nothing but the sums.
    """
    book = book or rulebook()
    written, last = 0, ""
    paired = _paired()
    maintained = Customer.objects.exclude(manager=None).order_by("pk")
    while chunk := list(maintained.filter(pk__gt=last)[:CHUNK]):
        written += _write(chunk, paired, on, book)
        last = chunk[-1].pk
    QualityFigure.objects.filter(customer__manager=None).delete()
    sum_up(on=on)
    return written


@transaction.atomic
def _write(chunk: Sequence[Customer], paired: set[str], on: date, book: Rulebook) -> int:
    rows = list(_figures(chunk, paired, on, book))
    standing = {one.pk: one for one in QualityFigure.objects.filter(pk__in=[one.pk for one in rows])}
    differ = [one for one in rows if one.pk not in standing or _counts(one) != _counts(standing[one.pk])]
    QualityFigure.objects.bulk_create(
        differ, update_conflicts=True, unique_fields=["customer"], update_fields=["as_of", *COUNTS]
    )
    return len(differ)


def _figures(chunk: Sequence[Customer], paired: set[str], on: date, book: Rulebook) -> Iterator[QualityFigure]:
    entries = latest_entries(one.pk for one in chunk)
    looks = looks_into(chunk, on, book)
    for one in chunk:
        found = five(one, entries.get(one.pk, {}), looks.get(one.pk, Looks()), on, book, paired=one.pk in paired)
        counts = {f"{name}_{part}": getattr(figure, part) for name, figure in found.items() for part in ("good", "of")}
        yield QualityFigure(customer_id=one.pk, as_of=on, **counts)


def _counts(one: QualityFigure) -> list[int]:
    return [getattr(one, name) for name in COUNTS]


def _paired() -> set[str]:
    return {pk for pair in open_pairs().values_list("first_id", "second_id") for pk in pair}


def window(on: date, book: Rulebook) -> datetime:
    """From when on looks are counted."""
    return day_start(on - timedelta(days=int(str(book.value("information.confidential_days", on).value))))


def looks_into(chunk: Sequence[Customer], on: date, book: Rulebook) -> Mapping[str, Looks]:
    """Looks of others than the manager, by file: reveals, which say why, and reads, which say by which tie. One query.

    A search finds only whom one is tied to, and opens nothing: it is no look.
    """
    rows = (
        Entry.objects.filter(
            subject_kind="customer", subject_id__in=[one.pk for one in chunk], at__gte=window(on, book)
        )
        .filter(nature__in=[Entry.Nature.READ, Entry.Nature.REVEAL])
        .exclude(action__startswith="customer.search")
        .values_list("subject_id", "actor")
        .annotate(of=Count("pk"), good=Count("pk", filter=Q(nature=Entry.Nature.REVEAL) | Q(detail__has_key="tie")))
    )
    managers = {one.pk: one.manager_id for one in chunk}
    good: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for pk, actor, looked, justified in rows:
        if actor != managers[pk]:
            of[pk] += looked
            good[pk] += justified
    return {pk: Looks(good[pk], of[pk]) for pk in of}


@transaction.atomic
def sum_up(*, on: date) -> int:
    """The month's sums by manager, and by institution with all below; how many rows. Two sums in the database."""
    month = on.replace(day=1)
    total = {name: Coalesce(Sum(name), 0) for name in COUNTS}
    files = QualityFigure.objects.exclude(customer__manager=None).annotate()
    by_staff = files.values("customer__manager").annotate(customers=Count("pk"), **total).order_by()
    by_home = files.values("customer__home_institution").annotate(customers=Count("pk"), **total).order_by()
    rows = [QualitySum(month=month, as_of=on, staff_id=one["customer__manager"], **_sums(one)) for one in by_staff]
    rows += _rolled_up({one["customer__home_institution"]: _sums(one) for one in by_home}, month, on)
    QualitySum.objects.filter(month=month).delete()
    QualitySum.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _sums(row: Any) -> dict[str, int]:
    """The counts of an aggregated row, without what it is of."""
    return {name: row[name] for name in ("customers", *COUNTS)}


def _rolled_up(by_home: Mapping[str, Mapping[str, int]], month: date, on: date) -> list[QualitySum]:
    """Each home's counts added to every institution above it."""
    above = InstitutionTree.objects.filter(descendant__in=by_home).values_list("ancestor_id", "descendant_id")
    sums: dict[str, Counter[str]] = {}
    for ancestor, home in above:
        sums.setdefault(ancestor, Counter()).update(by_home[home])
    names = ("customers", *COUNTS)
    return [
        QualitySum(month=month, as_of=on, institution_id=place, **{name: found[name] for name in names})
        for place, found in sums.items()
    ]
