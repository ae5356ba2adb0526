"""The morning job: what nobody said anything of goes back for a visit, once; what is known or to come is left alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tingtang.corporate import actions, jobs
from tingtang.corporate.models import AccountOpening
from tingtang.corporate.tests.bank import MONDAY, Companies, owed, owners
from tingtang.jobs.registry import Run

pytestmark = pytest.mark.postgres


def morning(days: int = 0) -> None:
    """The job at ten past seven, so many days after Monday."""
    jobs.hand_back.function(
        Run(job_id=1, at=MONDAY.replace(hour=7, minute=10) + timedelta(days=days), attempt=1, tick=None)
    )


def agreed(companies: Companies, company: str, on: datetime = MONDAY, **said: bool) -> AccountOpening:
    """An opening agreed for a day."""
    lead = companies.call(companies.lead(company), "opens", agreed_on=on.date(), **said)
    return lead.openings.get()


def states(*openings: AccountOpening) -> list[str]:
    """How they stand now."""
    found = AccountOpening.objects.in_bulk([one.pk for one in openings])
    return [found[one.pk].state for one in openings]


def test_an_opening_of_which_nobody_said_anything_goes_back_for_a_visit_the_morning_after(companies: Companies) -> None:
    silent, ahead = (
        agreed(companies, "晨光机电有限公司"),
        agreed(companies, "启明物流有限公司", MONDAY + timedelta(days=1)),
    )
    lacking = agreed(companies, "绿野食品有限公司", papers=True)
    actions.lacking(by="OT", at=MONDAY + timedelta(hours=3), opening_id=lacking.pk, what="缺公章")
    done = agreed(companies, "海岳贸易有限公司")
    actions.opened(by="OT", at=MONDAY + timedelta(hours=4), opening_id=done.pk, covered=[], good=False)
    morning()
    assert states(silent, ahead) == ["agreed", "agreed"]  # its day is not over
    morning(days=1)
    assert states(silent, ahead, lacking, done) == ["not_come", "agreed", lacking_state(lacking), "opened"]
    assert owners("corporate.visit_owed") == ["A1"]
    assert owed(subject_id=str(silent.pk), kind="corporate.opening_by_date") == {"corporate.opening_by_date": "missed"}


def lacking_state(opening: AccountOpening) -> str:
    """What the desk left it at: the client is bringing the papers."""
    opening.refresh_from_db()
    assert opening.closed_at is None
    return opening.state


def test_the_job_run_again_late_or_twice_adds_nothing(companies: Companies) -> None:
    opening = agreed(companies, "晨光机电有限公司")
    morning(days=3)
    events = opening.lead.events.count()
    for days in (3, 3, 4):
        morning(days)
    assert states(opening) == ["not_come"]
    assert owners("corporate.visit_owed") == ["A1"]
    assert opening.lead.events.count() == events
