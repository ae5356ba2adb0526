"""The photos of an inspection as tiles: one a file, each saying what it shows, who took it in and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from tingtang.desk.language import t
from tingtang.desk.names import people
from tingtang.inspections.models import Photo


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that a file shows."""

    what: str
    who: str
    at: datetime
    finding: int | None
    here: bool


@dataclass(frozen=True, slots=True)
class Tile:
    """One file, by the first photo kept of it."""

    pk: int
    sha256: str
    shows: list[Shown] = field(default_factory=list)

    @property
    def again(self) -> bool:
        """Whether the same file was taken in for more than one thing."""
        return len(self.shows) > 1

    @property
    def label(self) -> str:
        """What a picture is read out as."""
        return t("照片", "Photo") + t("：", ": ") + t("、", ", ").join(one.what for one in self.shows)


def tiles(photos: QuerySet[Photo], of: int | None = None) -> list[Tile]:
    """A tile a file, in the order in which they came. `of`: those that show this finding, with what else they show."""
    rows = list(photos.defer("content").select_related("item").order_by("pk"))
    names = people([row.by for row in rows])
    found: dict[str, Tile] = {}
    for row in rows:
        tile = found.setdefault(row.sha256, Tile(row.pk, row.sha256))
        here = of is not None and row.finding_id == of
        tile.shows.append(Shown(_what(row), names[row.by], row.at, row.finding_id, here))
    return [tile for tile in found.values() if of is None or any(one.here for one in tile.shows)]


def _what(photo: Photo) -> str:
    if photo.mending_id:
        return t("问题 #%d 的整改", "mending of finding #%d") % photo.finding_id
    if photo.finding_id:
        return t("问题 #%d", "finding #%d") % photo.finding_id
    return photo.item.text if photo.item else t("整体", "the inspection")
