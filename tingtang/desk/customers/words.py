"""What the codes of a customer are called on a page, in both languages."""

from __future__ import annotations

from typing import Any

from tingtang.customers.consent import GUARDIAN
from tingtang.desk.language import lang, t
from tingtang.organisation.access import Tie
from tingtang.shared.text import Bilingual

FIELDS = {
    "name": Bilingual("姓名", "Name"),
    "phone": Bilingual("电话", "Phone"),
    "id_type": Bilingual("证件类型", "Kind of identity document"),
    "id_no": Bilingual("证件号码", "Identity number"),
    "birth_date": Bilingual("出生日期", "Date of birth"),
    "birth_calendar": Bilingual("生日历法", "Calendar of the birthday"),
    "risk_tolerance": Bilingual("风险承受能力", "Risk tolerance"),
    "risk_assessed_on": Bilingual("风险测评日期", "Risk assessed on"),
    "consent_call": Bilingual("是否接受电话", "Whether calls are accepted"),
    "consent_marketing": Bilingual("是否接受营销", "Whether marketing is accepted"),
    "industry": Bilingual("行业", "Industry"),
    "card": Bilingual("持卡", "Card"),
    "id_valid_until": Bilingual("证件有效期至", "Document valid until"),
    "email": Bilingual("邮箱", "Mail address"),
    "address": Bilingual("地址", "Address"),
    "occupation": Bilingual("职业", "Occupation"),
    "employer": Bilingual("工作单位", "Employer"),
    "preferred_channel": Bilingual("偏好渠道", "Preferred channel"),
    "preferred_time": Bilingual("方便时间", "Convenient time"),
}
VALUES = {
    "birth_calendar": {"solar": Bilingual("公历", "solar"), "lunar": Bilingual("农历", "lunar")},
    "id_type": {
        "id_card": Bilingual("居民身份证", "resident identity card"),
        "credit_code": Bilingual("统一社会信用代码", "unified social credit code"),
        "passport": Bilingual("护照", "passport"),
    },
    "preferred_channel": {
        "visit": Bilingual("面谈", "in person"),
        "phone": Bilingual("电话", "phone"),
        "video": Bilingual("视频", "video"),
        "wechat": Bilingual("微信", "WeChat"),
        "sms": Bilingual("短信", "text message"),
        "mail": Bilingual("邮件", "mail"),
    },
    "preferred_time": {
        "morning": Bilingual("上午", "morning"),
        "noon": Bilingual("中午", "noon"),
        "afternoon": Bilingual("下午", "afternoon"),
        "evening": Bilingual("晚间", "evening"),
        "weekend": Bilingual("周末", "weekend"),
    },
}
SOURCES = {
    "stated": Bilingual("客户陈述", "the customer said so"),
    "documented": Bilingual("证件或资料核实", "a document shows it"),
    "core_bank": Bilingual("核心系统", "core bank"),
    "derived": Bilingual("由证件号码推算", "told by the identity number"),
}
PURPOSES = {
    "service": Bilingual("服务告知", "Service"),
    "care": Bilingual("节日关怀", "Care"),
    "marketing": Bilingual("营销", "Marketing"),
    "guardian": Bilingual("作为监护人：使用子女生日", "As guardian: the children's dates of birth"),
}
# answer -> words, tone of its chip, shape
CONSENTS = {
    "granted": (Bilingual("同意", "yes"), "ok", "circle-check"),
    "refused": (Bilingual("拒绝", "no"), "late", "ban"),
    "unasked": (Bilingual("未问", "not asked"), "", "circle-dashed"),
}
# state -> words, tone of its chip, shape
STATES = {
    "good": (Bilingual("有效", "Current"), "ok", "circle-check"),
    "missing": (Bilingual("未填写", "Missing"), "", "circle-dashed"),
    "expired": (Bilingual("待核实", "To be confirmed"), "soon", "clock-exclamation"),
    "wrong": (Bilingual("有误", "Wrong"), "late", "alert-circle"),
}
# figure -> word, what counts
PRINCIPLES = {
    "true": (
        Bilingual("真实", "True"),
        Bilingual(
            "已填写的信息中，有人核实过或来自核心系统开户资料、且证件和电话校验无误的比例",
            "of the fields filled in, those somebody confirmed or the core bank has from the opening, digits right",
        ),
    ),
    "complete": (
        Bilingual("完整", "Complete"),
        Bilingual(
            "该层级各类任务所需的信息中，已填写的比例",
            "of the fields that the duties of the tier need, those filled in",
        ),
    ),
    "accurate": (
        Bilingual("准确", "Accurate"),
        Bilingual(
            "已填写的信息中格式和相互核对无误、且与其他档案不重复的比例",
            "of the fields filled in, those right by form and among each other; a possible duplicate loses one",
        ),
    ),
    "current": (
        Bilingual("及时", "Current"),
        Bilingual("有有效期的信息中，仍在有效期内的比例", "of the fields that age, those still within their time"),
    ),
    "confidential": (
        Bilingual("保密", "Confidential"),
        Bilingual(
            "近期客户经理以外人员的查阅中，注明关系或原因的比例",
            "of the recent looks of others than the manager, those that say by which tie or why",
        ),
    ),
}
SIGNS = {
    "identity": Bilingual("证件号码", "identity number"),
    "phone": Bilingual("电话", "phone"),
    "name": Bilingual("姓名", "name"),
    "phone_tail": Bilingual("姓名读音与电话尾号", "name by sound and phone tail"),
    "id_tail": Bilingual("证件尾号", "identity tail"),
}
GRADES = {
    "exact": (Bilingual("证件相同", "Same identity"), "late", "alert-circle"),
    "likely": (Bilingual("可能相同", "Alike"), "soon", "alert-triangle"),
}
MERGES = {
    "pending": (Bilingual("待处理", "Waiting"), "soon", "hourglass"),
    "linked": (Bilingual("已合并", "Merged"), "ok", "circle-check"),
    "refused": (Bilingual("未采纳", "Refused"), "", "circle-x"),
    "undone": (Bilingual("已撤销", "Undone"), "", "circle-minus"),
}
IMPORTS = {
    "read": Bilingual("待确认", "Waits for you"),
    "taken": Bilingual("已导入", "Taken in"),
    "dropped": Bilingual("已放弃", "Dropped"),
}
CARDS = {
    "wealth_management": Bilingual("理财卡", "Wealth-management card"),
    "wealth": Bilingual("财富卡", "Wealth card"),
    "platinum": Bilingual("白金卡", "Platinum card"),
    "private": Bilingual("私人银行卡", "Private-bank card"),
}
ANSWERS = {
    "pending": (Bilingual("待处理", "Waiting"), "soon", "hourglass"),
    "accepted": (Bilingual("已采纳，待核心系统更新", "Accepted; the core bank brings it"), "ok", "circle-check"),
    "refused": (Bilingual("未采纳", "Refused"), "late", "circle-x"),
}
TYPES = {
    "deposit": Bilingual("存款", "Deposits"),
    "fixed_income": Bilingual("固定收益", "Fixed income"),
    "fund": Bilingual("基金", "Funds"),
    "insurance": Bilingual("保险", "Insurance"),
    "wealth": Bilingual("理财", "Wealth products"),
    "gold": Bilingual("贵金属", "Gold"),
    "fx": Bilingual("外汇", "Foreign currency"),
    "loan": Bilingual("贷款", "Loans"),
}
TIES = {
    Tie.MANAGER: Bilingual("您是客户经理", "You are the manager"),
    Tie.DEPUTY: Bilingual("您代理其客户经理", "You stand in for the manager"),
    Tie.HEAD: Bilingual("您是归属机构负责人", "You head the home institution"),
    Tie.ENTRUSTED: Bilingual("负责人交您联系", "You were given the contact"),
}


def field_name(code: str) -> str:
    """证件号码 / Identity number; a field that is not known is shown as it is."""
    if code == GUARDIAN:
        return t("监护人同意使用子女生日", "Guardian's consent to the children's dates")
    if code.startswith("consent."):
        _, purpose, channel = code.split(".")
        return f"{purpose_name(purpose)} · {value_name('preferred_channel', channel)}"
    return FIELDS[code].pick(lang()) if code in FIELDS else code


def purpose_name(code: str) -> str:
    """服务告知 / Service."""
    return PURPOSES[code].pick(lang()) if code in PURPOSES else code


def consent_answer(code: str) -> tuple[str, str, str]:
    """(words, tone of the chip, icon) of an answer."""
    words, tone, icon = CONSENTS[code]
    return words.pick(lang()), tone, icon


def product_type(code: str) -> str:
    """存款 / Deposits."""
    return TYPES[code].pick(lang()) if code in TYPES else code


def tie_name(tie: Tie) -> str:
    """Why this person may see the customer."""
    return TIES[tie].pick(lang())


def value_name(field: str, value: str) -> str:
    """A code in words; what is no code stands as it is."""
    if field.startswith("consent.") and value in CONSENTS:
        return CONSENTS[value][0].pick(lang())
    known = VALUES.get(field, {})
    return known[value].pick(lang()) if value in known else value


def source_name(code: str) -> str:
    """Where a piece of information comes from."""
    return SOURCES[code].pick(lang()) if code in SOURCES else code


def information_state(code: str) -> tuple[str, str, str]:
    """(words, tone of the chip, icon) of a field's state."""
    words, tone, icon = STATES[code]
    return words.pick(lang()), tone, icon


def correction_state(code: str) -> tuple[str, str, str]:
    """(words, tone of the chip, icon) of a correction."""
    words, tone, icon = ANSWERS[code]
    return words.pick(lang()), tone, icon


def principle_name(code: str) -> str:
    """真实 / True."""
    return PRINCIPLES[code][0].pick(lang())


def principle_means(code: str) -> str:
    """What a figure counts."""
    return PRINCIPLES[code][1].pick(lang())


def signs_named(codes: str) -> str:
    """identity,phone -> 证件号码、电话."""
    return t("、", ", ").join(SIGNS[one].pick(lang()) for one in codes.split(",") if one in SIGNS)


def pair_grade(code: str) -> tuple[str, str, str]:
    """(words, tone of the chip, icon) of how much two files are alike."""
    words, tone, icon = GRADES[code]
    return words.pick(lang()), tone, icon


def merge_state(code: str) -> tuple[str, str, str]:
    """(words, tone of the chip, icon) of a merge."""
    words, tone, icon = MERGES[code]
    return words.pick(lang()), tone, icon


def import_state(code: str) -> str:
    """待确认 / Waits for you."""
    return IMPORTS[code].pick(lang())


def card_name(code: str) -> str:
    """财富卡 / Wealth card."""
    return CARDS[code].pick(lang()) if code in CARDS else code


GLOBALS: dict[str, Any] = {
    "field_name": field_name,
    "product_type": product_type,
    "tie_name": tie_name,
    "value_name": value_name,
    "source_name": source_name,
    "information_state": information_state,
    "correction_state": correction_state,
    "purpose_name": purpose_name,
    "consent_answer": consent_answer,
    "principle_name": principle_name,
    "principle_means": principle_means,
    "signs_named": signs_named,
    "pair_grade": pair_grade,
    "merge_state": merge_state,
    "card_name": card_name,
    "import_state": import_state,
}
