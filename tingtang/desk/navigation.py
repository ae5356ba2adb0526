"""What stands in the rail, for whom. A room that is not there leaves no dead link."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from django.urls import NoReverseMatch

from tingtang.desk.addresses import url
from tingtang.desk.language import t
from tingtang.organisation.access import Viewer


@dataclass(frozen=True)
class Item:
    """One line of the rail: shown to viewers with the capability, where the view exists."""

    key: str
    view: str
    icon: str
    zh: str
    en: str
    capability: str


# By what one has in mind; the first lines have no heading. On a phone the first five a viewer has stand at the thumb.
SECTIONS: tuple[tuple[str, str, tuple[Item, ...]], ...] = (
    (
        "",
        "",
        (
            Item("day", "desk:day", "list-check", "我的一天", "My day", "day.see"),
            Item("outlet_day", "routines:outlet_day", "building-store", "网点今日", "Outlet today", "outlet.day"),
            Item("checklists", "routines:lists", "checkbox", "检查清单", "Checklists", "checklist.see"),
            Item("counter", "lobby:counter", "bell", "窗口", "Counter", "lobby.stand"),
            Item("lobby", "lobby:board", "layout-dashboard", "大堂", "Lobby", "lobby.board"),
            Item("live", "lobby:head", "chart-line", "大堂实况", "Live", "lobby.figures"),
            Item("my_area", "lobby:my_area", "id", "我的驻点", "My station", "third_party.area"),
            Item("guard", "lobby:guard", "shield-check", "安保", "Guard", "guard.record"),
        ),
    ),
    (
        "客户",
        "Customers",
        (
            Item("customers", "desk:customers", "users", "客户", "Customers", "customer.list"),
            Item("lists", "outreach:lists", "list-details", "名单与活动", "Outreach", "list.use"),
            Item("referrals", "referrals:mine", "send", "转介", "Referrals", "referral.make"),
            Item("corporate", "corporate:board", "building-community", "公司业务", "Corporate", "lead.hold"),
            Item("openings", "corporate:openings", "clipboard-check", "对公开户", "Openings", "opening.desk"),
            Item("needs", "corporate:needs", "message-circle", "公司需求", "Needs", "client_need.answer"),
            Item("bookings", "bookings:outlet", "calendar", "预约", "Bookings", "booking.see"),
            Item("advice", "advice:sales", "scale", "产品销售", "Advice", "advice.see"),
            Item("attrition", "contacts:attrition", "heart-handshake", "挽留", "Retention", "attrition.see"),
            Item("market", "contacts:events", "speakerphone", "市场事件", "Market events", "market_event.see"),
            Item("handovers", "handovers:listed", "transfer", "客户移交", "Handovers", "handover.see"),
            Item("away", "lobby:away", "plane-departure", "异地服务", "Away service", "away_service.see"),
        ),
    ),
    (
        "服务质量",
        "Service",
        (
            Item("complaints", "complaints:board", "message-circle", "投诉", "Complaints", "complaint.see"),
            Item("opinions", "opinions:book", "notebook", "意见簿", "Opinion book", "opinion.see"),
            Item("inspections", "inspections:overview", "clipboard-check", "检查", "Inspections", "inspection.see"),
            Item("registers", "routines:licences", "clipboard-list", "网点登记簿", "Registers", "register.see"),
            Item("logs", "meetings:logs", "notes", "大堂日志", "Lobby log", "log.see"),
            Item("meetings", "meetings:meetings", "users-group", "会议", "Meetings", "day.see"),
            Item("drills", "drills:plans", "first-aid-kit", "预案与培训", "Plans and training", "plan.see"),
            Item("satisfaction", "satisfaction:overview", "mood-smile", "满意度", "Satisfaction", "satisfaction.see"),
            Item("news", "lobby:news", "report", "公告", "Notices", "broadcast.edit"),
            Item("devices", "lobby:devices", "device-desktop", "设备", "Devices", "device.report"),
            Item("counterfeit", "lobby:counterfeit", "cash", "假币", "Counterfeit", "counterfeit.record"),
        ),
    ),
    (
        "客户信息",
        "Information",
        (
            Item("information", "desk:figures", "id", "信息质量", "Information", "information.figures"),
            Item("corrections", "desk:corrections", "edit", "信息更正", "Corrections", "correction.decide"),
        ),
    ),
    (
        "管理",
        "Management",
        (
            Item("team", "desk:team", "users-group", "团队", "Team", "task.team"),
            Item("results", "outreach:board", "chart-bar", "看板", "Board", "task.team"),
            Item("excuses", "desk:excuses", "hand-stop", "豁免", "Excuses", "duty.excuse.decide"),
            Item("compliance", "desk:compliance", "chart-histogram", "合规", "Compliance", "compliance.see"),
            Item("manual", "manual:articles", "book", "手册", "Manual", "manual.see"),
            Item("place", "organisation:mine", "building-community", "机构", "Institution", "organisation.see"),
            Item("audit", "organisation:audit", "shield-check", "留痕", "Trail", "audit.see"),
            Item("operations", "desk:operations", "settings", "系统运行", "Operations", "jobs.see"),
            Item("quarantine", "desk:quarantine", "filter", "数据隔离", "Rows set aside", "night.see"),
        ),
    ),
)

# Behind one's own name: what I did and saw, the trail of the house, my password, the interface.
ACCOUNT = (
    Item("trace", "organisation:trace", "history", "我的留痕", "My trace", "trace.see"),
    Item("audit", "organisation:audit", "shield-check", "审计", "Audit trail", "audit.see"),
    Item("posts", "organisation:posts", "id-badge-2", "兼任岗位", "Extra posts", "post.see"),
    Item("tokens", "organisation:tokens", "key", "设备与系统令牌", "Tokens of devices", "token.manage"),
    Item("password", "organisation:password", "lock", "修改密码", "Change password", "password.change"),
    Item("developers", "api_docs", "external-link", "接口", "Interface", "api.docs"),
)


@dataclass(frozen=True)
class Link:
    """An item as one person sees it now."""

    key: str
    href: str
    icon: str
    text: str
    current: bool
    heading: str = ""  # of the section that begins here


def links(viewer: Viewer, path: str) -> list[Link]:
    """The rail of a viewer; the link whose address holds `path` is the current one."""
    rail: list[Link] = []
    for zh, en, items in SECTIONS:
        shown = _shown(items, viewer, path)
        rail += [replace(link, heading=t(zh, en) if zh else "") for link in shown[:1]] + shown[1:]
    return rail


def account(viewer: Viewer, path: str) -> list[Link]:
    """What stands behind the viewer's own name."""
    return _shown(ACCOUNT, viewer, path)


def _shown(items: tuple[Item, ...], viewer: Viewer, path: str) -> list[Link]:
    return [
        Link(item.key, href, item.icon, t(item.zh, item.en), _current(href, path))
        for item in items
        if viewer.may(item.capability) and (href := address(item.view))
    ]


@cache  # the rail asks for fifty at every page, and a process serves one set of addresses
def address(view: str) -> str:
    """The address of a view, or "" where its room is not there."""
    try:
        return url(view)
    except NoReverseMatch:
        return ""


def _current(href: str, path: str) -> bool:
    return path == href or (href not in ("/", "/lobby") and path.startswith(href))
