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
    """Raises BadInput in the words of who typed it, by line; that the sheet can be scored is scoring's to say."""
    book = rulebook()
    for n, one in enumerate(lines, 1):
        if one.article not in book.articles and one.article not in book.paragraphs:
            where = f"lines[{n - 1}].article"
            raise BadInput(
                where, Bilingual(f"第 {n} 行：手册没有条款 {one.article}", f"line {n}: no article {one.article!r}")
            )
    _check_each(lines)
    base_lines = [one for one in lines if one.kind == ItemKind.SCORE]
    whole = sum((one.points for one in base_lines), Decimal())
    if whole != base:
        zh = f"各项分值合计 {whole:f}，不等于基本分 {base:f}"
        raise BadInput("items", Bilingual(zh, f"the points add up to {whole:f}, not to the base {base:f}"))
    for veto in vetoes:
        if veto not in {line.section for line in base_lines}:
            raise BadInput("vetoes", Bilingual(f"检查项里没有类别“{veto}”", f"no item is of the section {veto!r}"))
    items = tuple(scoring.Item(o.section, o.points, Decimal(), name=f"{o.section}: {o.text}") for o in base_lines)
    try:
        scoring.check(scoring.Sheet(base, items, vetoes=tuple(map(scoring.Veto, vetoes))))
    except scoring.Unscorable as error:
        raise BadInput(error.place, Bilingual(f"评分表不成立：{error}", f"the sheet does not hold: {error}")) from None


def _check_each(lines: Sequence[Line]) -> None:
    """Each line weighs something and stands once, be it of the base, plus or minus."""
    seen: dict[tuple[str, str], int] = {}
    for n, one in enumerate(lines, 1):
        if one.points <= 0:
            where = f"lines[{n - 1}].points"
            raise BadInput(where, Bilingual(f"第 {n} 行：分值须大于零", f"line {n}: its points are not above 0"))
        if first := seen.get((one.section, one.text)):
            said = Bilingual(f"第 {n} 行与第 {first} 行重复", f"line {n} is line {first} again")
            raise BadInput(f"lines[{n - 1}]", said)
        seen[one.section, one.text] = n
