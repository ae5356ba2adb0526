"""The wealth managers' daily duty: every card in hand put in order after closing (A22.3)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from tingtang.audit import actions as audit
from tingtang.duties.actions import Closed, Opening, close_with_evidence, open_duties
from tingtang.duties.verdicts import Evidence
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import employed
from tingtang.referrals.errors import WrongState
from tingtang.referrals.models import IN_HAND, Referral, State
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date, day_end, day_start

KIND = "referral.tidied"


class Untidy(WrongState):
    """Cards are left that lie as they came, or have no next step; `cards` says which."""

    def __init__(self, cards: list[int]) -> None:
        self.cards = cards
        n = len(cards)
        super().__init__(
            Bilingual(
                f"还有 {n} 张卡片未接收，或没有今天及以后的下次联系日期",
                f"{n} cards are not taken up, or have no next contact from today on",
            )
        )


def untidy(staff_id: str, on: date) -> QuerySet[Referral]:
    """Cards in hand that are not in order: not taken up, or without a next contact on `on` or later."""
    loose = Q(state=State.NEW) | Q(next_on__isnull=True) | Q(next_on__lt=on)
    return Referral.objects.filter(loose, to_staff=staff_id, state__in=IN_HAND).order_by("made_at", "pk")


def open_tidy_duties(*, on: date, by: str, at: datetime) -> int:
    """Open the day's duty for each wealth manager with cards in hand; how many were new. Run again it adds none."""
    in_hand = Count("pk", filter=Q(state__in=IN_HAND))
    held = dict(Referral.objects.filter(state__in=IN_HAND).order_by().values_list("to_staff").annotate(n=in_hand))
    managers = Staff.objects.filter(employed(on), position=Position.WEALTH_MANAGER, pk__in=list(held))
    openings = [_opening(person, held[person.pk], on) for person in managers.order_by("pk")]
    return open_duties(openings=openings, by=by, at=at) if openings else 0


def _opening(person: Staff, cards: int, on: date) -> Opening:
    return Opening(
        kind=KIND,
        subject_id=person.pk,
        period_on=on,
        institution_id=person.institution_id,
        due_at=day_end(on),
        owner_staff_id=person.pk,
        opened_at=day_start(on),
        inputs={"cards": {"value": cards, "as_of": on.isoformat()}},
    )


@transaction.atomic
def tidy(*, by: str, at: datetime) -> list[Closed]:
    """Say that every card in hand is in order; ends the day's duty. Raises Untidy while one is not."""
    on = business_date(at)
    left = list(untidy(by, on).values_list("pk", flat=True))
    if left:
        raise Untidy(left)
    entry = audit.record(by=by, at=at, action="referral.tidied", subject=("staff", by))
    evidence = Evidence(
        event=KIND, kind="audit", id=str(entry.pk), subject_kind="staff", subject_id=by, at=at,
    )  # fmt: skip
    return close_with_evidence(evidence=evidence, by=by, at=at)
