"""What lists say on a page: each criterion, and each reason as a sentence with its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tingtang.desk.customers.words import field_name, product_type
from tingtang.desk.formats import day, money
from tingtang.desk.language import lang, t
from tingtang.desk.names import tier_name
from tingtang.desk.sentences import sentence
from tingtang.manual.book import Rulebook
from tingtang.outreach.criteria import Criteria
from tingtang.outreach.reasons import Reason
from tingtang.shared.text import Bilingual

SIGNALS = {
    "any": Bilingual("任何流失信号", "Any sign of leaving"),
    "asset_drop": Bilingual("资产大幅下降", "Assets fell sharply"),
    "outflow": Bilingual("资金大额流出", "Large outflow"),
    "silence": Bilingual("长期未联系上", "Not reached for long"),
    "payroll": Bilingual("代发工资中断", "Payroll stopped"),
    "closed": Bilingual("账户清空", "Holdings emptied"),
}
MEASURES = {
    "key_customers": Bilingual("重点客户维护", "Key customers"),
    "ordinary_customers": Bilingual("一般客户维护", "Ordinary customers"),
    "sales": Bilingual("产品销售", "Sales"),
    "cross_sales": Bilingual("交叉销售", "Cross-sales"),
    "referrals": Bilingual("转介", "Referrals"),
}
# state -> words, tone of its chip, shape
CAMPAIGN_STATES = {
    "planned": (Bilingual("筹备中", "Planned"), "soon", "hourglass"),
    "closed": (Bilingual("已结案", "Closed"), "ok", "circle-check"),
    "called_off": (Bilingual("已取消", "Called off"), "", "circle-minus"),
}
GUEST_STATES = {
    "listed": Bilingual("待邀请", "To be invited"),
    "invited": Bilingual("已邀请", "Invited"),
    "declined": Bilingual("谢绝", "Declined"),
    "came": Bilingual("到场", "Came"),
    "absent": Bilingual("未到场", "Did not come"),
}
RESULTS = {
    "none": Bilingual("暂无意向", "Nothing yet"),
    "prospect": Bilingual("有意向", "Interested"),
    "sold": Bilingual("已成交", "Sold"),
}
ABOUT = {
    "service": Bilingual("服务", "Service"),
    "product": Bilingual("产品", "Products"),
    "environment": Bilingual("环境", "Premises"),
    "channel": Bilingual("渠道", "Channels"),
    "other": Bilingual("其他", "Other"),
}
SKIPPED = {
    "planned": Bilingual("已有安排", "planned already"),
    "no_manager": Bilingual("没有客户经理", "without a manager"),
    "no_tie": Bilingual("不能交给指定的人：客户或此人不在您的机构", "not yours to give to whom you named"),
    "full": Bilingual("可排日期已满", "no day left"),
    "unknown": Bilingual("不在您的范围内", "none of yours"),
}
# Lists to begin with: name, what the address says.
PRESETS: tuple[tuple[Bilingual, str, Mapping[str, str]], ...] = (
    (Bilingual("30 天内到期", "Maturing within 30 days"), "calendar-due", {"matures": "30"}),
    (Bilingual("超过联系间隔", "Beyond their interval"), "clock-exclamation", {"uncovered": "1"}),
    (Bilingual("流失信号", "Signs of leaving"), "trending-down", {"signal": "any"}),
    (Bilingual("两周内生日", "Birthdays within two weeks"), "cake", {"birthday": "14"}),
    (Bilingual("联系信息不全", "Contact facts missing"), "id", {"missing": "needed"}),
    (Bilingual("只持有一类产品", "One type of product"), "stack-2", {"few": "2"}),
)
Figures = Mapping[str, Any]


def signal_name(code: str) -> str:
    """资产大幅下降 / Assets fell sharply."""
    return SIGNALS[code].pick(lang()) if code in SIGNALS else code


def lack_name(code: str) -> str:
    """What may be missing: a field, or all that a contact needs."""
    return t("联系所需的任一项", "Anything a contact needs") if code == "needed" else field_name(code)


def skipped_name(code: str) -> str:
    """Why a customer was not planned."""
    return SKIPPED[code].pick(lang()) if code in SKIPPED else code


def measure_name(code: str) -> str:
    """重点客户维护 / Key customers."""
    return MEASURES[code].pick(lang()) if code in MEASURES else code


def campaign_state(code: str) -> tuple[str, str, str]:
    """(words, tone of the chip, icon) of a campaign's state."""
    words, tone, icon = CAMPAIGN_STATES[code]
    return words.pick(lang()), tone, icon


def guest_state(code: str) -> str:
    """How far it went with a customer on a campaign's list."""
    return GUEST_STATES[code].pick(lang()) if code in GUEST_STATES else code


def guest_result(code: str) -> str:
    """What came of a customer who was spoken to."""
    return RESULTS[code].pick(lang()) if code in RESULTS else t("未记录", "not said")


def about_name(code: str) -> str:
    """What an opinion is about."""
    return ABOUT[code].pick(lang()) if code in ABOUT else code


def plan_period(code: str) -> str:
    """2026-Q4 -> 2026年第4季度 / Q4 2026."""
    year, _, quarter = code.partition("-Q")
    return t(f"{year}年第{quarter}季度", f"Q{quarter} {year}") if quarter else t(f"{year}年", year)


def asked_in_words(asked: Criteria, names: Mapping[str, str] | None = None) -> list[str]:
    """The criteria as short phrases, in their order. `names`: of the person and the institution asked for, by id."""
    named = names or {}
    said = {
        "tiers": t("、", ", ").join(tier_name(one) for one in asked.tiers),
        "kind": t("公司", "companies") if asked.kind == "C" else t("个人", "persons"),
        "product": t(f"持有{product_type(asked.product)}", f"holds {product_type(asked.product)}"),
        "matures": t(f"{asked.matures} 天内到期", f"matures within {asked.matures} days"),
        "silent": t(f"{asked.silent} 天未联系上", f"not reached for {asked.silent} days"),
        "uncovered": t("超过联系间隔", "beyond the interval"),
        "signal": signal_name(asked.signal),
        "birthday": t(f"{asked.birthday} 天内生日", f"birthday within {asked.birthday} days"),
        "missing": t(f"缺{lack_name(asked.missing)}", f"missing: {lack_name(asked.missing)}"),
        "few": t(f"少于 {asked.few} 类产品", f"fewer than {asked.few} types"),
        "staff": named.get(asked.staff, asked.staff),
        "institution": named.get(asked.institution, asked.institution),
    }
    return [words for name, words in said.items() if getattr(asked, name)]


def why_in(reason: Reason, today: date, book: Rulebook) -> str:
    """One reason why a customer is in a list, as a sentence with its figures."""
    if reason.code == "signal":
        duty = reason.figures["duty"]
        kind = book.kinds.get(duty.kind)
        return sentence(kind, duty.inputs, today) if kind else str(duty.kind)
    return SAY[reason.code](reason.figures, today)


def _tier(f: Figures, _today: date) -> str:
    return t(
        f"{tier_name(f['tier'])}，资产 {money(f['assets'])}", f"{tier_name(f['tier'])}, assets {money(f['assets'])}"
    )


def _kind(f: Figures, _today: date) -> str:
    return t("公司客户", "A company") if f["kind"] == "C" else t("个人客户", "A person")


def _product(f: Figures, _today: date) -> str:
    name = product_type(f["type"])
    return t(f"持有{name} {f['n']} 笔，共 {money(f['balance'])}", f"{name}: {f['n']} held, {money(f['balance'])}")


def _matures(f: Figures, today: date) -> str:
    on, left, balance = day(f["on"], today), f["days"], money(f["balance"])
    if not left:
        return t(f"“{f['product']}”{balance}，今天到期", f"{f['product']}, {balance}, matures today")
    return t(
        f"“{f['product']}”{balance}，{on}到期，还有 {left} 天",
        f"{f['product']}, {balance}, matures {on}, in {left} days",
    )


def _silent(f: Figures, _today: date) -> str:
    if f["days"] is None:
        return t("从未联系上", "Never reached")
    return t(f"{f['days']} 天未联系上", f"Not reached for {f['days']} days")


def _uncovered(f: Figures, today: date) -> str:
    tier, interval = tier_name(f["tier"]), f["interval"]
    said = _silent(f, today)
    return t(f"{said}，{tier}客户应每 {interval} 天联系", f"{said}; {tier} clients: every {interval} days")


def _birthday(f: Figures, today: date) -> str:
    moon = t("农历", "lunar ") if f["calendar"] == "lunar" else ""
    if not f["days"]:
        return t(f"今天{moon}生日", f"{moon}birthday today").capitalize()
    return t(
        f"{day(f['on'], today)}{moon}生日，还有 {f['days']} 天",
        f"{moon}birthday {day(f['on'], today)}, in {f['days']} days",
    ).capitalize()


def _missing(f: Figures, _today: date) -> str:
    names = t("、", ", ").join(field_name(one) for one in f["fields"])
    return t(f"缺{names}", f"Missing: {names}")


def _few(f: Figures, _today: date) -> str:
    return t(f"持有 {f['n']} 类产品", f"Holds {f['n']} {'type' if f['n'] == 1 else 'types'} of product")


SAY: dict[str, Callable[[Figures, date], str]] = {
    "tier": _tier,
    "kind": _kind,
    "product": _product,
    "matures": _matures,
    "silent": _silent,
    "uncovered": _uncovered,
    "birthday": _birthday,
    "missing": _missing,
    "few": _few,
}

GLOBALS: dict[str, Any] = {
    "signal_name": signal_name,
    "lack_name": lack_name,
    "skipped_name": skipped_name,
    "measure_name": measure_name,
    "campaign_state": campaign_state,
    "guest_state": guest_state,
    "guest_result": guest_result,
    "about_name": about_name,
    "plan_period": plan_period,
}
