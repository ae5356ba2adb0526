"""A small bank that is inspected: an inspector of the branch, an outlet's head, a sheet of the year."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tingtang.inspections.actions import Line, close, make_sheet, mark, publish, start
from tingtang.inspections.models import Inspection, Sheet
from tingtang.organisation.access import Viewer, viewer_for
from tingtang.organisation.models import User
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up, small_bank
from tingtang.shared.times import ZONE

PNG = b"\x89PNG\r\n\x1a\n" + b"a picture"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
LINES = (
    Line("环境", "门前整洁", "A3", Decimal(40), scale="每处污渍扣 5 分"),
    Line("礼仪", "来有迎声", "A13.2", Decimal(50)),
    Line("安全", "尾箱交接", "A25", Decimal(10)),
)


def later(days: int = 0, hours: int = 0) -> datetime:
    """So much after Monday nine o'clock."""
    return MONDAY + timedelta(days=days, hours=hours)


class Outlet:
    """Inspectors I1 and I2 of branch B1, head H1 of O1, branch head HB; a sheet with a veto of 安全."""

    def __init__(self) -> None:
        small_bank()
        people = (
            ("I1", Position.INSPECTOR, "B1"), ("I2", Position.INSPECTOR, "B1"), ("H1", Position.OUTLET_HEAD, "O1"),
            ("HB", Position.BRANCH_HEAD, "B1"), ("I3", Position.INSPECTOR, "B2"),
        )  # fmt: skip
        for key, position, at in people:
            signed_up(person(key, position, at))
        self.sheet = self.made()

    def made(self, **fields: Any) -> Sheet:
        """A version of the year's sheet."""
        plain = {"by": "I1", "at": MONDAY, "year": 2026, "title": "厅堂服务", "base": Decimal(100), "lines": LINES}
        return make_sheet(**{**plain, "vetoes": ["安全"], **fields})

    def started(self, **fields: Any) -> Inspection:
        """A routine inspection of O1 by its branch, of Monday."""
        plain = {
            "by": "I1", "at": MONDAY, "institution_id": "O1", "sheet_id": self.sheet.pk, "category": "routine",
            "carrier": "superior", "level": "branch", "on": MONDAY.date(),
        }  # fmt: skip
        return start(**{**plain, **fields})

    def scored(self, *scores: str | None, **fields: Any) -> Inspection:
        """The same with its lines scored (None: does not apply), not closed."""
        found = self.started(**fields)
        items = found.sheet.items.order_by("n")
        marks = {item.pk: Decimal(one) if one else None for item, one in zip(items, scores, strict=True)}
        return mark(by="I1", at=MONDAY, inspection_id=found.pk, edition=0, marks=marks)

    def closed(self, *scores: str | None, **fields: Any) -> Inspection:
        """The same, closed."""
        found = self.scored(*scores, **fields)
        return close(by="I1", at=later(hours=1), inspection_id=found.pk, edition=1)

    def published(self, *scores: str | None, **fields: Any) -> Inspection:
        """The same, published."""
        return publish(by="I1", at=later(hours=2), inspection_id=self.closed(*scores, **fields).pk)

    def viewer(self, key: str) -> Viewer:
        """One of the people."""
        return viewer_for(User.objects.get(username=key), MONDAY.date())
