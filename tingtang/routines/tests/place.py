"""A small bank with an outlet's morning in it: people, devices, a day of November 2026."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from tingtang.duties.models import Duty
from tingtang.jobs.registry import Run
from tingtang.lobby.actions.devices import add_device
from tingtang.lobby.models import Device
from tingtang.organisation.models import OpeningException, WorkingHours
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, small_bank
from tingtang.routines import jobs
from tingtang.routines.actions import answer, begin, display, hand_in, hang_licence
from tingtang.routines.models import Answer, Filling, Licence, Material
from tingtang.shared.times import ZONE

EARLY = datetime(2026, 11, 23, 8, 0, tzinfo=ZONE)  # a Monday; the outlet opens at half past eight
DAY = EARLY.date()
OPENS = time(8, 30)
JPEG = b"\xff\xd8\xff\xe0 a dark screen"
BEFORE = "lobby_manager.before_opening"


def later(days: int = 0, hours: int = 0, minutes: int = 0) -> datetime:
    """So much after Monday eight o'clock."""
    return EARLY + timedelta(days=days, hours=hours, minutes=minutes)


class Place:
    """O1 with its people; a machine and a screen; the outlet opens from half past eight to five."""

    def __init__(self) -> None:
        small_bank()
        for key, position in (
            ("L1", Position.LOBBY_MANAGER), ("H1", Position.OUTLET_HEAD), ("D1", Position.DEPUTY_HEAD),
            ("T1", Position.CLOSED_TELLER), ("G1", Position.GUARD), ("X1", Position.THIRD_PARTY),
        ):  # fmt: skip
            person(key, position)
        from_on = DAY.replace(day=1)
        WorkingHours.objects.create(
            institution_id="O1", day_kind="working", from_on=from_on, opens=OPENS, closes=time(17)
        )
        self.machine, self.screen = self.device("ATM-1", "atm"), self.device("屏-1", "screen")

    def device(self, label: str, kind: str, **fields: Any) -> Device:
        """A device of O1."""
        return add_device(institution_id="O1", label=label, kind=kind, by="H1", at=later(days=-9), **fields)

    def night(self, days: int = 0) -> None:
        """The jobs soon after midnight of Monday, or so many days later."""
        run = Run(job_id=1, at=later(days=days, hours=-7, minutes=-40), attempt=1, tick=None)
        for one in (jobs.open_checklists, jobs.look_through_registers, jobs.look_for_new_heads):
            one.function(run)

    def closed(self, **fields: Any) -> OpeningException:
        """O1 is closed on Monday, or as the fields say."""
        return OpeningException.objects.create(**{"institution_id": "O1", "on": DAY, "reason": "装修", **fields})

    def begun(self, name: str = BEFORE, by: str = "L1", at: datetime = EARLY) -> Filling:
        """A list begun at O1; one of a person for that person."""
        return begin(institution_id="O1", name=name, by=by, at=at, staff_id=by)

    def filled(self, filling: Filling, by: str = "L1", at: datetime = EARLY) -> Filling:
        """Every line that waits found in order, then handed in."""
        for line in filling.answers.filter(result__isnull=True):
            answer(answer_id=line.pk, result="ok", by=by, at=at)
        return hand_in(filling_id=filling.pk, by=by, at=at)

    def licence(self, kind: str = "business_licence", head: str = "H1", **fields: Any) -> Licence:
        """A licence of O1 that names its head."""
        plain = {"institution_id": "O1", "kind": kind, "number": "证-1", "head": head, "by": "H1", "at": EARLY}
        return hang_licence(**{**plain, **fields})

    def poster(self, **fields: Any) -> Material:
        """A poster in a frame, valid for ten days."""
        plain = {
            "institution_id": "O1", "title": "秋季存款海报", "place": "frame", "from_on": DAY,
            "to_on": DAY + timedelta(days=10), "by": "L1", "at": EARLY,
        }  # fmt: skip
        return display(**{**plain, **fields})


def line(filling: Filling, item: str) -> Answer:
    """The line of an item."""
    return filling.answers.get(item=item)


def state(kind: str, subject: object = "O1") -> str:
    """How the duty of a kind stands; "" where there is none, the latest where there are several."""
    found = Duty.objects.filter(kind=kind, subject_id=str(subject)).order_by("-pk").first()
    return found.state if found else ""


def duty(kind: str, subject: object = "O1") -> Duty:
    """The one duty of a kind."""
    return Duty.objects.get(kind=kind, subject_id=str(subject))
