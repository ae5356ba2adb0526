"""Several at once, for real: threads on SQLite and on PostgreSQL."""

from __future__ import annotations

from functools import partial

import pytest

from tests.races import at_once
from tingtang.corporate import actions
from tingtang.corporate.actions import Said
from tingtang.corporate.errors import CorporateError
from tingtang.corporate.models import AccountOpening, Lead, LeadEvent
from tingtang.corporate.tests.bank import MONDAY, Companies, later, owners

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
race = partial(at_once, refusals=CorporateError)


def test_at_once_one_takes_the_company_one_outcome_counts_and_one_ends_the_opening(on_each_database: str) -> None:
    bank = Companies()
    taken = race(
        *(lambda who=who, at=at: bank.lead(by=who, institution_id=at) for who, at in [("A1", "O1"), ("A2", "O2")] * 2)
    )
    assert [type(one).__name__ for one in taken].count("Lead") == 1
    assert [type(one).__name__ for one in taken].count("AlreadyTaken") == 3
    lead = Lead.objects.get()
    said = [Said("opens", "同意", agreed_on=MONDAY.date()), Said("unwilling", "不谈"), Said("again", "再说")]
    who = {"by": lead.owner_id, "at": later(hours=1), "lead_id": lead.pk, "seen": lead.n}
    results = race(*(lambda one=one: actions.record_call(said=one, **who) for one in said))
    assert sorted(type(one).__name__ for one in results) == ["Lead", "Stale", "Stale"]
    assert LeadEvent.objects.filter(what="called").count() == 1

    other = bank.lead("启明物流有限公司")
    bank.call(other, "opens", agreed_on=MONDAY.date())
    opening = other.openings.get().pk
    ends = race(
        lambda: actions.opened(by="OT", at=later(1), opening_id=opening, covered=[], good=False),
        lambda: actions.not_come(by="H1", at=later(1), opening_id=opening),
        lambda: actions.hand_back_unopened(opening_id=opening, by="system:jobs", at=later(1)),
    )
    state = AccountOpening.objects.get(pk=opening).state
    assert sum(isinstance(one, AccountOpening) or one is True for one in ends) == 1
    assert owners("corporate.visit_owed") == ([] if state == "opened" else ["A1"])
