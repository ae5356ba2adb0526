"""A few leads of companies at one account manager's, each at another stage: no page stands empty."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from tingtang.corporate import actions
from tingtang.corporate.actions import Facts, Known, Origin, Plan, Said
from tingtang.corporate.errors import CorporateError
from tingtang.corporate.models import Lead
from tingtang.demo.sign_ins import choose
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.shared.times import ZONE

# company, source, facts, who decides (name, job, part, level, attitude)
LEADS: tuple[tuple[str, str, dict[str, str], tuple[str, str, str, str, str]], ...] = (
    ("晨光精密机电有限公司", "park", {
     "industry": "装备制造", "region": "高新园区", "size": "medium", "wants": "settlement",
     "business": "数控机床零部件，年产值约两亿", "capital": "民营，两位自然人股东"},
     ("周敏", "财务总监", "decides", "manager", "for")),
    ("启明冷链物流有限公司", "client", {"industry": "物流", "region": "临港", "size": "small", "wants": "payroll"},
     ("吴强", "总经理", "decides", "executive", "neutral")),
    ("海岳国际贸易有限公司", "office", {"industry": "进出口", "region": "保税区", "size": "large", "wants": "trade"},
     ("郑岚", "资金部经理", "influences", "manager", "unknown")),
    ("绿野食品有限公司", "association", {"industry": "食品加工", "region": "高新园区", "size": "small"},
     ("何静", "会计主管", "finance", "clerk", "for")),
    ("博雅教育科技有限公司", "counter", {"industry": "教育", "region": "老城", "size": "small"},
     ("孙立", "出纳", "uses", "clerk", "unknown")),
)  # fmt: skip
PARTS = {
    "understanding": "贵公司回款分散、跨行到账慢，月末对账耗时。",
    "solution": "以一户通归集各地回款，配电子回单箱和网上银行对账。",
    "strengths": "网点覆盖全省，国内结算当日到账，专人值守。",
    "team": "账户经理牵头，公司客户经理和国内结算部各一人。",
}


def work_with_companies(until: date) -> int:
    """What an account manager wrote down in the days before `until`; how many leads. Run again it adds none."""
    manager = choose(Position.ACCOUNT_MANAGER)
    if manager is None or Lead.objects.exists():
        return 0
    with transaction.atomic():
        leads = [_begin(manager, until, n) for n in range(len(LEADS))]
        for lead, live in zip(leads, (_visited, _opening, _proposed, _asked), strict=False):
            try:
                with transaction.atomic():
                    live(lead, manager, until)
            except CorporateError:  # a small demo bank may have nobody for it, or nobody of the rank
                continue
    return len(leads)


def _at(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour), ZONE)


def _begin(manager: Staff, until: date, n: int) -> Lead:
    company, source, facts, (name, job, part, level, attitude) = LEADS[n]
    at = _at(until - timedelta(days=6 - n), 9)
    lead = actions.open_lead(
        by=manager.pk, at=at, institution_id=manager.institution_id, company=company, origin=Origin(source),
        facts=Facts(**facts),
    )  # fmt: skip
    known = Known(name, job, part, level, attitude)
    actions.set_person(by=manager.pk, at=at, lead_id=lead.pk, known=known)
    return lead


def _call(lead: Lead, manager: Staff, at: datetime, outcome: str, text: str, **said: Any) -> Lead:
    lead.refresh_from_db()
    steps = ("introduce", "source", "reason", "check", "thank")
    what = Said(outcome, text, prepared=("facts", "questions", "quiet"), steps=steps, **said)
    return actions.record_call(by=manager.pk, at=at, lead_id=lead.pk, seen=lead.n, said=what)


def _visited(lead: Lead, manager: Staff, until: date) -> None:
    """A visit to come, half prepared."""
    beside = Staff.objects.filter(institution=manager.institution_id, position=Position.CORPORATE_MANAGER)
    team = [manager.pk, *beside.order_by("pk").values_list("pk", flat=True)[:1]]
    plan = Plan(_at(until + timedelta(days=3), 10), "高新园区 3 号楼", "manager", team, "对账方式、开户行、回款周期")
    _call(lead, manager, _at(until, 10), "visit", "愿意当面谈结算方案", visit=plan)
    visit = lead.visits.get()
    actions.prepare(by=manager.pk, at=_at(until, 11), visit_id=visit.pk, items=["facts", "questions", "cards"])


def _opening(lead: Lead, manager: Staff, until: date) -> None:
    """An opening agreed, the papers brought back."""
    agreed = until + timedelta(days=2)
    _call(lead, manager, _at(until, 11), "opens", "同意开基本户，资料已带回", agreed_on=agreed, papers=True)


def _proposed(lead: Lead, manager: Staff, until: date) -> None:
    """A proposal on the table."""
    lead = _call(lead, manager, _at(until, 14), "proposal", "希望看到贸易融资方案", good=True)
    weighed = {"risk": "先做低风险结算业务", "competition": "他行报价低两个点"}
    actions.propose(by=manager.pk, at=_at(until, 16), lead_id=lead.pk, seen=lead.n, parts=PARTS, weighed=weighed)


def _asked(lead: Lead, manager: Staff, until: date) -> None:
    """A need that waits for its department."""
    _call(lead, manager, _at(until, 15), "need", "代发之外想做跨境收款", need="settlement", need_text="跨境收款到账慢")
