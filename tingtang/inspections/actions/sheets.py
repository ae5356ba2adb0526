"""Making a version of a year's score sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.inspections import scoring
from tingtang.inspections.errors import BadInput
from tingtang.inspections.models import ItemKind, Scale, Sheet, SheetItem
from tingtang.manual.queries import rulebook
from tingtang.shared.text import Bilingual


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a sheet to be made; `kind` says whether it is of the base, adds to it, or takes from it.

    `scale`: how it is scored, in words; "" where the sheet says nothing.
    """

    section: str
    text: str
    article: str
    points: Decimal
    kind: str = ItemKind.SCORE.value
    scale: str = ""


@transaction.atomic
def make_sheet(
    *, by: str, at: datetime, year: int, title: str, base: Decimal, lines: Sequence[Line], vetoes: Sequence[str] = ()
) -> Sheet:
    """The next version of the year's sheet (A37.3). Raises BadInput naming the line that makes no sense."""
    _check(base, lines, vetoes)
    last = Sheet.objects.select_for_update().filter(year=year).order_by("-version").first()
    version = last.version + 1 if last else 1
    sheet = Sheet.objects.create(
        year=year, version=version, title=title, base=base, vetoes=list(vetoes), at=at, by=by
    )  # fmt: skip
    items = SheetItem.objects.bulk_create(
        SheetItem(
            sheet=sheet, n=n, section=one.section, text=one.text, article=one.article, points=one.points, kind=one.kind
        )
        for n, one in enumerate(lines, 1)
    )
    Scale.objects.bulk_create(
        Scale(item=item, text=one.scale) for item, one in zip(items, lines, strict=True) if one.scale
    )
    detail = {"year": year, "version": version, "items": len(lines)}
    audit.record(by=by, at=at, action="inspection.sheet", subject=("sheet", str(sheet.pk)), detail=detail)
    return sheet


def _check(base: Decimal, lines: Sequence[Line], vetoes: Sequence[str]) -> None:
    book = rulebook()
    for n, one in enumerate(lines, 1):
        if one.article not in book.articles and one.article not in book.paragraphs:
            where = f"lines[{n - 1}].article"
            raise BadInput(
                where, Bilingual(f"第 {n} 行：手册没有条款 {one.article}", f"line {n}: no article {one.article!r}")
            )
    base_lines = [one for one in lines if one.kind == ItemKind.SCORE]
    items = tuple(scoring.Item(o.section, o.points, Decimal(), name=f"{o.section}: {o.text}") for o in base_lines)
    _check_twice(lines)
    try:
        scoring.check(scoring.Sheet(base, items, vetoes=tuple(map(scoring.Veto, vetoes))))
    except scoring.Unscorable as error:
        raise BadInput(error.place, Bilingual(f"评分表不成立：{error}", f"the sheet does not hold: {error}")) from None


def _check_twice(lines: Sequence[Line]) -> None:
    """Plus and minus lines too stand once, and weigh something."""
    seen: set[tuple[str, str]] = set()
    for n, one in enumerate(lines):
        if one.kind != ItemKind.SCORE and ((one.section, one.text) in seen or one.points <= 0):
            raise BadInput(
                f"lines[{n}]", Bilingual(f"第 {n + 1} 行：重复，或分值不大于零", f"line {n + 1}: twice, or no points")
            )
        seen.add((one.section, one.text))
