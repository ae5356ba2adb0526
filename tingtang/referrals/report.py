"""潜在客户推荐记录双周报表 drafts itself: the cards a person made in the period of `referral.report_weeks` (A20.3)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from tingtang.audit import actions as audit
from tingtang.organisation.models import Staff
from tingtang.referrals.figures import asked
from tingtang.referrals.models import Need, Referral, State
from tingtang.shared.masking import mask
from tingtang.shared.times import ZONE

# Periods follow each other without gaps from the first Monday on which the manual asks for the report.
ANCHOR = date(2012, 1, 2)
MOST = 500  # cards on one report; nobody makes more in two weeks
HEAD = ("日期", "卡片", "客户", "电话", "需求", "一句话", "转给", "状态", "回执")


@dataclass(frozen=True)
class Period:
    """First and last day of a report."""

    first: date
    last: date

    @property
    def before(self) -> date:
        """A day of the period before."""
        return self.first - timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """A card on the report; the prospect is masked, as the report is passed on."""

    id: int
    made_at: datetime
    willing: bool
    name: str
    phone: str
    need: str
    sentence: str
    holder: str
    state: str
    answer: str


@dataclass(frozen=True)
class Report:
    """A person's cards of a period. `target`: how many were to be made."""

    staff: Staff
    period: Period
    lines: Sequence[Line]
    made: int
    willing: int
    won: int
    target: int


def period_of(on: date, weeks: int) -> Period:
    """The period in which a day falls, for reports of so many weeks (`figures.asked`). Pure."""
    days = 7 * weeks
    first = on - timedelta(days=(on - ANCHOR).days % days)
    return Period(first, first + timedelta(days=days - 1))


def draft(staff: Staff, on: date) -> Report:
    """The report of a person for the period of a day."""
    wanted = asked(staff.institution_id, on)
    period = period_of(on, wanted.weeks)
    cards = Referral.objects.filter(referred_by=staff, made_on__range=(period.first, period.last))
    counts = cards.aggregate(
        made=Count("pk"), willing=Count("pk", filter=Q(willing=True)), won=Count("pk", filter=Q(state=State.WON))
    )
    shown = cards.select_related("to_staff").order_by("made_at", "pk")[:MOST]
    return Report(
        staff=staff, period=period, lines=[_line(card) for card in shown], target=wanted.target,
        **counts,
    )  # fmt: skip


def _line(card: Referral) -> Line:
    return Line(
        id=card.pk, made_at=card.made_at, willing=card.willing, name=mask("name", card.prospect_name),
        phone=mask("phone", card.phone), need=card.need, sentence=card.sentence,
        holder=card.to_staff.name if card.to_staff else "", state=card.state,
        answer=card.answer if card.state in ("won", "lost", "handed_back") else "",
    )  # fmt: skip


def export(report: Report, *, by: str, name: str, at: datetime) -> str:
    """The report as CSV with its watermark (who, when), and the entry in the trail that it was taken out.

    Text with a byte order mark, so that office programs read the Chinese; a cell that begins like a formula is quoted.
    """
    audit.log_read(
        by=by, at=at, subject=("staff", report.staff.pk), action="referral.export",
        institution=report.staff.institution_id, tie=f"{report.period.first}..{report.period.last}",
    )  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["潜在客户推荐记录双周报表", report.staff.name, f"{report.period.first} — {report.period.last}"])
    writer.writerow(HEAD)
    for line in report.lines:
        writer.writerow([_safe(cell) for cell in _cells(line)])
    writer.writerow(["合计", report.made, "有意愿", report.willing, "成交", report.won, "目标", report.target])
    stamp = f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"
    writer.writerow([f"导出人 {name}（{by}）{stamp}，内部资料，仅供本行使用"])
    return "\ufeff" + out.getvalue()


def _cells(line: Line) -> list[str]:
    card = "联动转介卡" if line.willing else "客户联系卡"
    need, state = str(Need(line.need).label), str(State(line.state).label)
    day = f"{line.made_at.astimezone(ZONE):%Y-%m-%d}"
    return [day, card, line.name, line.phone, need, line.sentence, line.holder, state, line.answer]


def _safe(cell: str) -> str:
    """What a spreadsheet would run as a formula is text."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell
