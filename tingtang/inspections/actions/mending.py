"""After the inspection (A37.4c): a finding is mended by the outlet and looked at again by another person."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from tingtang.audit import actions as audit
from tingtang.duties.actions import close_with_evidence
from tingtang.duties.verdicts import Evidence
from tingtang.inspections.actions.photos import keep
from tingtang.inspections.errors import BadInput, InspectionError, NoSuch, WrongState
from tingtang.inspections.models import Finding, Mending, State
from tingtang.shared.text import Bilingual

LONGEST = 400
What = Mending.What
NO_WORDS = Bilingual("请写明整改措施或复查情况", "say what was done, or what was seen")
TOO_LONG = Bilingual("内容过长", "this is too long")
NOT_YOURSELF = Bilingual("整改人不能复查自己的整改", "whoever mended it does not look at it again")
NOT_MENDED = Bilingual("尚未整改，不能复查", "it is not mended yet")
MENDED = Bilingual("已整改，等待复查", "it is mended and waits to be looked at")
CONFIRMED = Bilingual("已复查通过", "it is confirmed")


@transaction.atomic
def mend(*, by: str, at: datetime, finding_id: int, text: str, photo: bytes = b"") -> Mending:
    """Say what was done about a published finding; a photo proves it."""
    finding, last = _take(finding_id)
    if last is not None and last.what != What.SENT_BACK:
        raise WrongState(MENDED if last.what == What.MENDED else CONFIRMED)
    step = _append(finding, last, What.MENDED, by=by, at=at, mended_by=by, text=text)
    if photo:
        keep(finding.inspection, photo, by=by, at=at, finding=finding, mending=step)
    return step


@transaction.atomic
def look_again(*, by: str, at: datetime, finding_id: int, holds: bool, text: str) -> Mending:
    """Look at it again: confirmed, which meets the duty, or sent back. Never by who mended it."""
    finding, last = _take(finding_id)
    if last is None or last.what != What.MENDED:
        raise WrongState(NOT_MENDED)
    if last.mended_by == by:
        raise InspectionError(NOT_YOURSELF)
    what = What.CONFIRMED if holds else What.SENT_BACK
    step = _append(finding, last, what, by=by, at=at, mended_by=last.mended_by, text=text)
    if holds:
        # The outlet did its part when it mended: that is the instant its time is judged by.
        evidence = Evidence(
            event="finding.confirmed", kind="mending", id=str(step.pk), subject_kind="finding",
            subject_id=str(finding.pk), at=last.at,
        )  # fmt: skip
        close_with_evidence(evidence=evidence, by=by, at=at)
    return step


def _take(finding_id: int) -> tuple[Finding, Mending | None]:
    """The finding, locked, with its last step. Raises NoSuch for one that is not published: nobody knows of it."""
    known = Finding.objects.select_for_update(of=("self",)).select_related("inspection")
    finding = known.filter(pk=finding_id, inspection__state=State.PUBLISHED).first()
    if finding is None:
        raise NoSuch
    return finding, finding.mendings.order_by("-n").first()


def _append(
    finding: Finding, last: Mending | None, what: Mending.What, *, by: str, at: datetime, mended_by: str, text: str
) -> Mending:
    text = text.strip()
    if not text:
        raise BadInput("text", NO_WORDS)
    if len(text) > LONGEST:
        raise BadInput("text", TOO_LONG)
    n = last.n + 1 if last else 1
    try:
        with transaction.atomic():
            step = Mending.objects.create(
                finding=finding, n=n, what=what, at=at, by=by, mended_by=mended_by, text=text
            )  # fmt: skip
    except IntegrityError as error:
        raise WrongState from error
    audit.record(
        by=by, at=at, action=f"finding.{what.value}", subject=("finding", str(finding.pk)),
        institution=finding.inspection.institution_id, detail={"article": finding.article},
    )  # fmt: skip
    return step
