"""What the codes of checklists and registers are called on a page, in both languages."""

from __future__ import annotations

from typing import Any

from tingtang.desk.language import lang
from tingtang.manual.book.sentences import FACILITIES, FESTIVALS, LICENCES, PLACES
from tingtang.manual.queries import rulebook
from tingtang.organisation.words import ZONES
from tingtang.routines.queries import accessibility_of
from tingtang.shared.text import Bilingual

# What there is for people with disabilities: as the public reads it, with its icon.
FEATURES = {
    "way_in": (Bilingual("有无障碍通道", "Step-free way in"), "walk"),
    "parking": (Bilingual("有无障碍停车位", "Accessible parking"), "map-pin"),
    "wheelchair": (Bilingual("可借用轮椅", "Wheelchair to borrow"), "wheelchair"),
    "low_counter": (Bilingual("有低位柜台", "Low counter"), "cash-register"),
    "reading_aid": (Bilingual("有老花镜、放大镜或盲文", "Reading glasses, magnifier or braille"), "eye"),
    "hearing_aid": (Bilingual("有写字板或助听设备", "Writing board or hearing loop"), "ear"),
}
STATES = {
    "open": (Bilingual("未开始", "Not begun"), "soon", "circle-dashed"),
    "begun": (Bilingual("填写中", "Under way"), "soon", "hourglass"),
    "done": (Bilingual("按时完成", "In time"), "ok", "circle-check"),
    "late": (Bilingual("逾时补做", "Done late"), "late", "clock"),
    "missed": (Bilingual("未完成", "Missed"), "late", "circle-x"),
    "excused": (Bilingual("已豁免", "Excused"), "", "hand-stop"),
    "cancelled": (Bilingual("已取消", "Cancelled"), "", "circle-minus"),
}
RESULTS = {
    "ok": (Bilingual("正常", "In order"), "ok", "circle-check"),
    "fail": (Bilingual("不符合", "Not in order"), "late", "circle-x"),
    "none": (Bilingual("不涉及", "Does not apply"), "", "circle-minus"),
}
TRADES = {
    "securities": Bilingual("证券", "Securities"),
    "insurance": Bilingual("保险", "Insurance"),
    "fund": Bilingual("基金", "Funds"),
}
FAULTS = {
    "broken": Bilingual("故障停用", "Out of order"),
    "partial": Bilingual("部分功能不可用", "Works in part"),
    "paper": Bilingual("缺纸缺墨", "No paper or ink"),
    "network": Bilingual("网络中断", "No network"),
    "content": Bilingual("内容或外观不符", "Content or looks"),
}


def _said(table: dict[str, Bilingual], code: str) -> str:
    return table[code].pick(lang()) if code in table else code


def list_name(name: str) -> str:
    """大堂经理营业前检查 / Lobby manager before opening."""
    found = rulebook().checklists.get(name)
    return found.title.pick(lang()) if found else name


def list_clause(name: str) -> str:
    """A19.1a: the paragraph a checklist stands under."""
    found = rulebook().checklists.get(name)
    return found.article if found else ""


def licence_name(code: str) -> str:
    """营业执照 / Business licence."""
    return _said(LICENCES, code)


def material_place(code: str) -> str:
    """海报框 / Poster frame."""
    return _said(PLACES, code)


def facility_name(code: str) -> str:
    """门楣标识 / Signs."""
    return _said(FACILITIES, code)


def festival_name(code: str) -> str:
    """春节 / Spring Festival."""
    return _said(FESTIVALS, code)


def list_state(code: str) -> tuple[str, str, str]:
    """(words, tone, icon) of what has become of a list."""
    words, tone, icon = STATES[code]
    return words.pick(lang()), tone, icon


def line_result(code: str) -> tuple[str, str, str]:
    """(words, tone, icon) of what was found."""
    words, tone, icon = RESULTS[code]
    return words.pick(lang()), tone, icon


def trade_name(code: str) -> str:
    """保险 / Insurance."""
    return _said(TRADES, code)


def zone_name(code: str) -> str:
    """自助服务区 / Self-service: a zone of an outlet."""
    return ZONES[code].pick(lang()) if code in ZONES else code


def access_features() -> list[tuple[str, str]]:
    """[(field, words)] of what an outlet may have for people with disabilities."""
    return [(name, said.pick(lang())) for name, (said, _) in FEATURES.items()]


def features_of(access: Any) -> list[tuple[str, str]]:
    """[(words, icon)] of what an outlet has for people with disabilities."""
    return [(said.pick(lang()), icon) for name, (said, icon) in FEATURES.items() if getattr(access, name)]


def choices_of(kind: str) -> list[tuple[str, str]]:
    """[(code, words)] of a register's choices."""
    table = {"licence": LICENCES, "place": PLACES, "facility": FACILITIES, "fault": FAULTS, "trade": TRADES}[kind]
    return [(code, said.pick(lang())) for code, said in table.items()]


def public_access(institution_id: str) -> Any:
    """What an outlet has for people with disabilities, for pages of rooms below; None where nobody recorded it."""
    return accessibility_of(institution_id)


GLOBALS: dict[str, Any] = {
    one.__name__: one
    for one in (
        list_name, list_clause, licence_name, material_place, facility_name, festival_name, list_state, line_result,
        features_of, access_features, trade_name, zone_name, public_access,
        choices_of,
    )
}  # fmt: skip
