"""The report of an inspection (A37.4)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from tingtang.inspections.models import Finding, Inspection, ItemKind, Mark, Mending, Rectification, Severity, SheetItem
from tingtang.inspections.queries import kept_title, total_of
from tingtang.shared.reports import NONE, Report, Section
from tingtang.shared.times import ZONE

GRADES = {"excellent": "优秀", "good": "良好", "fair": "一般", "poor": "较差", "bad": "差"}


def report_of(found: Inspection, *, by: str, at: datetime) -> Report:
    """The report, to be printed for somebody at an instant."""
    mark = f"检查 #{found.pk}　导出：{by}　{at.astimezone(ZONE):%Y-%m-%d %H:%M}　内部资料"
    name = found.institution.name
    return Report(f"{name}服务检查报告", name, mark, tuple(sections_of(found)))


def sections_of(found: Inspection) -> list[Section]:
    """What the report says: how it was carried out, the scores, what was found and mended, what follows."""
    findings = list(found.findings.select_related("person").prefetch_related("mendings").order_by("pk"))
    return [
        Section("一、检查概况", (), _about(found), (1, 3)),
        Section("二、得分", ("类别", "检查项", "条款", "分值", "得分"), _scores(found), (3, 8, 2, 2, 2)),
        Section(
            "三、问题与整改", ("条款", "问题", "级别", "涉及人员", "整改"),
            tuple(_finding(one) for one in findings), (2, 6, 2, 2, 5),
        ),
        Section("四、结果运用", (), _consequences(found), (1, 3)),
    ]  # fmt: skip


def _about(found: Inspection) -> tuple[tuple[str, str], ...]:
    way = f"非现场（{found.recording}；画面 SHA-256 {found.frame_sha256}）" if not found.on_site else "现场"
    return (
        ("网点", found.institution.name),
        ("检查日期", found.on.isoformat()),
        ("检查层级", str(found.get_level_display())),
        ("类别与实施", f"{found.get_category_display()}，{found.get_carrier_display()}"),
        ("形式", f"{way}，{'暗访' if found.covert else '明查'}"),
        ("检查人", found.inspector.name),
        ("评分表", f"{found.sheet.title}（{found.sheet.year} 年第 {found.sheet.version} 版）"),
        ("得分", f"{total_of(found)}　{GRADES.get(found.grade, '')}"),
    )


def _scores(found: Inspection) -> tuple[tuple[str, ...], ...]:
    marks = {one.item_id: one for one in found.marks.all()}
    signs = {ItemKind.PLUS.value: "加分 ", ItemKind.MINUS.value: "扣分 "}
    return tuple(
        (item.section, _item(item), item.article, signs.get(item.kind, "") + _plain(item.points),
         _score(marks.get(item.pk)))
        for item in found.sheet.items.select_related("scale").order_by("n")
    )  # fmt: skip


def _item(item: SheetItem) -> str:
    scale = getattr(item, "scale", None)
    return f"{item.text}\n评分标准：{scale.text}" if scale else item.text


def _score(mark: Mark | None) -> str:
    if mark is None:
        return "—"
    return "不适用" if mark.score is None else _plain(mark.score)


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _finding(one: Finding) -> tuple[str, ...]:
    steps = [f"{Mending.What(step.what).label}：{step.text}" for step in sorted(one.mendings.all(), key=lambda s: s.n)]
    level = str(Severity(one.level).label) + (f"（此前 {one.repeats} 次）" if one.repeats else "")
    return one.article, one.text, level, one.person.name if one.person else NONE, "\n".join(steps) or "未整改"


def _consequences(found: Inspection) -> tuple[tuple[str, str], ...]:
    rows = [(f"{one.year} 年称号", one.title) for one in found.awards.filter(withdrawn_at=None)]
    if kept := kept_title(found):
        rows.append((f"{kept.year} 年称号", f"保留{kept.title}（检查 #{kept.inspection_id} 授予）"))
    for bar in found.bars.select_related("person", "institution").order_by("pk"):
        whom = bar.person.name if bar.person else bar.institution.name
        rows.append((f"{bar.year} 年不得评优评先", f"{whom}（{bar.deadline.isoformat()} 前整改）"))
    report = Rectification.objects.filter(inspection=found).first()
    if report:
        rows.append(("整改报告", report.measures))
    return tuple(rows)
