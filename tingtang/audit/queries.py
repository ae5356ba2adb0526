"""Reading the trail: filtered, newest first, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from tingtang.audit.models import Entry
from tingtang.shared.logging import mask_field

PAGE = 50
COUNT_UP_TO = 1000  # a trail is long: beyond this the count says "more than"


@dataclass(frozen=True)
class Filter:
    """What to look for; empty means any. `since` is included, `until` is not."""

    subject_kind: str = ""
    subject_id: str = ""
    actor: str = ""
    action: str = ""
    nature: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Page:
    """A page of entries; `older` is the id to continue below, None at the end."""

    entries: list[Entry]
    older: int | None


def entries(wanted: Filter) -> QuerySet[Entry]:
    """The entries that match, newest first. `action` matches from its beginning: `duty.` is all of a room."""
    texts = {
        "subject_kind": wanted.subject_kind,
        "subject_id": wanted.subject_id,
        "actor": wanted.actor,
        "action__startswith": wanted.action,
        "nature": wanted.nature,
        "at__gte": wanted.since,
        "at__lt": wanted.until,
    }
    return Entry.objects.filter(Q(**{name: value for name, value in texts.items() if value})).order_by("-id")


def page(found: QuerySet[Entry], before: int | None = None, size: int = PAGE) -> Page:
    """One page of a trail ordered newest first, below the id `before`: no page gets slower the further back it is."""
    rows = list((found.filter(id__lt=before) if before else found)[: size + 1])
    return Page(rows[:size], rows[size - 1].id if len(rows) > size else None)


def count_up_to(found: QuerySet[Entry], most: int = COUNT_UP_TO) -> tuple[int, bool]:
    """(how many, whether there are more than that)."""
    n = found.order_by().values("id")[: most + 1].count()
    return min(n, most), n > most


def detail_shown(entry: Entry) -> dict[str, object]:
    """An entry's detail as it may be shown: kept fields masked, numbers in free text too."""
    return {name: mask_field(name, value) for name, value in entry.detail.items()}
