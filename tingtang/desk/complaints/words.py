"""What the codes of complaints are called on a page, in both languages; those of the manual as it names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tingtang.complaints.models import FORM, NOBODY_ASKED, What
from tingtang.desk.language import lang
from tingtang.manual.queries import rulebook
from tingtang.shared.text import Bilingual

# state -> words, tone of its chip, shape
STATES = {
    "handling": (Bilingual("处理中", "Being handled"), "", "hourglass"),
    "issued": (Bilingual("意见书已出，待送达", "Letter issued, to be delivered"), "soon", "mail"),
    "quiet": (Bilingual("异议期内", "Quiet days run"), "ok", "clock-pause"),
    "closed": (Bilingual("已结案", "Closed"), "ok", "circle-check"),
}
GROUPS = {
    "late": (Bilingual("已超时", "Overdue"), "late", "alert-square-rounded"),
    "today": (Bilingual("今天到期", "Due today"), "soon", "clock-exclamation"),
    "soon": (Bilingual("三天内", "Within three days"), "soon", "hourglass"),
    "later": (Bilingual("以后", "Later"), "ok", "clock"),
    "quiet": (Bilingual("异议期内", "Quiet days"), "ok", "clock-pause"),
    "closed": (Bilingual("已结案", "Closed"), "ok", "circle-check"),
}
EVENTS_EN = {
    "opened": "Taken in", "reported_up": "Reported up", "taken": "Taken in hand", "handed_over": "Coordinator replaced",
    "concerned": "Somebody else concerned", "upheld": "Well founded", "not_upheld": "Not founded",
    "told": "Progress told",
    "noted": "Noted", "explained": "Explained, thanked", "apologised": "Apologised in person",
    "plan_agreed": "Plan agreed with the adviser", "external": "Outside body asked",
    "media_reported": "The media reported up", "plan_opened": "Contingency plan opened",
    "plan_closed": "Contingency plan over", "plan_reviewed": "Contingency plan reviewed",
    "policy": "Handed to the department above",
    "policy_explained": "The department explained", "answered_back": "Result reported up",
    "extension_asked": "Extension asked", "extension_approved": "Extension approved",
    "extension_refused": "Extension refused", "extended": "Extension told to the customer", "paused": "Clocks stopped",
    "resumed": "Clocks go on", "attached": "Paper added", "written": "Letter drafted", "issued": "Letter issued",
    "delivered": "Letter delivered", "renewed": "Renewed", "followed": "A new case followed", "closed": "Closed",
    "rectified": "Mended", "named": "Reader named", "lesson_written": "Lesson written",
    "lesson_declined": "No lesson",
}  # fmt: skip
WAYS = {
    "hand": Bilingual("当面送交", "by hand"),
    "post": Bilingual("邮寄", "by post"),
    "mail": Bilingual("电子邮件", "by mail"),
}
PAPERS = {
    "evidence": Bilingual("证据材料", "Evidence"),
    "authority": Bilingual("代理授权", "Authority of the agent"),
    "proof": Bilingual("送达证明", "Proof of delivery"),
    "record": Bilingual("沟通记录", "Record of a talk"),
}
LESSONS = {
    "draft": (Bilingual("待审核", "To be approved"), "soon", "hourglass"),
    "approved": (Bilingual("已发布", "Published"), "ok", "circle-check"),
    "sent_back": (Bilingual("退回修改", "Sent back"), "late", "rotate"),
}
READINGS = {
    "complaint.read": Bilingual("查看案件", "opened the case"),
    "complaint.paper.read": Bilingual("下载附件", "took a paper"),
    "complaint.archive.read": Bilingual("导出归档卷宗", "took the archive"),
    "complaint.asked": Bilingual("查询进度（接口）", "asked where it stands"),
    "field.reveal": Bilingual("显示联系方式", "revealed a number"),
}


def _title(table: Any, code: str) -> str:
    return str(table[code].title.pick(lang())) if code in table else code


def complaint_channel(code: str) -> str:
    """厅堂现场 / In the lobby."""
    return _title(rulebook().complaint_codes.channels, code)


def complaint_business(code: str) -> str:
    """银行卡 / Cards."""
    return _title(rulebook().complaint_codes.businesses, code)


def complaint_cause(code: str) -> str:
    """服务态度 / Attitude."""
    return _title(rulebook().complaint_codes.causes, code)


def complaint_department(code: str) -> str:
    """个人金融部 / Personal finance."""
    return _title(rulebook().complaint_codes.departments, code)


def clock_title(kind: str) -> str:
    """What a clock is called: 上门致歉 / Apology in person."""
    return _title(rulebook().kinds, kind)


def _three(table: dict[str, tuple[Bilingual, str, str]], code: str) -> tuple[str, str, str]:
    words, tone, shape = table[code]
    return words.pick(lang()), tone, shape


def complaint_state(code: str) -> tuple[str, str, str]:
    """(words, tone, shape) of a case's chip."""
    return _three(STATES, code)


def complaint_group(code: str) -> tuple[str, str, str]:
    """(words, tone, shape) of a group of the board."""
    return _three(GROUPS, code)


def lesson_state(code: str) -> tuple[str, str, str]:
    """(words, tone, shape) of a lesson's chip."""
    return _three(LESSONS, code)


def complaint_event(code: str) -> str:
    """What an event of the log is called."""
    return EVENTS_EN.get(code, code) if lang() == "en" else str(What(code).label)


def _word(table: dict[str, Bilingual], code: str) -> str:
    return table[code].pick(lang()) if code in table else code


def delivery_way(code: str) -> str:
    """当面送交 / by hand."""
    return _word(WAYS, code)


def paper_name(code: str) -> str:
    """证据材料 / Evidence."""
    return _word(PAPERS, code)


def reading_name(code: str) -> str:
    """查看案件 / opened the case."""
    return _word(READINGS, code)


def first_asked(who: str, people: Mapping[str, str]) -> str:
    """Who was asked first (A35.1); by the public form nobody was, and whoever coordinates answers for it."""
    return NOBODY_ASKED.pick(lang()) if who == FORM else people.get(who, who)


GLOBALS: dict[str, Any] = {
    "complaint_channel": complaint_channel,
    "complaint_business": complaint_business,
    "complaint_cause": complaint_cause,
    "complaint_department": complaint_department,
    "complaint_state": complaint_state,
    "complaint_group": complaint_group,
    "complaint_event": complaint_event,
    "lesson_state": lesson_state,
    "clock_title": clock_title,
    "delivery_way": delivery_way,
    "first_asked": first_asked,
    "paper_name": paper_name,
    "reading_name": reading_name,
}
