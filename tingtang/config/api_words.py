"""What a wrong input of the interface is called, in the language of its caller.

Pydantic speaks English only: its kinds of mistakes are said here in both languages. A kind that is not here is said to
be unreadable, which is true of all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tingtang.shared.text import Bilingual

WRONG_INPUTS = Bilingual("有内容填写有误", "some inputs are wrong")
NOT_JSON = Bilingual("请求体不是 JSON", "the body is not JSON")
WHO = Bilingual("请登录，或附上令牌", "sign in, or send a token")
NO_RECORD = Bilingual("没有这条记录", "there is no such record")
IN_USE = Bilingual("已经存在，或仍在使用", "already there, or still in use")
NOT_PERMITTED = Bilingual("没有此项权限", "not permitted")
UNREADABLE = Bilingual("填写有误", "this cannot be read")
TEXT = Bilingual("须为文字", "this must be text")
WHOLE = Bilingual("须为整数", "this must be a whole number")
NUMBER = Bilingual("须为数字", "this must be a number")
DAY = Bilingual("须为日期，如 2026-12-01", "this must be a date such as 2026-12-01")
INSTANT = Bilingual(
    "须为带时区的时间，如 2026-12-01T09:30:00+08:00", "this must be a time with its zone: 2026-12-01T09:30:00+08:00"
)
YES_NO = Bilingual("须为 true 或 false", "this must be true or false")
CHOICE = Bilingual("只能是 {expected}", "this must be {expected}")
LIST = Bilingual("须为列表", "this must be a list")
OBJECT = Bilingual("须为对象", "this must be an object")

# The kind of mistake, by pydantic's name or the beginning of it -> what is said; {…}: what pydantic tells with it.
SAID: dict[str, Bilingual] = {
    "missing": Bilingual("请填写", "this is needed"),
    "extra_forbidden": Bilingual("没有这个字段", "there is no such field"),
    "string_too_long": Bilingual("最多 {max_length} 个字符", "{max_length} characters at most"),
    "string_too_short": Bilingual("最少 {min_length} 个字符", "{min_length} characters at least"),
    "string_pattern_mismatch": Bilingual("格式不符：{pattern}", "this does not look like {pattern}"),
    "string": TEXT,
    "int": WHOLE,
    "float": NUMBER,
    "decimal_max_digits": Bilingual("最多 {max_digits} 位数字", "{max_digits} digits at most"),
    "decimal_max_places": Bilingual("最多 {decimal_places} 位小数", "{decimal_places} decimals at most"),
    "decimal_whole_digits": Bilingual(
        "整数部分最多 {whole_digits} 位", "{whole_digits} digits at most before the point"
    ),
    "decimal": NUMBER,
    "finite_number": NUMBER,
    "greater_than_equal": Bilingual("不得小于 {ge}", "this must be {ge} or more"),
    "greater_than": Bilingual("须大于 {gt}", "this must be more than {gt}"),
    "less_than_equal": Bilingual("不得大于 {le}", "this must be {le} or less"),
    "less_than": Bilingual("须小于 {lt}", "this must be less than {lt}"),
    "date_": DAY,
    "datetime": INSTANT,
    "timezone": INSTANT,
    "bool": YES_NO,
    "literal_error": CHOICE,
    "enum": CHOICE,
    "too_long": Bilingual("最多 {max_length} 项", "{max_length} at most"),
    "too_short": Bilingual("最少 {min_length} 项", "{min_length} at least"),
    "list": LIST,
    "set": LIST,
    "tuple": LIST,
    "dict": OBJECT,
    "model": OBJECT,
    "json": NOT_JSON,
}


def said(kind: str, told: Mapping[str, Any] | None = None) -> Bilingual:
    """A mistake of the kind, with what pydantic tells of it. The longest beginning that is known says it."""
    known = max((one for one in SAID if kind.startswith(one)), key=len, default="")
    words, told = SAID.get(known), told or {}
    if words is None:
        return UNREADABLE
    try:
        return Bilingual(words.zh.format(**told), words.en.format(**told))
    except KeyError:
        return UNREADABLE
