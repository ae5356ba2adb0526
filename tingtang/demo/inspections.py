"""A few outlets inspected in two half-years: scores, findings mended and not, a title, a year without awards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from tingtang.demo.places import nearest_first
from tingtang.inspections import actions
from tingtang.inspections.models import Inspection, Sheet, SheetItem
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import Institution, InstitutionTree, Staff
from tingtang.organisation.positions import Position
from tingtang.shared.times import ZONE

MOST = 8  # outlets inspected
BASE = 100
SCALE = "每处不符扣 0.5 分，扣完为止"


@dataclass(frozen=True)
class Story:
    """How an inspection went: the share of points lost, what was found, how far it has come."""

    level: str
    lost: str
    findings: tuple[tuple[str, str, int], ...] = ()
    until: str = "published"
    covert: bool = False
    mended: bool = True


DIRTY = ("A3.2", "门前地面有污渍，自助设备旁有乱贴小广告", 2)
LICENCE = ("A4.2", "营业执照负责人名称未更换", 3)
PHONE = ("A17", "柜员在客户视线内使用手机", 2)
FIRST = (
    Story("branch", "0.04"), Story("province", "0.12", (DIRTY,)), Story("branch", "0.24", (PHONE, LICENCE)),
    Story("branch", "0.45", (DIRTY, PHONE, LICENCE)), Story("province", "0.16", (PHONE,)), Story("branch", "0.08"),
)  # fmt: skip
SECOND = (
    Story("branch", "0.06", covert=True), Story("branch", "0.18", (DIRTY,), mended=False),
    Story("province", "0.14", (PHONE,)), Story("branch", "0.22", (DIRTY,)),
    Story("branch", "0.1", (LICENCE,), until="closed", covert=True), Story("branch", "0.05", until="draft"),
)  # fmt: skip


def inspect(until: date, home: str = "") -> int:
    """Both half-years up to `until`; once a bank, whole or not at all. How many inspections were new.

    They are of the outlets nearest to `home`, itself in both half-years, so that its year can be assessed.
    """
    inspectors = _inspectors()
    if Sheet.objects.exists() or not inspectors:
        return 0
    with transaction.atomic():
        at = datetime.combine(date(until.year, 1, 5), time(9), ZONE)
        sheet = _sheet(until.year, inspectors, at)
        places = nearest_first(home)[:MOST]
        outlets = [*places[1:2], *places[:1], *places[2:]]  # the second of each half-year's stories is home's
        made = _half(sheet, outlets, FIRST, inspectors, max(until - timedelta(days=200), at.date()))
        made += _half(sheet, outlets[1:], SECOND, inspectors, until - timedelta(days=40))
        actions.open_planned(on=until, by="system:demo", at=datetime.combine(until, time(0, 15), ZONE))
    return made


def _inspectors() -> dict[str, str]:
    """Who inspects at each institution above the outlets: an inspector, else its head."""
    wanted = (Position.BRANCH_HEAD, Position.DEPARTMENT_OFFICER, Position.INSPECTOR)
    people = Staff.objects.filter(position__in=wanted).order_by("pk")
    found = {(one.institution_id, one.position): one.pk for one in people}
    return {place: key for wish in wanted for (place, position), key in found.items() if position == wish}


def _sheet(year: int, inspectors: dict[str, str], at: datetime) -> Sheet:
    """A line of each checklist, the points as even as whole numbers allow; a plus and a minus line."""
    lists = rulebook().inspection_lists
    each, rest = divmod(BASE, len(lists))
    lines = [
        actions.Line(
            one.section.zh, one.items[0].text.zh, one.items[0].article, Decimal(each + (n < rest)), scale=SCALE
        )
        for n, one in enumerate(lists)
    ]
    lines += [
        actions.Line("加减分", "客户书面表扬", "A13.2", Decimal(2), "plus"),
        actions.Line("加减分", "有责投诉", "A34.3", Decimal(5), "minus"),
    ]
    by = min(inspectors.values())
    return actions.make_sheet(by=by, at=at, year=year, title="文明优质服务检查", base=Decimal(BASE), lines=lines)


def _half(
    sheet: Sheet, outlets: list[Institution], stories: tuple[Story, ...], inspectors: dict[str, str], first: date
) -> int:
    made = 0
    for n, (outlet, story) in enumerate(zip(outlets, stories, strict=False)):
        by = _by(outlet, story.level, inspectors)
        if by:
            _one(sheet, outlet, story, by, datetime.combine(first + timedelta(days=4 * n), time(10), ZONE))
            made += 1
    return made


def _by(outlet: Institution, level: str, inspectors: dict[str, str]) -> str:
    """The inspector of the level above an outlet; where it has none, of any institution above."""
    pairs = InstitutionTree.objects.filter(descendant=outlet, depth__gt=0).order_by("depth")
    above = list(pairs.values_list("ancestor_id", "ancestor__kind"))
    ranked = sorted(above, key=lambda pair: pair[1] != level)
    return next((inspectors[key] for key, _ in ranked if key in inspectors), "")


def _one(sheet: Sheet, outlet: Institution, story: Story, by: str, at: datetime) -> None:
    who: dict[str, Any] = {"by": by, "at": at}
    found = actions.start(
        **who, institution_id=outlet.pk, sheet_id=sheet.pk, category="routine", carrier="superior", level=story.level,
        on=at.date(), covert=story.covert,
    )  # fmt: skip
    items = list(sheet.items.filter(kind="score").order_by("n"))
    actions.mark(**who, inspection_id=found.pk, edition=0, marks=_marks(items, Decimal(story.lost)))
    for article, text, severity in story.findings:
        actions.find(**who, inspection_id=found.pk, article=article, text=text, severity=severity)
    if story.until == "draft":
        return
    actions.close(**who, inspection_id=found.pk, edition=1)
    if story.until == "published":
        actions.publish(by=by, at=at + timedelta(hours=3), inspection_id=found.pk)
        if story.mended:
            _mend(found, by, at + timedelta(days=3))


def _marks(items: list[SheetItem], lost: Decimal) -> dict[int, Decimal | None]:
    """The points of each line less the same share, in halves of a point."""
    return {item.pk: item.points - (item.points * lost * 2).to_integral_value() / 2 for item in items}


def _mend(found: Inspection, by: str, at: datetime) -> None:
    """The outlet mends what was found and reports; the inspector looks again."""
    heads = Staff.objects.filter(institution=found.institution_id, position=Position.OUTLET_HEAD).order_by("pk")
    head = heads.first()
    findings = list(found.findings.order_by("pk"))
    if head is None or not findings:
        return
    for one in findings:
        actions.mend(by=head.pk, at=at, finding_id=one.pk, text="当天整改，已培训相关员工")
        actions.look_again(by=by, at=at + timedelta(days=1), finding_id=one.pk, holds=True, text="现场核实，已整改")
    actions.report_mending(by=head.pk, at=at, inspection_id=found.pk, measures="逐项整改并列入晨会检查，安排专人负责")
