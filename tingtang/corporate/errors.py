"""What the room refuses, each with a sentence for a person in both languages."""

from __future__ import annotations

from tingtang.shared.refusals import Refusal, WrongField
from tingtang.shared.text import Bilingual


class CorporateError(Refusal):
    """The room refuses; `text` says why."""


class NoSuchLead(CorporateError):
    """There is no such lead, visit, opening or need."""

    text = Bilingual("没有这条线索", "there is no such lead")


class NotYours(CorporateError):
    """Neither who answers for it, nor their deputy, nor a head above."""

    text = Bilingual(
        "只有负责人、其代理人或上级负责人可以处理", "only who answers for it, their deputy or a head above may do this"
    )


class WrongStage(CorporateError):
    """Where it stands forbids it."""

    text = Bilingual("当前阶段不能执行此操作", "where it stands forbids this")


class Stale(CorporateError):
    """Somebody did something with it since the page was read."""

    text = Bilingual("别人刚处理过，请看最新情况后再保存", "somebody was quicker: look at how it stands now, then save")


class AlreadyTaken(CorporateError):
    """The company has an open lead; `owner` answers for it."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        super().__init__(
            Bilingual(f"这家企业已有未了结的线索，由{owner}负责", f"the company has an open lead with {owner}")
        )


class BadInput(WrongField, CorporateError):
    """An input is wrong; `field` names it."""


class Unroutable(CorporateError):
    """Nobody here or above can answer for it."""

    text = Bilingual(
        "本机构及上级没有可负责的人员，请联系管理员", "nobody here or above can answer for this: tell the administrator"
    )
