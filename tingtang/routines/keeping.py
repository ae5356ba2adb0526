"""What the room's actions share: texts that are checked, values by institution, one trail for every write."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Model

from tingtang.audit import actions as audit
from tingtang.organisation.models import Staff
from tingtang.organisation.tree import employed
from tingtang.routines.errors import AlreadyDone, BadInput, NoSuchRecord
from tingtang.routines.models import Photo
from tingtang.shared.text import Bilingual

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
MISSING = Bilingual("请填写", "this is needed")
NO_SUCH = Bilingual("没有这个选项", "there is no such choice")
ODD = Bilingual("含有不允许的字符", "there is a character that does not belong")
NOT_HERE = Bilingual("不是本网点在岗人员", "nobody who works at this outlet")
M = TypeVar("M", bound=Model)


def text(field: str, value: str, most: int, *, needed: bool = True) -> str:
    """The text without spaces around it. Raises BadInput when it is missing, too long or no text."""
    value = value.strip()
    if needed and not value:
        raise BadInput(field, MISSING)
    if len(value) > most:
        raise BadInput(field, Bilingual(f"最多 {most} 字", f"at most {most} characters"))
    if CONTROL.search(value):
        raise BadInput(field, ODD)
    return value


def one_of(field: str, value: str, choices: Collection[str]) -> str:
    """The value when it is one of them. Raises BadInput."""
    if value not in choices:
        raise BadInput(field, NO_SUCH)
    return value


def colleague(field: str, staff_id: str, institution_id: str, on: date) -> Staff:
    """Somebody who works at the outlet on the day. Raises BadInput."""
    found = Staff.objects.filter(employed(on), pk=staff_id, institution=institution_id).first()
    if found is None:
        raise BadInput(field, NOT_HERE)
    return found


def standing(model: type[M], key: int) -> M:
    """The entry of a register, locked. Raises NoSuchRecord, AlreadyDone for one that has ended."""
    found = model._default_manager.select_for_update().filter(pk=key).first()
    if found is None:
        raise NoSuchRecord
    if getattr(found, "ended_at") is not None:  # noqa: B009 - of every register here
        raise AlreadyDone
    return found


def end(row: Model, *, by: str, at: datetime) -> None:
    """End an entry of a register; the database lets nobody change it from then on."""
    row.ended_at, row.ended_by = at, by  # type: ignore[attr-defined]
    row.save(update_fields=["ended_at", "ended_by"])


def keep_photo(content: bytes) -> Photo | None:
    """The photo kept with its hash, None for no bytes. Raises BadInput for what is too large or none."""
    if not content:
        return None
    return Photo.keep(content, BadInput)


def noted(action: str, row: Model, *, institution: str, by: str, at: datetime, **detail: Any) -> None:
    """The audit entry of a write: which, never the words of it."""
    kind = row._meta.model_name or ""
    audit.record(by=by, at=at, action=action, subject=(kind, str(row.pk)), institution=institution, detail=detail)
