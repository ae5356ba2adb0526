"""The positions of the manual, as the feed names them."""

from __future__ import annotations

from django.db import models


class Position(models.TextChoices):
    """A position (岗位) with the article that describes its day."""

    LOBBY_MANAGER = "lobby_manager", "大堂经理"  # A19
    CLOSED_TELLER = "closed_teller", "封闭式柜员"  # A20
    OPEN_TELLER = "open_teller", "开放式柜员"  # A21
    WEALTH_MANAGER = "wealth_manager", "理财经理"  # A22
    PRIVATE_BANKER = "private_banker", "私人银行家"  # A31
    CORPORATE_MANAGER = "corporate_manager", "公司客户经理"  # A23
    ACCOUNT_MANAGER = "account_manager", "账户经理"  # A24
    GUARD = "guard", "保安人员"  # A25
    THIRD_PARTY = "third_party", "驻点人员"  # A26
    OUTLET_HEAD = "outlet_head", "网点负责人"  # A38
    DEPUTY_HEAD = "deputy_head", "网点副职"  # A38
    COMPLAINT_OFFICER = "complaint_officer", "投诉专员"  # A34.6
    INSPECTOR = "inspector", "服务检查员"  # A37
    BRANCH_HEAD = "branch_head", "分支行负责人"  # A37
    DEPARTMENT_OFFICER = "department_officer", "职能部门人员"  # A36
    ADMINISTRATOR = "administrator", "系统管理员"  # runs the system; reads no customer
    KIOSK = "kiosk", "取号机"
    SCREEN = "screen", "叫号屏"
    PANEL = "panel", "评价器"
    CONTACT_SYSTEM = "contact_system", "联系登记系统"  # an outbound-call or messaging system: reports contacts


# Devices and systems: only tokens hold these; nobody of staff may.
DEVICES = frozenset({Position.KIOSK, Position.SCREEN, Position.PANEL, Position.CONTACT_SYSTEM})
PEOPLE = tuple(position for position in Position if position not in DEVICES)
PEOPLE_CHOICES = [(position.value, position.label) for position in PEOPLE]
PEOPLE_VALUES = [position.value for position in PEOPLE]
