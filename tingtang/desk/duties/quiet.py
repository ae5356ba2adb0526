"""What an empty day says: it fits the position, and leads to where that person's work is meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tingtang.desk.language import t
from tingtang.desk.navigation import address
from tingtang.organisation.access import Viewer
from tingtang.organisation.capabilities import HEADS, MANAGERS
from tingtang.organisation.positions import Position
from tingtang.referrals.queries import unroutable

UNROUTED = timedelta(days=30)  # how long a card that nobody took is told


@dataclass(frozen=True)
class Quiet:
    """Words for a day without duties, and the page to go on to ("" when there is none)."""

    text: str
    href: str = ""
    label: str = ""


def keeps_customers(viewer: Viewer) -> bool:
    """Whether customers can stand in this person's day: only then does the page speak of them."""
    return viewer.may("contact.record")


def quiet_day(viewer: Viewer, at: datetime) -> Quiet:
    """The words for a viewer who has nothing to do; to the administrator also that nobody takes some cards."""
    if viewer.roles & MANAGERS:
        said = t(
            "夜间批处理后，这里会出现今天要联系的客户及原因。",
            "After the night, the customers to contact appear here with the reasons.",
        )
        return Quiet(said)
    if viewer.roles & HEADS:
        said = t(
            "由您本人完成的任务会出现在这里；下属今天的情况在「团队」。",
            "What is yours to do appears here. How those below you stand today is under Team.",
        )
        return Quiet(said, address("desk:team"), t("看团队", "See the team"))
    if viewer.position == Position.ADMINISTRATOR and (lost := unroutable(viewer, "jobs.see", at - UNROUTED)):
        n, days = len(lost), UNROUTED.days
        said = t(
            f"近 {days} 天有 {n} 张转介卡片无人可接收：请补齐人员，或调整分派岗位。",
            f"Nobody takes {n} cards of the last {days} days: fill the position, or change the routing.",
        )
        return Quiet(said, address("desk:operations"), t("看系统运行", "See operations"))
    if viewer.position == Position.ADMINISTRATOR:
        said = t(
            "系统管理员没有客户，也没有手册规定的日常任务。夜间批处理和后台任务在「系统运行」。",
            "An administrator has no customers and no duties of the manual. Nights and jobs are under Operations.",
        )
        return Quiet(said, address("desk:operations"), t("看系统运行", "See operations"))
    said = t(
        "分给您或您岗位的任务一产生就会出现在这里。岗位职责写在手册里。",
        "Duties given to you or to your position appear here as they arise. What the position owes is in the manual.",
    )
    return Quiet(said, address("manual:articles"), t("看手册", "Read the manual"))
