"""Photos of an inspection: real pictures, known by their bytes, kept with their hash."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from tingtang.inspections.actions.keeping import record, take
from tingtang.inspections.errors import BadInput
from tingtang.inspections.models import Finding, Inspection, Mending, Photo
from tingtang.manual.queries import value
from tingtang.shared.photos import NO_PHOTO, photo_media
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

MEGABYTE = 1024 * 1024
OTHER_ITEM = Bilingual("不是本次评分表的检查项", "not an item of this sheet")


@transaction.atomic
def add_photo(*, by: str, at: datetime, inspection_id: int, content: bytes, item_id: int | None = None) -> Photo:
    """Add a photo to an inspection under way; the same bytes again are the photo that is there. Raises BadInput."""
    found = take(inspection_id)
    made = keep(found, content, by=by, at=at, item_id=item_id)
    record("photo", found, by=by, at=at, sha256=made.sha256)
    return made


def keep(
    found: Inspection, content: bytes, *, by: str, at: datetime, item_id: int | None = None,
    finding: Finding | None = None, mending: Mending | None = None,
) -> Photo:  # fmt: skip
    """Keep a photo inside the caller's transaction, once for what it belongs to: the same file may show an item and a
    finding, and is one photo of those allowed. Raises BadInput: no photo, too large, too many.
    """
    on = business_date(at)
    most, largest = (
        int(str(value(key, on, found.institution_id).value))
        for key in ("inspection.photos_most", "inspection.photo_megabytes")
    )
    media = photo_media(content)
    if not media:
        raise BadInput("photo", NO_PHOTO)
    if len(content) > largest * MEGABYTE:
        raise BadInput("photo", Bilingual(f"照片不得超过 {largest} MB", f"a photo has {largest} MB at most"))
    if item_id is not None and not found.sheet.items.filter(pk=item_id).exists():
        raise BadInput("photo", OTHER_ITEM)
    digest = hashlib.sha256(content).hexdigest()
    there = Photo.objects.filter(inspection=found)
    if same := there.filter(sha256=digest, item=item_id, finding=finding, mending=mending).first():
        return same
    if not there.filter(sha256=digest).exists() and there.values("sha256").distinct().count() >= most:
        raise BadInput("photo", Bilingual(f"最多 {most} 张照片", f"{most} photos at most"))
    return Photo.objects.create(
        inspection=found, item_id=item_id, finding=finding, mending=mending, media=media, content=content,
        size=len(content), sha256=digest, at=at, by=by,
    )  # fmt: skip
