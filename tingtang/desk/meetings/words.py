"""What the lobby log and meetings are called on a page, in both languages."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tingtang.desk.language import t
from tingtang.meetings.figures import OF_MEETINGS, OF_PARTS
from tingtang.shared.shares import tenth


def log_part(code: str) -> str:
    """The parts of the lobby log; the first three are the manual's (A19.3a)."""
    return {
        "customers": t("客户维护", "Customers cared for"), "sales": t("产品销售", "Sales"),
        "opinions": t("意见和建议", "What customers said"), "other": t("现场与其他", "What else happened"),
        "minutes": t("会议记录", "Minutes"),
    }[code]  # fmt: skip


def meeting_kind(code: str) -> str:
    """What kind of meeting."""
    return {
        "morning": t("晨会", "Morning meeting"), "review": t("每周例会", "Weekly review"),
        "joint": t("联席会议", "Joint meeting"),
    }[code]  # fmt: skip


def fact_name(code: str) -> str:
    """A figure of the day."""
    return {
        "visits": t("到访", "Visits"), "mean_wait": t("平均等候（分钟）", "Mean wait (min)"),
        "within": t("按承诺叫号", "Called as promised"), "abandoned": t("未叫号离开", "Left before called"),
        "cared": t("关怀", "Cared for"), "contacts": t("联系上客户", "Customers reached"),
        "suggested": t("建议分流", "Diversions suggested"), "diverted": t("接受分流", "Diverted"),
        "referrals": t("转介和联系卡", "Cards made"), "sales": t("产品销售", "Sales"), "rated": t("评价", "Rated"),
        "satisfied": t("满意", "Satisfied"), "opinions": t("意见簿", "Opinions"), "complaints": t("投诉", "Complaints"),
        "faults": t("设备故障", "Device faults"), "counterfeit": t("没收假币（张）", "Counterfeit notes"),
        "incidents": t("突发事件", "Incidents"), "third_parties": t("在岗驻点人员", "Stationed people"),
        "duties_met": t("任务按时", "Duties met"), "duties_late": t("任务逾期完成", "Duties late"),
        "duties_missed": t("任务未完成", "Duties missed"), "findings": t("检查问题", "Findings"),
        "tasks_open": t("未办结会议任务", "Tasks open"),
    }.get(code, code)  # fmt: skip


def fact_value(code: str, value: Any) -> str:
    """A figure as it is read; a dash where there was nothing to count."""
    if value is None:
        return "—"
    return f"{tenth(Fraction(str(value)))}%" if code == "within" else str(value)


GLOBALS = {
    "log_part": log_part, "meeting_kind": meeting_kind, "fact_name": fact_name, "fact_value": fact_value,
    "facts_of_parts": OF_PARTS, "facts_of_meetings": (*OF_MEETINGS, "tasks_open"),
}  # fmt: skip
