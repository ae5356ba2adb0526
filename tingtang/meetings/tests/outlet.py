"""A small bank that meets: head, lobby manager and teller of O1, an officer of each of two departments."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tingtang.duties.models import Duty
from tingtang.meetings.actions import Seat, hold_meeting, open_daily_duties, save_log, sign_log
from tingtang.meetings.models import Log, Meeting
from tingtang.organisation.models import Institution
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, small_bank
from tingtang.organisation.tree import rebuild_tree
from tingtang.shared.times import ZONE

MONDAY = datetime(2026, 11, 23, 18, 0, tzinfo=ZONE)
PARTS = {"customers": "接待五位老年客户", "sales": "推荐两单定期", "opinions": "希望增开窗口"}


def later(days: int = 0, hours: int = 0) -> datetime:
    """So much after Monday six o'clock in the evening."""
    return MONDAY + timedelta(days=days, hours=hours)


class Outlet:
    """H1, L1 and T1 of O1; DF1 and DU1 of the departments for personal finance and the union."""

    def __init__(self) -> None:
        small_bank()
        for key, name in (("DF", "省分行个人金融部"), ("DU", "省分行工会工作委员会")):
            Institution.objects.create(institution_id=key, parent_id="P", kind="department", name=name)
        rebuild_tree()
        people = (
            ("H1", Position.OUTLET_HEAD, "O1"), ("L1", Position.LOBBY_MANAGER, "O1"),
            ("T1", Position.CLOSED_TELLER, "O1"), ("X1", Position.THIRD_PARTY, "O1"),
            ("DF1", Position.DEPARTMENT_OFFICER, "DF"), ("DU1", Position.DEPARTMENT_OFFICER, "DU"),
        )  # fmt: skip
        for key, position, at in people:
            person(key, position, at)

    def raised(self, days: int = 0) -> int:
        """The duties of a day, opened soon after midnight; how many were new."""
        at = later(days).replace(hour=0, minute=20)
        return open_daily_duties(on=at.date(), by="system:jobs", at=at)

    def log(self, edition: int = 0, at: datetime = MONDAY, **parts: str) -> Log:
        """Today's log of O1, saved."""
        return save_log(by="L1", at=at, institution_id="O1", edition=edition, parts={**PARTS, **parts})

    def signed(self) -> Log:
        """The same, signed."""
        log = self.log()
        return sign_log(by="L1", at=MONDAY, log_id=log.pk, edition=log.edition)

    def met(self, kind: str = "morning", at: datetime = MONDAY, **fields: Any) -> Meeting:
        """A meeting of O1 held that morning; T1 is on leave."""
        plain: dict[str, Any] = {
            "by": "H1", "at": at, "institution_id": "O1", "kind": kind, "held_at": at.replace(hour=8, minute=30),
            "key": f"{kind}-{at:%m%d}", "minutes": "昨日等候偏长，今日午间开三个窗口",
            "seats": [Seat("H1", True), Seat("L1", True), Seat("T1", False, "休假")],
        }  # fmt: skip
        made, _ = hold_meeting(**{**plain, **fields})
        return made

    def states(self, kind: str) -> dict[tuple[str, str], str]:
        """(subject, period) -> state of the duties of a kind."""
        found = Duty.objects.filter(kind=kind)
        return {(one.subject_id, one.period_on.isoformat()): one.state for one in found}
