"""Prospects passed on between two nights: some won, some lost, some handed back, some that still wait."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction

from tingtang.demo import words
from tingtang.demo.identity import phone
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.referrals.actions import accept, hand_back, record_outcome, refer
from tingtang.shared.times import ZONE

A_DAY = 2  # cards a day in the whole province: enough to look at
FIRST_NUMBER = 9_600_000  # no customer and no member of staff has a number from here on
SENTENCES = (
    ("deposit", "定期到期，问起大额存单"),
    ("wealth", "刚卖了房，想找稳健的产品"),
    ("fund", "代发工资客户，问起基金定投"),
    ("insurance", "想给孩子存一份教育金"),
    ("loan", "打听装修贷款"),
    ("corporate", "开公司，想了解结算账户"),
)
SENDERS = (Position.CLOSED_TELLER, Position.LOBBY_MANAGER, Position.OPEN_TELLER)


def pass_on(seed: int, after: date, until: date) -> int:
    """Cards of the days after `after` up to `until`, each with what came of it by then; how many were new.

    Each card is one transaction under a key of its own: a build that was broken off goes on as it would have gone.
    """
    senders = list(Staff.objects.filter(position__in=SENDERS).order_by("staff_id"))
    days = [after + timedelta(days=n) for n in range(1, (until - after).days + 1)]
    return sum(_one(Random(f"{seed} card {day} {n}"), senders, day, n, until) for day in days for n in range(A_DAY))  # noqa: S311 - a seed that repeats is the point


@transaction.atomic
def _one(rng: Random, senders: list[Staff], day: date, number: int, until: date) -> bool:
    sender, (need, sentence) = rng.choice(senders), rng.choice(SENTENCES)
    at = datetime.combine(day, time(9), ZONE) + timedelta(minutes=rng.randrange(480))
    made = refer(
        by=sender.staff_id, at=at, institution_id=sender.institution_id, sentence=sentence, need=need,
        prospect_name=words.person(rng, woman=rng.random() < 0.5), willing=rng.random() < 0.7,
        phone=phone(FIRST_NUMBER + day.toordinal() * A_DAY % 300_000 + number), key=f"demo-{day}-{number}",
    )  # fmt: skip
    card = made.referral
    if card.n > 1 or made.again or not card.to_staff_id:
        return False
    _answer(rng, card.pk, card.to_staff_id, at, until)
    return True


def _answer(rng: Random, card: int, holder: str, at: datetime, until: date) -> None:
    """One of five lives, as far as it has come by the evening of `until`."""
    life = rng.choice(("waits", "accepted", "contacted", "won", "lost", "handed_back"))
    taken, later = at + timedelta(hours=rng.randrange(1, 70)), at + timedelta(days=rng.randrange(1, 5))
    if life == "waits" or taken.date() > until:
        return
    if life == "handed_back":
        hand_back(referral_id=card, reason="客户要办的业务不归我管", by=holder, at=taken)
        return
    accept(referral_id=card, by=holder, at=taken)
    if life != "accepted" and taken <= later and later.date() <= until:
        text = {"won": "已购买，下月再联系", "lost": "暂不需要"}.get(life, "电话联系，约了下周面谈")
        next_on = None if life == "lost" else until + timedelta(days=rng.randrange(1, 9))
        record_outcome(
            referral_id=card, outcome=life, text=text, by=holder, at=later, next_on=next_on,
            channel="visit" if life == "won" else "phone",
        )  # fmt: skip
