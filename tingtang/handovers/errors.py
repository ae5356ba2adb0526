"""What the room refuses, each with a sentence for a person in both languages."""

from __future__ import annotations

from tingtang.shared.refusal import Refused
from tingtang.shared.text import Bilingual


class HandoverRefused(Refused):
    """A handover that cannot be made or changed so; `field` is the input to change."""


class WrongState(HandoverRefused):
    """Somebody was quicker: the state forbids it."""

    def __init__(self) -> None:
        super().__init__("state", Bilingual("此移交当前状态不能执行此操作", "the state of this handover forbids that"))


class NotYours(HandoverRefused):
    """Neither giver nor taker, nor a head of the giver's line where one may act."""

    def __init__(self) -> None:
        said = Bilingual(
            "只有移交人、接收人可以签署；移交人不在岗时由其上级负责人代签",
            "giver and taker sign; a head signs for a giver who is gone or away",
        )
        super().__init__("by", said)
