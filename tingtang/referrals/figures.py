"""Figures of cards: the funnel of a place, and each person against the target (A20.2e, A21).

Made and won count by the day a card was made; taken up in time is the verdict of the ledger, so that this page and
compliance never differ.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tingtang.duties.models import Duty
from tingtang.duties.models import State as DutyState
from tingtang.manual.queries import overrides, rulebook
from tingtang.organisation.access import subtree
from tingtang.organisation.models import Staff
from tingtang.referrals.models import OPEN, Referral, ReferralEvent

STEPS = ("made", "taken", "contacted", "won")


@dataclass
class Figures:
    """Of one person: as a sender (made, made_won) and as the one who got cards (the rest)."""

    made: int = 0
    made_won: int = 0
    in_time: int = 0
    late: int = 0
    waiting: int = 0
    overdue: int = 0
    in_hand: int = 0
    won: int = 0
    lost: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Figures)))

    @property
    def answered(self) -> int:
        """Cards whose answer has its verdict, or should have: what the share in time is of."""
        return self.in_time + self.late + self.overdue


@dataclass(frozen=True)
class Funnel:
    """Cards made in a period, and how far they came."""

    made: int
    taken: int
    contacted: int
    won: int
    lost: int
    returned: int


@dataclass(frozen=True)
class Person:
    """A person with their figures."""

    staff: Staff
    figures: Figures


def funnel(institution_id: str, first: date, last: date) -> Funnel:
    """How far the cards made here and below in a period came. One query."""
    reached = ReferralEvent.objects.filter(referral=OuterRef("pk"), what="contacted")
    found = _made(institution_id, first, last).annotate(reached=Exists(reached))
    counts = found.aggregate(
        made=Count("pk"),
        taken=Count("pk", filter=Q(accepted_at__isnull=False)),
        contacted=Count("pk", filter=Q(reached=True) | Q(state__in=["contacted", "won"])),
        won=Count("pk", filter=Q(state="won")),
        lost=Count("pk", filter=Q(state="lost")),
        returned=Count("pk", filter=Q(state="handed_back")),
    )
    return Funnel(**counts)


def _made(institution_id: str, first: date, last: date) -> QuerySet[Referral]:
    return Referral.objects.filter(institution__in=subtree([institution_id]), made_on__range=(first, last))


def by_person(institution_id: str, first: date, last: date, at: datetime) -> list[Person]:
    """Each person who made or got cards of this place and those below, most made first. Five queries."""
    found: dict[str, Figures] = defaultdict(Figures)
    cards = _made(institution_id, first, last).order_by()
    for staff_id, made, won in cards.values_list("referred_by").annotate(
        made=Count("pk"), w=Count("pk", filter=Q(state="won"))
    ):
        found[staff_id] += Figures(made=made, made_won=won)
    held = cards.filter(to_staff__isnull=False).values_list("to_staff").annotate(
        hand=Count("pk", filter=Q(state__in=OPEN)),
        w=Count("pk", filter=Q(state="won")),
        lost=Count("pk", filter=Q(state="lost")),
    )  # fmt: skip
    for staff_id, hand, won, lost in held:
        found[staff_id] += Figures(in_hand=hand, won=won, lost=lost)
    for staff_id, figures in _answers(institution_id, first, last, at):
        found[staff_id] += figures
    people = Staff.objects.select_related("institution").in_bulk(found)
    rows = [Person(people[key], figures) for key, figures in found.items() if key in people]
    return sorted(rows, key=lambda row: (-row.figures.made, -row.figures.in_hand, row.staff.name, row.staff.pk))


def _answers(institution_id: str, first: date, last: date, at: datetime) -> list[tuple[str, Figures]]:
    """How cards were taken up, as the ledger has it."""
    duties = Duty.objects.filter(
        kind="referral.accept", institution__in=subtree([institution_id]), period_on__range=(first, last),
        owner_staff__isnull=False,
    )  # fmt: skip
    grouped = duties.order_by().values_list("owner_staff").annotate(
        met=Count("pk", filter=Q(state=DutyState.MET)),
        late=Count("pk", filter=Q(state=DutyState.LATE)),
        waiting=Count("pk", filter=Q(state=DutyState.OPEN, due_at__gt=at)),
        overdue=Count("pk", filter=Q(state=DutyState.OPEN, due_at__lte=at)),
    )  # fmt: skip
    return [
        (str(owner), Figures(in_time=met, late=late, waiting=waiting, overdue=overdue))
        for owner, met, late, waiting, overdue in grouped
    ]


@dataclass(frozen=True)
class Asked:
    """What the manual asks of a person at a place on a day: `target` cards in a report period of `weeks`."""

    weeks: int
    target: int


def asked(institution_id: str, on: date) -> Asked:
    """The two values in force there. Two queries."""
    keys = ("referral.report_weeks", "referral.target_made")
    above = overrides(institution_id, on, keys)
    weeks, target = (
        int(str(rulebook().value(key, on, [one for one in above if one.key == key]).value)) for key in keys
    )
    return Asked(weeks, target)
