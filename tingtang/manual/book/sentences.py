"""The why of a duty as a sentence: a kind's template filled with the inputs its decision saw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from tingtang.manual.book.entries import DutyKind
from tingtang.shared.text import Bilingual

TIERS = {
    "ordinary": Bilingual("普通客户", "ordinary"),
    "wealth_management": Bilingual("理财客户", "wealth-management"),
    "wealth": Bilingual("财富客户", "wealth"),
    "private": Bilingual("私人银行客户", "private bank"),
    "platinum": Bilingual("白金卡客户", "platinum"),
    "corporate_vip": Bilingual("公司重点客户", "key corporate"),
    "none": Bilingual("无卡", "none"),
}
CALENDARS = {"solar": Bilingual("公历", "solar"), "lunar": Bilingual("农历", "lunar")}
CHANNELS = {
    "visit": Bilingual("面谈", "a visit"),
    "phone": Bilingual("电话", "phone"),
    "video": Bilingual("视频", "video"),
    "wechat": Bilingual("微信", "WeChat"),
    "sms": Bilingual("短信", "text message"),
    "mail": Bilingual("邮件", "mail"),
}
FESTIVALS = {
    "new_year": Bilingual("元旦", "New Year's Day"),
    "spring_festival": Bilingual("春节", "Spring Festival"),
    "lantern": Bilingual("元宵节", "Lantern Festival"),
    "dragon_boat": Bilingual("端午节", "Dragon Boat Festival"),
    "mid_autumn": Bilingual("中秋节", "Mid-Autumn Festival"),
    "national_day": Bilingual("国庆节", "National Day"),
    "double_ninth": Bilingual("重阳节", "Double Ninth Festival"),
}
LICENCES = {
    "financial_licence": Bilingual("金融许可证", "Financial licence"),
    "business_licence": Bilingual("营业执照", "Business licence"),
    "scope_notice": Bilingual("营业范围公示", "Notice of scope"),
    "head_notice": Bilingual("主要负责人公示", "Notice of the person in charge"),
    "other": Bilingual("其他证照", "Other"),
}
PLACES = {
    "board": Bilingual("宣传告示牌", "Notice board"),
    "screen": Bilingual("电子屏", "Screen"),
    "light_box": Bilingual("灯箱", "Light box"),
    "frame": Bilingual("海报框", "Poster frame"),
    "rack": Bilingual("折页架", "Brochure rack"),
    "folder": Bilingual("移动服务夹", "Service folder"),
    "door": Bilingual("门楣门前", "Door"),
    "hall": Bilingual("厅堂", "Hall"),
}
FACILITIES = {
    "signs": Bilingual("门楣标识", "Signs"),
    "screens": Bilingual("多媒体显示屏", "Screens"),
    "licences": Bilingual("证照", "Licences"),
    "machines": Bilingual("自助设备", "Self-service machines"),
    "fittings": Bilingual("服务配套设施", "Fittings"),
}
VACANCIES = {
    "nobody": Bilingual("未指定", "nobody is named"),
    "left": Bilingual("原负责人已离开", "who was named has left"),
}
HEADS = {"nobody_yet": Bilingual("尚未到任", "not in post yet")}  # else a name
MEETINGS = {
    "morning": Bilingual("晨会", "morning meeting"),
    "review": Bilingual("例会", "weekly review"),
    "joint": Bilingual("联席会议", "joint meeting"),
}
ABSENT = Bilingual("无记录", "not on record")
WAN = 10_000
YI = 100_000_000
MILLION = 1_000_000


def explain(kind: DutyKind, inputs: Mapping[str, Any], lang: str = "zh") -> str:
    """The sentence of `kind`. `inputs`: name -> value, or name -> {"value": .., "as_of": ..} as the ledger keeps them.

    An input that is absent or null reads as "not on record"; the sentence never fails on old rows.
    """
    return kind.sentence.pick(lang).format(**shown(kind, inputs, lang))


def shown(kind: DutyKind, inputs: Mapping[str, Any], lang: str = "zh") -> dict[str, str]:
    """Every input of `kind` as its sentence would say it, by name."""
    return {name: _show(as_, _bare(inputs.get(name)), lang) for name, as_ in kind.inputs.items()}


def _bare(stored: Any) -> Any:
    return stored.get("value") if isinstance(stored, Mapping) else stored


def _show(as_: str, value: Any, lang: str) -> str:
    if value is None or value == "":
        return ABSENT.pick(lang)
    return _WAYS[as_](value, lang)


def _money(value: Any, lang: str) -> str:
    amount = Decimal(str(value))
    if lang == "en":
        return f"CNY {_short(amount / MILLION)} m" if abs(amount) >= MILLION else f"CNY {amount:,.2f}"
    if abs(amount) >= YI:
        return f"{_short(amount / YI)} 亿元"
    return f"{_short(amount / WAN)} 万元" if abs(amount) >= WAN else f"{amount:,.2f} 元"


def _short(amount: Decimal) -> str:
    return f"{amount:,.2f}".rstrip("0").rstrip(".")


def _share(value: Any, _lang: str) -> str:
    return _short(Decimal(str(value)) * 100) + "%"


def _number(value: Any, _lang: str) -> str:
    text = format(Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _word(table: Mapping[str, Bilingual]) -> Callable[[Any, str], str]:
    """A code in words, with what stands behind it (`other A-7`); what is no code stays as it was written."""

    def said(value: Any, lang: str) -> str:
        code, _, rest = str(value).partition(" ")
        return " ".join(filter(None, [table[code].pick(lang), rest])) if code in table else str(value)

    return said


_WAYS: dict[str, Callable[[Any, str], str]] = {
    "money": _money,
    "day": lambda value, _lang: str(value)[:10],
    "count": lambda value, _lang: str(value),
    "number": _number,
    "share": _share,
    "text": lambda value, _lang: str(value),
    "tier": _word(TIERS),
    "calendar": _word(CALENDARS),
    "channel": _word(CHANNELS),
    "festival": _word(FESTIVALS),
    "licence": _word(LICENCES),
    "place": _word(PLACES),
    "facility": _word(FACILITIES),
    "vacancy": _word(VACANCIES),
    "head": _word(HEADS),
    "meeting": _word(MEETINGS),
}
