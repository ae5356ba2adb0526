"""A small bank that rehearses: the head, a teller who joined in March and a lobby manager at O1."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tingtang.drills.actions import open_plan, plan_course, tick
from tingtang.drills.models import Course, Run
from tingtang.duties.models import Duty
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, small_bank
from tingtang.shared.times import ZONE

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
BY: dict[str, Any] = {"by": "H1", "at": MONDAY}


def later(days: int = 0, hours: int = 0) -> datetime:
    """So much after Monday nine o'clock."""
    return MONDAY + timedelta(days=days, hours=hours)


class Outlet:
    """Head H1, newcomer T1 (2026-03-02), lobby manager L1 of O1; teller T3 of O3."""

    def __init__(self) -> None:
        small_bank()
        person("H1", Position.OUTLET_HEAD)
        person("T1", Position.CLOSED_TELLER, from_on=date(2026, 3, 2))
        person("L1", Position.LOBBY_MANAGER, from_on=date(2019, 7, 1))
        person("T3", Position.CLOSED_TELLER, "O3")

    def run(self, plan: str = "media", *, real: bool = True, ticked: bool = True, **fields: Any) -> Run:
        """A plan opened at O1, its steps all ticked."""
        made, _ = open_plan(**{**BY, "institution_id": "O1", "plan": plan, "real": real, **fields})
        for n in range(1, made.steps_n + 1) if ticked else ():
            tick(by="L1", at=later(hours=1), run_id=made.pk, n=n, done=True)
        return made

    def course(self, what: str = "assessment", **fields: Any) -> Course:
        """A training of O1 planned for Monday."""
        plain = {**BY, "institution_id": "O1", "key": what, "what": what, "title": "点钞", "on": MONDAY.date()}
        made, _ = plan_course(**{**plain, **fields})
        return made

    def owed(self, kind: str) -> list[Duty]:
        """The duties of a kind, the oldest first."""
        return list(Duty.objects.filter(kind=kind).order_by("pk"))
