"""Information that has not been confirmed for too long is asked again: a duty a customer, a few a manager and day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from tingtang.customers.information import known, latest_entries
from tingtang.customers.merging import linked_duplicates
from tingtang.customers.models import Customer
from tingtang.duties.actions import Opening, open_duties
from tingtang.duties.models import Duty, State
from tingtang.manual.book import Rulebook
from tingtang.manual.queries import rulebook
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.shared.clocks import Due, due

KIND = "information.recheck"
CHUNK = 500


def raise_rechecks(*, on: date, by: str, at: datetime, book: Rulebook | None = None) -> int:
    """Open the day's duties to ask again, the most valuable customers first, so many a manager that no day floods.

    Run again on the same day it opens nothing. How many were opened.
    """
    book = book or rulebook()
    most = int(str(book.value("information.recheck_per_day", on).value))
    days = int(str(book.value("information.recheck_working_days", on).value))
    ends = due(at, "working_days", days, calendar=working_calendar())
    managers = Customer.objects.exclude(manager=None).values_list("manager_id", flat=True).distinct()
    opened = 0
    for manager in sorted(str(one) for one in managers):
        today = Duty.objects.filter(owner_staff=manager, kind=KIND, period_on=on).count()
        openings = [
            _opening(one, fields, on, at, ends, days) for one, fields in _expired(manager, on, book, most - today)
        ]
        opened += open_duties(openings=openings, by=by, at=at, book=book) if openings else 0
    return opened


def _expired(manager: str, on: date, book: Rulebook, most: int) -> Iterator[tuple[Customer, int]]:
    """The manager's customers with something to ask again and no open duty to, at most so many; how many fields."""
    if most <= 0:
        return
    open_already = Duty.objects.filter(subject_kind="customer", subject_id=OuterRef("pk"), kind=KIND, state=State.OPEN)
    asked = Customer.objects.filter(~Exists(open_already), manager=manager).exclude(pk__in=linked_duplicates())
    mine = list(asked.order_by("-assets", "pk"))
    found = 0
    for chunk in (mine[start : start + CHUNK] for start in range(0, len(mine), CHUNK)):
        for one, fields in _counted(chunk, on, book):
            yield one, fields
            found += 1
            if found == most:
                return


def _counted(chunk: Sequence[Customer], on: date, book: Rulebook) -> Iterator[tuple[Customer, int]]:
    entries = latest_entries(one.pk for one in chunk)
    for one in chunk:
        fields = sum(held.state == "expired" for held in known(one, entries.get(one.pk, {}), on, book))
        if fields:
            yield one, fields


def _opening(one: Customer, fields: int, on: date, at: datetime, ends: Due, days: int) -> Opening:
    seen = {"fields": fields, "working_days": days}
    return Opening(
        kind=KIND,
        subject_id=one.pk,
        period_on=on,
        institution_id=one.home_institution_id,
        owner_staff_id=one.manager_id,
        due_at=ends.due_at,
        due_provisional=ends.provisional,
        inputs={name: {"value": said, "as_of": on.isoformat()} for name, said in seen.items()},
        clock={"start": at.isoformat(), "unit": "working_days", "n": days, "pauses": []},
    )
