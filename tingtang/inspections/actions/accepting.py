"""Findings that the phrase check proposed from a recording, accepted by the inspector (A18, A37.1c)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from tingtang.inspections.actions.doing import put_finding
from tingtang.inspections.actions.keeping import record, take
from tingtang.inspections.errors import BadInput
from tingtang.inspections.models import Finding
from tingtang.inspections.said import proposals
from tingtang.shared.text import Bilingual

NONE_CHOSEN = Bilingual("请选择要采纳的问题", "choose what is accepted")
OTHERS = Bilingual("内容已改变，请重新检查", "the text changed: check it again")


@transaction.atomic
def accept_said(
    *, by: str, at: datetime, inspection_id: int, said: str, keys: Collection[str], person_id: str = ""
) -> list[Finding]:
    """Write down the chosen proposals of a transcript with their places; what is there already is not written twice.

    The transcript itself is not kept. Raises BadInput for keys that it does not give.
    """
    found = take(inspection_id)
    if not keys:
        raise BadInput("keys", NONE_CHOSEN)
    given = {one.key: one for one in proposals(said, found.on)}
    if not set(keys) <= set(given):
        raise BadInput("keys", OTHERS)
    has = set(Finding.objects.filter(inspection=found).values_list("line", "start", "end", "article"))
    fresh = [given[key] for key in sorted(set(keys)) if _place(given[key]) not in has]
    made = [
        put_finding(
            found, one.article, f"{one.text}（第 {one.line} 句：{one.said}）", person_id or None, one.severity,
            (one.line, one.start, one.end), by=by, at=at,
        )
        for one in sorted(fresh, key=lambda one: (one.line, one.start))
    ]  # fmt: skip
    record("accept", found, by=by, at=at, findings=len(made))
    return made


def _place(one: object) -> tuple[object, ...]:
    return tuple(getattr(one, name) for name in ("line", "start", "end", "article"))
