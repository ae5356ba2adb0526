"""The demo's leads of companies: each at another stage, with what it owes; run again it adds none."""

from __future__ import annotations

from datetime import date

import pytest

from tingtang.corporate.models import AccountOpening, ClientNeed, Lead, LeadEvent, Proposal, Visit
from tingtang.corporate.tests.bank import PEOPLE
from tingtang.demo.corporate import LEADS, work_with_companies
from tingtang.duties.models import Duty
from tingtang.organisation.models import Institution
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, small_bank
from tingtang.organisation.tree import rebuild_tree

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 11, 24)


def test_every_stage_of_a_lead_has_one_and_every_page_of_the_room_something() -> None:
    small_bank()
    Institution.objects.create(institution_id="D1", parent_id="P", kind="department", name="国内结算部")
    rebuild_tree()
    for key, position, at in PEOPLE:
        person(key, position, at)
    assert work_with_companies(TUESDAY) == len(LEADS)
    stages = list(Lead.objects.order_by("pk").values_list("stage", flat=True))
    assert stages == ["visit", "opening", "proposal", "contacted", "new"]
    assert [Visit.objects.count(), AccountOpening.objects.count(), Proposal.objects.count()] == [1, 1, 1]
    assert ClientNeed.objects.get().department_id == "D1"
    assert all(one.people.count() == 1 for one in Lead.objects.all())
    owed = set(Duty.objects.filter(state="open", kind__startswith="corporate.").values_list("kind", flat=True))
    assert {"corporate.first_contact", "corporate.opening_by_date", "corporate.papers_checked"} <= owed
    before = LeadEvent.objects.count()
    assert work_with_companies(TUESDAY) == 0
    assert LeadEvent.objects.count() == before


def test_without_an_account_manager_there_is_nobody_to_write_leads_down() -> None:
    small_bank()
    person("H1", Position.OUTLET_HEAD)
    assert work_with_companies(TUESDAY) == 0
    assert not Lead.objects.exists()


def test_a_need_that_no_department_takes_is_left_out_and_the_rest_stands() -> None:
    small_bank()
    person("A1", Position.ACCOUNT_MANAGER)
    assert work_with_companies(TUESDAY) == len(LEADS)
    assert Lead.objects.filter(stage="proposal").count() == 1
