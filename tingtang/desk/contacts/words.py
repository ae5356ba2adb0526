"""What the codes of contacts, signals and market events are called on a page, in both languages."""

from __future__ import annotations

from typing import Any

from tingtang.desk.language import lang
from tingtang.shared.text import Bilingual

# code -> words, tone, icon
RESULTS = {
    "kept": (Bilingual("已挽留", "Kept"), "ok", "circle-check"),
    "partly": (Bilingual("部分挽留", "Kept in part"), "soon", "contrast"),
    "lost": (Bilingual("已流失", "Lost"), "late", "circle-x"),
    "false_alarm": (Bilingual("误报", "False alarm"), "", "circle-minus"),
}

HANDOVERS = {
    "proposed": (Bilingual("待签署", "To be signed"), "soon", "signature"),
    "signed": (Bilingual("已签署，待生效", "Signed"), "", "calendar-due"),
    "in_force": (Bilingual("已生效", "In force"), "ok", "circle-check"),
    "ended": (Bilingual("已撤回", "Ended"), "", "circle-minus"),
}
LINES = {
    "waiting": (Bilingual("待生效", "Waits for its day"), "", "calendar-due"),
    "standing": (Bilingual("已生效，核心系统待更新", "In force, the core bank follows"), "soon", "clock-exclamation"),
    "agreed": (Bilingual("核心系统已一致", "The core bank agrees"), "ok", "circle-check"),
    "overruled": (Bilingual("核心系统另有指定", "The core bank named another"), "late", "circle-x"),
    "succeeded": (Bilingual("已再次移交", "Handed over again"), "", "transfer"),
    "dropped": (Bilingual("未移交", "Not handed over"), "", "circle-minus"),
}
REASONS = {
    "leave": Bilingual("长期休假", "Long leave"),
    "transfer": Bilingual("岗位调动", "Transfer"),
    "resignation": Bilingual("离职", "Resignation"),
    "balance": Bilingual("客户调整", "Portfolios balanced"),
}
UNACCOUNTED = {
    "nobody": (
        Bilingual("核心系统未指定客户经理", "the core bank names no manager"),
        Bilingual(
            "在核心系统指定客户经理，次日夜间批处理后生效", "name one in the core bank; the next night brings it"
        ),
    ),
    "gone": (
        Bilingual("客户经理已不在职", "the manager is gone"),
        Bilingual("提出移交，由负责人代为签署", "propose a handover; a head signs for who is gone"),
    ),
    "position": (
        Bilingual("客户经理的岗位不再维护客户", "the manager's position keeps no customers"),
        Bilingual("提出移交给可维护客户的人员", "propose a handover to somebody who keeps customers"),
    ),
    "away": (
        Bilingual("客户经理休假，代理人也不在岗", "the manager is on leave and the deputy away"),
        Bilingual("更换代理人，或提出移交", "name another deputy, or propose a handover"),
    ),
}


def handover_word(code: str) -> tuple[str, str, str]:
    """The state of a handover: words, tone, icon."""
    words, tone, icon = HANDOVERS[code]
    return words.pick(lang()), tone, icon


def line_word(code: str) -> tuple[str, str, str]:
    """The state of one customer of a handover."""
    words, tone, icon = LINES[code]
    return words.pick(lang()), tone, icon


def handover_reason(code: str) -> str:
    """Why a portfolio changes hands."""
    return REASONS[code].pick(lang())


def unaccounted_word(code: str) -> tuple[str, str]:
    """Why nobody is accountable, and what to do."""
    why, what = UNACCOUNTED[code]
    return why.pick(lang()), what.pick(lang())


def result_word(code: str) -> tuple[str, str, str]:
    """What came of a signal: words, tone, icon."""
    words, tone, icon = RESULTS[code]
    return words.pick(lang()), tone, icon


GLOBALS: dict[str, Any] = {
    "result_word": result_word,
    "handover_word": handover_word,
    "line_word": line_word,
    "handover_reason": handover_reason,
    "unaccounted_word": unaccounted_word,
}
