"""A person is named for each facility of an outlet (A38.4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tingtang.audit.unique import once
from tingtang.duties.actions import close_with_evidence
from tingtang.duties.verdicts import Evidence
from tingtang.routines.errors import BadInput
from tingtang.routines.keeping import colleague, end, noted, one_of
from tingtang.routines.models import Facility, Keeper
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

ALREADY = Bilingual("该设施已由此人负责", "this person looks after it already")
AT_ONCE = Bilingual("刚由他人指定，请核对后再试", "somebody has just named one: look, then try again")


@transaction.atomic
def name_keeper(*, institution_id: str, facility: str, staff_id: str, by: str, at: datetime) -> Keeper:
    """Name the person who looks after a facility from now on; it meets the duty to name one. Raises BadInput."""
    one_of("facility", facility, Facility.values)
    who = colleague("staff_id", staff_id, institution_id, business_date(at))
    before = Keeper.objects.select_for_update().filter(
        institution=institution_id, facility=facility, ended_at__isnull=True
    )
    for row in list(before):
        if row.staff_id == who.pk:
            raise BadInput("staff_id", ALREADY)
        end(row, by=by, at=at)
    with once(BadInput("facility", AT_ONCE), "institution_id", "facility"):
        made = Keeper.objects.create(
            institution_id=institution_id, facility=facility, staff=who, named_at=at, named_by=by
        )
    noted("keeper.name", made, institution=institution_id, by=by, at=at, facility=facility, staff=who.pk)
    subject = f"{institution_id}:{facility}"
    evidence = Evidence("keeper.named", "keeper", str(made.pk), "facility", subject, at)
    close_with_evidence(evidence=evidence, by=by, at=at)
    return made
