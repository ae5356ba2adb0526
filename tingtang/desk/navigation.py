"""What stands in the rail, for whom. A room that is not there leaves no dead link."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

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


ITEMS = (
    Item("day", "desk:day", "list-check", "我的一天", "My day", "day.see"),
    Item("customers", "desk:customers", "users", "客户", "Customers", "customer.list"),
    Item("counter", "lobby:counter", "bell", "窗口", "Counter", "lobby.stand"),
    Item("lobby", "lobby:board", "layout-dashboard", "大堂", "Lobby", "lobby.board"),
    Item("live", "lobby:head", "chart-line", "大堂实况", "Live", "lobby.figures"),
    Item("referrals", "referrals:mine", "send", "转介", "Referrals", "referral.make"),
    Item("advice", "advice:sales", "scale", "产品销售", "Advice", "advice.see"),
    Item("bookings", "bookings:outlet", "calendar", "预约", "Bookings", "booking.see"),
    Item("guard", "lobby:guard", "shield-check", "安保", "Guard", "guard.record"),
    Item("my_area", "lobby:my_area", "id", "我的驻点", "My station", "third_party.area"),
    Item("devices", "lobby:devices", "device-desktop", "设备", "Devices", "device.report"),
    Item("counterfeit", "lobby:counterfeit", "cash", "假币", "Counterfeit", "counterfeit.record"),
    Item("news", "lobby:news", "report", "公告", "Notices", "broadcast.edit"),
    Item("away", "lobby:away", "plane-departure", "异地服务", "Away service", "away_service.see"),
    Item("team", "desk:team", "users-group", "团队", "Team", "task.team"),
    Item("excuses", "desk:excuses", "hand-stop", "豁免", "Excuses", "duty.excuse.decide"),
    Item("compliance", "desk:compliance", "chart-histogram", "合规", "Compliance", "compliance.see"),
    Item("manual", "manual:articles", "book", "手册", "Manual", "manual.see"),
    Item("place", "organisation:mine", "building-community", "机构", "Institution", "organisation.see"),
    Item("audit", "organisation:audit", "shield-check", "留痕", "Trail", "audit.see"),
    Item("operations", "desk:operations", "settings", "系统运行", "Operations", "jobs.see"),
)

# Behind one's own name: what I did and saw, the trail of the house, my password, the interface.
ACCOUNT = (
    Item("trace", "organisation:trace", "history", "我的留痕", "My trace", "trace.see"),
    Item("audit", "organisation:audit", "shield-check", "审计", "Audit trail", "audit.see"),
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


def links(viewer: Viewer, path: str) -> list[Link]:
    """The rail of a viewer; the link whose address holds `path` is the current one."""
    return _shown(ITEMS, viewer, path)


def account(viewer: Viewer, path: str) -> list[Link]:
    """What stands behind the viewer's own name."""
    return _shown(ACCOUNT, viewer, path)


def _shown(items: tuple[Item, ...], viewer: Viewer, path: str) -> list[Link]:
    return [
        Link(item.key, href, item.icon, t(item.zh, item.en), _current(href, path))
        for item in items
        if viewer.may(item.capability) and (href := address(item.view))
    ]


def address(view: str) -> str:
    """The address of a view, or "" where its room is not there."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


def _current(href: str, path: str) -> bool:
    return path == href or (href not in ("/", "/lobby") and path.startswith(href))
