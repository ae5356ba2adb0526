"""The minutes of a meeting as they are filed (A36.1, A40): agenda, minutes, who was there, tasks, corrections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from tingtang.meetings.models import Kind, Meeting, Task
from tingtang.organisation.models import Staff
from tingtang.shared.reports import NONE, Report, Section
from tingtang.shared.times import ZONE

Said = Callable[[str, Any], str]


def report_of(meeting: Meeting, *, by: str, at: datetime, name: Callable[[str], str], said: Said) -> Report:
    """The minutes, to be printed for somebody at an instant. `name`, `said`: a figure of the agenda in words."""
    place = meeting.institution.name
    title = f"{place}{Kind(meeting.kind).label}记录"
    mark = f"会议 #{meeting.pk}　导出：{by}　{at.astimezone(ZONE):%Y-%m-%d %H:%M}　内部资料"
    return Report(title, place, mark, sections_of(meeting, name, said))


def sections_of(meeting: Meeting, name: Callable[[str], str], said: Said) -> tuple[Section, ...]:
    """What stands in it."""
    corrections = list(meeting.corrections.order_by("at", "pk"))
    who = _names([meeting.by, *(one.by for one in corrections)])
    seats = meeting.attendance.select_related("staff", "institution").order_by("institution", "-present", "staff__name")
    return (
        Section("一、会议概况", (), _about(meeting, who), (1, 3)),
        Section("二、议程和数据", ("事项", "数值"), _agenda(meeting, name, said), (2, 1)),
        Section("三、会议记录", (), ((meeting.minutes,),), (1,)),
        Section("四、任务", ("任务", "责任人", "期限", "完成情况"), _tasks(meeting), (5, 2, 2, 5)),
        Section(
            "五、到会人员", ("姓名", "机构", "到会"),
            tuple(
                (one.staff.name, one.institution.name, "到会" if one.present else f"缺席：{one.reason}")
                for one in seats
            ),
            (2, 3, 3),
        ),
        Section(
            "六、更正", ("更正为", "原因", "更正人", "时间"),
            tuple((one.text, one.reason, who[one.by], _at(one.at)) for one in corrections), (5, 3, 2, 3),
        ),
    )  # fmt: skip


def _names(keys: list[str]) -> dict[str, str]:
    known = dict(Staff.objects.filter(pk__in=keys).values_list("pk", "name"))
    return {key: known.get(key, key) for key in keys}


def _at(instant: datetime) -> str:
    return f"{instant.astimezone(ZONE):%Y-%m-%d %H:%M}"


def _about(meeting: Meeting, who: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return (
        ("会议", meeting.title or str(Kind(meeting.kind).label)),
        ("召开", _at(meeting.held_at)),
        ("记录", f"{who[meeting.by]}　{_at(meeting.at)}"),
        ("条款", "A36.1" if meeting.kind == Kind.JOINT else "A40"),
    )


def _agenda(meeting: Meeting, name: Callable[[str], str], said: Said) -> tuple[tuple[str, str], ...]:
    days = {one["name"]: one["value"] for one in meeting.agenda}
    first, last = days.pop("first", None), days.pop("last", None)
    if first is None:
        return ()
    span = str(first) if first == last else f"{first} – {last}"
    return (("数据日期", span), *((name(code), said(code, value)) for code, value in days.items()))


def _tasks(meeting: Meeting) -> tuple[tuple[str, ...], ...]:
    rows = meeting.tasks.select_related("owner", "done").order_by("n")
    return tuple((one.text, one.owner.name, one.due_on.isoformat(), _done(one)) for one in rows)


def _done(task: Task) -> str:
    done = getattr(task, "done", None)
    return f"{_at(done.at)}　{done.text}" if done else NONE
