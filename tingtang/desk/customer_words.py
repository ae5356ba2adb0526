"""What the codes of a customer are called on a page, in both languages."""

from __future__ import annotations

from typing import Any

from tingtang.desk.language import lang
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
}


def field_name(code: str) -> str:
    """证件号码 / Identity number; a field that is not known is shown as it is."""
    return FIELDS[code].pick(lang()) if code in FIELDS else code


def product_type(code: str) -> str:
    """存款 / Deposits."""
    return TYPES[code].pick(lang()) if code in TYPES else code


def tie_name(tie: Tie) -> str:
    """Why this person may see the customer."""
    return TIES[tie].pick(lang())


GLOBALS: dict[str, Any] = {"field_name": field_name, "product_type": product_type, "tie_name": tie_name}
