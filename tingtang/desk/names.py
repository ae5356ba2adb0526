"""What codes are called on a page, in both languages. Chinese labels of models stay with the models."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import NoReverseMatch

from tingtang.desk.addresses import url
from tingtang.desk.language import lang
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.shared.text import Bilingual

POSITIONS_EN = {
    Position.LOBBY_MANAGER: "Lobby manager",
    Position.CLOSED_TELLER: "Enclosed-counter teller",
    Position.OPEN_TELLER: "Open-plan counter teller",
    Position.WEALTH_MANAGER: "Wealth manager",
    Position.PRIVATE_BANKER: "Private banker",
    Position.CORPORATE_MANAGER: "Corporate manager",
    Position.ACCOUNT_MANAGER: "Account manager",
    Position.GUARD: "Guard",
    Position.THIRD_PARTY: "Stationed third party",
    Position.OUTLET_HEAD: "Outlet head",
    Position.DEPUTY_HEAD: "Deputy head",
    Position.COMPLAINT_OFFICER: "Complaint officer",
    Position.INSPECTOR: "Inspector",
    Position.BRANCH_HEAD: "Branch head",
    Position.DEPARTMENT_OFFICER: "Department officer",
    Position.ADMINISTRATOR: "Administrator",
    Position.KIOSK: "Ticket kiosk",
    Position.SCREEN: "Calling screen",
    Position.PANEL: "Rating panel",
    Position.CONTACT_SYSTEM: "System that reports contacts",
}


def position_name(code: str) -> str:
    """大堂经理 / Lobby manager; a code that is not known is shown as it is."""
    if code not in Position.values:
        return code
    position = Position(code)
    return POSITIONS_EN[position] if lang() == "en" else str(position.label)


def institution_name(institution: Any) -> str:
    """The institution's name in the language of the request; Chinese where it has no English one."""
    name: str = (lang() == "en" and institution.name_en) or institution.name
    return name


def clause_url(clause: str) -> str:
    """The manual's page at a clause (A31.2a -> the page of A31 at #A31.2a); "" where the manual has no pages."""
    try:
        return f"{url('manual:article', clause.split('.')[0])}#{clause}"
    except NoReverseMatch:
        return ""


TIERS = {
    "private": Bilingual("私人银行", "Private"),
    "wealth": Bilingual("财富", "Wealth"),
    "wealth_management": Bilingual("理财", "Wealth management"),
    "ordinary": Bilingual("普通", "Ordinary"),
}
CHANNELS = {
    "visit": Bilingual("面谈", "Visit"),
    "phone": Bilingual("电话", "Phone"),
    "video": Bilingual("视频", "Video"),
    "wechat": Bilingual("微信", "WeChat"),
    "sms": Bilingual("短信", "Text message"),
    "mail": Bilingual("邮件", "Mail"),
}
OUTCOMES = {
    "reached": Bilingual("已联系上", "Reached"),
    "no_answer": Bilingual("无人接听", "No answer"),
    "refused": Bilingual("客户拒绝", "Refused"),
    "wrong_number": Bilingual("号码有误", "Wrong number"),
}
INPUTS = {
    "asked_on": Bilingual("提示日期", "Asked on"),
    "first": Bilingual("期间起点", "Period from"),
    "list": Bilingual("名单", "List"),
    "given_by": Bilingual("交办人", "Given by"),
    "visits": Bilingual("约访次数", "Visits"),
    "on": Bilingual("日期", "Day"),
    "planned_on": Bilingual("安排日期", "Planned for"),
    "title": Bilingual("标题", "Title"),
    "anchor_on": Bilingual("周期起点", "Cycle starts from"),
    "assets": Bilingual("资产", "Assets"),
    "balance": Bilingual("金额", "Amount"),
    "best_product": Bilingual("可比产品", "Better product"),
    "best_rate": Bilingual("可比收益率", "Its rate"),
    "birthday_on": Bilingual("生日", "Birthday"),
    "calendar": Bilingual("历法", "Calendar"),
    "card": Bilingual("登记卡种", "Card on record"),
    "care_minutes": Bilingual("关怀时限（分钟）", "Care after (minutes)"),
    "channel": Bilingual("接受的方式", "Accepted channel"),
    "cost": Bilingual("成本", "Cost"),
    "device": Bilingual("设备", "Device"),
    "dividend_on": Bilingual("分红日", "Dividend day"),
    "dormant_days": Bilingual("中断天数", "Days without payroll"),
    "drop_share": Bilingual("下降幅度", "Drop"),
    "fault": Bilingual("故障", "Fault"),
    "festival": Bilingual("节日", "Festival"),
    "festival_on": Bilingual("节日日期", "Day of the festival"),
    "fix_hours": Bilingual("修复时限（小时）", "To be fixed within (hours)"),
    "gain_share": Bilingual("收益率", "Gain"),
    "holdings": Bilingual("相关持仓数", "Holdings concerned"),
    "home": Bilingual("归属机构", "Home institution"),
    "interval_days": Bilingual("联系周期（天）", "Contact interval (days)"),
    "last_assets": Bilingual("最后资产", "Last assets"),
    "last_assets_on": Bilingual("最后持有日", "Last held on"),
    "last_payroll_on": Bilingual("最近代发日", "Last payroll"),
    "last_reached_on": Bilingual("上次联系上", "Last reached"),
    "maturity_on": Bilingual("到期日", "Matures on"),
    "members": Bilingual("家人数", "Family members"),
    "move": Bilingual("变动幅度", "Move"),
    "nav": Bilingual("净值", "Value per unit"),
    "nav_month_ago": Bilingual("上月净值", "A month ago"),
    "number": Bilingual("编号", "Number"),
    "opens_on": Bilingual("开放日", "Opens on"),
    "outlet": Bilingual("到访网点", "Outlet visited"),
    "outflow": Bilingual("净流出", "Net outflow"),
    "overdue_amount": Bilingual("逾期金额", "Amount in arrears"),
    "overdue_days": Bilingual("逾期天数", "Days in arrears"),
    "peak": Bilingual("期内最高", "Highest in the window"),
    "peak_on": Bilingual("最高日", "Highest on"),
    "product": Bilingual("产品", "Product"),
    "rate": Bilingual("利率", "Rate"),
    "rate_previous": Bilingual("原利率", "Rate before"),
    "relation": Bilingual("关系", "Relation"),
    "report_hours": Bilingual("报送时限（小时）", "To be reported within (hours)"),
    "response_minutes": Bilingual("响应时限（分钟）", "Answered within (minutes)"),
    "served_at": Bilingual("服务结束", "Service ended"),
    "service_class": Bilingual("服务类别", "Class of service"),
    "silent_days": Bilingual("未联系天数", "Days without contact"),
    "target_return": Bilingual("目标收益", "Target return"),
    "tier": Bilingual("层级", "Tier"),
    "waits_from": Bilingual("等候起点", "Waits from"),
    "wrong_on": Bilingual("号码有误之日", "Found wrong on"),
    "within_minutes": Bilingual("宽限（分钟）", "Given within (minutes)"),
    "window_days": Bilingual("观察天数", "Window (days)"),
    "customers": Bilingual("客户数", "Customers"),
    "from_on": Bilingual("生效日期", "In force from"),
    "giver": Bilingual("移交人", "Giver"),
    "happened_on": Bilingual("发生日期", "Happened on"),
    "taker": Bilingual("接收人", "Taker"),
    "held_on": Bilingual("座谈会日期", "Held on"),
    "month": Bilingual("月份", "Month"),
    "n": Bilingual("表态人数", "Who said it"),
    "satisfied": Bilingual("满意人数", "Satisfied"),
    "share": Bilingual("要求", "Asked for"),
    "stars": Bilingual("星级柜员", "Star tellers"),
    "tellers": Bilingual("在职柜员", "Tellers"),
    "text": Bilingual("内容", "What"),
    "opened_on": Bilingual("启动日期", "Opened on"),
    "seats": Bilingual("缺位", "Seats"),
    "working_days": Bilingual("工作日数", "Working days"),
    "agreed_to": Bilingual("协议到期日", "Agreement ends"),
    "company": Bilingual("合作单位", "Company"),
    "days": Bilingual("天数", "Days"),
    "facility": Bilingual("设施", "Facility"),
    "found": Bilingual("检查发现", "Found"),
    "items": Bilingual("检查项数", "Points to look at"),
    "last_day": Bilingual("假期最后一天", "Last day of the holiday"),
    "lead_days": Bilingual("提前天数", "Told ahead (days)"),
    "licence": Bilingual("证照", "Licence"),
    "now": Bilingual("现负责人", "Head now"),
    "place": Bilingual("地点", "Place"),
    "to_on": Bilingual("有效至", "Valid to"),
    "until": Bilingual("截止时间", "Before"),
    "valid_to": Bilingual("有效至", "Valid to"),
    "was": Bilingual("所写姓名", "Name on it"),
    "why": Bilingual("原因", "Why"),
    # corporate business
    "agreed_on": Bilingual("约定日期", "Day agreed"),
    "answered_on": Bilingual("答复日期", "Answered on"),
    "department": Bilingual("部门", "Department"),
    "lacking_on": Bilingual("缺件日期", "Found missing on"),
    "manager": Bilingual("账户经理", "Manager"),
    "passed_by": Bilingual("交上层的人", "Passed up by"),
    "passed_on": Bilingual("交上层日期", "Passed up on"),
    "set_up_on": Bilingual("建立日期", "Set up on"),
    "source": Bilingual("来源", "Source"),
    "visit_on": Bilingual("拜访日期", "Day of the visit"),
}
EVENTS = {
    "closed": Bilingual("完成", "Done"),
    "lapsed": Bilingual("过期未完成", "Missed"),
    "cancelled": Bilingual("取消", "Cancelled"),
    "excuse_asked": Bilingual("申请豁免", "Excuse asked"),
    "excuse_approved": Bilingual("同意豁免", "Excused"),
    "excuse_refused": Bilingual("驳回豁免", "Excuse refused"),
    "owner_changed": Bilingual("更换责任人", "Owner changed"),
    "due_changed": Bilingual("调整期限", "Due time changed"),
    "escalated": Bilingual("逾期上报", "Escalated"),
    "counted": Bilingual("计一次", "One counted"),
}
UNITS = {
    "days": Bilingual("天", "days"),
    "working_days": Bilingual("个工作日", "working days"),
    "weeks": Bilingual("周", "weeks"),
    "months": Bilingual("个月", "months"),
    "hours": Bilingual("小时", "hours"),
    "minutes": Bilingual("分钟", "minutes"),
    "CNY": Bilingual("元", "CNY"),
    "percent": Bilingual("%", "%"),
}
RELATIONS = (
    Bilingual("配偶", "spouse"), Bilingual("丈夫", "husband"), Bilingual("妻子", "wife"), Bilingual("父亲", "father"),
    Bilingual("母亲", "mother"), Bilingual("父母", "parent"), Bilingual("子女", "child"), Bilingual("儿子", "son"),
    Bilingual("女儿", "daughter"),
)  # fmt: skip
_RELATION = {said.casefold(): one for one in RELATIONS for said in (one.zh, one.en)}


def _word(table: dict[str, Bilingual], code: str, otherwise: str) -> str:
    return table[code].pick(lang()) if code in table else otherwise


def tier_name(code: str) -> str:
    """私人银行 / Private."""
    return _word(TIERS, code, code)


def channel_name(code: str) -> str:
    """面谈 / Visit."""
    return _word(CHANNELS, code, code)


def outcome_name(code: str) -> str:
    """已联系上 / Reached."""
    return _word(OUTCOMES, code, code)


def input_name(name: str) -> str:
    """What an input of a duty is called: assets -> 资产 / Assets."""
    return _word(INPUTS, name, name.replace("_", " "))


def event_name(what: str) -> str:
    """What an event of a duty is called."""
    return _word(EVENTS, what, what)


def unit_name(unit: str) -> str:
    """The word of a unit, "" for those that have none."""
    return _word(UNITS, unit, "")


def relation_name(text: str) -> str:
    """子女 / child, whichever the bank's file says; another word is shown as it stands there."""
    known = _RELATION.get(text.strip().casefold())
    return known.pick(lang()) if known else text


GLOBALS: dict[str, Any] = {
    "position_name": position_name,
    "institution_name": institution_name,
    "clause_url": clause_url,
    "tier_name": tier_name,
    "channel_name": channel_name,
    "relation_name": relation_name,
    "outcome_name": outcome_name,
}


def people(ids: Iterable[str]) -> dict[str, str]:
    """Staff id -> name, for those who wrote or signed; a system keeps its id. One query, none for nobody."""
    wanted = {one for one in ids if one}
    names = dict(Staff.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
    return {key: names.get(key, key) for key in wanted}
