"""Several at once, for real: threads on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.races import at_once
from tingtang.duties.models import Duty
from tingtang.manual.queries import value
from tingtang.outreach.actions import plan_contacts, save_list
from tingtang.outreach.criteria import Criteria
from tingtang.outreach.errors import OutreachRefused
from tingtang.outreach.models import SavedList
from tingtang.outreach.queries import PLANNED
from tingtang.outreach.tests.people import MONDAY, TODAY, People

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture
def bank(on_each_database: str) -> People:
    return People()


def test_several_who_plan_for_one_person_at_once_never_fill_a_day_beyond_its_cap(bank: People) -> None:
    cap = int(str(value("outreach.planned_per_day", TODAY).value))
    parts = [[bank.customer(f"{part}{n:02}").pk for n in range(cap - 2)] for part in "ABCD"]
    at_once(
        *(
            lambda ids=ids: plan_contacts(  # type: ignore[misc]
                customer_ids=ids, first_on=TODAY, list_name="x", by="H1", at=MONDAY
            )
            for ids in parts
        ),
        refusals=OutreachRefused,
    )
    load = Counter(Duty.objects.filter(kind="outreach.contact").values_list("period_on", flat=True))
    assert sum(load.values()) == 4 * (cap - 2)
    assert max(load.values()) <= cap


def test_one_customer_planned_at_once_by_two_has_one_planned_contact(bank: People) -> None:
    bank.customer("C1")
    results = at_once(
        *(
            lambda by=by: plan_contacts(  # type: ignore[misc]
                customer_ids=["C1"], first_on=TODAY, list_name="x", by=by, to_staff=by, at=MONDAY
            )
            for by in ("W1", "H1", "HB", "W1")
        ),
        refusals=OutreachRefused,
    )
    assert sorted(done.total for done in results) == [0, 0, 0, 1]
    assert Duty.objects.filter(kind__in=PLANNED).count() == 1  # its kind says whether the manager's own came first


def test_a_name_saved_at_once_is_saved_once(bank: People) -> None:
    results = at_once(
        *[lambda: save_list(name="到期", criteria=Criteria(matures=30), shared=False, by="W1", at=MONDAY)] * 4,
        refusals=OutreachRefused,
    )
    assert sum(isinstance(one, SavedList) for one in results) == 1 == SavedList.objects.count()
