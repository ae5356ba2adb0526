"""Planning contacts from a list: each customer gets a day, and no day of a person holds more than the manual lets it.

A planned contact is a duty of its day, met by reaching the customer; there is no second register. With the manager it
is `outreach.contact` and follows them; a head may give it to somebody else (`outreach.given`), who keeps it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.customers.models import Customer
from tingtang.duties.actions import Opening, open_duties
from tingtang.duties.models import Duty, State
from tingtang.duties.openings import facts
from tingtang.manual.queries import value
from tingtang.organisation.access import CustomerFacts, Viewer, headed, tie_to_customer, tied_customers, viewer_of_staff
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.organisation.models import Leave, Staff
from tingtang.organisation.tree import lines_of
from tingtang.outreach.conditions import by_assets
from tingtang.outreach.errors import OutreachRefused, words
from tingtang.outreach.queries import CONTACT, GIVEN, PLANNED, planned
from tingtang.outreach.standing import facts_of_many
from tingtang.shared.calendar import WorkingCalendar
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date, day_end, day_start

LIST = 40  # characters of the list's name
NOBODY = Bilingual("请选择客户", "choose customers")
TOO_MANY = Bilingual("一次安排的客户过多", "these are too many at once")
PAST = Bilingual("起始日期不能早于今天", "the first day cannot lie in the past")
FAR = Bilingual("起始日期过远", "the first day is too far ahead")
NOT_STAFF = Bilingual("没有这名员工", "there is no such person")


@dataclass
class Planned:
    """What came of it: how many contacts by person and day, and how many customers were left out, by cause.

    Causes: planned (has an open one), no_manager, no_tie (whoever was named may not be given the customer), full (no
    room as far ahead as one plans), unknown (no such customer, or none of the planner's).
    """

    days: Counter[tuple[str, date]] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """Contacts planned."""
        return sum(self.days.values())


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is in force where the planner stands."""

    per_day: int
    horizon: int
    most: int


@transaction.atomic
def plan_contacts(
    *, customer_ids: Sequence[str], first_on: date, list_name: str, by: str, at: datetime, to_staff: str = ""
) -> Planned:
    """Give each customer a working day from `first_on` on with their manager, or with `to_staff`: somebody who has a
    tie to the customer, or whom a head of the home gives the contact to; the contact is the tie until it is made.

    Most assets first; days of leave are passed over; `outreach.planned_per_day` is kept even when several plan at once.
    A customer with an open planned contact keeps it. Raises OutreachRefused naming the input.
    """
    today = business_date(at)
    name, viewer = words("list_name", list_name, LIST), viewer_of_staff(by, today)
    rules = _rules(viewer, today)
    ids = _checked(customer_ids, first_on, today, rules)
    done = Planned()
    owners = _owners(viewer, ids, to_staff, today, done)
    # Whoever plans for the same people waits here: what is planned by then is counted.
    list(Staff.objects.select_for_update().filter(pk__in=set(owners.values())).order_by("pk"))
    waiting = list(by_assets(Customer.objects.filter(pk__in=list(owners)))) if owners else []
    openings = list(_openings(waiting, owners, first_on, (name, viewer.name), rules, done, at))
    if openings:
        open_duties(openings=openings, by=by, at=at)
    detail = {"list": name, "planned": done.total, "skipped": dict(done.skipped), "to": to_staff}
    audit.record(
        by=by, at=at, action="list.plan", subject=("list", "plan"), institution=viewer.institution_id, detail=detail
    )
    return done


def _rules(viewer: Viewer, today: date) -> _Rules:
    def whole(key: str) -> int:
        return int(str(value(key, today, viewer.institution_id or None).value))

    return _Rules(whole("outreach.planned_per_day"), whole("outreach.plan_horizon_days"), whole("outreach.plan_most"))


def _checked(customer_ids: Sequence[str], first_on: date, today: date, rules: _Rules) -> list[str]:
    ids = list(dict.fromkeys(customer_ids))
    if not ids:
        raise OutreachRefused("rows", NOBODY)
    if len(ids) > rules.most:
        raise OutreachRefused("rows", TOO_MANY)
    if first_on < today:
        raise OutreachRefused("first_on", PAST)
    if first_on > today + timedelta(days=rules.horizon):
        raise OutreachRefused("first_on", FAR)
    return ids


def _owners(viewer: Viewer, ids: list[str], to_staff: str, today: date, done: Planned) -> dict[str, str]:
    """Customer -> who is to make the contact; those who cannot be planned are counted by cause. The customers are
    locked, so that two who plan the same one see each other."""
    seen = Customer.objects.select_for_update(of=("self",)).filter(tied_customers(viewer), pk__in=ids).order_by("pk")
    customers = list(seen)
    done.skipped["unknown"] += len(ids) - len(customers)
    standing = Duty.objects.filter(subject_kind="customer", kind__in=PLANNED, state=State.OPEN, subject_id__in=ids)
    has_one = set(standing.values_list("subject_id", flat=True))
    given = _given(viewer, to_staff, today)
    ties = facts_of_many(customers) if given else {}
    owners: dict[str, str] = {}
    for one in customers:
        if one.pk in has_one:
            done.skipped["planned"] += 1
        elif given and not given(ties[one.pk]):
            done.skipped["no_tie"] += 1
        elif owner := to_staff or one.manager_id:
            owners[one.pk] = owner
        else:
            done.skipped["no_manager"] += 1
    done.skipped = +done.skipped
    return owners


def _given(viewer: Viewer, to_staff: str, today: date) -> Callable[[CustomerFacts], bool] | None:
    """Of which customers whoever was named may be given the contact; None: it stays with each one's own manager.

    Those they have a tie to; and, by a head of the home, those of the places at which they keep in touch below that
    head.
    """
    if not to_staff:
        return None
    found = viewer_of_staff(to_staff, today)
    if not found.staff_id:
        raise OutreachRefused("to_staff", NOT_STAFF)
    here = lines_of([found.institution_id]).get(found.institution_id, frozenset()) & set(headed(viewer))
    common = here if found.may("contact.record") else frozenset()
    return lambda of: tie_to_customer(found, of) is not None or bool(common & of.line)


def _openings(
    customers: Sequence[Customer],
    owners: dict[str, str],
    first_on: date,
    said: tuple[str, str],
    rules: _Rules,
    done: Planned,
    at: datetime,
) -> Iterator[Opening]:
    """`said`: the name of the list, and of who planned."""
    days = working_days(first_on, rules.horizon, working_calendar())
    people = set(owners.values())
    load = Counter(planned(people, days[0], days[-1])) if people else Counter()
    leaves, taken = _leaves(people, days), _taken(owners, days)
    for one in customers:
        owner = owners[one.pk]
        free = (
            day for day in days
            if load[owner, day] < rules.per_day and day not in leaves[owner] and (one.pk, day) not in taken
        )  # fmt: skip
        day = next(free, None)
        if day is None:
            done.skipped["full"] += 1
            continue
        load[owner, day] += 1
        done.days[owner, day] += 1
        yield _opening(one, owner, day, *said, business_date(at))


def working_days(first: date, n: int, calendar: WorkingCalendar) -> list[date]:
    """The next `n` working days from `first` on, itself included when it is one. Pure."""
    found: list[date] = []
    day = first
    while len(found) < n:
        if calendar.is_working(day):
            found.append(day)
        day += timedelta(days=1)
    return found


def _leaves(people: set[str], days: list[date]) -> dict[str, set[date]]:
    away: dict[str, set[date]] = defaultdict(set)
    for leave in Leave.objects.filter(staff__in=people, first_on__lte=days[-1], last_on__gte=days[0]):
        away[leave.staff_id] |= {day for day in days if leave.first_on <= day <= leave.last_on}
    return away


def _taken(owners: dict[str, str], days: list[date]) -> set[tuple[str, date]]:
    """Days on which a customer had a planned contact that has ended: the ledger keeps one a day."""
    found = Duty.objects.filter(subject_kind="customer", kind__in=PLANNED, subject_id__in=list(owners))
    return set(found.filter(period_on__range=(days[0], days[-1])).values_list("subject_id", "period_on"))


def _opening(one: Customer, owner: str, day: date, name: str, giver: str, today: date) -> Opening:
    given = owner != one.manager_id
    seen = {"list": name, "planned_on": day.isoformat()} | ({"given_by": giver} if given else {})
    return Opening(
        kind=GIVEN if given else CONTACT, subject_id=one.pk, period_on=day, institution_id=one.home_institution_id,
        owner_staff_id=owner, show_at=day_start(day), due_at=day_end(day),
        due_provisional=working_calendar().is_provisional(day), inputs=facts(today, **seen),
        clock={"start": day_start(day).isoformat(), "unit": "days", "n": 1, "pauses": []},
    )  # fmt: skip
