"""What the day opens at every outlet is asked of all outlets together: thirty cost no more reads than three."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tingtang.inspections.actions.planning import open_daily
from tingtang.meetings.actions import open_daily_duties
from tingtang.opinions.actions import open_reading_duties
from tingtang.organisation.models import Institution
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, small_bank
from tingtang.organisation.tree import rebuild_tree
from tingtang.routines.actions import open_day
from tingtang.shared.times import day_start

MONDAY = date(2026, 11, 23)
MORE = 27
Opener = Callable[..., int]


def reads(opener: Opener, on: date) -> tuple[int, int]:
    """(duties opened, queries that read)."""
    at: datetime = day_start(on)
    with CaptureQueriesContext(connection) as seen:
        opened = opener(on=on, by="system:jobs", at=at)
    return opened, sum(query["sql"].startswith("SELECT") for query in seen.captured_queries)


@pytest.mark.django_db
@pytest.mark.parametrize("opener", [open_daily, open_daily_duties, open_reading_duties, open_day])
def test_thirty_outlets_cost_no_more_reads_than_three(opener: Opener) -> None:
    small_bank()
    for key in ("O1", "O2", "O3"):
        person(f"L-{key}", Position.LOBBY_MANAGER, key)
    reads(opener, MONDAY - timedelta(days=7))  # what is kept once is kept
    few, asked = reads(opener, MONDAY)
    for n in range(MORE):
        Institution.objects.create(institution_id=f"N{n:02}", parent_id="B1", kind="outlet", name=f"网点{n}")
    rebuild_tree()
    for n in range(MORE):
        person(f"L-N{n:02}", Position.LOBBY_MANAGER, f"N{n:02}")
    many, asked_of_many = reads(opener, MONDAY + timedelta(days=1))
    assert many > few > 0
    assert asked_of_many <= asked
