"""What the actions share: taking a lead for change, moving it with its history, its duties, telling those concerned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tingtang.audit import actions as audit
from tingtang.corporate.errors import BadInput, NoSuchLead, Stale, WrongStage
from tingtang.corporate.models import ENDED, Lead, LeadEvent, Stage
from tingtang.corporate.standing import need_tie
from tingtang.duties.actions import cancel, change_owner, close_with_evidence, open_duty
from tingtang.duties.models import Duty
from tingtang.duties.openings import Within
from tingtang.duties.queries import open_duties_about
from tingtang.duties.verdicts import Evidence
from tingtang.live.actions import Message, publish_all
from tingtang.manual.queries import rulebook
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

What = LeadEvent.What
LONG, SHORT = 1000, 400
NOT_ONE = Bilingual("请选择一项", "choose one")
PAST = Bilingual("日期已过", "the day is over")


def take(lead_id: int, *, by: str, at: datetime, seen: int | None = None, ended: bool = False) -> Lead:
    """The lead, locked until the transaction ends, for somebody who may act on it.

    `seen`: the number of the last event on the page that asks. Raises NoSuchLead, NotYours, Stale; WrongStage for one
    that has ended (unless `ended`).
    """
    lead = Lead.objects.select_for_update().filter(pk=lead_id).first()
    if lead is None:
        raise NoSuchLead
    need_tie(lead, by, at)
    if seen is not None and seen != lead.n:
        raise Stale
    if not ended and lead.stage in ENDED:
        raise WrongStage
    return lead


def words(field: str, text: str, longest: int = LONG, *, needed: bool = True) -> str:
    """The text, trimmed. Raises BadInput."""
    return BadInput.words(field, text, longest, needed=needed)


def code_of(field: str, part: str, code: str, *, needed: bool = True) -> str:
    """A code that a part of corporate.yaml has. Raises BadInput."""
    if (code or needed) and code not in rulebook().corporate[part]:
        raise BadInput(field, NOT_ONE)
    return code


def known(part: str, codes: Iterable[str]) -> list[str]:
    """The codes that the part has, in its order; others are passed over."""
    return rulebook().corporate.known(part, codes)


def move(
    lead: Lead, what: LeadEvent.What, *, by: str, at: datetime, text: str = "",
    change: Mapping[str, Any] | None = None, detail: Mapping[str, Any] | None = None,
) -> LeadEvent:  # fmt: skip
    """Append what happened, `change` fields of the lead, and leave the audit entry. The words stay out of the trail."""
    fields = {**(change or {}), "n": lead.n + 1}
    for name, changed in fields.items():
        setattr(lead, name, changed)
    lead.save(update_fields=list(fields))
    event = LeadEvent.objects.create(
        lead=lead, n=lead.n, at=at, by=by, what=what, owner_id=lead.owner_id, stage=lead.stage, text=text,
        detail=dict(detail or {}),
    )  # fmt: skip
    audit.record(
        by=by, at=at, action=f"lead.{what.value}", subject=("lead", str(lead.pk)), institution=lead.institution_id,
        detail={"owner": lead.owner_id, "stage": lead.stage, "n": lead.n},
    )  # fmt: skip
    people = sorted({lead.owner_id, lead.made_by_id})
    payload = {"lead": lead.pk, "stage": lead.stage}
    publish_all([Message(f"staff:{who}", f"lead.{what.value}", payload) for who in people], at=at)
    return event


def onward(lead: Lead, stage: Stage) -> dict[str, str]:
    """The change that brings a lead to a stage, never back to an earlier one."""
    order = list(Stage)
    return {"stage": stage} if order.index(stage) > order.index(Stage(lead.stage)) else {}


# -- duties -----------------------------------------------------------------------------------------------------------


def owe(kind: str, subject_id: str, place: str, key: str, *, by: str, at: datetime, said: Mapping[str, object],
        start: datetime | None = None, **owner: str) -> Duty:  # fmt: skip
    """Open a duty due in `key` (a value in working days) from `start` or now. `owner`: owner_staff_id, owner_role."""
    within = Within(start or at, key, business_date(at), place)
    return open_duty(opening=within.opening(kind, subject_id, said, **owner), by=by, at=at)[0]


def prove(event: str, subject: tuple[str, str], proof: str, *, by: str, at: datetime) -> None:
    """End the duties of the subject that what happened meets. `proof`: the number of the lead's event."""
    evidence = Evidence(event=event, kind="lead", id=proof, subject_kind=subject[0], subject_id=subject[1], at=at)
    close_with_evidence(evidence=evidence, by=by, at=at)


def prove_lead(lead: Lead, event: LeadEvent, *, by: str, what: str = "") -> None:
    """End the duties of this turn of the lead that the event meets."""
    prove(f"lead.{what or event.what}", ("lead", lead.subject_id), f"{lead.pk}.{event.n}", by=by, at=event.at)


def release(lead: Lead, reason: str, *, by: str, at: datetime, openings: bool = False) -> None:
    """Cancel what is still owed of this turn: the lead goes to another, or ends (then of its `openings` as well)."""
    subjects = [("lead", lead.subject_id)]
    if openings:
        subjects += [("account_opening", str(pk)) for pk in _ids(lead.openings)]
    cancel(duty_ids=[one.pk for one in open_duties_about(subjects)], reason=reason, by=by, at=at)


def hand_on(lead: Lead, to: str, reason: str, *, by: str, at: datetime) -> None:
    """What the old owner owes about visits, openings and needs of the lead is the new one's."""
    kinds = {"visit": lead.visits, "account_opening": lead.openings, "client_need": lead.needs}
    subjects = [(kind, str(pk)) for kind, rows in kinds.items() for pk in _ids(rows)]
    for duty in open_duties_about(subjects):
        if duty.owner_staff_id:
            change_owner(duty_id=duty.pk, to_staff_id=to, reason=reason, by=by, at=at)


def _ids(rows: Any) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))
