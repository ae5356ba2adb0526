"""Signals that customers are leaving: which wait for a result, and what was kept and lost, per manager (A31.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tingtang.contacts.models import AttritionResult
from tingtang.duties.models import Duty, State
from tingtang.manual.queries import rulebook, value
from tingtang.organisation.access import subtree
from tingtang.organisation.models import Staff
from tingtang.shared.times import business_date

FAMILY = "attrition."
WAITS = (State.OPEN, State.LATE, State.MISSED)


def signal_kinds() -> list[str]:
    """The kinds of the manual that are signals of leaving."""
    return sorted(kind for kind in rulebook().kinds if is_signal(kind))


def is_signal(kind: str) -> bool:
    """Whether a kind of duty is a signal of leaving."""
    return kind.startswith(FAMILY)


def signal_clauses() -> list[str]:
    """The clauses they stand under."""
    kinds = rulebook().kinds
    return sorted({kinds[kind].clause for kind in signal_kinds()})


def signals(at: datetime) -> QuerySet[Duty]:
    """Signals that wait for a result: open ones, and those whose time ran out while a signal stands."""
    today = business_date(at)
    stands = int(str(value("attrition.signal_stands_days", today).value))
    said = AttritionResult.objects.filter(duty=OuterRef("pk"))
    found = Duty.objects.filter(kind__in=signal_kinds(), subject_kind="customer").filter(
        Q(state=State.OPEN) | Q(state=State.MISSED, period_on__gte=today - timedelta(days=stands))
    )
    return found.exclude(Exists(said))


def waiting(at: datetime, *, owners: Iterable[str] = (), places: Iterable[str] = ()) -> QuerySet[Duty]:
    """Signals that wait for a result, of these people, or else at and below these institutions; soonest due first."""
    mine, found = list(owners), signals(at)
    found = found.filter(owner_staff__in=mine) if mine else found.filter(institution__in=subtree(places))
    return found.select_related("owner_staff").order_by("due_at", "pk")


def answered(
    *, owners: Iterable[str] = (), places: Iterable[str] = (), results: Iterable[str] = (),
    period: tuple[date, date] | None = None,
) -> QuerySet[AttritionResult]:  # fmt: skip
    """The results of the same, latest first; `results`, `period`: those behind a figure of `by_manager` only."""
    mine, found = list(owners), AttritionResult.objects.select_related("manager", "customer")
    found = found.filter(manager__in=mine) if mine else found.filter(institution__in=subtree(places))
    if wanted := list(results):
        found = found.filter(result__in=wanted)
    if period:
        found = found.filter(period_on__range=period)
    return found.order_by("-at", "-pk")


def unanswered(customer_ids: Iterable[str], at: datetime) -> list[Duty]:
    """The signals of these customers that wait for a result, soonest due first."""
    return list(signals(at).filter(subject_id__in=list(customer_ids)).order_by("due_at", "pk"))


@dataclass(frozen=True, slots=True)
class Figures:
    """Signals by what came of them. `open`: still to be answered in time; `silent`: its time ran out without a word."""

    kept: int = 0
    partly: int = 0
    lost: int = 0
    false_alarm: int = 0
    open: int = 0
    silent: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Figures)))

    @property
    def raised(self) -> int:
        """All signals."""
        return sum(getattr(self, f.name) for f in fields(Figures))

    @property
    def decided(self) -> int:
        """Signals of customers who really were leaving, as far as it was said: what the share kept is of."""
        return self.kept + self.partly + self.lost

    @property
    def kept_share(self) -> Fraction | None:
        """(kept + partly) / decided, exact; None where nothing was decided."""
        return Fraction(self.kept + self.partly, self.decided) if self.decided else None


@dataclass(frozen=True, slots=True)
class Person:
    """A manager with their figures; None: signals that a role owes."""

    staff: Staff | None
    figures: Figures


def by_manager(institution_id: str, first: date, last: date) -> list[Person]:
    """Signals of a period at and below an institution, by who owed them; most raised first. Three queries.

    Excused and cancelled signals count only when their result was said.
    """
    found: dict[str | None, Figures] = defaultdict(Figures)
    place = {"institution__in": subtree([institution_id]), "period_on__range": (first, last)}
    said = AttritionResult.objects.filter(**place).order_by()
    for manager, result, n in said.values_list("manager", "result").annotate(n=Count("pk")):
        found[manager] += Figures(**{result: n})
    silent = ~Exists(AttritionResult.objects.filter(duty=OuterRef("pk")))
    duties = Duty.objects.filter(silent, clause__in=signal_clauses(), kind__in=signal_kinds(), state__in=WAITS, **place)
    for owner, state, n in duties.order_by().values_list("owner_staff", "state").annotate(n=Count("pk")):
        found[owner] += Figures(open=n) if state == State.OPEN else Figures(silent=n)
    people = Staff.objects.select_related("institution").in_bulk([key for key in found if key])
    rows = [Person(people.get(key or ""), figures) for key, figures in found.items()]
    return sorted(rows, key=lambda row: (-row.figures.raised, row.staff.name if row.staff else "", str(row.staff)))


def results_of(customer_id: str, limit: int = 20) -> list[AttritionResult]:
    """The latest results said of a customer, newest first."""
    return list(AttritionResult.objects.filter(customer=customer_id).order_by("-at", "-pk")[:limit])
