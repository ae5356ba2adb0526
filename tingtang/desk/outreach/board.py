"""The manager's board: each person's duties, customers, signs of leaving, referrals, sales and products.

What is counted is counted for the people of one page, along the indexes of their own rows: no figure here grows with
the number of customers of the bank. Duties, signs, referrals and sales are of the period; customers and products stand
as the last night published them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import Concat, Least, RowNumber, TruncWeek

from tingtang.advice.models import Sale
from tingtang.contacts.models import AttritionResult, Result
from tingtang.customers.models import Customer, Holding
from tingtang.desk.formats import percent
from tingtang.desk.language import t
from tingtang.desk.periods import Period
from tingtang.duties.models import Duty, State
from tingtang.duties.queries import Figures
from tingtang.manual.book import Rulebook
from tingtang.organisation.access import subtree
from tingtang.organisation.capabilities import MANAGERS
from tingtang.organisation.models import Staff
from tingtang.organisation.tree import employed
from tingtang.outreach.conditions import uncovered
from tingtang.referrals.models import Referral
from tingtang.shared.times import business_date

PAGE = 25  # people a page
WEEKS = 8  # of the trend
OVERDUE = "overdue"
Hidden = frozenset[str]
WON, LOST = (Result.KEPT, Result.PARTLY), (Result.LOST,)


@dataclass
class Person:
    """One person's figures."""

    staff: Staff
    duties: Figures = field(default_factory=Figures)
    customers: int = 0
    covered: int = 0
    types: int = 0
    signals: int = 0
    kept: int = 0
    lost: int = 0
    made: int = 0
    won: int = 0
    sold: int = 0

    @property
    def uncovered(self) -> int:
        """Customers not reached within their interval."""
        return self.customers - self.covered

    @property
    def products(self) -> str:
        """Types of products a customer holds, on average, to one decimal and never rounded up."""
        if not self.customers:
            return "—"
        tenths = self.types * 10 // self.customers
        return f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True)
class Board:
    """A page of the board with what its people come to together, and their weeks."""

    people: Sequence[Person]
    total: Person
    trend: Sequence[tuple[date, int, int]]
    page: int
    pages: int

    @property
    def chart(self) -> dict[str, Any] | None:
        """Share kept in time by week, for the chart; None with fewer than two weeks."""
        weeks = [(on, met, counted) for on, met, counted in self.trend if counted]
        if len(weeks) < 2:
            return None
        return {
            "x": [on.isoformat() for on, _, _ in weeks],
            "y": [met * 100 / counted for _, met, counted in weeks],
            "words": [percent(met, counted) for _, met, counted in weeks],
            "name": t("按时率", "Kept in time"),
        }


def read_board(
    institution_id: str, period: Period, at: datetime, book: Rulebook, page: int = 1, *, hidden: Hidden = frozenset()
) -> Board:
    """The people who look after customers at and below an institution, by name: ten queries at most.

    `hidden`: cases whose duties are not counted, those of complaints that are not for whoever asks (A34.6).
    """
    today = business_date(at)
    staff = Staff.objects.filter(employed(today), institution__in=subtree([institution_id]), position__in=MANAGERS)
    page, pages, shown = _page(staff, max(1, page))
    people = {one.pk: Person(one) for one in shown}
    _duties(people, period, at, hidden)
    _customers(people, today, book)
    _signals(people, period)
    _passed_on(people, period)
    rows = list(people.values())
    return Board(rows, _total(rows), _trend(list(people), period, at, hidden), page, pages)


def _page(staff: QuerySet[Staff], page: int) -> tuple[int, int, list[Staff]]:
    """(the page, how many there are, its people): one query; a page too far is the last one."""
    rows = (
        staff.select_related("institution")
        .annotate(whole=Window(Count("pk")), place=Window(RowNumber(), order_by=["name", "pk"]))
        .annotate(before_last=F("whole") - 1 - (F("whole") - 1) % PAGE)
        .filter(place__gt=Least(F("before_last"), Value((page - 1) * PAGE)))
    )
    shown: list[Any] = [*rows.order_by("place")[:PAGE]]
    if not shown:
        return 1, 1, []
    return -(-shown[0].place // PAGE), -(-shown[0].whole // PAGE), shown


def _total(rows: Sequence[Person]) -> Person:
    total = Person(Staff())
    names = ("customers", "covered", "types", "signals", "kept", "lost", "made", "won", "sold")
    for row in rows:
        total.duties += row.duties
        for name in names:
            setattr(total, name, getattr(total, name) + getattr(row, name))
    return total


def _of(people: Iterable[str], first: date, last: date, hidden: Hidden) -> QuerySet[Duty]:
    found = Duty.objects.filter(owner_staff__in=list(people), period_on__range=(first, last)).order_by()
    return found.exclude(subject_kind="case", subject_id__in=hidden) if hidden else found


def _stands(at: datetime) -> Case:
    return Case(When(state=State.OPEN, due_at__lte=at, then=Value(OVERDUE)), default=F("state"))


def _duties(people: Mapping[str, Person], period: Period, at: datetime, hidden: Hidden) -> None:
    """How the duties of the period stand, and how many of them were signs of leaving. One query."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    leaving = Case(When(kind__startswith="attrition.", then=Value(1)), default=Value(0))
    rows = _of(people, period.first, period.last, hidden).annotate(stands=_stands(at), leaving=leaving)
    grouped = rows.values_list("owner_staff_id", "stands", "leaving").annotate(n=Count("pk"))
    for who, stands, signal, n in grouped:
        counts[str(who)][stands] += n
        people[str(who)].signals += n if signal and stands != State.CANCELLED else 0
    for key, found in counts.items():
        people[key].duties = Figures(**found)


def _customers(people: Mapping[str, Person], today: date, book: Rulebook) -> None:
    mine = Customer.objects.filter(manager__in=list(people)).order_by().values_list("manager_id")
    late = Count("pk", filter=uncovered(today, book))
    for key, n, behind in mine.annotate(n=Count("pk"), behind=late):
        people[str(key)].customers, people[str(key)].covered = n, n - behind
    pair = Concat("customer_id", Value("/"), "product__type", output_field=CharField())
    held = Holding.objects.filter(customer__manager__in=list(people)).order_by().values_list("customer__manager_id")
    for key, n in held.annotate(n=Count(pair, distinct=True)):
        people[str(key)].types = n


def _signals(people: Mapping[str, Person], period: Period) -> None:
    """What was said to have come of the signs of leaving of the period."""
    said = AttritionResult.objects.filter(manager__in=list(people), period_on__range=(period.first, period.last))
    for key, result, n in said.order_by().values_list("manager_id", "result").annotate(n=Count("pk")):
        people[key].kept += n if result in WON else 0
        people[key].lost += n if result in LOST else 0


def _passed_on(people: Mapping[str, Person], period: Period) -> None:
    cards = Referral.objects.filter(referred_by__in=list(people), made_on__range=(period.first, period.last))
    grouped = cards.order_by().values_list("referred_by_id")
    for key, made, won in grouped.annotate(n=Count("pk"), w=Count("pk", filter=Q(state="won"))):
        people[str(key)].made, people[str(key)].won = made, won
    sales = Sale.objects.filter(advised_by__in=list(people), advised_on__range=(period.first, period.last))
    for key, n in sales.filter(state="closed").order_by().values_list("advised_by_id").annotate(n=Count("pk")):
        people[str(key)].sold = n


def _trend(ids: Iterable[str], period: Period, at: datetime, hidden: Hidden) -> list[tuple[date, int, int]]:
    """(Monday, met, counted) of the weeks that end with the period or with today."""
    last = min(period.last, business_date(at))
    first = last - timedelta(days=last.weekday(), weeks=WEEKS - 1)
    found = _of(ids, first, last, hidden)
    counted = Q(state__in=[State.MET, State.LATE, State.MISSED]) | Q(state=State.OPEN, due_at__lte=at)
    rows = found.annotate(week=TruncWeek("period_on")).values_list("week")
    grouped = rows.annotate(met=Count("pk", filter=Q(state=State.MET)), counted=Count("pk", filter=counted))
    return sorted((week, met, n) for week, met, n in grouped)
