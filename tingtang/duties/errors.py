"""What the ledger refuses, each with a sentence for a person in both languages."""

from __future__ import annotations

from tingtang.shared.text import Bilingual


class LedgerError(ValueError):
    """The ledger refuses; `text` says why."""

    text = Bilingual("台账拒绝了此操作", "the ledger refuses this")

    def __str__(self) -> str:
        return self.text.en


class NoSuchDuty(LedgerError):
    """There is no such duty or request."""

    text = Bilingual("没有这项任务", "there is no such duty")


class DutyIsFinal(LedgerError):
    """The duty has its verdict; nothing changes it."""

    text = Bilingual("该任务已有结论,不能再更改", "the duty already has its verdict, which is final")


class DutyHasLapsed(LedgerError):
    """The time is over; it can no longer be excused."""

    text = Bilingual("任务已过期限,不能再申请豁免", "the duty has lapsed; it can no longer be excused")


class NoReason(LedgerError):
    """A cancellation, an excuse, a refusal or a change of owner says why."""

    text = Bilingual("请填写理由", "a reason is needed")


class AlreadyAsked(LedgerError):
    """One request at a time."""

    text = Bilingual("已有待审批的豁免申请", "a request to be excused is already pending")


class AlreadyDecided(LedgerError):
    """The request was decided, or its duty ended meanwhile."""

    text = Bilingual("该申请已处理", "the request has already been decided")


class NobodyMayKnow(LedgerError):
    """Whoever would decide must not learn of the duty (A34.6)."""

    text = Bilingual(
        "有权审批的人都不得知悉此事项：请先授权其中一位查阅，再申请豁免",
        "nobody who decides may know of this: let one of them read it first, then ask",
    )


class NotForYou(LedgerError):
    """Only another person above the owner decides about an excuse; only owner, deputy or head asks for one."""

    text = Bilingual(
        "须由本机构或上级机构的另一位负责人审批", "another person, who heads the institution or one above, decides"
    )
