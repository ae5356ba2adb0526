"""What must not be is refused by the database itself, on SQLite and on PostgreSQL, whoever writes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tingtang.inspections.actions import find
from tingtang.inspections.models import Finding, Inspection, Mark, Mending, Scale, Sheet, SheetItem
from tingtang.inspections.tests.outlet import MONDAY, Outlet, later

pytestmark = pytest.mark.postgres


def refused(change: Any) -> bool:
    """Whether the database refuses, leaving the test's transaction as it was."""
    try:
        with transaction.atomic():
            change()
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "asleep"}, {"category": "odd"}, {"carrier": "odd"}, {"level": "odd"}, {"on_site": False},
        {"recording": "3 号摄像头"}, {"on_site": False, "recording": "x", "frame_sha256": "short"}, {"grade": "good"},
        {"state": "closed"}, {"state": "published"}, {"published_at": MONDAY}, {"numerator": Decimal(1)},
    ],
    ids=str,
)  # fmt: skip
def test_an_inspection_that_makes_no_sense_cannot_be_kept(outlet: Outlet, fields: dict[str, Any]) -> None:
    plain = {
        "institution_id": "O1", "sheet": outlet.sheet, "category": "routine", "carrier": "self", "level": "head",
        "on": MONDAY.date(), "inspector_id": "H1",
    }  # fmt: skip
    assert not refused(lambda: Inspection.objects.create(**plain))
    assert refused(lambda: Inspection.objects.create(**{**plain, **fields}))


def test_a_mark_is_of_its_own_sheet_in_range_and_fixed_once_closed(outlet: Outlet) -> None:
    found, other = outlet.started(), outlet.made().items.get(n=1)
    item = found.sheet.items.get(n=1)
    assert refused(lambda: Mark.objects.create(inspection=found, item=other, score=1))
    assert refused(lambda: Mark.objects.create(inspection=found, item=item, score=41))
    assert refused(lambda: Mark.objects.create(inspection=found, item=item, score=-1))
    assert refused(lambda: Mark.objects.create(inspection=found, item=item, score=None))
    assert refused(lambda: Mark.objects.create(inspection=found, item=item, applies=False, score=1))
    closed = outlet.closed("40", "50", "10")
    assert refused(lambda: closed.marks.update(score=1))


def test_sheets_findings_and_their_mending_only_grow_and_what_is_published_stays(outlet: Outlet) -> None:
    found = outlet.published("40", "50", "10")
    assert refused(lambda: Inspection.objects.filter(pk=found.pk).update(grade="bad"))
    for model, field in ((Sheet, "title"), (SheetItem, "text"), (Scale, "text")):
        assert refused(lambda model=model, field=field: model.objects.update(**{field: "x"}))


def test_nobody_looks_at_their_own_mending(outlet: Outlet) -> None:
    draft = outlet.scored("40", "50", "10")
    finding = find(by="I1", at=later(), inspection_id=draft.pk, article="A3", text="污渍")
    plain = {"finding": finding, "n": 2, "at": later(), "text": "x", "mended_by": "H1"}
    assert refused(lambda: Mending.objects.create(what="confirmed", by="H1", **plain))
    assert refused(lambda: Mending.objects.create(what="mended", by="I1", **plain))
    assert refused(lambda: Finding.objects.update(text="别的"))
    assert not refused(lambda: Mending.objects.create(what="confirmed", by="I1", **plain))
    assert refused(lambda: Mending.objects.create(what="confirmed", by="I1", **{**plain, "n": 3}))
    assert refused(lambda: Mending.objects.update(text="别的"))
