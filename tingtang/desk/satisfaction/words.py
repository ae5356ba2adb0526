"""What codes of satisfaction are called on a page, in both languages."""

from __future__ import annotations

from typing import Any

from tingtang.desk.language import t
from tingtang.satisfaction.assessment import Part


def part_name(key: str) -> str:
    """The parts in words."""
    return {
        "inspection": t("服务检查", "Inspections"), "satisfaction": t("客户满意率", "Satisfaction"),
        "complaints": t("客户投诉", "Complaints"), "duties": t("职责按时率", "Duties in time"),
    }[key]  # fmt: skip


def part_of(part: Part) -> str:
    """What a part's score is of, in a few words."""
    words: dict[str, Any] = {
        "inspection": t("%d 次检查", "%d inspections"), "satisfaction": t("%d 位客户", "%d customers"),
        "complaints": t("%d 件责任在我方", "%d our fault"), "duties": t("%d 项职责", "%d duties"),
    }  # fmt: skip
    said: str = words[part.key] % part.n
    return said + (t("，%d 件未认定", ", %d undecided") % part.other if part.other else "")


def graded(what: str) -> str:
    """What a grading changed."""
    return {
        "promoted": t("晋级", "Promoted"), "kept": t("保持", "Kept"), "lost": t("降级", "Lost"),
        "withdrawn": t("取消", "Withdrawn"),
    }[what]  # fmt: skip


def stars(level: int) -> str:
    """三星 / 3 stars; 无星级 / no star."""
    if not level:
        return t("无星级", "No star")
    return t(f"{'一二三四五'[level - 1]}星", f"{level} star{'s' if level > 1 else ''}")


GLOBALS = {"part_name": part_name, "part_of": part_of, "graded": graded, "stars": stars}
