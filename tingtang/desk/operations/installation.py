"""How the installation runs, for those who keep it running: jobs, schedule, nights. No customer stands here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator

from tingtang.desk.language import lang
from tingtang.jobs import queries
from tingtang.jobs.models import Job, State
from tingtang.jobs.schedule import Standing, schedule
from tingtang.nightly.models import NightRun
from tingtang.shared.text import Bilingual

PAGE, NIGHTS = 20, 7

# What each job is called on the page; one that is not here is shown by its code name.
NAMES = {
    "nightly.run": Bilingual("夜间批处理", "The night"),
    "duties.lapse": Bilingual("到期未完成任务判定", "Duties become missed"),
    "duties.escalate": Bilingual("逾期任务逐级上报", "Overdue duties climb"),
    "duties.follow_posts": Bilingual("任务随岗位转移", "Duties follow their posts"),
    "duties.remind": Bilingual("晨间到期提醒", "Morning reminders"),
    "duties.partitions": Bilingual("预建台账分区", "Partitions ahead"),
    "bookings.forget_messages": Bilingual("清理已过保留期的客户消息", "Old messages to customers forgotten"),
    "messaging.deliver": Bilingual("向客户发送消息", "A message sent to a customer"),
    "jobs.prune": Bilingual("清理已完成的后台任务", "Finished jobs forgotten"),
    "live.prune": Bilingual("清理实时消息", "Old live events forgotten"),
    "lobby.close_day": Bilingual("厅堂日终收尾", "The lobby's day is closed"),
    "lobby.promises": Bilingual("厅堂承诺核对", "Promises of the lobby checked"),
    "lobby.promises_of_day": Bilingual("厅堂承诺当日核对", "Promises of the day checked"),
    "lobby.prune": Bilingual("清理设备请求的留存答复", "Answers kept for devices forgotten"),
    "referrals.tidy": Bilingual("当日推介卡整理任务", "Today's tidying of referral cards"),
    "corporate.unopened": Bilingual("到期未开户交回上门", "Openings whose day is over go back"),
    "complaints.seats": Bilingual("投诉席位核对", "Somebody for every complaint"),
    "contacts.visits": Bilingual("当日一对一约访任务", "Today's one-to-one visits"),
    "customers.names": Bilingual("客户姓名检索键更新", "Names of customers made findable"),
    "customers.rechecks": Bilingual("客户信息重新核实", "Information to be confirmed again"),
    "customers.typed": Bilingual("清理过期的草稿与导入文件", "Old drafts and imports forgotten"),
    "customers.figures": Bilingual("客户信息五项指标", "Figures of information"),
    "customers.asset_points": Bilingual("清理过期的资产走势", "Old asset points forgotten"),
    "handovers.begin": Bilingual("到期的客户移交生效", "Handovers come into force"),
    "handovers.account": Bilingual("核对客户维护责任人", "Who is accountable is checked"),
    "inspections.planned": Bilingual("本期应做的检查", "Inspections owed in this period"),
    "opinions.reading": Bilingual("意见簿当日查阅任务", "Today's reading of the opinion book"),
    "routines.checklists": Bilingual("当日检查清单任务", "Today's checklists"),
    "routines.registers": Bilingual("网点登记簿到期核对", "Registers of outlets looked through"),
    "routines.heads": Bilingual("负责人变动核对证照", "Licences after a change of head"),
    "meetings.raise": Bilingual("当日日志、晨会、例会任务", "Today's log and meetings"),
    "drills.raise": Bilingual("演练与新行员任务", "Drills and newcomers"),
    "satisfaction.night": Bilingual("满意度统计与星级柜员率", "Satisfaction counted, share of star tellers"),
    "outreach.plans": Bilingual("客户工作计划提示", "Plans by client asked for"),
}


def job_name(name: str) -> str:
    """What a job is called, in the language of the page."""
    return NAMES[name].pick(lang()) if name in NAMES else name


@dataclass(frozen=True)
class Night:
    """One business date: how it went, in figures."""

    on: object
    state: str
    finished_at: datetime | None
    customers: int
    opened: int
    quarantined: int
    seconds: float


@dataclass(frozen=True)
class Operations:
    """Everything on the page."""

    counts: dict[str, int]
    state: str
    jobs: Page[Job]
    schedule: list[Standing]
    nights: list[Night]
    clock_seen_at: datetime | None


def read_operations(state: str, page: str, *, at: datetime) -> Operations:
    """Jobs in `state` (dead when it is none), paged; the schedule; the latest nights."""
    chosen = state if state in State.values else State.DEAD.value
    return Operations(
        counts=queries.counts(),
        state=chosen,
        jobs=Paginator(queries.listed(chosen), PAGE).get_page(page),
        schedule=schedule(at=at),
        nights=[_night(run) for run in NightRun.objects.order_by("-on")[:NIGHTS]],
        clock_seen_at=queries.clock_seen_at(),
    )


def _night(run: NightRun) -> Night:
    summary: dict[str, Any] = run.summary
    bad = summary.get("quarantined", {})
    return Night(
        on=run.on,
        state=run.state,
        finished_at=run.finished_at,
        customers=summary.get("customers", 0),
        opened=sum(summary.get("duties_opened", {}).values()),
        quarantined=sum(sum(reasons.values()) for reasons in bad.values()),
        seconds=sum(summary.get("seconds", {}).values()),
    )
