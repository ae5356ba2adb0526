"""What is owed of quota: an answer to a request in time, and what the province has to give back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tingtang.advice.models import Product, QuotaEntry, QuotaEvent, QuotaRequest
from tingtang.duties.actions import cancel, close_with_evidence, open_duty
from tingtang.duties.models import Duty
from tingtang.duties.models import State as DutyState
from tingtang.duties.openings import Within
from tingtang.duties.verdicts import Evidence
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import person_in_role
from tingtang.shared.times import business_date

REQUEST, USE = "quota_request", "quota_use"


def owe_answer(request: QuotaRequest, *, by: str, at: datetime) -> None:
    """Whoever heads the level asked answers in time: grants, passes up, or refuses where that is allowed."""
    inputs = {
        "product": request.product.name,
        "amount": str(request.amount),
        "institution": request.institution.name,
    }
    _owe("quota.answer", request.subject_id, request.asked_of_id, "quota.answer_working_days", inputs, by=by, at=at)


def owe_give_back(use: QuotaEntry, product: Product, top: str, *, by: str, at: datetime) -> None:
    """The province makes good what a customer from elsewhere used at an outlet."""
    inputs = {"product": product.name, "amount": str(-use.amount), "institution": use.quota.institution.name}
    _owe("quota.give_back", str(use.pk), top, "quota.give_back_working_days", inputs, by=by, at=at)


def _owe(
    kind: str, subject_id: str, institution_id: str, period: str, inputs: Mapping[str, Any], *, by: str, at: datetime
) -> None:
    on = business_date(at)
    within = Within(at, period, on, institution_id, called="days")
    head = person_in_role(institution_id, Position.BRANCH_HEAD, on)
    opening = within.opening(kind, subject_id, inputs, owner_staff_id=head.pk if head else None)
    open_duty(opening=opening, by=by, at=at)


def prove_answer(request: QuotaRequest, event: QuotaEvent, *, by: str) -> None:
    """An answer meets the duty of this turn; a request withdrawn releases it."""
    if event.what == QuotaEvent.What.WITHDRAWN:
        owed = Duty.objects.filter(subject_kind=REQUEST, subject_id=request.subject_id, state=DutyState.OPEN)
        cancel(duty_ids=list(owed.values_list("pk", flat=True)), reason=event.text, by=by, at=event.at)
        return
    proof = Evidence(f"quota.{event.what}", REQUEST, f"{request.pk}.{event.n}", REQUEST, request.subject_id, event.at)
    close_with_evidence(evidence=proof, by=by, at=event.at)


def prove_given_back(use: QuotaEntry, back: QuotaEntry, *, by: str, at: datetime) -> None:
    """What was given back is no longer owed."""
    proof = Evidence("quota.given_back", "quota_entry", str(back.pk), USE, str(use.pk), at)
    close_with_evidence(evidence=proof, by=by, at=at)
