"""The archive bundle of a case (A34.5): one PDF with what was said, found, answered, owed, kept and read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from tingtang.complaints.models import FORM, NOBODY_ASKED, CaseEvent, Complaint, Round, What
from tingtang.complaints.queries import Shown
from tingtang.complaints.trails import Reading, Trail
from tingtang.manual.queries import rulebook
from tingtang.shared.times import ZONE
from tingtang.shared.typeset import typeset

TEMPLATE = Path(__file__).with_name("archive.typ")
WAYS = {"hand": "当面送交", "post": "邮寄", "mail": "电子邮件"}
VERDICTS = {
    "open": "进行中", "met": "按时完成", "late": "逾期完成", "missed": "未完成", "excused": "已豁免",
    "cancelled": "已取消",
}  # fmt: skip
READINGS = {
    "complaint.read": "查看",
    "complaint.asked": "查询进度",
    "complaint.paper.read": "下载附件",
    "complaint.archive.read": "导出卷宗",
}
HASH_LINE = 32  # characters of a hash on a line, so that it stays in its column


def archive_pdf(found: Shown, trail: Trail, *, by: str, at: datetime) -> bytes:
    """The bundle as PDF bytes. `by` stands on each page: paper leaves the house."""
    return typeset(TEMPLATE, contents(found, trail, by=by, at=at))


def contents(found: Shown, trail: Trail, *, by: str, at: datetime) -> dict[str, Any]:
    """What the bundle holds, as its template reads it: all words as data."""
    return {
        "number": found.case.number,
        "bank": found.case.place.name,
        "watermark": f"{found.case.number}　导出：{by}　{_when(at)}　保密资料，不得外传",
        "intake": _intake(found, trail),
        "letters": [_letter(found, one) for one in found.rounds],
        "clocks": [_clock(found, duty) for duty in found.duties],
        "events": [
            [_when(one.at), trail.people.get(one.by, one.by), _event(one, trail), one.text]
            for one in reversed(trail.events)
        ],
        "papers": [
            [one.name, one.get_what_display(), _size(one.size), _folded(one.sha256)] for one in found.attachments
        ],
        "readings": [[_when(one.at), trail.people.get(one.by, one.by), _read(one)] for one in trail.readings],
    }


def _read(one: Reading) -> str:
    words = READINGS.get(one.action, one.action)
    return f"{words} {one.times} 次" if one.times > 1 else words


def _event(one: CaseEvent, trail: Trail) -> str:
    """What happened, and to whom the case went."""
    whom = one.data.get("staff", "")
    words = str(What(one.what).label)
    return f"{words}：{trail.people.get(whom, whom)}" if whom else words


def _intake(found: Shown, trail: Trail) -> list[list[str]]:
    case, codes = found.case, rulebook().complaint_codes
    rows = (
        ("受理时间", _when(case.received_at)),
        *((("转办或督办", case.superior),) if case.superior else ()),
        *((("外部机构", case.external),) if case.external else ()),
        *((("知悉范围", "保密，按需知悉"),) if case.confidential else ()),
        ("渠道", codes.channels[case.channel].title.zh if case.channel in codes.channels else case.channel),
        ("业务 / 原因", f"{_title(codes.businesses, case.business)} / {_title(codes.causes, case.cause)}"),
        ("被投诉机构", case.institution.name),
        ("被投诉人员", "、".join(one.name for one in trail.concerned) or "无"),
        ("投诉人", case.complainant),
        ("联系方式", " ".join(filter(None, (case.phone, case.address))) or "未留"),
        ("发生日期", case.happened_on.isoformat() if case.happened_on else "未写明"),
        ("代理人", f"{case.agent}（{case.agent_authority}）{case.agent_phone}" if case.agent else "无"),
        ("涉及产品", "、".join(str(one) for one in case.products) or "无"),
        ("事实", case.facts),
        ("诉求", case.request),
        ("理由", case.grounds or "无"),
        ("首问责任人", _first_asked(case.first_asked, trail)),
        ("协调负责人", case.coordinator.name if case.coordinator else case.get_coordinator_role_display()),
        ("认定", "未认定" if case.upheld is None else _verdict(case)),
        (
            "应急预案",
            f"{_when(case.plan_opened_at)} 启动，{_when(case.plan_closed_at) or '未'}结束"
            if case.plan_opened_at
            else "未启动",
        ),
        ("前案", case.follows.number if case.follows else "无"),
        *((("后案", "、".join(one.number for one in trail.followed_by)),) if trail.followed_by else ()),
        ("结案", _closed(case)),
    )
    return [list(row) for row in rows]


def _first_asked(who: str, trail: Trail) -> str:
    return NOBODY_ASKED.zh if who == FORM else trail.people.get(who, who)


def _verdict(case: Complaint) -> str:
    return f"成立{'，责任在我方' if case.ours else ''}" if case.upheld else "不成立"


def _closed(case: Complaint) -> str:
    """When, and how many days after the first receipt: a new round does not begin them again."""
    if case.closed_at is None:
        return "未结案"
    return f"{_when(case.closed_at)}，受理后 {(case.closed_at - case.received_at).days} 天，共 {case.round} 轮"


def _title(table: Any, code: str) -> str:
    return str(table[code].title.zh) if code in table else code


def _letter(found: Shown, one: Round) -> dict[str, Any]:
    rows = (
        ("处理人", "、".join(held.staff.name for held in found.handlings if held.round_id == one.pk)),
        ("再次投诉", one.renewed),
        ("调查结果", one.findings),
        ("处理意见", one.offer),
        ("不予支持的理由", one.refusal),
        ("救济途径", one.further),
        ("出具", _when(one.issued_at) if one.issued_at else "未出具"),
        ("送达", f"{WAYS[one.delivered_by]} {_when(one.delivered_at)}" if one.delivered_at else "未送达"),
        ("异议期至", _when(one.quiet_until) if one.quiet_until else ""),
    )
    return {"title": f"第 {one.n} 轮", "rows": [list(row) for row in rows if row[1]]}


def _clock(found: Shown, duty: Any) -> list[str]:
    kind = rulebook().kinds.get(duty.kind)
    verdict = VERDICTS.get(duty.state, duty.state)
    moved = len(found.moved.get(duty.pk, ()))
    said = (
        f"{_when(duty.due_at)}"
        + (f"（调整 {moved} 次）" if moved else "")
        + ("（暂定）" if duty.due_provisional else "")
    )
    return [kind.title.zh if kind else duty.kind, duty.clause, said, verdict]


def _when(at: datetime | None) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}" if at else ""


def _size(n: int) -> str:
    return f"{n / 1024:.1f} KB" if n < 1024 * 1024 else f"{n / 1024 / 1024:.1f} MB"


def _folded(digest: str) -> str:
    return " ".join(_pieces(digest))


def _pieces(digest: str) -> Iterable[str]:
    return (digest[n : n + HASH_LINE] for n in range(0, len(digest), HASH_LINE))
