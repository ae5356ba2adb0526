"""What the registers' actions share: texts that are checked, one trail for every write."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model

from tingtang.audit import actions as audit
from tingtang.live.actions import Message, publish_all
from tingtang.lobby.errors import BadInput
from tingtang.shared.text import Bilingual

MISSING = Bilingual("请填写", "this is needed")
NO_SUCH = Bilingual("没有这个选项", "there is no such choice")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def text(field: str, value: str, most: int, *, needed: bool = True) -> str:
    """The text without spaces around it. Raises BadInput when it is missing, too long or no text."""
    value = value.strip()
    if needed and not value:
        raise BadInput(field, MISSING)
    if len(value) > most:
        raise BadInput(field, Bilingual(f"最多 {most} 字", f"at most {most} characters"))
    if CONTROL.search(value):
        raise BadInput(field, Bilingual("含有不允许的字符", "there is a character that does not belong"))
    return value


def one_of(field: str, value: str, choices: list[str]) -> str:
    """The value when it is one of them. Raises BadInput."""
    if value not in choices:
        raise BadInput(field, NO_SUCH)
    return value


def noted(
    action: str,
    row: Model,
    *,
    institution: str,
    by: str,
    at: datetime,
    outlets: Iterable[str] | None = None,
    **detail: Any,
) -> None:
    """The audit entry of a write and its event on the topic of the outlet (or `outlets`): which, never what it says."""
    kind = row._meta.model_name or ""
    name = f"lobby.{action}"
    audit.record(by=by, at=at, action=name, subject=(kind, str(row.pk)), institution=institution, detail=detail)
    payload = {"id": row.pk, "action": action}
    topics = [institution] if outlets is None else sorted(outlets)
    publish_all([Message(f"outlet:{one}", f"lobby.{kind}", payload) for one in topics], at=at)
