"""Complaints between two nights: taken in, examined, answered, some renewed, some closed with a lesson."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import F

from tingtang.complaints import actions
from tingtang.complaints.actions import Said
from tingtang.complaints.models import Complaint, State
from tingtang.customers.models import Customer
from tingtang.demo import words
from tingtang.demo.identity import phone
from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.positions import Position
from tingtang.shared.times import ZONE

EVERY = 2  # days between two in the whole province: enough to look at
FIRST_NUMBER = 9_910_000  # nobody else of the demo has a number from here on
PROOF = b"%PDF-1.4\n% demo: a receipt of the opinion letter\n%%EOF\n"


@dataclass(frozen=True)
class Story:
    """What somebody complains about, and how it is answered."""

    channel: str
    business: str
    cause: str
    facts: str
    request: str
    offer: str
    lesson: str = ""
    tier: str = ""
    external: str = ""


STORIES = (
    Story("ticket", "account", "attitude", "办理挂失时柜员不耐烦，三次让客户回去补材料，每次说法不一样", "要求当面道歉",
          "上门致歉，退还挂失手续费", "一次告知全部材料；补材料的客户优先办理"),
    Story("phone", "card", "fees", "信用卡被收取年费，开卡时没有说明", "要求退还年费", "说明收费依据，退还首年年费"),
    Story("ticket", "account", "waiting", "中午只开一个窗口，等了一小时十分钟", "要求增开窗口",
          "致歉并调整午间弹性窗口",
          "午间至少保留两个窗口，等候超过十分钟主动关怀"),
    Story("web", "fund", "loss", "购买的基金亏损百分之十八，客户经理说过不会亏", "要求赔偿亏损",
          "会同投资顾问调整配置方案", tier="wealth"),
    Story("letter", "insurance", "disclosure", "以为是存款，后来发现是保险，退保损失很大", "要求全额退保",
          "协调保险公司办理退保",
          external="华夏安泰人寿保险公司", lesson="销售前逐条读出风险揭示，录音录像"),
    Story("phone", "wealth_product", "loss", "到期收益低于宣传", "要求说明", "由投资顾问当面解释并调整方案",
          tier="private"),
    Story("ticket", "self_service", "system", "存款机吞了两千元，等了两天才到账", "要求说明原因并赔礼",
          "核对轧账后入账，致歉"),
    Story("phone", "loan", "policy", "对提前还款的规定不理解", "要求免收违约金", "解释合同条款"),
)  # fmt: skip


def complain(seed: int, after: date, until: date) -> int:
    """Complaints of the days after `after` up to `until`, each as far as it has come by then; how many were new.

    Those of earlier weeks go on where they stood. Each has a key of its own, so nothing is done twice.
    """
    people = list(Staff.objects.filter(position=Position.LOBBY_MANAGER).order_by("pk"))
    if not people:
        return 0
    if not Complaint.objects.filter(key__startswith="demo-past-").exists():
        _past(seed, people, after)
    days = [after + timedelta(days=n) for n in range(1, (until - after).days + 1)]
    made = sum(_one(Random(f"{seed} case {day}"), people, day, until) for day in days if day.toordinal() % EVERY == 0)  # noqa: S311 - a seed that repeats
    _go_on(seed, until)
    return made


def _past(seed: int, people: Sequence[Staff], before: date) -> None:
    """Cases of the season before: answered, quiet, closed, and told as lessons."""
    told = [story for story in STORIES if story.lesson and not story.external]
    for n, story in enumerate(told):
        rng = Random(f"{seed} past case {n}")  # noqa: S311 - a seed that repeats
        sender, day = rng.choice(people), before - timedelta(days=60 - 5 * n)
        at = datetime.combine(day, time(10), ZONE)
        said = _said(rng, story, sender, day)
        case = actions.open_case(said=said, by=sender.pk, at=at, key=f"demo-past-{n}").complaint
        _whole(story, case, at)


@transaction.atomic
def _whole(story: Story, case: Complaint, at: datetime) -> None:
    """A case from its handler to its lesson; the lesson approved by another head of the place."""
    handler = _handler(case)
    if handler is None:
        return
    step: dict[str, Any] = {"complaint_id": case.pk, "by": handler.pk}
    actions.take_in_hand(**step, staff_id=handler.pk, at=at + timedelta(hours=2))
    actions.find(**step, upheld=True, ours=False, text="录像和凭证与客户所述相符", at=at + timedelta(hours=5))
    _remedy(story, step, at + timedelta(days=1))
    _deliver(case, handler.pk, at + timedelta(days=2))
    over = Complaint.objects.get(pk=case.pk).quiet_until
    if over is None:
        return
    actions.close(**step, text="客户表示满意", at=over + timedelta(hours=9))
    lesson = actions.write_lesson(
        **step, title=story.lesson.split("；")[0][:40], story=story.facts, lesson=story.lesson,
        at=over + timedelta(hours=10),
    )  # fmt: skip
    heads = Staff.objects.filter(institution=case.place_id, position__in=(Position.OUTLET_HEAD, Position.DEPUTY_HEAD))
    if other := heads.exclude(pk=handler.pk).order_by("pk").first():
        actions.decide_lesson(lesson_id=lesson.pk, approved=True, answer="", by=other.pk, at=over + timedelta(hours=12))


@transaction.atomic
def _one(rng: Random, people: Sequence[Staff], day: date, until: date) -> bool:
    story, sender = STORIES[day.toordinal() // EVERY % len(STORIES)], rng.choice(people)
    at = datetime.combine(day, time(9), ZONE) + timedelta(minutes=rng.randrange(400))
    made = actions.open_case(said=_said(rng, story, sender, day), by=sender.pk, at=at, key=f"demo-case-{day}")
    if made.again:
        return False
    case = made.complaint
    if case.tier not in ("ordinary",):
        actions.report_up(complaint_id=case.pk, text="电话报告协调负责人", by=sender.pk, at=at + timedelta(minutes=20))
    if rng.random() < 0.85:
        _examine(rng, story, case, at, until)
    return True


def _said(rng: Random, story: Story, sender: Staff, day: date) -> Said:
    place: Institution = sender.institution
    found = Customer.objects.filter(kind="P", tier=story.tier, manager__isnull=False) if story.tier else None
    customer = None
    if found is not None:
        customer = found.filter(home_institution=place).order_by("pk").first() or found.order_by("pk").first()
    teller = Staff.objects.filter(institution=place, position=Position.CLOSED_TELLER).order_by("pk").first()
    return Said(
        channel=story.channel, business=story.business, cause=story.cause, institution_id=place.pk,
        facts=story.facts, request=story.request, customer_id=customer.pk if customer else "",
        complainant="" if customer else words.person(rng, woman=rng.random() < 0.5),
        phone="" if customer else phone(FIRST_NUMBER + day.toordinal() % 80_000),
        concerned=[teller.pk] if teller and story.cause == "attitude" else [], external=story.external,
        happened_on=day,
    )  # fmt: skip


def _examine(rng: Random, story: Story, case: Complaint, at: datetime, until: date) -> None:
    """Taken in hand, found and remedied, as far as the days allow."""
    handler = _handler(case)
    if handler is None or (taken := at + timedelta(hours=rng.randrange(2, 20))).date() > until:
        return
    step: dict[str, Any] = {"complaint_id": case.pk, "by": handler.pk}
    actions.take_in_hand(**step, staff_id=handler.pk, at=taken)
    if story.cause in ("fees", "waiting"):
        actions.explain(**step, text="当面解释并感谢客户的建议", at=taken, done_at=at + timedelta(hours=1))
    actions.note(**step, text="调阅录像和凭证，向当事人了解情况", at=taken + timedelta(minutes=40))
    if (found := taken + timedelta(hours=rng.randrange(3, 30))).date() > until:
        return
    upheld = story.cause not in ("policy", "fees")
    ours = story.cause in ("attitude", "system", "disclosure")
    actions.find(
        **step, upheld=upheld, ours=ours, text="录像和凭证与客户所述相符" if upheld else "收费有据，告知不足", at=found
    )
    later = found + timedelta(hours=rng.randrange(2, 40))
    if later.date() <= until and rng.random() < 0.8:
        _remedy(story, step, later)


def _remedy(story: Story, step: dict[str, Any], at: datetime) -> None:
    case = Complaint.objects.get(pk=step["complaint_id"])
    if story.cause == "attitude" and case.upheld:
        actions.apologise(**step, text="网点负责人携柜员上门致歉，客户接受", at=at)
    if story.cause in ("loss", "disclosure"):
        actions.agree_plan(**step, text="会同投资顾问调整为稳健配置，客户确认方案", at=at)
    if case.external:
        actions.tell_progress(**step, text="已告知保险公司受理情况", at=at)
    if case.ours:
        actions.rectify(**step, text="分清责任，完成培训和流程调整", at=at)
    letter: dict[str, Any] = {"findings": "经调阅录像、凭证并核实，情况已查明。", "offer": story.offer, "refusal": ""}
    actions.write_letter(**step, **letter, further="可在三十日内再次提出，或向上级行、监管部门反映。", at=at)
    actions.issue_letter(**step, at=at)


def _go_on(seed: int, until: date) -> None:
    """What was issued is delivered, what is quiet long enough is closed, some are dissatisfied again."""
    evening = datetime.combine(until, time(16), ZONE)
    there = Complaint.objects.filter(rounds__n=F("round"), rounds__issued_at__lte=evening)
    for case in there.filter(key__startswith="demo-case-", state=State.ISSUED).order_by("pk"):
        rng = Random(f"{seed} goes on {case.key}")  # noqa: S311
        handler = case.handlings.filter(ended_at__isnull=True).first()
        if handler and rng.random() < 0.8:
            _deliver(case, handler.staff_id, evening)
            if rng.random() < 0.2:
                actions.renew(
                    complaint_id=case.pk, text="对答复不满意，认为没有说明责任", by=case.first_asked, at=evening
                )


@transaction.atomic
def _deliver(case: Complaint, by: str, at: datetime) -> None:
    actions.prove_delivery(
        complaint_id=case.pk, way="hand", delivered_at=at, name="意见书回执.pdf",
        content=PROOF + case.number.encode(), by=by, at=at,
    )  # fmt: skip


def _handler(case: Complaint) -> Staff | None:
    """Somebody at the place whom it is not about: the coordinator, else the deputy."""
    about = set(case.concerned.values_list("staff_id", flat=True))
    if case.coordinator and case.coordinator_id not in about:
        return case.coordinator
    found = Staff.objects.filter(institution=case.place_id, position=Position.DEPUTY_HEAD).exclude(pk__in=about)
    return found.order_by("pk").first()
