"""Which counters an outlet has, and what they can do (A8-A10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from tingtang.audit.actions import record
from tingtang.live.actions import publish
from tingtang.lobby.errors import BadInput
from tingtang.lobby.facts import forget, require_outlet
from tingtang.lobby.models import Counter
from tingtang.lobby.states import ServiceClass
from tingtang.manual.book.lobby import GROUPS
from tingtang.organisation.models import Zone
from tingtang.shared.text import Bilingual

MOST_LABEL = 8
NO_SUCH = Bilingual("没有这个选项", "there is no such choice")


def add_counter(
    *,
    institution_id: str,
    label: str,
    by: str,
    at: datetime,
    zone_id: int | None = None,
    skills: Sequence[str] = (),
    serves_classes: Sequence[str] = (),
) -> Counter:
    """A counter, closed. `skills`: groups of business, `serves_classes`: whom it is meant for; empty: all.

    Raises BadInput naming the field, also for a label that the outlet has already.
    """
    require_outlet(institution_id, at)
    label = label.strip()
    _check(institution_id, label, zone_id, skills, serves_classes)
    fields = {"zone_id": zone_id, "skills": list(skills), "serves_classes": list(serves_classes), "since": at}
    try:
        with transaction.atomic():
            counter = Counter.objects.create(institution_id=institution_id, label=label, **fields)
            subject = ("counter", str(counter.pk))
            detail = {"label": label, "skills": list(skills), "serves_classes": list(serves_classes)}
            record(by=by, at=at, action="lobby.counter.add", subject=subject, institution=institution_id, detail=detail)
            payload = {"counter_id": counter.pk, "counter": label, "state": "closed"}
            publish(topic=f"outlet:{institution_id}", name="lobby.counter", payload=payload, at=at)
    except IntegrityError as error:
        text = Bilingual("本网点已有这个窗口", "the outlet has this counter already")
        raise BadInput("label", text) from error
    forget()
    return counter


def _check(
    institution_id: str, label: str, zone_id: int | None, skills: Sequence[str], serves_classes: Sequence[str]
) -> None:
    if not label or len(label) > MOST_LABEL:
        raise BadInput("label", Bilingual(f"1 至 {MOST_LABEL} 个字符", f"1 to {MOST_LABEL} characters"))
    if zone_id is not None and not Zone.objects.filter(pk=zone_id, institution=institution_id).exists():
        raise BadInput("zone_id", Bilingual("不属于本网点", "it does not belong to this outlet"))
    if not set(skills) <= set(GROUPS):
        raise BadInput("skills", NO_SUCH)
    if not set(serves_classes) <= set(ServiceClass.values):
        raise BadInput("serves_classes", NO_SUCH)
