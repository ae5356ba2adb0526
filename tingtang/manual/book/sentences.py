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
    return lambda value, lang: table[value].pick(lang) if value in table else str(value)


_WAYS: dict[str, Callable[[Any, str], str]] = {
    "money": _money,
    "day": lambda value, _lang: str(value)[:10],
    "count": lambda value, _lang: str(value),
    "number": _number,
    "share": _share,
    "text": lambda value, _lang: str(value),
    "tier": _word(TIERS),
    "calendar": _word(CALENDARS),
}
