"""Segments (A24): companies served alike, with what they are offered."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from tingtang.audit import actions as audit
from tingtang.corporate.actions.history import NOT_ONE, SHORT, code_of, words
from tingtang.corporate.errors import BadInput
from tingtang.corporate.models import Segment, Size
from tingtang.shared.text import Bilingual

STANDS = Bilingual("本机构已有同名分层", "a segment of this name stands here")
NARROW = Bilingual("请至少选择一个条件", "choose at least one trait")


@transaction.atomic
def save_segment(
    *, by: str, at: datetime, institution_id: str, title: str, offer: str, industry: str = "", region: str = "",
    size: str = "", wants: str = "",
) -> Segment:  # fmt: skip
    """Keep a segment of an institution. Raises BadInput."""
    if size and size not in Size.values:
        raise BadInput("size", NOT_ONE)
    fields = {
        "title": words("title", title, 60), "offer": words("offer", offer, SHORT),
        "industry": words("industry", industry, 60, needed=False), "region": words("region", region, 60, needed=False),
        "size": size, "wants": code_of("wants", "needs", wants, needed=False),
    }  # fmt: skip
    if not any(fields[name] for name in ("industry", "region", "size", "wants")):
        raise BadInput("industry", NARROW)
    try:
        with transaction.atomic():
            made = Segment.objects.create(institution_id=institution_id, at=at, by=by, **fields)
    except IntegrityError:
        raise BadInput("title", STANDS) from None
    audit.record(by=by, at=at, action="segment.save", subject=("segment", str(made.pk)), institution=institution_id)
    return made
