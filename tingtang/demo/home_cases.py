"""Complaints of the outlet where the demo's sign-ins work: one in each state, so that each page shows something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import transaction

from tingtang.complaints import actions
from tingtang.complaints.actions import Said
from tingtang.complaints.models import Complaint
from tingtang.customers.models import Customer
from tingtang.demo import words
from tingtang.demo.identity import phone
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.shared.times import ZONE

FIRST_NUMBER = 9_992_000  # nobody else of the demo has a number from here on
PAPER = b"%PDF-1.4\n% demo: a paper of a complaint\n%%EOF\n"
FURTHER = "可在三十日内再次提出，或向上级行、监管部门反映。"


@dataclass(frozen=True)
class Crew:
    """Who works there, and the evening up to which the demo has come."""

    lobby: Staff
    head: Staff
    deputy: Staff
    until: datetime
    rng: Random

    def ago(self, **span: int) -> datetime:
        """So long before."""
        return self.until - timedelta(**span)

    def open(self, name: str, at: datetime, **said: Any) -> Complaint:
        """A case about this outlet, taken in by its lobby manager."""
        told: dict[str, Any] = {
            "channel": "ticket", "business": "account", "cause": "attitude", "request": "要求核实并答复",
            "institution_id": self.lobby.institution_id, "happened_on": at.date(),
        } | said  # fmt: skip
        if "customer_id" not in told:
            told |= {"complainant": words.person(self.rng, woman=True)}
            told |= {"phone": phone(FIRST_NUMBER + self.rng.randrange(7000))}
        return actions.open_case(said=Said(**told), by=self.lobby.pk, at=at, key=f"demo-home-{name}").complaint


def complain_at_home(home: str, seed: int, on: date) -> int:
    """The cases of the outlet as they stand on the evening of `on`; made once. How many were new."""
    people = {position: _at(home, position) for position in (Position.LOBBY_MANAGER, *HEADS)}
    lobby, head, deputy = people.values()
    if lobby is None or head is None or deputy is None or Complaint.objects.filter(key="demo-home-attitude").exists():
        return 0
    rng = Random(f"{seed} home cases")  # noqa: S311 - a seed that repeats
    crew = Crew(lobby, head, deputy, datetime.combine(on, time(17, 30), ZONE), rng)
    for story in STORIES:
        with transaction.atomic():
            story(crew)
    return len(STORIES)


HEADS = (Position.OUTLET_HEAD, Position.DEPUTY_HEAD)


def _at(home: str, position: Position) -> Staff | None:
    return Staff.objects.filter(institution=home, position=position).order_by("pk").first()


def _taken(case: Complaint, who: Staff, at: datetime) -> dict[str, Any]:
    actions.take_in_hand(complaint_id=case.pk, staff_id=who.pk, by=who.pk, at=at)
    return {"complaint_id": case.pk, "by": who.pk}


def _answer(step: dict[str, Any], offer: str, at: datetime) -> None:
    actions.write_letter(
        **step, findings="经调阅录像、凭证并核实，情况与客户所述相符。", offer=offer, refusal="", further=FURTHER, at=at
    )
    actions.issue_letter(**step, at=at)
    proof = PAPER + f"{step['complaint_id']} {at}".encode()
    actions.prove_delivery(**step, way="hand", delivered_at=at, name="签收回执.pdf", content=proof, at=at)


def _attitude(crew: Crew) -> None:
    """Well founded this morning: the 24 hours of the apology run."""
    teller = _at(crew.lobby.institution_id, Position.CLOSED_TELLER)
    case = crew.open(
        "attitude", crew.ago(days=2), facts="办理挂失时柜员不耐烦，三次让我回去补材料，每次说法不一样",
        request="要求当面道歉", concerned=[teller.pk] if teller else [],
    )  # fmt: skip
    step = _taken(case, crew.deputy, crew.ago(days=1, hours=22))
    actions.attach(**step, what="evidence", name="监控录像说明.pdf", content=PAPER, at=crew.ago(days=1))
    actions.find(**step, upheld=True, ours=True, text="录像与客户所述相符，三次告知的材料不一致", at=crew.ago(hours=7))


def _loss(crew: Crew) -> None:
    """A wealth client, an outside body, and more of the regulator's time asked for."""
    at, found = crew.ago(days=11), Customer.objects.filter(kind="P", tier="wealth")
    one = found.filter(home_institution=crew.lobby.institution_id).order_by("pk").first()
    known: dict[str, Any] = {"customer_id": one.pk} if one else {}
    case = crew.open(
        "loss", at, channel="phone", business="fund", cause="loss", products=("稳健增长混合基金",),
        external="江城基金管理公司", facts="购买的基金亏损百分之十八，当时客户经理说过不会亏", **known,
    )  # fmt: skip
    if case.tier != "ordinary":
        actions.report_up(
            complaint_id=case.pk, text="已电话报告网点负责人", by=crew.lobby.pk, at=at + timedelta(minutes=15)
        )
    step = _taken(case, crew.deputy, crew.ago(days=10, hours=20))
    actions.tell_progress(**step, text="基金公司已受理，预计两周内提供销售录音", at=crew.ago(days=6))
    actions.agree_plan(**step, text="会同投资顾问调整为稳健配置，客户确认方案", at=crew.ago(days=5))
    actions.ask_extension(**step, reason="须等基金公司提供销售录音", at=crew.ago(hours=5))


def _renewed(crew: Crew) -> None:
    """Answered, renewed within the quiet days: another is to examine it."""
    case = crew.open(
        "renewed", crew.ago(days=24), cause="fees", business="card", facts="信用卡被收年费，开卡时没有说明"
    )
    step = _taken(case, crew.head, crew.ago(days=23, hours=20))
    actions.explain(**step, text="说明收费依据，感谢建议", at=crew.ago(days=23, hours=18))
    _answer(step, "退还首年年费", crew.ago(days=16))
    actions.renew(complaint_id=case.pk, text="只退一年，没有说明为什么不告知", by=crew.lobby.pk, at=crew.ago(hours=26))


def _quiet(crew: Crew) -> None:
    """Answered: the quiet days run, and the archive is due in a year whose calendar may not be published yet."""
    case = crew.open("quiet", crew.ago(days=9), cause="waiting", facts="中午只开一个窗口，等了一小时十分钟")
    step = _taken(case, crew.deputy, crew.ago(days=8, hours=20))
    actions.explain(**step, text="当面解释并感谢客户的建议", at=crew.ago(days=8, hours=19))
    _answer(step, "致歉并调整午间弹性窗口", crew.ago(days=4))


def _private(crew: Crew) -> None:
    """A private-bank client: read by need to know only."""
    found = Customer.objects.filter(kind="P", tier="private").order_by("pk")
    one = found.filter(home_institution=crew.lobby.institution_id).first() or found.first()
    if one is not None:
        crew.open("private", crew.ago(hours=3), customer_id=one.pk, business="wealth_product", cause="disclosure",
                  facts="到期收益低于宣传，介绍时没有说明浮动收益")  # fmt: skip


def _media(crew: Crew) -> None:
    """With the media: reported up at once, the contingency plan still open."""
    at = crew.ago(hours=6)
    case = crew.open(
        "media", at, channel="media", business="insurance", cause="disclosure", request="要求全额退保并公开说明",
        facts="客户带本地电视台记者到网点，称存款被劝说买成保险，要求现场答复",
    )  # fmt: skip
    if case.coordinator_id is None:
        return
    step: dict[str, Any] = {"complaint_id": case.pk, "by": case.coordinator_id}
    actions.report_media(**step, text="电话报告上级行办公室，统一口径", at=at + timedelta(minutes=12))
    actions.take_in_hand(**step, staff_id=crew.deputy.pk, at=at + timedelta(minutes=40))
    actions.note(**step, text="调取录音录像，封存销售凭证", at=at + timedelta(hours=2))


def _closed(crew: Crew) -> None:
    """From intake to a lesson that all staff read; the quiet days long over."""
    case = crew.open("closed", crew.ago(days=75), cause="waiting", facts="取号后等候七十分钟，没有人告知预计时间")
    step = _taken(case, crew.deputy, crew.ago(days=74, hours=20))
    actions.explain(**step, text="当面解释并感谢客户的建议", at=crew.ago(days=74, hours=19))
    actions.find(**step, upheld=True, ours=False, text="叫号记录与客户所述相符", at=crew.ago(days=74))
    _answer(step, "致歉，取号时告知预计等候", crew.ago(days=72))
    actions.close(**step, text="客户表示满意", at=crew.ago(days=40))
    lesson = actions.write_lesson(
        **step, title="取号时告知预计等候时间", story="客户中午取号后等候七十分钟，没有人告知预计时间或引导自助。",
        lesson="取号时告知预计等候；等候超过十分钟主动关怀，能自助办理的引导自助。", at=crew.ago(days=39),
    )  # fmt: skip
    actions.decide_lesson(lesson_id=lesson.pk, approved=True, answer="", by=crew.head.pk, at=crew.ago(days=38))


STORIES: tuple[Callable[[Crew], None], ...] = (_closed, _renewed, _loss, _quiet, _attitude, _media, _private)
