"""Satisfaction of the demo: a questionnaire answered over months, symposiums, star tellers, the counted lobby days.

Made by the product's own actions: the questionnaire asks the whole province, a few outlets answer; symposiums are the
home outlet's, star tellers its branch's. A second build adds nothing.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction

from tingtang.demo.places import nearest_first
from tingtang.lobby.models import Ticket
from tingtang.organisation.access import subtree
from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import ancestors
from tingtang.satisfaction import actions
from tingtang.satisfaction.actions import Line, Task
from tingtang.satisfaction.counting import count_days
from tingtang.satisfaction.models import Question, Questionnaire, Version
from tingtang.satisfaction.stars import tellers
from tingtang.shared.times import ZONE

BACK = 150  # days of answers
OUTLETS = 5  # that answer: the home outlet and those nearest to it
EACH = 45  # answers of an outlet
PRINTED = 60  # slips of an outlet; the rest are not answered
SCORES = (5, 4, 3, 2, 1)
MOODS = ((60, 32, 5, 2, 1), (48, 34, 10, 5, 3), (70, 25, 3, 1, 1))  # of outlets, in turn
ROWS: tuple[dict[str, str], ...] = (
    {"kind": "scale", "zh": "您对本次服务是否满意？", "en": "How satisfied are you with our service?", "options": ""},
    {"kind": "several", "zh": "哪些方面最需要改进？", "en": "What should we mend first?",
     "options": "等候时间 / Waiting\n服务态度 / Manner\n环境设施 / Premises\n业务解释 / Explanations"},
    {"kind": "one", "zh": "您多久来一次？", "en": "How often do you come?",
     "options": "每周 / Weekly\n每月 / Monthly\n更少 / Less often"},
    {"kind": "text", "zh": "您还想告诉我们什么？", "en": "Anything else?", "options": ""},
)  # fmt: skip
SAID = ("中午人多，希望多开一个窗口", "大堂经理很耐心", "取号机字太小", "等候区座位不够", "柜员讲得清楚")
LINES = (
    Line(1, "业务技能考核（分）", "typed", Decimal(60)), Line(3, "业务技能考核（分）", "typed", Decimal(80)),
    Line(5, "业务技能考核（分）", "typed", Decimal(92)),
)  # fmt: skip


MEETINGS = (
    (80, "老年客户座谈会", "取号机字太小；希望有人帮着填单\n存折补登要排很久",
     "取号机换大字版，补登机旁安排引导员", "已更换，引导员上午在岗"),
    (12, "商户座谈会", "零钞兑换要预约\n中午窗口少", "零钞兑换公示预约电话", ""),
)  # fmt: skip


def please(home: str, *, now: datetime, seed: int) -> int:
    """Everything around `home`; nothing where it has been made. -> answers given."""
    if Questionnaire.objects.exists():
        return 0
    rng = Random(f"{seed} satisfaction")  # noqa: S311 - repeats
    line = ancestors(home)
    branch = next(iter(Institution.objects.filter(pk__in=line, kind="branch")), None)
    head = Staff.objects.filter(institution=home, position=Position.OUTLET_HEAD).order_by("pk").first()
    above = (
        Staff.objects.filter(institution=branch or home, position=Position.BRANCH_HEAD).order_by("pk").first() or head
    )
    if head is None or above is None or branch is None:
        return 0
    with transaction.atomic():
        given = _ask(line[-1], home, above.pk, now, rng)
        _meet(home, head.pk, now)
        _grade(branch.pk, above.pk, now, rng)
    today = now.astimezone(ZONE).date()
    first = Ticket.objects.order_by("on").values_list("on", flat=True).first()
    if first:
        count_days(max(first, today - timedelta(days=14)), today - timedelta(days=1))
    return given


def _at(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(on, time(hour, minute), ZONE)


def _ask(top: str, home: str, by: str, now: datetime, rng: Random) -> int:
    begun = now.astimezone(ZONE).date() - timedelta(days=BACK)
    made = actions.make_questionnaire(
        by=by, at=_at(begun, 8), institution_id=top, title="服务满意度问卷", title_en="How was the service?"
    )
    titles = {"title": made.title, "title_en": made.title_en}
    actions.save_draft(by=by, at=_at(begun, 8, 5), questionnaire_id=made.pk, edition=0, rows=list(ROWS), **titles)
    version = actions.publish(by=by, at=_at(begun, 8, 10), questionnaire_id=made.pk, edition=1)
    questions = list(version.questions.filter(n__gt=1).order_by("n"))
    near = {one.pk: place for place, one in enumerate(nearest_first(home))}
    links = sorted(made.links.all(), key=lambda link: near[link.institution_id])[:OUTLETS]
    for place, link in enumerate(links):
        _answers(version, questions, link.institution_id, place, begun, rng)
    return EACH * len(links)


def _answers(version: Version, questions: list[Question], outlet: str, place: int, begun: date, rng: Random) -> None:
    asked = version.questionnaire
    slips = actions.make_slips(
        by=asked.made_by, at=_at(begun, 9), questionnaire_id=asked.pk, institution_id=outlet, count=PRINTED
    )
    for key in slips[:EACH]:
        on = begun + timedelta(days=rng.randrange(1, BACK))
        said: dict[int, Any] = {
            questions[0].pk: rng.sample(range(4), rng.randrange(1, 3)), questions[1].pk: rng.randrange(3),
        }  # fmt: skip
        if rng.random() < 0.15:
            said[questions[2].pk] = rng.choice(SAID)
        score = rng.choices(SCORES, MOODS[place % len(MOODS)])[0]
        at = _at(on, rng.randrange(9, 17), rng.randrange(60))
        actions.answer(at=at, slip_key=key, version=version, score=score, said=said)


def _meet(home: str, head: str, now: datetime) -> None:
    """One symposium behind with its task done, one this month with a task still to do."""
    today = now.astimezone(ZONE).date()
    lobby = Staff.objects.filter(institution=home, position=Position.LOBBY_MANAGER).order_by("pk").first()
    owner = lobby.pk if lobby else head
    for back, topic, said, text, done in MEETINGS:
        on = today - timedelta(days=back)
        task = Task(text, owner, on + timedelta(days=20))
        made = actions.record_symposium(
            by=head, at=_at(on, 16), institution_id=home, held_on=on, topic=topic, participants=16, polled=14,
            satisfied=12, said=said, tasks=[task],
        )  # fmt: skip
        if done:
            actions.do_task(by=owner, at=_at(on + timedelta(days=9), 10), task_id=made.tasks.get().pk, text=done)


def _grade(branch: str, by: str, now: datetime, rng: Random) -> None:
    today = now.astimezone(ZONE).date()
    begun = today - timedelta(days=120)
    scheme = actions.make_scheme(
        by=by, at=_at(begun, 9), from_on=begun, title=f"{today.year} 年星级柜员标准", lines=LINES
    )
    ids = list(scheme.criteria.values_list("pk", flat=True))
    days = [(begun + timedelta(days=rng.randrange(1, 40)), one) for one in tellers(subtree([branch]), today)]
    for on, one in sorted(days, key=lambda pair: (pair[0], pair[1].pk)):
        skill = Decimal(min(100, max(40, round(rng.gauss(81, 12)))))
        if one.from_on is None or one.from_on <= on:
            values = dict.fromkeys(ids, skill)
            actions.grade(by=by, at=_at(on, 15), staff_id=one.pk, on=on, values=values, reason="年度评定")
