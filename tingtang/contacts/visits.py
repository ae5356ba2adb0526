"""One-to-one visits of a wealth manager, so many on each working day (A22.2g): owed in the morning, met by contacts.

A visit is a contact face to face that reached the customer and has its memo, with each customer once a day. The kind
says which channels count. The morning's job opens the duties; `record_contact` ends them with the visit that makes the
number full, and visits that came with the night's feed are looked at each morning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from tingtang.contacts.models import Contact, Outcome
from tingtang.duties.actions import Closed, Opening, close_with_evidence, open_duties
from tingtang.duties.models import Duty, State
from tingtang.duties.openings import facts
from tingtang.duties.verdicts import Evidence, Verdict, duties_met
from tingtang.manual.book import Rulebook
from tingtang.manual.queries import rulebook, value
from tingtang.organisation.models import Leave, Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import employed, on_leave
from tingtang.shared.times import business_date, day_end, day_start

KIND = "visit.daily"
MADE = "visit.made"  # the event: this visit was the last of those owed


def open_visit_duties(*, on: date, by: str, at: datetime) -> int:
    """Open the day's duty of each wealth manager who is not away; how many were new. Run again it adds none."""
    away = Leave.objects.filter(on_leave(on)).values("staff")
    people = Staff.objects.filter(employed(on), position=Position.WEALTH_MANAGER).exclude(pk__in=away).order_by("pk")
    needed = {place: _needed(on, place) for place in people.order_by().values_list("institution", flat=True).distinct()}
    openings = [_opening(one, needed[one.institution_id], on) for one in people if needed[one.institution_id]]
    return open_duties(openings=openings, by=by, at=at) if openings else 0


def _needed(on: date, institution_id: str) -> int:
    return int(str(value("wealth.daily_visits", on, institution_id).value))


def _opening(person: Staff, visits: int, on: date) -> Opening:
    return Opening(
        kind=KIND, subject_id=person.pk, period_on=on, institution_id=person.institution_id, owner_staff_id=person.pk,
        opened_at=day_start(on), due_at=day_end(on), inputs=facts(on, visits=visits),
    )  # fmt: skip


def count_visit(contact: Contact, *, by: str, at: datetime) -> list[Closed]:
    """End what its person owed of visits that day, when this contact makes the number full. In the caller's
    transaction; one query more for a visit, none for anything else."""
    if not _is_visit(contact.channel, contact.outcome, contact.memo, rulebook()):
        return []
    day = business_date(contact.at)
    owed = _owed(contact.staff_id, day)
    if owed is None or len(visited(contact.staff_id, day)) < _asked(owed):
        return []
    return close_with_evidence(evidence=_proof(contact), by=by, at=at)


def settle_visits(*, by: str, at: datetime) -> int:
    """End what visits that came later have met, those of the feed: the open duties are looked at as the day was; how
    many ended. Judged by when each visit was, while the ledger still waits for evidence of that day. One query for all
    contacts, a few for each duty that ends."""
    owed = {(one.subject_id, one.period_on): one for one in Duty.objects.filter(kind=KIND, state=State.OPEN)}
    if not owed:
        return 0
    days = sorted(day for _, day in owed)
    seen: dict[tuple[str, date], set[str]] = defaultdict(set)
    ended = 0
    rows = _visits().filter(staff__in={who for who, _ in owed}, at__gte=day_start(days[0]), at__lt=day_end(days[-1]))
    for one in rows.order_by("at", "pk"):
        key = (one.staff_id or "", business_date(one.at))
        seen[key].add(one.customer_id)
        if key in owed and len(seen[key]) >= _asked(owed[key]):
            owed.pop(key)
            ended += len(close_with_evidence(evidence=_proof(one), by=by, at=at))
    return ended


def would_count(
    *, staff_id: str, customer_id: str, channel: str, outcome: str, memo: str, at: datetime, book: Rulebook
) -> list[tuple[Duty, Verdict]]:
    """What a contact with a customer would end of the visits that its person owes today, if it were saved now."""
    if not _is_visit(channel, outcome, memo, book):
        return []
    day = business_date(at)
    owed = _owed(staff_id, day)
    if owed is None or len(visited(staff_id, day) | {customer_id}) < _asked(owed):
        return []
    return duties_met(_evidence(staff_id, "0", at, channel), [owed], book.kinds)


def visited(staff_id: str | None, on: date) -> set[str]:
    """The customers whom a person visited on a day."""
    found = _visits().filter(staff=staff_id, at__gte=day_start(on), at__lt=day_end(on))
    return set(found.values_list("customer_id", flat=True))


def _visits() -> QuerySet[Contact]:
    ways = rulebook().kinds[KIND].channels
    return Contact.objects.filter(channel__in=ways, outcome=Outcome.REACHED).exclude(memo="")


def _is_visit(channel: str, outcome: str, memo: str, book: Rulebook) -> bool:
    return outcome == Outcome.REACHED and bool(memo.strip()) and channel in book.kinds[KIND].channels


def _owed(staff_id: str | None, on: date) -> Duty | None:
    mine: Iterable[Duty] = Duty.objects.filter(
        subject_kind="staff", subject_id=staff_id or "", kind=KIND, period_on=on, state=State.OPEN
    )
    return next(iter(mine), None)


def _asked(duty: Duty) -> int:
    return int(duty.inputs["visits"]["value"])


def _proof(contact: Contact) -> Evidence:
    return _evidence(contact.staff_id or "", str(contact.pk), contact.at, contact.channel)


def _evidence(staff_id: str, contact_id: str, at: datetime, channel: str) -> Evidence:
    return Evidence(MADE, "contact", contact_id, "staff", staff_id, at, channel=channel)
