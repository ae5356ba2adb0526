"""What a phone kept while it had no network, sent at once and once: scores, findings, photos."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from django.db import transaction

from tingtang.inspections.actions.doing import put_finding, put_marks
from tingtang.inspections.actions.keeping import record, save, take
from tingtang.inspections.actions.photos import keep
from tingtang.inspections.errors import BadInput, NoSuch
from tingtang.inspections.models import Inspection, Sending, Severity
from tingtang.shared.text import Bilingual

OTHERS_KEY = Bilingual("这次发送的编号已被使用", "this key was used for another inspection")


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as a phone kept it."""

    article: str
    text: str
    person_id: str = ""
    severity: int = Severity.MEDIUM
    photos: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """What a phone sends: item -> score, findings, photos of items as (item, bytes), items whose score was cleared."""

    marks: Mapping[int, Decimal | None]
    findings: Sequence[Found] = ()
    photos: Sequence[tuple[int | None, bytes]] = ()
    cleared: Sequence[int] = ()


@transaction.atomic
def send(*, by: str, at: datetime, inspection_id: int, edition: int, key: str, package: Package) -> Inspection:
    """Take in a package: all of it or nothing. The same `key` again changes nothing and answers as the first time.

    Raises ChangedMeanwhile when somebody saved since `edition` (nothing of theirs is overwritten), BadInput with the
    field: `findings.0.article`, `photos.1`, or an item's id.
    """
    # The lock comes before the look: of the same package twice at once the second sees the first.
    found = Inspection.objects.select_for_update().filter(pk=inspection_id).first()
    if found is None:
        raise NoSuch
    if sent := Sending.objects.filter(pk=key).first():
        if sent.inspection_id != inspection_id or sent.by != by:
            raise BadInput("key", OTHERS_KEY)
        return found
    found = take(inspection_id, edition)
    put_marks(found, package.marks, package.cleared)
    for n, one in enumerate(package.findings):
        _find(found, n, one, by=by, at=at)
    for n, (item_id, content) in enumerate(package.photos):
        _place(f"photos.{n}", partial(keep, found, content, by=by, at=at, item_id=item_id))
    save(found)
    Sending.objects.create(key=key, inspection=found, edition=found.edition, at=at, by=by)
    items = len(package.marks) + len(package.cleared)
    counts = {"items": items, "findings": len(package.findings), "photos": len(package.photos)}
    record("send", found, by=by, at=at, **counts)
    return found


def _find(found: Inspection, n: int, one: Found, *, by: str, at: datetime) -> None:
    try:
        made = put_finding(found, one.article, one.text, one.person_id or None, one.severity, by=by, at=at)
    except BadInput as refused:
        raise BadInput(f"findings.{n}.{refused.field}", refused.text) from None
    for content in one.photos:
        _place(f"findings.{n}.photo", partial(keep, found, content, by=by, at=at, finding=made))


def _place(field: str, act: Callable[[], object]) -> None:
    try:
        act()
    except BadInput as refused:
        raise BadInput(field, refused.text) from None
