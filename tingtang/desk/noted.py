"""What the system itself wrote down as a reason, in the reader's language; a person's own words stay as they are."""

from __future__ import annotations

import re

from tingtang.desk.language import lang
from tingtang.organisation.models import Staff
from tingtang.shared.text import Bilingual

_SAID = [
    (r"extension (?P<n>\d+), approved by (?P<who>\S+), told",
     Bilingual("第 {n} 次延期经{who}批准，已告知客户", "extension {n}, approved by {who}; the customer was told")),
    (r"calendar (?P<n>\d{4})", Bilingual("{n} 年放假安排公布", "the holidays of {n} were announced")),
    (r"handover (?P<n>\d+)", Bilingual("客户移交第 {n} 号", "handover no. {n}")),
    (r"manager changed in the core bank", Bilingual("核心系统变更了客户经理", "manager changed in the core bank")),
    (r"renewed within the quiet days", Bilingual("观察期内客户再次提出", "raised again within the quiet days")),
    (r"taken in hand", Bilingual("有人经办", "somebody has the case in hand")),
    (r"called or left in time", Bilingual("已按时叫号，或客户已离开", "called, or left, in time")),
    (r"superseded", Bilingual("已由新的联系计划代替", "replaced by a new contact plan")),
]  # fmt: skip


def noted(reason: str) -> str:
    """`reason` of an event of a duty, for a page."""
    for form, said in _SAID:
        if found := re.fullmatch(form, reason):
            parts = found.groupdict()
            if who := parts.get("who"):
                parts["who"] = Staff.objects.filter(pk=who).values_list("name", flat=True).first() or who
            return said.pick(lang()).format(**parts)
    return reason
