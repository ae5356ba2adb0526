"""The lobby manager's log of a day (A19.3a): a draft that is saved and saved again, signed once, then final."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.audit.unique import once
from tingtang.duties.actions import close_with_evidence
from tingtang.duties.verdicts import Evidence
from tingtang.meetings.errors import BadInput, MeetingError, NoSuchThing
from tingtang.meetings.figures import figures
from tingtang.meetings.models import PARTS, Log
from tingtang.shared.refusals import NEEDED, TOO_LONG
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

KIND = "lobby_log.signed"
LONGEST = 2000
NEEDED_PARTS = ("customers", "sales", "opinions")
SIGNED = Bilingual("日志已签署，只能更正", "the log is signed: it can only be corrected")
STALE = Bilingual(
    "别人刚保存过，请看下面的最新内容后再保存", "somebody else saved meanwhile: look at what stands now, then save"
)


@transaction.atomic
def save_log(*, by: str, at: datetime, institution_id: str, edition: int, parts: Mapping[str, str]) -> Log:
    """Save today's draft; the first saving (`edition` 0) begins it. `parts`: {part of PARTS: words}.

    Raises BadInput for what is too long, MeetingError for one that is signed or was saved by another meanwhile.
    """
    said = _words(parts)
    log = Log.objects.select_for_update().filter(institution=institution_id, on=business_date(at)).first()
    if log is None:
        return _begin(institution_id, said, by=by, at=at)
    return _save(log, edition, said, by=by, at=at)


def _begin(institution_id: str, said: Mapping[str, str], *, by: str, at: datetime) -> Log:
    with once(MeetingError(STALE), "institution_id", "on"):
        log = Log.objects.create(institution_id=institution_id, on=business_date(at), at=at, by=by, **said)
    _note(log, "lobby_log.save", by=by, at=at, edition=1)
    return log


def _save(log: Log, edition: int, said: Mapping[str, str], *, by: str, at: datetime) -> Log:
    if log.signed_at is not None:
        raise MeetingError(SIGNED)
    if log.edition != edition:
        raise MeetingError(STALE)
    for part, text in said.items():
        setattr(log, part, text)
    log.at, log.by, log.edition = at, by, edition + 1
    log.save(update_fields=[*said, "at", "by", "edition"])
    _note(log, "lobby_log.save", by=by, at=at, edition=log.edition)
    return log


def _words(parts: Mapping[str, str]) -> dict[str, str]:
    said = {part: parts.get(part, "").strip() for part in PARTS}
    for part, text in said.items():
        if len(text) > LONGEST:
            raise BadInput(part, TOO_LONG)
    return said


@transaction.atomic
def sign_log(*, by: str, at: datetime, log_id: int, edition: int) -> Log:
    """Sign it: the day's figures as of now are frozen into it, and it never changes again. Meets the day's duty.

    A draft of an earlier day may be signed as well; its duty was missed and stays so. Raises BadInput where one of the
    manual's three parts says nothing, MeetingError for one that is signed or was saved by another meanwhile.
    """
    log = Log.objects.select_for_update().filter(pk=log_id).first()
    if log is None:
        raise NoSuchThing
    if log.signed_at is not None:
        raise MeetingError(SIGNED)
    if log.edition != edition:
        raise MeetingError(STALE)
    for part in NEEDED_PARTS:
        if not getattr(log, part):
            raise BadInput(part, NEEDED)
    log.figures = figures(log.institution_id, log.on, log.on, at)
    log.signed_at, log.signed_by = at, by
    log.save(update_fields=["figures", "signed_at", "signed_by"])
    _note(log, KIND, by=by, at=at, on=log.on.isoformat())
    _meet(log)
    return log


def _meet(log: Log) -> None:
    """The duty of its day; a log that is signed later meets no other day's."""
    at = log.signed_at
    if at is None or business_date(at) != log.on:
        return
    proof = Evidence(
        event=KIND, kind="lobby_log", id=str(log.pk), subject_kind="institution", subject_id=log.institution_id, at=at
    )
    close_with_evidence(evidence=proof, by=log.signed_by, at=at)


def _note(log: Log, action: str, *, by: str, at: datetime, **detail: object) -> None:
    audit.record(
        by=by, at=at, action=action, subject=("lobby_log", str(log.pk)), institution=log.institution_id, detail=detail
    )
