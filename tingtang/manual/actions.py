"""Tightening a value for an institution: proposed by one person, decided by another (A1)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tingtang.audit.actions import record
from tingtang.manual.book import Loosening, ManualError, Override, UnknownValue, Value
from tingtang.manual.book.units import write
from tingtang.manual.models import InstitutionValue, State
from tingtang.manual.queries import overrides, rulebook
from tingtang.organisation.models import Institution
from tingtang.shared.text import Bilingual


class Refused(ValueError):
    """The manual does not allow it. `text` says why to the person who asked; `field` names what to change."""

    def __init__(self, field: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.field = field
        self.text = Bilingual(zh, en)


@transaction.atomic
def propose_value(
    *, institution: Institution, key: str, value: str, from_on: date, reason: str, by: str, at: datetime
) -> InstitutionValue:
    """Propose a tighter `value` (text, read in the unit of `key`) for an institution and all below it.

    Raises Refused: unknown key or unreadable value, a value that may not change below or is looser than what is in
    force above, a day in the past, no reason, a second proposal for the same key and day.
    """
    if not reason.strip():
        raise Refused("reason", "请说明为什么要收紧", "say why the institution asks more of itself")
    _check_day(from_on, at)
    _check_value(institution, key, value, from_on)
    taken = InstitutionValue.objects.filter(institution=institution, key=key, from_on=from_on)
    if taken.exclude(state=State.REJECTED).exists():
        raise Refused(
            "from_on",
            f"本机构从 {from_on} 起已有提议或生效值",
            f"{key} already has a proposal or a value from {from_on} here",
        )
    row = InstitutionValue.objects.create(
        institution=institution,
        key=key,
        value=value.strip(),
        from_on=from_on,
        reason=reason.strip(),
        proposed_by=by,
        proposed_at=at,
    )
    _audit(row, "manual.value.propose", by, at)
    return row


@transaction.atomic
def approve_value(*, proposal: int, by: str, at: datetime, note: str = "") -> InstitutionValue:
    """Bring a proposal into force from its day. Raises Refused as propose_value does, and for one's own proposal.

    The direction is checked again: what stands above may have changed since. The past is never rewritten, so a
    proposal whose day has gone by has to be made anew.
    """
    row = _waiting(proposal, by)
    _check_day(row.from_on, at)
    _check_value(row.institution, row.key, row.value, row.from_on)
    return _decide(row, State.APPROVED, by, at, note)


@transaction.atomic
def reject_value(*, proposal: int, note: str, by: str, at: datetime) -> InstitutionValue:
    """Turn a proposal down with a reason. Raises Refused for one's own proposal, a decided one, or no reason."""
    if not note.strip():
        raise Refused("note", "请说明驳回理由", "say why the proposal is turned down")
    return _decide(_waiting(proposal, by), State.REJECTED, by, at, note)


def _waiting(proposal: int, by: str) -> InstitutionValue:
    """The proposal, locked until the decision is written."""
    row = InstitutionValue.objects.select_for_update(of=("self",)).select_related("institution").get(pk=proposal)
    if row.state != State.PROPOSED:
        known = row.get_state_display()
        raise Refused(
            "", f"该提议{known}（{row.decided_by}）", f"this proposal was {row.state} by {row.decided_by} before"
        )
    if row.proposed_by == by:
        raise Refused("", "须由提议人以外的人决定", "a proposal is decided by somebody else than the one who made it")
    return row


def _decide(row: InstitutionValue, state: State, by: str, at: datetime, note: str) -> InstitutionValue:
    row.state, row.decided_by, row.decided_at, row.note = state, by, at, note.strip()
    row.save(update_fields=["state", "decided_by", "decided_at", "note"])
    _audit(row, "manual.value.approve" if state == State.APPROVED else "manual.value.reject", by, at)
    return row


def _check_day(from_on: date, at: datetime) -> None:
    today = timezone.localdate(at)
    if from_on < today:
        raise Refused(
            "from_on",
            f"生效日 {from_on} 早于今天（{today}），过去不能改写",
            f"a value cannot begin on {from_on}, before today ({today}): the past is not rewritten",
        )


def _check_value(institution: Institution, key: str, value: str, from_on: date) -> Value:
    above = [o for o in overrides(institution, from_on, [key]) if o.institution != institution.institution_id]
    wanted = Override(key=key, value=value.strip(), from_on=from_on, institution=institution.institution_id)
    try:
        return rulebook().check_override(wanted, above)
    except UnknownValue as error:
        raise Refused("key", f"手册中没有此项，或当日尚未生效:{key}", str(error)) from None
    except Loosening as error:
        current = rulebook().value(key, from_on, above)
        zh = f"上级现行为 {write(current.value)}，只能收紧、不能放宽" if current.tighten else "此项不允许下级机构调整"
        raise Refused("value", zh, str(error)) from None
    except ManualError as error:
        raise Refused("value", f"「{value}」不是这一项可用的值", str(error)) from None


def _audit(row: InstitutionValue, action: str, by: str, at: datetime) -> None:
    detail = {"key": row.key, "value": row.value, "from": row.from_on.isoformat(), "reason": row.reason}
    if row.note:
        detail["note"] = row.note
    record(
        by=by,
        at=at,
        action=action,
        subject=("manual_value", str(row.pk)),
        institution=row.institution_id,
        detail=detail,
    )
