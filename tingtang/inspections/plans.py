"""What the plans ask for on a day: which outlet, by which level, within which period (A37, A37.1e)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from tingtang.inspections.models import Level, Period, Plan
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import Institution, InstitutionTree, Staff
from tingtang.organisation.positions import Position

MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF: 6, Period.YEAR: 12}
# Which institution's plan a level follows: the nearest of this kind above the outlet.
OF_KIND = {Level.PROVINCE: "province", Level.BRANCH: "branch", Level.MANAGING: "subbranch"}
VALUES = {Level.PROVINCE: "inspection.province_months", Level.BRANCH: "inspection.branch_months"}


@dataclass(frozen=True, slots=True)
class Owed:
    """An inspection that a period asks for; `role` is who owes it at `owner`."""

    outlet: str
    name: str
    owner: str
    level: str
    first: date
    last: date
    role: str


def span_of(period: str, on: date) -> tuple[date, date]:
    """The first and last day of the calendar's period that holds a day."""
    months = MONTHS[Period(period)]
    start = (on.month - 1) // months * months + 1
    first = date(on.year, start, 1)
    after = date(on.year + (start + months > 12), (start + months - 1) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def period_within(months: int) -> Period:
    """The longest period of the calendar that is no longer than so many months."""
    return next(period for period in reversed(Period) if MONTHS[period] <= max(months, 1))


def owed_on(on: date) -> list[Owed]:
    """Every inspection that the periods of a day ask for, by outlet and level.

    Without a plan province and branch follow the manual's months; a managing sub-branch inspects as its plan says.
    """
    usual = {level: period_within(int(str(rulebook().value(key, on).value))) for level, key in VALUES.items()}
    chosen: dict[tuple[str, str], str] = {}
    for plan in Plan.objects.filter(from_on__lte=on).order_by("from_on"):
        chosen[plan.institution_id, plan.level] = plan.period
    found: list[Owed] = []
    roles = _roles()
    for outlet, above in _outlets(on):
        for level, kind in OF_KIND.items():
            owner = above.get(kind)
            period = chosen.get((owner or "", level), usual.get(level))
            if owner and period:
                first, last = span_of(period, on)
                found.append(Owed(outlet.pk, outlet.name, owner, level.value, first, last, roles[owner]))
    return found


def _outlets(on: date) -> list[tuple[Institution, dict[str, str]]]:
    """Outlets that stand on a day, each with the nearest institution above it of each kind."""
    kinds = dict(Institution.objects.values_list("pk", "kind"))
    above: dict[str, dict[str, str]] = defaultdict(dict)
    pairs = InstitutionTree.objects.filter(descendant__kind="outlet", depth__gt=0).order_by("depth")
    for outlet, ancestor in pairs.values_list("descendant_id", "ancestor_id"):
        above[outlet].setdefault(kinds[ancestor], ancestor)
    rows = Institution.objects.filter(kind="outlet").order_by("pk")
    stands = [one for one in rows if (not one.opened_on or one.opened_on <= on) and not _closed(one, on)]
    return [(one, above[one.pk]) for one in stands]


def _closed(one: Institution, on: date) -> bool:
    return one.closed_on is not None and one.closed_on <= on


def _roles() -> dict[str, str]:
    """Who owes inspections at an institution: its inspectors, else its head."""
    has = set(Staff.objects.filter(position=Position.INSPECTOR).values_list("institution_id", flat=True))
    roles: dict[str, str] = defaultdict(lambda: Position.BRANCH_HEAD.value)
    roles.update(dict.fromkeys(has, Position.INSPECTOR.value))
    return roles
