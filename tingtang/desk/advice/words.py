"""What the codes of advice are called on a page, in both languages."""

from __future__ import annotations

from typing import Any

from tingtang.desk.language import lang
from tingtang.shared.text import Bilingual

KINDS = {
    "fund": Bilingual("基金", "Fund"),
    "wealth": Bilingual("银行理财", "Wealth product"),
    "insurance": Bilingual("保险", "Insurance"),
    "deposit": Bilingual("存款", "Deposit"),
    "bond": Bilingual("国债", "Government bond"),
    "metal": Bilingual("贵金属", "Precious metal"),
}
RULE_SETS = {
    "fund": Bilingual("基金规则", "Rules for funds"),
    "bank": Bilingual("银行产品规则", "Rules for bank products"),
}
# level -> (of a product, of a customer)
LEVELS = {
    1: (Bilingual("低风险", "low risk"), Bilingual("保守型", "cautious")),
    2: (Bilingual("中低风险", "lower risk"), Bilingual("稳健型", "steady")),
    3: (Bilingual("中风险", "medium risk"), Bilingual("平衡型", "balanced")),
    4: (Bilingual("中高风险", "higher risk"), Bilingual("成长型", "growth")),
    5: (Bilingual("高风险", "high risk"), Bilingual("进取型", "venturesome")),
}
# code -> words, tone of its chip, icon
VERDICTS = {
    "fits": (Bilingual("匹配", "Fits"), "ok", "circle-check"),
    "on_request": (Bilingual("超出承受能力", "Above the tolerance"), "soon", "alert-triangle"),
    "stopped": (Bilingual("不得办理", "Not to be sold"), "late", "hand-stop"),
}
STATES = {
    "open": (Bilingual("办理中", "Under way"), "soon", "hourglass"),
    "closed": (Bilingual("已成交", "Sold"), "ok", "circle-check"),
    "stopped": (Bilingual("已拦截", "Stopped"), "late", "hand-stop"),
    "given_up": (Bilingual("已放弃", "Given up"), "", "circle-minus"),
}
REASONS = {
    "not_on_sale": Bilingual("产品不在销售期内", "the product is not on sale today"),
    "not_rated": Bilingual("产品尚无风险评级", "the product has no risk rating"),
    "below_minimum": Bilingual("低于起购金额", "below the least amount"),
    "no_assessment": Bilingual("客户没有风险承受能力评估", "the customer was never assessed"),
    "assessment_expired": Bilingual("风险承受能力评估已过期，视同未评估", "the assessment expired: as never assessed"),
    "above_tolerance": Bilingual("产品风险高于客户承受能力", "the product's risk is above the tolerance"),
    "above_never": Bilingual("本机构不办理超出承受能力的产品", "nothing above the tolerance is sold here"),
    "lowest_level": Bilingual("最低等级客户不得购买更高风险产品", "the lowest level buys nothing above it"),
    "care_age": Bilingual("年长客户，须有关怀步骤", "an older customer: the care step is due"),
    "age_unknown": Bilingual("出生日期不明，须有关怀步骤", "birth date unknown: the care step is due"),
    "large_away": Bilingual("异地客户大额配置，须先与归属地沟通", "a large sum away from home: ask there first"),
}
EVENTS = {
    "advised": Bilingual("推荐", "Recommended"),
    "home": Bilingual("已与归属地沟通", "Talked to the home manager"),
    "disclose": Bilingual("已提示风险", "Risk told"),
    "care": Bilingual("已完成关怀步骤", "Care taken"),
    "ask": Bilingual("客户主动要求", "The customer asked for it"),
    "confirm": Bilingual("确认书已附", "Confirmation attached"),
    "closed": Bilingual("成交", "Sold"),
    "stopped": Bilingual("拦截", "Stopped"),
    "given_up": Bilingual("放弃", "Given up"),
    "quota": Bilingual("额度已占用", "Quota set aside"),
}
REQUESTS = {
    "open": (Bilingual("待答复", "Waits for an answer"), "soon", "hourglass"),
    "granted": (Bilingual("已调剂", "Granted"), "ok", "circle-check"),
    "refused": (Bilingual("已回绝", "Refused"), "late", "circle-x"),
    "withdrawn": (Bilingual("已撤回", "Withdrawn"), "", "circle-minus"),
}
MOVEMENTS = {
    "issued": Bilingual("核定", "Issued"),
    "in": Bilingual("调入", "Moved in"),
    "out": Bilingual("调出", "Moved out"),
    "used": Bilingual("占用", "Used"),
    "released": Bilingual("释放", "Set free"),
    "back": Bilingual("占用归还", "Given back"),
    "made_good": Bilingual("归还下级", "Made good"),
}
ASKING = {
    "asked": Bilingual("申请", "Asked"),
    "passed_up": Bilingual("上报", "Passed up"),
    "granted": Bilingual("调剂", "Granted"),
    "refused": Bilingual("回绝", "Refused"),
    "withdrawn": Bilingual("撤回", "Withdrawn"),
}


def _said(table: dict[str, Bilingual], code: str) -> str:
    return table[code].pick(lang()) if code in table else code


def _chip(table: dict[str, tuple[Bilingual, str, str]], code: str) -> tuple[str, str, str]:
    words, tone, icon = table[code]
    return words.pick(lang()), tone, icon


def product_risk(level: int | None) -> str:
    """R3 中风险."""
    return f"R{level} {LEVELS[level][0].pick(lang())}" if level in LEVELS else "—"


def tolerance_name(level: int | None) -> str:
    """C3 平衡型."""
    return f"C{level} {LEVELS[level][1].pick(lang())}" if level in LEVELS else "—"


GLOBALS: dict[str, Any] = {
    "product_kind": lambda code: _said(KINDS, code),
    "rule_set_name": lambda code: _said(RULE_SETS, code),
    "sale_verdict": lambda code: _chip(VERDICTS, code),
    "sale_state": lambda code: _chip(STATES, code),
    "sale_reason": lambda code: _said(REASONS, code),
    "sale_event": lambda code: _said(EVENTS, code),
    "request_state": lambda code: _chip(REQUESTS, code),
    "quota_movement": lambda code: _said(MOVEMENTS, code),
    "request_event": lambda code: _said(ASKING, code),
    "product_risk": product_risk,
    "tolerance_name": tolerance_name,
}
