"""One-to-one visits of a wealth manager, so many on each working day (A22.2g): owed in the morning, met by visits.

A visit is a talk face to face with its memo: a contact with a customer here, or what came of a prospect's card
(`referrals`), each person once a day. The kind says which channels count; the ledger counts (`count_towards`). The
morning's job opens the duties, and counts what visits came with the night's feed.
"""

from __future__ import annotations

from datetime import date, datetime

from tingtang.contacts.models import Contact, Outcome
from tingtang.duties.actions import Closed, Opening, count_towards, open_duties, would_fill
from tingtang.duties.models import Duty, State
from tingtang.duties.openings import facts
from tingtang.duties.verdicts import Evidence, Verdict
from tingtang.manual.book import Rulebook
from tingtang.manual.queries import rulebook, value
from tingtang.organisation.models import Leave, Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import employed, on_leave
from tingtang.shared.times import business_date, day_end, day_start

KIND = "visit.daily"
MADE = "visit.made"  # the event: one visit


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
    """Count this contact among the visits its person owed that day; what that ended. In the caller's transaction; one
    query more for a visit where none is owed, none for anything else."""
    if not _is_visit(contact.channel, contact.outcome, contact.memo, rulebook()):
        return []
    return count_towards(evidence=_proof(contact), whom=_whom(contact.customer_id), by=by, at=at)


def settle_visits(*, by: str, at: datetime) -> int:
    """Count what visits came later, those of the feed: the open duties are looked at as the day was; how many ended.
    Judged by when each visit was, while the ledger still waits for evidence of that day. One query for all contacts, a
    few for each visit."""
    owed = set(Duty.objects.filter(kind=KIND, state=State.OPEN).values_list("subject_id", "period_on"))
    if not owed:
        return 0
    days = sorted(day for _, day in owed)
    ways = rulebook().kinds[KIND].channels
    rows = Contact.objects.filter(
        channel__in=ways, outcome=Outcome.REACHED, staff__in={who for who, _ in owed}, at__gte=day_start(days[0]),
        at__lt=day_end(days[-1]),
    ).exclude(memo="")  # fmt: skip
    of_owed = [one for one in rows.order_by("at", "pk") if (one.staff_id, business_date(one.at)) in owed]
    return sum(len(count_visit(one, by=by, at=at)) for one in of_owed)


def would_count(
    *, staff_id: str, customer_id: str, channel: str, outcome: str, memo: str, at: datetime, book: Rulebook
) -> list[tuple[Duty, Verdict]]:
    """What a contact with a customer would end of the visits that its person owes today, if it were saved now."""
    if not _is_visit(channel, outcome, memo, book):
        return []
    return would_fill(_evidence(staff_id, "0", at, channel), _whom(customer_id), book)


def _is_visit(channel: str, outcome: str, memo: str, book: Rulebook) -> bool:
    return outcome == Outcome.REACHED and bool(memo.strip()) and channel in book.kinds[KIND].channels


def _whom(customer_id: str) -> str:
    return f"customer:{customer_id}"


def _proof(contact: Contact) -> Evidence:
    return _evidence(contact.staff_id or "", str(contact.pk), contact.at, contact.channel)


def _evidence(staff_id: str, contact_id: str, at: datetime, channel: str) -> Evidence:
    return Evidence(MADE, "contact", contact_id, "staff", staff_id, at, channel=channel)
