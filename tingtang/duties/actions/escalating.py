"""The sweep that tells overdue duties up the tree, rung by rung, until they are done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tingtang.audit import actions as audit
from tingtang.duties.actions.ledger import What, note, save_notes
from tingtang.duties.actions.noticing import add_notices
from tingtang.duties.ladder import Ladder, Rung
from tingtang.duties.models import Duty, Escalation, Notice, State
from tingtang.manual.book import Rulebook
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import Staff
from tingtang.shared.times import business_date

CHUNK = 1000
Heard = Sequence[Staff | None]
# What a higher room keeps from whoever would hear: (duties, who would hear of each) -> who does.
KEPT_FROM: list[Callable[[Sequence[Duty], Heard], Heard]] = []


@dataclass(frozen=True, slots=True)
class Escalated:
    """What a sweep told: how many duties on each level, how many found nobody to tell."""

    levels: dict[int, int] = field(default_factory=dict)
    unheard: int = 0


def escalate_due(*, by: str, at: datetime, book: Rulebook | None = None, chunk: int = CHUNK) -> Escalated:
    """Tell every open, overdue duty that is owed until done to the next rung whose time has come.

    A duty climbs one rung after the other, each once (database constraint), however often or late the sweep runs.
    What lapses does not climb: it is missed, told once by `lapse_due`, and stays in the figures.
    """
    ladder = Ladder(book or rulebook(), business_date(at))
    levels: Counter[int] = Counter()
    unheard = 0
    for kind in (*sorted(ladder.of_kind), None):
        for rung in ladder.rungs_of(kind or ""):
            while told := _climb(ladder, kind, rung, by=by, at=at, chunk=chunk):
                levels[rung.level] += len(told)
                unheard += sum(person is None for person in told)
    return Escalated(dict(sorted(levels.items())), unheard)


def _due_for(ladder: Ladder, kind: str | None, rung: Rung, at: datetime) -> Q:
    """Open, owed, overdue long enough, told to the rung below. `kind` None: all kinds without rungs of their own."""
    which = Q(kind=kind) if kind else ~Q(kind__in=ladder.of_kind)
    return which & Q(
        state=State.OPEN, lapses_at__isnull=True, escalation_level=rung.level - 1, due_at__lte=at - rung.after
    )


@transaction.atomic
def _climb(
    ladder: Ladder, kind: str | None, rung: Rung, *, by: str, at: datetime, chunk: int
) -> Sequence[Staff | None]:
    """Tell one chunk of duties to one rung; whom, one entry a duty."""
    due = Duty.objects.select_for_update(skip_locked=True).filter(_due_for(ladder, kind, rung, at))
    duties = list(due.order_by("due_at", "pk")[:chunk])
    told: Heard = [ladder.person(duty.institution_id, rung.level, duty.owner_staff_id, duty.kind) for duty in duties]
    if not duties:
        return told
    for kept in KEPT_FROM:
        told = kept(duties, told)
    Duty.objects.filter(pk__in=[duty.pk for duty in duties], state=State.OPEN).update(escalation_level=rung.level)
    Escalation.objects.bulk_create(
        Escalation(duty_id=duty.pk, level=rung.level, at=at, position=rung.position, staff=person)
        for duty, person in zip(duties, told, strict=True)
    )
    save_notes(
        note(duty, What.ESCALATED, by=by, at=at, level=rung.level, position=rung.position, to=_name(person))
        for duty, person in zip(duties, told, strict=True)
    )
    add_notices(Notice.What.ESCALATED, _counts(duties, told), at=at)
    detail = {"level": rung.level, "duties": len(duties), "unheard": sum(person is None for person in told)}
    audit.record(by=by, at=at, action="duty.escalate", subject=("duty", "many"), detail=detail)
    return told


def _name(person: Staff | None) -> str | None:
    return person.staff_id if person else None


def _counts(duties: Sequence[Duty], told: Sequence[Staff | None]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for duty, person in zip(duties, told, strict=True):
        if person is not None:
            counts.setdefault(person.staff_id, Counter())[duty.clause] += 1
    return counts


@transaction.atomic
def mark_seen(*, notice_id: int, by: str, at: datetime) -> bool:
    """The person told has read the notice; False when it is not theirs or was read before."""
    seen = Notice.objects.filter(pk=notice_id, staff=by, seen_at__isnull=True).update(seen_at=at)
    if seen:
        audit.record(by=by, at=at, action="duty.notice.seen", subject=("notice", str(notice_id)))
    return bool(seen)
