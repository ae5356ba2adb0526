"""What the pages of inspections show: the half-year's coverage, an inspection line by line, its findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, QueryDict

from tingtang.desk.inspections.photos import tiles
from tingtang.desk.language import lang, t
from tingtang.desk.names import people
from tingtang.desk.periods import Period, halves
from tingtang.inspections.models import (
    Award,
    AwardKind,
    Carrier,
    Category,
    Finding,
    Inspection,
    ItemKind,
    Level,
    Planned,
    Rectification,
    Sheet,
    State,
)
from tingtang.inspections.queries import may_carry_out, total_of, visible, visible_finding
from tingtang.inspections.results import BIN, coverage_map, of_period, within_span
from tingtang.manual.book.inspections import InspectionList
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Viewer, may_at, scope_ids, subtree
from tingtang.organisation.models import Institution, Staff

PAGE = 30
LEFT = 60  # outlets named as not yet inspected
CARRY_OUT = "carry out"  # asked of `inspection_for`: may this viewer score it


def inspection_for(viewer: Viewer, inspection_id: int, capability: str = "") -> Inspection:
    """An inspection that the viewer sees; 403 where they see it and may not do what `capability` says."""
    found = visible(viewer).filter(pk=inspection_id).first()
    if found is None:
        raise Http404(str(inspection_id))
    if capability == CARRY_OUT and not may_carry_out(viewer, found):
        raise PermissionDenied("inspection.do")
    if capability not in ("", CARRY_OUT) and not may_at(viewer, capability, found.institution_id):
        raise PermissionDenied(capability)
    return found


def finding_for(viewer: Viewer, finding_id: int, capability: str = "") -> Finding:
    """The same of a finding."""
    found = visible_finding(viewer, finding_id)
    if found is None:
        raise Http404(str(finding_id))
    if capability and not may_at(viewer, capability, found.inspection.institution_id):
        raise PermissionDenied(capability)
    return found


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a list of inspections is narrowed to: a place, a period, a span of scores; "" or None: all."""

    place: str = ""
    period: Period | None = None
    score: int | None = None


def _listed(viewer: Viewer, asked: Narrowed) -> QuerySet[Inspection]:
    rows = visible(viewer).order_by("-on", "-pk")
    if asked.place:
        rows = rows.filter(institution__in=subtree([asked.place]))
    if asked.period is None:
        return rows
    first, last = asked.period.first, asked.period.last
    if asked.score is None:
        return rows.filter(on__range=(first, last))
    scored = of_period(viewer, scope_ids(viewer, "inspection.see"), first, last)
    return rows.filter(pk__in=[one.pk for one in within_span(scored, asked.score)])


def overview_context(viewer: Viewer, page: str, on: date, asked: Narrowed) -> dict[str, Any]:
    """The list of inspections, narrowed or all, and the coverage of the half-year, as figures and as a map."""
    place = asked.place
    shown = Paginator(_listed(viewer, asked), PAGE).get_page(page)
    half, before = halves(asked.period, on)
    figures, branches = coverage_map(viewer, scope_ids(viewer, "inspection.see"), min(half.last, on))
    return {
        "half": half, "before": before,
        "rows": [(one, total_of(one)) for one in shown.object_list],
        "place": Institution.objects.filter(pk=place).first() if place else None,
        "page": shown.number, "pages": shown.paginator.num_pages, "asked": asked, "span": BIN,
        "coverage": figures, "branches": branches, "most": LEFT,
        "may_do": viewer.may("inspection.do"), "may_sheet": viewer.may("inspection.sheet"),
        "may_self": viewer.may("inspection.self"), "may_plan": viewer.may("inspection.plan"),
    }  # fmt: skip


def start_context(viewer: Viewer) -> dict[str, Any]:
    """What an inspection may be begun with: outlets of one's scope, the sheets, the latest first."""
    places = Institution.objects.filter(pk__in=scope_ids(viewer, "inspection.do"), kind="outlet").order_by("name")
    return {
        "outlets": list(places), "sheets": list(Sheet.objects.order_by("-year", "-version")[:10]),
        "categories": [(code, choice_name(code)) for code in Category.values],
        "carriers": [(code, choice_name(code)) for code in Carrier.values],
        "levels": [(code, choice_name(code)) for code in Level.values],
    }  # fmt: skip


def planned_choice(viewer: Viewer, planned: str) -> dict[str, Any]:
    """What a plan says of the inspection to be begun; nothing where the viewer has no such plan."""
    if not (planned.isascii() and planned.isdecimal() and len(planned) < 18 and viewer.may("inspection.plan")):
        return {}
    found = Planned.objects.filter(pk=planned, owner__in=scope_ids(viewer, "inspection.plan")).first()
    if found is None:
        return {}
    names = ("institution_id", "level", "category", "carrier", "covert")
    return {name: getattr(found, name) for name in names} | {"off_site": not found.on_site}


def staff_of(found: Inspection) -> list[Staff]:
    """Whom a finding may be about: the people of the outlet, by name."""
    return list(Staff.objects.filter(institution=found.institution_id, to_on=None).order_by("name", "pk"))


def inspection_context(viewer: Viewer, found: Inspection) -> dict[str, Any]:
    """The page of an inspection."""
    marks = {one.item_id: one for one in found.marks.all()}
    report = Rectification.objects.filter(inspection=found).first()
    rows = [(item, marks.get(item.pk)) for item in found.sheet.items.select_related("scale").order_by("n")]
    return {
        "one": found, "rows": rows, "total": total_of(found),
        "left": sum(mark is None for item, mark in rows if item.kind == ItemKind.SCORE),
        "findings": list(found.findings.select_related("person").prefetch_related("mendings").order_by("pk")),
        "photos": tiles(found.photos.all()),
        "bars": list(found.bars.select_related("person").order_by("pk")), "awards": list(found.awards.order_by("pk")),
        "report": report, "names": people([report.by]) if report else {},
        "may_do": may_carry_out(viewer, found), "people": staff_of(found) if found.state == State.DRAFT else [],
        "may_report": found.state == "published" and may_at(viewer, "inspection.self", found.institution_id),
    }  # fmt: skip


def typed_marks(found: Inspection, post: QueryDict) -> tuple[dict[int, Decimal | None], dict[int, str]]:
    """(id -> score or None for what does not apply, id -> mistake); what was left empty is in neither."""
    marks: dict[int, Decimal | None] = {}
    wrong: dict[int, str] = {}
    for key in found.sheet.items.values_list("pk", flat=True):
        said = post.get(f"score-{key}", "").strip()
        if post.get(f"off-{key}"):
            marks[key] = None
        elif said:
            try:
                marks[key] = Decimal(said)
                if not marks[key].is_finite():  # type: ignore[union-attr]
                    raise InvalidOperation
            except InvalidOperation:
                wrong[key] = t("请填写数字", "Give a number")
                marks.pop(key, None)
    return marks, wrong


def choice_name(code: str) -> str:
    """The kinds, levels, states and grades of inspections in words."""
    return {
        "routine": t("常规", "Routine"), "special": t("专项", "Special"), "self": t("自查", "Self"),
        "mutual": t("互查", "Mutual"), "superior": t("上级检查", "Superior"), "peer": t("同业检查", "Peer"),
        "third_party": t("第三方", "Third party"), "province": t("省行", "Province"), "branch": t("二级分行", "Branch"),
        "managing": t("管辖支行", "Managing branch"), "head": t("网点负责人", "Head"),
        "draft": t("进行中", "Under way"),
        "closed": t("已评分，未通报", "Scored, not published"), "published": t("已通报", "Published"),
        "excellent": t("优秀", "Excellent"), "good": t("良好", "Good"), "fair": t("一般", "Fair"),
        "poor": t("较差", "Poor"), "bad": t("差", "Bad"), "mended": t("已整改，待复查", "Mended, to be looked at"),
        "confirmed": t("复查通过", "Confirmed"), "sent_back": t("复查未通过", "Sent back"),
        "month": t("每月", "Monthly"), "quarter": t("每季度", "Quarterly"), "half": t("每半年", "Half-yearly"),
        "year": t("每年", "Yearly"), "plus": t("加分", "Plus"), "minus": t("扣分", "Minus"),
        "outlet": t("网点", "Outlet"),
    }[code]  # fmt: skip


def award_title(award: Award) -> str:
    """The title of model outlet in words; any other award as it was named."""
    if award.kind == AwardKind.MODEL_OUTLET:
        return t(str(AwardKind.MODEL_OUTLET.label), "Model outlet for courteous service")
    return award.title


def severity_name(level: int) -> str:
    """How grave a finding is, in words."""
    return {1: t("轻微", "Minor"), 2: t("一般", "Ordinary"), 3: t("严重", "Grave")}[level]


def points(number: Decimal) -> str:
    """Points as people write them: 35.5, not 35.500."""
    return format(number.normalize(), "f")


def sheet_text(text: str) -> str:
    """A section or line of a sheet as it was entered; one that is of the checklists in the reader's language."""
    lists = inspection_lists()
    known = {one.zh: one for one in (*(one.section for one in lists), *(it.text for one in lists for it in one.items))}
    return known[text].pick(lang()) if text in known else text


def grade_tone(grade: str) -> str:
    """The colour of a grade."""
    return {"excellent": "ok", "good": "ok", "fair": "soon", "poor": "soon", "bad": "late"}.get(grade, "")


def inspection_lists() -> tuple[InspectionList, ...]:
    """What inspections look at, by checklist."""
    return tuple(rulebook().inspection_lists)


def lines_of_lists(base: int) -> str:
    """The lines of a sheet made of everything on the checklists, its points as even as whole numbers allow."""
    items = [(one.section, item) for one in inspection_lists() for item in one.items]
    each, rest = divmod(base, len(items))
    return "\n".join(
        f"{section.zh} | {item.text.zh} | {item.article} | {each + (n < rest)}"
        for n, (section, item) in enumerate(items)
    )


GLOBALS = {
    "inspection_lists": inspection_lists,
    "choice_name": choice_name,
    "award_title": award_title,
    "grade_tone": grade_tone,
    "severity_name": severity_name,
    "sheet_text": sheet_text,
    "points": points,
}
