"""The lobby log: a draft that nobody overwrites, signed with the day's figures, corrected beside."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tingtang.audit.models import Entry
from tingtang.duties.actions import lapse_due
from tingtang.lobby.actions.counterfeit import Note, confiscate, take_back
from tingtang.lobby.models import Ticket
from tingtang.meetings import actions
from tingtang.meetings.errors import BadInput, MeetingError
from tingtang.meetings.figures import OF_PARTS, figures
from tingtang.meetings.tests.outlet import MONDAY, PARTS, Outlet, later


def test_the_signed_log_freezes_the_day_and_meets_its_duty(outlet: Outlet) -> None:
    outlet.raised()
    Ticket.objects.create(
        institution_id="O1", on=MONDAY.date(), prefix="A", seq=1, key="k", service_class="ordinary", origin="staff",
        business="personal_account", taken_at=MONDAY, clock_from=MONDAY, ahead=0, state="waiting", n=1, since=MONDAY,
    )  # fmt: skip
    log = outlet.signed()
    log.refresh_from_db()
    assert log.figures is not None
    assert set(log.figures) == {name for names in OF_PARTS.values() for name in names}
    assert (log.figures["visits"], log.figures["mean_wait"]) == (1, None)
    assert outlet.states("lobby_log.signed")["O1", "2026-11-23"] == "met"
    assert "老年" not in str(Entry.objects.get(action="lobby_log.signed").detail)


def test_notes_given_back_are_set_off_against_those_confiscated(outlet: Outlet) -> None:
    who: dict[str, Any] = {"confiscated_by": "T1", "checked_by": "L1", "by": "T1", "at": MONDAY}
    kept = [Note(100, f"AB1234567{n}") for n in range(3)]
    confiscate(institution_id="O1", holder_name="李某", notes=kept, explained=True, **who)
    wrong = confiscate(institution_id="O1", holder_name="王某", notes=[Note(50, "CD12345678")], explained=True, **who)
    take_back(receipt_id=wrong.pk, reason="重新鉴定为真币", **who)
    day = MONDAY.date()
    assert figures("O1", day, day, later(hours=1))["counterfeit"] == 3
    assert figures("O1", day - timedelta(days=1), day - timedelta(days=1), MONDAY)["counterfeit"] == 0


def test_two_who_write_do_not_overwrite_each_other(outlet: Outlet) -> None:
    outlet.log()
    outlet.log(1, sales="推荐三单")
    with pytest.raises(MeetingError, match="somebody else saved"):
        outlet.log(1, sales="推荐两单")
    with pytest.raises(MeetingError, match="somebody else saved"):
        actions.sign_log(by="L1", at=MONDAY, log_id=outlet.log(2).pk, edition=2)
    with pytest.raises(BadInput) as long:
        outlet.log(3, sales="长" * 2001)
    assert long.value.field == "sales"


def test_the_manuals_three_parts_are_needed_to_sign(outlet: Outlet) -> None:
    log = outlet.log(opinions=" ")
    with pytest.raises(BadInput) as refused:
        actions.sign_log(by="L1", at=MONDAY, log_id=log.pk, edition=1)
    assert refused.value.field == "opinions"


def test_signed_it_is_only_corrected(outlet: Outlet) -> None:
    draft = outlet.log()
    with pytest.raises(MeetingError, match="not signed yet"):
        actions.correct_log(by="L1", at=MONDAY, log_id=draft.pk, part="sales", text="三单", reason="漏记")
    actions.sign_log(by="L1", at=MONDAY, log_id=draft.pk, edition=1)
    with pytest.raises(MeetingError, match="is signed"):
        outlet.log(1)
    actions.correct_log(by="L1", at=later(days=1), log_id=draft.pk, part="sales", text="三单", reason="漏记")
    draft.refresh_from_db()
    assert (draft.sales, draft.corrections.get().text) == (PARTS["sales"], "三单")


def test_a_day_that_was_missed_stays_missed(outlet: Outlet) -> None:
    outlet.raised()
    outlet.raised(1)
    log = outlet.log()
    lapse_due(by="system:jobs", at=later(days=1, hours=2))
    actions.sign_log(by="L1", at=later(days=1), log_id=log.pk, edition=1)
    states = outlet.states("lobby_log.signed")
    assert (states["O1", "2026-11-23"], states["O1", "2026-11-24"]) == ("missed", "open")
