"""The opinion books of the demo: what customers wrote, how it was answered, and what became a complaint."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import transaction

from tingtang.complaints.actions import Said, open_case
from tingtang.demo import words
from tingtang.demo.identity import phone
from tingtang.opinions import actions
from tingtang.opinions.models import Opinion, Reading
from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.positions import Position
from tingtang.shared.times import ZONE

ACTOR = "system:demo"
FIRST_NUMBER = 9_995_000  # nobody else of the demo has a number from here on
BOOKS = 4  # outlets whose customers write
DAYS, EVERY = 24, 2  # how far back, and days between two entries of an outlet
READ_DAYS = 3  # reading a month at every outlet would be most of the build
# (what was written, how it is answered; "": it is to become a complaint)
ENTRIES = (
    ("空调太冷，老人等候时受不了", "已把等候区空调调到二十六度，并备毛毯"),
    ("大堂经理小张耐心教我用手机银行，表扬", "感谢您的肯定，已在晨会上表扬"),
    ("中午只有一个窗口，等了四十多分钟", "已增开午间弹性窗口，并请大堂经理提前分流"),
    ("取号机字太小，看不清", "已打开大字模式，大堂人员协助取号"),
    ("柜员说话不耐烦，问多了就翻白眼", ""),
    ("希望门口有个放雨伞的架子", "已购置雨伞架，雨天放在门口"),
    ("理财到期没有人提醒我", "已请客户经理与您联系，今后提前七天提醒"),
)  # fmt: skip


def fill_books(home: str, seed: int, on: date) -> int:
    """Entries of the last weeks up to `on` in the books of the outlet where the demo's sign-ins work and of its
    neighbours; how many were new. Most are answered in time, in the last days most heads sign.

    Each entry has a key, so nothing is done twice.
    """
    near = Institution.objects.filter(kind="outlet", parent=Institution.objects.get(pk=home).parent_id)
    outlets = sorted(near.order_by("pk"), key=lambda one: one.pk != home)[:BOOKS]
    days = [on - timedelta(days=n) for n in reversed(range(DAYS))]
    made = sum(_on_day(outlet, n, day, seed, on) for day in days for n, outlet in enumerate(outlets))
    for day in days[-READ_DAYS:]:
        actions.open_reading_duties(on=day, by=ACTOR, at=datetime.combine(day, time(0, 10), ZONE))
        for outlet in Institution.objects.filter(kind="outlet").order_by("pk"):
            _read(Random(f"{seed} reading {outlet.pk} {day}"), outlet, day)  # noqa: S311 - a seed that repeats
    return made


def _on_day(outlet: Institution, turn: int, day: date, seed: int, until: date) -> int:
    if (day.toordinal() + turn) % EVERY:
        return 0
    rng = Random(f"{seed} book {outlet.pk} {day}")  # noqa: S311 - a seed that repeats
    return _write(rng, outlet, (day.toordinal() + turn) // EVERY, day, until)


@transaction.atomic
def _write(rng: Random, outlet: Institution, turn: int, day: date, until: date) -> int:
    lobby, head = _at(outlet, Position.LOBBY_MANAGER), _at(outlet, Position.OUTLET_HEAD)
    if lobby is None or head is None:
        return 0
    text, answer = ENTRIES[turn % len(ENTRIES)]
    left = phone(FIRST_NUMBER + day.toordinal() % 4_000) if rng.random() < 0.6 else ""
    at = datetime.combine(day, time(15), ZONE) + timedelta(minutes=rng.randrange(100))
    entry, fresh = actions.record_opinion(
        by=lobby.pk, at=at, institution_id=outlet.pk, key=f"demo-opinion-{outlet.pk}-{day}", written_on=day, text=text,
        name=words.person(rng, woman=rng.random() < 0.5) if left else "", phone=left,
    )  # fmt: skip
    if not fresh:
        return 0
    later = at + timedelta(days=1 + rng.randrange(2), minutes=30)
    if later.date() <= until:
        _answer(rng, entry, head, answer, later)
    return 1


def _answer(rng: Random, entry: Opinion, head: Staff, answer: str, at: datetime) -> None:
    done: dict[str, Any] = {"opinion_id": entry.pk, "by": head.pk}
    if not answer:
        if rng.random() < 0.6:
            _complain(entry, at + timedelta(minutes=10), head)
        return
    actions.answer(**done, at=at, text=answer)
    if entry.phone and rng.random() < 0.8:
        actions.call_back(**done, at=at + timedelta(minutes=20), reached=True, text="已说明处理情况，客户表示满意")


def _complain(entry: Opinion, at: datetime, head: Staff) -> None:
    said = Said(
        channel="opinion_book", business="account", cause="attitude", institution_id=entry.institution_id,
        facts=entry.text, request="要求核实并致歉", complainant=entry.name or "意见簿留言客户", phone=entry.phone,
        happened_on=entry.written_on, source=f"opinion:{entry.pk}",
    )  # fmt: skip
    case = open_case(said=said, by=head.pk, at=at, key=f"demo-from-opinion-{entry.pk}").complaint
    subject = ("complaint", str(case.pk))
    actions.link_complaint(opinion_id=entry.pk, complaint=case.number, subject=subject, by=head.pk, at=at)


def _read(rng: Random, outlet: Institution, day: date) -> None:
    head = _at(outlet, Position.OUTLET_HEAD)
    if head is None or rng.random() < 0.1 or Reading.objects.filter(institution=outlet, on=day).exists():
        return
    actions.sign_reading(by=head.pk, at=datetime.combine(day, time(17, 20), ZONE), institution_id=outlet.pk)


def _at(outlet: Institution, position: Position) -> Staff | None:
    return Staff.objects.filter(institution=outlet, position=position).order_by("pk").first()
