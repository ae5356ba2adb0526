"""Slips that one customer each answers with, made to be printed (A39.5)."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.satisfaction.errors import BadInput, NoSuch, WrongState
from tingtang.satisfaction.models import Link, Questionnaire, Slip, Way
from tingtang.satisfaction.slips import digest
from tingtang.shared.text import Bilingual

MOST_SLIPS = 120  # at once: fifteen pages
HOW_MANY = Bilingual("一次印 1 至 120 张", "1 to 120 slips at once")
NOWHERE = Bilingual("此问卷不面向该机构", "it does not ask customers of this institution")


@transaction.atomic
def make_slips(*, by: str, at: datetime, questionnaire_id: int, institution_id: str, count: int) -> list[str]:
    """The keys of so many new slips for an outlet. They are told here and never again: only their digests are kept.

    Raises BadInput (`count`, `institution_id`), NoSuch, WrongState unless it is published, open and answered by slips.
    """
    found = Questionnaire.objects.select_for_update().filter(pk=questionnaire_id).first()
    if found is None:
        raise NoSuch
    if found.way != Way.SLIP or found.ended_at is not None or not found.versions.exists():
        raise WrongState
    if not 1 <= count <= MOST_SLIPS:
        raise BadInput("count", HOW_MANY)
    if not Link.objects.filter(questionnaire=found, institution=institution_id).exists():
        raise BadInput("institution_id", NOWHERE)
    keys = [secrets.token_hex(16) for _ in range(count)]
    Slip.objects.bulk_create(
        Slip(questionnaire=found, institution_id=institution_id, digest=digest(key), made_at=at, made_by=by)
        for key in keys
    )
    audit.record(
        by=by, at=at, action="questionnaire.slips", subject=("questionnaire", str(found.pk)),
        institution=institution_id, detail={"slips": count},
    )  # fmt: skip
    return keys
