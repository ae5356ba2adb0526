"""What turns out wrong in a signed log or in minutes stands corrected beside it, with the reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.meetings.errors import BadInput, MeetingError, NoSuchThing
from tingtang.meetings.models import PARTS, Correction, Log, Meeting
from tingtang.shared.text import Bilingual

NOT_SIGNED = Bilingual("日志还未签署，直接修改即可", "the log is not signed yet: change it")
NO_PART = Bilingual("没有这一部分", "there is no such part")


@transaction.atomic
def correct_log(*, by: str, at: datetime, log_id: int, part: str, text: str, reason: str) -> Correction:
    """Add what is right for a part of a signed log. Raises MeetingError for a draft, BadInput."""
    log = Log.objects.filter(pk=log_id).first()
    if log is None:
        raise NoSuchThing
    if log.signed_at is None:
        raise MeetingError(NOT_SIGNED)
    if part not in PARTS:
        raise BadInput("part", NO_PART)
    made = _correction(by, at, part, text, reason, log=log)
    _note("lobby_log.correct", ("lobby_log", str(log.pk)), log.institution_id, made)
    return made


@transaction.atomic
def correct_minutes(*, by: str, at: datetime, meeting_id: int, text: str, reason: str) -> Correction:
    """Add what is right to the minutes of a meeting. Raises BadInput."""
    meeting = Meeting.objects.filter(pk=meeting_id).first()
    if meeting is None:
        raise NoSuchThing
    made = _correction(by, at, "minutes", text, reason, meeting=meeting)
    _note("meeting.correct", ("meeting", str(meeting.pk)), meeting.institution_id, made)
    return made


def _correction(by: str, at: datetime, part: str, text: str, reason: str, **of: Log | Meeting) -> Correction:
    text, reason = BadInput.words("text", text, 2000), BadInput.words("reason", reason, 200)
    return Correction.objects.create(part=part, text=text, reason=reason, at=at, by=by, **of)


def _note(action: str, subject: tuple[str, str], institution: str, made: Correction) -> None:
    audit.record(
        by=made.by, at=made.at, action=action, subject=subject, institution=institution, detail={"part": made.part}
    )
