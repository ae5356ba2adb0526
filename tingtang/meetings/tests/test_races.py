"""Several at once, for real: a log is begun and signed once, a meeting of a day written down once."""

from __future__ import annotations

import pytest

from tests.races import at_once
from tingtang.meetings import actions
from tingtang.meetings.errors import MeetingError
from tingtang.meetings.models import Log, Meeting
from tingtang.meetings.tests.outlet import MONDAY, Outlet


@pytest.mark.slow
def test_of_two_at_once_one_counts_and_the_other_is_told(on_each_database: str) -> None:
    outlet = Outlet()
    found = at_once(*(lambda: outlet.log() for _ in range(3)), refusals=MeetingError)
    assert sum(isinstance(one, Log) for one in found) == 1
    log = Log.objects.get()
    sign = {"at": MONDAY, "log_id": log.pk, "edition": 1}
    found = at_once(*(lambda by=by: actions.sign_log(by=by, **sign) for by in ("L1", "H1")), refusals=MeetingError)
    assert sum(isinstance(one, Log) for one in found) == 1
    found = at_once(*(lambda n=n: outlet.met(key=f"k{n}") for n in range(3)), refusals=MeetingError)
    assert sum(isinstance(one, Meeting) for one in found) == 1
    assert Meeting.objects.get().attendance.count() == 3
