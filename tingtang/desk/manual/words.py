"""How values, units and rooms of the manual are said on a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tingtang.desk.customers.words import field_name, product_type, purpose_name
from tingtang.desk.formats import money_exact
from tingtang.desk.language import lang, t
from tingtang.desk.names import channel_name, position_name
from tingtang.manual.book import sentences
from tingtang.manual.book.units import Reading, write
from tingtang.shared.text import Bilingual

UNITS = {
    "minutes": ("分钟", "minutes"),
    "hours": ("小时", "hours"),
    "days": ("天", "days"),
    "working_days": ("个工作日", "working days"),
    "weeks": ("周", "weeks"),
    "months": ("个月", "months"),
    "CNY": ("元", "CNY"),
    "count": ("", ""),
    "points": ("分", "points"),
    "percent": ("%", "%"),
    "share": ("%", "%"),
    "degrees": ("度", "degrees"),
    "centimetres": ("厘米", "cm"),
}
CHAPTERS = {
    1: ("总则", "General"),
    2: ("营业环境", "Premises"),
    3: ("服务设施", "Facilities"),
    4: ("礼仪与举止", "Conduct and language"),
    5: ("岗位流程", "Positions and their day"),
    6: ("中高端客户", "Mid- and high-end customers"),
    7: ("大众客户", "Mass customers"),
    8: ("客户投诉", "Complaints"),
    9: ("服务管理", "Management"),
}


SERVICE_CHANNELS = {
    "wealth_centre": Bilingual("财富中心", "wealth centres"),
    "private_bank": Bilingual("私人银行", "the private bank"),
}
PERIODS = {"month": Bilingual("月", "month"), "quarter": Bilingual("季", "quarter"), "year": Bilingual("年", "year")}


def _of(words: Mapping[str, Bilingual], code: str) -> str:
    return words[code].pick(lang()) if code in words else code


def _festival(text: str) -> str:
    """spring_festival/lunar/1/1 -> 春节（农历 1 月 1 日）."""
    name, calendar, month, day = text.split("/")
    return t(
        f"{_of(sentences.FESTIVALS, name)}（{_of(sentences.CALENDARS, calendar)} {month} 月 {day} 日）",
        f"{_of(sentences.FESTIVALS, name)} ({_of(sentences.CALENDARS, calendar)}, day {day} of month {month})",
    )


# Whose words a list of codes is, by a part of its key; what is no code (times of day, phrases) stands as it is written.
LISTS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("tiers", lambda code: _of(sentences.TIERS, code)),
    ("types", product_type),
    ("information.needed", field_name),
    ("referral.route", position_name),
    ("corporate.opening_desk", position_name),
    ("corporate.upward", position_name),
    ("team_ranks", position_name),
    ("greeting_order", channel_name),
    ("asked_first", purpose_name),
    ("vip.cards", lambda code: _of(sentences.TIERS, code)),
    ("festival.greeted", lambda code: _of(sentences.FESTIVALS, code)),
    ("festival.days", _festival),
    ("licence.", lambda code: _of(sentences.LICENCES, code)),
    ("keeper.facilities", lambda code: _of(sentences.FACILITIES, code)),
    ("discount_channels", lambda code: _of(SERVICE_CHANNELS, code)),
    ("assessment_periods", lambda code: _of(PERIODS, code)),
)


def said(value: Reading, unit: str, key: str = "") -> str:
    """A value with its unit as people say it: 7 天, 70%, 8,000,000.00 元, a、b; codes of the list `key` in words."""
    if isinstance(value, tuple):
        named = next((namer for part, namer in LISTS if part in key), str)
        return t("、", ", ").join(named(one) for one in value)
    if isinstance(value, bool):
        return t("是", "yes") if value else t("否", "no")
    if isinstance(value, date):
        return value.isoformat()
    number = _number(value, unit)
    word = t(*UNITS[unit]) if unit in UNITS else ""
    return number + ("" if word in ("", "%") else " ") + word


def _number(value: Any, unit: str) -> str:
    if unit == "CNY":
        return money_exact(value)
    text = write(Decimal(value) * 100 if unit == "share" else value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def direction(tighten: str | None) -> str:
    """Whether an institution may change a value, and which way."""
    if tighten == "lower":
        return t("下级机构可以调低（收紧），不能调高", "an institution below may lower it, never raise it")
    if tighten == "higher":
        return t("下级机构可以调高（收紧），不能调低", "an institution below may raise it, never lower it")
    return t("全行统一，下级机构不能调整", "the same everywhere; no institution may change it")


def chapter_name(number: int) -> str:
    """The name of a chapter."""
    return t(*CHAPTERS[number])


def source_name(source: str, origin: str = "") -> str:
    """Where a value comes from."""
    names = {"manual": t("手册", "manual"), "edition": t("版本", "edition"), "institution": t("机构", "institution")}
    return names[source] + (f" {origin}" if origin else "")
