"""Leads: whose they are, what is known, one open a company, calls with what follows, passed up, set up, returned to."""

from __future__ import annotations

import pytest

from tingtang.audit.models import Entry
from tingtang.corporate import actions
from tingtang.corporate.actions import Facts
from tingtang.corporate.errors import AlreadyTaken, BadInput, CorporateError, NotYours, Stale, WrongStage
from tingtang.corporate.models import Lead, LeadEvent, Person
from tingtang.corporate.tests.bank import CODE, Companies, later, owed, owners


def test_a_lead_is_of_who_does_this_work_and_is_contacted_in_time(companies: Companies) -> None:
    mine = companies.lead()
    assert (mine.owner_id, mine.stage, owed(subject_kind="lead")) == ("A1", "new", {"corporate.first_contact": "open"})
    passed_on = companies.lead("启明物流", by="W1", source="private_client")  # a wealth manager holds no leads
    assert (passed_on.owner_id, passed_on.made_by_id) == ("A1", "W1")
    companies.call(mine, prepared=["facts", "quiet", "made up"], steps=["thank", "introduce"])
    event = LeadEvent.objects.get(lead=mine, what="called")
    assert event.detail["prepared"] == ["facts", "quiet"]
    assert event.detail["steps"] == ["introduce", "thank"]  # in the manual's order
    assert owed(subject_id=f"{mine.pk}.1", subject_kind="lead") == {"corporate.first_contact": "met"}
    trail = str(list(Entry.objects.values_list("detail", flat=True)))
    assert "晨光" not in trail
    assert "财务总监" not in trail


def test_a_company_has_one_open_lead_whoever_writes_it_and_however_it_is_told(companies: Companies) -> None:
    first = companies.lead(credit_code=CODE, customer_id="C9")
    for again in ({"company": first.company}, {"company": "别名", "credit_code": CODE.lower()},
                  {"company": "又一名", "customer_id": "C9"}):  # fmt: skip
        with pytest.raises(AlreadyTaken) as refused:
            companies.lead(by="A2", institution_id="O2", **again)
        assert refused.value.owner == "员工A1"
    companies.call(first, "unwilling")
    first.refresh_from_db()
    assert first.stage == "lost"
    assert companies.lead(by="A2", institution_id="O2", credit_code=CODE).owner_id == "A2"  # ended: free again


def test_what_is_typed_wrong_is_named(companies: Companies) -> None:
    lead = companies.lead()
    wrong = {"credit_code": "91310000MA1FL7RD90", "size": "huge", "wants": "gold", "business": "长" * 401}
    for name, typed in wrong.items():
        with pytest.raises(BadInput) as refused:
            actions.change_facts(by="A1", at=later(), lead_id=lead.pk, seen=lead.n, facts=Facts(**{name: typed}))
        assert refused.value.field == name
    for name, typed in {"part": "boss", "level": "god", "phone": "95566", "job": " "}.items():
        with pytest.raises(BadInput) as refused:
            companies.know(lead, **{name: typed})
        assert refused.value.field == name
    assert not Person.objects.exists()
    with pytest.raises(BadInput, match="needed"):
        companies.call(lead, "opens")
    with pytest.raises(BadInput) as refused:
        companies.lead("别家", source="dream")
    assert refused.value.field == "source"


def test_the_chain_of_decision_is_kept_by_name_and_its_change_is_history(companies: Companies) -> None:
    lead = companies.lead()
    companies.know(lead)
    companies.know(lead, attitude="for", likes="女，四十岁，爱喝茶")
    assert Person.objects.get().attitude == "for"
    assert [e.detail["attitude"] for e in LeadEvent.objects.filter(what="person").order_by("n")] == ["unknown", "for"]
    actions.change_facts(by="H1", at=later(), lead_id=lead.pk, seen=3, facts=Facts(industry="制造", size="large"))
    assert LeadEvent.objects.get(what="facts").detail == {"fields": ["industry", "size"]}


def test_nobody_else_acts_on_it(companies: Companies) -> None:
    lead = companies.lead()
    for stranger in ("A2", "OT", "W1", "TP", "DO", "nobody"):
        with pytest.raises(NotYours):
            companies.call(lead, by=stranger)
    assert companies.call(lead, by="HB").stage == "contacted"  # heads above may


def test_a_page_that_is_behind_is_refused(companies: Companies) -> None:
    lead = companies.lead()
    seen = lead.n
    companies.call(lead)
    with pytest.raises(Stale):
        actions.lose(by="A1", at=later(), lead_id=lead.pk, seen=seen, text="不合适")


def test_a_good_client_who_is_unwilling_goes_up_until_somebody_ends_it(companies: Companies) -> None:
    lead = companies.lead()
    lead = companies.call(lead, "unwilling", good=True, text="明年再说")
    assert (lead.owner_id, lead.good, lead.turn, lead.stage) == ("C1", True, 2, "contacted")
    assert owed(subject_id=f"{lead.pk}.2", subject_kind="lead") == {"corporate.escalated": "open"}
    with pytest.raises(NotYours):
        companies.call(lead)  # A1 passed it up
    lead = actions.pass_up(by="C1", at=later(hours=2), lead_id=lead.pk, seen=lead.n, reason="须主任出面")
    assert lead.owner_id == "H1"
    assert owed(subject_id=f"{lead.pk}.2", subject_kind="lead") == {"corporate.escalated": "met"}
    companies.call(lead, by="H1", at=later(hours=3))
    assert owed(subject_id=f"{lead.pk}.3", subject_kind="lead") == {"corporate.escalated": "met"}


def test_set_up_ends_it_and_a_return_visit_is_owed(companies: Companies) -> None:
    lead = companies.call(companies.lead(), "proposal")
    assert lead.stage == "proposal"
    with pytest.raises(WrongStage):
        actions.return_to(by="A1", at=later(1), lead_id=lead.pk, text="满意")
    lead = actions.set_up(by="A1", at=later(1), lead_id=lead.pk, seen=lead.n, text="按方案签约")
    assert owed(state="open", subject_kind="lead") == {"corporate.return_visit": "open"}
    actions.return_to(by="A1", at=later(5), lead_id=lead.pk, text="希望回单更快")
    assert owed(kind="corporate.return_visit") == {"corporate.return_visit": "met"}
    with pytest.raises(CorporateError):
        companies.call(lead)


def test_another_need_goes_to_its_department_and_the_answer_comes_back(companies: Companies) -> None:
    lead = companies.call(companies.lead(), "need", need="settlement", need_text="跨境收款慢")
    need = lead.needs.get()
    assert (need.department_id, owners("corporate.need_answered")) == ("D1", ["department_officer"])
    for other in ("A1", "H1", "OT"):
        with pytest.raises(NotYours):
            actions.answer(by=other, at=later(1), need_id=need.pk, text="可以")
    with pytest.raises(WrongStage):
        actions.tell(by="A1", at=later(1), need_id=need.pk)
    actions.answer(by="DO", at=later(2), need_id=need.pk, text="开通全球速汇")
    assert owners("corporate.need_told") == ["A1"]
    with pytest.raises(WrongStage):
        actions.answer(by="DO", at=later(2), need_id=need.pk, text="又一个")
    actions.tell(by="A1", at=later(3), need_id=need.pk, note="客户同意")
    assert owed(subject_kind="client_need") == {"corporate.need_answered": "met", "corporate.need_told": "met"}
    payroll = actions.pass_on(by="A1", at=later(3), lead_id=lead.pk, code="payroll", text="三百人代发")
    assert payroll.department_id == "B1"  # no such department in this bank: the unit above


def test_a_segment_narrows_something_and_has_one_name(companies: Companies) -> None:
    keep = {"by": "H1", "at": later(), "institution_id": "O1", "offer": "上门结算顾问"}
    actions.save_segment(title="园区制造", industry="制造", **keep)
    for fields, name in (({"title": "空"}, "industry"), ({"title": "园区制造", "size": "small"}, "title"),
                         ({"title": "x", "size": "huge"}, "size")):  # fmt: skip
        with pytest.raises(BadInput) as refused:
            actions.save_segment(**fields, **keep)
        assert refused.value.field == name


def test_the_proposal_is_kept_by_version(companies: Companies) -> None:
    lead = companies.lead()
    parts = dict.fromkeys(("understanding", "solution", "strengths", "team"), "说明")
    with pytest.raises(BadInput) as refused:
        actions.propose(by="A1", at=later(), lead_id=lead.pk, seen=lead.n, parts=parts | {"team": " "}, weighed={})
    assert refused.value.field == "team"
    for seen in (lead.n, lead.n + 1):
        actions.propose(by="A1", at=later(), lead_id=lead.pk, seen=seen, parts=parts, weighed={"risk": "低"})
    assert [one.n for one in lead.proposals.order_by("n")] == [1, 2]
    assert Lead.objects.get().stage == "proposal"
