"""Ready-made reasons of the lobby: why a counter pauses, why a service waits or moves on, what care was given."""

from __future__ import annotations

from tingtang.shared.text import Bilingual

# What a counter's screen says while it does not serve: both languages, since customers of both read it.
SUSPENSIONS = (
    Bilingual("暂时离柜", "back shortly"),
    Bilingual("清点现金", "counting cash"),
    Bilingual("设备维护", "maintenance"),
    Bilingual("午间轮休", "lunch break"),
    Bilingual("处理内部业务", "internal work"),
)
HOLDS = (
    Bilingual("客户补填单据", "a form still to be filled"),
    Bilingual("等待授权", "waiting for approval"),
    Bilingual("客户补充资料", "papers still to be brought"),
    Bilingual("系统处理中", "the system is working"),
)
TRANSFERS = (
    Bilingual("需其他窗口办理", "another counter does this"),
    Bilingual("客户另办其他业务", "the customer wants another business"),
    Bilingual("客户等级应在贵宾区办理", "belongs in the VIP area"),
)
CARES = (
    Bilingual("问候并说明等候情况", "greeted, wait explained"),
    Bilingual("送水送读物", "water, something to read"),
    Bilingual("协助填单", "helped with forms"),
    Bilingual("建议自助渠道", "suggested self-service"),
)
DECLARED = Bilingual("客户自述", "as the customer says")


def both(text: Bilingual) -> str:
    """A ready-made reason as it is kept and shown: in both languages."""
    return f"{text.zh} / {text.en}"


_READY_MADE = frozenset(both(one) for one in (*SUSPENSIONS, *HOLDS, *TRANSFERS))


def in_one_language(text: str, lang: str) -> str:
    """A reason as it is kept: a ready-made one in `lang` ("zh" | "en"), anybody's own words as they are."""
    zh, _, en = text.partition(" / ")
    return text if text not in _READY_MADE else en if lang == "en" else zh
