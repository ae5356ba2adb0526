"""Visits with their team, openings that the desk follows, what the morning job hands back, the files of a proposal."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from itertools import product

import pytest

from tingtang.corporate import actions
from tingtang.corporate.actions import Said
from tingtang.corporate.errors import BadInput, NotYours, WrongStage
from tingtang.corporate.models import AccountOpening, Lead, Member
from tingtang.corporate.proposal import as_docx, as_pdf
from tingtang.corporate.ranks import enough, wanted
from tingtang.corporate.tests.bank import MONDAY, Companies, later, owed, owners
from tingtang.duties.models import Duty

RANKS = ("account_manager", "corporate_manager", "deputy_head", "outlet_head", "branch_head")


def test_the_higher_of_size_and_level_says_the_rank_of_the_team() -> None:
    for one, other in product(RANKS, RANKS):
        assert wanted(RANKS, one, other) == max(one, other, key=RANKS.index)
    assert enough(RANKS, "corporate_manager", ["account_manager", "outlet_head"])
    assert not enough(RANKS, "corporate_manager", ["account_manager", "wealth_manager"])
    assert enough(RANKS, "account_manager", ["wealth_manager"])  # no rank of its own: the lowest
    assert not enough(RANKS, "account_manager", [])


def test_a_visit_needs_rank_and_is_confirmed_the_day_before_and_reported_after(companies: Companies) -> None:
    lead = companies.lead(size="medium")
    for team, level in ((("A1",), "clerk"), (("A1", "C1"), "executive"), ((), "clerk")):
        with pytest.raises(BadInput) as refused:
            companies.call(lead, "visit", visit=companies.plan(level=level, team=team))
        assert refused.value.field == "team"
    with pytest.raises(BadInput) as refused:
        companies.call(lead, "visit", visit=companies.plan(days=-1, team=("C1",)))
    assert refused.value.field == "starts_at"
    lead = companies.call(lead, "visit", visit=companies.plan(team=("A1", "C1")))
    visit = lead.visits.get()
    assert sorted(Member.objects.values_list("staff", flat=True)) == ["A1", "C1"]
    due = Duty.objects.get(kind="visit.confirmed").due_at
    assert due == (later(2) + timedelta(hours=15)).replace(minute=0)  # the end of the day before
    with pytest.raises(WrongStage):  # a second one
        companies.call(lead, "visit", visit=companies.plan(team=("C1",)))
    actions.prepare(by="A1", at=later(1), visit_id=visit.pk, items=["cards", "facts", "gold"])
    actions.confirm(by="A1", at=later(2), visit_id=visit.pk, finance=True)
    visit.refresh_from_db()
    assert (visit.prepared, visit.finance) == (["facts", "cards"], True)
    lead.refresh_from_db()
    hold = {"by": "A1", "visit_id": visit.pk, "seen": lead.n, "said": Said("proposal", "谈了现金管理")}
    with pytest.raises(WrongStage):
        actions.hold(at=later(2), worth="大", **hold)
    with pytest.raises(BadInput) as refused:
        actions.hold(at=later(3, hours=2), worth=" ", **hold)
    assert refused.value.field == "worth"
    actions.hold(at=later(3, hours=2), worth="年结算两亿", **hold)
    lead.refresh_from_db()
    assert (lead.worth, lead.stage) == ("年结算两亿", "proposal")
    assert owed(subject_kind="visit") == {"visit.confirmed": "met", "visit.reported": "met"}


def test_a_visit_called_off_owes_nothing(companies: Companies) -> None:
    lead = companies.call(companies.lead(), "visit", visit=companies.plan())
    visit = lead.visits.get()
    with pytest.raises(WrongStage):  # a lead does not end over a visit to come
        companies.call(lead, "unwilling")
    with pytest.raises(NotYours):
        actions.call_off(by="A2", at=later(1), visit_id=visit.pk, reason="下雨")
    actions.call_off(by="A1", at=later(1), visit_id=visit.pk, reason="客户出差")
    assert owed(subject_kind="visit") == {"visit.confirmed": "cancelled", "visit.reported": "cancelled"}


def test_the_desk_opens_and_the_lead_is_set_up(companies: Companies) -> None:
    lead = companies.call(companies.lead(), "opens", agreed_on=later(2).date(), papers=True)
    opening = lead.openings.get()
    assert owners("corporate.opening_by_date") == owners("corporate.papers_checked") == ["open_teller"]
    for stranger in ("OT2", "W1", "A1", "TP", "DO"):
        with pytest.raises(NotYours):
            actions.opened(by=stranger, at=later(1), opening_id=opening.pk, covered=[], good=False)
    actions.lacking(by="OT", at=later(1), opening_id=opening.pk, what="公章")
    assert owners("corporate.papers_told") == ["A1"]
    actions.told(by="A1", at=later(1, hours=1), opening_id=opening.pk)
    with pytest.raises(WrongStage):
        actions.told(by="A1", at=later(1, hours=1), opening_id=opening.pk)
    actions.opened(by="OT", at=later(2), opening_id=opening.pk, covered=["messages", "payroll", "x"], good=False)
    lead.refresh_from_db()
    opening.refresh_from_db()
    assert (lead.stage, opening.covered) == ("set_up", ["payroll", "messages"])
    assert set(owed(subject_kind="account_opening").values()) == {"met"}
    assert owners("corporate.return_visit") == ["A1"]


def test_a_good_new_client_goes_up_as_it_opens(companies: Companies) -> None:
    lead = companies.call(companies.lead(), "opens", agreed_on=MONDAY.date())
    actions.opened(by="H1", at=later(hours=3), opening_id=lead.openings.get().pk, covered=[], good=True)
    lead.refresh_from_db()
    assert (lead.owner_id, lead.stage, owners("corporate.escalated")) == ("C1", "opening", ["C1"])


def test_who_does_not_come_is_visited_and_what_nobody_says_goes_back_in_the_morning(companies: Companies) -> None:
    said, silent = (companies.call(companies.lead(name), "opens", agreed_on=MONDAY.date()) for name in ("甲", "乙"))
    actions.not_come(by="OT", at=later(hours=8), opening_id=said.openings.get().pk, note="改天")
    assert owed(subject_id=str(said.openings.get().pk), subject_kind="account_opening") == {
        "corporate.opening_by_date": "met", "corporate.visit_owed": "open",
    }  # fmt: skip
    assert actions.unopened(MONDAY.date()) == []
    waiting = actions.unopened(later(1).date())
    assert waiting == [silent.openings.get().pk]
    assert [actions.hand_back_unopened(opening_id=waiting[0], by="system:jobs", at=later(1)) for _ in range(2)] == [
        True, False,
    ]  # fmt: skip
    assert owners("corporate.visit_owed") == ["A1", "A1"]
    companies.call(silent, "visit", at=later(1, hours=1), visit=companies.plan())
    assert owners("corporate.visit_owed") == ["A1"]
    assert set(AccountOpening.objects.values_list("state", flat=True)) == {"not_come"}


def test_what_is_owed_of_its_parts_goes_with_a_lead_passed_up(companies: Companies) -> None:
    lead = companies.call(companies.lead(), "opens", agreed_on=later(2).date())
    opening = lead.openings.get()
    actions.lacking(by="OT", at=later(hours=2), opening_id=opening.pk, what="营业执照")
    lead = Lead.objects.get()
    actions.pass_up(by="A1", at=later(hours=3), lead_id=lead.pk, seen=lead.n, reason="大客户")
    assert owners("corporate.papers_told") == ["C1"]


def test_the_proposal_says_the_four_parts_and_keeps_what_was_weighed(companies: Companies) -> None:
    lead = companies.lead()
    parts = {"understanding": "回款慢 & <急>", "solution": "全球速汇", "strengths": "网点多", "team": "专人"}
    made = actions.propose(
        by="A1", at=later(), lead_id=lead.pk, seen=lead.n, parts=parts, weighed={"competition": "别家更便宜"}
    )
    word = zipfile.ZipFile(io.BytesIO(as_docx(made, by="员工A1", at=later())))
    text = word.read("word/document.xml").decode()
    for said in ("晨光机电有限公司", "一、客户需求理解分析", "全球速汇", "&lt;急&gt;"):
        assert said in text
    assert "别家更便宜" not in text
    assert as_pdf(made, by="员工A1", at=later())[:5] == b"%PDF-"
