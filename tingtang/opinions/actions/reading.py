"""The head's daily reading (A35.3, A38): owed on every day the outlet opens, signed in one tap."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from tingtang.audit import actions as audit
from tingtang.duties.actions import Opening, close_with_evidence, open_duties
from tingtang.duties.verdicts import Evidence
from tingtang.opinions.errors import AlreadyDone, BadInput
from tingtang.opinions.models import Reading
from tingtang.opinions.queries import new_since_reading, unanswered, unanswered_by_place
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.organisation.hours import open_on
from tingtang.organisation.models import Institution
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date, day_end, day_start

KIND = "opinion.read"
LONGEST = 400
READ = Bilingual("今天已经签阅", "today's reading is signed")
TOO_LONG = Bilingual("批示最多 400 字", "400 characters at most")


def open_reading_duties(*, on: date, by: str, at: datetime) -> int:
    """Open the day's duty at each outlet that is open; how many were new. Run again it adds none."""
    outlets = open_on(Institution.objects.filter(kind="outlet").order_by("pk"), on, working_calendar())
    waiting = unanswered_by_place()
    openings = [_opening(outlet.pk, on, waiting.get(outlet.pk, 0)) for outlet in outlets]
    return open_duties(openings=openings, by=by, at=at) if openings else 0


def _opening(outlet_id: str, on: date, waiting: int) -> Opening:
    return Opening(
        kind=KIND,
        subject_id=outlet_id,
        period_on=on,
        institution_id=outlet_id,
        due_at=day_end(on),
        opened_at=day_start(on),
        inputs={"waiting": {"value": waiting, "as_of": on.isoformat()}},
    )


@transaction.atomic
def sign_reading(*, by: str, at: datetime, institution_id: str, note: str = "") -> Reading:
    """Sign that the book was read today. `note`: what the head wants done. Raises AlreadyDone for a second time."""
    on, note = business_date(at), note.strip()
    if len(note) > LONGEST:
        raise BadInput("note", TOO_LONG)
    entries, waiting = new_since_reading(institution_id).count(), unanswered([institution_id]).count()
    try:
        with transaction.atomic():
            made = Reading.objects.create(
                institution_id=institution_id, on=on, at=at, by=by, entries=entries, waiting=waiting, note=note
            )
    except IntegrityError as error:
        raise AlreadyDone(READ) from error
    audit.record(
        by=by, at=at, action=KIND, subject=("institution", institution_id), institution=institution_id,
        detail={"entries": entries, "waiting": waiting},
    )  # fmt: skip
    evidence = Evidence(
        event=KIND, kind="opinion_reading", id=str(made.pk), subject_kind="institution", subject_id=institution_id,
        at=at,
    )  # fmt: skip
    close_with_evidence(evidence=evidence, by=by, at=at)
    return made
