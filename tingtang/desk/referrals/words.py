"""What the codes of cards are called on a page, in both languages."""

from __future__ import annotations

from typing import Any

from tingtang.desk.language import lang
from tingtang.shared.text import Bilingual

NEEDS = {
    "wealth": Bilingual("理财", "Wealth products"),
    "deposit": Bilingual("存款", "Deposits"),
    "fund": Bilingual("基金", "Funds"),
    "insurance": Bilingual("保险", "Insurance"),
    "loan": Bilingual("贷款", "Loans"),
    "card": Bilingual("银行卡", "Cards"),
    "e_channel": Bilingual("电子银行", "E-banking"),
    "corporate": Bilingual("公司业务", "Corporate"),
    "other": Bilingual("其他", "Other"),
}
# state -> words, tone of its chip, shape
STATES = {
    "new": (Bilingual("待接收", "To be taken up"), "soon", "hourglass"),
    "accepted": (Bilingual("已接收", "Taken up"), "", "user-check"),
    "contacted": (Bilingual("已联系", "Contacted"), "ok", "phone-call"),
    "handed_back": (Bilingual("已退回", "Handed back"), "late", "rotate"),
    "won": (Bilingual("已成交", "Won"), "ok", "circle-check"),
    "lost": (Bilingual("未成", "Lost"), "", "circle-minus"),
}
EVENTS = {
    "made": Bilingual("填写卡片", "Card made"),
    "again": Bilingual("再次转介", "Referred again"),
    "accepted": Bilingual("接收", "Taken up"),
    "attempt": Bilingual("未联系上", "Not reached"),
    "contacted": Bilingual("已联系", "Contacted"),
    "won": Bilingual("成交", "Won"),
    "lost": Bilingual("未成", "Lost"),
    "handed_back": Bilingual("退回", "Handed back"),
    "reassigned": Bilingual("改派", "Given to another"),
}
WHYS = {
    "accept": Bilingual("须接收或退回", "accept it or hand it back"),
    "contact": Bilingual("须联系客户", "the prospect is to be reached"),
    "place": Bilingual("须改派或了结", "give it to another, or end it"),
    "next": Bilingual("约定下次联系", "the next contact is agreed"),
    "no_next_step": Bilingual("没有下一步，请约定下次联系", "no next step: agree on the next contact"),
    "waiting": Bilingual("等待接收", "waits to be taken up"),
    "answered": Bilingual("已有回执", "answered"),
    "ended": Bilingual("已了结", "ended"),
}
TONES = {"won": "ok", "contacted": "ok", "handed_back": "late", "lost": ""}


def _said(table: dict[str, Bilingual], code: str) -> str:
    return table[code].pick(lang()) if code in table else code


def need_name(code: str) -> str:
    """理财 / Wealth products."""
    return _said(NEEDS, code)


def referral_state(code: str) -> tuple[str, str, str]:
    """(words, tone of the chip, icon) of a state."""
    words, tone, icon = STATES[code]
    return words.pick(lang()), tone, icon


def referral_event(code: str) -> str:
    """What an event of a card is called."""
    return _said(EVENTS, code)


def referral_why(code: str) -> str:
    """Why a card stands in a list."""
    return _said(WHYS, code)


GLOBALS: dict[str, Any] = {
    "need_name": need_name,
    "referral_state": referral_state,
    "referral_event": referral_event,
    "referral_why": referral_why,
}
